//! The contents of `spec/`: the description, its overlays, pinned names and the settings for this
//! API.

use std::collections::BTreeSet;

use generator::diagnostic::{Diagnostic, Severity};
use generator::document::Document;
use generator::rust::is_package_name;
use generator::{Choices, Config, Input, Source};
use serde::Deserialize;

use crate::disk::digest;
use crate::disk::tree::Tree;
use crate::disk::workspace::SPEC;
use crate::exit::{Failure, is_fault};
use crate::project::beside;
use crate::project::lock::{FileDigest, Inputs};
use crate::project::names;
use crate::project::runtime_choice::RuntimeChoice;

/// The file of the settings for this API, relative to the workspace.
pub(crate) const SETTINGS: &str = "spec/generator.toml";

/// The file of the pinned names, relative to the workspace.
pub(crate) const NAMES: &str = names::OF_PROJECT.path;

/// The keys of `spec/generator.toml` that belong to this command line; all others are the library's.
const OWN_KEYS: [&str; 4] = ["source", "description", "accept-defects", "runtime"];

/// A valid package name.
pub(crate) fn package_name(name: &str) -> Result<String, &'static str> {
    if is_package_name(name) {
        return Ok(name.to_owned());
    }
    Err(
        "a package name is lower-case words joined by `-`, begins with a letter, and is not a \
         keyword or the name of a crate that clients need",
    )
}

/// `spec/generator.toml`.
pub(crate) struct Settings {
    /// The location of the published description.
    pub(crate) source: Option<String>,
    /// The file of the description, relative to the workspace.
    pub(crate) description: String,
    /// The codes of the description's known defects.
    pub(crate) accepts: Vec<String>,
    /// The location of the runtime crate; `None` if the manifest is written by hand.
    pub(crate) runtime: Option<RuntimeChoice>,
    /// The library's part.
    config: Config,
    /// The digest of the whole file.
    digest: String,
}

impl Settings {
    /// Reads the file.
    pub(crate) fn read(tree: &dyn Tree) -> Result<Self, Failure> {
        #[derive(Deserialize)]
        #[serde(rename_all = "kebab-case")]
        struct Own {
            source: Option<String>,
            description: String,
            #[serde(default)]
            accept_defects: Vec<String>,
            #[serde(default)]
            runtime: Option<RuntimeChoice>,
        }
        let text = tree.read_text(SETTINGS)?.ok_or_else(|| {
            let help = "restore the file; it names the description and the package";
            tree.missing(SETTINGS, help)
        })?;
        let called = tree.called(SETTINGS);
        let wrong = |error: toml_edit::de::Error| {
            Failure::failed(format!("{called} cannot be used")).cause(&error)
        };
        let own: Own = toml_edit::de::from_str(&text).map_err(wrong)?;
        let mut config: Config =
            toml_edit::de::from_str(&without_own_keys(&text)).map_err(wrong)?;
        let file = tree.file(SETTINGS);
        locate(&mut config, &text, &file);
        if own.description.contains(['/', '\\']) || own.description.starts_with('.') {
            let name = &own.description;
            return Err(Failure::failed(format!(
                "{called}: `description = \"{name}\"` is not a plain file name"
            ))
            .help("name a file in spec/, such as \"api.yaml\""));
        }
        Ok(Self {
            source: own.source,
            accepts: own.accept_defects,
            runtime: own.runtime,
            description: format!("{SPEC}/{}", own.description),
            config,
            digest: digest::of_bytes(text.as_bytes()),
        })
    }
}

/// The choices in the text of a settings file, which may be incomplete, and its location of the runtime
/// crate; `name` is the file's name.
pub(crate) fn choices(text: &str, name: &str) -> Result<(Choices, Option<RuntimeChoice>), Failure> {
    #[derive(Deserialize)]
    struct Own {
        runtime: Option<RuntimeChoice>,
    }
    let wrong = |error: toml_edit::de::Error| {
        Failure::failed(format!("{name} cannot be used")).cause(&error)
    };
    let own: Own = toml_edit::de::from_str(text).map_err(wrong)?;
    let mut choices: Choices = toml_edit::de::from_str(&without_own_keys(text)).map_err(wrong)?;
    locate(&mut choices, text, name);
    Ok((choices, own.runtime))
}

