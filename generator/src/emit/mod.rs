//! Stage 4. In: the client as Rust items. Out: tokens and syntax trees, file by file. Absent: decisions. This is
//! the only place with `quote`.

mod alternatives;
mod bodies;
mod client;
mod client_tests;
mod constructors;
mod enums;
mod errors;
mod example;
mod object;
mod operation;
mod parameter;
mod probe;
mod request;
mod responses;
mod servers;
mod shapes;
mod structs;
mod testing;
mod types;
mod unions;
mod webhooks;

use proc_macro2::{Span, TokenStream};
use quote::quote;

use crate::rust::items::StructItems;
use crate::rust::{Client, Handle, Ident, Model, ModelKind, Operation, Webhooks, is_visible};
pub(crate) use example::{FirstCall, first_program, sample};
pub(crate) use probe::probe;

/// A source file that is still to be spelled out. Files depend on the client only, not on each
/// other, so they can be spelled out in any order and side by side.
#[derive(Clone, Debug)]
pub(crate) struct File<'a> {
    /// Path relative to the client package.
    pub(crate) path: String,
    part: Part<'a>,
}

#[derive(Clone, Debug)]
enum Part<'a> {
    Root,
    Client,
    Errors,
    Models,
    Model(&'a Model),
    Webhooks(&'a Webhooks),
    Operations,
    Testing,
    Handle(&'a Handle),
    Operation(&'a Handle, &'a Operation),
    Examples,
    Calls,
    Requests,
}

/// The cargo feature of the models that no operation leads to.
const ALL_MODELS: &str = "all-models";

/// The cargo feature of all tags.
const ALL_TAGS: &str = "all-tags";

/// Prints the statements of a documented example, one line a string.
pub(crate) type PrintStatements<'a> = &'a dyn Fn(TokenStream) -> Vec<String>;

/// The source files of a client, the largest ones first.
#[must_use]
pub(crate) fn files(client: &Client) -> Vec<File<'_>> {
    let mut files: Vec<File<'_>> = [
        ("tests/generated/calls.rs", Part::Calls),
        ("tests/generated/examples.rs", Part::Examples),
        ("tests/generated/requests.rs", Part::Requests),
        ("src/generated/models/mod.rs", Part::Models),
        ("src/generated/client.rs", Part::Client),
        ("src/generated/error.rs", Part::Errors),
        ("src/generated/operations/mod.rs", Part::Operations),
        ("src/generated/testing.rs", Part::Testing),
        ("src/generated/mod.rs", Part::Root),
    ]
    .map(|(path, part)| File {
        path: path.to_owned(),
        part,
    })
    .into();
    for handle in &client.handles {
        let folder = format!("src/generated/operations/{}", handle.module.file());
        files.push(File {
            path: format!("{folder}/mod.rs"),
            part: Part::Handle(handle),
        });
        for operation in handle
            .operations
            .iter()
            .filter_map(|&at| client.operations.get(at))
        {
            let path = format!("{folder}/{}.rs", operation.name.file());
            files.push(File {
                path,
                part: Part::Operation(handle, operation),
            });
        }
    }
    for model in &client.models {
        let path = format!("src/generated/models/{}.rs", model.module);
        files.push(File {
            path,
            part: Part::Model(model),
        });
    }
    if let Some(webhooks) = &client.webhooks {
        files.push(File {
            path: "src/generated/webhooks/mod.rs".to_owned(),
            part: Part::Webhooks(webhooks),
        });
        files.extend(webhooks.models.iter().map(|model| File {
            path: format!("src/generated/webhooks/{}.rs", model.module),
            part: Part::Model(model),
        }));
    }
    files
}

/// A part of a file: tokens that are still to be parsed, or items that are parsed already.
pub(crate) enum Piece {
    Tokens(TokenStream),
    Items(syn::Result<Vec<syn::Item>>),
}

impl From<TokenStream> for Piece {
    fn from(tokens: TokenStream) -> Self {
        Self::Tokens(tokens)
    }
}

impl From<syn::Result<Vec<syn::Item>>> for Piece {
    fn from(items: syn::Result<Vec<syn::Item>>) -> Self {
        Self::Items(items)
    }
}

