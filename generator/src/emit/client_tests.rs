//! Tests of the client: every payload in the description, and a call of every operation.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use super::attributes::{doc_lines, gate, unused};
use super::example;
use super::ident::ident;
use super::testing::FEATURE as TESTING;
use super::types;
use crate::rust::{ALL_MODELS, Client, Ident, Input, Operation, Passing, Plain, Target, WEBHOOKS};

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
        let (handle, method) = (example::handle(home), ident(&operation.name));
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

/// The operations whose response can be compared with the server's body: the caller reads streams,
/// and a response with variants is no payload.
fn comparable(client: &Client) -> impl Iterator<Item = &Operation> {
    client.operations.iter().filter(|operation| {
        let sent_in_parts = operation
            .inputs()
            .any(|input| input.target == Target::SequenceBody);
        let ty = &operation.output.ty;
        let has_value = ty.as_response().is_none() && *ty != Plain::Redirect;
        has_value && !sent_in_parts && !operation.output.decoding.is_streamed()
    })
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
