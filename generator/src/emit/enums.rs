//! Open enums: the texts that are known and one variant for those that are not.

use proc_macro2::TokenStream;
use quote::quote;

use super::structs::model_docs;
use super::{deprecated, doc, doc_lines, ident};
use crate::rust::{EnumValue, Model};

pub(super) fn enumeration(model: &Model, values: &[EnumValue]) -> TokenStream {
    let name = ident(&model.name);
    let docs = doc_lines(model_docs(model).iter(), false);
    let deprecated = deprecated(model.deprecated);
    let variants: Vec<_> = values.iter().map(|value| ident(&value.variant)).collect();
    let wires: Vec<_> = values.iter().map(|value| &value.wire).collect();
    let about = values
        .iter()
        .map(|value| doc(format!("`{}`.", printable(&value.wire))));
    quote! {
        use std::fmt;

        use openapi_client_runtime::UnknownValue;
        use serde::{Deserialize, Deserializer, Serialize, Serializer};

        #docs
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        #deprecated
        pub enum #name {
            #(#about #variants,)*
            #[doc = " A value that this version does not know."]
            Unknown(UnknownValue),
        }

        impl #name {
            #[doc = " The text on the wire."]
            #[inline]
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    #(Self::#variants => #wires,)*
                    Self::Unknown(value) => value.as_str(),
                }
            }
        }

        impl From<String> for #name {
            #[inline]
            fn from(text: String) -> Self {
                match text.as_str() {
                    #(#wires => Self::#variants,)*
                    _ => Self::Unknown(UnknownValue::new(text)),
                }
            }
        }

        impl From<&str> for #name {
            #[inline]
            fn from(text: &str) -> Self {
                text.to_owned().into()
            }
        }

        impl fmt::Display for #name {
            #[inline]
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl<'de> Deserialize<'de> for #name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer).map(Self::from)
            }
        }

        impl Serialize for #name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
    }
}

/// A value in a line of documentation.
fn printable(text: &str) -> String {
    text.replace('`', "'")
}