/// Adds positions in the file to the names in the choices: for a name in a list its own, else that of its
/// key.
fn locate<Name>(choices: &mut Config<Name>, text: &str, file: &str) {
    let Ok(settings) = toml_edit::Document::parse(text) else {
        return;
    };
    for (keys, mention) in choices.mentions() {
        let Some((last, path)) = keys.split_last() else {
            continue;
        };
        let holder = path
            .iter()
            .try_fold(settings.as_item(), |at, key| at.get(key.as_str()));
        let span = holder.and_then(|holder| match holder.as_array() {
            Some(list) => list.get(last.parse().ok()?)?.span(),
            None => holder.as_table_like()?.key(last)?.span(),
        });
        if let Some(span) = span {
            mention.locate(file, text, span.start);
        }
    }
}

/// The text with our own keys blanked out, so that the library's part is parsed at the positions of
/// the whole file: an error then has the right line.
fn without_own_keys(text: &str) -> String {
    let Ok(document) = toml_edit::Document::parse(text) else {
        return text.to_owned();
    };
    let mut bytes = text.as_bytes().to_vec();
    for name in OWN_KEYS {
        let Some((key, item)) = document.as_table().get_key_value(name) else {
            continue;
        };
        if let (Some(key), Some(value)) = (key.span(), item.span()) {
            for byte in &mut bytes[key.start..value.end] {
                if *byte != b'\n' {
                    *byte = b' ';
                }
            }
        }
    }
    // Whole keys and values are blanked, so no character is split.
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

/// All inputs of a client.
pub(crate) struct Spec {
    /// The name of the description for users.
    pub(crate) name: String,
    /// The input of the library.
    pub(crate) input: Input,
    /// The text of the file of pinned names, where it exists.
    pub(crate) names_text: Option<String>,
    /// See [`Settings::accepts`].
    pub(crate) accepts: Vec<String>,
    /// See [`Settings::runtime`].
    pub(crate) runtime: Option<RuntimeChoice>,
    /// The digest of the settings.
    settings: String,
}

/// Whether a diagnostic stops a project that accepts the defects with these codes.
pub(crate) fn is_unknown_fault(diagnostic: &Diagnostic, accepts: &[String]) -> bool {
    let is_known = || accepts.iter().any(|code| code == diagnostic.code.as_str());
    is_fault(diagnostic) && (diagnostic.severity() == Severity::Error || !is_known())
}

impl Spec {
    /// The inputs of a client without `spec/`, for which there is no lock.
    pub(crate) fn given(input: Input, names_text: Option<String>) -> Self {
        Self {
            name: input.description.name.clone(),
            input,
            names_text,
            accepts: Vec::new(),
            runtime: None,
            settings: String::new(),
        }
    }

    /// Reads the description, its overlays, names and settings.
    pub(crate) fn read(tree: &dyn Tree) -> Result<Self, Failure> {
        let settings = Settings::read(tree)?;
        let path = &settings.description;
        let text = tree.read_text(path)?.ok_or_else(|| {
            let help = "run `cargo xtask fetch`, or correct `description` in spec/generator.toml";
            tree.missing(path, help)
        })?;
        let overlays = overlays(tree)?;
        let names_text = tree.read_text(NAMES)?;
        let names = names::read(names_text.as_deref(), &tree.called(NAMES))?;
        let description = Source {
            name: tree.file(path),
            text,
            ..Source::default()
        };
        let description = beside::in_tree(description, tree, path);
        let mut config = settings.config;
        if let Some(webhooks) = &mut config.webhooks {
            let read = |name: &str, key: &str| -> Result<Source, Failure> {
                let path = format!("{SPEC}/{name}");
                let text = tree.read_text(&path)?.ok_or_else(|| {
                    let help = format!("correct `{key}` in `[webhooks]` of spec/generator.toml");
                    tree.missing(&path, &help)
                })?;
                Ok(Source {
                    name: tree.file(&path),
                    text,
                    ..Source::default()
                })
            };
            let source = read(&webhooks.description, "description")?;
            let overlays = webhooks.overlay_files.iter();
            let overlays = overlays.map(|name| read(name, "overlays"));
            webhooks.overlays = overlays.collect::<Result<_, _>>()?;
            let path = format!("{SPEC}/{}", webhooks.description);
            webhooks.source = beside::in_tree(source, tree, &path);
        }
        Ok(Self {
            name: tree.called(path),
            input: Input {
                description,
                overlays,
                names,
                config,
            },
            names_text,
            accepts: settings.accepts,
            runtime: settings.runtime,
            settings: settings.digest,
        })
    }

    /// The digests of all inputs.
    pub(crate) fn inputs(&self) -> Inputs {
        let of_text = |path: String, text: &str| FileDigest {
            path,
            sha256: digest::of_bytes(text.as_bytes()),
        };
        let of_source = |source: &Source| of_text(source.name.clone(), &source.text);
        let of_files = |source: &Source| -> Vec<FileDigest> {
            let texts = source.files.texts();
            texts
                .map(|(path, text)| of_text(format!("{SPEC}/{path}"), text))
                .collect()
        };
        let Input {
            description,
            overlays,
            config,
            ..
        } = &self.input;
        let mut file = of_files(description);
        if let Some(webhooks) = &config.webhooks {
            file.push(of_source(&webhooks.source));
            file.extend(webhooks.overlays.iter().map(of_source));
            file.extend(of_files(&webhooks.source));
            // Both descriptions may reference a file.
            let mut known = BTreeSet::new();
            file.retain(|it| known.insert(it.path.clone()));
        }
        Inputs {
            description: digest::of_bytes(description.text.as_bytes()),
            config: self.settings.clone(),
            names: digest::of_bytes(self.names_text.as_deref().unwrap_or_default().as_bytes()),
            file,
            overlay: overlays.iter().map(of_source).collect(),
        }
    }

    /// The effective description with all overlays applied: plain OpenAPI, the generator's input.
    pub(crate) fn effective(&self) -> Result<Document, Failure> {
        let effective = generator::Effective::read(&self.input)
            .map_err(|diagnostics| Failure::documents("spec/", diagnostics))?;
        Ok(effective.document)
    }
}

/// The overlays, in the order of their names, which is the order in which they apply.
pub(crate) fn overlays(tree: &dyn Tree) -> Result<Vec<Source>, Failure> {
    let folder = format!("{SPEC}/overlays");
    let mut names = tree.list(&folder)?;
    names.retain(|name| {
        let mut endings = [".yaml", ".yml", ".json"].iter();
        endings.any(|ending| name.ends_with(ending)) && !name.starts_with('.')
    });
    names.sort();
    let mut overlays = Vec::new();
    for name in names {
        let path = format!("{folder}/{name}");
        let text = tree.read_text(&path)?.ok_or_else(|| {
            let help = "an overlay is a file with a name in UTF-8, or a link to one";
            tree.missing(&path, help)
        })?;
        let name = tree.file(&path);
        overlays.push(Source {
            name,
            text,
            ..Source::default()
        });
    }
    Ok(overlays)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_keys_are_blanked_in_place() {
        let text = "# é\nsource = \"https://é\" # why\ndescription = '''\na'''\npackage = 'x'\n";
        let blanked = without_own_keys(text);
        assert_eq!(blanked.len(), text.len());
        assert_eq!(blanked.lines().count(), text.lines().count());
        assert!(!blanked.contains("source") && !blanked.contains("description"));
        assert!(blanked.ends_with("package = 'x'\n"));
    }
}
