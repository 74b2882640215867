//! Tests of requests: the request of every operation, with each form of its body.

use proc_macro2::TokenStream;
use quote::quote;

use super::attributes::doc_lines;
use super::ident::ident;
use super::{example, form_values, types};
use crate::rust::{Alternative, Client, Ident, Input, Operation, Passing, Plain, TestCall};

/// The requests with all optional inputs: one row per operation and form of its body.
pub(super) fn requests(client: &Client) -> TokenStream {
    let krate = ident(&Ident::snake(&client.package));
    let rows = client.operations.iter().flat_map(|operation| {
        let calls = operation.test_calls();
        calls.filter_map(|(key, other)| {
            let request = request(client, operation, other, &krate)?;
            Some(quote! { (#key, |call| prepared(#request)) })
        })
    });
    let rows: Vec<TokenStream> = rows.collect();
    let docs = doc_lines(
        [
            &"The request of every operation, with all of its inputs and each form of its body."
                .to_owned(),
        ],
        true,
    );
    let functions = form_values::functions();
    quote! {
        #docs
        use super::support::{Prepare, prepared};

        pub(crate) const REQUESTS: &[(&str, Prepare)] = &[#(#rows),*];

        #functions
    }
}

/// The request of an operation, with its body in another form if there is one.
fn request(
    client: &Client,
    operation: &Operation,
    other: Option<&Alternative>,
    krate: &proc_macro2::Ident,
) -> Option<TokenStream> {
    let handle = example::handle(client.handles.get(operation.handle)?);
    let call = TestCall::of(operation, other);
    let method = ident(call.method);
    let arguments = call.arguments.iter().map(|it| value(client, it, krate));
    let setters = call.setters.iter().map(|(setter, input)| {
        let (setter, value) = (ident(setter), value(client, input, krate));
        quote! { .#setter(#value) }
    });
    Some(quote! { call.client() #handle.#method(#(#arguments),*)#(#setters)* })
}

/// The value of an input, from the data of the call.
fn value(client: &Client, input: &Input, krate: &proc_macro2::Ident) -> TokenStream {
    if let Some(form) = form_values::body(client, input, &quote! { call }, krate) {
        return form;
    }
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
