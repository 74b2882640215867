//! The names that schemas declare for themselves: `$id`, `$anchor` and `$dynamicAnchor` (JSON Schema
//! 2020-12 core, sections 8.2 and 9.2.1), and the pointers for references by these names.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::document::Keyed;
use crate::document::{Pointer, resolve};

/// The named schemas of a document. A schema with `$id` is a resource: it scopes the anchors in it, and
/// references in it are relative to it.
#[derive(Debug, Default)]
pub(super) struct Resources {
    /// The schema that each `$id` names, by absolute URI if it has one, and as written.
    ids: BTreeMap<String, Pointer>,
    /// The URI of each resource.
    bases: BTreeMap<Pointer, String>,
    /// The schemas with an anchor, by resource and name.
    anchors: BTreeMap<(Pointer, String), Pointer>,
}

impl Resources {
    /// Records the names of the schema at `at`. Its ancestors must have been visited before.
    pub(super) fn name(&mut self, schema: &Map<String, Value>, at: &Pointer) {
        let text = |key: &str| schema.get(key).and_then(Value::as_str);
        if let Some(id) = text("$id") {
            match id.strip_prefix('#') {
                // The syntax of anchors in drafts before 2019-09.
                Some(name) => {
                    let key = (self.resource(at), name.to_owned());
                    self.anchors.insert(key, at.clone());
                }
                None => {
                    let id = id.trim_end_matches('#');
                    let parent = self.bases.get(&self.resource(at));
                    let uri = join(parent.map_or("", String::as_str), id);
                    for name in [&uri, id] {
                        let known = self.ids.entry(name.to_owned());
                        known.or_insert_with(|| at.clone());
                    }
                    self.bases.insert(at.clone(), uri);
                }
            }
        }
        for name in ["$anchor", "$dynamicAnchor"].into_iter().filter_map(text) {
            let key = (self.resource(at), name.to_owned());
            self.anchors.insert(key, at.clone());
        }
    }

    /// The resource of the node at `at`: the nearest schema around it with an `$id`, or the document.
    pub(super) fn resource(&self, at: &Pointer) -> Pointer {
        let mut address = at.as_str();
        while !self.bases.is_empty() && !address.is_empty() {
            if let Some(around) = Pointer::parse(address)
                && self.bases.contains_key(&around)
            {
                return around;
            }
            address = &address[..address.rfind('/').unwrap_or_default()];
        }
        Pointer::root()
    }

    /// The pointer for a reference in the node at `holder`; `None` if it is one already, or is broken.
    pub(super) fn local(&self, root: &Value, holder: &Pointer, reference: &str) -> Option<String> {
        let own = self.resource(holder);
        let (uri, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        let at = if uri.is_empty() {
            own.clone()
        } else {
            let base = self.bases.get(&own).map_or("", String::as_str);
            let found = self.ids.get(&join(base, uri)).or_else(|| self.ids.get(uri));
            match root.str("$self") {
                Some(itself) if itself == uri => Pointer::root(),
                _ => found?.clone(),
            }
        };
        if fragment.is_empty() || fragment.starts_with('/') {
            let moved = with_fragment(&at, fragment);
            let is_there = moved != reference && resolve(root, &moved).is_ok();
            // Even within a resource, many pointers are relative to the root of the document.
            return (is_there || !uri.is_empty()).then_some(moved);
        }
        let named = self.anchors.get(&(at, fragment.to_owned())).or_else(|| {
            let mut all = self.anchors.iter();
            all.find(|((_, name), _)| name == fragment)
                .map(|(_, at)| at)
        });
        Some(with_fragment(named?, ""))
    }
}

/// A reference to the node at `at`.
pub(super) fn with_fragment(at: &Pointer, fragment: &str) -> String {
    format!("{}{fragment}", at.reference())
}

/// The URI of a reference, resolved against `base` (RFC 3986, section 5.2, without queries).
fn join(base: &str, reference: &str) -> String {
    let scheme = |uri: &str| uri.find(':').filter(|end| !uri[..*end].contains('/'));
    let Some(end) = scheme(base).filter(|_| scheme(reference).is_none()) else {
        return reference.to_owned();
    };
    let authority = base[end + 1..]
        .strip_prefix("//")
        .map_or(0, |rest| 2 + rest.find('/').unwrap_or(rest.len()));
    let (origin, path) = base.split_at(end + 1 + authority);
    if reference.starts_with("//") {
        return format!("{}{reference}", &base[..=end]);
    }
    let folder = match reference.starts_with('/') {
        true => "",
        false => &path[..path.rfind('/').map_or(0, |slash| slash + 1)],
    };
    let whole = format!("{folder}{reference}");
    let mut segments: Vec<&str> = Vec::new();
    for segment in whole.trim_start_matches('/').split('/') {
        match segment {
            "." => {}
            ".." => {
                segments.pop();
            }
            segment => segments.push(segment),
        }
    }
    let slash = if authority > 0 { "/" } else { "" };
    format!("{origin}{slash}{}", segments.join("/"))
}

#[cfg(test)]
mod tests {
    use super::join;

    #[test]
    fn references_are_relative_to_the_base() {
        for (base, reference, expected) in [
            ("https://a.example/x/y", "z", "https://a.example/x/z"),
            ("https://a.example/x/y", "./z", "https://a.example/x/z"),
            ("https://a.example/x/y", "../z", "https://a.example/z"),
            ("https://a.example/x/y", "/z", "https://a.example/z"),
            ("https://a.example", "z", "https://a.example/z"),
            ("https://a.example/x", "urn:b:c", "urn:b:c"),
            ("", "z", "z"),
        ] {
            assert_eq!(join(base, reference), expected);
        }
    }
}
