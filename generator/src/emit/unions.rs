//! Open unions: the known variants, told apart by a tag or by their shape, and one for unknown
//! ones.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::attributes::{deprecated, doc, doc_lines};
use super::ident::ident;
use super::shapes::literal;
use super::{shapes, types};
use crate::rust::items::UnionItems;
use crate::rust::{Distinction, Generic, Model, Plain, TagWriter, Type, Union, Untagged, Variant};

pub(super) fn union(model: &Model, union: &Union) -> TokenStream {
    let name = ident(&model.name);
    let docs = doc_lines(model.docs.iter(), false);
    let deprecated = deprecated(model.deprecated);
    let variants = union.variants.iter().map(declaration);
    let items = UnionItems::of(union);
    let conversions = items.from.iter();
    let conversions = conversions.map(|(variant, from)| conversion(model, variant, from));
    let read = match (&union.distinction, &union.discriminator) {
        (Distinction::Tag { rest }, Some(tag)) => read_tagged(union, tag, *rest),
        _ => read_by_table(union),
    };
    let write = write(union);
    let table = shapes::table(&union.distinction);
    let debug = union
        .variants
        .iter()
        .any(|it| it.personal)
        .then(|| debug(model, union));
    let derives = types::derives(&model.derives);
    let derived = debug.is_none().then(|| quote! { Debug, });
    quote! {
        use openapi_client_runtime as rt;

        #docs
        #[derive(Clone, #derived PartialEq #derives)]
        #[non_exhaustive]
        #deprecated
        pub enum #name {
            #(#variants)*
            #[doc = " A variant unknown to this version."]
            Unknown(rt::UnknownVariant),
        }

        #(#conversions)*

        #debug

        #table

        impl<'de> serde::Deserialize<'de> for #name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                #read
            }
        }

        impl serde::Serialize for #name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self {
                    #write
                    Self::Unknown(value) => serde::Serialize::serialize(value, serializer),
                }
            }
        }
    }
}

/// `Debug` of a union with strings that may be personal.
fn debug(model: &Model, union: &Union) -> TokenStream {
    let name = ident(&model.name);
    let arms = union.variants.iter().map(|variant| {
        let (name, text) = (ident(&variant.name), variant.name.as_str());
        match (&variant.payload, variant.personal) {
            (None, _) => quote! { Self::#name => f.write_str(#text), },
            (Some(_), true) => quote! {
                Self::#name(value) => f.debug_tuple(#text).field(&rt::json::Personal(value)).finish(),
            },
            (Some(_), false) => quote! {
                Self::#name(value) => f.debug_tuple(#text).field(value).finish(),
            },
        }
    });
    quote! {
        impl std::fmt::Debug for #name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                match self {
                    #(#arms)*
                    Self::Unknown(value) => std::fmt::Debug::fmt(value, f),
                }
            }
        }
    }
}

fn declaration(variant: &Variant) -> TokenStream {
    let name = ident(&variant.name);
    let about = doc(if variant.docs.is_empty() {
        format!("`{}`.", variant.name)
    } else {
        variant.docs.clone()
    });
    match &variant.payload {
        Some(payload) => {
            let payload = types::ty(payload);
            quote! { #about #name(#payload), }
        }
        None => quote! { #about #name, },
    }
}

fn is_boxed(variant: &Variant) -> bool {
    let payload = variant.payload.as_ref();
    payload.is_some_and(|payload| payload.is(Generic::Box))
}

/// `From` the payload, if it belongs to one variant only.
fn conversion(model: &Model, variant: &Variant, from: &Type) -> TokenStream {
    let (union, name) = (ident(&model.name), ident(&variant.name));
    let value = match is_boxed(variant) {
        true => quote! { Box::new(value) },
        false => quote! { value },
    };
    let from_text = (*from == Plain::String).then(|| {
        quote! {
            impl From<&str> for #union {
                #[inline]
                fn from(value: &str) -> Self {
                    Self::#name(value.to_owned())
                }
            }
        }
    });
    let from = types::ty(from);
    quote! {
        #from_text

        impl From<#from> for #union {
            #[inline]
            fn from(value: #from) -> Self {
                Self::#name(#value)
            }
        }
    }
}

