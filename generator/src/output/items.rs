//! Prints tokens: a file, or some statements.

use proc_macro2::TokenStream;
use quote::quote;

use super::spacing::space_out;
use super::tables;

/// Prints a file.
///
/// # Errors
///
/// If the tokens are not valid Rust.
pub(crate) fn print_items(tokens: TokenStream) -> Result<String, String> {
    Ok(print_file(parse(tokens)?))
}

/// Prints a file that is parsed already.
pub(super) fn print_file(file: syn::File) -> String {
    let mut text = String::new();
    let mut others = syn::File {
        items: Vec::new(),
        ..file
    };
    for item in file.items {
        match tables::print(&item) {
            Some(table) => {
                text.push_str(&prettyplease::unparse(&others));
                others.attrs.clear();
                others.items.clear();
                text.push_str(&table);
            }
            None => others.items.push(item),
        }
    }
    text.push_str(&prettyplease::unparse(&others));
    space_out(&text)
}

/// The syntax tree of a file.
///
/// # Errors
///
/// When the tokens are no Rust.
pub(super) fn parse(tokens: TokenStream) -> Result<syn::File, String> {
    syn::parse2(tokens).map_err(|error| error.to_string())
}

/// Prints statements, one string per line, without common indentation.
pub(crate) fn print_statements(tokens: TokenStream) -> Vec<String> {
    let Ok(file) = syn::parse2::<syn::File>(quote! { fn example() { #tokens } }) else {
        return Vec::new();
    };
    let text = prettyplease::unparse(&file);
    let lines: Vec<&str> = text.lines().collect();
    let body = lines
        .get(1..lines.len().saturating_sub(1))
        .unwrap_or_default();
    body.iter()
        .map(|line| line.strip_prefix("    ").unwrap_or(line).to_owned())
        .collect()
}
