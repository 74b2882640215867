//! The files of a client, and their content.

use proc_macro2::TokenStream;

use super::{
    client, client_tests, delivery_tests, errors, example, models, operation, request_tests,
    testing, webhooks,
};
use crate::rust::{Client, Handle, Ident, Model, Operation, Webhooks};

/// The tests of the events that the API sends.
pub(crate) const DELIVERIES: &str = "tests/generated/deliveries.rs";

/// A source file that is not emitted yet. Files depend only on the client, not on each other, so
/// they can be emitted in any order and in parallel.
#[derive(Clone, Debug)]
pub(crate) struct File<'a> {
    /// Path relative to the client package.
    pub(crate) path: String,
    part: Part<'a>,
}

#[derive(Clone, Debug)]
enum Part<'a> {
    Root,
    Client,
    Errors,
    Models,
    Home(&'a Ident),
    Model(&'a Model),
    Event(&'a Model),
    Webhooks(&'a Webhooks),
    Operations,
    Testing,
    Handle(&'a Handle),
    Operation(&'a Handle, &'a Operation),
    Examples,
    Calls,
    Requests,
    Deliveries(&'a Webhooks),
}

/// The source files of a client, the largest ones first.
#[must_use]
pub(crate) fn files(client: &Client) -> Vec<File<'_>> {
    let mut files: Vec<File<'_>> = [
        ("tests/generated/calls.rs", Part::Calls),
        ("tests/generated/examples.rs", Part::Examples),
        ("tests/generated/requests.rs", Part::Requests),
        ("src/generated/models/mod.rs", Part::Models),
        ("src/generated/client.rs", Part::Client),
        ("src/generated/error.rs", Part::Errors),
        ("src/generated/operations/mod.rs", Part::Operations),
        ("src/generated/testing.rs", Part::Testing),
        ("src/generated/mod.rs", Part::Root),
    ]
    .map(|(path, part)| File {
        path: path.to_owned(),
        part,
    })
    .into();
    for handle in &client.handles {
        let folder = format!("src/generated/operations/{}", handle.module.file());
        files.push(File {
            path: format!("{folder}/mod.rs"),
            part: Part::Handle(handle),
        });
        for operation in handle
            .operations
            .iter()
            .filter_map(|&at| client.operations.get(at))
        {
            let path = format!("{folder}/{}.rs", operation.name.file());
            files.push(File {
                path,
                part: Part::Operation(handle, operation),
            });
        }
    }
    for home in client.homes() {
        files.push(File {
            path: format!("src/generated/models/{}/mod.rs", home.file()),
            part: Part::Home(home),
        });
    }
    for model in &client.models {
        let folder = model.home.as_ref().map(|home| format!("{}/", home.file()));
        let path = format!(
            "src/generated/models/{}{}.rs",
            folder.unwrap_or_default(),
            model.module
        );
        files.push(File {
            path,
            part: Part::Model(model),
        });
    }
    if let Some(webhooks) = &client.webhooks {
        files.push(File {
            path: "src/generated/webhooks/mod.rs".to_owned(),
            part: Part::Webhooks(webhooks),
        });
        if delivery_tests::is_tested(webhooks) {
            files.push(File {
                path: DELIVERIES.to_owned(),
                part: Part::Deliveries(webhooks),
            });
        }
        files.extend(webhooks.models.iter().map(|model| File {
            path: format!("src/generated/webhooks/{}.rs", model.module),
            part: Part::Event(model),
        }));
    }
    files
}

/// Emits one file of a client.
#[must_use]
pub(crate) fn emit(
    client: &Client,
    file: &File<'_>,
    print: example::PrintStatements<'_>,
) -> TokenStream {
    match file.part {
        Part::Root => client::root(client),
        Part::Client => client::client(client, print),
        Part::Errors => errors::errors(client),
        Part::Models => models::models(client),
        Part::Home(home) => models::home(client, home),
        Part::Model(model) => models::model(client, model),
        Part::Event(model) => models::event(model),
        Part::Webhooks(webhooks) => webhooks::webhooks(client, webhooks),
        Part::Operations => client::operations(client),
        Part::Testing => testing::testing(client),
        Part::Handle(handle) => client::handle(client, handle, print),
        Part::Operation(handle, operation) => operation::operation(handle, operation),
        Part::Examples => client_tests::examples(client),
        Part::Calls => client_tests::calls(client),
        Part::Requests => request_tests::requests(client),
        Part::Deliveries(webhooks) => delivery_tests::deliveries(client, webhooks),
    }
}
