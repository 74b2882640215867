//! The input of a run: descriptions, overlays, pinned names and the choices for an API.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::diagnostic::{Excerpt, Place};
use crate::document::{Files, Limits};
use crate::paging::one_or_several;
use crate::{
    Auth, ChosenHandle, ChosenType, Dependencies, Names, Nullability, Paging, RateLimit, Webhooks,
};

/// A text and its name in diagnostics.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Source {
    /// The path as a user would open it, such as `spec/dixa-api-beta.yaml`.
    pub name: String,
    /// The whole text.
    pub text: String,
    /// The files that a multi-file description references; otherwise empty.
    pub files: Files,
}

/// The complete input of a run.
#[derive(Clone, Debug)]
pub struct Input<C = Config> {
    /// The description as published.
    pub description: Source,
    /// The overlays, in the order in which they apply.
    pub overlays: Vec<Source>,
    /// Pinned names.
    pub names: Names,
    /// The choices for this API.
    pub config: C,
}

/// The choices for one API, from `generator.toml`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Config {
    /// The package name of the client, such as `dixa-client`.
    pub package: String,
    /// The name of the API in documentation, such as `Dixa`.
    pub api: String,
    /// The environment variable that `Client::from_env` reads the token from.
    pub token_env: String,
    /// The environment variable that `Client::from_env` reads the base URL from. Default: the package's
    /// name without `-client`, in upper case, and `_BASE_URL`.
    #[serde(default)]
    pub base_url_env: Option<String>,
    /// The URL of an operation's reference page; `{tag}` and `{operation}` are replaced by the slug of
    /// its first tag and its operationId, both in lower case.
    #[serde(default)]
    pub reference: Option<String>,
    /// How lists are paged; an operation follows the first convention that fits.
    #[serde(default, deserialize_with = "one_or_several")]
    pub paging: Vec<Paging>,
    /// Whether the API may omit JSON response bodies that the description declares. All JSON outputs
    /// are then optional, except paged lists; otherwise a success without its body is an error.
    #[serde(default)]
    pub empty_success: bool,
    /// The operations that change nothing although their method may, so that they are safe to repeat:
    /// each is an operationId or a key of [`Names::operations`], such as `POST /search`.
    #[serde(default)]
    pub reading_only: Vec<Mention>,
    /// Properties that are personal although the rules don't match them, and the other way round.
    #[serde(default)]
    pub personal: Personal,
    /// The types of values, by format, component, or property with its type before it, such as
    /// `Order.total`.
    #[serde(default)]
    pub types: BTreeMap<String, ChosenType>,
    /// Additional traits that types derive: by the name of a type, or by `all`, `structs`, `enums` and
    /// `unions`.
    #[serde(default)]
    pub derives: BTreeMap<String, Vec<Mention>>,
    /// Which properties distinguish null from absent.
    #[serde(default)]
    pub nullable: Nullability,
    /// Settings for handles, by tag.
    #[serde(default)]
    pub handles: BTreeMap<String, ChosenHandle>,
    /// The dependencies that the chosen types and derives need.
    #[serde(default)]
    pub dependencies: Dependencies,
    /// The API's rate limit.
    #[serde(default)]
    pub rate_limit: Option<RateLimit>,
    /// Where a credential goes if the description doesn't declare it.
    #[serde(default)]
    pub auth: Option<Auth>,
    /// The events that the API sends.
    #[serde(default)]
    pub webhooks: Option<Webhooks>,
    /// The maximum size of the description in bytes, whitespace not counted; a larger one is refused.
    /// See [`Limits`].
    #[serde(default)]
    pub max_bytes: Option<usize>,
    /// The operations that the client includes, see [`Selection::only`]; all if empty.
    #[serde(default)]
    pub only: Chosen,
    /// The operations that the client excludes, see [`Selection::exclude`].
    #[serde(default)]
    pub exclude: Chosen,
}

impl Config {
    /// The environment variable that holds the credential.
    #[must_use]
    pub fn token_variable(&self) -> &str {
        let of_auth = self.auth.as_ref().and_then(|auth| auth.env.as_deref());
        of_auth.unwrap_or(&self.token_env)
    }
}

