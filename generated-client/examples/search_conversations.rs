//! Searches open conversations by text, channel, and time of the last message.
//!
//! ```text
//! DIXA_API_KEY=… cargo run -p dixa-client --example search_conversations -- \
//!     "cancel my order" 2026-01-01T00:00:00Z email chat
//! ```
//!
//! The channels may be left out.
#![allow(clippy::print_stdout, clippy::print_stderr)] // An example shows what it does.

use std::error::Error;

use dixa_client::models::{
    Channel, ChannelOperatorIsOneOf, Condition, FilterStrategy, Filters, LastMessage, Query,
    SearchChannel, SearchFieldStatus, SearchParametersInput, SearchStatus, Since,
    StatusOperatorIsOneOf,
};
use dixa_client::{Client, DateTime};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [text, since, channels @ ..] = arguments.as_slice() else {
        eprintln!("usage: search_conversations TEXT SINCE [CHANNEL…]");
        std::process::exit(2);
    };
    let since: DateTime = since.parse()?;

    let open = StatusOperatorIsOneOf::new([SearchStatus::Open]);
    let mut conditions = vec![
        Condition::new(SearchFieldStatus::new(open)),
        Condition::new(LastMessage::new(Since::new(since))),
    ];
    if !channels.is_empty() {
        let channels: Vec<SearchChannel> = channels.iter().map(|it| it.as_str().into()).collect();
        let one_of = ChannelOperatorIsOneOf::new(channels);
        conditions.push(Condition::new(Channel::new(one_of)));
    }
    let search = SearchParametersInput::new()
        .query(Query::new(text).exact_match(true))
        .filters(Filters::new(FilterStrategy::All).conditions(conditions));

    let client = Client::from_env()?;
    let request = client.search().search_conversations_with_filters();
    let mut hits = request.body(search).items();
    while let Some(hit) = hits.try_next().await? {
        println!("conversation {}", hit.id);
        for (field, excerpts) in &hit.highlights {
            println!("  {field}: {}", excerpts.join(" … "));
        }
    }
    Ok(())
}
