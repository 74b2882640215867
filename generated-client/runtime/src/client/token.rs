//! A credential as it is sent: checked once, never shown.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use secrecy::{ExposeSecret, SecretString};

use super::config_error::{ConfigError, Problem};
use super::security::{AuthScheme, Credential, CredentialKind};

/// Replacement for a credential in text.
const REDACTED: &str = "[redacted]";

/// The minimum length of a spelling that is redacted. Shorter ones occur in ordinary words and
/// numbers; redacting them would spoil the text and hide nothing.
const MIN_REDACTED_BYTES: usize = 8;

/// A credential that is known to fit where its scheme puts it.
pub(crate) struct Token {
    sent: SecretString,
    /// Every form in which a server or a library may repeat it, the longest first.
    forms: Vec<SecretString>,
}

impl Token {
    /// Checks a credential. The message says what is wrong and where, but never shows the
    /// credential.
    pub(crate) fn new(credential: &Credential, scheme: AuthScheme) -> Result<Self, ConfigError> {
        let invalid = |reason: String| ConfigError::new(Problem::InvalidToken { reason });
        match (scheme, &credential.kind) {
            (AuthScheme::Basic, CredentialKind::Token(both)) => {
                match both.expose_secret().split_once(':') {
                    Some((user, password)) => Self::basic(user, password).map_err(invalid),
                    None => Err(invalid(
                        "the API wants a user and a password; give them with `Credential::basic`, \
                         or as one text with a colon between them"
                            .to_owned(),
                    )),
                }
            }
            (AuthScheme::Basic, CredentialKind::Basic { user, password }) => {
                Self::basic(user.expose_secret(), password.expose_secret()).map_err(invalid)
            }
            (_, CredentialKind::Source(_)) => Err(invalid(
                "a source of tokens was given where a token was expected".to_owned(),
            )),
            (_, CredentialKind::Basic { .. }) => Err(invalid(
                "a user and a password were given where the API wants a token".to_owned(),
            )),
            (_, CredentialKind::Token(token)) => match defect(token.expose_secret(), scheme) {
                Some(reason) => Err(invalid(reason)),
                None => Ok(Self::sent_as(token.expose_secret().to_owned(), &[])),
            },
        }
    }

    /// Checks the value of a header that is a secret like a token. The message says what is wrong
    /// and where, but never shows the value.
    pub(crate) fn of_header(value: &str) -> Result<Self, String> {
        let anywhere = AuthScheme::Header {
            name: "",
            prefix: "",
        };
        if let Some(reason) = defect(value, anywhere) {
            return Err(reason);
        }
        // The part after a scheme such as `Bearer` may be repeated alone.
        let alone = value.rsplit(' ').next().unwrap_or(value);
        Ok(Self::sent_as(value.to_owned(), &[alone]))
    }

    /// RFC 7617, section 2: no control characters, and no colon in the user.
    fn basic(user: &str, password: &str) -> Result<Self, String> {
        if user.contains(':') {
            return Err("the user holds a colon, which would end it".to_owned());
        }
        if user.chars().chain(password.chars()).any(char::is_control) {
            return Err("the user or the password holds a control character".to_owned());
        }
        let both = format!("{user}:{password}");
        // If a token is the user, there is no password.
        let secret = if password.is_empty() { user } else { password };
        let sent = STANDARD.encode(&both);
        Ok(Self::sent_as(sent, &[&both, secret]))
    }

    fn sent_as(sent: String, others: &[&str]) -> Self {
        let mut forms: Vec<String> = others.iter().map(|&other| other.to_owned()).collect();
        forms.push(sent.clone());
        for index in 0..forms.len() {
            let mut encoded = String::new();
            crate::request::push_encoded(&mut encoded, &forms[index]);
            let json = serde_json::Value::from(forms[index].as_str()).to_string();
            let json = json[1..json.len() - 1].to_owned();
            // Percent-encoding may use lowercase digits, and a form a plus for a space.
            forms.extend([
                small_digits(&encoded),
                encoded.replace("%20", "+"),
                encoded,
                // Some encoders of JSON escape the slash, too.
                json.replace('/', "\\/"),
                json,
            ]);
        }
        // Host and header names are echoed in lowercase.
        for index in 0..forms.len() {
            forms.push(forms[index].to_ascii_lowercase());
        }
        forms.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        forms.dedup();
        forms.retain(|text| text.len() >= MIN_REDACTED_BYTES);
        Self {
            sent: sent.into(),
            forms: forms.into_iter().map(SecretString::from).collect(),
        }
    }

    pub(crate) fn expose(&self) -> &str {
        self.sent.expose_secret()
    }

    /// The same for bytes; `None` if there is nothing to redact.
    pub(crate) fn redact_bytes(&self, bytes: &[u8]) -> Option<Vec<u8>> {
        let mut redacted: Option<Vec<u8>> = None;
        for form in &self.forms {
            let form = form.expose_secret().as_bytes();
            let text = redacted.as_deref().unwrap_or(bytes);
            let mut places = memchr::memmem::find_iter(text, form).peekable();
            if places.peek().is_none() {
                continue;
            }
            let mut clean = Vec::with_capacity(text.len());
            let mut begin = 0;
            for at in places {
                clean.extend_from_slice(&text[begin..at]);
                clean.extend_from_slice(REDACTED.as_bytes());
                begin = at + form.len();
            }
            clean.extend_from_slice(&text[begin..]);
            redacted = Some(clean);
        }
        redacted
    }

    /// Redacts the credential in text that a server wrote.
    pub(crate) fn redact(&self, mut text: String) -> String {
        for form in &self.forms {
            if text.contains(form.expose_secret()) {
                text = text.replace(form.expose_secret(), REDACTED);
            }
        }
        text
    }
}

/// Percent-encoded text with lowercase hexadecimal digits.
fn small_digits(encoded: &str) -> String {
    let mut digits = 0;
    let small = encoded.chars().map(|c| {
        let is_digit = digits > 0;
        digits = if c == '%' { 2 } else { digits.max(1) - 1 };
        if is_digit { c.to_ascii_lowercase() } else { c }
    });
    small.collect()
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
    // would arrive changed.
    (token.trim() != token).then(|| {
        "it begins or ends with a space, which does not survive in a header; remove it".to_owned()
    })
}
