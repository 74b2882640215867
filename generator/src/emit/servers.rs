//! The base URLs and the security schemes of a client.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::attributes::doc;
use super::ident::ident;
use crate::rust::{AuthPlace, Client, Requirement, Scheme, Server};

/// `Server`, if the description names a host.
pub(super) fn server(client: &Client) -> Option<TokenStream> {
    if client.servers.is_empty() {
        return None;
    }
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
    let has_variables = client
        .servers
        .iter()
        .any(|server| server.template.is_some());
    let with = has_variables.then(|| {
        let templates = client.servers.iter().map(template);
        quote! {
            #[doc = " The base URL with these values for its variables, and defaults for the others."]
            #[doc = ""]
            #[doc = " # Errors"]
            #[doc = ""]
            #[doc = " If the server has no such variable, or the variable doesn't allow the value."]
            pub fn with<'a>(
                self,
                values: impl IntoIterator<Item = (&'a str, &'a str)>,
            ) -> Result<String, rt::ConfigError> {
                let template = match self { #(Self::#names => #templates,)* };
                template.with(values)
            }
        }
    });
    Some(quote! {
        #[doc = " Servers of the description, for `ClientBuilder::base_url`."]
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum Server {
            #(#about #names,)*
        }

        impl Server {
            #[doc = " Its base URL."]
            #[must_use]
            pub fn url(self) -> &'static str {
                match self { #(Self::#names => #urls,)* }
            }

            #with
        }

        impl From<Server> for String {
            fn from(server: Server) -> Self {
                server.url().to_owned()
            }
        }
    })
}

fn template(server: &Server) -> TokenStream {
    let url = server.template.as_ref().unwrap_or(&server.url);
    let variables = server.variables.iter().map(|variable| {
        let (name, default, values) = (&variable.name, &variable.default, &variable.values);
        quote! { rt::ServerVariable { name: #name, default: #default, values: &[#(#values),*] } }
    });
    quote! { rt::ServerTemplate { url: #url, variables: &[#(#variables),*] } }
}

/// `Scheme`, if there is more than one token to choose.
pub(super) fn scheme(client: &Client) -> Option<TokenStream> {
    if !client.names_schemes() {
        return None;
    }
    let names: Vec<_> = client
        .schemes
        .iter()
        .map(|scheme| ident(&scheme.name))
        .collect();
    let wires = client.schemes.iter().map(|scheme| &scheme.wire);
    let about = client
        .schemes
        .iter()
        .map(|scheme| doc(scheme.docs.as_str()));
    Some(quote! {
        #[doc = " Authentication schemes, for `ClientBuilder::credential`."]
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum Scheme {
            #(#about #names,)*
        }

        impl From<Scheme> for &'static str {
            fn from(scheme: Scheme) -> Self {
                match scheme { #(Scheme::#names => #wires,)* }
            }
        }
    })
}

/// A scheme as a value of the runtime.
pub(super) fn runtime_scheme(scheme: &Scheme) -> TokenStream {
    let wire = &scheme.wire;
    let auth = match &scheme.place {
        AuthPlace::Header { name, prefix } => {
            quote! { rt::AuthScheme::Header { name: #name, prefix: #prefix } }
        }
        AuthPlace::Query { name } => quote! { rt::AuthScheme::Query { name: #name } },
        AuthPlace::Cookie { name } => quote! { rt::AuthScheme::Cookie { name: #name } },
        AuthPlace::Basic => quote! { rt::AuthScheme::Basic },
    };
    quote! { rt::SecurityScheme { name: #wire, auth: #auth } }
}

/// The constant of a token endpoint.
pub(super) fn token_url(scheme: &Scheme) -> Option<TokenStream> {
    let (name, url) = scheme.token_url.as_ref()?;
    let name = format_ident!("{name}");
    let about = doc(format!(
        "The token endpoint of `{}` (OAuth 2, client credentials), for `ClientCredentials`.",
        scheme.wire.replace('`', "'")
    ));
    Some(quote! { #about pub const #name: &str = #url; })
}

/// A security requirement as a value of the runtime.
pub(super) fn requirement(requirement: &Requirement) -> TokenStream {
    let alternatives = requirement.iter().map(|names| quote! { &[#(#names),*] });
    quote! { &[#(#alternatives),*] }
}
