//! A folder's `mod.rs` is its page: its purpose, its contents, and its public items. The code is in
//! files with descriptive names.

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use crate::{none, sources};

const FOLDERS: [&str; 4] = [
    "generator/src",
    "xtask/src",
    "generated-client/runtime/src",
    "generated-client/src",
];

#[test]
fn a_folder_declares_and_does_not_work() {
    let mut findings = Vec::new();
    for source in FOLDERS.iter().flat_map(|folder| sources(folder)) {
        if !source.path.ends_with("/mod.rs") || source.is_generated() {
            continue;
        }
        let tokens = source.text.parse();
        let tokens: TokenStream = tokens.unwrap_or_else(|error| panic!("{}: {error}", source.path));
        findings.extend(work(tokens).map(|item| format!("{} holds `{item}`", source.path)));
    }
    none(&findings);
}

/// The beginning of the first item that is neither `mod name;` nor `use`.
fn work(tokens: TokenStream) -> Option<String> {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let is_end = |token: &TokenTree| matches!(token, TokenTree::Punct(it) if it.as_char() == ';');
    tokens.split(is_end).find_map(|item| {
        let item = declared(item);
        match item {
            [] => None,
            [TokenTree::Ident(word), TokenTree::Ident(_)] if word == "mod" => None,
            [TokenTree::Ident(word), ..] if word == "use" => None,
            item => {
                let words = item.iter().take(3).map(ToString::to_string);
                Some(words.collect::<Vec<_>>().join(" "))
            }
        }
    })
}

/// An item without its docs, attributes and visibility.
fn declared(mut item: &[TokenTree]) -> &[TokenTree] {
    let is_group = |token: &TokenTree, delimiter| matches!(token, TokenTree::Group(it) if it.delimiter() == delimiter);
    loop {
        item = match item {
            [TokenTree::Punct(mark), rest @ ..] if matches!(mark.as_char(), '#' | '!') => rest,
            [attribute, rest @ ..] if is_group(attribute, Delimiter::Bracket) => rest,
            [TokenTree::Ident(word), rest @ ..] if word == "pub" => rest,
            [within, rest @ ..] if is_group(within, Delimiter::Parenthesis) => rest,
            item => return item,
        };
    }
}

#[test]
fn work_is_told_from_declarations() {
    let work = |text: &str| work(text.parse().unwrap());
    let page = "//! In.\n#![allow(missing_docs)]\n/// A part.\n#[cfg(test)] pub(crate) mod a; mod b;\
                pub(in crate::c) use b::{C, d as e}; use super::f;";
    assert_eq!(work(page), None);
    for (text, found) in [
        ("mod a; const B: u8 = 1;", "const B :"),
        ("use a; pub fn b() {}", "fn b ()"),
        ("mod a { }", "mod a { }"),
        (
            "mod a; thread_local!(static B: u8 = 1);",
            "thread_local ! (static B : u8 = 1)",
        ),
    ] {
        assert_eq!(work(text).as_deref(), Some(found), "{text}");
    }
}
