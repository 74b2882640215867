//! The client itself: how it is made, its servers, credentials and the bodies of failures.

use super::{Item, Origin, Surface};
use crate::rust::{Client, Type};

pub(super) fn add(surface: &mut Surface, client: &Client) {
    let api = || Origin::Api;
    let base = if client.servers.is_empty() { "base_url" } else { "" };
    let token = match client.schemes.first() {
        None => "",
        Some(_) if client.is_basic() => "user, password",
        Some(_) => "token",
    };
    let arguments: Vec<&str> = [base, token].into_iter().filter(|it| !it.is_empty()).collect();
    let first = client.servers.first().map(|server| server.url.as_str());
    let new = Item::plain(api(), format!("pub fn new({})", arguments.join(", ")))
        .part(api(), arguments.join(", "))
        .wire(api(), first.unwrap_or(&client.base_path))
        .wire(api(), client.token_required.to_string());
    let places = client.schemes.iter().map(|scheme| format!("{:?}", scheme.place));
    let new = places.fold(new, |new, place| new.wire(api(), place));
    surface.insert("Client::new".to_owned(), new);
    if !client.schemes.is_empty() {
        let item = Item::plain(api(), format!("pub fn from_env({base})")).part(api(), base);
        let item = item.wire(api(), client.token_env.as_str());
        surface.insert("Client::from_env".to_owned(), item);
    }
    for server in &client.servers {
        let item = Item::plain(api(), server.name.as_str());
        let text = server.template.as_ref().unwrap_or(&server.url);
        let item = item.wire(api(), format!("{text} {:?}", server.variables));
        surface.insert(format!("Server::{}", server.name), item);
    }
    if client.servers.iter().any(|server| server.template.is_some()) {
        let item = Item::plain(api(), "pub fn with(self, values) -> Result<String, ConfigError>");
        surface.insert("Server::with".to_owned(), item);
    }
    if client.names_schemes() {
        for scheme in &client.schemes {
            let item = Item::plain(api(), scheme.name.as_str()).wire(api(), scheme.wire.as_str());
            surface.insert(format!("Scheme::{}", scheme.name), item);
        }
    }
    for failure in &client.failures {
        // A body that is a type of its own comes and goes with that.
        let origin = match &failure.ty {
            Type::Model(name) => Origin::Model(name.clone()),
            _ => api(),
        };
        let shown = format!("{}({})", failure.variant, failure.ty);
        let item = Item::plain(origin.clone(), shown).part(origin, failure.ty.to_string());
        surface.insert(format!("ErrorBody::{}", failure.variant), item);
    }
}
