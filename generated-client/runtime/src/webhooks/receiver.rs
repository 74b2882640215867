//! From a request to an event.

use std::collections::BTreeMap;
use std::fmt;
use std::time::{Duration, SystemTime};

use hmac::{Hmac, Mac as _};
use http::HeaderMap;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use sha2::Sha256;

use super::signature::Signature;
use super::{WebhookError, WebhookErrorKind, WebhookId, WebhookScheme};
use crate::DecodeError;

/// The default maximum age of a request.
const DEFAULT_MAX_AGE: Duration = Duration::from_secs(300);

/// Verifies the signatures of requests and decodes their events. Make one and share it; `Debug`
/// doesn't show its keys.
///
/// ```
/// use openapi_client_runtime::{WebhookId, WebhookKey, WebhookReceiver, WebhookScheme};
///
/// # fn example(headers: &http::HeaderMap, body: &[u8]) -> Result<(), openapi_client_runtime::WebhookError> {
/// const SCHEME: WebhookScheme = WebhookScheme {
///     header: "x-signature",
///     timestamp: Some("t"),
///     signature: "v1",
///     key: WebhookKey::Hex,
///     id: WebhookId::Property("id"),
/// };
/// let receiver = WebhookReceiver::new(SCHEME, "00112233445566778899aabbccddeeff")?;
/// let delivery = receiver.receive::<serde_json::Value>(headers, body)?;
/// println!("{}: {}", delivery.id, delivery.event);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct WebhookReceiver {
    scheme: WebhookScheme,
    keys: Vec<Hmac<Sha256>>,
    max_age: Duration,
}

/// An event with a valid signature.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Delivery<T> {
    /// The id of the event. APIs resend an event if they are not sure that it arrived: remember the
    /// ids of the last days to handle each event once.
    pub id: String,
    /// When the request was signed, if the scheme has a timestamp.
    pub signed_at: Option<SystemTime>,
    /// The event.
    pub event: T,
}

impl WebhookReceiver {
    /// A receiver for one subscription, with its key.
    ///
    /// # Errors
    ///
    /// If the key is empty, or not encoded as the scheme requires.
    pub fn new(scheme: WebhookScheme, key: impl AsRef<str>) -> Result<Self, WebhookError> {
        Self {
            scheme,
            keys: Vec::new(),
            max_age: DEFAULT_MAX_AGE,
        }
        .also_key(key)
    }

    /// Also accepts signatures with another key: that of another subscription, or the previous one
    /// while keys are rotated.
    ///
    /// # Errors
    ///
    /// If the key is empty, or not encoded as the scheme requires.
    pub fn also_key(mut self, key: impl AsRef<str>) -> Result<Self, WebhookError> {
        let unusable = |message: String| {
            WebhookError::new(WebhookErrorKind::Key, format!("the key {message}"))
        };
        let key = key.as_ref().trim();
        if key.is_empty() {
            return Err(unusable("is empty".to_owned()));
        }
        let key = self.scheme.key.decode(key);
        let key = key.map_err(|wanted| unusable(format!("must be {wanted}")))?;
        let key = Hmac::new_from_slice(&key).map_err(|error| unusable(error.to_string()))?;
        self.keys.push(key);
        Ok(self)
    }

    /// The maximum age of a request, and how far ahead its timestamp may be. Default: 300 seconds.
    #[must_use]
    pub fn max_age(mut self, age: Duration) -> Self {
        self.max_age = age;
        self
    }

    /// Verifies a request and decodes its event. `body` must be the received bytes: parsing and
    /// printing them changes the signed data.
    ///
    /// # Errors
    ///
    /// If the signature is missing, malformed, too old or wrong, or the body is not this event.
    pub fn receive<T: DeserializeOwned>(
        &self,
        headers: &HeaderMap,
        body: &[u8],
    ) -> Result<Delivery<T>, WebhookError> {
        self.receive_at(SystemTime::now(), headers, body)
    }

    /// The same at a given time: for tests, and for platforms without a clock.
    ///
    /// # Errors
    ///
    /// Those of [`receive`](Self::receive).
    pub fn receive_at<T: DeserializeOwned>(
        &self,
        now: SystemTime,
        headers: &HeaderMap,
        body: &[u8],
    ) -> Result<Delivery<T>, WebhookError> {
        let name = self.scheme.header;
        let values: Vec<&str> = headers
            .get_all(name)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .collect();
        if values.is_empty() {
            let message = format!("the request has no header `{name}`");
            return Err(WebhookError::new(WebhookErrorKind::Unsigned, message));
        }
        let signed_at = self.verify_at(now, &values.join(","), body)?;
        let text = std::str::from_utf8(body)
            .map_err(|_| WebhookError::of_body(DecodeError::new("not UTF-8")))?;
        let event = crate::json::read_text(text).map_err(WebhookError::of_body)?;
        let id = self.id(headers, text)?;
        Ok(Delivery {
            id,
            signed_at,
            event,
        })
    }

