//! The attributes of an item: documentation, deprecation, and the cargo features that it needs.

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

/// Between the lines of a documentation. One attribute for all of them is read and printed in less
/// time than one each; [`print`](crate::output) takes them apart. No line contains it.
pub(crate) const LINE_END: char = '\u{2028}';

/// Lines of documentation, for the following item or for the file that they begin.
pub(super) fn doc_lines<'a>(
    lines: impl IntoIterator<Item = &'a String>,
    inner: bool,
) -> TokenStream {
    let mut text: Option<String> = None;
    for line in lines {
        let text = match &mut text {
            None => text.insert(String::new()),
            Some(text) => {
                text.push(LINE_END);
                text
            }
        };
        text.push_str(if line.is_empty() { "" } else { " " });
        // Some lines contain names from the wire: no line may end early.
        match line.chars().all(is_visible) {
            true => text.push_str(line),
            false => text.extend(line.chars().filter(|&c| is_visible(c))),
        }
    }
    match (text, inner) {
        (None, _) => TokenStream::new(),
        (Some(text), true) => quote! { #![doc = #text] },
        (Some(text), false) => quote! { #[doc = #text] },
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
