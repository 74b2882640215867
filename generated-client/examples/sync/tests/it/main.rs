//! Syncs with a server on the loopback interface, which has a small organization of Dixa, and interrupts it.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod interrupted;
mod organization;
mod server;
mod step;

use std::path::Path;
use std::time::Duration;

use dixa_client::{Client, RetryPolicy};
use dixa_sync::{Error, Progress, Store, sync};

use crate::server::{Server, TOKEN};

/// A client of a server on the loopback interface, without the rate of Dixa and long waits, which would
/// take minutes here.
fn client(url: &str) -> Client {
    let brief = Duration::from_millis(1);
    let client = Client::builder().base_url(url).allow_http().no_proxy();
    let client = client.retries(RetryPolicy::default().backoff(brief, brief));
    client.token(TOKEN).rate_limit(None).build().unwrap()
}

/// One run, with what it showed.
async fn run(server: &Server, database: &Path) -> Result<Vec<String>, Error> {
    let mut shown = Vec::new();
    let mut store = Store::open(database)?;
    let mut show = |progress: Progress<'_>| shown.push(format!("{progress:?}"));
    sync(&server.client, &mut store, &mut show).await?;
    Ok(shown)
}
