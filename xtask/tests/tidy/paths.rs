//! The paths and names that a source uses, from its tokens: comments and strings don't count.

use std::collections::BTreeSet;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use crate::Source;

/// The references of a source of a crate.
#[derive(Default)]
pub(crate) struct Used {
    /// The modules and items at the root of its own crate, such as `api` of `crate::api::Api`.
    pub(crate) own: BTreeSet<String>,
    /// The paths into its own crate, from the root on.
    pub(crate) paths: BTreeSet<Vec<String>>,
    /// The first names of all other paths, such as `quote` of `quote::quote`.
    pub(crate) roots: BTreeSet<String>,
    /// All names, and all pairs of names with `::` between them.
    pub(crate) names: BTreeSet<String>,
}

/// The references of a source below `src`.
pub(crate) fn used(source: &Source, src: &str) -> Used {
    let tokens: TokenStream = source
        .text
        .parse()
        .unwrap_or_else(|error| panic!("{}: {error}", source.path));
    let path = source.path.strip_prefix(src).unwrap();
    let path = path.trim_matches('/').trim_end_matches(".rs");
    let mut module: Vec<_> = path.split('/').map(str::to_owned).collect();
    module.pop_if(|last| matches!(last.as_str(), "mod" | "lib"));
    let mut used = Used::default();
    read(tokens, &module, &mut used);
    used
}

fn read(tokens: TokenStream, module: &[String], used: &mut Used) {
    let tokens: Vec<_> = tokens.into_iter().collect();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        at += 1;
        match token {
            TokenTree::Ident(name) => {
                let name = name.to_string();
                // An inner module is one deeper for `super`.
                if let (true, [TokenTree::Ident(inner), TokenTree::Group(group), ..]) =
                    (name == "mod", &tokens[at..])
                {
                    let module = [module, &[inner.to_string()]].concat();
                    read(group.stream(), &module, used);
                    at += 2;
                    continue;
                }
                used.names.insert(name.clone());
                let Some((segments, group, next)) = path(&name, &tokens, at) else {
                    continue;
                };
                at = next;
                used.names.extend(segments.iter().cloned());
                for pair in segments.windows(2) {
                    used.names.insert(pair.join("::"));
                }
                resolve(&segments, group.as_ref(), module, used);
                if let Some(group) = group {
                    // Nested groups contain more names, none of which begins a path.
                    names(group, &mut used.names);
                }
            }
            TokenTree::Group(group) => read(group.stream(), module, used),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}

/// The rest of a path that begins with a name: its segments, the braces at its end, and its end
/// position. `None` if no `::` follows.
fn path(
    first: &str,
    tokens: &[TokenTree],
    mut at: usize,
) -> Option<(Vec<String>, Option<TokenStream>, usize)> {
    let mut segments = vec![first.to_owned()];
    while is_colon(tokens.get(at)) && is_colon(tokens.get(at + 1)) {
        match tokens.get(at + 2) {
            Some(TokenTree::Ident(name)) => segments.push(name.to_string()),
            Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => {
                return Some((segments, Some(group.stream()), at + 3));
            }
            // `Vec::<T>`, `use x::*`
            _ => return Some((segments, None, at + 2)),
        }
        at += 3;
    }
    (segments.len() > 1).then_some((segments, None, at))
}

fn is_colon(token: Option<&TokenTree>) -> bool {
    matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == ':')
}

/// Adds a path to those of its own crate or to those of other crates.
fn resolve(segments: &[String], group: Option<&TokenStream>, module: &[String], used: &mut Used) {
    let mut rest = segments;
    let mut base = match rest[0].as_str() {
        "crate" => Vec::new(),
        "self" | "super" => module.to_vec(),
        other => {
            used.roots.insert(other.to_owned());
            return;
        }
    };
    while let Some(first) = rest.first() {
        match first.as_str() {
            "super" => drop(base.pop()),
            "crate" | "self" => {}
            _ => break,
        }
        rest = &rest[1..];
    }
    let begun = [base.as_slice(), rest].concat();
    let ends = group.map(members).unwrap_or_default();
    used.paths.extend(
        ends.into_iter()
            .map(|end| [begun.as_slice(), &[end]].concat()),
    );
    used.paths.insert(begun);
    let next = rest.first().map(|name| vec![name.clone()]);
    for name in next.unwrap_or_else(|| group.map(members).unwrap_or_default()) {
        used.own.insert(base.first().unwrap_or(&name).clone());
    }
}

/// The first names in `{a, b::c, d as e}`.
fn members(group: &TokenStream) -> Vec<String> {
    let mut members = Vec::new();
    let mut begins = true;
    for token in group.clone() {
        match token {
            TokenTree::Ident(name) if begins => {
                members.push(name.to_string());
                begins = false;
            }
            TokenTree::Punct(punct) if punct.as_char() == ',' => begins = true,
            _ => {}
        }
    }
    members
}

fn names(tokens: TokenStream, into: &mut BTreeSet<String>) {
    for token in tokens {
        match token {
            TokenTree::Ident(name) => drop(into.insert(name.to_string())),
            TokenTree::Group(group) => names(group.stream(), into),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}

#[test]
fn paths_are_read_as_the_compiler_reads_them() {
    let source = Source {
        path: "generator/src/rust/names.rs".to_owned(),
        text: r#"
            //! crate::emit is spoken of, not used.
            use crate::{Input, api::{self, Api}, document::Pointer as P};
            use super::super::output;
            use quote::{format_ident, quote};
            fn f(x: crate::diagnostic::Code) -> Vec::<u8> { syn::parse_str("crate::propose") }
            mod tests { use super::super::model; use super::super::super::compare; }
        "#
        .to_owned(),
    };
    let used = used(&source, "generator/src");
    let own: Vec<_> = used.own.iter().map(String::as_str).collect();
    let expected = [
        "Input",
        "api",
        "compare",
        "diagnostic",
        "document",
        "output",
        "rust",
    ];
    assert_eq!(own, expected);
    let roots: Vec<_> = used.roots.iter().map(String::as_str).collect();
    assert_eq!(roots, ["Vec", "quote", "syn"]);
    assert!(used.names.contains("syn::parse_str") && used.names.contains("format_ident"));
    assert!(!used.names.contains("emit") && !used.names.contains("propose"));
}
