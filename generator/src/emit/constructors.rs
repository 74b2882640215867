//! Constructors of a client: from its required settings only.

use proc_macro2::TokenStream;
use quote::quote;

use super::attributes::doc_lines;
use super::ident::ident;
use crate::rust::Client;

/// `new`, and `from_env` if there is a token.
pub(super) fn constructors(client: &Client) -> TokenStream {
    let has_host = !client.servers.is_empty();
    let base = (!has_host).then(|| quote! { .base_url(base_url) });
    let base_argument = (!has_host).then(|| quote! { base_url: impl Into<String>, });
    let first = client.schemes.first();
    let is_basic = client.is_basic();
    let (arguments, credential, with) = match first {
        None => (None, None, ""),
        Some(first) if is_basic => {
            let scheme = ident(&first.name);
            (
                Some(quote! { user: impl Into<String>, password: impl Into<String> }),
                Some(
                    quote! { .credential(Scheme::#scheme, rt::Credential::basic(user, password)) },
                ),
                " with this user and password,",
            )
        }
        Some(_) => (
            Some(quote! { token: impl Into<String> }),
            Some(quote! { .token(token) }),
            " with this token,",
        ),
    };
    let place = if has_host {
        "the first server"
    } else {
        "the server at this address"
    };
    let mut about = vec![format!("A client{with} for {place}.")];
    if let (Some(first), true) = (first, client.schemes.len() > 1) {
        about.push(String::new());
        about.push(format!(
            "It is for [`Scheme::{}`]; [`ClientBuilder::credential`](rt::ClientBuilder::credential) takes the others.",
            first.name
        ));
    }
    if first.is_some() && !client.token_required {
        about.push(String::new());
        about.push(
            "Not every operation needs one: `Client::builder().build()` is a client without a token."
                .to_owned(),
        );
    }
    about.extend(address_docs(client));
    let docs = with_errors(about, faults(client));
    let from_env = first.is_some().then(|| {
        let what = if is_basic {
            "`user:password`"
        } else {
            "the token"
        };
        let mut about = vec![format!("A client with {what} in `{}`.", client.token_env)];
        if has_host {
            about.push(String::new());
            about.push(format!(
                "`{}`, if set, is the base URL in place of the first server.",
                client.base_url_env
            ));
        }
        about.extend(address_docs(client));
        let mut faults = faults(client);
        faults.insert(0, "the variable is not set");
        if has_host {
            faults.push("the base URL isn't an https URL");
        }
        let base = base
            .clone()
            .unwrap_or_else(|| quote! { .base_url_from_env() });
        let docs = with_errors(about, faults);
        quote! {
            #docs
            pub fn from_env(#base_argument) -> Result<Self, rt::ConfigError> {
                Self::builder().token_from_env()#base.build()
            }
        }
    });
    quote! {
        #docs
        pub fn new(#base_argument #arguments) -> Result<Self, rt::ConfigError> {
            Self::builder()#base #credential.build()
        }

        #from_env
    }
}

fn with_errors(mut about: Vec<String>, faults: Vec<&str>) -> TokenStream {
    let faults = match faults.as_slice() {
        [others @ .., last] if !others.is_empty() => {
            let comma = if others.len() > 1 { "," } else { "" };
            format!("If {}{comma} or {last}.", others.join(", "))
        }
        faults => format!("If {}.", faults.join(", ")),
    };
    about.extend([String::new(), "# Errors".to_owned(), String::new(), faults]);
    doc_lines(&about, false)
}

fn faults(client: &Client) -> Vec<&'static str> {
    let mut faults = Vec::new();
    if client.is_basic() {
        faults.push("the user contains a colon");
    } else if !client.schemes.is_empty() {
        faults.push("a header can't hold the token");
    }
    if client.servers.is_empty() {
        faults.push("the address isn't an https URL");
    }
    if client.is_plain_http() {
        faults.push("plain HTTP is not allowed");
    }
    if faults.is_empty() {
        faults.push("TLS can't be set up");
    }
    faults
}

/// Documentation of the base URL for callers.
fn address_docs(client: &Client) -> Vec<String> {
    let text = if client.is_plain_http() {
        "The description has a plain HTTP server, which is unencrypted and therefore refused. \
         `Client::builder().allow_http()` allows it; `base_url` takes an https URL."
            .to_owned()
    } else if !client.servers.is_empty() {
        return Vec::new();
    } else if client.base_path.is_empty() {
        "The description of the API names no host.".to_owned()
    } else {
        format!(
            "The description of the API names no host, only the path `{}`, which belongs to the \
             address.",
            client.base_path.replace('`', "'")
        )
    };
    vec![String::new(), text]
}
