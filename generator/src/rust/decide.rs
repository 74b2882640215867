//! The order of decisions about a client: names, models, operations, then those that need all of
//! them.

use super::handles::{handles, link};
use super::pins::{aliases, pinned};
use super::{
    Client, Operation, Webhooks, alike, bodies, chosen_derives, chosen_names, chosen_types,
    context, docs, example_tests, features, homes, model_names, models, nulls, operation_names,
    package, paging, personal, reach, released_tags, sample, sample_limits, sample_sets,
    schema_examples, servers, test_values, untagged,
};
use crate::api::Api;
use crate::diagnostic::{Code, Diagnostic};
use crate::{Config, Names};

/// Decides the client of an API, with the module of its events.
#[must_use]
pub fn decide(
    api: &Api,
    names: &Names,
    config: &Config,
    webhooks: Option<Webhooks>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Client {
    let untagged = untagged::choose(api, names);
    let kept = released_tags::keep_tags(api, names, untagged);
    let api: &Api = &kept;
    let mut handles = handles(api, names, config, diagnostics);
    let (methods, withheld) = operation_names::name_operations(api, &handles, names, diagnostics);
    let mut named = model_names::name_models(api, &methods, names, diagnostics);
    named.chosen = chosen_types::ChosenTypes::find(api, named.by_schema(), config, diagnostics);
    named.nulls = nulls::Nulls::find(api, named.by_schema(), &config.nullable, diagnostics);
    named.limited = sample_limits::decide_limited(api);
    named.varied = sample_sets::decide_varied(api, &named.limited);
    sample::report_short(api, &named, diagnostics);
    let mut models = models::decide_models(api, &named, names);
    chosen_derives::choose(&mut models, config, diagnostics);
    alike::report(api, &named, diagnostics);
    let notes_before = diagnostics.len();
    chosen_names::report(api, &named, names, diagnostics);
    let by_name = models.iter().map(|model| (&model.name, model)).collect();
    let context = context::Context {
        api,
        config,
        named: &named,
        models: &by_name,
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
    report_paging(&context, &operations, diagnostics);
    let sent = reach::sent(&models, &operations);
    let types_of_failures = failures.iter();
    let types_of_failures = types_of_failures.filter_map(|it| it.ty.as_model().cloned());
    personal::mark(
        &mut models,
        &types_of_failures.collect(),
        &config.personal,
        diagnostics,
    );
    link(&mut handles, api, &operations, &withheld);
    let tags = features::decide(&mut handles, &mut operations, &models, &failures);
    let mut unused = reach::unused(&models, &operations, &failures);
    homes::decide(
        &mut models,
        &homes::Known {
            handles: &handles,
            only: &tags.only,
            unused: &unused,
            named: &named,
            names,
        },
        diagnostics,
    );
    let examples = example_tests::decide_examples(api, &named, &operations, &failures, diagnostics);
    let shown = schema_examples::Values::of(api, &named, diagnostics);
    let mut schema_examples = schema_examples::decide_schema_examples(&shown, &named, &unused);
    let mut types = named.by_schema().clone();
    let mut aliases = aliases(names, &named);
    let pinned_names = Names {
        untagged,
        ..pinned(api, &methods, &named, (&models, &sent), names)
    };
    if !config.selection().is_empty() {
        models.retain(|model| !unused.contains(&model.name));
        types.retain(|_, name| !unused.contains(name));
        aliases.retain(|_, name| !unused.contains(name));
        schema_examples.retain(|examples| !examples.is_gated);
        unused.clear();
        // Names of nodes that are not selected stay for later runs.
        let found = diagnostics.split_off(notes_before);
        diagnostics.extend(found.into_iter().filter(|it| it.code != Code::UnusedName));
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
        webhooks,
        servers: servers::servers(api),
        base_path: api.base_path.clone(),
        examples,
        schema_examples,
        model_values: test_values::decide_test_values(&shown, &named, &models),
        responses: test_values::responses(&operations),
        names: pinned_names,
        aliases,
        named: types,
        sent,
        unused,
        features: tags.features,
        handles,
        operations,
        models,
        failures,
    }
}

/// Reports configuration of paging that has no effect.
fn report_paging(
    context: &context::Context<'_>,
    operations: &[Operation],
    diagnostics: &mut Vec<Diagnostic>,
) {
    for (spec, operation) in context.api.operations.iter().zip(operations) {
        if operation.paging.is_some() {
            continue;
        }
        if let Some(stated) = &spec.paging {
            let message = "parameters and response don't match the declared pagination";
            diagnostics.push(Diagnostic::new(
                Code::PagingHasNoEffect,
                &stated.pointer,
                message,
            ));
        }
        if paging::is_hindered(context, spec, &operation.output) {
            let message = "a chosen type replaces the string that identifies the next page; choose \
                           `std::string::String` for that property";
            diagnostics.push(Diagnostic::new(
                Code::ImpossibleChoice,
                &spec.pointer,
                message,
            ));
        }
    }
}
