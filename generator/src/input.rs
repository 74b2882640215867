//! The input of a run: description, overlays, pinned names and the choices for an API.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::document::Limits;
use crate::paging::one_or_several;
use crate::{
    Auth, ChosenHandle, ChosenType, Dependencies, Mention, Names, Nullability, Paging, Personal,
    RateLimit, Source, Webhooks,
};

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

/// The choices for one API, from `generator.toml`. `Name` is `String` where the package and the API have
/// names, and `Option<String>` in [`Choices`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Config<Name = String> {
    /// The [package name](crate::rust::is_package_name) of the client, such as `dixa-client`.
    pub package: Name,
    /// The name of the API in documentation, such as `Dixa`.
    pub api: Name,
    /// The environment variable that `Client::from_env` reads the token from.
    pub token_env: Name,
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

/// [`Config`] with optional names; missing ones follow from the description's title.
pub type Choices = Config<Option<String>>;

impl Config {
    /// The default choices for an API.
    #[must_use]
    pub fn new(package: &str, api: &str, token_env: &str) -> Self {
        let names = [package, api, token_env].map(str::to_owned);
        Choices::default().named(names)
    }

    /// The environment variable that holds the credential.
    #[must_use]
    pub fn token_variable(&self) -> &str {
        let of_auth = self.auth.as_ref().and_then(|auth| auth.env.as_deref());
        of_auth.unwrap_or(&self.token_env)
    }

    /// The lists of operations, each with its key. The description must have these operations.
    pub(crate) fn operation_lists(&self) -> [(&'static str, &[Mention]); 1] {
        [("reading-only", &self.reading_only)]
    }

    /// The choices for an earlier description, which may lack the operations and the properties that
    /// these choices name.
    pub(crate) fn for_earlier_description(&self) -> Self {
        Self {
            // It has the operations selected then.
            only: Chosen::default(),
            exclude: Chosen::default(),
            reading_only: Vec::new(),
            personal: Personal::default(),
            derives: BTreeMap::new(),
            ..self.clone()
        }
    }
}

impl<Name> Config<Name> {
    /// These choices for a package, an API and a variable with other names.
    pub(crate) fn named<Other>(self, [package, api, token_env]: [Other; 3]) -> Config<Other> {
        Config {
            package,
            api,
            token_env,
            base_url_env: self.base_url_env,
            reference: self.reference,
            paging: self.paging,
            empty_success: self.empty_success,
            reading_only: self.reading_only,
            personal: self.personal,
            types: self.types,
            derives: self.derives,
            nullable: self.nullable,
            handles: self.handles,
            dependencies: self.dependencies,
            rate_limit: self.rate_limit,
            auth: self.auth,
            webhooks: self.webhooks,
            max_bytes: self.max_bytes,
            only: self.only,
            exclude: self.exclude,
        }
    }

    /// See [`Config::max_bytes`].
    pub fn limits(&self) -> Limits {
        self.max_bytes.map(Limits::of_bytes).unwrap_or_default()
    }

    /// See [`Config::only`] and [`Config::exclude`].
    pub fn selection(&self) -> Selection {
        Selection {
            only: self.only.clone(),
            exclude: self.exclude.clone(),
        }
    }

    /// The names that diagnostics mention, each with its path of keys; in a list, the last key is the
    /// index.
    pub fn mentions(&mut self) -> Vec<(Vec<String>, &mut Mention)> {
        let (only, exclude) = (&mut self.only, &mut self.exclude);
        let lists = [
            (["reading-only"].as_slice(), &mut self.reading_only),
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
            &mut self.personal,
            &mut self.types,
            &mut self.derives,
            &mut self.nullable,
        ));
        if let Some(webhooks) = &mut self.webhooks {
            mentions.extend(of_types(
                &["webhooks"],
                &mut webhooks.personal,
                &mut webhooks.types,
                &mut webhooks.derives,
                &mut webhooks.nullable,
            ));
        }
        let handles = self.handles.iter_mut();
        mentions.extend(
            handles
                .map(|(tag, chosen)| (vec!["handles".to_owned(), tag.clone()], &mut chosen.docs)),
        );
        mentions
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
