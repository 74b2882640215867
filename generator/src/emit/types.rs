//! Types as tokens.

use proc_macro2::TokenStream;
use quote::quote;

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
        Type::F32 => quote! { f32 },
        Type::F64 => quote! { f64 },
        Type::String => quote! { String },
        Type::Bytes => quote! { Bytes },
        Type::File => quote! { File },
        Type::Uuid => quote! { Uuid },
        Type::DateTime => quote! { DateTime },
        Type::Date => quote! { Date },
        Type::Json => quote! { Value },
        Type::Model(name) => model(ident(name)),
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
    }
}

/// The type of an argument that is passed in this way.
pub(super) fn argument(ty: TokenStream, passing: Passing) -> TokenStream {
    match passing {
        Passing::Value => ty,
        Passing::Into => quote! { impl Into<#ty> },
        Passing::Str => quote! { &str },
    }
}
