//! Objects: the struct, `new` and setters of those that are sent, and how it is deserialized from
//! and serialized to JSON.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::attributes::{deprecated, doc, doc_lines};
use super::ident::ident;
use super::shapes::literal;
use super::{object, parameter, types};
use crate::rust::items::{Rest, StructItems};
use crate::rust::{Constant, Field, Ident, Model, Part, Passing, Struct, Style};

pub(super) fn structure(model: &Model, structure: &Struct, sent: bool) -> TokenStream {
    let name = ident(&model.name);
    let docs = doc_lines(model.docs.iter(), false);
    let deprecated = deprecated(model.deprecated);
    let fields = structure.fields.iter().map(declaration);
    let items = StructItems::of(structure, sent);
    let extra = items.rest.as_ref().map(extra_declaration);
    let methods = items
        .new
        .as_ref()
        .map(|new| methods(model, structure, &items, new));
    let default = (items.default && !items.filled).then(|| quote! { Default, });
    let derives = types::derives(&model.derives);
    let debug = (!items.json).then(|| debug(model, structure, items.rest.as_ref()));
    let table = (items.json).then(|| object::table(model, structure, &items));
    let form = items.form.then(|| form(model, structure, &items));
    quote! {
        use openapi_client_runtime as rt;

        #docs
        #[derive(Clone, #default PartialEq #derives)]
        #[non_exhaustive]
        #deprecated
        pub struct #name {
            #(#fields)*
            #extra
        }

        #methods

        #debug

        #table

        #form
    }
}

