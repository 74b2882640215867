use std::fmt;
use std::sync::Arc;

use secrecy::{ExposeSecret, SecretString};

use super::token_source::TokenSource;

/// A security scheme, by its name in the description.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SecurityScheme {
    /// Its name in the description.
    pub name: &'static str,
    /// The location of the credential.
    pub auth: AuthScheme,
}

/// The location of a credential in a request (OpenAPI, [Security Scheme Object]).
///
/// [Security Scheme Object]: https://spec.openapis.org/oas/v3.0.3#security-scheme-object
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AuthScheme {
    /// In a header, after `prefix` (empty if the token is sent bare).
    Header {
        /// The header's name.
        name: &'static str,
        /// The text before the token, for example `"Bearer "`.
        prefix: &'static str,
    },
    /// In the query string.
    Query {
        /// The query parameter's name.
        name: &'static str,
    },
    /// In a cookie.
    Cookie {
        /// The cookie's name.
        name: &'static str,
    },
    /// User and password in the header `Authorization` ([RFC
    /// 7617](https://www.rfc-editor.org/rfc/rfc7617)).
    Basic,
}

/// The security of an operation, as names of schemes: alternatives, each of schemes that are
/// required together (OpenAPI, [Security Requirement Object]). An empty alternative means that no
/// credential is required, and so does an empty list.
///
/// [Security Requirement Object]: https://spec.openapis.org/oas/v3.0.3#security-requirement-object
pub type Requirement = &'static [&'static [&'static str]];

/// The credential of a caller. Its `Debug` shows none of it.
#[derive(Clone)]
pub struct Credential {
    pub(super) kind: CredentialKind,
}

/// The source of a scheme's tokens.
pub(crate) type Source = Arc<dyn TokenSource>;

#[derive(Clone)]
pub(super) enum CredentialKind {
    Token(SecretString),
    Source(Source),
    Basic {
        user: SecretString,
        password: SecretString,
    },
}

impl Credential {
    /// A user and a password, for HTTP basic authentication. Some APIs expect a token as the user,
    /// with an empty password.
    pub fn basic(user: impl Into<String>, password: impl Into<String>) -> Self {
        let kind = CredentialKind::Basic {
            user: user.into().into(),
            password: password.into().into(),
        };
        Self { kind }
    }

    /// Tokens that change: the source is asked for one before each attempt.
    pub fn source(source: impl TokenSource + 'static) -> Self {
        let kind = CredentialKind::Source(Arc::new(source));
        Self { kind }
    }

    /// Whether it is empty.
    pub(super) fn is_empty(&self) -> bool {
        match &self.kind {
            CredentialKind::Token(token) => token.expose_secret().is_empty(),
            CredentialKind::Source(_) => false,
            CredentialKind::Basic { user, password } => {
                user.expose_secret().is_empty() && password.expose_secret().is_empty()
            }
        }
    }
}

/// A token as issued. If the scheme is basic, `user:password`.
impl From<String> for Credential {
    fn from(token: String) -> Self {
        let kind = CredentialKind::Token(token.into());
        Self { kind }
    }
}

impl From<&str> for Credential {
    fn from(token: &str) -> Self {
        token.to_owned().into()
    }
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}
