//! The module of the models, and the file of each of them.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use super::attributes::{doc, doc_lines, gate};
use super::ident::{ident, place};
use super::{enums, structs, unions};
use crate::rust::items::StructItems;
use crate::rust::{ALL_MODELS, Client, Ident, Model, ModelKind};

/// Emits one model, as its file holds it.
#[must_use]
pub(crate) fn model(client: &Client, model: &Model) -> TokenStream {
    one(model, client.sent.contains(&model.name))
}

/// Emits one event, which programs never construct.
pub(super) fn event(model: &Model) -> TokenStream {
    one(model, false)
}

fn one(model: &Model, sent: bool) -> TokenStream {
    match &model.kind {
        ModelKind::Struct(structure) => structs::structure(model, structure, sent),
        ModelKind::Enum(known) => enums::enumeration(model, known),
        ModelKind::Union(union) => unions::union(model, union),
    }
}

/// The struct with the arguments of a model's `new`, if it takes one.
fn arguments<'a>(client: &Client, model: &'a Model) -> Option<&'a Ident> {
    match &model.kind {
        ModelKind::Struct(structure) => {
            StructItems::of(structure, client.sent.contains(&model.name)).arguments
        }
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
        let (gate, place, name) = (
            gate(client.features_of_home(home)),
            place(home),
            ident(home),
        );
        quote! { #gate #place pub mod #name; }
    });
    let uses = homes.iter().map(|&home| {
        let (gate, name) = (gate(client.features_of_home(home)), ident(home));
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
    let mut structs = client
        .models
        .iter()
        .filter(|model| matches!(model.kind, ModelKind::Struct(_)));
    if structs.any(|model| !client.sent.contains(&model.name)) {
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
    let mut handles = client.handles.iter().filter(|handle| !handle.on_client);
    let about = match handles.find(|handle| handle.module == *home) {
        Some(handle) => format!(
            "Payloads of the operations of [`{0}`](crate::operations::{1}::{0}).",
            handle.name, handle.module
        ),
        None => "Payloads whose names begin alike, or that were put together by hand.".to_owned(),
    };
    let about = doc_lines([&about], true);
    let [held, names] = held(client, Some(home));
    quote! {
        #about
        #[allow(unused_imports, reason = "not every module has types that reference another module")]
        use super::*;

        #held

        #names
    }
}

/// The models in this module: their own modules, and their names with the former ones.
fn held(client: &Client, home: Option<&Ident>) -> [TokenStream; 2] {
    let around = home.map(|home| client.features_of_home(home));
    let gate = |name: &Ident| {
        let own = client.features_of_model(name);
        // A condition of the whole module is not repeated.
        gate(own.iter().filter(|_| around.as_ref() != Some(&own)))
    };
    let is_here = |model: &&Model| model.home.as_ref() == home;
    let models: Vec<&Model> = client.models.iter().filter(is_here).collect();
    let modules = models.iter().map(|model| {
        let (gate, module) = (gate(&model.name), ident(&model.module));
        quote! { #gate mod #module; }
    });
    // Such a module also sees those of the others, by `super::*`, of which one may have the same name.
    let here = home.map(|_| quote! { self:: });
    let uses = models.iter().map(|model| {
        let (gate, module, name) = (gate(&model.name), ident(&model.module), ident(&model.name));
        match arguments(client, model).map(ident) {
            Some(arguments) => quote! { #gate pub use #here #module::{#name, #arguments}; },
            None => quote! { #gate pub use #here #module::#name; },
        }
    });
    let names: BTreeSet<&Ident> = models.iter().map(|model| &model.name).collect();
    let aliases = client.aliases.iter();
    let aliases = aliases.filter(|(_, name)| names.contains(name));
    let aliases = aliases.map(|(former, name)| alias(former, name, gate(name)));
    [quote! { #(#modules)* }, quote! { #(#uses)* #(#aliases)* }]
}
