//! The attributes of an item: documentation, deprecation, and the cargo features that it needs.

use std::borrow::Cow;

use proc_macro2::TokenStream;
use quote::quote;

use crate::rust::{ALL_MODELS, Client, Ident, is_visible};

/// The cargo feature of all tags.
pub(super) const ALL_TAGS: &str = "all-tags";

/// The condition of a model that no operation references.
pub(super) fn unused(client: &Client, name: &Ident) -> Option<TokenStream> {
    let unused = client.unused.contains(name);
    unused.then(|| gate([ALL_MODELS])).flatten()
}

/// The condition of an item that any of these cargo features enables; `None` without features.
pub(super) fn gate<T: AsRef<str>>(features: impl IntoIterator<Item = T>) -> Option<TokenStream> {
    let features: Vec<_> = features.into_iter().collect();
    let features = features.iter().map(AsRef::as_ref);
    match features.len() {
        0 => None,
        1 => Some(quote! { #[cfg(#(feature = #features)*)] }),
        _ => Some(quote! { #[cfg(any(#(feature = #features),*))] }),
    }
}

/// Between the lines of a documentation. They are one attribute until they are printed, which takes
/// less time than one each. No line contains it.
pub(crate) const LINE_END: &str = "\u{2028}";

/// Lines of documentation, for the following item or for the file that they begin.
pub(super) fn doc_lines<'a>(
    lines: impl IntoIterator<Item = &'a String>,
    inner: bool,
) -> TokenStream {
    let lines = lines.into_iter().map(|line| {
        // Some lines contain names from the wire: no line may end early.
        let line: Cow<'_, str> = match line.chars().all(is_visible) {
            true => line.into(),
            false => line.chars().filter(|&c| is_visible(c)).collect(),
        };
        let gap = if line.is_empty() { "" } else { " " };
        format!("{gap}{line}")
    });
    let lines: Vec<String> = lines.collect();
    if lines.is_empty() {
        return TokenStream::new();
    }
    let text = lines.join(LINE_END);
    match inner {
        true => quote! { #![doc = #text] },
        false => quote! { #[doc = #text] },
    }
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