/// [`Config`] with optional choices; missing ones follow from the description's title.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Choices {
    /// See [`Config::package`]; a [package name](crate::rust::is_package_name).
    pub package: Option<String>,
    /// See [`Config::api`].
    pub api: Option<String>,
    /// See [`Config::token_env`].
    pub token_env: Option<String>,
    /// See [`Config::base_url_env`].
    pub base_url_env: Option<String>,
    /// See [`Config::reference`].
    pub reference: Option<String>,
    /// See [`Config::paging`].
    #[serde(deserialize_with = "one_or_several")]
    pub paging: Vec<Paging>,
    /// See [`Config::empty_success`].
    pub empty_success: bool,
    /// See [`Config::reading_only`].
    pub reading_only: Vec<Mention>,
    /// See [`Config::personal`].
    pub personal: Personal,
    /// See [`Config::types`].
    pub types: BTreeMap<String, ChosenType>,
    /// See [`Config::derives`].
    pub derives: BTreeMap<String, Vec<Mention>>,
    /// See [`Config::nullable`].
    pub nullable: Nullability,
    /// See [`Config::handles`].
    pub handles: BTreeMap<String, ChosenHandle>,
    /// See [`Config::dependencies`].
    pub dependencies: Dependencies,
    /// See [`Config::rate_limit`].
    pub rate_limit: Option<RateLimit>,
    /// See [`Config::auth`].
    pub auth: Option<Auth>,
    /// See [`Config::webhooks`].
    pub webhooks: Option<Webhooks>,
    /// See [`Config::max_bytes`].
    pub max_bytes: Option<usize>,
    /// See [`Config::only`].
    pub only: Chosen,
    /// See [`Config::exclude`].
    pub exclude: Chosen,
}

/// A name in the configuration. Deserializing gives the name only; the caller that has the text adds
/// the location, for diagnostics.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct Mention {
    /// The name.
    pub name: String,
    /// File, position and line, if known.
    pub site: Option<Box<(String, Place, Excerpt)>>,
}

impl Mention {
    /// Sets the location of the name: a byte offset in the text of a file.
    pub fn locate(&mut self, file: &str, text: &str, offset: usize) {
        self.site = Excerpt::at(text, offset)
            .map(|(place, excerpt)| Box::new((file.to_owned(), place, excerpt)));
    }
}

impl From<String> for Mention {
    fn from(name: String) -> Self {
        Self { name, site: None }
    }
}

impl From<Mention> for String {
    fn from(mention: Mention) -> Self {
        mention.name
    }
}

/// The operations that a client includes: those in `only`, except those in `exclude`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// An operation has one of these tags, names or paths, and one of these methods. Without tags, names
    /// and paths, any operation matches; without methods, any method does.
    pub only: Chosen,
    /// An operation has none of these tags, names, paths or methods.
    pub exclude: Chosen,
}

impl Selection {
    /// Whether all operations are selected.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.only.is_empty() && self.exclude.is_empty()
    }
}

/// Operations, selected in four ways.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Chosen {
    /// Tags.
    pub tags: Vec<Mention>,
    /// Each is an operationId, or method and path such as `POST /search`.
    pub operations: Vec<Mention>,
    /// Paths, in which `*` matches any characters within a segment and `**` any characters.
    pub paths: Vec<Mention>,
    /// HTTP methods, in any case.
    pub methods: Vec<Mention>,
}

impl Chosen {
    /// Whether nothing is named.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let lists = [&self.tags, &self.operations, &self.paths, &self.methods];
        lists.iter().all(|list| list.is_empty())
    }
}

/// A configuration that limits how much of a description is used.
pub trait Bounded {
    /// See [`Config::max_bytes`].
    fn limits(&self) -> Limits;

    /// See [`Config::only`] and [`Config::exclude`].
    fn selection(&self) -> Selection;

    /// The names that diagnostics mention, each with its path of keys; in a list, the last key is the
    /// index.
    fn mentions(&mut self) -> Vec<(Vec<String>, &mut Mention)>;
}

/// The names in a list, each with its path of keys and its index.
fn in_list<'a>(
    keys: &[&str],
    list: &'a mut [Mention],
) -> impl Iterator<Item = (Vec<String>, &'a mut Mention)> {
    let keys: Vec<String> = keys.iter().map(|&key| key.to_owned()).collect();
    let mentions = list.iter_mut().enumerate();
    mentions.map(move |(at, mention)| {
        let at = [at.to_string()];
        (keys.iter().cloned().chain(at).collect(), mention)
    })
}

