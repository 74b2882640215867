//! The client itself: how it is made, its servers, credentials and the bodies of failures.

use super::{Canonical, Item, Origin, Surface};
use crate::rust::Client;

/// `canonical` gives an operation the key that both sides know it by.
pub(super) fn add(surface: &mut Surface, client: &Client, canonical: &Canonical) {
    let address = || Origin::Address;
    let credentials = || Origin::Credentials;
    let base = if client.servers.is_empty() {
        "base_url"
    } else {
        ""
    };
    let token = match client.schemes.first() {
        None => "",
        Some(_) if client.is_basic() => "user, password",
        Some(_) => "token",
    };
    let arguments: Vec<&str> = [base, token]
        .into_iter()
        .filter(|it| !it.is_empty())
        .collect();
    let first = client.servers.first().map(|server| server.url.as_str());
    let mut new = Item::plain(
        credentials(),
        format!("pub fn new({})", arguments.join(", ")),
    )
    .part(address(), base)
    .part(credentials(), token)
    .wire(address(), first.unwrap_or(&client.base_path))
    .wire(credentials(), client.token_required.to_string());
    if let Some(scheme) = client.schemes.first() {
        new = new.wire(credentials(), format!("{:?}", scheme.place));
        new.meaning = Some(scheme.wire.clone());
    }
    surface.insert("Client::new".to_owned(), new);
    if !client.schemes.is_empty() {
        let shown = format!("pub fn from_env({base})");
        let item = Item::plain(credentials(), shown).part(address(), base);
        let item = item
            .wire(credentials(), client.token_env.as_str())
            .wire(address(), client.base_url_env.as_str());
        surface.insert("Client::from_env".to_owned(), item);
    }
    for server in &client.servers {
        let text = server.template.as_ref().unwrap_or(&server.url);
        let origin = Origin::Server(server.url.clone());
        let mut item = Item::plain(origin, server.name.as_str()).wire(address(), text);
        for one in &server.variables {
            let text = format!("{} {} {:?}", one.name, one.default, one.values);
            item = item.wire(address(), text);
        }
        surface.insert(format!("Server::{}", server.name), item);
    }
    if client
        .servers
        .iter()
        .any(|server| server.template.is_some())
    {
        let item = Item::plain(
            address(),
            "pub fn with(self, values) -> Result<String, ConfigError>",
        );
        surface.insert("Server::with".to_owned(), item);
    }
    if client.names_schemes() {
        for scheme in &client.schemes {
            let text = format!("{} {:?}", scheme.wire, scheme.place);
            let item = Item::plain(credentials(), scheme.name.as_str()).wire(credentials(), text);
            surface.insert(format!("Scheme::{}", scheme.name), item);
        }
    }
    for failure in &client.failures {
        // It is there as long as an operation fails with it.
        let fails = client.operations.iter().filter(|operation| {
            let mut failures = operation.failures.iter();
            failures.any(|one| one.variant == failure.variant)
        });
        let mut answers = fails.map(|one| Origin::Answer(canonical.key(&one.key).to_owned()));
        let Some(origin) = answers.next() else {
            continue;
        };
        let shown = format!("{}({})", failure.variant, failure.ty);
        let item = Item::plain(origin.clone(), shown).part(origin, failure.ty.to_string());
        let others = answers.collect();
        surface.insert(
            format!("ErrorBody::{}", failure.variant),
            Item { others, ..item },
        );
    }
}
