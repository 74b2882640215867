//! Tables as input of a macro, which prettyplease fills into lines like prose: a row of a group
//! stands on a line of its own, as does each entry that ends with a semicolon.

use std::fmt::Write as _;

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Item, MacroDelimiter};

const INDENT: &str = "    ";

/// Prints a call of a macro in braces; other items are left to prettyplease.
pub(super) fn print(item: &Item) -> Option<String> {
    let Item::Macro(item) = item else { return None };
    if item.ident.is_some() || !matches!(item.mac.delimiter, MacroDelimiter::Brace(_)) {
        return None;
    }
    let path: Vec<String> = (item.mac.path.segments.iter())
        .map(|segment| segment.ident.to_string())
        .collect();
    let mut text = format!("{}! {{\n", path.join("::"));
    let mut line = String::new();
    for token in item.mac.tokens.clone() {
        match token {
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                let _ = writeln!(text, "{INDENT}{line} {{");
                line.clear();
                rows(&mut text, group.stream());
                let _ = writeln!(text, "{INDENT}}}");
            }
            token if is_punct(&token, ';') => {
                let _ = writeln!(text, "{INDENT}{line};");
                line.clear();
            }
            token => push(&mut line, &token),
        }
    }
    text.push_str("}\n");
    Some(text)
}

fn rows(text: &mut String, tokens: TokenStream) {
    let mut row = String::new();
    for token in tokens {
        if is_punct(&token, ',') {
            let _ = writeln!(text, "{INDENT}{INDENT}{row},");
            row.clear();
        } else {
            push(&mut row, &token);
        }
    }
}

fn is_punct(token: &TokenTree, char: char) -> bool {
    matches!(token, TokenTree::Punct(it) if it.as_char() == char)
}

fn push(line: &mut String, token: &TokenTree) {
    let is_name = !matches!(token, TokenTree::Punct(_));
    let after_minus = line.ends_with('-');
    if !line.is_empty() && !after_minus && (is_name || is_punct(token, '-')) {
        line.push(' ');
    }
    line.push_str(&token.to_token_stream().to_string());
}
