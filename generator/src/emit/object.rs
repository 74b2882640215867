//! How a struct is deserialized from and serialized to JSON: a table of its properties, from which a
//! macro of the runtime makes the implementations. They would be most of a client's code.

use proc_macro2::TokenStream;
use quote::quote;

use super::ident::ident;
use super::shapes::literal;
use crate::rust::items::StructItems;
use crate::rust::{Field, Generic, Model, Plain, Struct};

/// The table of a struct.
pub(super) fn table(model: &Model, structure: &Struct, items: &StructItems<'_>) -> TokenStream {
    let (name, text) = (ident(&model.name), model.name.as_str());
    let (mut required, mut optional, mut optional_json) = (Vec::new(), Vec::new(), Vec::new());
    let (mut received, mut received_json) = (Vec::new(), Vec::new());
    let mut headers = Vec::new();
    for field in &structure.fields {
        let (name, wire) = (ident(&field.name), &field.wire);
        if field.header.is_some() {
            headers.push(quote! { #name, });
            continue;
        }
        let rows = match (field.required, items.is_received(field), is_any_json(field)) {
            (true, _, _) => &mut required,
            (false, false, false) => &mut optional,
            (false, false, true) => &mut optional_json,
            (false, true, false) => &mut received,
            (false, true, true) => &mut received_json,
        };
        rows.push(quote! { #name: #wire, });
    }
    let constants = structure.tags.iter().map(|(wire, tag)| {
        let tag = literal(tag);
        quote! { #wire: #tag, }
    });
    let personal = structure.fields.iter().filter(|field| field.personal);
    let personal = personal.map(|field| {
        let wire = &field.wire;
        quote! { #wire, }
    });
    let groups = [
        group(quote! { constant }, constants),
        group(quote! { required }, required),
        group(quote! { optional }, optional),
        group(quote! { optional_json }, optional_json),
        group(quote! { received }, received),
        group(quote! { received_json }, received_json),
        group(quote! { header }, headers),
        group(quote! { personal }, personal),
    ];
    let extra = ident(&structure.extra);
    quote! {
        rt::json::object! {
            #name: #text;
            #(#groups)*
            rest: #extra;
        }
    }
}

/// The rows of one kind, if there are any.
fn group(kind: TokenStream, rows: impl IntoIterator<Item = TokenStream>) -> Option<TokenStream> {
    let mut rows = rows.into_iter().peekable();
    rows.peek()?;
    Some(quote! { #kind { #(#rows)* } })
}

/// Whether null is a value of an optional property, as of any in arbitrary JSON.
fn is_any_json(field: &Field) -> bool {
    let inner = field.ty.inside(Generic::Option);
    inner.is_some_and(|inner| *inner == Plain::Json)
}
