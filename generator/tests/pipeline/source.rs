//! Generated source as tokens, as a compiler and rustdoc see it.

use std::collections::BTreeMap;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// The source files of a client, each parsed as Rust.
#[track_caller]
pub(crate) fn parse(files: &BTreeMap<String, String>) -> BTreeMap<&str, TokenStream> {
    let sources = files.iter().filter(|(path, _)| path.ends_with(".rs"));
    sources
        .map(|(path, text)| {
            syn::parse_file(text).unwrap_or_else(|error| panic!("{path}: {error}\n{text}"));
            (path.as_str(), text.parse().unwrap())
        })
        .collect()
}

/// Every identifier, including keywords, outside literals and documentation.
pub(crate) fn identifiers(tokens: TokenStream) -> Vec<String> {
    let mut found = Vec::new();
    visit(tokens, &mut |tree| {
        if let TokenTree::Ident(name) = tree {
            found.push(name.to_string());
        }
    });
    found
}

fn visit(tokens: TokenStream, seen: &mut dyn FnMut(&TokenTree)) {
    for tree in tokens {
        seen(&tree);
        if let TokenTree::Group(group) = tree {
            visit(group.stream(), seen);
        }
    }
}

/// The documentation, each run of adjacent lines as one text, as rustdoc parses it.
pub(crate) fn docs(tokens: TokenStream) -> Vec<String> {
    let mut found = Vec::new();
    collect_docs(tokens, &mut found);
    found
}

fn collect_docs(tokens: TokenStream, found: &mut Vec<String>) {
    let mut run: Option<String> = None;
    for tree in tokens {
        match &tree {
            TokenTree::Punct(punct) if matches!(punct.as_char(), '#' | '!') => {}
            TokenTree::Group(group) if group.delimiter() == Delimiter::Bracket => {
                match doc_text(group.stream()) {
                    Some(line) => {
                        let run = run.get_or_insert_default();
                        run.push_str(&line);
                        run.push('\n');
                    }
                    None => {
                        found.extend(run.take());
                        collect_docs(group.stream(), found);
                    }
                }
            }
            TokenTree::Group(group) => {
                found.extend(run.take());
                collect_docs(group.stream(), found);
            }
            _ => found.extend(run.take()),
        }
    }
    found.extend(run);
}

/// The text of `doc = "…"`.
fn doc_text(attribute: TokenStream) -> Option<String> {
    let mut trees = attribute.into_iter();
    let (name, _, text) = (trees.next()?, trees.next()?, trees.next()?);
    if name.to_string() != "doc" {
        return None;
    }
    let text: syn::LitStr = syn::parse2(TokenStream::from(text)).ok()?;
    Some(text.value())
}
