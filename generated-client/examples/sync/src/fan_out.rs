//! Resources that are fetched one by one. Those that are left are in the database, and leave it in the
//! transaction that stores the response. One that can't be fetched goes to the end, and is tried again in the
//! next run.

use std::collections::BTreeSet;

use dixa_client::{Client, Uuid};

use crate::lists::is_refused;
use crate::{Error, Kind, PAGE_LIMIT, Pending, Progress, Store};

/// How many resources may fail in a run: when the next one does, the fault isn't theirs.
const MOST_POSTPONED: usize = 5;

/// Finds the conversations of end users who are new.
pub(crate) async fn end_users(
    client: &Client,
    store: &mut Store,
    show: &mut dyn FnMut(Progress<'_>),
) -> Result<(), Error> {
    let mut postponed = BTreeSet::new();
    while let (Some(Pending { id, cursor }), left) = store.pending(Kind::EndUser)? {
        if postponed.contains(&id) {
            break;
        }
        let user: Uuid = id
            .parse()
            .map_err(|_| Error::Id(Kind::EndUser, id.clone()))?;
        let request = client.end_users().list_end_user_conversations(user);
        let mut pages = request.page_limit(PAGE_LIMIT).pages().read_ahead();
        if let Some(cursor) = &cursor {
            pages = pages.resume(cursor);
        }
        // Ends after the last page, or where the list has to begin again.
        loop {
            match pages.try_next().await {
                Ok(Some(page)) => {
                    let next = pages.cursor().filter(|_| !pages.is_complete());
                    store.put_conversations_of(&id, &page.data, next)?;
                }
                Ok(None) => {
                    show(Progress::Fetched {
                        kind: Kind::EndUser,
                        left: left - 1,
                    });
                    break;
                }
                Err(error) if error.is_not_found() => {
                    skip(store, show, Kind::EndUser, &id, &error)?;
                    break;
                }
                Err(error)
                    if cursor.as_deref() == pages.cursor()
                        && cursor.is_some()
                        && is_refused(&error) =>
                {
                    store.forget_cursor_of(&id)?;
                    show(Progress::BeganAgain { list: &id });
                    break;
                }
                Err(error) => {
                    postpone(store, show, (Kind::EndUser, &id), error, &mut postponed)?;
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
    let mut postponed = BTreeSet::new();
    while let (Some(Pending { id, .. }), left) = store.pending(Kind::Conversation)? {
        if postponed.contains(&id) {
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
                store.put_conversation(&id, &conversation.data, &messages.data, &ratings.data)?;
                show(Progress::Fetched {
                    kind: Kind::Conversation,
                    left: left - 1,
                });
            }
            Err(error) if error.is_not_found() => {
                skip(store, show, Kind::Conversation, &id, &error)?;
            }
            Err(error) => {
                let of = (Kind::Conversation, &*id);
                postpone(store, show, of, error, &mut postponed)?;
            }
        }
    }
    Ok(())
}

/// Puts a resource off to the next run, if the response to its request is the reason.
fn postpone(
    store: &mut Store,
    show: &mut dyn FnMut(Progress<'_>),
    (kind, id): (Kind, &str),
    error: dixa_client::Error,
    postponed: &mut BTreeSet<String>,
) -> Result<(), Error> {
    let is_about_all = error.is_unauthorized() || error.is_rate_limited();
    if error.status().is_none() || is_about_all || postponed.len() == MOST_POSTPONED {
        return Err(error.into());
    }
    store.postpone(kind, id)?;
    postponed.insert(id.to_owned());
    show(Progress::Postponed {
        kind,
        id,
        request_id: error.request_id(),
    });
    Ok(())
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
