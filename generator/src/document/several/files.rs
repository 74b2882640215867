//! The files beside a description, found through the references in the files that are known.

use std::collections::{BTreeMap, BTreeSet};

use super::leads::{Leads, folder_uri, leads};

/// The files that a multi-file description references, by their paths below one folder.
///
/// Empty for a description in one file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Files {
    /// The path of the description.
    own: String,
    /// The texts of the other files, or the reason why one is missing.
    others: BTreeMap<String, Result<String, String>>,
}

impl Files {
    /// Collects the files that a description references, directly or not.
    ///
    /// `own` is the path of the description below the folder that contains all files; `read` returns
    /// the text of a file in that folder by its path, or why it can't be read. Paths use `/` on every
    /// system, and none leaves the folder. Whether a reference matters isn't known yet: a file that
    /// only an example seems to reference is collected as well.
    pub fn collect(
        own: &str,
        text: &str,
        read: &mut dyn FnMut(&str) -> Result<String, String>,
    ) -> Self {
        let folder = ["$self", "$id"]
            .iter()
            .find_map(|key| folder_uri(own, values(text, key).next()?));
        let mut others = BTreeMap::new();
        let mut wanted = references(folder.as_deref(), own, text);
        if values(text, "$ref").all(|reference| reference.starts_with('#')) {
            return Self::default();
        }
        while let Some(path) = wanted.pop_first() {
            if path == own || others.contains_key(&path) {
                continue;
            }
            let text = read(&path);
            if let Ok(text) = &text {
                wanted.extend(references(folder.as_deref(), &path, text));
            }
            others.insert(path, text);
        }
        Self {
            own: own.to_owned(),
            others,
        }
    }

    /// Whether the description has no references to other files.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.own.is_empty()
    }

    /// The paths and texts of the files that could be read.
    pub fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        let read = self.others.iter();
        read.filter_map(|(path, text)| Some((path.as_str(), text.as_deref().ok()?)))
    }

    pub(super) fn own(&self) -> &str {
        &self.own
    }

    pub(super) fn get(&self, path: &str) -> Option<Result<&str, &str>> {
        let text = self.others.get(path)?;
        Some(text.as_deref().map_err(String::as_str))
    }
}

/// The paths of the files that the references of a text may point to.
fn references(folder: Option<&str>, path: &str, text: &str) -> BTreeSet<String> {
    // If a schema has an `$id`, references are relative to it.
    let named = values(text, "$id").filter_map(|id| match leads(folder, path, id) {
        Leads::File(path) => Some(path),
        _ => None,
    });
    let mut bases: BTreeSet<String> = named.collect();
    bases.insert(path.to_owned());
    let mut found = BTreeSet::new();
    for reference in values(text, "$ref") {
        for base in &bases {
            // Some JSON writers escape every slash.
            let reference = reference.replace("\\/", "/");
            if let Leads::File(path) = leads(folder, base, &reference) {
                found.insert(path);
            }
        }
    }
    found
}

/// The strings after a key, in JSON and in the styles of YAML. Nothing is parsed: most texts are large
/// and reference no other file.
fn values<'t>(text: &'t str, key: &'t str) -> impl Iterator<Item = &'t str> {
    text.match_indices(key).filter_map(move |(at, _)| {
        let rest = text.get(at + key.len()..)?;
        let rest = rest.strip_prefix(['"', '\'']).unwrap_or(rest);
        let rest = rest.trim_start().strip_prefix(':')?.trim_start();
        let quote = rest.chars().next().filter(|it| matches!(it, '"' | '\''));
        let value = match quote {
            Some(quote) => rest.get(1..)?.split(quote).next()?,
            None => {
                let line = rest.split(['\n', ',', '}', ']']).next()?;
                line.split(" #").next()?.trim_end()
            }
        };
        (!value.is_empty()).then_some(value)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_seen_in_every_style() {
        let text = "a: {$ref: a.yaml#/x}\nb:\n  $ref: './b c.yaml' # why\nc: {\"$ref\" : \"c.json\"}\n\
                    d:\n  $ref:\n    d.yaml\ne: {$ref: \"#/x\"}\n";
        let found: Vec<&str> = values(text, "$ref").collect();
        assert_eq!(
            found,
            ["a.yaml#/x", "./b c.yaml", "c.json", "d.yaml", "#/x"]
        );
    }

    #[test]
    fn files_are_read_once_each() {
        let mut asked = Vec::new();
        let files = Files::collect("api.yaml", "{$ref: a.yaml}", &mut |path| {
            asked.push(path.to_owned());
            match path {
                "a.yaml" => Ok("x: {$ref: sub/b.yaml#/y}\ny: {$ref: api.yaml#/z}".to_owned()),
                "sub/b.yaml" => Ok("{$ref: ../a.yaml}\n{$ref: ../../out.yaml}".to_owned()),
                _ => Err("no".to_owned()),
            }
        });
        assert_eq!(asked, ["a.yaml", "sub/b.yaml"]);
        let paths: Vec<&str> = files.texts().map(|(path, _)| path).collect();
        assert_eq!(paths, asked);
    }
}
