//! Stage 3. In: the API, pinned names and the choices made for it. Out: the client as Rust items,
//! every name, type, box and text decided. Absent: tokens, and anything of the document itself.

mod alike;
mod bodies;
mod boxing;
mod chosen_derives;
mod chosen_names;
mod chosen_types;
mod content;
mod context;
mod docs;
mod enums;
mod example_model;
mod example_tests;
mod expression;
mod features;
mod foreign;
mod form_model;
mod ident;
pub mod items;
mod kept_tags;
mod limits;
mod media_types;
mod model;
mod model_names;
mod models;
mod nulls;
mod operation_docs;
mod operation_names;
mod operation_words;
mod operations;
mod own_types;
mod package;
mod paging;
mod parameters;
mod personal;
mod place_names;
mod plain;
mod reach;
mod responses;
mod sample;
mod schema_examples;
mod script;
mod servers;
mod shared_names;
mod shared_types;
mod spell;
mod spelling;
mod telling;
mod test_values;
mod types;
mod unions;
mod untagged;
mod value_type;
mod variant;
mod webhooks;

use std::collections::{BTreeMap, BTreeSet};

use crate::api::Api;
use crate::diagnostic::{Code, Diagnostic, did_you_mean};
use crate::{Bounded, Config, Names};
pub use content::*;
pub(crate) use docs::is_visible;
pub use example_model::*;
pub use foreign::ForeignPath;
pub use form_model::*;
pub use ident::Ident;
use ident::{NO_FILES, PRELUDE};
pub use model::*;
pub(crate) use operation_words::is_written_by_person;
pub(crate) use own_types::key as schema_key;
pub use package::{complete, is_package_name};
pub use paging::{Paging, Step};
pub use plain::Plain;
pub(crate) use responses::has_other;
pub(crate) use shared_types::same_schema;
pub use test_values::ModelValues;
pub(crate) use untagged::handle_tags;
pub use value_type::{Generic, InPlaceOf, Type};
pub use variant::*;
pub use webhooks::Webhooks;
pub(crate) use webhooks::only_received;

