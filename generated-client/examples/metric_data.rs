//! Shows the values of one metric for last week's email conversations.
//!
//! ```text
//! DIXA_API_KEY=… cargo run -p dixa-client --example metric_data -- \
//!     closed_conversations Europe/Copenhagen
//! ```
//!
//! `client.analytics().get_metrics_catalogue()` lists the metrics with their filters and measures.
#![allow(clippy::print_stdout, clippy::print_stderr)] // An example shows what it does.

use std::error::Error;

use dixa_client::Client;
use dixa_client::models::{
    AggregateValue, Filter, GetMetricDataInputPeriodFilter, Measure, Preset, PresetPeriod,
    PresetValue,
};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [metric, timezone] = arguments.as_slice() else {
        eprintln!("usage: metric_data METRIC TIMEZONE");
        std::process::exit(2);
    };

    let last_week = Preset::new(PresetValue::new(PresetPeriod::PreviousWeek));
    let question = GetMetricDataInputPeriodFilter::new(metric, last_week, timezone)
        .filters([Filter::new("channel").values(["email"])])
        .aggregations([Measure::Count]);

    let client = Client::from_env()?;
    let response = client.analytics().get_metric_data(question).await?;
    for aggregate in &response.data.aggregates {
        match aggregate {
            AggregateValue::Long(it) => println!("{}: {}", it.measure, it.value),
            AggregateValue::Double(it) => println!("{}: {}", it.measure, it.value),
            other => println!("{other:?}"),
        }
    }
    Ok(())
}
