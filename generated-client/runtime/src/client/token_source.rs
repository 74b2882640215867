//! Tokens that change: a source is asked for one before each attempt.

use std::fmt;
use std::future::Future;
use std::pin::Pin;

use secrecy::{ExposeSecret, SecretString};

use crate::error::{Cause, one_line};

/// The future of a token.
pub type TokenFuture<'a> =
    Pin<Box<dyn Future<Output = Result<AccessToken, TokenError>> + Send + 'a>>;

/// Supplies the token of a security scheme, before each attempt of a request that needs the scheme.
///
/// A closure that returns a future is a source; [`Credential::source`](crate::Credential::source)
/// takes one. A source that fetches its tokens should cache them: it is asked for every attempt,
/// also concurrently.
///
/// ```
/// use openapi_client_runtime::{AccessToken, Credential, TokenError};
///
/// async fn read_token() -> Result<AccessToken, TokenError> {
///     let file = tokio::fs::read_to_string("/run/secrets/token").await;
///     let token = file.map_err(|error| TokenError::caused_by("cannot read the token", &error))?;
///     Ok(token.trim().into())
/// }
///
/// let credential = Credential::source(read_token);
/// ```
pub trait TokenSource: Send + Sync {
    /// The token to send, without a scheme such as `Bearer`.
    fn token(&self) -> TokenFuture<'_>;

    /// A replacement for a token that the API refused (401). The request is sent once more if the
    /// replacement differs. By default [`token`](Self::token) is asked again.
    fn renewed<'a>(&'a self, refused: &'a AccessToken) -> TokenFuture<'a> {
        let _ = refused;
        self.token()
    }
}

impl<F, Fut, T> TokenSource for F
where
    F: Fn() -> Fut + Send + Sync,
    Fut: Future<Output = Result<T, TokenError>> + Send + 'static,
    T: Into<AccessToken>,
{
    fn token(&self) -> TokenFuture<'_> {
        let token = self();
        Box::pin(async move { token.await.map(Into::into) })
    }
}

/// A token from a source. Its `Debug` does not show it.
#[derive(Clone)]
pub struct AccessToken(SecretString);

impl AccessToken {
    pub(crate) fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl From<String> for AccessToken {
    fn from(token: String) -> Self {
        Self(token.into())
    }
}

impl From<&str> for AccessToken {
    fn from(token: &str) -> Self {
        Self(token.into())
    }
}

impl PartialEq for AccessToken {
    fn eq(&self, other: &Self) -> bool {
        self.expose() == other.expose()
    }
}

impl Eq for AccessToken {}

impl fmt::Debug for AccessToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

/// Why a source has no token. It is the [`source`](std::error::Error::source) of the call's error.
///
/// Its message becomes part of that error's message: it must not contain a secret.
#[derive(Clone, Debug)]
pub struct TokenError {
    reason: String,
    code: Option<String>,
    is_retryable: bool,
    cause: Option<Cause>,
}

impl TokenError {
    /// An error with a reason, such as `the user is signed out`.
    pub fn new(reason: impl Into<String>) -> Self {
        Self {
            reason: one_line(&reason.into()),
            code: None,
            is_retryable: false,
            cause: None,
        }
    }

    /// An error with the message of its cause.
    pub fn caused_by(reason: impl Into<String>, cause: &(dyn std::error::Error + 'static)) -> Self {
        Self {
            cause: Some(Cause::new(cause, |text| text)),
            ..Self::new(reason)
        }
    }

    /// Declares that asking again may succeed.
    #[must_use]
    pub fn retryable(self) -> Self {
        Self {
            is_retryable: true,
            ..self
        }
    }

    /// Sets the OAuth 2 error code.
    #[cfg(feature = "oauth")]
    pub(crate) fn with_code(self, code: Option<String>) -> Self {
        Self { code, ..self }
    }

    /// Whether asking again may succeed.
    pub fn is_retryable(&self) -> bool {
        self.is_retryable
    }

    /// The OAuth 2 error code, such as `invalid_client` ([RFC 6749, section 5.2]), if a token
    /// endpoint returned one.
    ///
    /// [RFC 6749, section 5.2]: https://www.rfc-editor.org/rfc/rfc6749#section-5.2
    pub fn code(&self) -> Option<&str> {
        self.code.as_deref()
    }
}

impl fmt::Display for TokenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)
    }
}

impl std::error::Error for TokenError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        let cause = self.cause.as_ref()?;
        Some(cause)
    }
}
