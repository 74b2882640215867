//! Names as tokens.

use proc_macro2::{Span, TokenStream};
use quote::quote;

use crate::rust::Ident;

/// A name.
pub(super) fn ident(name: &Ident) -> proc_macro2::Ident {
    proc_macro2::Ident::new(name.as_str(), Span::call_site())
}

/// The `path` attribute of a module with a non-ASCII name, whose folder has another name.
pub(super) fn place(name: &Ident) -> Option<TokenStream> {
    let path = format!("{}/mod.rs", name.file());
    (!name.as_str().is_ascii()).then(|| quote! { #[path = #path] })
}