fn read_tagged(union: &Union, tag: &str, rest: Option<Untagged>) -> TokenStream {
    let arms = union.variants.iter().filter_map(|variant| {
        let (name, value) = (ident(&variant.name), literal(variant.tag.as_ref()?));
        Some(match (&variant.payload, variant.tag_writer) {
            (None, _) => quote! { Some(#value) => Ok(Self::#name), },
            (Some(_), TagWriter::Union) => {
                quote! { Some(#value) => value.decode_without(#tag).map(Self::#name), }
            }
            (Some(_), _) => quote! { Some(#value) => value.decode().map(Self::#name), },
        })
    });
    let name = |at: usize| union.variants.get(at).map(|variant| ident(&variant.name));
    let note = |at: usize| union.variants.get(at).and_then(tag_note);
    let rest = match rest {
        None => quote! { Self::Unknown(value.to_unknown(Some(#tag))) },
        Some(Untagged::Absent(at)) => match (name(at), note(at)) {
            (name, None) => quote! { value.untagged(#tag, Self::#name, Self::Unknown) },
            (name, Some(note)) => {
                quote! { value.untagged_object(#tag, #note, Self::#name, Self::Unknown) }
            }
        },
        Some(Untagged::Unknown(at)) => {
            let name = name(at);
            quote! { value.otherwise(#tag, Self::#name, Self::Unknown) }
        }
    };
    quote! {
        let value = rt::json::Captured::read_tagged(deserializer, #tag)?;
        match value.tag(#tag).as_deref() {
            #(#arms)*
            _ => Ok(#rest),
        }
    }
}

/// Where a variant notes that its tag was missing.
fn tag_note(variant: &Variant) -> Option<TokenStream> {
    let (payload, field) = (variant.payload.as_ref()?, variant.tag_note.as_ref()?);
    let (payload, field) = (types::ty(payload), ident(field));
    Some(quote! { |it: &mut #payload| &mut it.#field })
}

fn read_by_table(union: &Union) -> TokenStream {
    let tag = match &union.discriminator {
        Some(tag) => quote! { Some(#tag) },
        None => quote! { None },
    };
    let arms = union.variants.iter().enumerate().map(|(at, variant)| {
        let (name, at) = (ident(&variant.name), Literal::usize_unsuffixed(at));
        match (&variant.payload, variant.tag_writer, &union.discriminator) {
            (None, ..) => quote! { #at => Some(Self::#name), },
            (Some(_), TagWriter::Union, Some(tag)) => match tag_note(variant) {
                None => quote! { #at => choices.decode_without(#tag)?.map(Self::#name), },
                Some(note) => {
                    quote! { #at => choices.decode_untagged(#tag, #note)?.map(Self::#name), }
                }
            },
            (Some(_), TagWriter::Over, Some(tag)) if variant.tag_note.is_some() => {
                let note = tag_note(variant);
                quote! { #at => choices.decode_over(#tag, #note)?.map(Self::#name), }
            }
            (Some(_), ..) => quote! { #at => choices.decode()?.map(Self::#name), },
        }
    });
    quote! {
        let value = rt::json::Captured::read(deserializer)?;
        let mut choices = rt::json::Choices::new(&value, &VARIANTS);
        while let Some(variant) = choices.next() {
            let known = match variant {
                #(#arms)*
                _ => None,
            };
            if let Some(known) = known {
                return Ok(known);
            }
        }
        Ok(Self::Unknown(value.to_unknown(#tag)))
    }
}

fn write(union: &Union) -> TokenStream {
    let arms = union.variants.iter().map(|variant| {
        let (name, value) = (ident(&variant.name), variant.tag.as_ref().map(literal));
        let tag = &union.discriminator;
        let payload = match &variant.payload {
            None => {
                return quote! { Self::#name => rt::json::write_tag(#tag, #value, serializer), };
            }
            Some(_) if is_boxed(variant) => quote! { &**value },
            Some(_) => quote! { value },
        };
        let written = match variant.tag_writer {
            TagWriter::Payload => quote! { serde::Serialize::serialize(value, serializer) },
            TagWriter::Union | TagWriter::Over => {
                quote! { rt::json::write_variant(#payload, #tag, #value, serializer) }
            }
        };
        quote! { Self::#name(value) => #written, }
    });
    quote! { #(#arms)* }
}
