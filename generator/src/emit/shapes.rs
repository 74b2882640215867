//! Tables that tell the variants of a union apart, as static data of the runtime.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use serde_json::Value;

use crate::api::{Presence, Shape, TextFormat};
use crate::rust::Distinction;

/// The table of a union; empty if its tag alone decides.
pub(super) fn table(distinction: &Distinction) -> TokenStream {
    let Distinction::Table {
        path,
        values,
        default,
        shapes,
    } = distinction
    else {
        return TokenStream::new();
    };
    let tag = if path.is_empty() {
        quote! { None }
    } else {
        let values = values.iter().map(|(value, at)| {
            let (value, at) = (constant(value), Literal::usize_unsuffixed(*at));
            quote! { (#value, #at) }
        });
        let default = match default {
            Some(at) => {
                let at = Literal::usize_unsuffixed(*at);
                quote! { Some(#at) }
            }
            None => quote! { None },
        };
        quote! { Some(Tag { path: &[#(#path),*], values: &[#(#values),*], default: #default }) }
    };
    let shapes = shapes.iter().map(shape);
    quote! {
        static VARIANTS: rt::json::Variants = {
            use rt::json::shape::*;
            Variants { tag: #tag, shapes: &[#(#shapes),*] }
        };
    }
}

fn shape(of: &Shape) -> TokenStream {
    match of {
        Shape::Any => quote! { Shape::Any },
        Shape::OrNull(of) => {
            let of = shape(of);
            quote! { Shape::OrNull(&#of) }
        }
        Shape::Boolean => quote! { Shape::Boolean },
        Shape::Integer => quote! { Shape::Integer },
        Shape::Number => quote! { Shape::Number },
        Shape::Text => quote! { Shape::Text },
        Shape::Formatted(format) => {
            let format = match format {
                TextFormat::Date => quote! { Date },
                TextFormat::DateTime => quote! { DateTime },
                TextFormat::Time => quote! { Time },
                TextFormat::Uuid => quote! { Uuid },
                TextFormat::Ipv4 => quote! { Ipv4 },
                TextFormat::Ipv6 => quote! { Ipv6 },
                TextFormat::Uri => quote! { Uri },
                TextFormat::Email => quote! { Email },
            };
            quote! { Shape::Formatted(Format::#format) }
        }
        Shape::Listed(values) => {
            let values = values.iter().map(constant);
            quote! { Shape::Listed(&[#(#values),*]) }
        }
        Shape::Only(values) => {
            let values = values.iter().map(constant);
            quote! { Shape::Only(&[#(#values),*]) }
        }
        Shape::Array(item) => {
            let item = shape(item);
            quote! { Shape::Array(&#item) }
        }
        Shape::Tuple(items) => {
            let items = items.iter().map(shape);
            quote! { Shape::Tuple(&[#(#items),*]) }
        }
        Shape::Map(value) => {
            let value = shape(value);
            quote! { Shape::Map(&#value) }
        }
        Shape::Object(object) => {
            let properties = object.properties.iter().map(|property| {
                let (name, shape) = (&property.name, shape(&property.shape));
                match property.presence {
                    Presence::Required => quote! { Property::Required(#name, #shape) },
                    Presence::Optional => quote! { Property::Optional(#name, #shape) },
                    Presence::Forbidden => quote! { Property::Forbidden(#name) },
                }
            });
            match object.closed {
                true => quote! { Shape::Closed(&[#(#properties),*]) },
                false => quote! { Shape::Object(&[#(#properties),*]) },
            }
        }
        Shape::Either(shapes) => {
            let shapes = shapes.iter().map(shape);
            quote! { Shape::Either(&[#(#shapes),*]) }
        }
    }
}

fn constant(value: &Value) -> TokenStream {
    match value {
        Value::Bool(flag) => quote! { Constant::Boolean(#flag) },
        Value::String(text) => quote! { Constant::Text(#text) },
        Value::Number(number) => {
            let value = literal(value);
            match number.is_i64() {
                true => quote! { Constant::Integer(#value) },
                false => quote! { Constant::Number(#value) },
            }
        }
        _ => quote! { Constant::Null },
    }
}

/// A listed value as a literal.
pub(super) fn literal(value: &Value) -> TokenStream {
    match value {
        Value::Bool(flag) => quote! { #flag },
        Value::String(text) => quote! { #text },
        Value::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(number), _) => {
                let number = Literal::i64_unsuffixed(number);
                quote! { #number }
            }
            (None, number) => {
                let number = Literal::f64_unsuffixed(number.unwrap_or_default());
                quote! { #number }
            }
        },
        _ => quote! { () },
    }
}
