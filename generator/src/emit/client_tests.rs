//! Tests of the client: every payload in the description, and a call of every operation.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::TokenStream;
use quote::quote;

use super::attributes::{ALL_MODELS, doc_lines, gate, unused};
use super::example;
use super::ident::ident;
use super::testing::FEATURE as TESTING;
use super::types;
use super::webhooks::FEATURE as WEBHOOKS;
use crate::rust::{Client, Ident, Input, Operation, Passing, Plain, Target};

/// One test per payload.
pub(super) fn examples(client: &Client) -> TokenStream {
    let krate = crate_name(client);
    let docs = doc_lines(
        [&"Each example of the description decodes and encodes back unchanged.".to_owned()],
        true,
    );
    let tests = client.examples.iter().map(|example| {
        let (name, ty, key) = (
            ident(&example.name),
            types::ty_in_tests(&example.ty, &krate),
            &example.key,
        );
        quote! {
            #[test]
            fn #name() {
                keeps_its_value::<#ty>(#key);
            }
        }
    });
    let support =
        (!client.examples.is_empty()).then(|| quote! { use super::support::keeps_its_value; });
    let of_types = schema_examples(client)
        .is_some()
        .then(|| quote! { use super::support::round_trip_text; });
    let of_schemas = schema_examples(client);
    let of_models = model_examples(client);
    quote! {
        #docs
        #support
        #of_types
        #(#tests)*
        #of_schemas
        #of_models
    }
}

