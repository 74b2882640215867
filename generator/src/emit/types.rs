//! Types as tokens. Every name is a path, so that no schema or operation can shadow a type that a
//! file uses; only Rust's prelude is assumed.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::ident::ident;
use crate::rust::{ForeignPath, Generic, Passing, Plain, Type};

/// A type in the file of a model.
pub(super) fn ty(ty: &Type) -> TokenStream {
    render(ty, &quote! { super }, &quote! { rt })
}

/// A type in a file outside of the models.
pub(super) fn ty_in_models(ty: &Type) -> TokenStream {
    render(ty, &quote! { crate::models }, &quote! { rt })
}

/// A type in the file of a handle, whose modules have the same names as operations.
pub(super) fn ty_in_handles(ty: &Type) -> TokenStream {
    render(
        ty,
        &quote! { crate::models },
        &quote! { ::openapi_client_runtime },
    )
}

/// A type in an example, which imports the module of the models and knows the runtime as `rt`.
pub(super) fn ty_in_examples(ty: &Type, rt: &proc_macro2::Ident) -> TokenStream {
    render(ty, &quote! { models }, &quote! { #rt })
}

/// A type in a test, which sees the client from outside.
pub(super) fn ty_in_tests(ty: &Type, client: &proc_macro2::Ident) -> TokenStream {
    render(
        ty,
        &quote! { #client::models },
        &quote! { openapi_client_runtime },
    )
}

/// A type of an event in a test, which sees the client from outside.
pub(super) fn ty_in_webhook_tests(ty: &Type, client: &proc_macro2::Ident) -> TokenStream {
    render(
        ty,
        &quote! { #client::webhooks },
        &quote! { openapi_client_runtime },
    )
}

/// A type, with the paths of the models and of the runtime.
fn render(ty: &Type, models: &TokenStream, rt: &TokenStream) -> TokenStream {
    let inner = |ty: &Type| render(ty, models, rt);
    match ty {
        Type::Plain(Plain::Unit) => quote! { () },
        Type::Plain(plain) => {
            let facts = plain.facts();
            let path = facts.path.split("::").map(|name| format_ident!("{name}"));
            let home = facts.of_runtime.then(|| quote! { #rt:: });
            quote! { #home #(#path)::* }
        }
        Type::Foreign(path, _) => foreign(path),
        Type::Model(name) => {
            let name = ident(name);
            quote! { #models::#name }
        }
        Type::Response(name) => {
            let name = ident(name);
            quote! { #name }
        }
        Type::Of(generic, item) => {
            let (name, item) = (format_ident!("{}", generic.name()), inner(item));
            let home = generic.of_runtime().then(|| quote! { #rt:: });
            quote! { #home #name<#item> }
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

/// The absent value of a property.
pub(super) fn absent(ty: &Type) -> TokenStream {
    match ty.generic() {
        Some((Generic::List, _)) => quote! { rt::List::default() },
        Some((Generic::Nullable, _)) => quote! { rt::Nullable::Absent },
        _ => quote! { None },
    }
}

/// A value, converted for a property of this type.
pub(super) fn present(ty: &Type, value: &TokenStream) -> TokenStream {
    match ty.generic() {
        Some((Generic::Option, _)) => quote! { Some(#value) },
        Some((Generic::Nullable, _)) => quote! { rt::Nullable::Value(#value) },
        _ => value.clone(),
    }
}

/// An argument as a property stores it: the argument's type is the property's, but possibly without
/// its box or its null.
pub(super) fn stored(ty: &Type, argument: &Type, value: TokenStream) -> TokenStream {
    let Some((generic, inner)) = ty.generic() else {
        return value;
    };
    let boxed = inner.is(Generic::Box);
    match generic {
        Generic::Box => quote! { Box::new(#value) },
        Generic::Option if argument.is(Generic::Option) => match boxed {
            true => quote! { #value.map(Box::new) },
            false => value,
        },
        Generic::Option => match boxed {
            true => quote! { Some(Box::new(#value)) },
            false => quote! { Some(#value) },
        },
        Generic::Nullable if boxed => quote! { rt::Nullable::map(#value, Box::new) },
        _ => value,
    }
}

/// Additional derives, after others.
pub(super) fn derives(derives: &[ForeignPath]) -> TokenStream {
    let derives = derives.iter().map(foreign);
    quote! { #(, #derives)* }
}

/// The path of a type of another crate.
fn foreign(path: &ForeignPath) -> TokenStream {
    let root = (path.segments.len() > 1).then(|| quote! { :: });
    let segments = path.segments.iter().map(|name| format_ident!("{name}"));
    let arguments = path.arguments.iter().map(foreign);
    let arguments = (!path.arguments.is_empty()).then(|| quote! { <#(#arguments),*> });
    quote! { #root #(#segments)::* #arguments }
}

/// How an argument of this type, spelled by `render`, is declared.
pub(super) fn argument(
    ty: &Type,
    passing: Passing,
    render: fn(&Type) -> TokenStream,
) -> TokenStream {
    let spelled = render(ty);
    match (passing, ty.inside(Generic::Vec)) {
        (Passing::Str, _) => quote! { &str },
        (Passing::Into, _) => quote! { impl Into<#spelled> },
        (Passing::Items, Some(item)) => {
            let item = render(item);
            quote! { impl IntoIterator<Item = #item> }
        }
        (Passing::IntoItems, Some(item)) => {
            let item = render(item);
            quote! { impl IntoIterator<Item = impl Into<#item>> }
        }
        (Passing::Value | Passing::Items | Passing::IntoItems, _) => spelled,
    }
}
