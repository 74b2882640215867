//! `schemes`, `host` and `basePath` become servers.

use serde_json::{Map, Value, json};

use super::content::media_types;
use super::conversion::Conversion;
use crate::document::Pointer;

impl Conversion<'_> {
    pub(super) fn servers(&mut self, root: &mut Map<String, Value>) {
        let host = root.remove("host");
        let path = root.remove("basePath");
        let schemes = media_types(root.remove("schemes")).unwrap_or_default();
        let host = host.as_ref().and_then(Value::as_str).unwrap_or_default();
        let path = path.as_ref().and_then(Value::as_str).unwrap_or_default();
        let from = Pointer::root().child(if host.is_empty() { "basePath" } else { "host" });
        let mut path = path.trim_end_matches('/').to_owned();
        // Joined as it is, it would make another host of which the API has the credentials.
        if !path.is_empty() && !path.starts_with('/') {
            let message = "the base path begins without a slash; one is added";
            self.say(&Pointer::root().child("basePath"), message);
            path.insert(0, '/');
        }
        if let Some(first) = schemes
            .iter()
            .position(|it| it.eq_ignore_ascii_case("https"))
        {
            let others = (0..schemes.len()).filter(|index| *index != first);
            for index in others.collect::<Vec<_>>() {
                let message = format!(
                    "`{}` is ignored, as the description also lists `https`",
                    schemes[index]
                );
                self.say(&Pointer::root().child("schemes").child(index), message);
            }
        }
        let servers: Vec<Value> = if host.is_empty() {
            if path.is_empty() {
                return;
            }
            vec![json!({ "url": path })]
        } else {
            let host = host.trim_end_matches('/');
            // A token must not be sent unencrypted if there is an alternative.
            let of = |scheme: &str| schemes.iter().any(|it| it.eq_ignore_ascii_case(scheme));
            let plain = of("http") && !of("https");
            let scheme = if plain { "http" } else { "https" };
            vec![json!({ "url": format!("{scheme}://{host}{path}") })]
        };
        self.moves.note(&from, &Pointer::root().child("servers"));
        root.insert("servers".to_owned(), Value::Array(servers));
    }
}
