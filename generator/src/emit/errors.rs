//! The one error type of a client, and the bodies of error responses.

use heck::ToSnakeCase;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::attributes::doc;
use super::ident::ident;
use super::types;
use crate::rust::{Client, Ident, Plain};

pub(super) fn errors(client: &Client) -> TokenStream {
    let about = doc(format!(
        "Error returned by calls to the {}.",
        client.api_title()
    ));
    let variants = client.failures.iter().map(|failure| {
        let (name, ty) = (ident(&failure.variant), types::ty_in_models(&failure.ty));
        let about = doc(format!("The body is {}.", article(&failure.variant)));
        quote! { #about #name(#ty), }
    });
    let readers = client.failures.iter().map(|failure| {
        let (name, reader) = (ident(&failure.variant), reader(&failure.variant));
        let decoding = match failure.ty.plain() {
            Some(Plain::String) => quote! { rt::decode::error_text(response) },
            Some(Plain::Bytes) => quote! { rt::decode::bytes(response) },
            _ => quote! { rt::decode::json(response) },
        };
        quote! {
            pub(crate) fn #reader(response: &rt::RawResponse) -> Result<Self, rt::DecodeError> {
                #decoding.map(Self::#name)
            }
        }
    });
    let methods = (!client.failures.is_empty()).then(|| quote! { impl ErrorBody { #(#readers)* } });
    quote! {
        use openapi_client_runtime as rt;

        #about
        pub type Error = rt::Error<ErrorBody>;

        #[doc = " The body of a failed response, by status code."]
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum ErrorBody {
            #(#variants)*
        }

        #methods
    }
}

fn article(name: &Ident) -> String {
    format!("`{name}`")
}

/// The function that decodes a variant of the error body.
pub(super) fn reader(variant: &Ident) -> proc_macro2::Ident {
    format_ident!("read_{}", variant.as_str().to_snake_case())
}
