//! A client as a module of a crate: paths are relative to the module, `cfg` names no feature that the crate lacks,
//! and examples are not doctests.

use std::collections::BTreeMap;

use proc_macro2::{Group, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{LitStr, Meta};

use super::items::{parse, print_file};
use crate::emit::{LINE_END, TESTING};

/// The folder of the sources in a package.
const SOURCES: &str = "src/";

/// Whether a module has this emitted file: the tests of a package call it from outside.
pub(super) fn has(path: &str) -> bool {
    path.starts_with(SOURCES)
}

/// The files by their paths in the folder of the module.
pub(super) fn files(files: BTreeMap<String, String>) -> BTreeMap<String, String> {
    let files = files.into_iter().map(|(path, text)| {
        let path = path
            .strip_prefix(SOURCES)
            .map(str::to_owned)
            .unwrap_or(path);
        (path, text)
    });
    files.collect()
}

/// Prints the file at this path of a package.
///
/// # Errors
///
/// If the tokens are not valid Rust.
pub(super) fn print(tokens: TokenStream, path: &str) -> Result<String, String> {
    let file = parse(tokens)?.into_token_stream();
    let mut placing = Placing {
        depth: path.trim_end_matches("/mod.rs").matches('/').count(),
        in_example: false,
    };
    let file = syn::parse2(placing.place(file)).map_err(|error| error.to_string())?;
    Ok(print_file(file))
}

struct Placing {
    /// How many modules below that of the client the file is.
    depth: usize,
    /// Whether the last line of documentation is in an example.
    in_example: bool,
}

impl Placing {
    fn place(&mut self, tokens: TokenStream) -> TokenStream {
        let mut placed = TokenStream::new();
        let mut tokens = tokens.into_iter().peekable();
        while let Some(token) = tokens.next() {
            let next = tokens.peek();
            match token {
                TokenTree::Ident(it) if it == "crate" && is_punct(next, ':') => {
                    placed.extend(self.root());
                }
                TokenTree::Punct(hash) if hash.as_char() == '#' => {
                    let inner = tokens.next_if(|it| is_punct(Some(it), '!'));
                    let Some(brackets) = tokens.next() else {
                        return placed;
                    };
                    let attribute = match brackets {
                        TokenTree::Group(it) => self.attribute(it.stream()),
                        other => Some(other.into()),
                    };
                    placed.extend(attribute.map(|it| quote! { #hash #inner [#it] }));
                }
                TokenTree::Group(it) => {
                    let within = Group::new(it.delimiter(), self.place(it.stream()));
                    placed.extend([TokenTree::Group(within)]);
                }
                other => placed.extend([other]),
            }
        }
        placed
    }

    /// The path of the client.
    fn root(&self) -> TokenStream {
        let up = vec![quote! { super }; self.depth];
        quote! { #(#up)::* }
    }

    /// The content of an attribute; `None` if it is dropped.
    fn attribute(&mut self, tokens: TokenStream) -> Option<TokenStream> {
        match syn::parse2(tokens.clone()) {
            Ok(Meta::NameValue(it)) if it.path.is_ident("doc") => {
                let Ok(text) = syn::parse2::<LitStr>(it.value.into_token_stream()) else {
                    return Some(tokens);
                };
                let text = text.value();
                let lines: Vec<String> = text
                    .split(LINE_END)
                    .filter_map(|line| self.line(line))
                    .collect();
                let text = lines.join(LINE_END);
                (!lines.is_empty()).then(|| quote! { doc = #text })
            }
            Ok(Meta::List(it)) if it.path.is_ident("cfg") => {
                let condition = it.tokens.to_string();
                match condition.contains(TESTING) {
                    true => Some(quote! { cfg(test) }),
                    false => (!condition.contains("feature")).then_some(tokens),
                }
            }
            _ => Some(self.place(tokens)),
        }
    }

    /// A line of documentation; `None` if it only serves a doctest.
    fn line(&mut self, line: &str) -> Option<String> {
        match line.trim() {
            "```no_run" => {
                self.in_example = true;
                return Some(line.replace("no_run", "text"));
            }
            "```" => self.in_example = false,
            hidden if self.in_example && hidden.starts_with("# ") => return None,
            _ => {}
        }
        let root = self.root().to_string().replace(' ', "");
        Some(line.replace("](crate::", &format!("]({root}::")))
    }
}

fn is_punct(token: Option<&TokenTree>, wanted: char) -> bool {
    matches!(token, Some(TokenTree::Punct(it)) if it.as_char() == wanted)
}
