//! Types as tokens. Every name is a path, so that no schema or operation can hide what a file
//! uses; only the prelude of Rust is taken for granted.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::ident;
use crate::rust::{Passing, Type};

/// A type in the file of a model.
pub(super) fn ty(ty: &Type) -> TokenStream {
    spell(ty, &quote! { super }, &quote! { rt })
}

/// A type in a file outside of the models.
pub(super) fn ty_in_models(ty: &Type) -> TokenStream {
    spell(ty, &quote! { crate::models }, &quote! { rt })
}

/// A type in the file of a handle, whose modules are called as the operations are.
pub(super) fn ty_in_handles(ty: &Type) -> TokenStream {
    spell(
        ty,
        &quote! { crate::models },
        &quote! { ::openapi_client_runtime },
    )
}

/// A type in an example, which imports the module of the models and knows the runtime as `rt`.
pub(super) fn ty_in_examples(ty: &Type, rt: &proc_macro2::Ident) -> TokenStream {
    spell(ty, &quote! { models }, &quote! { #rt })
}

/// A type in a test, which sees the client from outside.
pub(super) fn ty_in_tests(ty: &Type, client: &proc_macro2::Ident) -> TokenStream {
    spell(
        ty,
        &quote! { #client::models },
        &quote! { openapi_client_runtime },
    )
}

/// A type of an event in a test, which sees the client from outside.
pub(super) fn ty_in_webhook_tests(ty: &Type, client: &proc_macro2::Ident) -> TokenStream {
    spell(
        ty,
        &quote! { #client::webhooks },
        &quote! { openapi_client_runtime },
    )
}

/// A type, with the paths of the models and of the runtime.
fn spell(ty: &Type, models: &TokenStream, rt: &TokenStream) -> TokenStream {
    let inner = |ty: &Type| spell(ty, models, rt);
    match ty {
        Type::Unit => quote! { () },
        Type::Bool => quote! { bool },
        Type::I32 => quote! { i32 },
        Type::I64 => quote! { i64 },
        Type::U32 => quote! { u32 },
        Type::U64 => quote! { u64 },
        Type::I128 => quote! { i128 },
        Type::U128 => quote! { u128 },
        Type::F64 => quote! { f64 },
        Type::Decimal => quote! { #rt::Decimal },
        Type::String => quote! { String },
        Type::Bytes => quote! { #rt::bytes::Bytes },
        Type::File => quote! { #rt::File },
        Type::FormPart => quote! { #rt::FormPart },
        Type::Uuid => quote! { #rt::Uuid },
        Type::DateTime => quote! { #rt::DateTime },
        Type::Date => quote! { #rt::Date },
        Type::Base64 => quote! { #rt::Base64 },
        Type::Encoded(name) => {
            let name = format_ident!("{name}");
            quote! { #rt::#name }
        }
        Type::Json => quote! { #rt::Json },
        Type::Model(name) => {
            let name = ident(name);
            quote! { #models::#name }
        }
        Type::Body => quote! { #rt::Body },
        Type::Form => quote! { #rt::Form },
        Type::Download => quote! { #rt::Download },
        Type::Redirect => quote! { #rt::Redirect },
        Type::Events(item) => {
            let item = inner(item);
            quote! { #rt::Events<#item> }
        }
        Type::Event(data) => {
            let data = inner(data);
            quote! { #rt::Event<#data> }
        }
        Type::Sequence(item) => {
            let item = inner(item);
            quote! { #rt::Sequence<#item> }
        }
        Type::Lines(item) => {
            let item = inner(item);
            quote! { #rt::Lines<#item> }
        }
        Type::Response(name) => {
            let name = ident(name);
            quote! { #name }
        }
        Type::Box(item) => {
            let item = inner(item);
            quote! { Box<#item> }
        }
        Type::Option(item) => {
            let item = inner(item);
            quote! { Option<#item> }
        }
        Type::Nullable(item) => {
            let item = inner(item);
            quote! { #rt::Nullable<#item> }
        }
        Type::Vec(item) => {
            let item = inner(item);
            quote! { Vec<#item> }
        }
        Type::List(item) => {
            let item = inner(item);
            quote! { #rt::List<#item> }
        }
        Type::Map(key, value) => {
            let (key, value) = (inner(key), inner(value));
            quote! { std::collections::BTreeMap<#key, #value> }
        }
        Type::OpenTuple(items, least, rest) => {
            let (items, rest) = (items.iter().map(inner), inner(rest));
            let least = Literal::usize_unsuffixed(*least);
            quote! { #rt::OpenTuple<(#(#items,)*), #rest, #least> }
        }
        Type::Tuple(items) => {
            let items = items.iter().map(inner);
            quote! { (#(#items,)*) }
        }
    }
}

/// How an argument of this type, spelled by `spell`, is declared.
pub(super) fn argument(
    ty: &Type,
    passing: Passing,
    spell: fn(&Type) -> TokenStream,
) -> TokenStream {
    let spelled = spell(ty);
    match (passing, ty) {
        (Passing::Str, _) => quote! { &str },
        (Passing::Into, _) => quote! { impl Into<#spelled> },
        (Passing::Items, Type::Vec(item)) => {
            let item = spell(item);
            quote! { impl IntoIterator<Item = #item> }
        }
        (Passing::IntoItems, Type::Vec(item)) => {
            let item = spell(item);
            quote! { impl IntoIterator<Item = impl Into<#item>> }
        }
        (Passing::Value | Passing::Items | Passing::IntoItems, _) => spelled,
    }
}
