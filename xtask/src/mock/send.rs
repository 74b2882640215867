//! `mock send`: sends one webhook delivery, signed as the API signs it.

use std::io::{Read, Write};
use std::net::{IpAddr, SocketAddr, TcpStream, ToSocketAddrs};
use std::time::{Duration, SystemTime};

use data_encoding::{BASE64, HEXLOWER, HEXLOWER_PERMISSIVE};
use generator::diagnostic::did_you_mean;
use generator::document::{Document, Pointer};
use generator::{EventId, KeyForm, SigningScheme, Webhooks};
use hmac_sha256::HMAC;
use serde_json::Value;
use url::{Host, Url};

use super::random;
use super::sample;
use crate::exchange::{Description, Direction};
use crate::exit::Failure;
use crate::terminal::printable;

/// The default key: not a secret, so it can be printed.
const TEST_KEY: &[u8] = b"a key for tests, and no secret..";
const TIMEOUT: Duration = Duration::from_secs(10);

/// A delivery that was sent.
pub(crate) struct Sent {
    /// The status of the response.
    pub(crate) status: u16,
    /// The signing key in its encoded form, if it was the test key.
    pub(crate) test_key: Option<String>,
}

/// A delivery, ready to be sent.
pub(crate) struct Delivery {
    headers: Vec<(String, String)>,
    body: String,
    test_key: Option<String>,
}

impl Delivery {
    /// The delivery of an event: of the webhooks in the configuration, or of those in the
    /// description itself, which are not signed.
    pub(crate) fn of(
        document: Document,
        webhooks: Option<&Webhooks>,
        event: &str,
        key: Option<&str>,
        seed: u64,
    ) -> Result<Self, Failure> {
        let document = match webhooks {
            Some(webhooks) => events(webhooks)?,
            None => document,
        };
        let description = Description::of(document);
        let Some(schema) = schema(description.root(), event) else {
            let known = names(description.root());
            let meant = did_you_mean(event, known.iter().map(String::as_str));
            let message = format!("there is no event `{event}`{meant}");
            let failure = Failure::failed(printable(&message));
            return Err(match known.is_empty() {
                true => failure.help("name the events with `[webhooks]` in spec/generator.toml"),
                false => failure.help(format!("the events are: {}", known.join(", "))),
            });
        };
        let random = random::of(seed, event);
        let made = sample::value(&description, &schema, Direction::Request, random, true);
        let body = made.unwrap_or_else(|best| best).to_string();
        let mut delivery = Self {
            headers: vec![("content-type".to_owned(), "application/json".to_owned())],
            body,
            test_key: None,
        };
        if let Some(webhooks) = webhooks {
            delivery.sign(&webhooks.scheme, key, seed)?;
        }
        Ok(delivery)
    }

    fn sign(
        &mut self,
        scheme: &SigningScheme,
        key: Option<&str>,
        seed: u64,
    ) -> Result<(), Failure> {
        let written = key.map(str::to_owned).unwrap_or_else(|| match scheme.key {
            KeyForm::Hex => HEXLOWER.encode(TEST_KEY),
            KeyForm::Base64 => BASE64.encode(TEST_KEY),
            KeyForm::Text => String::from_utf8_lossy(TEST_KEY).into_owned(),
        });
        let decoded = match scheme.key {
            KeyForm::Hex => HEXLOWER_PERMISSIVE.decode(written.as_bytes()).ok(),
            KeyForm::Base64 => BASE64.decode(written.as_bytes()).ok(),
            KeyForm::Text => Some(written.clone().into_bytes()),
        };
        let bytes = decoded.ok_or_else(|| {
            Failure::failed(
                "the key is not encoded as configured in `[webhooks]`, in hexadecimal digits or base64",
            )
            .help("check the value of the `--key-env` variable, and `key` in `[webhooks]`")
        })?;
        let mut mac = HMAC::new(&bytes);
        let mut header = String::new();
        if let Some(name) = &scheme.timestamp {
            let now = SystemTime::now()
                .duration_since(SystemTime::UNIX_EPOCH)
                .unwrap_or_default();
            let now = now.as_secs().to_string();
            mac.update(now.as_bytes());
            mac.update(b".");
            header = format!("{name}={now},");
        }
        mac.update(self.body.as_bytes());
        let signature = HEXLOWER.encode(&mac.finalize());
        header.push_str(&format!("{}={signature}", scheme.signature));
        self.headers.push((scheme.header.clone(), header));
        if let EventId::Header(name) = &scheme.id {
            self.headers.push((name.clone(), format!("mock-{seed}")));
        }
        self.test_key = key.is_none().then_some(written);
        Ok(())
    }

    /// The body as it is sent.
    pub(crate) fn body(&self) -> &str {
        &self.body
    }

