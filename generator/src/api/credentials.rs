//! Credentials as data: the schemes, and the requirements of operations.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

/// The OAuth flow in which a client gets tokens with its own credentials, at a URL that the crate has.
pub const OFFERED_FLOW: &str = "clientCredentials";

/// How requests are authorised.
#[derive(Clone, Debug, Serialize)]
pub struct Security {
    /// The schemes that operations require: those with a token first, then in document order.
    pub schemes: Vec<SecurityScheme>,
    /// The requirement of operations without one of their own; `None` if the document has no
    /// requirements.
    pub default: Option<Requirement>,
    /// The requirements of operations, by key, if they differ from the default.
    pub own: BTreeMap<String, Requirement>,
    /// The requirements as stated, also of schemes that the client doesn't support.
    pub stated: StatedRequirements,
    /// Why schemes that operations require are unsupported, by name.
    pub unsupported: BTreeMap<String, String>,
    /// Whether every operation requires a credential.
    pub required: bool,
}

/// The security requirements of a document.
#[derive(Clone, Debug, Default, Serialize)]
pub struct StatedRequirements {
    /// That of operations without one of their own; `None` if the document has no requirements.
    pub default: Option<StatedRequirement>,
    /// Those of operations, by key, if they differ from the default.
    pub own: BTreeMap<String, StatedRequirement>,
}

impl StatedRequirements {
    /// That of an operation, by its key.
    #[must_use]
    pub fn of(&self, key: &str) -> Option<&StatedRequirement> {
        self.own.get(key).or(self.default.as_ref())
    }
}

/// A security requirement: alternatives, each with the schemes that are used together and their scopes.
pub type StatedRequirement = Vec<BTreeMap<String, BTreeSet<String>>>;

/// A security requirement by scheme names: alternatives, each a list of schemes that are used together.
pub type Requirement = Vec<Vec<String>>;

/// A way to authenticate.
#[derive(Clone, Debug, Serialize)]
pub struct SecurityScheme {
    /// Its name.
    pub name: String,
    /// `description`.
    pub description: Option<String>,
    /// Where the credential goes.
    pub place: AuthPlace,
    /// The absolute token URL of the offered flow.
    pub token_url: Option<String>,
    /// The OAuth flows.
    pub flows: BTreeMap<String, TokenFlow>,
    /// `openIdConnectUrl`, as written.
    pub discovery: Option<String>,
}

/// The URLs of an OAuth flow, as written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct TokenFlow {
    /// `tokenUrl`.
    pub token: Option<String>,
    /// `authorizationUrl`.
    pub authorization: Option<String>,
    /// `refreshUrl`.
    pub refresh: Option<String>,
}

/// Where a credential goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum AuthPlace {
    /// A header, with a prefix before the token.
    Header {
        /// The header's name.
        name: String,
        /// Prefix of the token, such as `Bearer `.
        prefix: String,
    },
    /// A query parameter.
    Query {
        /// The parameter's name.
        name: String,
    },
    /// A cookie.
    Cookie {
        /// The cookie's name.
        name: String,
    },
    /// User name and password in the header `Authorization`.
    Basic,
}
