//! The parts of a file.

use proc_macro2::TokenStream;

/// A part of a file: unparsed tokens, or parsed items.
pub(crate) enum Piece {
    Tokens(TokenStream),
    Items(syn::Result<Vec<syn::Item>>),
}

impl From<TokenStream> for Piece {
    fn from(tokens: TokenStream) -> Self {
        Self::Tokens(tokens)
    }
}

impl From<syn::Result<Vec<syn::Item>>> for Piece {
    fn from(items: syn::Result<Vec<syn::Item>>) -> Self {
        Self::Items(items)
    }
}
