//! The client, its servers, and a handle for each tag.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use super::imports::Imports;
use super::{PrintStatements, deprecated, doc, doc_lines, ident, operation};
use crate::rust::{Auth, Client, Handle, Type};

/// The root of the generated modules.
pub(super) fn root() -> TokenStream {
    let docs = doc_lines(
        [&"Everything that follows from the description. Regenerated, never edited.".to_owned()],
        true,
    );
    quote! {
        #docs
        #![allow(deprecated, reason = "what the API has deprecated is part of the client, too")]
        #![allow(clippy::large_enum_variant, reason = "a box would be in the way of matching")]
        #![allow(clippy::should_implement_trait, reason = "properties have the names they have")]

        mod client;
        mod error;
        pub mod models;
        pub mod operations;

        pub use client::{Client, Server};
        pub use error::{Error, ErrorBody};
    }
}

/// The module of all handles.
pub(super) fn operations(client: &Client) -> TokenStream {
    let docs = doc_lines(
        [
            &"The operations, a module a tag: its handle and the requests that it makes."
                .to_owned(),
        ],
        true,
    );
    let modules = client.handles.iter().map(|handle| {
        let module = ident(&handle.module);
        let about = doc(format!(
            "Operations tagged `{}`.",
            handle.tag.replace('`', "'")
        ));
        quote! { #about pub mod #module; }
    });
    quote! { #docs #(#modules)* }
}

/// `Client` and `Server`.
pub(super) fn client(client: &Client, print: PrintStatements<'_>) -> TokenStream {
    let handles: Vec<_> = client.handles.iter().collect();
    let uses = handles.iter().map(|handle| {
        let (module, name) = (ident(&handle.module), ident(&handle.name));
        quote! { use crate::operations::#module::#name; }
    });
    let methods = handles.iter().map(|handle| {
        let (module, name) = (ident(&handle.module), ident(&handle.name));
        let about = doc(format!(
            "Operations tagged `{}`.",
            handle.tag.replace('`', "'")
        ));
        quote! {
            #about
            #[must_use]
            pub fn #module(&self) -> #name<'_> {
                #name { transport: &self.transport }
            }
        }
    });
    let auth_import = client.auth.is_some().then(|| quote! { AuthScheme, });
    let auth = match &client.auth {
        None => quote! { None },
        Some(Auth::Header { name, prefix }) => {
            quote! { Some(AuthScheme::Header { name: #name, prefix: #prefix }) }
        }
        Some(Auth::Query { name }) => quote! { Some(AuthScheme::Query { name: #name }) },
        Some(Auth::Cookie { name }) => quote! { Some(AuthScheme::Cookie { name: #name }) },
    };
    let token_env = match &client.auth {
        Some(_) => {
            let name = &client.token_env;
            quote! { Some(#name) }
        }
        None => quote! { None },
    };
    let base_url = client
        .servers
        .first()
        .map_or("", |server| server.url.as_str());
    let about = doc(format!("A client of the {} API.", client.api));
    let from_env = doc(format!(
        "A client with the token in `{}`.",
        client.token_env
    ));
    let server = server(client);
    let example = super::example::first_call(client, print);
    let example = doc_lines(example.iter(), false);
    quote! {
        use openapi_client_runtime::{#auth_import ClientBuilder, ClientInfo, ConfigError, Transport};
        #(#uses)*

        static INFO: ClientInfo = ClientInfo {
            package: env!("CARGO_PKG_NAME"),
            version: env!("CARGO_PKG_VERSION"),
            base_url: #base_url,
            auth: #auth,
            token_env: #token_env,
        };

        #about
        #[doc = ""]
        #[doc = " Cheap to clone: clones share connections and settings."]
        #example
        #[derive(Clone, Debug)]
        pub struct Client {
            transport: Transport,
        }

        impl Client {
            #[doc = " A client with this token, for the first server."]
            #[doc = ""]
            #[doc = " # Errors"]
            #[doc = ""]
            #[doc = " When the token can't stand in a header."]
            pub fn new(token: impl Into<String>) -> Result<Self, ConfigError> {
                Self::builder().token(token).build()
            }

            #from_env
            #[doc = ""]
            #[doc = " # Errors"]
            #[doc = ""]
            #[doc = " When the variable is not set, or the token can't stand in a header."]
            pub fn from_env() -> Result<Self, ConfigError> {
                Self::builder().token_from_env().build()
            }

            #[doc = " A client with other settings: server, token, time-outs, limits."]
            #[must_use]
            pub fn builder() -> ClientBuilder<Self> {
                ClientBuilder::new(&INFO)
            }

            #(#methods)*
        }

        impl From<Transport> for Client {
            fn from(transport: Transport) -> Self {
                Self { transport }
            }
        }

        #server
    }
}

fn server(client: &Client) -> TokenStream {
    let names: Vec<_> = client
        .servers
        .iter()
        .map(|server| ident(&server.name))
        .collect();
    let urls = client.servers.iter().map(|server| &server.url);
    let about = client
        .servers
        .iter()
        .map(|server| doc(server.docs.as_str()));
    let body = if names.is_empty() {
        quote! { match self {} }
    } else {
        quote! { match self { #(Self::#names => #urls,)* } }
    };
    quote! {
        #[doc = " The servers that the description names, for `ClientBuilder::base_url`."]
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum Server {
            #(#about #names,)*
        }

        impl Server {
            #[doc = " Its base URL."]
            #[must_use]
            pub fn url(self) -> &'static str {
                #body
            }
        }

        impl From<Server> for String {
            fn from(server: Server) -> Self {
                server.url().to_owned()
            }
        }
    }
}

/// A handle: its type, and the methods that lead to operations of other handles.
pub(super) fn handle(client: &Client, handle: &Handle) -> TokenStream {
    let name = ident(&handle.name);
    let own: Vec<_> = handle
        .operations
        .iter()
        .filter_map(|&index| client.operations.get(index))
        .collect();
    let modules: Vec<_> = own.iter().map(|operation| ident(&operation.name)).collect();
    let requests = own.iter().map(|operation| {
        let (module, request) = (ident(&operation.name), ident(&operation.request));
        match &operation.output.ty {
            Type::Answer(answer) => {
                let answer = ident(answer);
                quote! { pub use #module::{#request, #answer}; }
            }
            _ => quote! { pub use #module::#request; },
        }
    });
    let links: Vec<_> = handle
        .links
        .iter()
        .filter_map(|&index| client.operations.get(index))
        .collect();
    let mut imports = Imports::default();
    for operation in &links {
        operation::signature_types(operation).for_each(|ty| imports.add(ty));
    }
    imports.runtime("Transport");
    let imports = imports.in_operations();
    let about = doc_lines(
        [&format!(
            "Operations tagged `{}`.",
            handle.tag.replace('`', "'")
        )],
        true,
    );
    let methods = links.iter().filter_map(|operation| {
        let home = client.handles.get(operation.handle)?;
        let (home_module, home_name) = (ident(&home.module), ident(&home.name));
        let request = ident(&operation.request);
        let signature = operation::signature(&operation.name, &operation.arguments);
        let method = ident(&operation.name);
        let arguments = operation.arguments.iter().map(|input| ident(&input.name));
        let about = doc(format!(
            "{}: the same as [`{home_name}::{method}`](super::{home_module}::{home_name}::{method}).",
            operation.title
        ));
        let deprecated = deprecated(operation.deprecated);
        let lint = operation::too_many(operation);
        Some(quote! {
            #about
            #deprecated
            #lint
            #[inline]
            pub fn #signature -> #home_module::#request {
                let home = #home_name { transport: self.transport };
                home.#method(#(#arguments),*)
            }
        })
    });
    let homes: BTreeSet<usize> = links.iter().map(|operation| operation.handle).collect();
    let homes = homes
        .iter()
        .filter_map(|&home| client.handles.get(home))
        .map(|home| {
            let (module, name) = (ident(&home.module), ident(&home.name));
            quote! { use super::#module::{self, #name}; }
        });
    let linked = (!links.is_empty()).then(|| quote! { impl #name<'_> { #(#methods)* } });
    let entry = doc(format!(
        "Made by [`Client::{}`](crate::Client::{}).",
        handle.module, handle.module
    ));
    quote! {
        #about
        #(mod #modules;)*

        #imports
        #(#homes)*
        #(#requests)*

        #entry
        #[derive(Clone, Copy, Debug)]
        pub struct #name<'a> {
            pub(crate) transport: &'a Transport,
        }

        #linked
    }
}
