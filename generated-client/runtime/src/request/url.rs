//! Joins a base URL and a built path into exactly that URL.

use url::{Position, Url};

/// Appends path and query to the base URL.
///
/// A parser must leave the result as it is: if it resolved, dropped or re-encoded anything, the
/// request would have another target than intended, so the result is `None`. The host is that of the
/// base URL, which is already parsed.
pub(super) fn join(base: &Url, path: &str, query: &str) -> Option<String> {
    let origin = &base[..Position::BeforePath];
    let before = base.path().trim_end_matches('/');
    // Without a leading slash the text would continue the host name.
    let slash = if path.starts_with('/') { "" } else { "/" };
    let mark = if query.is_empty() { "" } else { "?" };
    let url = [origin, before, slash, path, mark, query].concat();
    if is_plain(&url[origin.len()..]) {
        return Some(url);
    }
    let parsed = Url::parse(&url).ok()?;
    (parsed.as_str() == url && parsed.fragment().is_none()).then_some(url)
}

/// Whether any parser leaves path and query as they are, so that none is needed: the path has only
/// unreserved characters and no segment that begins with a dot; the query also has `%`, `&` and `=`.
fn is_plain(target: &str) -> bool {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let is_text = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    !path.contains("//")
        && !path.contains("/.")
        && path.bytes().all(|byte| byte == b'/' || is_text(byte))
        && query
            .bytes()
            .all(|byte| is_text(byte) || b"%&=".contains(&byte))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn base_paths_are_kept() {
        for (base, path, expected) in [
            ("https://a.example", "/b/c", "https://a.example/b/c"),
            ("https://a.example/", "/b/", "https://a.example/b/"),
            (
                "https://a.example:8443/x/",
                "/b",
                "https://a.example:8443/x/b",
            ),
            ("https://a.example", "//evil", "https://a.example//evil"),
            ("https://a.example/x", "//evil", "https://a.example/x//evil"),
            ("https://a.example", "@evil", "https://a.example/@evil"),
            ("https://a.example", "", "https://a.example/"),
        ] {
            let url = join(&Url::parse(base).unwrap(), path, "").unwrap();
            assert_eq!(url, expected);
            assert_eq!(Url::parse(&url).unwrap().host_str(), Some("a.example"));
        }
    }

    #[test]
    fn what_a_parser_changes_is_refused() {
        let base = Url::parse("https://a.example/x").unwrap();
        for path in [
            "/..",
            "/a/../b",
            "/a/.",
            "/%2e%2E/b",
            "/a\\b",
            "/a b",
            "/a\tb",
            "/a#b",
            "/.\t.",
            "/\\evil",
            "/\t/evil",
        ] {
            assert!(join(&base, path, "").is_none(), "{path:?}");
            let host = Url::parse("https://a.example").unwrap();
            assert!(join(&host, path, "").is_none(), "{path:?}");
        }
        assert!(join(&base, "/a", "q='").is_none());
    }

    #[test]
    fn a_parser_leaves_plain_targets_as_they_are() {
        let base = Url::parse("https://a.example").unwrap();
        let bytes = (0..=127_u8).map(|byte| char::from(byte).to_string());
        let texts = ["", "a", ".", "..", "a.", ".a", "%2e", "%2E%2e", "%41", "//"];
        let texts: Vec<String> = bytes.chain(texts.map(str::to_owned)).collect();
        for one in &texts {
            for other in &texts {
                for target in [
                    format!("/{one}{other}"),
                    format!("/{one}/{other}"),
                    format!("/a?{one}{other}"),
                    format!("/{one}?{other}"),
                ] {
                    if is_plain(&target) {
                        let parsed = base.join(&target).unwrap();
                        assert_eq!(parsed.as_str(), format!("https://a.example{target}"));
                    }
                }
            }
        }
    }
}
