//! How a struct is deserialized from and serialized to JSON: a table of its properties, from which a
//! macro of the runtime makes the implementations. They would be most of a client's code.

use proc_macro2::TokenStream;
use quote::quote;

use super::ident::ident;
use super::shapes::literal;
use crate::rust::items::{Property, StructItems};
use crate::rust::{Model, Struct};

/// The table of a struct.
pub(super) fn table(model: &Model, structure: &Struct, items: &StructItems<'_>) -> TokenStream {
    let (name, text) = (ident(&model.name), model.name.as_str());
    let rows = |kind: Property| {
        let fields = structure.fields.iter().filter(|it| it.header.is_none());
        let fields = fields.filter(move |field| items.property(field) == kind);
        fields.map(|field| {
            let (name, wire) = (ident(&field.name), &field.wire);
            quote! { #name: #wire, }
        })
    };
    let headers = structure.fields.iter().filter(|it| it.header.is_some());
    let headers = headers.map(|field| {
        let name = ident(&field.name);
        quote! { #name, }
    });
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
        group(quote! { required }, rows(Property::Required)),
        group(quote! { optional }, rows(Property::Optional)),
        group(quote! { optional_json }, rows(Property::OptionalJson)),
        group(quote! { received }, rows(Property::Received)),
        group(quote! { received_json }, rows(Property::ReceivedJson)),
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
