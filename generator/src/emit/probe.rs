//! A module that calls any operation of a client with values known at run time, for the proofs of
//! verdicts over HTTP.

use proc_macro2::TokenStream;
use quote::quote;

use super::ident::ident;
use super::types;
use crate::rust::{AuthPlace, Client, Input, Operation, Passing, Plain, Target};

/// One function with an arm for each operation whose inputs are JSON values. `Probe` is written by
/// hand, and the client is in scope as `released`.
pub(crate) fn probe(client: &Client) -> TokenStream {
    let krate = proc_macro2::Ident::new("released", proc_macro2::Span::call_site());
    let arms = client
        .operations
        .iter()
        .filter(|operation| inputs(operation).all(is_value))
        .filter_map(|operation| {
            let home = client.handles.get(operation.handle)?;
            let (handle, method) = (ident(&home.module), ident(&operation.name));
            let handle = (!home.on_client).then(|| quote! { .#handle() });
            let arguments = operation.arguments.iter().map(|it| argument(it, &krate));
            let setters = operation.setters.iter().map(|input| {
                let (key, name) = (input.name.as_str(), ident(&input.name));
                let value = argument(input, &krate);
                quote! {
                    if probe.has(#key) {
                        request = request.#name(#value);
                    }
                }
            });
            let key = &operation.key;
            Some(quote! {
                #key => {
                    let mut request = client #handle.#method(#(#arguments),*);
                    #(#setters)*
                    probe.finish(request.await)
                }
            })
        });
    let schemes = client.schemes.iter().map(|scheme| {
        let (wire, is_basic) = (&scheme.wire, scheme.place == AuthPlace::Basic);
        quote! { (#wire, #is_basic) }
    });
    quote! {
        pub async fn call(probe: &super::Probe) -> Result<super::Outcome, String> {
            let client = probe.client(#krate::Client::builder(), &[#(#schemes),*])?;
            match probe.key() {
                #(#arms)*
                _ => Err(super::NO_CALL.to_owned()),
            }
        }
    }
}

fn inputs(operation: &Operation) -> impl Iterator<Item = &Input> {
    operation.arguments.iter().chain(&operation.setters)
}

/// Forms with parts, and streamed bodies, need more than JSON.
fn is_value(input: &Input) -> bool {
    !matches!(
        input.target,
        Target::MultipartBody | Target::FileParts | Target::ValueParts | Target::SequenceBody
    )
}

fn argument(input: &Input, krate: &proc_macro2::Ident) -> TokenStream {
    let name = input.name.as_str();
    let ty = types::ty_in_tests(&input.ty, krate);
    match (input.passing, input.ty.plain()) {
        (Passing::Str, _) => quote! { &probe.text(#name)? },
        (_, Some(Plain::Body)) => quote! { probe.bytes(#name)? },
        _ => quote! { probe.value::<#ty>(#name)? },
    }
}