/// One test for the examples of schemas: a row per type compiles faster than a function per value.
fn schema_examples(client: &Client) -> Option<TokenStream> {
    let krate = crate_name(client);
    let rows = client.schema_examples.iter().map(|of_type| {
        let (key, ty) = (&of_type.key, types::ty_in_tests(&of_type.ty, &krate));
        let gate = gate(of_type.is_gated.then_some(ALL_MODELS));
        quote! { #gate (#key, round_trip_text::<#ty>) }
    });
    let of_events = client.webhooks.iter().flat_map(|it| &it.examples);
    let of_events = of_events.map(|of_type| {
        let key = format!("{WEBHOOKS}::{}", of_type.key);
        let ty = types::ty_in_webhook_tests(&of_type.ty, &krate);
        quote! { #[cfg(feature = #WEBHOOKS)] (#key, round_trip_text::<#ty>) }
    });
    let mut rows = rows.chain(of_events).peekable();
    rows.peek().is_some().then(|| {
        quote! {
            const SCHEMAS: &[(&str, super::support::RoundTrip)] = &[#(#rows),*];

            #[test]
            fn schemas_keep_their_examples() {
                super::support::keep_their_values(SCHEMAS);
            }
        }
    })
}

/// One test of the values for users' tests: each is decoded, and so are damaged forms of it.
fn model_examples(client: &Client) -> Option<TokenStream> {
    let krate = crate_name(client);
    let models = client.models.iter().filter(|model| {
        let name = model.name.as_str();
        client.model_values.contains_key(name)
    });
    let rows = models.map(|model| {
        let (gate, name) = (unused(client, &model.name), ident(&model.name));
        quote! { #gate makes::<#krate::models::#name> }
    });
    (!client.model_values.is_empty()).then(|| {
        quote! {
            #[cfg(feature = #TESTING)]
            #[test]
            fn every_model_keeps_its_example_and_bears_damage() {
                const MODELS: &[fn()] = &[#(#rows),*];
                for make in MODELS {
                    make();
                }
            }

            #[cfg(feature = #TESTING)]
            fn makes<T>()
            where
                T: openapi_client_runtime::json::Object + serde::Serialize + serde::de::DeserializeOwned,
            {
                #krate::testing::fuzz::<T>(&#krate::testing::example());
            }
        }
    })
}

/// A call of every operation, with values from the data file.
pub(super) fn calls(client: &Client) -> TokenStream {
    let krate = crate_name(client);
    let docs = doc_lines(
        [
            &"Calls every operation once, with all of its inputs, against a real server."
                .to_owned(),
        ],
        true,
    );
    let mut taken = BTreeSet::new();
    let calls = comparable(client).filter_map(|operation| {
        let home = client.handles.get(operation.handle)?;
        let name = Ident::snake(&format!("{} {}", home.module, operation.name));
        let name = ident(&name.unique(&mut taken));
        let (handle, method) = (ident(&home.module), ident(&operation.name));
        let handle = (!home.on_client).then(|| quote! { .#handle() });
        let arguments = operation
            .arguments
            .iter()
            .map(|input| argument(input, &krate));
        let setters = operation.setters.iter().map(|input| {
            let (name, value) = (ident(&input.name), argument(input, &krate));
            quote! { .#name(#value) }
        });
        let key = &operation.key;
        let lint = operation
            .deprecated
            .then(|| quote! { #[allow(deprecated)] });
        Some(quote! {
            #[tokio::test]
            #lint
            async fn #name() {
                let call = Call::start(#key).await;
                let response = call.client() #handle.#method(#(#arguments),*)#(#setters)*.await;
                call.finish(response).await;
            }
        })
    });
    quote! {
        #docs
        use super::support::Call;
        #(#calls)*
    }
}

/// The request of every operation, made by the documented call with all optional inputs: one row
/// per operation.
pub(super) fn requests(client: &Client) -> TokenStream {
    let krate = crate_name(client);
    let row = |operation: &Operation| {
        let home = client.handles.get(operation.handle)?;
        let (variables, arguments) = arguments(operation, &krate)?;
        let (handle, method) = (ident(&home.module), ident(&operation.name));
        let handle = (!home.on_client).then(|| quote! { .#handle() });
        let setters = operation.setters.iter().filter(|input| !in_parts(input));
        let setters = setters.map(|input| {
            let (name, value) = (ident(&input.name), fallible(input, &krate));
            quote! { .#name(#value) }
        });
        let key = &operation.key;
        let request =
            quote! { prepared(call.client() #handle.#method(#(#arguments),*)#(#setters)*) };
        let request = match variables.is_empty() {
            true => request,
            false => quote! { { #(#variables)* #request } },
        };
        Some(quote! { (#key, |call| #request) })
    };
    let mut rows = Vec::new();
    let mut untested = Vec::new();
    for operation in &client.operations {
        match row(operation) {
            Some(row) => rows.push(row),
            None => untested.push(format!("`{}`", operation.key)),
        }
    }
    let mut docs = vec!["The request of every operation, with all of its inputs.".to_owned()];
    if !untested.is_empty() {
        docs.push(String::new());
        docs.push(format!(
            "Not tested, because their bodies have parts that only a program can make: {}.",
            untested.join(", ")
        ));
    }
    let docs = doc_lines(&docs, true);
    quote! {
        #docs
        use super::support::{Prepare, prepared};
        #[allow(unused_imports)] // Only forms with files are made of models here.
        use #krate::models;

        pub(crate) const REQUESTS: &[(&str, Prepare)] = &[#(#rows),*];
    }
}

/// The variables and arguments of the call. A multipart body is the documented one; `None` if that
/// has a variable without a test value.
fn arguments(
    operation: &Operation,
    krate: &proc_macro2::Ident,
) -> Option<(Vec<TokenStream>, Vec<TokenStream>)> {
    let mut variables = BTreeMap::new();
    let mut arguments = Vec::new();
    for (input, shown) in operation.arguments.iter().zip(&operation.example) {
        arguments.push(match in_parts(input) {
            true => {
                example::collect(shown, &mut variables);
                example::render(shown)
            }
            false => fallible(input, krate),
        });
    }
    let variables = variables.iter().map(|(name, ty)| {
        let name = ident(name);
        let value = match ty.plain()? {
            Plain::File => quote! { openapi_client_runtime::File::new("a.txt", "some text") },
            Plain::FormPart => quote! { openapi_client_runtime::FormPart::from("some text") },
            Plain::Body => quote! { openapi_client_runtime::Body::from("some text") },
            _ => return None,
        };
        Some(quote! { let #name = #value; })
    });
    Some((variables.collect::<Option<_>>()?, arguments))
}

fn in_parts(input: &Input) -> bool {
    matches!(
        input.target,
        Target::MultipartBody | Target::FileParts | Target::ValueParts | Target::SequenceBody
    )
}

fn fallible(input: &Input, krate: &proc_macro2::Ident) -> TokenStream {
    let name = input.name.as_str();
    let ty = types::ty_in_tests(&input.ty, krate);
    match (input.passing, input.ty.plain()) {
        (Passing::Str, _) => quote! { &call.text(#name) },
        // Text such as XML may be described as an object.
        (_, Some(Plain::Body | Plain::Bytes | Plain::String)) => {
            quote! { <#ty>::from(call.text(#name)) }
        }
        _ => quote! { call.value::<#ty>(#name)? },
    }
}

/// The operations whose response can be compared with the server's body: the caller reads streams,
/// and a response with variants is no payload.
fn comparable(client: &Client) -> impl Iterator<Item = &Operation> {
    client.operations.iter().filter(|operation| {
        let sent_in_parts = inputs(operation).any(|input| input.target == Target::SequenceBody);
        let ty = &operation.output.ty;
        let has_value = ty.as_response().is_none() && *ty != Plain::Redirect;
        has_value && !sent_in_parts && !operation.output.decoding.is_streamed()
    })
}

fn inputs(operation: &Operation) -> impl Iterator<Item = &Input> {
    operation.arguments.iter().chain(&operation.setters)
}

fn argument(input: &Input, krate: &proc_macro2::Ident) -> TokenStream {
    let name = input.name.as_str();
    let ty = types::ty_in_tests(&input.ty, krate);
    match (input.target, input.passing, input.ty.plain()) {
        (Target::MultipartBody | Target::FileParts, ..) => quote! { call.form(#name) },
        (_, Passing::Str, _) => quote! { &call.text(#name) },
        (_, _, Some(Plain::Body)) => quote! { call.bytes(#name) },
        _ => quote! { call.value::<#ty>(#name) },
    }
}

fn crate_name(client: &Client) -> proc_macro2::Ident {
    ident(&Ident::snake(&client.package))
}
