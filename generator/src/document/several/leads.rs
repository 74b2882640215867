//! Resolves references among the files below one folder (RFC 3986 section 5.2).

use percent_encoding::percent_decode_str;

/// The target of a reference, without its fragment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Leads {
    /// The file that contains the reference.
    Within,
    /// The path of a file, relative to the folder and with `/` on every system.
    File(String),
    /// A URL outside of the folder.
    Url,
    /// A path outside of the folder.
    Outside,
}

/// The URI of the folder, if the description declares one (`$self` of OpenAPI 3.2, `$id` of JSON
/// Schema); it ends with `/`.
pub(super) fn folder_uri(own: &str, uri: &str) -> Option<String> {
    let uri = uri.split('#').next().unwrap_or_default();
    let (scheme, _) = uri.split_once("://")?;
    if scheme == "file" {
        return None;
    }
    let folder = uri.strip_suffix(own).unwrap_or_else(|| {
        let end = uri.rfind('/').unwrap_or_default();
        &uri[..=end]
    });
    folder.ends_with('/').then(|| folder.to_owned())
}

/// Splits a reference at `#` into URI and fragment.
pub(super) fn split(reference: &str) -> (&str, &str) {
    reference.split_once('#').unwrap_or((reference, ""))
}

/// Resolves `reference` from the file `base`.
pub(super) fn leads(folder: Option<&str>, base: &str, reference: &str) -> Leads {
    let (uri, _) = split(reference);
    if uri.is_empty() {
        return Leads::Within;
    }
    let uri = uri.split('?').next().unwrap_or_default();
    if let Some(folder) = folder
        && let Some(path) = uri.strip_prefix(folder)
    {
        return normal("", path);
    }
    let scheme = uri.split_once(':').map(|(scheme, _)| scheme);
    let is_scheme = |scheme: &str| {
        let mut letters = scheme.chars();
        letters.next().is_some_and(|it| it.is_ascii_alphabetic())
            && letters.all(|it| it.is_ascii_alphanumeric() || "+-.".contains(it))
    };
    if uri.starts_with("//") || scheme.is_some_and(is_scheme) {
        return Leads::Url;
    }
    match uri.strip_prefix('/') {
        Some(path) => normal("", path),
        None => normal(base.rsplit_once('/').map_or("", |(folder, _)| folder), uri),
    }
}

/// A path without `.` and `..`, its segments percent-decoded.
fn normal(folder: &str, path: &str) -> Leads {
    let mut segments: Vec<String> = folder
        .split('/')
        .filter(|it| !it.is_empty())
        .map(str::to_owned)
        .collect();
    for segment in path.split('/') {
        let segment = percent_decode_str(segment).decode_utf8_lossy();
        match segment.as_ref() {
            "" | "." => {}
            ".." => {
                if segments.pop().is_none() {
                    return Leads::Outside;
                }
            }
            // A file name can't contain an escaped separator.
            name if name.contains(['/', '\\', '\0']) => return Leads::Outside,
            name => segments.push(name.to_owned()),
        }
    }
    Leads::File(segments.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relative_paths_are_resolved_below_the_folder() {
        let file = |path: &str| Leads::File(path.to_owned());
        for (base, reference, expected) in [
            ("api.yaml", "#/a", Leads::Within),
            ("api.yaml", "pets.yaml#/Pet", file("pets.yaml")),
            ("paths/a.yaml", "./../pets.yaml", file("pets.yaml")),
            ("paths/a.yaml", "/x/pets.yaml", file("x/pets.yaml")),
            ("a.yaml", "my%20pet.yaml", file("my pet.yaml")),
            ("a.yaml", "../pets.yaml", Leads::Outside),
            ("a.yaml", "x%2F..%2F..%2Fy.yaml", Leads::Outside),
            ("a.yaml", "https://e.example/a.yaml", Leads::Url),
            ("a.yaml", "file:///etc/passwd", Leads::Url),
            ("a.yaml", "//e.example/a.yaml", Leads::Url),
            (
                "v1/a.yaml",
                "https://own.example/api/b.yaml",
                file("b.yaml"),
            ),
        ] {
            let found = leads(Some("https://own.example/api/"), base, reference);
            assert_eq!(found, expected, "{base} {reference}");
        }
    }

    #[test]
    fn a_description_names_the_folder_by_its_own_uri() {
        let uri = |own, uri| folder_uri(own, uri);
        let expected = Some("https://e.example/api/".to_owned());
        assert_eq!(
            uri("v1/a.yaml", "https://e.example/api/v1/a.yaml"),
            expected
        );
        assert_eq!(uri("a.yaml", "https://e.example/api/other#"), expected);
        assert_eq!(uri("a.yaml", "urn:a"), None);
    }
}
