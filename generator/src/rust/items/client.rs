//! The client itself: its constructors, servers, credentials and error bodies.

use super::Items;
use super::{Item, Kind, Origin, Owner, Path, Receiver, Text};
use crate::rust::Client;

/// The items that every client has.
const CLIENT: &[&str] = &[
    "<Clone>",
    "<Debug>",
    "<From<Pipeline>>",
    "builder",
    "request",
];

/// The items that every choice of servers has.
const SERVER: &[&str] = &[
    "<Clone>",
    "<Copy>",
    "<Debug>",
    "<Eq>",
    "<PartialEq>",
    "<into String>",
    "url",
];

/// The items that every choice of credentials has.
const SCHEME: &[&str] = &[
    "<Clone>",
    "<Copy>",
    "<Debug>",
    "<Eq>",
    "<PartialEq>",
    "<into &'static str>",
];

/// The items that error bodies have.
const ERROR_BODY: &[&str] = &["<Clone>", "<Debug>", "<PartialEq>"];

pub(super) fn add(items: &mut Items, client: &Client) {
    let ty = Path::of(Owner::Client);
    items.insert(ty, Item::new(Kind::Struct(CLIENT), Origin::Always));
    constructors(items, client);
    servers(items, client);
    schemes(items, client);
    failures(items, client);
}

fn constructors(items: &mut Items, client: &Client) {
    let made = || {
        let made = Text::from("Result<Self, ConfigError>");
        let item = Item::new(Kind::Function(Receiver::None, made), Origin::Credentials);
        match client.servers.is_empty() {
            true => item.argument(Origin::Address, "base_url", Text::from("impl Into<String>")),
            false => item,
        }
    };
    let credential: &[&str] = match client.schemes.first() {
        None => &[],
        Some(_) if client.is_basic() => &["user", "password"],
        Some(_) => &["token"],
    };
    let mut new = made();
    for name in credential {
        new = new.argument(Origin::Credentials, *name, Text::from("impl Into<String>"));
    }
    let first = client.servers.first().map(|server| server.url.as_str());
    new = new
        .wire(Origin::Address, first.unwrap_or(&client.base_path))
        .wire(Origin::Credentials, client.token_required.to_string());
    if let Some(scheme) = client.schemes.first() {
        new = new.wire(Origin::Credentials, format!("{:?}", scheme.place));
        new.meaning = Some(scheme.wire.clone());
    }
    let client_type = Path::of(Owner::Client);
    items.insert(client_type.named("new"), new);
    if !client.schemes.is_empty() {
        let item = made()
            .wire(Origin::Credentials, client.token_env.as_str())
            .wire(Origin::Address, client.base_url_env.as_str());
        items.insert(client_type.named("from_env"), item);
    }
    for scheme in &client.schemes {
        if let Some((name, url)) = &scheme.token_url {
            let item = Item::new(Kind::Constant, Origin::Credentials)
                .part(Origin::Credentials, "&str")
                .wire(Origin::Credentials, url.as_str());
            items.insert(client_type.named(name.as_str()), item);
        }
    }
}

fn servers(items: &mut Items, client: &Client) {
    if client.servers.is_empty() {
        return;
    }
    let ty = Path::of(Owner::Server);
    items.insert(ty.clone(), Item::new(Kind::Enum(SERVER), Origin::Address));
    for server in &client.servers {
        let text = server.template.as_ref().unwrap_or(&server.url);
        let origin = Origin::Server(server.url.clone());
        let mut item = Item::new(Kind::Variant, origin).wire(Origin::Address, text.as_str());
        for one in &server.variables {
            let text = format!("{} {} {:?}", one.name, one.default, one.values);
            item = item.wire(Origin::Address, text);
        }
        items.insert(ty.named(server.name.as_str()), item.of(&ty));
    }
    let mut servers = client.servers.iter();
    if servers.any(|server| server.template.is_some()) {
        let made = Text::from("Result<String, ConfigError>");
        let item = Item::new(Kind::Function(Receiver::Owned, made), Origin::Address);
        let values = Text::from("impl IntoIterator<Item = (&str, &str)>");
        let item = item.argument(Origin::Address, "values", values);
        items.insert(ty.named("with"), item.of(&ty));
    }
}

fn schemes(items: &mut Items, client: &Client) {
    if !client.names_schemes() {
        return;
    }
    let ty = Path::of(Owner::Scheme);
    items.insert(
        ty.clone(),
        Item::new(Kind::Enum(SCHEME), Origin::Credentials),
    );
    for scheme in &client.schemes {
        let text = format!("{} {:?}", scheme.wire, scheme.place);
        let item = Item::new(Kind::Variant, Origin::Credentials).wire(Origin::Credentials, text);
        items.insert(ty.named(scheme.name.as_str()), item.of(&ty));
    }
}

fn failures(items: &mut Items, client: &Client) {
    let error = Item::new(Kind::Alias, Origin::Always).part(Origin::Always, "Error<ErrorBody>");
    items.insert(Path::of(Owner::Error), error);
    let ty = Path::of(Owner::ErrorBody);
    items.insert(
        ty.clone(),
        Item::new(Kind::Enum(ERROR_BODY), Origin::Always),
    );
    for failure in &client.failures {
        // It exists as long as an operation has this error body.
        let fails = client.operations.iter().filter(|operation| {
            let mut failures = operation.failures.iter();
            failures.any(|one| one.variant == failure.variant)
        });
        let mut responses = fails.map(|one| Origin::Response(one.key.clone()));
        let Some(origin) = responses.next() else {
            continue;
        };
        let item = Item::new(Kind::Variant, origin.clone()).part(origin, &failure.ty);
        let others = responses.collect();
        items.insert(ty.named(failure.variant.as_str()), Item { others, ..item });
    }
}
