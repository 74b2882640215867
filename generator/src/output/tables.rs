//! Tables as input of a macro, which prettyplease fills into lines like prose: a row of a group
//! stands on a line of its own, as does each entry that ends with a semicolon.

use std::fmt::Write as _;

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};
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

/// Adds a token, with a space before it where people write one.
fn push(line: &mut String, token: &TokenTree) {
    const OPENING: [&str; 5] = ["::", "<", "&", "-", "("];
    let (is_name, is_joint) = match token {
        TokenTree::Punct(it) => (it.as_char() == '-', it.spacing() == Spacing::Joint),
        _ => (true, false),
    };
    let follows = OPENING.iter().any(|opening| line.ends_with(opening));
    // The `::` at the beginning of a path stands apart from the colon of a row.
    let begins_path = is_joint && line.ends_with(':') && !follows;
    if (is_name && !line.is_empty() && !follows) || begins_path {
        line.push(' ');
    }
    match token {
        // A type has no other groups than tuples and arrays.
        TokenTree::Group(group) => {
            let mut inner = String::new();
            for token in group.stream() {
                push(&mut inner, &token);
            }
            let _ = match group.delimiter() {
                Delimiter::Bracket => write!(line, "[{inner}]"),
                _ => write!(line, "({inner})"),
            };
        }
        token => line.push_str(&token.to_token_stream().to_string()),
    }
}
