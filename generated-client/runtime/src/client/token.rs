//! The token: checked once, shown never.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};

use super::AuthScheme;
use super::config_error::{ConfigError, Problem};

/// A token that is known to fit where its scheme puts it.
pub(crate) struct Token(SecretString);

impl Token {
    /// Checks a token. The message tells what is wrong and where, never the token itself.
    pub(crate) fn new(text: SecretString, scheme: AuthScheme) -> Result<Self, ConfigError> {
        match defect(text.expose_secret(), scheme) {
            None => Ok(Self(text)),
            Some(reason) => Err(ConfigError::new(Problem::InvalidToken { reason })),
        }
    }

    pub(crate) fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    /// Takes the token out of text that a server wrote.
    pub(crate) fn redact(&self, text: String) -> String {
        if text.contains(self.expose()) {
            text.replace(self.expose(), "[redacted]")
        } else {
            text
        }
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

fn defect(token: &str, scheme: AuthScheme) -> Option<String> {
    let allowed = |byte: u8| match scheme {
        // RFC 6265, section 4.1.1: cookie-octet.
        AuthScheme::Cookie { .. } => {
            byte.is_ascii_graphic() && !matches!(byte, b'"' | b',' | b';' | b'\\')
        }
        _ => byte.is_ascii_graphic() || byte == b' ',
    };
    let bytes = token.as_bytes();
    if let Some(at) = bytes.iter().position(|&byte| !allowed(byte)) {
        let what = match bytes[at] {
            b'\n' | b'\r' => "a line break",
            byte if byte.is_ascii_control() => "a control character",
            byte if byte.is_ascii() => "a character that does not fit into a cookie",
            _ => "a character outside ASCII",
        };
        let (at, length) = (at + 1, bytes.len());
        return Some(format!(
            "it holds {what} (byte {at} of {length}); remove that and try again"
        ));
    }
    // Whitespace around a field value is not part of it (RFC 9110, section 5.5), so such a token
    // would arrive as another one.
    (token.trim() != token).then(|| {
        "it begins or ends with a space, which does not survive in a header; remove it".to_owned()
    })
}
