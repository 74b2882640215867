//! How a request is made from arguments, and how an input is set.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use super::attributes::{deprecated, gate};
use super::ident::ident;
use super::{bodies, parameter, responses, servers, types};
use crate::rust::{Ident, Input, Operation, PartStyle, Passing, PathForm, PathPart, Target, Type};

/// A method of a handle that makes a request.
pub(super) fn method(operation: &Operation, name: &Ident, arguments: &[Input]) -> TokenStream {
    let gate = gate(&operation.features);
    let deprecated = deprecated(operation.deprecated);
    let lint = too_many(operation);
    let signature = signature(name, quote! { &self }, arguments, types::ty_in_handles);
    let (module, name) = (ident(&operation.name.private_module()), ident(name));
    let request = ident(&operation.request);
    let arguments = arguments.iter().map(|input| ident(&input.name));
    quote! {
        #gate
        #deprecated
        #lint
        #[inline]
        pub fn #signature -> #request {
            #module::#name(&self.pipeline, #(#arguments),*)
        }
    }
}

/// The function that such a method calls, in the file of the operation.
pub(super) fn function(
    operation: &Operation,
    name: &Ident,
    arguments: &[Input],
    form: &[(String, PartStyle)],
) -> TokenStream {
    let mut taken = arguments
        .iter()
        .map(|input| input.name.to_string())
        .collect();
    let mut local = |name: &str| ident(&Ident::snake(name).unique(&mut taken));
    let [pipeline, made] = ["pipeline", "request"].map(&mut local);
    let first = quote! { #pipeline: &rt::Pipeline };
    let lint = too_many(operation);
    let signature = signature(name, first, arguments, types::ty_in_models);
    let request = ident(&operation.request);
    let request_expression = request_expression(operation, [&pipeline, &made], arguments, form);
    quote! {
        #lint
        #[inline]
        pub(super) fn #signature -> #request {
            #request_expression
        }
    }
}

/// The request expression of such a function, from its arguments; with the names of two variables.
fn request_expression(
    operation: &Operation,
    [pipeline, made]: [&proc_macro2::Ident; 2],
    arguments: &[Input],
    form: &[(String, PartStyle)],
) -> TokenStream {
    let request = ident(&operation.request);
    let is_converted = |input: &Input| {
        operation.path_parts.iter().any(|part| {
            matches!(part, PathPart::Argument { name, converted: true, .. } if *name == input.name)
        })
    };
    let (in_path, before): (Vec<_>, Vec<_>) = arguments
        .iter()
        .filter(|input| input.target == Target::Path)
        .filter(|input| !matches!(input.passing, Passing::Str | Passing::Value))
        .partition(|input| is_converted(input));
    let parts = operation.path_parts.iter().map(|part| match part {
        PathPart::Literal(text) => quote! { .literal(#text) },
        PathPart::Argument {
            wire,
            name,
            form,
            borrowed,
            ..
        } => {
            let variable = ident(name);
            let value = match in_path.iter().find(|input| input.name == *name) {
                Some(input) => parameter::value(input),
                _ if *borrowed => quote! { &#variable },
                _ => quote! { #variable },
            };
            match *form {
                PathForm::Segment => quote! { .segment(#wire, #value) },
                PathForm::Part => quote! { .part(#wire, #value) },
                PathForm::Segments => quote! { .segments(#wire, #value) },
                PathForm::Reserved(style, explode) => {
                    let style = parameter::style(style, explode);
                    quote! { .reserved(#wire, #style, #value) }
                }
                PathForm::Styled(style, explode) => {
                    let style = parameter::style(style, explode);
                    quote! { .styled(#wire, #style, #value) }
                }
            }
        }
    });
    let query = operation.query.iter().map(|query| {
        let (name, text) = (&query.name, &query.text);
        quote! { .query(#name, #text) }
    });
    let conversions = before.iter().map(|input| {
        let (name, value) = (ident(&input.name), parameter::value(input));
        quote! { let #name = #value; }
    });
    let security = operation.security.as_ref().map(|security| {
        let security = servers::requirement(security);
        quote! { .security(#security) }
    });
    let server = operation.server.as_ref();
    let server = server.map(|server| quote! { .server(#server) });
    let responses = responses::expected(operation);
    let start = quote! {
        rt::Request::new(#pipeline, &INFO)#(#parts)*#(#query)*#security #server #responses
    };
    let others: Vec<_> = arguments
        .iter()
        .filter(|input| input.target != Target::Path)
        .collect();
    let constants = operation.constants.iter();
    let constants = constants.map(|it| parameter::set_constant(it, made));
    let constants: Vec<_> = constants.flatten().collect();
    if others.is_empty() && constants.is_empty() {
        quote! {
            #(#conversions)*
            #request { request: #start }
        }
    } else {
        let sets = others
            .iter()
            .map(|input| set(input, form, made.to_token_stream()));
        let field = match made == "request" {
            true => quote! { request },
            false => quote! { request: #made },
        };
        quote! {
            #(#conversions)*
            let mut #made = #start;
            #(#constants)*
            #(#sets)*
            #request { #field }
        }
    }
}

/// Clippy allows seven arguments, `self` included.
pub(super) fn too_many(operation: &Operation) -> Option<TokenStream> {
    (operation.arguments.len() > 6).then(|| quote! { #[allow(clippy::too_many_arguments)] })
}

/// The signature of a method or function, from its name to its arguments.
pub(super) fn signature(
    name: &Ident,
    first: TokenStream,
    arguments: &[Input],
    render: fn(&Type) -> TokenStream,
) -> TokenStream {
    let name = ident(name);
    let arguments = arguments.iter().map(|input| {
        let name = ident(&input.name);
        let ty = types::argument(&input.ty, input.passing, render);
        quote! { #name: #ty }
    });
    quote! { #name(#first, #(#arguments),*) }
}

/// Sets an input on the request.
pub(super) fn set(
    input: &Input,
    form: &[(String, PartStyle)],
    request: TokenStream,
) -> TokenStream {
    let value = parameter::value(input);
    if input.target.location().is_some() {
        return parameter::set(input, request, value);
    }
    bodies::set(input, form, &request, &value)
}
