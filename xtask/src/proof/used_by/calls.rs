//! The operations that a program calls, judging by its source: those whose methods it names.

use std::collections::BTreeSet;
use std::str::FromStr;

use generator::rust::Client;
use proc_macro2::{TokenStream, TokenTree};

/// The operations, as method and path, with a method name that comes after a `.` or `::` in one of
/// these texts. If two operations have methods of the same name, both count as called: an
/// overestimate, never an underestimate.
pub(super) fn operations(texts: &[String], client: &Client) -> BTreeSet<String> {
    let mut named = BTreeSet::new();
    for text in texts {
        // A file that isn't valid Rust calls nothing.
        if let Ok(tokens) = TokenStream::from_str(text) {
            collect(tokens, &mut named);
        }
    }
    let is_called = |name: &str| named.contains(name);
    let called = client.operations.iter().filter(|operation| {
        let mut others = operation.alternatives.iter();
        is_called(operation.name.as_str()) || others.any(|it| is_called(it.method.as_str()))
    });
    called.map(|operation| operation.key.clone()).collect()
}

/// The identifiers after a `.` or a `::`, outside comments and strings.
fn collect(tokens: TokenStream, named: &mut BTreeSet<String>) {
    let mut before = false;
    for token in tokens {
        match token {
            TokenTree::Ident(name) if before => {
                named.insert(name.to_string());
                before = false;
            }
            TokenTree::Punct(punct) => before = matches!(punct.as_char(), '.' | ':'),
            TokenTree::Group(group) => {
                collect(group.stream(), named);
                before = false;
            }
            _ => before = false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_behind_a_dot_or_a_path() {
        let mut named = BTreeSet::new();
        let text =
            "fn a() { x.one().two(b.three); // .four()\n let _ = \".five()\"; T::six(seven); }";
        collect(TokenStream::from_str(text).unwrap_or_default(), &mut named);
        let expected = ["one", "six", "three", "two"].map(str::to_owned);
        assert_eq!(named, BTreeSet::from(expected));
    }
}
