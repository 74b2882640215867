//! What a file imports: what its types need, and no more, so that nothing is imported unused.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::ident;
use crate::rust::{Ident, Type};

/// The imports of one file.
#[derive(Debug, Default)]
pub(super) struct Imports {
    runtime: BTreeSet<&'static str>,
    models: BTreeSet<Ident>,
    serde: Vec<TokenStream>,
    json_module: bool,
    any_model: bool,
    map: bool,
    bytes: bool,
}

impl Imports {
    /// Adds what a type needs.
    pub(super) fn add(&mut self, ty: &Type) {
        match ty {
            Type::Unit | Type::Bool | Type::String => {}
            Type::I32 | Type::I64 | Type::U32 | Type::U64 | Type::F64 => {}
            Type::I128 | Type::U128 => {}
            Type::Tuple(items) => items.iter().for_each(|item| self.add(item)),
            Type::OpenTuple(items, _, rest) => {
                self.runtime("OpenTuple");
                items.iter().for_each(|item| self.add(item));
                self.add(rest);
            }
            Type::Base64 => self.runtime("Base64"),
            Type::Encoded(name) => self.runtime(name),
            Type::Decimal => self.runtime("Decimal"),
            Type::Body | Type::Form | Type::Download | Type::Redirect | Type::Answer(_) => {}
            Type::Bytes => self.bytes = true,
            Type::File => self.runtime("File"),
            Type::FormPart => self.runtime("FormPart"),
            Type::DateTime => self.runtime("DateTime"),
            Type::Date => self.runtime("Date"),
            Type::Uuid => self.runtime("Uuid"),
            Type::Json => self.runtime("Json"),
            Type::Model(name) => {
                self.any_model = true;
                self.models.insert(name.clone());
            }
            Type::Box(inner)
            | Type::Option(inner)
            | Type::Vec(inner)
            | Type::Events(inner)
            | Type::Event(inner)
            | Type::Lines(inner)
            | Type::Sequence(inner) => self.add(inner),
            Type::Nullable(inner) => {
                self.runtime("Nullable");
                self.add(inner);
            }
            Type::List(inner) => {
                self.runtime("List");
                self.add(inner);
            }
            Type::Map(key, value) => {
                self.map = true;
                self.add(key);
                self.add(value);
            }
        }
    }

    /// Adds a name of the runtime crate.
    pub(super) fn runtime(&mut self, name: &'static str) {
        self.runtime.insert(name);
    }

    /// Adds the `json` module of the runtime crate.
    pub(super) fn json(&mut self) {
        self.json_module = true;
    }

    /// Adds a name of serde, with its module where it has one.
    pub(super) fn serde(&mut self, path: TokenStream) {
        self.serde.push(path);
    }

    /// The imports of a file of models: other models by name, except its own.
    pub(super) fn in_models(&self, own: &Ident) -> TokenStream {
        let models: Vec<_> = self
            .models
            .iter()
            .filter(|name| *name != own)
            .map(ident)
            .collect();
        let (others, models) = (self.others(), uses(&quote! { super }, &models));
        quote! { #others #models }
    }

    /// The imports of a file of operations: models by way of their module.
    pub(super) fn in_operations(&self) -> TokenStream {
        let others = self.others();
        let models = self.any_model.then(|| quote! { use crate::models; });
        quote! { #others #models }
    }

    fn others(&self) -> TokenStream {
        let map = self.map.then(|| quote! { use std::collections::BTreeMap; });
        let bytes = self
            .bytes
            .then(|| quote! { use openapi_client_runtime::bytes::Bytes; });
        let mut names: Vec<_> = self
            .runtime
            .iter()
            .map(|name| format_ident!("{name}"))
            .collect();
        if self.json_module {
            names.push(format_ident!("json"));
        }
        let runtime = uses(&quote! { openapi_client_runtime }, &names);
        let serde = uses(&quote! { serde }, &self.serde);
        quote! { #map #bytes #runtime #serde }
    }
}

/// One `use` for all names of one path.
fn uses<T: quote::ToTokens>(path: &TokenStream, names: &[T]) -> TokenStream {
    match names {
        [] => TokenStream::new(),
        [one] => quote! { use #path::#one; },
        several => quote! { use #path::{#(#several),*}; },
    }
}