/// Spells out one file of a client.
#[must_use]
pub(crate) fn emit(client: &Client, file: &File<'_>, print: PrintStatements<'_>) -> Vec<Piece> {
    let tokens = match file.part {
        Part::Root => client::root(client),
        Part::Client => client::client(client, print),
        Part::Errors => errors::errors(client),
        Part::Models => models(client),
        Part::Model(model) => return self::model(model),
        Part::Webhooks(webhooks) => webhooks::webhooks(client, webhooks),
        Part::Operations => client::operations(client),
        Part::Testing => testing::testing(client),
        Part::Handle(handle) => client::handle(client, handle),
        Part::Operation(handle, operation) => {
            operation::operation(client, handle, operation, print)
        }
        Part::Examples => client_tests::examples(client),
        Part::Calls => client_tests::calls(client),
        Part::Requests => client_tests::requests(client),
    };
    vec![tokens.into()]
}

/// Spells out one model, as its file holds it.
#[must_use]
pub(crate) fn model(model: &Model) -> Vec<Piece> {
    match &model.kind {
        ModelKind::Struct(structure) => structs::structure(model, structure),
        ModelKind::Enum(known) => vec![enums::enumeration(model, known).into()],
        ModelKind::Union(union) => vec![unions::union(model, union).into()],
    }
}

/// Spells out one operation, as its file holds it.
#[must_use]
pub(crate) fn operation(client: &Client, index: usize, print: PrintStatements<'_>) -> TokenStream {
    let Some(operation) = client.operations.get(index) else {
        return TokenStream::new();
    };
    let Some(handle) = client.handles.get(operation.handle) else {
        return TokenStream::new();
    };
    operation::operation(client, handle, operation, print)
}

/// The condition of a model that no operation leads to.
fn unused(client: &Client, name: &Ident) -> Option<TokenStream> {
    let unused = client.unused.contains(name);
    unused.then(|| gate([ALL_MODELS])).flatten()
}

/// The condition of what any of these cargo features compiles; none where there are no features.
fn gate<T: AsRef<str>>(features: impl IntoIterator<Item = T>) -> Option<TokenStream> {
    let features: Vec<_> = features.into_iter().collect();
    let features = features.iter().map(AsRef::as_ref);
    match features.len() {
        0 => None,
        1 => Some(quote! { #[cfg(#(feature = #features)*)] }),
        _ => Some(quote! { #[cfg(any(#(feature = #features),*))] }),
    }
}

/// The struct whose fields are the arguments of `new` of a model, where it takes one.
fn arguments(model: &Model) -> Option<&Ident> {
    match &model.kind {
        ModelKind::Struct(structure) => StructItems::of(structure).arguments,
        _ => None,
    }
}

fn models(client: &Client) -> TokenStream {
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
    let aliases = client.aliases.iter().map(|(alias, name)| {
        let gate = gate(name);
        let about = doc(format!("The former name of [`{name}`]."));
        let (alias, name) = (ident(alias), ident(name));
        quote! { #about #gate pub type #alias = #name; }
    });
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

/// The place of a module beyond ASCII, whose folder has a name of its own.
fn place(name: &Ident) -> Option<TokenStream> {
    let path = format!("{}/mod.rs", name.file());
    (!name.as_str().is_ascii()).then(|| quote! { #[path = #path] })
}

fn ident(name: &Ident) -> proc_macro2::Ident {
    proc_macro2::Ident::new(name.as_str(), Span::call_site())
}

/// Lines of documentation, for the item that follows or for the file that they begin.
fn doc_lines<'a>(lines: impl IntoIterator<Item = &'a String>, inner: bool) -> TokenStream {
    let lines = lines.into_iter().map(|line| {
        // Names on the wire stand in some lines: no line ends before its end.
        let line: String = line.chars().filter(|&c| is_visible(c)).collect();
        let line = if line.is_empty() {
            line
        } else {
            format!(" {line}")
        };
        if inner {
            quote! { #![doc = #line] }
        } else {
            quote! { #[doc = #line] }
        }
    });
    quote! { #(#lines)* }
}

/// One line of documentation.
fn doc(line: impl Into<String>) -> TokenStream {
    doc_lines([&line.into()], false)
}

fn deprecated(is: bool) -> TokenStream {
    if is {
        quote! { #[deprecated = "the API has deprecated this"] }
    } else {
        TokenStream::new()
    }
}