/// `Debug` of a form with files, which cannot be shown as JSON.
fn debug(model: &Model, structure: &Struct, rest: Option<&Rest<'_>>) -> TokenStream {
    let (name, text) = (ident(&model.name), model.name.as_str());
    let fields = structure.fields.iter().map(|field| {
        let (name, text) = (ident(&field.name), field.name.as_str());
        match field.personal {
            true => quote! { .field(#text, &rt::json::Personal(&self.#name)) },
            false => quote! { .field(#text, &self.#name) },
        }
    });
    let extra = rest.map(|rest| {
        let (extra, text) = (ident(rest.name), rest.name.as_str());
        quote! { .field(#text, &rt::json::Personal(&self.#extra)) }
    });
    quote! {
        impl std::fmt::Debug for #name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct(#text) #(#fields)* #extra .finish()
            }
        }
    }
}

fn declaration(field: &Field) -> TokenStream {
    let docs = doc_lines(&field.docs, false);
    let deprecated = deprecated(field.deprecated);
    let (name, ty) = (ident(&field.name), types::ty(&field.ty));
    quote! { #docs #deprecated pub #name: #ty, }
}

fn extra_declaration(rest: &Rest<'_>) -> TokenStream {
    let name = ident(rest.name);
    match rest.ty {
        Some(ty) => {
            let ty = types::ty(ty);
            quote! {
                #[doc = " All other properties."]
                pub #name: std::collections::BTreeMap<String, #ty>,
            }
        }
        None => quote! {
            #[doc = " Properties unknown to this version."]
            pub #name: rt::Extra,
        },
    }
}

fn methods(
    model: &Model,
    structure: &Struct,
    items: &StructItems<'_>,
    arguments: &[&Field],
) -> TokenStream {
    let name = ident(&model.name);
    let setters = items.setters.iter().map(|field| setter(field));
    let default = (items.default && items.filled).then(|| {
        quote! {
            impl Default for #name {
                #[inline]
                fn default() -> Self {
                    Self::new()
                }
            }
        }
    });
    let new = if items.filled {
        new_with_required(structure, items, arguments)
    } else {
        // A setter of this name would hide the trait's function.
        let default = match structure
            .fields
            .iter()
            .any(|it| it.name.as_str() == "default")
        {
            true => quote! { Default::default() },
            false => quote! { Self::default() },
        };
        quote! {
            #[doc = " Creates a value without properties."]
            #[inline]
            #[must_use]
            pub fn new() -> Self {
                #default
            }
        }
    };
    let named = items.arguments;
    let named = named.map(|named| arguments_struct(model, named, arguments));
    quote! {
        impl #name {
            #new
            #(#setters)*
        }

        #default

        #named
    }
}

/// The struct with the arguments of `new`. A field that accepts several types has a type parameter,
/// so that callers can pass the same values as for an argument.
fn arguments_struct(model: &Model, name: &Ident, arguments: &[&Field]) -> TokenStream {
    let about = doc(format!(
        "The required properties of [`{0}`], for [`{0}::new`].",
        model.name
    ));
    let (name, mut parameters) = (ident(name), Vec::new());
    let fields: Vec<_> = arguments
        .iter()
        .map(|field| {
            let ty = match field.passing {
                Passing::Value => types::ty(&field.argument),
                _ => {
                    let parameter = format_ident!("T{}", parameters.len() + 1);
                    parameters.push(parameter.clone());
                    quote! { #parameter }
                }
            };
            let name = ident(&field.name);
            quote! { pub #name: #ty, }
        })
        .collect();
    let parameters = (!parameters.is_empty()).then(|| quote! { <#(#parameters),*> });
    quote! {
        #about
        pub struct #name #parameters { #(#fields)* }
    }
}

/// The argument of `new` that holds all arguments as fields.
fn named_arguments(name: &Ident, arguments: &[&Field]) -> TokenStream {
    let name = ident(name);
    let parameters: Vec<_> = arguments
        .iter()
        .filter(|field| field.passing != Passing::Value)
        .map(|field| types::argument(&field.argument, field.passing, types::ty))
        .collect();
    let parameters = (!parameters.is_empty()).then(|| quote! { <#(#parameters),*> });
    quote! { required: #name #parameters }
}

fn new_with_required(
    structure: &Struct,
    items: &StructItems<'_>,
    required: &[&Field],
) -> TokenStream {
    let arguments = match items.arguments {
        Some(name) => vec![named_arguments(name, required)],
        None => {
            let arguments = required.iter().map(|field| {
                let name = ident(&field.name);
                let ty = types::argument(&field.argument, field.passing, types::ty);
                quote! { #name: #ty }
            });
            arguments.collect()
        }
    };
    let values = structure.fields.iter().map(|field| {
        let name = ident(&field.name);
        if let Some(constant) = &field.constant {
            let value = constant_value(constant);
            let value = match *constant == Constant::None {
                true => value,
                false => types::present(&field.ty, &value),
            };
            quote! { #name: #value }
        } else if field.asked && items.arguments.is_some() {
            let stored = stored(field, quote! { required.#name });
            quote! { #name: #stored }
        } else if field.asked {
            initial(field)
        } else {
            let absent = types::absent(&field.ty);
            quote! { #name: #absent }
        }
    });
    let extra = items.rest.as_ref().map(|rest| {
        let (extra, none) = (ident(rest.name), no_extra(rest));
        quote! { #extra: #none, }
    });
    quote! {
        #[doc = " Creates a value from its required properties."]
        #[inline]
        #[must_use]
        pub fn new(#(#arguments),*) -> Self {
            Self { #(#values,)* #extra }
        }
    }
}

/// The constant value of a property.
fn constant_value(constant: &Constant) -> TokenStream {
    match constant {
        Constant::Boolean(value) => quote! { #value },
        Constant::Number(value) => {
            let value = Literal::f64_unsuffixed(*value);
            quote! { #value }
        }
        Constant::Integer(value) => {
            let value = Literal::i128_unsuffixed(*value);
            quote! { #value }
        }
        Constant::Text(text) if text.is_empty() => quote! { String::new() },
        Constant::Text(text) => quote! { #text.to_owned() },
        Constant::NoItems => quote! { Vec::new() },
        Constant::Null => quote! { rt::Json::null() },
        Constant::None => quote! { None },
        Constant::Variant(ty, variant) => {
            let (ty, variant) = (ident(ty), ident(variant));
            quote! { super::#ty::#variant }
        }
    }
}

fn no_extra(rest: &Rest<'_>) -> TokenStream {
    match rest.ty {
        Some(_) => quote! { std::collections::BTreeMap::new() },
        None => quote! { rt::Extra::default() },
    }
}

/// `name: value`, shortened to `name` if the value is not converted.
fn initial(field: &Field) -> TokenStream {
    let name = ident(&field.name);
    let stored = stored(field, quote! { #name });
    if name == stored.to_string() {
        stored
    } else {
        quote! { #name: #stored }
    }
}

/// An argument, converted to the field's type.
fn stored(field: &Field, argument: TokenStream) -> TokenStream {
    let value = match field.passing {
        Passing::Into => quote! { #argument.into() },
        Passing::Items => quote! { #argument.into_iter().collect() },
        Passing::IntoItems => quote! { #argument.into_iter().map(Into::into).collect() },
        Passing::Value | Passing::Str => argument,
    };
    types::stored(&field.ty, &field.argument, value)
}

fn setter(field: &Field) -> TokenStream {
    let name = ident(&field.name);
    let ty = types::argument(&field.argument, field.passing, types::ty);
    let value = stored(field, quote! { #name });
    let wire = field.wire.replace('`', "'");
    let about = doc(match field.read_only {
        true => format!("Sets `{wire}`, which is not sent."),
        false => format!("Sets `{wire}`."),
    });
    let deprecated = deprecated(field.deprecated);
    quote! {
        #about
        #deprecated
        #[inline]
        #[must_use]
        pub fn #name(mut self, #name: #ty) -> Self {
            self.#name = #value;
            self
        }
    }
}

/// Adds a property to a form.
fn part(field: &Field, part: &Part) -> TokenStream {
    let (name, wire) = (ident(&field.name), &field.wire);
    match (&part.media_type, part.style) {
        (media_type, _) if part.files => {
            let media_type = media_type.as_deref().unwrap_or_default();
            quote! { .files(#wire, #media_type, value.#name) }
        }
        (Some(media_type), _) => quote! { .value_as(#wire, #media_type, &value.#name) },
        (None, Some((style, explode))) => {
            let style = parameter::style(style, explode);
            quote! { .styled(#wire, #style, &value.#name) }
        }
        (None, None) => quote! { .value(#wire, &value.#name) },
    }
}

/// How a struct is converted to a form with parts.
fn form(model: &Model, structure: &Struct, items: &StructItems<'_>) -> TokenStream {
    let name = ident(&model.name);
    let fields = structure.fields.iter();
    let fields = fields.filter(|field| !items.is_received(field));
    let mut parts: Vec<(usize, TokenStream)> = fields
        .filter_map(|field| {
            let described = field.part.as_ref()?;
            Some((described.position, part(field, described)))
        })
        .collect();
    parts.sort_by_key(|(position, _)| *position);
    let parts = parts.into_iter().map(|(_, part)| part);
    let tags = structure.tags.iter().map(|(wire, tag)| {
        let tag = literal(tag);
        quote! { .value(#wire, &#tag) }
    });
    let extra = ident(&structure.extra);
    let rest = match &structure.parts {
        Some(further) if further.ty.holds_file() => Some(quote! { .rest_of_files(value.#extra) }),
        Some(_) => Some(quote! { .rest(&value.#extra) }),
        None if structure.is_json() => Some(quote! { .rest(value.#extra.iter()) }),
        None => None,
    };
    let headers = structure.fields.iter().filter_map(|field| {
        let header = field.header.as_ref()?;
        let (name, wire, part) = (ident(&field.name), &field.wire, &header.part);
        let style = parameter::style(Style::Simple, header.explode);
        Some(quote! {
            .header_of(#part, #wire, #style, &value.#name)
        })
    });
    quote! {
        impl From<#name> for rt::Form {
            #[inline]
            fn from(value: #name) -> Self {
                rt::Form::new() #(#tags)* #(#parts)* #(#headers)* #rest
            }
        }
    }
}
