//! How an answer is read: one way, or another for each status, or as a stream.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::{doc, ident, types};
use crate::api::{EventData, EventItem, Status};
use crate::rust::{AnswerVariant, Decoding, Operation, Type};

/// What an operation decodes its answer with.
pub(super) fn decoding(operation: &Operation) -> TokenStream {
    match (&operation.output.decoding, &operation.output.ty) {
        (Decoding::Optional(inner), _) => {
            let reader = reader(inner);
            quote! { decode::optional(response, #reader) }
        }
        (Decoding::ByStatus(variants), Type::Answer(name)) => by_status(&ident(name), variants),
        (decoding, _) => read(decoding),
    }
}

/// A body that is read as one thing.
fn read(decoding: &Decoding) -> TokenStream {
    match decoding {
        Decoding::EventItems(event) => event_items(event),
        decoding => {
            let reader = reader(decoding);
            quote! { #reader(response) }
        }
    }
}

/// Events that are described as a whole: what their data is goes by their names.
fn event_items(event: &EventItem) -> TokenStream {
    let data = |data: &EventData| match data {
        EventData::Text => quote! { decode::EventData::Text },
        EventData::Json => quote! { decode::EventData::Json },
        EventData::Either => quote! { decode::EventData::Either },
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
        return quote! { decode::event_items(response, |_| #otherwise) };
    }
    quote! {
        decode::event_items(response, |event| match event { #(#arms)* _ => #otherwise, })
    }
}

/// The function that reads a body.
fn reader(decoding: &Decoding) -> TokenStream {
    match decoding {
        Decoding::Empty | Decoding::Optional(_) | Decoding::ByStatus(_) => quote! { decode::empty },
        Decoding::Json => quote! { decode::json },
        Decoding::Text => quote! { decode::text },
        Decoding::Bytes => quote! { decode::bytes },
        Decoding::Download => quote! { decode::download },
        Decoding::Events => quote! { decode::events },
        Decoding::TextEvents => quote! { decode::text_events },
        Decoding::Lines => quote! { decode::lines },
        Decoding::EventItems(event) => {
            let read = event_items(event);
            quote! { |response| #read }
        }
    }
}

fn by_status(name: &proc_macro2::Ident, variants: &[AnswerVariant]) -> TokenStream {
    let arms = variants.iter().map(|variant| {
        let pattern = pattern(variant.status);
        let variant_name = ident(&variant.name);
        if variant.ty == Type::Unit {
            return quote! { #pattern => Ok(#name::#variant_name), };
        }
        let read = read(&variant.decoding);
        quote! { #pattern => #read.map(#name::#variant_name), }
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
        // Nothing else is a success, and codes stand before it.
        Status::Range(_) | Status::Default => quote! { _ },
    }
}

/// Whether there are successes that no variant is for.
fn has_other(variants: &[AnswerVariant]) -> bool {
    !variants
        .iter()
        .any(|variant| matches!(variant.status, Status::Range(_) | Status::Default))
}

/// The type of an answer with variants.
pub(super) fn answer(operation: &Operation) -> Option<TokenStream> {
    let (Decoding::ByStatus(variants), Type::Answer(name)) =
        (&operation.output.decoding, &operation.output.ty)
    else {
        return None;
    };
    let name = ident(name);
    let about = doc(format!("The answer of [`{}`].", operation.request));
    let clone = (!variants
        .iter()
        .any(|variant| variant.decoding.is_streamed()))
    .then(|| quote! { Clone, });
    let declared = variants.iter().map(|variant| {
        let status = crate::rust::status_text(variant.status);
        let about = doc(if variant.docs.is_empty() {
            format!("Status {status}.")
        } else {
            format!("Status {status}: {}", variant.docs)
        });
        let name = ident(&variant.name);
        let payload = (variant.ty != Type::Unit).then(|| {
            let ty = types::ty_in_models(&variant.ty);
            quote! { (#ty) }
        });
        quote! { #about #name #payload, }
    });
    let other = has_other(variants).then(|| {
        quote! {
            #[doc = " A success that the description does not have."]
            Other(RawResponse),
        }
    });
    Some(quote! {
        #about
        #[derive(#clone Debug)]
        #[non_exhaustive]
        pub enum #name {
            #(#declared)*
            #other
        }
    })
}

/// What a request says about the answer that it wants.
pub(super) fn wanted(operation: &Operation) -> TokenStream {
    let output = &operation.output;
    let accept = output
        .accept
        .as_ref()
        .map(|media_type| quote! { .accept(#media_type) });
    let streamed = match &output.decoding {
        Decoding::ByStatus(variants) => {
            let statuses = |streamed: bool| {
                variants
                    .iter()
                    .filter(move |variant| variant.decoding.is_streamed() == streamed)
                    .map(|variant| (matches!(variant.status, Status::Code(_)), variant))
                    .partition::<Vec<_>, _>(|(is_code, _)| *is_code)
            };
            let ((streamed, streamed_rest), (whole, _)) = (statuses(true), statuses(false));
            let pattern = |(_, variant): &(bool, &AnswerVariant)| pattern(variant.status);
            let (streamed, whole) = (streamed.iter().map(pattern), whole.iter().map(pattern));
            match (streamed_rest.is_empty(), streamed.len(), whole.len()) {
                (true, 0, _) => None,
                (true, ..) => Some(quote! {
                    .streamed_on(|status| matches!(status, #(#streamed)|*))
                }),
                (false, _, 0) => Some(quote! { .streamed() }),
                (false, ..) => Some(quote! {
                    .streamed_on(|status| !matches!(status, #(#whole)|*))
                }),
            }
        }
        decoding if decoding.is_streamed() => Some(quote! { .streamed() }),
        _ => None,
    };
    quote! { #accept #streamed }
}

/// The method that sends a request for a stream in place of an answer as a whole.
pub(super) fn stream(operation: &Operation) -> Option<TokenStream> {
    let stream = operation.output.stream.as_ref()?;
    let (method, media_type) = (ident(&stream.method), &stream.media_type);
    let ty = types::ty_in_models(&stream.ty);
    let reader = reader(&stream.decoding);
    let about = doc(format!(
        "Sends the request for an answer that comes piece by piece (`{media_type}`)."
    ));
    let request = ident(&operation.request);
    let switch = stream.switch.as_ref();
    let switch = switch.map(|name| quote! { self.request.set_switch(#name); });
    Some(quote! {
        impl #request {
            #about
            #[inline]
            pub fn #method(mut self) -> ResponseFuture<#ty, ErrorBody> {
                #switch
                self.request = self.request.accept(#media_type).streamed();
                self.call_as(#reader)
            }
        }
    })
}

/// The setters that go on with an event stream.
pub(super) fn resume(operation: &Operation) -> Vec<TokenStream> {
    let Some(resume) = &operation.output.resume else {
        return Vec::new();
    };
    let (from, reconnecting) = (ident(&resume.from), ident(&resume.reconnecting));
    vec![
        quote! {
            #[doc = " Asks for the events after the one with this id."]
            #[inline]
            pub fn #from(mut self, id: &str) -> Self {
                self.request.resume_from(id);
                self
            }
        },
        quote! {
            #[doc = " Asks for the rest where the stream ends or breaks off, until the server says that"]
            #[doc = " there is no more (204): so many times in a row without an event, and each time"]
            #[doc = " after the wait that the server asks for."]
            #[inline]
            pub fn #reconnecting(mut self, attempts: u32) -> Self {
                self.request.reconnect(attempts);
                self
            }
        },
    ]
}
