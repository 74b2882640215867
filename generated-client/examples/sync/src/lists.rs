//! Lists: those that come whole, and those that come page by page.

use dixa_client::http::StatusCode;
use dixa_client::{ErrorBody, List, Paged};

use crate::{Error, Progress, Row, Store};

/// Reads a list that comes in one response.
pub(crate) async fn whole<R: Row>(
    store: &mut Store,
    show: &mut dyn FnMut(Progress<'_>),
    list: impl Future<Output = Result<List<R>, Error>>,
) -> Result<(), Error> {
    let (finished, _) = store.list(R::TABLE)?;
    if !finished {
        let rows = list.await?;
        store.put_page(&rows, None)?;
        show(Progress::Page {
            list: R::TABLE,
            rows: rows.len(),
        });
    }
    Ok(())
}

/// Reads a list page by page, from where the run was interrupted. While a page is stored, the next one is
/// on its way.
pub(crate) async fn paged<P>(
    store: &mut Store,
    show: &mut dyn FnMut(Progress<'_>),
    request: &P,
) -> Result<(), Error>
where
    P: Paged<Item: Row, ErrorBody = ErrorBody> + Clone,
{
    let list = <P::Item as Row>::TABLE;
    let (finished, mut cursor) = store.list(list)?;
    if finished {
        return Ok(());
    }
    loop {
        let mut pages = request.clone().pages().read_ahead();
        if let Some(cursor) = &cursor {
            pages = pages.resume(cursor);
        }
        loop {
            let page = match pages.try_next().await {
                Ok(Some(page)) => page,
                Ok(None) => return Ok(()),
                Err(error) if cursor.is_some() && is_refused(&error) => break,
                Err(error) => return Err(error.into()),
            };
            // From here on, a refusal is not the stored cursor's fault.
            cursor = None;
            let rows = P::into_items(page);
            let next = pages.cursor().filter(|_| !pages.is_complete());
            store.put_page(&rows, next)?;
            show(Progress::Page {
                list,
                rows: rows.len(),
            });
        }
        cursor = None;
        store.forget_cursor(list)?;
        show(Progress::BeganAgain { list });
    }
}

/// Whether the server doesn't take a cursor that was stored: the only thing that can be wrong with such a
/// request.
pub(crate) fn is_refused(error: &dixa_client::Error) -> bool {
    error.status() == Some(StatusCode::BAD_REQUEST)
}
