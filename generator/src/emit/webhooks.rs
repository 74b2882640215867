//! The module of the events that the API sends.

use proc_macro2::TokenStream;
use quote::quote;

use super::attributes::doc_lines;
use super::ident::ident;
use super::models::alias;
use crate::rust::{Client, Webhooks};
use crate::{EventId, KeyForm};

/// The scheme, and the types of the events.
pub(super) fn webhooks(client: &Client, webhooks: &Webhooks) -> TokenStream {
    let mut docs = vec![format!("Events that the {} sends.", client.api_title())];
    if !webhooks.docs.is_empty() {
        docs.push(String::new());
        docs.extend(webhooks.docs.iter().cloned());
    }
    let docs = doc_lines(docs.iter(), true);
    let example = doc_lines(example(client, webhooks).iter(), false);
    let scheme = scheme(webhooks);
    let modules = webhooks.models.iter().map(|model| {
        let module = ident(&model.module);
        quote! { mod #module; }
    });
    let uses = webhooks.models.iter().map(|model| {
        let (module, name) = (ident(&model.module), ident(&model.name));
        quote! { pub use #module::#name; }
    });
    let aliases = webhooks.aliases.iter();
    let aliases = aliases.map(|(former, name)| alias(former, name, None));
    quote! {
        #docs

        use openapi_client_runtime as rt;

        #(#modules)*
        #(#uses)*
        #(#aliases)*

        #[doc = " How the API signs its requests."]
        pub const SCHEME: rt::WebhookScheme = #scheme;

        #[doc = " A receiver for the events of one subscription, with its key."]
        #[doc = ""]
        #[doc = " # Errors"]
        #[doc = ""]
        #[doc = " If the key is empty, or not encoded as [`SCHEME`] says."]
        #example
        pub fn receiver(key: impl AsRef<str>) -> Result<rt::WebhookReceiver, rt::WebhookError> {
            rt::WebhookReceiver::new(SCHEME, key)
        }
    }
}

fn example(client: &Client, webhooks: &Webhooks) -> Vec<String> {
    let Some(event) = &webhooks.event else {
        return Vec::new();
    };
    let krate = crate::rust::Ident::snake(&client.package);
    let text = format!(
        "\n# Example\n\n```no_run\n# use {krate}::{{WebhookError, http, webhooks}};\n\
         # fn example(headers: &http::HeaderMap, body: &[u8]) -> Result<(), WebhookError> {{\n\
         let receiver = webhooks::receiver(\"00112233445566778899aabbccddeeff\")?;\n\
         let delivery = receiver.receive::<webhooks::{event}>(headers, body)?;\n\
         println!(\"{{}}: {{:?}}\", delivery.id, delivery.event);\n# Ok(())\n# }}\n```"
    );
    text.lines().map(str::to_owned).collect()
}

fn scheme(webhooks: &Webhooks) -> TokenStream {
    let scheme = &webhooks.scheme;
    let (header, signature) = (&scheme.header, &scheme.signature);
    let timestamp = match &scheme.timestamp {
        Some(name) => quote! { Some(#name) },
        None => quote! { None },
    };
    let key = match scheme.key {
        KeyForm::Hex => quote! { Hex },
        KeyForm::Base64 => quote! { Base64 },
        KeyForm::Text => quote! { Text },
    };
    let id = match &scheme.id {
        EventId::Property(name) => quote! { Property(#name) },
        EventId::Header(name) => quote! { Header(#name) },
    };
    quote! {
        rt::WebhookScheme {
            header: #header,
            timestamp: #timestamp,
            signature: #signature,
            key: rt::WebhookKey::#key,
            id: rt::WebhookId::#id,
        }
    }
}
