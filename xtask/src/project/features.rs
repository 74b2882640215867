//! The cargo features of tags in a manifest written by hand. In: the manifest and the tags of a client.
//! Out: the manifest with a feature for each tag. Absent: every other feature, which stays unchanged.

use toml_edit::{Array, DocumentMut, Item, Table, value};

use crate::disk::plan::Plan;
use crate::disk::workspace::Workspace;
use crate::exit::Failure;

/// The feature that enables all tags.
const ALL_TAGS: &str = "all-tags";

/// The prefix of tag features.
const TAG: &str = "tag-";

/// The comment above the feature of all tags.
const ABOUT: &str = "# The operations of all tags. A tag's feature compiles its operations and the models that they need.\n";

/// Plans the features of these tags for the manifest at `path`, if it exists.
pub(crate) fn keep(
    plan: &mut Plan,
    folder: &Workspace,
    path: &str,
    tags: &[String],
) -> Result<(), Failure> {
    if let Some(text) = folder.read_text(path)?
        && let Some(text) = render(path, &text, tags)?
    {
        plan.kept.retain(|kept| kept != path);
        plan.then(folder, path, text)?;
    }
    Ok(())
}

/// The manifest, called `name`, with a feature for each of these tags and none for removed ones; `None` if it
/// already has them, or has no package. If it has no tag features yet, they are added to the default features
/// and `all-models`.
///
/// # Errors
///
/// If the manifest is not TOML, or its features are not a table.
fn render(name: &str, text: &str, tags: &[String]) -> Result<Option<String>, Failure> {
    let unusable = || Failure::failed(format!("{name} cannot be used"));
    let mut manifest: DocumentMut = text.parse().map_err(|error| unusable().cause(&error))?;
    if !manifest.contains_key("package") {
        return Ok(None);
    }
    let features = manifest
        .entry("features")
        .or_insert_with(|| Item::Table(Table::new()))
        .as_table_mut()
        .ok_or_else(|| unusable().help("`features` must be a table"))?;
    let listed: Vec<String> = (features.get(ALL_TAGS).and_then(Item::as_array).into_iter())
        .flatten()
        .filter_map(|tag| Some(tag.as_str()?.to_owned()))
        .collect();
    let is_there = listed.len() == tags.len() && tags.iter().all(|tag| listed.contains(tag));
    // A user's feature that is named like a tag is in none of our lists.
    let is_stale = |tag: &String| tag.starts_with(TAG) && !tags.contains(tag);
    let stale: Vec<String> = listed.into_iter().filter(is_stale).collect();
    let is_missing = |tag: &String| !features.contains_key(tag);
    if is_there && !tags.iter().any(is_missing) {
        return Ok(None);
    }
    for tag in &stale {
        features.remove(tag);
    }
    let lists = features
        .iter_mut()
        .filter_map(|(_, item)| item.as_array_mut());
    for list in lists {
        list.retain(|item| !stale.iter().any(|tag| item.as_str() == Some(tag)));
    }
    if !features.contains_key(ALL_TAGS) {
        let default = features
            .entry("default")
            .or_insert_with(|| value(Array::new()));
        add(default, ALL_TAGS);
        if let Some(all_models) = features.get_mut("all-models") {
            add(all_models, ALL_TAGS);
        }
        features.insert(ALL_TAGS, value(Array::new()));
        if let Some(mut key) = features.key_mut(ALL_TAGS) {
            key.leaf_decor_mut().set_prefix(ABOUT);
        }
    }
    if !is_there {
        features[ALL_TAGS] = value(lines(tags));
    }
    for tag in tags {
        features.entry(tag).or_insert_with(|| value(Array::new()));
    }
    Ok(Some(manifest.to_string()))
}

fn add(feature: &mut Item, name: &str) {
    if let Some(list) = feature.as_array_mut() {
        list.push(name);
    }
}

/// A list with one item per line.
fn lines(items: &[String]) -> Array {
    let mut list: Array = items.iter().map(String::as_str).collect();
    for item in list.iter_mut() {
        item.decor_mut().set_prefix("\n    ");
    }
    if !list.is_empty() {
        list.set_trailing("\n");
        list.set_trailing_comma(true);
    }
    list
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::render;

    const MANIFEST: &str = "[package]\nname = \"a\"\n\n[features]\ndefault = [\"rustls\"]\nrustls = [] # TLS\n\
                            # Models.\nall-models = []\n\n[dependencies]\n";

    fn rendered(text: &str, tags: &[&str]) -> Option<String> {
        let tags: Vec<String> = tags.iter().map(|&tag| tag.to_owned()).collect();
        render("Cargo.toml", text, &tags).unwrap()
    }

    #[test]
    fn a_manifest_without_features_of_tags_gets_them_by_default() {
        let text = rendered(MANIFEST, &["tag-a", "tag-b"]).unwrap();
        let expected = "[package]\nname = \"a\"\n\n[features]\ndefault = [\"rustls\", \"all-tags\"]\nrustls = [] # TLS\n\
                        # Models.\nall-models = [\"all-tags\"]\n\
                        # The operations of all tags. A tag's feature compiles its operations and the models that \
                        they need.\nall-tags = [\n    \"tag-a\",\n    \"tag-b\",\n]\ntag-a = []\ntag-b = []\n\n\
                        [dependencies]\n";
        assert_eq!(text, expected);
        assert_eq!(rendered(&text, &["tag-a", "tag-b"]), None);
    }

    #[test]
    fn tags_come_and_go_and_the_rest_stays() {
        let text = rendered(MANIFEST, &["tag-a", "tag-b"]).unwrap();
        let text = text.replace(
            "\"rustls\", \"all-tags\"",
            "\"rustls\", \"tag-a\", \"tag-b\"",
        );
        let text = text.replace("tag-b = []", "tag-b = [\"rustls\"]\ntag-mine = []");
        let text = rendered(&text, &["tag-b", "tag-c"]).unwrap();
        assert!(
            text.contains("default = [\"rustls\", \"tag-b\"]\n"),
            "{text}"
        );
        assert!(
            text.contains("all-tags = [\n    \"tag-b\",\n    \"tag-c\",\n]\n"),
            "{text}"
        );
        assert!(
            text.contains("tag-b = [\"rustls\"]\ntag-mine = []\ntag-c = []\n"),
            "{text}"
        );
        assert!(!text.contains("tag-a"), "{text}");
    }

    #[test]
    fn what_is_no_manifest_is_an_error_that_names_it() {
        for text in ["[features", "features = 1\n[package]\n"] {
            let failure = render("a/Cargo.toml", text, &[]).unwrap_err();
            assert!(
                failure.message.contains("a/Cargo.toml"),
                "{}",
                failure.message
            );
        }
    }
}
