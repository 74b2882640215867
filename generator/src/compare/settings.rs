//! Settings of the configuration that name something of the crate.

use super::pair::Pair;
use super::rules::Rule;
use super::verdict::{Bump, Http};
use super::wire::Draft;
use crate::rust::Client;
use crate::rust::items::Origin;

/// The position of the changes.
const PLACE: &str = "Client";

/// A setting: its key, its value, the least verdict for the crate, and the items that depend on it.
type Setting = (&'static str, fn(&Client) -> &String, Bump, Option<Origin>);

/// The changed settings.
pub(super) fn settings(clients: Pair<&Client>) -> Vec<Draft> {
    let all: [Setting; 4] = [
        // Code names its package.
        ("package", |client| &client.package, Bump::Major, None),
        ("api", |client| &client.api, Bump::Patch, None),
        (
            "token-env",
            |client| &client.token_env,
            Bump::Patch,
            Some(Origin::Credentials),
        ),
        (
            "base-url-env",
            |client| &client.base_url_env,
            Bump::Patch,
            Some(Origin::Address),
        ),
    ];
    let drafts = all.into_iter().filter_map(|(key, value, least, origin)| {
        let values = clients.map(value);
        if !values.differs() {
            return None;
        }
        let message = format!(
            "the setting `{key}` was `{}` and is `{}`",
            values.old, values.new
        );
        let mut draft = Draft::new(Rule::ChoiceChanged, PLACE, message);
        draft.http = Some(Http::Compatible);
        draft.least = least;
        draft.before = Some(values.old.as_str().into());
        draft.after = Some(values.new.as_str().into());
        draft.identity = Some(key.into());
        draft.subjects.extend(origin);
        Some(draft)
    });
    drafts.collect()
}