/// Decides the client of an API.
#[must_use]
pub fn decide(
    api: &Api,
    names: &Names,
    config: &Config,
    diagnostics: &mut Vec<Diagnostic>,
) -> Client {
    let untagged = untagged::choose(api, names);
    let kept = kept_tags::keep_tags(api, names, untagged);
    let api: &Api = &kept;
    let mut handles = handles(api, names, config, diagnostics);
    let (methods, withheld) = operation_names::name_operations(api, &handles, names, diagnostics);
    let mut named = model_names::name_models(api, &methods, names, diagnostics);
    named.chosen = chosen_types::ChosenTypes::find(api, named.by_schema(), config, diagnostics);
    named.nulls = nulls::Nulls::find(api, named.by_schema(), &config.nullable, diagnostics);
    let mut models = models::decide_models(api, &named, names);
    chosen_derives::choose(&mut models, config, diagnostics);
    alike::report(api, &named, diagnostics);
    let notes_before = diagnostics.len();
    chosen_names::report(api, names, diagnostics);
    let context = context::Context {
        api,
        config,
        named: &named,
        models: &models,
        names,
    };
    let failures = context.failure_bodies();
    let mut body_names = bodies::BodyNames::beside(&methods, &handles);
    let mut operations: Vec<Operation> = api
        .operations
        .iter()
        .zip(&methods)
        .map(|(operation, method)| {
            context.decide(operation, method, &handles, &failures, &mut body_names)
        })
        .collect();
    for (spec, operation) in api.operations.iter().zip(&operations) {
        if let (Some(stated), None) = (&spec.paging, &operation.paging) {
            let message = "parameters and response don't fit how the list is read page by page";
            diagnostics.push(Diagnostic::new(
                Code::PagingHasNoEffect,
                &stated.pointer,
                message,
            ));
        }
    }
    for (spec, operation) in api.operations.iter().zip(&operations) {
        if operation.paging.is_none() && paging::is_hindered(&context, spec, &operation.output) {
            let message = "a chosen type takes the place of the text that leads to the next page; choose \
                           `std::string::String` for that property";
            diagnostics.push(Diagnostic::new(
                Code::ImpossibleChoice,
                &spec.pointer,
                message,
            ));
        }
    }
    reach::mark_sent(&mut models, &operations);
    let types_of_failures = failures.iter();
    let types_of_failures = types_of_failures.filter_map(|it| it.ty.as_model().cloned());
    personal::mark(
        &mut models,
        &types_of_failures.collect(),
        &config.personal,
        diagnostics,
    );
    for (at, handle) in handles.iter_mut().enumerate() {
        for (index, (spec, operation)) in api.operations.iter().zip(&operations).enumerate() {
            if operation.handle == at {
                handle.operations.push(index);
            } else if spec.tags.contains(&handle.tag)
                && !withheld.contains(&(spec.key.clone(), handle.tag.clone()))
            {
                handle.links.push(index);
            }
        }
    }
    let features = features::decide(&mut handles, &mut operations, &models, &failures);
    let mut unused = reach::unused(&models, &operations, &failures);
    let examples = example_tests::decide_examples(api, &named, &operations, &failures, diagnostics);
    let shown = schema_examples::Values::of(api, &named, diagnostics);
    let mut schema_examples = schema_examples::decide_schema_examples(&shown, &named, &unused);
    let mut types = named.by_schema().clone();
    let mut aliases = aliases(names, &named);
    let pinned_names = Names {
        untagged,
        ..pinned(api, &methods, &named, &models, names)
    };
    if !config.selection().is_empty() {
        models.retain(|model| !unused.contains(&model.name));
        types.retain(|_, name| !unused.contains(name));
        aliases.retain(|_, name| !unused.contains(name));
        schema_examples.retain(|examples| !examples.is_gated);
        unused.clear();
        // Names of what is not selected stay for the day on which it is.
        let mut at = 0;
        diagnostics.retain(|it| {
            at += 1;
            at <= notes_before || it.code != Code::UnusedName
        });
    }
    Client {
        package: config.package.clone(),
        api: config.api.clone(),
        docs: api
            .description
            .as_deref()
            .map(docs::clean)
            .unwrap_or_default(),
        dependencies: config.dependencies.clone(),
        schemes: servers::schemes(api),
        security: api
            .security
            .default
            .clone()
            .filter(|_| !api.security.schemes.is_empty()),
        token_required: api.security.required,
        token_env: config.token_variable().to_owned(),
        base_url_env: (config.base_url_env.clone())
            .unwrap_or_else(|| package::variable(&config.package, "BASE_URL")),
        rate_limit: config.rate_limit,
        webhooks: None,
        servers: servers::servers(api),
        base_path: api.base_path.clone(),
        examples,
        schema_examples,
        model_values: test_values::decide_test_values(&shown, &named, &models),
        responses: test_values::responses(&operations),
        names: pinned_names,
        aliases,
        named: types,
        unused,
        features,
        handles,
        operations,
        models,
        failures,
    }
}

/// What a client has beside its handles, and what its module calls otherwise.
const CLIENT_METHODS: [&str; 7] = [
    "builder", "client", "clone", "from_env", "models", "new", "request",
];