    /// Verifies the value of a signature header; returns the time at which the request was signed,
    /// if the scheme has a timestamp. Signatures are compared in constant time.
    ///
    /// # Errors
    ///
    /// If it is malformed, too old or wrong.
    pub fn verify(&self, header: &str, body: &[u8]) -> Result<Option<SystemTime>, WebhookError> {
        self.verify_at(SystemTime::now(), header, body)
    }

    /// The same at a given time: for tests, and for platforms without a clock.
    ///
    /// # Errors
    ///
    /// Those of [`verify`](Self::verify).
    pub fn verify_at(
        &self,
        now: SystemTime,
        header: &str,
        body: &[u8],
    ) -> Result<Option<SystemTime>, WebhookError> {
        let name = self.scheme.header;
        let signature = Signature::parse(&self.scheme, header).map_err(|problem| {
            let message = format!("the header `{name}` can't be parsed: {problem}");
            WebhookError::new(WebhookErrorKind::Malformed, message)
        })?;
        let timestamp = signature.timestamp.map(|(text, _)| text);
        let signed = |key: &Hmac<Sha256>| signed(key, timestamp, body);
        // All are compared, so that timing doesn't reveal which one matched.
        let right = self.keys.iter().map(signed).fold(false, |right, mac| {
            let fits = |candidate: &Vec<u8>| mac.clone().verify_slice(candidate).is_ok();
            signature
                .candidates
                .iter()
                .fold(right, |right, candidate| right | fits(candidate))
        });
        if !right {
            let unreadable = match signature.unreadable {
                0 => String::new(),
                count => format!("; {count} of them can't be parsed as hexadecimal digits"),
            };
            let message = format!(
                "no signature in the header `{name}` matches this body and key{unreadable}"
            );
            return Err(WebhookError::new(WebhookErrorKind::WrongSignature, message));
        }
        let Some((_, at)) = signature.timestamp else {
            return Ok(None);
        };
        self.check_age(now, at)?;
        Ok(Some(at))
    }

    /// The value of the signature header of a request that is signed at this time with the first key:
    /// for tests of programs that receive events.
    #[cfg(feature = "test-util")]
    #[must_use]
    pub fn sign(&self, at: SystemTime, body: &[u8]) -> String {
        let since = at
            .duration_since(SystemTime::UNIX_EPOCH)
            .unwrap_or_default();
        let seconds = since.as_secs().to_string();
        let timestamp = self.scheme.timestamp.map(|name| (name, seconds.as_str()));
        let macs = self.keys.iter().take(1);
        let macs = macs.map(|key| signed(key, timestamp.map(|(_, text)| text), body));
        let signatures = macs.map(|mac| {
            let digits = data_encoding::HEXLOWER.encode(&mac.finalize().into_bytes());
            format!("{}={digits}", self.scheme.signature)
        });
        let timestamp = timestamp.map(|(name, text)| format!("{name}={text}"));
        let parts: Vec<String> = timestamp.into_iter().chain(signatures).collect();
        parts.join(",")
    }

    /// Checked last, so that the time in a message is one that the API signed.
    fn check_age(&self, now: SystemTime, at: SystemTime) -> Result<(), WebhookError> {
        let (distance, kind, direction) = match now.duration_since(at) {
            Ok(age) => (age, WebhookErrorKind::TooOld, "ago"),
            Err(ahead) => (ahead.duration(), WebhookErrorKind::FromFuture, "ahead"),
        };
        if distance <= self.max_age {
            return Ok(());
        }
        let (distance, limit) = (distance.as_secs(), self.max_age.as_secs());
        let message = format!(
            "the request was signed {distance} s {direction}, and the limit is {limit} s; unless it is \
             a replay, a clock is wrong"
        );
        Err(WebhookError::new(kind, message))
    }

    fn id(&self, headers: &HeaderMap, text: &str) -> Result<String, WebhookError> {
        let missing = |what: String| WebhookError::of_body(DecodeError::new(what));
        match self.scheme.id {
            WebhookId::Header(name) => {
                let value = headers.get(name).and_then(|value| value.to_str().ok());
                value
                    .map(str::to_owned)
                    .ok_or_else(|| missing(format!("no id in a header `{name}`")))
            }
            WebhookId::Property(name) => {
                let properties: BTreeMap<String, &RawValue> =
                    serde_json::from_str(text).unwrap_or_default();
                let id = properties.get(name);
                let id = id.and_then(|id| match id.get().starts_with('"') {
                    true => serde_json::from_str(id.get()).ok(),
                    // Ids may be numbers.
                    false => Some(id.get().to_owned()).filter(|it| it.parse::<i128>().is_ok()),
                });
                id.ok_or_else(|| missing(format!("no id in a property `{name}`")))
            }
        }
    }
}

/// The code of a body, and of its timestamp if it has one.
fn signed(key: &Hmac<Sha256>, timestamp: Option<&str>, body: &[u8]) -> Hmac<Sha256> {
    let mut mac = key.clone();
    if let Some(timestamp) = timestamp {
        mac.update(timestamp.as_bytes());
        mac.update(b".");
    }
    mac.update(body);
    mac
}

impl fmt::Debug for WebhookReceiver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WebhookReceiver")
            .field("scheme", &self.scheme)
            .field("keys", &self.keys.len())
            .field("max_age", &self.max_age)
            .finish()
    }
}
