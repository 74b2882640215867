use std::fmt;

/// Why a client could not be built. No message holds the token.
#[derive(Clone, PartialEq, Eq)]
pub struct ConfigError {
    problem: Problem,
}

#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Problem {
    MissingToken {
        package: &'static str,
        variable: Option<&'static str>,
        looked: bool,
    },
    NoTokenVariable {
        package: &'static str,
    },
    InvalidToken {
        reason: String,
    },
    UnusedToken {
        package: &'static str,
    },
    UnknownScheme {
        package: &'static str,
        name: &'static str,
    },
    NoBaseUrl {
        package: &'static str,
        path: &'static str,
    },
    ServerVariable {
        reason: String,
    },
    InvalidBaseUrl {
        reason: String,
    },
    BaseUrlInEnv {
        variable: &'static str,
    },
    PlainHttpInEnv {
        variable: &'static str,
    },
    PlainHttp {
        host: String,
        /// Whether the description names no base URL either.
        own: bool,
    },
    NoneInFlight,
    InvalidUserAgent,
    InvalidHeader {
        name: String,
        reason: String,
    },
    #[cfg(not(feature = "reqwest"))]
    NoTransport,
    #[cfg(all(feature = "reqwest", not(target_family = "wasm")))]
    NoTls,
    #[cfg(feature = "reqwest")]
    Certificates,
    #[cfg(all(feature = "reqwest", not(target_family = "wasm")))]
    HttpClient {
        reason: String,
    },
}

impl ConfigError {
    pub(crate) fn new(problem: Problem) -> Self {
        Self { problem }
    }

    /// Names the environment variable that an unusable token comes from, if any.
    pub(super) fn in_variable(mut self, variable: Option<&str>) -> Self {
        if let (Problem::InvalidToken { reason }, Some(variable)) = (&mut self.problem, variable) {
            *reason = format!("in the environment variable {variable}, {reason}");
        }
        self
    }

    /// Whether no token was given, or the environment variable is unset or empty.
    pub fn is_missing_token(&self) -> bool {
        matches!(self.problem, Problem::MissingToken { .. })
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.problem {
            Problem::MissingToken {
                variable: Some(variable),
                looked: true,
                ..
            } => write!(
                f,
                "no API token: the environment variable {variable} is not set or is empty; \
                 set it, or give the token with `ClientBuilder::token`"
            ),
            Problem::MissingToken {
                package, variable, ..
            } => {
                write!(
                    f,
                    "no API token: {package} needs one; give it with `ClientBuilder::token`"
                )?;
                match variable {
                    Some(variable) => write!(
                        f,
                        ", or put it into the environment variable {variable} and call \
                         `ClientBuilder::token_from_env`"
                    ),
                    None => Ok(()),
                }
            }
            Problem::NoTokenVariable { package } => write!(
                f,
                "{package} has no environment variable for its token; \
                 give the token with `ClientBuilder::token`"
            ),
            Problem::InvalidToken { reason } => write!(f, "the API token is not usable: {reason}"),
            Problem::UnusedToken { package } => write!(
                f,
                "a token was given, but the API of {package} describes no authentication, so it \
                 would never be sent; remove the token"
            ),
            Problem::UnknownScheme { package, name } => write!(
                f,
                "a credential was given for `{name}`, which is not a security scheme of {package}; \
                 its `Scheme` names them"
            ),
            Problem::NoBaseUrl { package, path: "" } => write!(
                f,
                "no base address: the description of {package} has no host; give the address of \
                 your server with `ClientBuilder::base_url`"
            ),
            Problem::NoBaseUrl { package, path } => write!(
                f,
                "no base address: the description of {package} has no host, only the path `{path}`; \
                 give the whole address, such as `https://host{path}`, with `ClientBuilder::base_url`"
            ),
            Problem::ServerVariable { reason } => {
                write!(f, "the server has no address for these variables: {reason}")
            }
            Problem::InvalidBaseUrl { reason } => {
                write!(f, "the base address is not usable: {reason}")
            }
            Problem::BaseUrlInEnv { variable } => write!(
                f,
                "the environment variable {variable} is not a usable base address: it must be an https \
                 URL without credentials, query and fragment"
            ),
            Problem::PlainHttpInEnv { variable } => write!(
                f,
                "the base address in the environment variable {variable} is plain http, which would send \
                 the token unencrypted; use https, or call `ClientBuilder::allow_http` for a local test \
                 server"
            ),
            Problem::PlainHttp { host, own: true } => write!(
                f,
                "the API's own address, {host}, is plain http, which would send credentials \
                 unencrypted; call `ClientBuilder::allow_http` if that is intended, or give an https \
                 address with `ClientBuilder::base_url`"
            ),
            Problem::PlainHttp { host, own: false } => write!(
                f,
                "the base address of {host} is plain http, which would send the token unencrypted; \
                 use https, or call `ClientBuilder::allow_http` for a local test server"
            ),
            Problem::NoneInFlight => {
                f.write_str("`max_in_flight(0)` permits no call; permit at least 1")
            }
            Problem::InvalidUserAgent => f.write_str(
                "the user agent contains a line break or another character that is not allowed in a header",
            ),
            Problem::InvalidHeader { name, reason } => {
                write!(f, "the default header {name:?} is not usable: {reason}")
            }
            #[cfg(not(feature = "reqwest"))]
            Problem::NoTransport => f.write_str(
                "this build has no transport: enable the feature `reqwest`, or give one with \
                 `ClientBuilder::transport`",
            ),
            #[cfg(all(feature = "reqwest", not(target_family = "wasm")))]
            Problem::NoTls => f.write_str(
                "this build has no TLS, so https addresses cannot be reached; enable the feature \
                 `rustls` or `native-tls`",
            ),
            #[cfg(feature = "reqwest")]
            Problem::Certificates => f.write_str(
                "the root certificates contain no PEM certificate, or one that cannot be parsed",
            ),
            #[cfg(all(feature = "reqwest", not(target_family = "wasm")))]
            Problem::HttpClient { reason } => {
                write!(f, "the HTTP client could not be set up: {reason}")
            }
        }
    }
}

impl fmt::Debug for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ConfigError({self})")
    }
}

impl std::error::Error for ConfigError {}
