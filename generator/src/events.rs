//! The events that an API sends. A separate document describes them, and it goes through the same
//! stages.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::api::{Api, Receiver, SchemaId, SourceLocation, Use};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::document::{Document, Pointer};
use crate::rust::Client;
use crate::{Chosen, Config, Names, Webhooks, api, rust};

/// The events of an API.
#[derive(Clone, Debug)]
pub struct Events {
    /// The file of their document.
    pub file: String,
    /// Their document.
    pub document: Document,
    /// The lowered API, with a receiver for each schema that no other schema references: the union of
    /// all events, if there is one.
    pub api: Api,
    /// Their types, as in a client without operations.
    pub client: Client,
}

/// The events of an API, before their types are decided.
pub(crate) struct LoweredEvents {
    file: String,
    document: Document,
    pub(crate) api: Api,
}

impl LoweredEvents {
    /// Reads and lowers the document of the events. `None` on failure; the diagnostics then have the
    /// reason.
    pub(crate) fn read(webhooks: &Webhooks, diagnostics: &mut Vec<Diagnostic>) -> Option<Self> {
        let (document, mut found) = match Events::read(webhooks) {
            Ok(read) => read,
            Err(found) => {
                diagnostics.extend(found);
                return None;
            }
        };
        let mut api = api::lower(&document, None, &mut found);
        api.receivers.extend(receivers(&document, &api));
        document.locate(&mut found);
        diagnostics.append(&mut found);
        Some(Self {
            file: webhooks.source.name.clone(),
            api,
            document,
        })
    }

    /// Decides the types of the events, using pinned names.
    pub(crate) fn decide(
        &self,
        webhooks: &Webhooks,
        names: &Names,
        config: &Config,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Client {
        let config = Config {
            personal: webhooks.personal.clone(),
            types: webhooks.types.clone(),
            derives: webhooks.derives.clone(),
            nullable: webhooks.nullable.clone(),
            webhooks: None,
            handles: BTreeMap::new(),
            // A selection applies to operations, and no operation references an event.
            only: Chosen::default(),
            exclude: Chosen::default(),
            ..config.clone()
        };
        let mut found = Vec::new();
        let client = rust::decide(&self.api, &names.of_events(), &config, None, &mut found);
        self.document.locate(&mut found);
        diagnostics.append(&mut found);
        Client {
            // Programs decode events and never construct them: a newer API may require more
            // properties, which would change `new`.
            sent: BTreeSet::new(),
            unused: BTreeSet::new(),
            ..client
        }
    }

    /// The events with their types.
    pub(crate) fn with(self, client: Client) -> Events {
        Events {
            file: self.file,
            document: self.document,
            api: self.api,
            client,
        }
    }
}

impl Events {
    /// Parses the document of the events, applies its overlays and normalises it; with notes about it.
    ///
    /// # Errors
    ///
    /// All errors in the document and its overlays.
    pub fn read(webhooks: &Webhooks) -> Result<(Document, Vec<Diagnostic>), Vec<Diagnostic>> {
        let mut document = Document::parse(&webhooks.source)?;
        let applied = document.apply(&webhooks.overlays)?;
        let mut found = document.normalise();
        // A document of events has no operations by design.
        found.retain(|it| !matches!(it.code, Code::NotCalled | Code::ModelsOnly));
        if found.iter().any(|it| it.severity() == Severity::Error) {
            document.locate(&mut found);
            return Err(found);
        }
        found.extend(applied.notes);
        Ok((document, found))
    }

    /// The same document without its events.
    pub(crate) fn emptied(&self) -> Self {
        let mut empty = self.clone();
        empty.api.receivers.clear();
        empty.api.schemas.clear();
        empty.api.received.clear();
        empty.client.models.clear();
        empty.client.named.clear();
        empty
    }
}

/// A receiver for each schema that no other schema references. Of schemas that reference each other in
/// a cycle, the first one is received.
fn receivers(document: &Document, api: &Api) -> Vec<Receiver> {
    let schemas = document.value().pointer("/components/schemas");
    let schemas: BTreeMap<&str, &Value> = (schemas.and_then(Value::as_object).into_iter())
        .flatten()
        .map(|(name, schema)| (name.as_str(), schema))
        .collect();
    let direct: BTreeMap<&str, BTreeSet<&str>> = (schemas.iter())
        .map(|(name, schema)| {
            let mut referred = BTreeSet::new();
            references(schema, &mut referred);
            referred.remove(name);
            (*name, referred)
        })
        .collect();
    let referred: BTreeSet<&str> = direct.values().flatten().copied().collect();
    let (inner, roots): (Vec<&str>, Vec<&str>) =
        schemas.keys().partition(|name| referred.contains(*name));
    let mut reached = BTreeSet::new();
    let mut received = Vec::new();
    for name in roots.into_iter().chain(inner) {
        if !reached.contains(name) {
            received.push(name);
        }
        let mut waiting = vec![name];
        while let Some(name) = waiting.pop() {
            if reached.insert(name) {
                waiting.extend(direct.get(name).into_iter().flatten());
            }
        }
    }
    let at = Pointer::root().child("components").child("schemas");
    let receiver = |name: &str| {
        let at = at.child(name);
        let payload = Use {
            schema: SchemaId(at.clone()),
            nullable: false,
        };
        let is_known = api.schemas.contains_key(&payload.schema);
        is_known.then(|| Receiver {
            key: format!("event {name}"),
            at: SourceLocation(at),
            required: true,
            payloads: BTreeMap::from([("application/json".to_owned(), payload)]),
            headers: BTreeMap::new(),
            query: BTreeMap::new(),
            replies: BTreeMap::new(),
        })
    };
    received.into_iter().filter_map(receiver).collect()
}

/// The names of the components that a schema references.
fn references<'a>(value: &'a Value, found: &mut BTreeSet<&'a str>) {
    match value {
        Value::String(text) => found.extend(text.strip_prefix("#/components/schemas/")),
        Value::Array(items) => items.iter().for_each(|it| references(it, found)),
        Value::Object(members) => members.values().for_each(|it| references(it, found)),
        _ => {}
    }
}
