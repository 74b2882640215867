//! Forms with parts, made from JSON values that are known at run time: tests have no other values.
//! `source` has the values of the inputs, by `input`.

use proc_macro2::TokenStream;
use quote::quote;

use super::ident::ident;
use super::types;
use crate::rust::{Client, Field, Generic, Ident, Input, Plain, Struct, Target, Type, UNDESCRIBED};

/// The value of a body with parts; `None` if its type decodes from JSON like any other.
pub(super) fn body(
    client: &Client,
    input: &Input,
    source: &TokenStream,
    krate: &proc_macro2::Ident,
) -> Option<TokenStream> {
    let name = input.name.as_str();
    let value = quote! { #source.input(#name) };
    match (input.target, input.ty.generic()) {
        (Target::FileParts, Some((Generic::Vec, item))) => {
            let item = types::ty_in_tests(item, krate);
            Some(quote! { files::<#item>(#value) })
        }
        (Target::SequenceBody, Some((Generic::Sequence, item))) => {
            let item = types::ty_in_tests(item, krate);
            Some(quote! { [#source.value::<#item>(#name)?] })
        }
        (Target::MultipartBody, _) if input.ty == Plain::Form => Some(quote! {
            openapi_client_runtime::Form::new().json(#name, #value)
        }),
        (Target::MultipartBody, _) => {
            let model = input.ty.as_model()?;
            let structure = client.structure(model)?;
            let setters: Vec<TokenStream> = headers(structure, source, krate).collect();
            let form = match structure.is_json() {
                false => with_files(model, structure, &value, krate),
                true if setters.is_empty() => return None,
                true => {
                    let model = ident(model);
                    quote! { #source.value::<#krate::models::#model>(#name)? }
                }
            };
            Some(match setters.is_empty() {
                true => form,
                false => quote! { { let mut form = #form; #(#setters)* form } },
            })
        }
        _ => None,
    }
}

/// The functions that these values need.
pub(super) fn functions() -> TokenStream {
    quote! {
        #[allow(dead_code)] // A form may have no files.
        fn file<T: From<openapi_client_runtime::File>>(value: &serde_json::Value) -> T {
            let content = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            openapi_client_runtime::File::new("a.txt", content).into()
        }

        #[allow(dead_code)]
        fn files<T: From<openapi_client_runtime::File>>(value: &serde_json::Value) -> Vec<T> {
            match value {
                serde_json::Value::Array(items) => items.iter().flat_map(files).collect(),
                serde_json::Value::Null => Vec::new(),
                one => vec![file(one)],
            }
        }

        #[allow(dead_code)]
        fn part<T: serde::de::DeserializeOwned>(value: &serde_json::Value) -> Result<T, String> {
            serde_json::from_str(&value.to_string())
                .map_err(|error| format!("a part can't be {value}: {error}"))
        }
    }
}

/// A form that holds files: `new` with the required parts, then a setter for each of the others.
fn with_files(
    model: &Ident,
    structure: &Struct,
    value: &TokenStream,
    krate: &proc_macro2::Ident,
) -> TokenStream {
    let of = |field: &Field| {
        let wire = &field.wire;
        part(&field.argument, &quote! { &#value[#wire] }, krate)
    };
    let (asked, others): (Vec<&Field>, Vec<&Field>) =
        structure.fields.iter().partition(|field| field.asked);
    let arguments = asked.iter().map(|field| of(field));
    let arguments = match &structure.arguments {
        Some(named) => {
            let (named, names) = (ident(named), asked.iter().map(|field| ident(&field.name)));
            quote! { #krate::models::#named { #(#names: #arguments),* } }
        }
        None => quote! { #(#arguments),* },
    };
    let others = others
        .into_iter()
        .filter(|field| field.part.is_some() && !field.read_only);
    let setters = others.map(|field| {
        let (name, wire, of) = (ident(&field.name), &field.wire, of(field));
        quote! {
            if !#value[#wire].is_null() {
                form = form.#name(#of);
            }
        }
    });
    let undescribed = structure.parts.as_ref().map(|further| {
        let extra = ident(&structure.extra);
        let of = part(&further.ty, &quote! { &#value[#UNDESCRIBED] }, krate);
        quote! {
            if !#value[#UNDESCRIBED].is_null() {
                form.#extra.insert(#UNDESCRIBED.to_owned(), #of);
            }
        }
    });
    let model = ident(model);
    quote! {
        {
            #[allow(unused_mut)]
            let mut form = #krate::models::#model::new(#arguments);
            #(#setters)*
            #undescribed
            form
        }
    }
}

/// The headers of a form's parts, each set if it has a value.
fn headers(
    structure: &Struct,
    source: &TokenStream,
    krate: &proc_macro2::Ident,
) -> impl Iterator<Item = TokenStream> {
    structure.fields.iter().filter_map(move |field| {
        let (of, wire, name) = (
            &field.header.as_ref()?.part,
            &field.wire,
            ident(&field.name),
        );
        let value = quote! { #source.headers()[#of][#wire] };
        let set = part(&field.argument, &quote! { &#value }, krate);
        Some(quote! {
            if !#value.is_null() {
                form = form.#name(#set);
            }
        })
    })
}

fn part(ty: &Type, value: &TokenStream, krate: &proc_macro2::Ident) -> TokenStream {
    match ty.generic() {
        _ if !ty.holds_file() => {
            let ty = types::ty_in_tests(ty, krate);
            quote! { part::<#ty>(#value)? }
        }
        Some((Generic::Vec | Generic::List, item)) => {
            let item = types::ty_in_tests(item, krate);
            quote! { files::<#item>(#value) }
        }
        _ => {
            let ty = types::ty_in_tests(ty, krate);
            quote! { file::<#ty>(#value) }
        }
    }
}
