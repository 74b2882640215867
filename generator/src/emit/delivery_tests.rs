//! Tests of the events that an API sends: each is delivered over loopback, and arrives as its variant.

use proc_macro2::TokenStream;
use quote::quote;

use super::attributes::doc_lines;
use super::ident::ident;
use super::testing::FEATURE as TESTING;
use crate::KeyForm;
use crate::rust::{Client, Generic, Ident, ModelKind, WEBHOOKS, Webhooks};

/// Whether there is a union of events with a value of any of them.
pub(super) fn is_tested(webhooks: &Webhooks) -> bool {
    !variants(webhooks).is_empty()
}

/// The tests.
pub(super) fn deliveries(client: &Client, webhooks: &Webhooks) -> TokenStream {
    let krate = ident(&Ident::snake(&client.package));
    let union = webhooks.event.as_ref().map(ident);
    let event = match &union {
        Some(union) if union != "Event" => quote! { #union as Event },
        _ => quote! { #union },
    };
    let rows = variants(webhooks).into_iter();
    let rows = rows.map(|(variant, boxed, model)| {
        let (variant, model) = (ident(variant), ident(model));
        let value = quote! { testing::webhook_example::<webhooks::#model>() };
        let value = match boxed {
            true => quote! { Box::new(#value) },
            false => value,
        };
        quote! { || Event::#variant(#value) }
    });
    let docs = doc_lines(
        [
            "Each event is delivered over loopback, and arrives as its variant; one whose signature is",
            "not that of its body is refused.",
        ]
        .map(str::to_owned)
        .iter(),
        true,
    );
    let [key, other_key] = match webhooks.scheme.key {
        KeyForm::Hex => [
            "000102030405060708090a0b0c0d0e0f",
            "0f0e0d0c0b0a09080706050403020100",
        ],
        KeyForm::Base64 => ["c29tZSBrZXk=", "YW5vdGhlciBrZXk="],
        KeyForm::Text => ["some key", "another key"],
    };
    let test = test();
    quote! {
        #docs
        #![cfg(all(feature = #WEBHOOKS, feature = #TESTING))]

        use std::io::{BufRead, BufReader, Read, Write};
        use std::net::{TcpListener, TcpStream};
        use std::time::{Duration, SystemTime};

        use #krate::testing;
        use #krate::webhooks::{self, #event, SCHEME};
        use openapi_client_runtime as rt;
        use rt::http::{HeaderMap, HeaderName, HeaderValue};

        const KEY: &str = #key;
        const OTHER_KEY: &str = #other_key;

        const EVENTS: &[fn() -> Event] = &[#(#rows),*];

        #test
    }
}

/// The variants that have a test value, each with the model that it holds, and whether that is boxed.
fn variants(webhooks: &Webhooks) -> Vec<(&Ident, bool, &Ident)> {
    let models = webhooks.models.iter();
    let mut models = models.filter(|model| Some(&model.name) == webhooks.event.as_ref());
    let variants = models.find_map(|model| match &model.kind {
        ModelKind::Union(union) => Some(&union.variants),
        _ => None,
    });
    let held = variants.into_iter().flatten().filter_map(|variant| {
        let payload = variant.payload.as_ref()?;
        let (boxed, payload) = match payload.generic() {
            Some((Generic::Box, inner)) => (true, inner),
            _ => (false, payload),
        };
        let model = payload.as_model()?;
        let has_value = webhooks.model_values.contains_key(model.as_str());
        has_value.then_some((&variant.name, boxed, model))
    });
    held.collect()
}

/// What is the same for all events.
fn test() -> TokenStream {
    quote! {
        #[test]
        fn each_event_arrives_as_its_variant() {
            for event in EVENTS {
                let sent = event();
                let body = body(&sent);
                let signature = receiver(KEY).sign(SystemTime::now(), body.as_bytes());
                let delivery = deliver(&[&signature], &body).expect(&body);
                assert_eq!(body_of(&delivery.event), body);
                let variants = [&delivery.event, &sent].map(std::mem::discriminant);
                assert_eq!(variants[0], variants[1], "{body}");
                assert!(!delivery.id.is_empty(), "{body}");
            }
        }

        #[test]
        fn an_event_that_is_not_signed_as_it_is_sent_is_refused() {
            use rt::WebhookErrorKind::{FromFuture, Malformed, TooOld, Unsigned, WrongSignature};
            let (now, receiver) = (SystemTime::now(), receiver(KEY));
            for event in EVENTS {
                let body = body(&event());
                let right = receiver.sign(now, body.as_bytes());
                let by_other = self::receiver(OTHER_KEY).sign(now, body.as_bytes());
                let mut refused = vec![
                    (vec![], body.clone(), Unsigned),
                    (vec!["none"], body.clone(), Malformed),
                    (vec![by_other.as_str()], body.clone(), WrongSignature),
                    (vec![right.as_str()], format!("{body} "), WrongSignature),
                ];
                let age = Duration::from_secs(330);
                let [old, ahead] = [now - age, now + age].map(|at| receiver.sign(at, body.as_bytes()));
                if SCHEME.timestamp.is_some() {
                    refused.push((vec![&old], body.clone(), TooOld));
                    refused.push((vec![&ahead], body.clone(), FromFuture));
                }
                for (signatures, body, kind) in refused {
                    let outcome = deliver(&signatures, &body);
                    let found = outcome.err().map(|error| error.kind());
                    assert_eq!(found, Some(kind), "{signatures:?} {body}");
                }
            }
        }

        fn receiver(key: &str) -> rt::WebhookReceiver {
            webhooks::receiver(key).expect("the key is written as the scheme says")
        }

        fn body_of(event: &Event) -> String {
            serde_json::to_string(event).expect("an event can be written")
        }

        #[doc = " The body of an event. Each has an id, whether or not the description requires it."]
        fn body(event: &Event) -> String {
            let mut value = serde_json::to_value(event).expect("an event can be written");
            if let (rt::WebhookId::Property(name), Some(properties)) = (SCHEME.id, value.as_object_mut()) {
                properties.entry(name).or_insert_with(|| "some id".into());
            }
            let event: Event = serde_json::from_value(value).expect("an id changes nothing");
            body_of(&event)
        }

        #[doc = " Sends a request over loopback; the other end receives its event."]
        fn deliver(signatures: &[&str], body: &str) -> Result<rt::Delivery<Event>, rt::WebhookError> {
            let mut head = "POST / HTTP/1.1\r\n".to_owned();
            for signature in signatures {
                head.push_str(&format!("{}: {signature}\r\n", SCHEME.header));
            }
            if let rt::WebhookId::Header(name) = SCHEME.id {
                head.push_str(&format!("{name}: some-id\r\n"));
            }
            head.push_str(&format!("content-length: {}\r\n\r\n", body.len()));
            let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
            let address = listener.local_addr().expect("it has an address");
            let (headers, body) = std::thread::scope(|scope| {
                scope.spawn(move || {
                    let mut stream = TcpStream::connect(address).expect("it listens");
                    let sent = stream.write_all(format!("{head}{body}").as_bytes());
                    sent.expect("it reads");
                });
                let (stream, _) = listener.accept().expect("it connects");
                read(BufReader::new(stream))
            });
            receiver(KEY).receive(&headers, &body)
        }

        fn read(mut stream: BufReader<TcpStream>) -> (HeaderMap, Vec<u8>) {
            let (mut headers, mut length) = (HeaderMap::new(), 0);
            let lines = stream.by_ref().lines().map(|line| line.expect("a line of the head"));
            for line in lines.skip(1).take_while(|line| !line.is_empty()) {
                let (name, value) = line.split_once(": ").expect("a header");
                if name == "content-length" {
                    length = value.parse().expect("a number");
                }
                let name = HeaderName::from_bytes(name.as_bytes()).expect("a name");
                headers.append(name, HeaderValue::from_str(value).expect("a value"));
            }
            let mut body = vec![0; length];
            stream.read_exact(&mut body).expect("all of the body");
            (headers, body)
        }
    }
}