    /// Sends it over plain HTTP.
    ///
    /// # Errors
    ///
    /// If the target is not on loopback, unless `anywhere`; if the connection fails.
    pub(crate) fn send(&self, target: &Url, anywhere: bool) -> Result<Sent, Failure> {
        let addresses = addresses(target)?;
        if !anywhere && !addresses.iter().all(|it| it.ip().is_loopback()) {
            return Err(Failure::refused(format!(
                "{} is not on this machine",
                printable(target.as_str())
            ))
            .help("add `--anywhere` to send to another one"));
        }
        let failed = |error: std::io::Error| {
            Failure::failed(format!(
                "could not deliver to {}",
                printable(target.as_str())
            ))
            .cause(&error)
        };
        let status = addresses
            .iter()
            .map(|address| self.post(address, target))
            .reduce(|done, next| done.or(next))
            .unwrap_or_else(|| Err(std::io::ErrorKind::AddrNotAvailable.into()))
            .map_err(failed)?;
        let status = status.ok_or_else(|| {
            Failure::failed("the response is not HTTP")
                .help("check that `--to` is the address of an HTTP server")
        })?;
        Ok(Sent {
            status,
            test_key: self.test_key.clone(),
        })
    }

    fn post(&self, address: &SocketAddr, target: &Url) -> std::io::Result<Option<u16>> {
        let mut stream = TcpStream::connect_timeout(address, TIMEOUT)?;
        stream.set_read_timeout(Some(TIMEOUT))?;
        stream.set_write_timeout(Some(TIMEOUT))?;
        let host = target.host_str().unwrap_or_default();
        let port = target
            .port()
            .map(|port| format!(":{port}"))
            .unwrap_or_default();
        let query = target
            .query()
            .map(|it| format!("?{it}"))
            .unwrap_or_default();
        let mut request = format!(
            "POST {}{query} HTTP/1.1\r\nhost: {host}{port}\r\n",
            target.path()
        );
        for (name, value) in &self.headers {
            request.push_str(&format!("{name}: {value}\r\n"));
        }
        let length = self.body.len();
        request.push_str(&format!(
            "content-length: {length}\r\nconnection: close\r\n\r\n"
        ));
        request.push_str(&self.body);
        stream.write_all(request.as_bytes())?;
        let mut head = Vec::new();
        stream.take(4096).read_to_end(&mut head)?;
        let head = String::from_utf8_lossy(&head);
        let status = head
            .strip_prefix("HTTP/1.")
            .and_then(|it| it.get(2..5)?.parse().ok());
        Ok(status)
    }
}

fn addresses(target: &Url) -> Result<Vec<SocketAddr>, Failure> {
    let help = "give an address such as http://127.0.0.1:8080/hooks";
    if target.scheme() != "http" {
        return Err(Failure::failed("events are delivered over plain HTTP only").help(help));
    }
    let port = target.port().unwrap_or(80);
    let found = match target.host() {
        Some(Host::Ipv4(ip)) => vec![SocketAddr::new(IpAddr::V4(ip), port)],
        Some(Host::Ipv6(ip)) => vec![SocketAddr::new(IpAddr::V6(ip), port)],
        Some(Host::Domain(name)) => (name, port)
            .to_socket_addrs()
            .map_err(|error| {
                Failure::failed("the host is not known")
                    .cause(&error)
                    .help(help)
            })?
            .collect(),
        None => Vec::new(),
    };
    Ok(found)
}

/// The description of the events.
fn events(webhooks: &Webhooks) -> Result<Document, Failure> {
    let read = generator::Events::read(webhooks);
    let (document, _) = read.map_err(|found| Failure::documents(&webhooks.source.name, found))?;
    Ok(document)
}

/// The schema of an event, by a value of a discriminator, by the name of a webhook, or by the
/// schema's name.
fn schema(root: &Value, event: &str) -> Option<Pointer> {
    let schemas = Pointer::root().child("components").child("schemas");
    let named = root["components"]["schemas"].as_object();
    for (_, schema) in named.into_iter().flatten() {
        if let Some(target) = schema["discriminator"]["mapping"][event].as_str() {
            let name = target.rsplit('/').next().unwrap_or_default();
            return Some(schemas.child(name));
        }
    }
    let webhook = &root["webhooks"][event];
    for (method, operation) in webhook.as_object().into_iter().flatten() {
        let content = operation["requestBody"]["content"].as_object();
        if let Some(media) = content.and_then(|it| it.keys().find(|key| key.contains("json"))) {
            let at = Pointer::root().child("webhooks").child(event).child(method);
            return Some(
                at.child("requestBody")
                    .child("content")
                    .child(media)
                    .child("schema"),
            );
        }
    }
    named?.contains_key(event).then(|| schemas.child(event))
}

/// The names of events.
fn names(root: &Value) -> Vec<String> {
    let schemas = root["components"]["schemas"].as_object();
    let mappings = schemas.into_iter().flatten();
    let mappings =
        mappings.filter_map(|(_, schema)| schema["discriminator"]["mapping"].as_object());
    let of_unions = mappings.flatten().map(|(tag, _)| tag);
    let webhooks = root["webhooks"].as_object().into_iter().flatten();
    let all = of_unions.chain(webhooks.map(|(name, _)| name));
    all.map(|name| printable(name)).collect()
}