/// The names in the settings for types, those of payloads or those of events.
fn of_types<'a>(
    within: &[&str],
    personal: &'a mut Personal,
    types: &'a mut BTreeMap<String, ChosenType>,
    derives: &'a mut BTreeMap<String, Vec<Mention>>,
    nullable: &'a mut Nullability,
) -> Vec<(Vec<String>, &'a mut Mention)> {
    let mut mentions = Vec::new();
    for (table, key, list) in [
        ("personal", "hide", &mut personal.hide),
        ("personal", "show", &mut personal.show),
        ("nullable", "option", &mut nullable.option),
        ("nullable", "nullable", &mut nullable.nullable),
    ] {
        mentions.extend(in_list(&[within, &[table, key]].concat(), list));
    }
    for (name, list) in derives {
        mentions.extend(in_list(&[within, &["derives", name]].concat(), list));
    }
    for (key, chosen) in types {
        let keys = within.iter().copied().chain(["types", key]);
        mentions.push((keys.map(str::to_owned).collect(), &mut chosen.path));
    }
    mentions
}

/// [`Bounded::mentions`] for a type with the fields of [`Config`].
macro_rules! mentions {
    ($config:ident) => {{
        let (only, exclude) = (&mut $config.only, &mut $config.exclude);
        let lists = [
            (["reading-only"].as_slice(), &mut $config.reading_only),
            (&["only", "tags"], &mut only.tags),
            (&["only", "operations"], &mut only.operations),
            (&["only", "paths"], &mut only.paths),
            (&["only", "methods"], &mut only.methods),
            (&["exclude", "tags"], &mut exclude.tags),
            (&["exclude", "operations"], &mut exclude.operations),
            (&["exclude", "paths"], &mut exclude.paths),
            (&["exclude", "methods"], &mut exclude.methods),
        ];
        let mut mentions = Vec::new();
        for (keys, list) in lists {
            mentions.extend(in_list(keys, list));
        }
        mentions.extend(of_types(
            &[],
            &mut $config.personal,
            &mut $config.types,
            &mut $config.derives,
            &mut $config.nullable,
        ));
        if let Some(webhooks) = &mut $config.webhooks {
            mentions.extend(of_types(
                &["webhooks"],
                &mut webhooks.personal,
                &mut webhooks.types,
                &mut webhooks.derives,
                &mut webhooks.nullable,
            ));
        }
        let handles = $config.handles.iter_mut();
        mentions.extend(
            handles
                .map(|(tag, chosen)| (vec!["handles".to_owned(), tag.clone()], &mut chosen.docs)),
        );
        mentions
    }};
}

impl Bounded for Config {
    fn limits(&self) -> Limits {
        self.max_bytes.map(Limits::of_bytes).unwrap_or_default()
    }

    fn selection(&self) -> Selection {
        Selection {
            only: self.only.clone(),
            exclude: self.exclude.clone(),
        }
    }

    fn mentions(&mut self) -> Vec<(Vec<String>, &mut Mention)> {
        mentions!(self)
    }
}

impl Bounded for Choices {
    fn limits(&self) -> Limits {
        self.max_bytes.map(Limits::of_bytes).unwrap_or_default()
    }

    fn selection(&self) -> Selection {
        Selection {
            only: self.only.clone(),
            exclude: self.exclude.clone(),
        }
    }

    fn mentions(&mut self) -> Vec<(Vec<String>, &mut Mention)> {
        mentions!(self)
    }
}

/// Where a standalone client crate finds the runtime crate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Runtime {
    /// In the registry, in the version of this generator.
    Published,
    /// In this folder, relative to the client crate or absolute.
    Folder(String),
    /// In the git repository at this URL, at this revision if given.
    Git(String, Option<String>),
}

/// Properties that the rules for personal values classify wrongly. Each is a name on the wire, preceded
/// by the type's name if it applies to one type only: `subject`, `Team.name`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Personal {
    /// `Debug` doesn't show their values.
    pub hide: Vec<Mention>,
    /// `Debug` shows their values, unless they are also in `hide`.
    pub show: Vec<Mention>,
}
