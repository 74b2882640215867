//! The module of the models, and the file of each of them.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use super::attributes::{ALL_MODELS, doc, doc_lines, gate, unused};
use super::ident::{ident, place};
use super::piece::Piece;
use super::{enums, structs, unions};
use crate::rust::items::StructItems;
use crate::rust::{Client, Handle, Ident, Model, ModelKind};

/// Emits one model, as its file holds it.
#[must_use]
pub(crate) fn model(model: &Model) -> Vec<Piece> {
    match &model.kind {
        ModelKind::Struct(structure) => structs::structure(model, structure),
        ModelKind::Enum(known) => vec![enums::enumeration(model, known).into()],
        ModelKind::Union(union) => vec![unions::union(model, union).into()],
    }
}

/// The struct with the arguments of a model's `new`, if it takes one.
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
    let homes = client.homes();
    let modules = homes.iter().map(|&home| {
        let (gate, place, name) = (gate_of_home(client, home), place(home), ident(home));
        quote! { #gate #place pub mod #name; }
    });
    let uses = homes.iter().map(|&home| {
        let (gate, name) = (gate_of_home(client, home), ident(home));
        quote! { #gate #[doc(no_inline)] pub use #name::*; }
    });
    let [held, names] = held(client, None);
    let mut docs = vec!["Payloads of requests and responses.".to_owned()];
    if !homes.is_empty() {
        docs.extend([
            String::new(),
            "Types that only one tag uses are in its module. All of them can be named without it, too:"
                .into(),
            "`models::NAME`.".into(),
        ]);
    }
    let received = |model: &Model| matches!(&model.kind, ModelKind::Struct(it) if !it.sent);
    if client.models.iter().any(received) {
        docs.extend([
            String::new(),
            "Types of responses alone have no `new`, since a server may add to them at any time. Tests make"
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
        #held

        #(#uses)*
        #names
    }
}

/// A module with some of the models.
pub(super) fn home(client: &Client, home: &Ident) -> TokenStream {
    let handle = client.handles.iter().find(|handle| handle.module == *home);
    let about = match handle {
        Some(handle) => format!(
            "Payloads of the operations of [`{}`]({}).",
            handle.name,
            link_from_models(handle)
        ),
        None => "Payloads that stand together by their names.".to_owned(),
    };
    let about = doc_lines([&about], true);
    let [held, names] = held(client, Some(home));
    quote! {
        #about
        #[allow(unused_imports, reason = "not every module has a type that leads to one elsewhere")]
        use super::*;

        #held

        #names
    }
}

/// The path of a handle in documentation of models.
fn link_from_models(handle: &Handle) -> String {
    match handle.on_client {
        true => "crate::Client".to_owned(),
        false => format!("crate::operations::{}::{}", handle.module, handle.name),
    }
}

/// The models in this module: their own modules, and their names with the former ones.
fn held(client: &Client, home: Option<&Ident>) -> [TokenStream; 2] {
    let around = home.and_then(|home| gate_of_home(client, home));
    let around = around.map(|it| it.to_string());
    let gate = |name: &Ident| {
        let gate = gate_of_model(client, name)?;
        // A condition of the whole module is not repeated.
        (around != Some(gate.to_string())).then_some(gate)
    };
    let is_here = |model: &&Model| model.home.as_ref() == home;
    let models: Vec<&Model> = client.models.iter().filter(is_here).collect();
    let modules = models.iter().map(|model| {
        let (gate, module) = (gate(&model.name), ident(&model.module));
        quote! { #gate mod #module; }
    });
    let uses = models.iter().map(|model| {
        let (gate, module, name) = (gate(&model.name), ident(&model.module), ident(&model.name));
        match arguments(model).map(ident) {
            Some(arguments) => quote! { #gate pub use #module::{#name, #arguments}; },
            None => quote! { #gate pub use #module::#name; },
        }
    });
    let names: BTreeSet<&Ident> = models.iter().map(|model| &model.name).collect();
    let aliases = client.aliases.iter();
    let aliases = aliases.filter(|(_, name)| names.contains(name));
    let aliases = aliases.map(|(former, name)| alias(former, name, gate(name)));
    [quote! { #(#modules)* }, quote! { #(#uses)* #(#aliases)* }]
}

/// The condition of a model.
fn gate_of_model(client: &Client, name: &Ident) -> Option<TokenStream> {
    let features = client.features.get(name).into_iter().flatten();
    unused(client, name).or_else(|| gate(features))
}

/// The condition of a module: that of any model in it.
fn gate_of_home(client: &Client, home: &Ident) -> Option<TokenStream> {
    let mut features = BTreeSet::new();
    for model in client
        .models
        .iter()
        .filter(|it| it.home.as_ref() == Some(home))
    {
        match client.features.get(&model.name) {
            _ if client.unused.contains(&model.name) => {
                features.insert(ALL_MODELS);
            }
            Some(all) => features.extend(all.iter().map(String::as_str)),
            None => return None,
        }
    }
    gate(features)
}
