//! What a file is put together from.

use proc_macro2::TokenStream;

/// A part of a file: tokens that are still to be parsed, or items that are parsed already.
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
