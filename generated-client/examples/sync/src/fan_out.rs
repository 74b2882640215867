//! Resources that are fetched one by one. Those that are left are in the database, and leave it in the
//! transaction that stores the response. One that can't be fetched goes to the end, and is tried again in the
//! next run, however often it failed before.

use std::collections::BTreeSet;

use dixa_client::{Client, ErrorKind, Uuid};

use crate::lists::is_refused;
use crate::{Error, Kind, PAGE_LIMIT, Pending, Progress, Store};

/// How many resources in a row may fail for the first time: when the next one does, the fault isn't theirs.
const MOST_IN_A_ROW: usize = 5;

/// Finds the conversations of end users who are new.
pub(crate) async fn end_users(
    client: &Client,
    store: &mut Store,
    show: &mut dyn FnMut(Progress<'_>),
) -> Result<(), Error> {
    let mut failures = Failures::default();
    while let (Some(next), left) = store.pending(Kind::EndUser)? {
        if failures.postponed.contains(&next.id) {
            break;
        }
        let Pending { id, cursor, .. } = &next;
        let user: Uuid = id
            .parse()
            .map_err(|_| Error::Id(Kind::EndUser, id.clone()))?;
        let request = client.end_users().list_end_user_conversations(user);
        let mut pages = request.page_limit(PAGE_LIMIT).pages().read_ahead();
        if let Some(cursor) = cursor {
            pages = pages.resume(cursor);
        }
        // Ends after the last page, or where the list has to begin again.
        loop {
            match pages.try_next().await {
                Ok(Some(page)) => {
                    failures.in_a_row = 0;
                    let next = pages.cursor().filter(|_| !pages.is_complete());
                    store.put_conversations_of(id, &page.data, next)?;
                }
                Ok(None) => {
                    show(Progress::Fetched {
                        kind: Kind::EndUser,
                        left: left - 1,
                    });
                    break;
                }
                Err(error) if error.is_not_found() => {
                    failures.in_a_row = 0;
                    skip(store, show, Kind::EndUser, id, &error)?;
                    break;
                }
                Err(error)
                    if cursor.as_deref() == pages.cursor()
                        && cursor.is_some()
                        && is_refused(&error) =>
                {
                    store.forget_cursor_of(id)?;
                    show(Progress::BeganAgain { list: id });
                    break;
                }
                Err(error) => {
                    failures.postpone(store, show, (Kind::EndUser, &next), error)?;
                    break;
                }
            }
        }
    }
    Ok(())
}

/// Fetches the conversations that are new or have changed. The three calls for each go out together, which
/// is enough to use the rate up.
pub(crate) async fn conversations(
    client: &Client,
    store: &mut Store,
    show: &mut dyn FnMut(Progress<'_>),
) -> Result<(), Error> {
    let conversations = client.conversations();
    let mut failures = Failures::default();
    while let (Some(next), left) = store.pending(Kind::Conversation)? {
        let id = &next.id;
        if failures.postponed.contains(id) {
            break;
        }
        let number: i64 = id
            .parse()
            .map_err(|_| Error::Id(Kind::Conversation, id.clone()))?;
        let fetched = tokio::try_join!(
            conversations.get_conversation(number).into_future(),
            conversations.list_messages(number).into_future(),
            conversations
                .list_ratings_for_conversation(number)
                .into_future(),
        );
        match fetched {
            Ok((conversation, messages, ratings)) => {
                failures.in_a_row = 0;
                store.put_conversation(id, &conversation.data, &messages.data, &ratings.data)?;
                show(Progress::Fetched {
                    kind: Kind::Conversation,
                    left: left - 1,
                });
            }
            Err(error) if error.is_not_found() => {
                failures.in_a_row = 0;
                skip(store, show, Kind::Conversation, id, &error)?;
            }
            Err(error) => {
                failures.postpone(store, show, (Kind::Conversation, &next), error)?;
            }
        }
    }
    Ok(())
}

/// What failed in this step of the run.
#[derive(Default)]
struct Failures {
    postponed: BTreeSet<String>,
    /// How many failed in a row, and never before.
    in_a_row: usize,
}

impl Failures {
    /// Puts a resource off to the next run, and ends this one if the fault isn't that of the resource. One
    /// that failed before ends no run: nothing after it would ever be fetched.
    fn postpone(
        &mut self,
        store: &mut Store,
        show: &mut dyn FnMut(Progress<'_>),
        (kind, failed): (Kind, &Pending),
        error: dixa_client::Error,
    ) -> Result<(), Error> {
        store.postpone(kind, &failed.id)?;
        self.postponed.insert(failed.id.clone());
        if !failed.failed {
            self.in_a_row += 1;
            if is_about_all(&error) || self.in_a_row > MOST_IN_A_ROW {
                return Err(error.into());
            }
        }
        show(Progress::Postponed {
            kind,
            id: &failed.id,
            request_id: error.request_id(),
        });
        Ok(())
    }
}

/// Whether every other request would fail, too.
fn is_about_all(error: &dixa_client::Error) -> bool {
    let is_used_up = matches!(error.kind(), ErrorKind::DailyLimit);
    error.is_unauthorized() || error.is_rate_limited() || error.is_connect() || is_used_up
}

fn skip(
    store: &mut Store,
    show: &mut dyn FnMut(Progress<'_>),
    kind: Kind,
    id: &str,
    error: &dixa_client::Error,
) -> Result<(), Error> {
    let request_id = error.request_id();
    store.skip(kind, id, request_id)?;
    show(Progress::Skipped {
        kind,
        id,
        request_id,
    });
    Ok(())
}
