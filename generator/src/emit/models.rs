//! The module of the models, and which file makes each of them.

use proc_macro2::TokenStream;
use quote::quote;

use super::attributes::{ALL_MODELS, doc, doc_lines, gate, unused};
use super::ident::ident;
use super::piece::Piece;
use super::{enums, structs, unions};
use crate::rust::items::StructItems;
use crate::rust::{Client, Ident, Model, ModelKind};

/// Spells out one model, as its file holds it.
#[must_use]
pub(crate) fn model(model: &Model) -> Vec<Piece> {
    match &model.kind {
        ModelKind::Struct(structure) => structs::structure(model, structure),
        ModelKind::Enum(known) => vec![enums::enumeration(model, known).into()],
        ModelKind::Union(union) => vec![unions::union(model, union).into()],
    }
}

/// The struct whose fields are the arguments of `new` of a model, where it takes one.
fn arguments(model: &Model) -> Option<&Ident> {
    match &model.kind {
        ModelKind::Struct(structure) => StructItems::of(structure).arguments,
        _ => None,
    }
}

/// The former name of a type.
pub(super) fn alias(former: &Ident, name: &Ident, gate: Option<TokenStream>) -> TokenStream {
    let about = doc(format!("The former name of [`{name}`]."));
    let (former, name) = (ident(former), ident(name));
    quote! { #about #gate pub type #former = #name; }
}

/// The module of the models.
pub(super) fn models(client: &Client) -> TokenStream {
    let gate = |name: &Ident| {
        let features = client.features.get(name).into_iter().flatten();
        unused(client, name).or_else(|| gate(features))
    };
    let modules = client.models.iter().map(|model| {
        let (gate, module) = (gate(&model.name), ident(&model.module));
        quote! { #gate mod #module; }
    });
    let uses = client.models.iter().map(|model| {
        let (gate, module, name) = (gate(&model.name), ident(&model.module), ident(&model.name));
        match arguments(model).map(ident) {
            Some(arguments) => quote! { #gate pub use #module::{#name, #arguments}; },
            None => quote! { #gate pub use #module::#name; },
        }
    });
    let aliases = client.aliases.iter();
    let aliases = aliases.map(|(former, name)| alias(former, name, gate(name)));
    let mut docs = vec!["Payloads of requests and responses.".to_owned()];
    let received = |model: &Model| matches!(&model.kind, ModelKind::Struct(it) if !it.sent);
    if client.models.iter().any(received) {
        docs.extend([
            String::new(),
            "What only comes back has no `new`, since a server may add to it at any time. Tests make"
                .into(),
            "such values with `testing::example` of the feature `test-util`, or from JSON.".into(),
        ]);
    }
    if !client.unused.is_empty() {
        docs.extend([
            String::new(),
            "Payloads that no operation takes or returns, such as those of webhooks, are".into(),
            format!("compiled with the feature `{ALL_MODELS}`."),
        ]);
    }
    let docs = doc_lines(docs.iter(), true);
    quote! {
        #docs
        #(#modules)*
        #(#uses)*
        #(#aliases)*
    }
}
