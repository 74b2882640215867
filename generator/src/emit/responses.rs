//! How a response is decoded: in one way, or by status and media type.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::attributes::doc;
use super::ident::ident;
use super::types;
use crate::api::{Encoding, EventData, EventItem, Status};
use crate::rust::items::OutputItems;
use crate::rust::{
    Decoding, DescribedBody, Ident, Operation, OtherOutput, Plain, ResponseVariant, Type, has_other,
};

/// The function that decodes an operation's response, after the declaration of one that the runtime
/// doesn't have.
pub(super) fn decoding(operation: &Operation) -> (Option<TokenStream>, TokenStream) {
    let output = &operation.output;
    if let Some(reader) = known_reader(&output.decoding) {
        return (None, reader);
    }
    let decode = decode(&output.decoding, &output.ty);
    let ty = types::ty_in_models(&output.ty);
    let declared = quote! {
        const DECODE: rt::decode::Decode<#ty> = |response| { #decode };
    };
    (Some(declared), quote! { DECODE })
}

/// The decoding of a response as an expression.
fn decode(decoding: &Decoding, ty: &Type) -> TokenStream {
    match (decoding, ty.as_response()) {
        (Decoding::Optional(inner), _) => {
            let reader = reader(inner, ty);
            quote! { rt::decode::optional(response, #reader) }
        }
        (Decoding::OptionalOrNull(inner), _) => {
            let reader = reader(inner, ty);
            quote! { rt::decode::optional_or_null(response, #reader) }
        }
        (Decoding::ByStatus(variants), Some(name)) => by_status(&ident(name), variants),
        (Decoding::EventItems(event), _) => event_items(event),
        (decoding, _) => {
            let reader = known_reader(decoding);
            quote! { #reader(response) }
        }
    }
}

/// Events that are described as a whole: the type of their data depends on their names.
fn event_items(event: &EventItem) -> TokenStream {
    let data = |data: &EventData| match data {
        EventData::Text => quote! { rt::decode::EventData::Text },
        EventData::Json => quote! { rt::decode::EventData::Json },
        EventData::Either => quote! { rt::decode::EventData::Either },
    };
    let otherwise = data(&event.otherwise);
    let arms = [EventData::Text, EventData::Json, EventData::Either];
    let arms = arms.iter().filter_map(|kind| {
        let names = event.by_name.iter().filter(|(_, known)| *known == kind);
        let names: Vec<&String> = names.map(|(name, _)| name).collect();
        let data = data(kind);
        let any = *kind != event.otherwise && !names.is_empty();
        any.then(|| quote! { #(#names)|* => #data, })
    });
    let arms: Vec<TokenStream> = arms.collect();
    if arms.is_empty() {
        return quote! { rt::decode::event_items(response, |_| #otherwise) };
    }
    quote! {
        rt::decode::event_items(response, |event| match event { #(#arms)* _ => #otherwise, })
    }
}

/// The function that decodes a body.
fn reader(decoding: &Decoding, ty: &Type) -> TokenStream {
    known_reader(decoding).unwrap_or_else(|| {
        let decode = decode(decoding, ty);
        quote! { |response| #decode }
    })
}

/// The runtime's function for a decoding that needs nothing of the operation but its type.
fn known_reader(decoding: &Decoding) -> Option<TokenStream> {
    Some(match decoding {
        Decoding::Empty => quote! { rt::decode::empty },
        Decoding::Json => quote! { rt::decode::json },
        Decoding::Text => quote! { rt::decode::text },
        Decoding::Bytes => quote! { rt::decode::bytes },
        Decoding::Download => quote! { rt::decode::download },
        Decoding::Events => quote! { rt::decode::events },
        Decoding::TextEvents => quote! { rt::decode::text_events },
        Decoding::Lines => quote! { rt::decode::lines },
        Decoding::Redirect => quote! { rt::decode::redirect },
        Decoding::EventItems(_)
        | Decoding::Optional(_)
        | Decoding::OptionalOrNull(_)
        | Decoding::ByStatus(_) => return None,
    })
}

fn by_status(name: &proc_macro2::Ident, variants: &[ResponseVariant]) -> TokenStream {
    let is_rest = |variant: &&ResponseVariant| is_rest(variant.status);
    let (rest, exact): (Vec<_>, Vec<_>) = variants.iter().partition(is_rest);
    let arms = exact.into_iter().chain(rest).map(|variant| {
        let pattern = pattern(variant.status);
        let variant_name = ident(&variant.name);
        if variant.ty == Plain::Unit {
            return quote! { #pattern => Ok(#name::#variant_name), };
        }
        let decode = decode(&variant.decoding, &variant.ty);
        quote! { #pattern => #decode.map(#name::#variant_name), }
    });
    let other = has_other(variants).then(|| quote! { _ => Ok(#name::Other(response.clone())), });
    quote! { match response.status().as_u16() { #(#arms)* #other } }
}

fn pattern(status: Status) -> TokenStream {
    match status {
        Status::Code(code) => {
            let code = Literal::u16_unsuffixed(code);
            quote! { #code }
        }
        Status::Range(3) => quote! { 300..=399 },
        // Nothing else is an outcome, and status codes precede it.
        Status::Range(_) | Status::Default => quote! { _ },
    }
}

fn is_rest(status: Status) -> bool {
    !matches!(status, Status::Code(_) | Status::Range(3))
}

/// A type with variants.
pub(super) fn response(output: &OutputItems<'_>, request: &Ident) -> TokenStream {
    let name = ident(output.name);
    let about = doc(match output.method {
        None => format!("The output of [`{request}`]."),
        Some(method) => format!("The output of [`{request}::{method}`]."),
    });
    let clone = output.clone.then(|| quote! { Clone, });
    let declared = output.variants.iter().map(|variant| {
        let status = variant.status;
        let about = doc(if variant.docs.is_empty() {
            format!("Status {status}.")
        } else {
            format!("Status {status}: {}", variant.docs)
        });
        let name = ident(&variant.name);
        let payload = (variant.ty != Plain::Unit).then(|| {
            let ty = types::ty_in_models(&variant.ty);
            quote! { (#ty) }
        });
        quote! { #about #name #payload, }
    });
    let other = output.other.then(|| {
        quote! {
            #[doc = " A success status that the description doesn't list."]
            Other(rt::RawResponse),
        }
    });
    quote! {
        #about
        #[derive(#clone Debug)]
        #[non_exhaustive]
        pub enum #name {
            #(#declared)*
            #other
        }
    }
}

/// The bodies that the runtime distinguishes; `None` if all of them are JSON.
pub(super) fn described(operation: &Operation) -> Option<TokenStream> {
    let bodies = &operation.output.described;
    if bodies.is_empty() {
        return None;
    }
    let entries = bodies.iter().map(entry);
    Some(quote! {
        static RESPONSES: &[rt::Described] = {
            use rt::{Described, Reading};
            &[#(#entries),*]
        };
    })
}

fn entry(body: &DescribedBody) -> TokenStream {
    let reading = match body.encoding {
        Some(Encoding::Json) => quote! { Json },
        Some(Encoding::Text | Encoding::Form) => quote! { Text },
        Some(Encoding::Bytes | Encoding::Multipart) => quote! { Bytes },
        Some(Encoding::Events) => quote! { Events },
        Some(Encoding::Lines) => quote! { Lines },
        None if !body.media_types.is_empty() => quote! { Anything },
        None if body.status.is_redirect() && !body.status.has_no_body() => quote! { Redirect },
        None => quote! { Nothing },
    };
    let media_types = &body.media_types;
    let rest = quote! { Reading::#reading, &[#(#media_types),*] };
    match body.status {
        Status::Code(code) => {
            let code = Literal::u16_unsuffixed(code);
            quote! { Described::on(#code, #rest) }
        }
        Status::Range(first) => {
            let first = Literal::u8_unsuffixed(first);
            quote! { Described::on_range(#first, #rest) }
        }
        Status::Default => quote! { Described::otherwise(#rest) },
    }
}

/// The responses that a request expects.
pub(super) fn expected(operation: &Operation) -> Option<TokenStream> {
    let any = !operation.output.described.is_empty();
    any.then(|| quote! { .responses(RESPONSES) })
}

/// The setters that resume an event stream.
pub(super) fn resume(operation: &Operation) -> Vec<TokenStream> {
    let Some(resume) = &operation.output.resume else {
        return Vec::new();
    };
    let (from, reconnecting) = (ident(&resume.from), ident(&resume.reconnecting));
    vec![
        quote! {
            #[doc = " Requests the events after the one with this id."]
            #[inline]
            pub fn #from(mut self, id: &str) -> Self {
                self.request.resume_from(id);
                self
            }
        },
        quote! {
            #[doc = " Reconnects when the stream ends or breaks off, until the server responds with 204: at most"]
            #[doc = " this many times in a row without an event, each time"]
            #[doc = " after the delay that the server asks for."]
            #[inline]
            pub fn #reconnecting(mut self, attempts: u32) -> Self {
                self.request.reconnect(attempts);
                self
            }
        },
    ]
}

/// The methods that request other media types.
pub(super) fn others(operation: &Operation) -> Option<TokenStream> {
    let others = &operation.output.others;
    if others.is_empty() {
        return None;
    }
    let methods = others.iter().map(other);
    let request = ident(&operation.request);
    Some(quote! { impl #request { #(#methods)* } })
}

fn other(other: &OtherOutput) -> TokenStream {
    let (method, media_type) = (ident(&other.method), &other.media_type);
    let ty = types::ty_in_models(&other.ty);
    let about = doc(format!("Asks for `{}`.", media_type.replace('`', "'")));
    let this = other.switch.as_ref().map(|_| quote! { mut });
    let switch = other.switch.as_ref();
    let switch = switch.map(|name| quote! { self.request.set_switch(#name); });
    let reader = reader(&other.decoding, &other.ty);
    quote! {
        #about
        #[inline]
        pub fn #method(#this self) -> rt::RequestAs<Self, #ty> {
            #switch
            let request = self.request.accept(#media_type);
            rt::RequestAs::new(request, #reader)
        }
    }
}
