//! How a parameter is set on a request: one call of the runtime.

use proc_macro2::TokenStream;
use quote::quote;

use super::ident::ident;
use super::types;
use crate::rust::{ConstantParameter, Input, ListStyle, Location, Passing, Style, Target};

/// An argument, converted to its type.
pub(super) fn value(input: &Input) -> TokenStream {
    let name = ident(&input.name);
    let ty = types::ty_in_models(&input.ty);
    // `into` and `collect` need the target type.
    match input.passing {
        Passing::Into => quote! { Into::<#ty>::into(#name) },
        Passing::Items => quote! { #name.into_iter().collect::<#ty>() },
        Passing::IntoItems => quote! { #name.into_iter().map(Into::into).collect::<#ty>() },
        Passing::Value | Passing::Str => quote! { #name },
    }
}

/// Sets a parameter on the request; those of the path are already set.
pub(super) fn set(input: &Input, request: TokenStream, value: TokenStream) -> TokenStream {
    let wire = &input.wire;
    match input.target {
        Target::Query => quote! { #request.set_query(#wire, #value); },
        Target::QueryList(style) => {
            let style = list_style(style);
            quote! { #request.set_query_list(#wire, #style, #value); }
        }
        Target::Header => quote! { #request.set_header(#wire, #value); },
        Target::Cookie => quote! { #request.set_cookie(#wire, #value); },
        Target::Styled(encoding) => {
            let style = style(encoding.style, encoding.explode);
            let value = match input.passing {
                Passing::Str => value,
                _ => quote! { &#value },
            };
            let set = match encoding.location {
                Location::Path => return TokenStream::new(),
                Location::Query if encoding.reserved => quote! { set_reserved_query },
                Location::Query => quote! { set_query_as },
                Location::QueryString => quote! { set_query_string },
                Location::Header => quote! { set_header_as },
                Location::Cookie => quote! { set_cookie_as },
            };
            quote! { #request.#set(#wire, #style, #value); }
        }
        Target::Path
        | Target::JsonBody
        | Target::FormBody
        | Target::MultipartBody
        | Target::SequenceBody
        | Target::ValueParts
        | Target::FileParts
        | Target::RawBody => TokenStream::new(),
    }
}

/// Sets a constant parameter on the request; those of the path are already set.
pub(super) fn set_constant(
    constant: &ConstantParameter,
    request: &proc_macro2::Ident,
) -> Option<TokenStream> {
    let (wire, text) = (&constant.wire, &constant.text);
    match constant.location {
        Location::Query => Some(quote! { #request.set_query(#wire, #text); }),
        Location::Header => Some(quote! { #request.set_header(#wire, #text); }),
        Location::Cookie => Some(quote! { #request.set_cookie(#wire, #text); }),
        Location::Path | Location::QueryString => None,
    }
}

/// A style of the runtime.
pub(super) fn style(style: Style, explode: bool) -> TokenStream {
    match (style, explode) {
        (Style::Simple, false) => quote! { rt::Style::Simple },
        (Style::Simple, true) => quote! { rt::Style::SimpleExploded },
        (Style::Label, false) => quote! { rt::Style::Label },
        (Style::Label, true) => quote! { rt::Style::LabelExploded },
        (Style::Matrix, false) => quote! { rt::Style::Matrix },
        (Style::Matrix, true) => quote! { rt::Style::MatrixExploded },
        (Style::Form, false) => quote! { rt::Style::Form },
        // Exploded, a delimiter has nothing to separate.
        (Style::Form | Style::Space | Style::Pipe, true) => quote! { rt::Style::FormExploded },
        (Style::Space, false) => quote! { rt::Style::Space },
        (Style::Pipe, false) => quote! { rt::Style::Pipe },
        (Style::DeepObject, _) => quote! { rt::Style::DeepObject },
        (Style::Json, _) => quote! { rt::Style::Json },
    }
}

fn list_style(style: ListStyle) -> TokenStream {
    match style {
        ListStyle::Repeat => quote! { rt::ListStyle::Repeat },
        ListStyle::Comma => quote! { rt::ListStyle::Comma },
        ListStyle::Space => quote! { rt::ListStyle::Space },
        ListStyle::Pipe => quote! { rt::ListStyle::Pipe },
    }
}