/// One handle a tag, sorted by name.
fn handles(
    api: &Api,
    names: &Names,
    config: &Config,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Handle> {
    let tags: BTreeSet<&String> = api.operations.iter().flat_map(|one| &one.tags).collect();
    for (tag, chosen) in config.handles.iter().filter(|(tag, _)| !tags.contains(tag)) {
        let meant = did_you_mean(tag, tags.iter().map(|tag| tag.as_str()));
        let message = format!("`[handles]` names `{tag}`, which is no tag of an operation{meant}");
        diagnostics.push(chosen.docs.report(Code::UnusedName, message));
    }
    let said = |tag: &str| {
        let chosen = config.handles.get(tag).map(|it| it.docs.name.as_str());
        chosen.or_else(|| api.tags.get(tag).map(String::as_str))
    };
    // A new tag must not take the name of one that was released.
    let kept: BTreeSet<&String> = names.tags.values().flatten().collect();
    let (released, others): (Vec<&String>, Vec<&String>) =
        tags.into_iter().partition(|tag| kept.contains(tag));
    let mut modules: BTreeSet<String> = NO_FILES.iter().map(|&name| name.into()).collect();
    let mut types = BTreeSet::new();
    // What the client and the files of operations call something else.
    let suffix = |name: &Ident, text: &str| {
        let hides = CLIENT_METHODS.contains(&name.as_str()) || PRELUDE.contains(&name.as_str());
        if hides {
            format!("{text} operations")
        } else {
            text.to_owned()
        }
    };
    // A name that a person chose is given before all others.
    let chosen = |tag: &String| {
        let name = names.handles.get(tag)?;
        Ident::exact(name, false)
    };
    let mut tags: Vec<&String> = released.into_iter().chain(others).collect();
    tags.sort_by_key(|tag| chosen(tag).is_none());
    let mut handles: Vec<Handle> = tags
        .into_iter()
        .map(|tag| {
            let on_client = tag == untagged::ON_CLIENT;
            let (module, name) = match on_client {
                true => ("untagged", "Client"),
                false => (tag.as_str(), tag.as_str()),
            };
            let chosen = chosen(tag).filter(|_| !on_client);
            let (module, name) = match &chosen {
                Some(chosen) => (chosen.as_str(), chosen.as_str()),
                None => (module, name),
            };
            let module = Ident::snake(&suffix(&Ident::snake(module), module));
            let name = match on_client {
                true => Ident::pascal(name),
                false => Ident::pascal(&suffix(&Ident::pascal(name), name)).unique(&mut types),
            };
            Handle {
                tag: tag.clone(),
                on_client,
                title: said(tag).map(docs::clean_line).unwrap_or_default(),
                docs: said(tag).map(docs::clean).unwrap_or_default(),
                module: module.unique(&mut modules),
                name,
                feature: None,
                module_features: Vec::new(),
                operations: Vec::new(),
                links: Vec::new(),
            }
        })
        .collect();
    handles.sort_by(|a, b| a.module.cmp(&b.module));
    handles
}

/// The former names of types that are still types.
fn aliases(names: &Names, named: &model_names::Named) -> BTreeMap<Ident, Ident> {
    let by_key: BTreeMap<String, &Ident> = named
        .by_schema()
        .iter()
        .map(|(id, name)| (own_types::key(id), name))
        .collect();
    let pairs = names.aliases.iter();
    pairs
        .filter_map(|(alias, key)| Some((Ident::exact(alias, true)?, (*by_key.get(key)?).clone())))
        .filter(|(alias, name)| alias != name)
        .collect()
}

/// The given names with every computed one added.
fn pinned(
    api: &Api,
    methods: &[operation_names::OperationName],
    named: &model_names::Named,
    models: &[Model],
    names: &Names,
) -> Names {
    let mut pinned = names.clone();
    for (operation, method) in api.operations.iter().zip(methods) {
        pinned
            .operations
            .entry(operation.key.clone())
            .or_insert_with(|| method.method.to_string());
    }
    let by_name: BTreeMap<&Ident, &Model> = models.iter().map(|it| (&it.name, it)).collect();
    for (key, name, defines_it) in named.keys() {
        let model = by_name.get(name).filter(|_| defines_it);
        // What is not sent has no `new`. What is pinned for it stays: it may have been sent before.
        if let Some(ModelKind::Struct(structure)) = model.map(|model| &model.kind)
            && structure.sent
        {
            let required = structure.fields.iter().filter(|field| field.asked);
            let arguments: Vec<String> = required.map(|field| field.wire.clone()).collect();
            if arguments.len() > 1 {
                pinned.arguments.insert(key.clone(), arguments);
            }
        }
        pinned
            .schemas
            .entry(key)
            .or_insert_with(|| name.to_string());
    }
    pinned
}
