//! Joins a base URL and a built path into exactly that URL.

use std::borrow::Cow;

use url::{Position, Url};

/// Appends path and query to the base URL.
///
/// The parsed result must equal the input: if a parser resolved, dropped or re-encoded anything,
/// the request would have another target than intended, so the result is `None`. The host is that
/// of the base URL, which is already parsed.
pub(super) fn join(base: &Url, path: &str, query: &str) -> Option<Url> {
    let origin = &base[..Position::BeforePath];
    let target = target(base.path().trim_end_matches('/'), path, query);
    // Two slashes at the beginning would name another host.
    let url = if target.starts_with("//") {
        Url::parse(&[origin, &target].concat())
    } else {
        base.join(&target)
    };
    let url = url.ok()?;
    let is_same = url.as_str().strip_prefix(origin) == Some(&target);
    (is_same && url.fragment().is_none()).then_some(url)
}

/// Path and query as they are sent.
fn target<'a>(base: &str, path: &'a str, query: &str) -> Cow<'a, str> {
    // Without a leading slash the text would continue the host name.
    let slash = if path.starts_with('/') { "" } else { "/" };
    if base.is_empty() && slash.is_empty() && query.is_empty() {
        return path.into();
    }
    let mark = if query.is_empty() { "" } else { "?" };
    [base, slash, path, mark, query].concat().into()
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
            assert_eq!(url.as_str(), expected);
            assert_eq!(url.host_str(), Some("a.example"));
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
}
