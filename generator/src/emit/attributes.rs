//! What stands before an item: its documentation, what deprecates it, and the cargo features that it needs.

use proc_macro2::TokenStream;
use quote::quote;

use crate::rust::{Client, Ident, is_visible};

/// The cargo feature of the models that no operation leads to.
pub(super) const ALL_MODELS: &str = "all-models";

/// The cargo feature of all tags.
pub(super) const ALL_TAGS: &str = "all-tags";

/// The condition of a model that no operation leads to.
pub(super) fn unused(client: &Client, name: &Ident) -> Option<TokenStream> {
    let unused = client.unused.contains(name);
    unused.then(|| gate([ALL_MODELS])).flatten()
}

/// The condition of what any of these cargo features compiles; none where there are no features.
pub(super) fn gate<T: AsRef<str>>(features: impl IntoIterator<Item = T>) -> Option<TokenStream> {
    let features: Vec<_> = features.into_iter().collect();
    let features = features.iter().map(AsRef::as_ref);
    match features.len() {
        0 => None,
        1 => Some(quote! { #[cfg(#(feature = #features)*)] }),
        _ => Some(quote! { #[cfg(any(#(feature = #features),*))] }),
    }
}

/// Lines of documentation, for the item that follows or for the file that they begin.
pub(super) fn doc_lines<'a>(
    lines: impl IntoIterator<Item = &'a String>,
    inner: bool,
) -> TokenStream {
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
pub(super) fn doc(line: impl Into<String>) -> TokenStream {
    doc_lines([&line.into()], false)
}

pub(super) fn deprecated(is: bool) -> TokenStream {
    if is {
        quote! { #[deprecated = "the API has deprecated this"] }
    } else {
        TokenStream::new()
    }
}
