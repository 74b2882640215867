//! Open unions: the variants that are known, told apart by a tag or by their shape, and one for
//! those that are not.

use proc_macro2::TokenStream;
use quote::quote;

use super::imports::Imports;
use super::structs::model_docs;
use super::{deprecated, doc, doc_lines, ident, types};
use crate::rust::{Model, Type, Union, Variant};

pub(super) fn union(model: &Model, union: &Union) -> TokenStream {
    let mut imports = Imports::default();
    imports.runtime("UnknownVariant");
    imports.json();
    for payload in union
        .variants
        .iter()
        .filter_map(|variant| variant.payload.as_ref())
    {
        imports.add(payload);
    }
    for name in [
        quote! { Deserialize },
        quote! { Deserializer },
        quote! { Serialize },
        quote! { Serializer },
    ] {
        imports.serde(name);
    }
    let imports = imports.in_models(&model.name);
    let name = ident(&model.name);
    let docs = doc_lines(model_docs(model).iter(), false);
    let deprecated = deprecated(model.deprecated);
    let variants = union.variants.iter().map(declaration);
    let conversions = union
        .variants
        .iter()
        .filter_map(|variant| conversion(model, variant));
    let (read, write) = match &union.discriminator {
        Some(tag) => (read_tagged(union, tag), write_tagged(union, tag)),
        None => (read_untagged(union), write_untagged(union)),
    };
    quote! {
        #imports

        #docs
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        #deprecated
        pub enum #name {
            #(#variants)*
            #[doc = " A variant that this version does not know."]
            Unknown(UnknownVariant),
        }

        #(#conversions)*

        impl<'de> Deserialize<'de> for #name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                #read
            }
        }

        impl Serialize for #name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self {
                    #write
                    Self::Unknown(value) => value.serialize(serializer),
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

/// `From` the payload, where it stands for one variant only.
fn conversion(model: &Model, variant: &Variant) -> Option<TokenStream> {
    let payload = variant.payload.as_ref().filter(|_| variant.from)?;
    let (union, name) = (ident(&model.name), ident(&variant.name));
    let (from, value) = match payload {
        Type::Box(inner) => (types::ty(inner), quote! { Box::new(value) }),
        other => (types::ty(other), quote! { value }),
    };
    let from_text = (*payload == Type::String).then(|| {
        quote! {
            impl From<&str> for #union {
                #[inline]
                fn from(value: &str) -> Self {
                    Self::#name(value.to_owned())
                }
            }
        }
    });
    Some(quote! {
        #from_text

        impl From<#from> for #union {
            #[inline]
            fn from(value: #from) -> Self {
                Self::#name(#value)
            }
        }
    })
}

fn read_tagged(union: &Union, tag: &str) -> TokenStream {
    let arms = union.variants.iter().map(|variant| {
        let (name, wire) = (ident(&variant.name), &variant.tag);
        match &variant.payload {
            Some(_) if variant.writes_tag => {
                quote! { Some(#wire) => value.decode().map(Self::#name), }
            }
            Some(_) => quote! { Some(#wire) => value.decode_without(#tag).map(Self::#name), },
            None => quote! { Some(#wire) => Ok(Self::#name), },
        }
    });
    quote! {
        let value = json::Captured::read(deserializer)?;
        match value.tag(#tag).as_deref() {
            #(#arms)*
            _ => Ok(Self::Unknown(value.to_unknown(Some(#tag)))),
        }
    }
}

fn write_tagged(union: &Union, tag: &str) -> TokenStream {
    let arms = union.variants.iter().map(|variant| {
        let (name, wire) = (ident(&variant.name), &variant.tag);
        match &variant.payload {
            None => quote! { Self::#name => json::write_tag(#tag, #wire, serializer), },
            Some(_) if variant.writes_tag => {
                quote! { Self::#name(value) => value.serialize(serializer), }
            }
            Some(Type::Box(_)) => quote! {
                Self::#name(value) => json::write_variant(&**value, #tag, #wire, serializer),
            },
            Some(_) => quote! {
                Self::#name(value) => json::write_variant(value, #tag, #wire, serializer),
            },
        }
    });
    quote! { #(#arms)* }
}

fn read_untagged(union: &Union) -> TokenStream {
    let tries = union.variants.iter().map(|variant| {
        let name = ident(&variant.name);
        // An open type takes every value; only those that it knows are meant.
        let known = match variant.payload.as_ref().filter(|_| variant.open) {
            Some(Type::Box(inner)) => {
                let ty = types::ty(inner);
                quote! { json::try_variant::<Box<#ty>>(&value) && !matches!(*known, #ty::Unknown(_)) }
            }
            Some(ty) => {
                let ty = types::ty(ty);
                quote! { json::try_variant(&value) && !matches!(known, #ty::Unknown(_)) }
            }
            None => quote! { json::try_variant(&value) },
        };
        quote! {
            if let Some(known) = #known {
                return Ok(Self::#name(known));
            }
        }
    });
    quote! {
        let value = json::Captured::read(deserializer)?;
        #(#tries)*
        Ok(Self::Unknown(value.to_unknown(None)))
    }
}

fn write_untagged(union: &Union) -> TokenStream {
    let arms = union.variants.iter().map(|variant| {
        let name = ident(&variant.name);
        quote! { Self::#name(value) => value.serialize(serializer), }
    });
    quote! { #(#arms)* }
}
