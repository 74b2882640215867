//! The client, its servers, and a handle for each tag.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::attributes::{ALL_TAGS, deprecated, doc, doc_lines, gate};
use super::example::PrintStatements;
use super::ident::{ident, place};
use super::testing::FEATURE as TESTING;
use super::{constructors, operation, request, servers, types};
use crate::RateLimit;
use crate::rust::items::RequestItems;
use crate::rust::{Client, Handle, Ident, Input, Operation, WEBHOOKS};

/// The root of the generated modules.
pub(super) fn root(client: &Client) -> TokenStream {
    let scheme = client.names_schemes().then(|| quote! { Scheme, });
    let server = (!client.servers.is_empty()).then(|| quote! { Server, });
    let webhooks = client.webhooks.as_ref().map(|_| {
        quote! {
            #[cfg(feature = #WEBHOOKS)]
            pub mod webhooks;
        }
    });
    let docs = doc_lines(
        [&"Generated from the description; don't edit.".to_owned()],
        true,
    );
    let has_features = client.tag_features().next().is_some();
    let lint = has_features.then(|| {
        quote! {
            #![cfg_attr(
                not(feature = #ALL_TAGS),
                allow(dead_code, reason = "operations of other tags may need it")
            )]
        }
    });
    quote! {
        #docs
        #lint
        #![allow(deprecated, reason = "deprecated parts of the API are part of the client, too")]
        #![allow(clippy::large_enum_variant, reason = "a box would hinder pattern matching")]
        #![allow(clippy::should_implement_trait, reason = "methods are named after properties")]
        #![allow(missing_docs, reason = "items that the API does not describe have no documentation")]

        mod client;
        mod error;
        pub mod models;
        pub mod operations;
        #[cfg(feature = #TESTING)]
        pub mod testing;
        #webhooks

        pub use client::{Client, #scheme #server};
        pub use error::{Error, ErrorBody};
    }
}

fn about_handle(handle: &Handle) -> String {
    match handle.on_client {
        true => "Operations without a tag: methods of [`Client`](crate::Client).".to_owned(),
        false => format!("Operations tagged `{}`.", handle.tag.replace('`', "'")),
    }
}

