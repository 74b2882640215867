//! Alternative forms of a body: methods of the handle, or setters of the request.

use proc_macro2::TokenStream;
use quote::quote;

use super::attributes::doc;
use super::ident::ident;
use super::{request, types};
use crate::rust::items::RequestItems;
use crate::rust::{Alternative, Input, Operation};

/// The handle's methods that take an operation's body in another form.
pub(super) fn methods(operation: &Operation) -> Vec<TokenStream> {
    let method = |(alternative, arguments): &(&Alternative, Vec<Input>)| {
        let about = doc(format!(
            "The same as [`{0}`](Self::{0}), with the body as {1}.",
            operation.name, alternative.words
        ));
        let method = request::method(operation, &alternative.method, arguments);
        quote! { #about #method }
    };
    let items = RequestItems::of(operation);
    items.constructors.iter().map(method).collect()
}

/// The functions behind these methods.
pub(super) fn functions(operation: &Operation, items: &RequestItems<'_>) -> Vec<TokenStream> {
    let function = |(alternative, arguments): &(&Alternative, Vec<Input>)| {
        request::function(operation, &alternative.method, arguments, &alternative.form)
    };
    items.constructors.iter().map(function).collect()
}

/// The setters of a request that only concern its body.
pub(super) fn setters(operation: &Operation, items: &RequestItems<'_>) -> Vec<TokenStream> {
    let alternatives = items.bodies.iter().map(|alternative| {
        let about = doc(format!("Sets the body as {}.", alternative.words));
        let input = &alternative.input;
        let (method, name) = (ident(&alternative.method), ident(&input.name));
        let ty = types::argument(&input.ty, input.passing, types::ty_in_models);
        let set = request::set(input, &alternative.form, quote! { self.request });
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
