//! Types as tokens.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::ident;
use crate::rust::{Passing, Type};

/// A type, its parts imported; models by their bare names.
pub(super) fn ty(ty: &Type) -> TokenStream {
    spell(ty, &|name| quote! { #name })
}

/// A type, models by way of `models::`.
pub(super) fn ty_in_models(ty: &Type) -> TokenStream {
    spell(ty, &|name| quote! { models::#name })
}

fn spell(ty: &Type, model: &dyn Fn(proc_macro2::Ident) -> TokenStream) -> TokenStream {
    let inner = |ty: &Type| spell(ty, model);
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
        Type::Decimal => quote! { Decimal },
        Type::String => quote! { String },
        Type::Bytes => quote! { Bytes },
        Type::File => quote! { File },
        Type::FormPart => quote! { FormPart },
        Type::Uuid => quote! { Uuid },
        Type::DateTime => quote! { DateTime },
        Type::Date => quote! { Date },
        Type::Base64 => quote! { Base64 },
        Type::Encoded(name) => {
            let name = format_ident!("{name}");
            quote! { #name }
        }
        Type::Json => quote! { Json },
        Type::Model(name) => model(ident(name)),
        // By their full paths: operations are called like these.
        Type::Body => quote! { openapi_client_runtime::Body },
        Type::Form => quote! { openapi_client_runtime::Form },
        Type::Download => quote! { openapi_client_runtime::Download },
        Type::Redirect => quote! { openapi_client_runtime::Redirect },
        Type::Events(item) => {
            let item = inner(item);
            quote! { openapi_client_runtime::Events<#item> }
        }
        Type::Event(data) => {
            let data = inner(data);
            quote! { openapi_client_runtime::Event<#data> }
        }
        Type::Sequence(item) => {
            let item = inner(item);
            quote! { openapi_client_runtime::Sequence<#item> }
        }
        Type::Lines(item) => {
            let item = inner(item);
            quote! { openapi_client_runtime::Lines<#item> }
        }
        Type::Answer(name) => {
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
            quote! { Nullable<#item> }
        }
        Type::Vec(item) => {
            let item = inner(item);
            quote! { Vec<#item> }
        }
        Type::List(item) => {
            let item = inner(item);
            quote! { List<#item> }
        }
        Type::Map(key, value) => {
            let (key, value) = (inner(key), inner(value));
            quote! { BTreeMap<#key, #value> }
        }
        Type::OpenTuple(items, least, rest) => {
            let (items, rest) = (items.iter().map(inner), inner(rest));
            let least = Literal::usize_unsuffixed(*least);
            quote! { OpenTuple<(#(#items,)*), #rest, #least> }
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
