//! Stage 4. In: the client as Rust items. Out: tokens, file by file. Absent: decisions. This is
//! the only place with `quote`.

mod client;
mod enums;
mod errors;
mod example;
mod imports;
mod operation;
mod structs;
mod tests;
mod types;
mod unions;

use proc_macro2::{Span, TokenStream};
use quote::quote;

use crate::rust::{Client, Ident, Model, ModelKind, is_visible};

/// A source file before it is printed.
#[derive(Debug)]
pub(crate) struct File {
    /// Path relative to the client package.
    pub(crate) path: String,
    /// Its items.
    pub(crate) tokens: TokenStream,
}

/// Prints the statements of a documented example, one line a string.
pub(crate) type PrintStatements<'a> = &'a dyn Fn(TokenStream) -> Vec<String>;

/// Spells out a client.
#[must_use]
pub(crate) fn emit(client: &Client, print: PrintStatements<'_>) -> Vec<File> {
    let mut files = vec![
        File {
            path: "src/generated/mod.rs".into(),
            tokens: client::root(),
        },
        File {
            path: "src/generated/client.rs".into(),
            tokens: client::client(client, print),
        },
        File {
            path: "src/generated/error.rs".into(),
            tokens: errors::errors(client),
        },
        File {
            path: "src/generated/models/mod.rs".into(),
            tokens: models(client),
        },
        File {
            path: "src/generated/operations/mod.rs".into(),
            tokens: client::operations(client),
        },
        File {
            path: "tests/generated/examples.rs".into(),
            tokens: tests::examples(client),
        },
        File {
            path: "tests/generated/calls.rs".into(),
            tokens: tests::calls(client),
        },
    ];
    for model in &client.models {
        files.push(File {
            path: format!("src/generated/models/{}.rs", model.module),
            tokens: self::model(model),
        });
    }
    for handle in &client.handles {
        let folder = format!("src/generated/operations/{}", handle.module);
        files.push(File {
            path: format!("{folder}/mod.rs"),
            tokens: client::handle(client, handle),
        });
        for operation in handle
            .operations
            .iter()
            .filter_map(|&at| client.operations.get(at))
        {
            files.push(File {
                path: format!("{folder}/{}.rs", operation.name),
                tokens: operation::operation(client, handle, operation, print),
            });
        }
    }
    files
}

/// Spells out one model, as its file holds it.
#[must_use]
pub(crate) fn model(model: &Model) -> TokenStream {
    match &model.kind {
        ModelKind::Struct(structure) => structs::structure(model, structure),
        ModelKind::Enum(values) => enums::enumeration(model, values),
        ModelKind::Union(union) => unions::union(model, union),
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

fn models(client: &Client) -> TokenStream {
    let modules = client.models.iter().map(|model| ident(&model.module));
    let uses = client.models.iter().map(|model| {
        let (module, name) = (ident(&model.module), ident(&model.name));
        quote! { pub use #module::#name; }
    });
    let docs = doc_lines(
        ["The payloads of requests and responses.".to_owned()].iter(),
        true,
    );
    quote! {
        #docs
        #(mod #modules;)*
        #(#uses)*
    }
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