/// The type that has a handle's operations as methods, as a path from anywhere in the crate.
pub(super) fn owner(handle: &Handle) -> TokenStream {
    let (module, name) = (ident(&handle.module), ident(&handle.name));
    match handle.on_client {
        true => quote! { crate::Client },
        false => quote! { crate::operations::#module::#name },
    }
}

/// The module of all handles.
pub(super) fn operations(client: &Client) -> TokenStream {
    let mut docs = vec!["Operations, one module per tag: the handle and its requests.".to_owned()];
    if client.tag_features().next().is_some() {
        docs.extend([
            String::new(),
            "Each tag has a cargo feature that compiles its operations and the models they need;"
                .into(),
            format!("`{ALL_TAGS}`, a default feature, enables all of them."),
        ]);
    }
    let docs = doc_lines(docs.iter(), true);
    let modules = client.handles.iter().map(|handle| {
        let (place, module) = (place(&handle.module), ident(&handle.module));
        let gate = gate(&handle.module_features);
        quote! { #gate #place pub mod #module; }
    });
    quote! { #docs #(#modules)* }
}

/// `Client`, `Server` and `Scheme`.
pub(super) fn client(client: &Client, print: PrintStatements<'_>) -> TokenStream {
    let handles = client.handles.iter().filter(|handle| !handle.on_client);
    let methods = handles.map(|handle| {
        let (module, name) = (ident(&handle.module), ident(&handle.name));
        let about = doc(match handle.title.as_str() {
            "" => about_handle(handle),
            title => title.to_owned(),
        });
        let gate = gate(&handle.feature);
        quote! {
            #about
            #gate
            #[must_use]
            pub fn #module(&self) -> crate::operations::#module::#name {
                crate::operations::#module::#name { pipeline: self.pipeline.clone() }
            }
        }
    });
    let schemes = client.schemes.iter().map(servers::runtime_scheme);
    let security = match client.security.as_ref().map(servers::requirement) {
        Some(security) => quote! { Some(#security) },
        None => quote! { None },
    };
    let token_required = client.token_required;
    let token_env = if client.schemes.is_empty() {
        quote! { None }
    } else {
        let name = &client.token_env;
        quote! { Some(#name) }
    };
    let base_url_env = &client.base_url_env;
    let rate_limit = match client.rate_limit.map(rate_limit) {
        Some(limit) => quote! { Some(#limit) },
        None => quote! { None },
    };
    let base_url = client
        .servers
        .first()
        .map_or(&client.base_path, |server| &server.url);
    let about = doc(format!("A client of the {}.", client.api_title()));
    let token_urls = client.schemes.iter().filter_map(servers::token_url);
    let constructors = constructors::constructors(client);
    let (server, scheme) = (servers::server(client), servers::scheme(client));
    let example = super::example::first_call(client, print);
    let example = doc_lines(example.iter(), false);
    quote! {
        use openapi_client_runtime as rt;

        static INFO: rt::ClientInfo = rt::ClientInfo {
            package: env!("CARGO_PKG_NAME"),
            version: env!("CARGO_PKG_VERSION"),
            base_url: #base_url,
            schemes: &[#(#schemes),*],
            security: #security,
            token_required: #token_required,
            token_env: #token_env,
            base_url_env: Some(#base_url_env),
            rate_limit: #rate_limit,
        };

        #about
        #[doc = ""]
        #[doc = " Create one and clone it: clones share connections, limits and settings."]
        #[doc = " [`builder`](Self::builder) sets the base URL, timeouts, retries and limits; the methods `with_…` of"]
        #[doc = " a request override them for one call."]
        #example
        #[derive(Clone, Debug)]
        pub struct Client {
            pub(crate) pipeline: rt::Pipeline,
        }

        impl Client {
            #(#token_urls)*

            #constructors

            #[doc = " A client with other settings: server, token, timeouts, limits, retries."]
            #[must_use]
            pub fn builder() -> rt::ClientBuilder<Self> {
                rt::ClientBuilder::new(&INFO)
            }

            #[doc = " A request that the description doesn't have, with the credential, limits and retries"]
            #[doc = " of this client; see [`RawCall`](rt::RawCall::new) for the format of the path."]
            pub fn request(
                &self,
                method: rt::http::Method,
                path: impl Into<::std::borrow::Cow<'static, str>>,
            ) -> rt::RawCall<crate::ErrorBody> {
                rt::RawCall::new(&self.pipeline, method, path)
            }

            #(#methods)*
        }

        impl From<rt::Pipeline> for Client {
            fn from(pipeline: rt::Pipeline) -> Self {
                Self { pipeline }
            }
        }

        #server
        #scheme
    }
}

fn rate_limit(limit: RateLimit) -> TokenStream {
    let requests = Literal::u32_unsuffixed(limit.requests);
    let seconds = Literal::u64_unsuffixed(limit.seconds);
    let burst = Literal::u32_unsuffixed(limit.burst);
    let burst = (limit.burst > 1).then(|| quote! { .burst(#burst) });
    let per_day = limit.per_day.map(Literal::u64_unsuffixed);
    let per_day = per_day.map(|requests| quote! { .per_day(#requests) });
    quote! {
        rt::RateLimit::new(#requests, ::core::time::Duration::from_secs(#seconds))#burst #per_day
    }
}

/// A handle: its type and its methods, also those for operations of other handles.
pub(super) fn handle(client: &Client, handle: &Handle, print: PrintStatements<'_>) -> TokenStream {
    let name = ident(&handle.name);
    let own: Vec<_> = handle
        .operations
        .iter()
        .filter_map(|&index| client.operations.get(index))
        .collect();
    let modules = own.iter().map(|operation| {
        let module = ident(&operation.name.private_module());
        let gate = gate(&operation.features);
        quote! { #gate mod #module; }
    });
    let requests = own.iter().map(|operation| {
        let request = ident(&operation.request);
        let module = ident(&operation.name.private_module());
        let gate = gate(&operation.features);
        match operation.output.ty.as_response() {
            Some(response) => {
                let response = ident(response);
                quote! { #gate pub use #module::{#request, #response}; }
            }
            None => quote! { #gate pub use #module::#request; },
        }
    });
    let links: Vec<_> = handle
        .links
        .iter()
        .filter_map(|&index| client.operations.get(index))
        .collect();
    let about = doc_lines([&about_handle(handle)], true);
    let own_feature = gate(handle.own_feature());
    let own = own
        .iter()
        .map(|it| operation::methods(client, handle, it, print));
    let methods = links.iter().flat_map(|operation| {
        let items = RequestItems::of(operation);
        let others = items.constructors.into_iter();
        let others = others.map(|(other, arguments)| (&other.method, arguments));
        let all = [(&operation.name, operation.arguments.clone())];
        let all = all.into_iter().chain(others);
        let home = client.handles.get(operation.handle);
        let method = |(name, arguments): (&Ident, Vec<Input>)| {
            Some(delegate(home?, operation, name, &arguments, &own_feature))
        };
        all.filter_map(method).collect::<Vec<_>>()
    });
    let owner = match handle.on_client {
        true => owner(handle),
        false => quote! { #name },
    };
    let methods: Vec<_> = own.chain(methods).collect();
    let methods = (!methods.is_empty()).then(|| quote! { impl #owner { #(#methods)* } });
    let mut docs = handle.docs.clone();
    if docs.is_empty() {
        docs.push(about_handle(handle));
    }
    docs.extend([
        String::new(),
        format!(
            "Returned by [`Client::{0}`](crate::Client::{0}). Shares the client's connections and settings,",
            handle.module
        ),
        "and may outlive it.".to_owned(),
    ]);
    let docs = doc_lines(docs.iter(), false);
    let declared = (!handle.on_client).then(|| {
        quote! {
            #docs
            #[derive(Clone, Debug)]
            pub struct #name {
                pub(crate) pipeline: ::openapi_client_runtime::Pipeline,
            }
        }
    });
    quote! {
        #about
        #(#modules)*

        #(#requests)*

        #declared

        #methods
    }
}

/// A method that calls the one of this name on the operation's own handle.
fn delegate(
    home: &Handle,
    operation: &Operation,
    name: &Ident,
    arguments: &[Input],
    own_feature: &Option<TokenStream>,
) -> TokenStream {
    let (home_module, home_owner) = (ident(&home.module), owner(home));
    let request = ident(&operation.request);
    let signature = request::signature(name, quote! { &self }, arguments, types::ty_in_handles);
    let method = ident(name);
    let arguments = arguments.iter().map(|input| ident(&input.name));
    let about = doc(format!(
        "{}: the same as [`{}::{method}`]({}::{method}).",
        operation.title,
        home.name,
        link(home)
    ));
    let deprecated = deprecated(operation.deprecated);
    let lint = request::too_many(operation);
    quote! {
        #about
        #own_feature
        #deprecated
        #lint
        #[inline]
        pub fn #signature -> super::#home_module::#request {
            let home = #home_owner { pipeline: self.pipeline.clone() };
            home.#method(#(#arguments),*)
        }
    }
}

/// The path of a handle in documentation.
pub(super) fn link(handle: &Handle) -> String {
    match handle.on_client {
        true => "crate::Client".to_owned(),
        false => format!("super::{}::{}", handle.module, handle.name),
    }
}
