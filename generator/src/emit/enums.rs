//! Open enums: the known values, and one variant for unknown ones.

use proc_macro2::TokenStream;
use quote::quote;

use super::attributes::{deprecated, doc, doc_lines};
use super::ident::ident;
use super::types;
use crate::rust::{Enum, EnumValue, EnumWire, Model};

pub(super) fn enumeration(model: &Model, known: &Enum) -> TokenStream {
    let name = ident(&model.name);
    let docs = doc_lines(model.docs.iter(), false);
    let deprecated = deprecated(model.deprecated);
    let variants: Vec<_> = known
        .values
        .iter()
        .map(|value| ident(&value.variant))
        .collect();
    let derives = types::derives(&model.derives);
    let about = known.values.iter().map(about);
    let (unknown, methods) = if known.integer {
        integers(&name, known, &variants)
    } else {
        texts(&name, known, &variants)
    };
    quote! {
        use openapi_client_runtime as rt;

        #docs
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash #derives)]
        #[non_exhaustive]
        #deprecated
        pub enum #name {
            #(#about #variants,)*
            #[doc = " A value unknown to this version."]
            Unknown(#unknown),
        }

        #methods
    }
}

type Parts = (TokenStream, TokenStream);

fn texts(name: &proc_macro2::Ident, known: &Enum, variants: &[proc_macro2::Ident]) -> Parts {
    let wires: Vec<&str> = known
        .values
        .iter()
        .filter_map(|value| match &value.wire {
            EnumWire::Text(text) => Some(text.as_str()),
            EnumWire::Integer(_) => None,
        })
        .collect();
    let methods = quote! {
        impl #name {
            #[doc = " The string on the wire."]
            #[inline]
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    #(Self::#variants => #wires,)*
                    Self::Unknown(value) => value.as_str(),
                }
            }
        }

        impl From<&str> for #name {
            #[inline]
            fn from(text: &str) -> Self {
                match text {
                    #(#wires => Self::#variants,)*
                    _ => Self::Unknown(rt::UnknownValue::new(text)),
                }
            }
        }

        rt::json::text_enum!(#name);
    };
    (quote! { rt::UnknownValue }, methods)
}

fn integers(name: &proc_macro2::Ident, known: &Enum, variants: &[proc_macro2::Ident]) -> Parts {
    let wires: Vec<proc_macro2::Literal> = known
        .values
        .iter()
        .filter_map(|value| match &value.wire {
            EnumWire::Integer(number) => Some(proc_macro2::Literal::i64_unsuffixed(*number)),
            EnumWire::Text(_) => None,
        })
        .collect();
    let methods = quote! {
        impl #name {
            #[doc = " The number on the wire."]
            #[inline]
            #[must_use]
            pub fn as_i64(&self) -> i64 {
                match self {
                    #(Self::#variants => #wires,)*
                    Self::Unknown(value) => value.as_i64(),
                }
            }
        }

        impl From<i64> for #name {
            #[inline]
            fn from(number: i64) -> Self {
                match number {
                    #(#wires => Self::#variants,)*
                    _ => Self::Unknown(rt::UnknownInteger::new(number)),
                }
            }
        }

        rt::json::integer_enum!(#name);
    };
    (quote! { rt::UnknownInteger }, methods)
}

/// The documentation of a value: its form on the wire, and its description.
fn about(value: &EnumValue) -> TokenStream {
    let wire = match &value.wire {
        EnumWire::Text(text) if text.is_empty() => "The empty string".to_owned(),
        EnumWire::Text(text) => format!("`{}`", text.replace('`', "'")),
        EnumWire::Integer(number) => format!("`{number}`"),
    };
    doc(if value.docs.is_empty() {
        format!("{wire}.")
    } else {
        format!("{wire}: {}", value.docs)
    })
}
