//! A module that calls any operation of a client, and receives any of its events, with values known at run
//! time, for the proofs of verdicts over HTTP.

use proc_macro2::TokenStream;
use quote::quote;

use super::ident::ident;
use super::{example, form_values, types};
use crate::rust::{Alternative, AuthPlace, Client, Input, Operation, Passing, Plain, TestCall};

/// One function with an arm for each operation and form of its body, and one with an arm for each type of
/// its events. `Probe` is written by hand, and the client is in scope as `released`.
pub(crate) fn probe(client: &Client) -> TokenStream {
    let krate = proc_macro2::Ident::new("released", proc_macro2::Span::call_site());
    let arms = client.operations.iter().flat_map(|operation| {
        let calls = operation.test_calls();
        calls.filter_map(|(key, other)| arm(client, operation, &key, other, &krate))
    });
    let schemes = client.schemes.iter().map(|scheme| {
        let (wire, is_basic) = (&scheme.wire, scheme.place == AuthPlace::Basic);
        quote! { (#wire, #is_basic) }
    });
    let events = client.webhooks.iter().flat_map(|it| &it.models);
    let events = events.map(|model| {
        let (key, name) = (model.name.as_str(), ident(&model.name));
        quote! { #key => probe.deliver::<#krate::webhooks::#name>(#krate::webhooks::SCHEME), }
    });
    let functions = form_values::functions();
    quote! {
        #functions

        pub async fn call(probe: &super::Probe) -> Result<super::Outcome, String> {
            let client = probe.client(#krate::Client::builder(), &[#(#schemes),*])?;
            match probe.key() {
                #(#arms)*
                _ => Err(super::NO_CALL.to_owned()),
            }
        }

        pub fn deliver(probe: &super::Probe) -> Result<super::Outcome, String> {
            match probe.key() {
                #(#events)*
                _ => Err(super::NO_CALL.to_owned()),
            }
        }
    }
}

/// The call of an operation, with its body in another form if there is one.
fn arm(
    client: &Client,
    operation: &Operation,
    key: &str,
    other: Option<&Alternative>,
    krate: &proc_macro2::Ident,
) -> Option<TokenStream> {
    let handle = example::handle(client.handles.get(operation.handle)?);
    let call = TestCall::of(operation, other);
    let method = ident(call.method);
    let arguments = call.arguments.iter().map(|it| argument(client, it, krate));
    let setters = call.setters.iter().map(|(setter, input)| {
        let (key, setter) = (input.name.as_str(), ident(setter));
        let value = argument(client, input, krate);
        quote! {
            if probe.has(#key) {
                request = request.#setter(#value);
            }
        }
    });
    Some(quote! {
        #key => {
            let mut request = client #handle.#method(#(#arguments),*);
            #(#setters)*
            probe.finish(request.await)
        }
    })
}

fn argument(client: &Client, input: &Input, krate: &proc_macro2::Ident) -> TokenStream {
    if let Some(form) = form_values::body(client, input, &quote! { probe }, krate) {
        return form;
    }
    let name = input.name.as_str();
    let ty = types::ty_in_tests(&input.ty, krate);
    match (input.passing, input.ty.plain()) {
        (Passing::Str, _) => quote! { &probe.text(#name)? },
        (_, Some(Plain::Body)) => quote! { probe.bytes(#name)? },
        _ => quote! { probe.value::<#ty>(#name)? },
    }
}
