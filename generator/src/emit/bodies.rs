//! Request bodies: how one is put into a request, and the further ways to give it.

use proc_macro2::TokenStream;
use quote::quote;

use super::{deprecated, doc, ident, parameter, types};
use crate::rust::items::RequestItems;
use crate::rust::{Alternative, Input, Operation, PartStyle, Target, Type};

/// Puts a body into a request; `value` is the body converted to its type.
pub(super) fn set(
    input: &Input,
    form: &[(String, PartStyle)],
    request: &TokenStream,
    value: &TokenStream,
) -> TokenStream {
    let (name, wire) = (ident(&input.name), &input.wire);
    match (input.target, &input.ty) {
        (Target::JsonBody, _) if wire.is_empty() => quote! { #request.set_json(&#value); },
        (Target::JsonBody, _) => quote! { #request.set_json_as(#wire, &#value); },
        (Target::FormBody, _) => {
            let styles = form.iter().map(|(name, (style, explode))| {
                let style = parameter::style(*style, *explode);
                quote! { (#name, #style) }
            });
            quote! { #request.set_form(&#value, &[#(#styles),*]); }
        }
        (Target::MultipartBody, ty) => {
            // A body may have a property, and so a method, called `into`.
            let form = match ty {
                Type::Form => quote! { #name },
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
        (Target::RawBody, Type::Body) => quote! { #request.set_body(#wire, #name); },
        (Target::RawBody, _) => quote! { #request.set_body(#wire, #value); },
        _ => TokenStream::new(),
    }
}

/// The methods of a handle that take the body of an operation another way.
pub(super) fn constructors(operation: &Operation, items: &RequestItems<'_>) -> Vec<TokenStream> {
    let constructor = |(alternative, arguments): &(&Alternative, Vec<Input>)| {
        let about = doc(format!(
            "The same as [`{0}`](Self::{0}), with the body as {1}.",
            operation.name, alternative.words
        ));
        let deprecated = deprecated(operation.deprecated);
        let lint = super::operation::too_many(operation);
        let signature =
            super::operation::signature(&alternative.method, arguments, types::ty_in_models);
        let request = ident(&operation.request);
        let made = super::operation::made(operation, arguments, &alternative.form);
        quote! {
            #about
            #deprecated
            #lint
            #[inline]
            pub fn #signature -> #request {
                #made
            }
        }
    };
    items.constructors.iter().map(constructor).collect()
}

/// The setters of a request that concern its body alone.
pub(super) fn setters(operation: &Operation, items: &RequestItems<'_>) -> Vec<TokenStream> {
    let alternatives = items.bodies.iter().map(|alternative| {
        let about = doc(format!("Sets the body as {}.", alternative.words));
        let input = &alternative.input;
        let (method, name) = (ident(&alternative.method), ident(&input.name));
        let ty = types::argument(&input.ty, input.passing, types::ty_in_models);
        let set = super::operation::set(input, &alternative.form, quote! { self.request });
        quote! {
            #about
            #[inline]
            pub fn #method(mut self, #name: #ty) -> Self {
                #set
                self
            }
        }
    });
    let content_type = operation.content_type.iter().map(|content_type| {
        let method = ident(&content_type.method);
        let choices: Vec<String> = content_type
            .choices
            .iter()
            .map(|choice| format!("`{}`", choice.replace('`', "'")))
            .collect();
        let about = doc(format!(
            "Sets the media type of the body: {}.",
            choices.join(", ")
        ));
        quote! {
            #about
            #[inline]
            pub fn #method(mut self, media_type: &str) -> Self {
                self.request.set_content_type(media_type);
                self
            }
        }
    });
    alternatives.chain(content_type).collect()
}
