//! Request bodies: how a body is set, and its alternative forms.

use proc_macro2::TokenStream;
use quote::quote;

use super::ident::ident;
use super::parameter;
use crate::rust::{Input, PartStyle, Plain, Target};

/// Sets a request's body; `value` is the body converted to its type.
pub(super) fn set(
    input: &Input,
    form: &[(String, PartStyle)],
    request: &TokenStream,
    value: &TokenStream,
) -> TokenStream {
    let (name, wire) = (ident(&input.name), &input.wire);
    match (input.target, input.ty.plain()) {
        (Target::JsonBody, _) if wire.is_empty() => quote! { #request.set_json(&#value); },
        (Target::JsonBody, _) => quote! { #request.set_json_as(#wire, &#value); },
        (Target::FormBody, _) => {
            let styles = form.iter().map(|(name, (style, explode))| {
                let style = parameter::style(*style, *explode);
                quote! { (#name, #style) }
            });
            quote! { #request.set_form(&#value, &[#(#styles),*]); }
        }
        (Target::MultipartBody, plain) => {
            // A body may have a property, and so a method, called `into`.
            let form = match plain {
                Some(Plain::Form) => quote! { #name },
                _ => quote! { rt::Form::from(#name) },
            };
            if wire.is_empty() {
                quote! { #request.set_multipart(#form); }
            } else {
                quote! { #request.set_multipart_as(#wire, #form); }
            }
        }
        (Target::SequenceBody, _) => quote! { #request.set_sequence(#wire, #name.into()); },
        (Target::ValueParts | Target::FileParts, _) => {
            let (first, others) = (&input.positions.first, &input.positions.others);
            let form = match input.target {
                Target::FileParts => quote! { of_files(&[#(#first),*], #others, #value) },
                _ => quote! { of_values(&[#(#first),*], #others, &#value) },
            };
            quote! { #request.set_multipart_as(#wire, rt::Form::#form); }
        }
        (Target::RawBody, Some(Plain::Body)) => quote! { #request.set_body(#wire, #name); },
        (Target::RawBody, _) => quote! { #request.set_body(#wire, #value); },
        _ => TokenStream::new(),
    }
}
