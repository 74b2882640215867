//! Keeps a local SQLite database in sync with Dixa: agents, teams, queues, tags, end users, conversations
//! with their messages and ratings, and the activity log.
//!
//! [`sync()`] makes one run. It reads the lists, from each page to the next, and then what only can be fetched
//! one by one. [`Store`] keeps each page in one transaction together with the cursor after it, so a run can
//! be interrupted at any moment, by the end of the process too: the next one goes on where it was. A run
//! after the first one fetches only those conversations again that the activity log tells of.
//!
//! Retries, timeouts and the rate limit are the client's; nothing here knows of them.

mod error;
mod fan_out;
mod lists;
mod row;
mod store;

pub use error::Error;
pub use row::{Kind, Row};
pub use store::{Pending, Store};

use dixa_client::Client;
use dixa_client::jiff::Timestamp;

/// How many rows a page has, where that can be chosen.
const PAGE_LIMIT: i32 = 50;

/// Entries may come into the activity log later than their time says, so the end of what was read is read
/// again, in seconds. Entries that are known already lead to nothing.
const LOG_OVERLAP: i64 = 300;

/// What happens during a run, for whoever shows it. Nothing in it is personal.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Progress<'a> {
    /// A page of a list is stored.
    Page {
        /// The list.
        list: &'static str,
        /// How many rows it has.
        rows: usize,
    },
    /// A list begins again, since the cursor that was stored is not valid any more.
    BeganAgain {
        /// The list.
        list: &'a str,
    },
    /// Something is stored that was fetched one by one.
    Fetched {
        /// What it is.
        kind: Kind,
        /// How many are left.
        left: i64,
    },
    /// Something is skipped, since Dixa doesn't have it (404).
    Skipped {
        /// What it is.
        kind: Kind,
        /// Its identity.
        id: &'a str,
        /// Dixa's id of the request.
        request_id: Option<&'a str>,
    },
    /// Something can't be fetched now, and is left to the next run.
    Postponed {
        /// What it is.
        kind: Kind,
        /// Its identity.
        id: &'a str,
        /// Dixa's id of the request.
        request_id: Option<&'a str>,
    },
}

/// Brings the database up to date, and shows the progress. Continues the last run if that did not end.
///
/// # Errors
///
/// When a list can't be read, or many resources in a row that never failed before, despite the client's
/// retries; or when the database fails. Stored rows are kept, and the next run continues from there.
pub async fn sync(
    client: &Client,
    store: &mut Store,
    show: &mut dyn FnMut(Progress<'_>),
) -> Result<(), Error> {
    let (teams, queues) = (client.teams().list_teams(), client.queues().list_queues());
    let tags = client.tags().list_tags().include_deactivated(true);
    lists::whole(store, show, async { Ok(teams.await?.data) }).await?;
    lists::whole(store, show, async { Ok(queues.await?.data) }).await?;
    lists::whole(store, show, async { Ok(tags.await?.data) }).await?;

    let agents = client.agents().list_agents().page_limit(PAGE_LIMIT);
    lists::paged(store, show, &agents).await?;
    let end_users = client.end_users().list_end_users().page_limit(PAGE_LIMIT);
    lists::paged(store, show, &end_users).await?;
    let mut log = client
        .conversations()
        .list_organization_activity_log()
        .page_limit(PAGE_LIMIT);
    let since = store
        .log_since()?
        .map(|since| Timestamp::from_second(since - LOG_OVERLAP));
    if let Some(Ok(since)) = since {
        log = log.from_datetime(since);
    }
    lists::paged(store, show, &log).await?;

    fan_out::end_users(client, store, show).await?;
    fan_out::conversations(client, store, show).await?;
    store.finish_run()
}
