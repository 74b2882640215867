//! From a base address and a built path to a URL that is exactly that.

use url::Url;

/// Appends path and query to the base address.
///
/// The result is parsed once, and what the parser made of it must be what was built: were anything
/// resolved, dropped or re-encoded, the request would address something else than it says, and there
/// is no URL.
pub(super) fn join(base: &Url, path: &str, query: &str) -> Option<Url> {
    let base = base.as_str().trim_end_matches('/');
    let mut text = String::with_capacity(base.len() + path.len() + query.len() + 2);
    text.push_str(base);
    // Text that does not begin with a slash would continue the host's name.
    if !path.starts_with('/') {
        text.push('/');
    }
    text.push_str(path);
    if !query.is_empty() {
        text.push('?');
        text.push_str(query);
    }
    let url = Url::parse(&text).ok()?;
    (url.as_str() == text && url.fragment().is_none()).then_some(url)
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
        ] {
            assert!(join(&base, path, "").is_none(), "{path:?}");
        }
        assert!(join(&base, "/a", "q='").is_none());
    }
}
