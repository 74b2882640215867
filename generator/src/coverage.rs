//! Whether parts of a description are dropped silently: changing a value must change the client or the
//! API, unless a diagnostic names the node.
//!
//! This module doesn't know which fields the stages use, so it finds those that they forget. It only
//! knows, with reasons, which fields have no effect on a client.

use std::collections::BTreeSet;
use std::fmt::{self, Write};
use std::hash::{DefaultHasher, Hasher};

use serde_json::{Value, json};

use crate::diagnostic::{Code, Severity};
use crate::document::{Document, Pointer};
use crate::{Described, Input, Source};

/// Fields without effect on a client, each with the reason. Those that begin with `/` are located at
/// the root.
pub const WITHOUT_EFFECT: [(&str, &str); 22] = [
    ("/openapi", "the version of the language, not of the API"),
    ("/swagger", "the version of the language, not of the API"),
    ("/jsonSchemaDialect", "names the dialect that is assumed"),
    ("/info/version", "the client has a version of its own"),
    ("/info/summary", "`description` is used"),
    ("/info/termsOfService", "for people who use the API"),
    ("/info/contact", "for people who use the API"),
    ("/info/license", "the licence of the API, not of the client"),
    ("/tags", "how a list of operations is sorted and headed"),
    ("/$self", "a target of references"),
    ("$id", "a target of references"),
    ("$dynamicAnchor", "a target of references"),
    ("xml", "XML serialization; XML bodies are strings"),
    ("bearerFormat", "a hint for people"),
    ("scopes", "what a scope allows, for people"),
    ("$comment", "for people who edit the schema"),
    ("$schema", "names the dialect that is assumed"),
    ("$vocabulary", "names the dialect that is assumed"),
    ("externalValue", "an external example"),
    (
        "contentMediaType",
        "bytes have the same type in any media type",
    ),
    ("examples", "values for people; those of JSON are tests"),
    ("example", "values for people; those of JSON are tests"),
];

/// The maps whose keys are names rather than fields.
const MAPS: [&str; 6] = [
    "$defs",
    "definitions",
    "patternProperties",
    "properties",
    "schemas",
    "securitySchemes",
];

/// The result of changing the values of a description.
#[derive(Clone, Debug, Default)]
pub struct Coverage {
    /// The number of values that were changed, one at a time.
    pub tried: usize,
    /// The values whose change had no effect.
    pub dropped: Vec<Pointer>,
}

/// Changes at most `most` values of a description without overlays, evenly spread. `None` if nothing
/// can be generated from it.
#[must_use]
pub fn cover(input: &Input, most: usize) -> Option<Coverage> {
    let read = Document::parse_within(&input.description, input.config.limits()).ok()?;
    let value = read.value();
    let (described, before) = made(input, value)?;
    let named = Named::of(&described);
    let mut pointers = Vec::new();
    leaves(value, &mut Pointer::root(), &mut pointers);
    pointers.retain(|at| !has_no_meaning(at) && !named.contains(at));
    let step = pointers.len().div_ceil(most.max(1)).max(1);
    let mut coverage = Coverage::default();
    // Vary the position within a group: values of one kind are often equally far apart.
    for (turn, group) in pointers.chunks(step).enumerate() {
        let Some(at) = group.get(turn * 7 % group.len()) else {
            continue;
        };
        coverage.tried += 1;
        let noticed = others(at.find(value)?).into_iter().any(|other| {
            let mut changed = value.clone();
            if let Some(node) = changed.pointer_mut(at.as_str()) {
                *node = other;
            }
            made(input, &changed).is_none_or(|(_, after)| after != before)
        });
        if !noticed {
            coverage.dropped.push(at.clone());
        }
    }
    Some(coverage)
}

/// A digest of the API, the client and the diagnostics of a description.
fn made(input: &Input, value: &Value) -> Option<(Described, u64)> {
    let mut input = input.clone();
    // The value already contains the referenced files.
    input.description = Source {
        name: input.description.name,
        text: value.to_string(),
        ..Source::default()
    };
    let described = Described::read(&input).ok()?;
    let mut digest = Digest(DefaultHasher::new());
    // Writing to a digest doesn't fail.
    let _ = write!(digest, "{:?}{:?}", described.client, described.api);
    for it in &described.diagnostics {
        let _ = write!(digest, "{:?}{}{}", it.code, it.message, it.pointer);
    }
    let digest = digest.0.finish();
    Some((described, digest))
}

struct Digest(DefaultHasher);

impl Write for Digest {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.write(text.as_bytes());
        Ok(())
    }
}

/// The nodes that diagnostics name.
struct Named {
    /// Nodes that are skipped with everything inside them.
    whole: BTreeSet<Pointer>,
    alone: BTreeSet<Pointer>,
    /// Whether callbacks are reported; the diagnostic names only the first.
    callbacks: bool,
}

impl Named {
    fn of(described: &Described) -> Self {
        let mut named = Self {
            whole: BTreeSet::new(),
            alone: BTreeSet::new(),
            callbacks: false,
        };
        for it in &described.diagnostics {
            let Some(at) = described.document.origin(&it.pointer) else {
                continue;
            };
            let of_callbacks = at.last().is_some_and(|it| it == "callbacks");
            named.callbacks |= it.code == Code::NotCalled && of_callbacks;
            if it.severity() == Severity::Skipped {
                named.whole.insert(operation(at));
            } else if covers_node(it.code) && !at.as_str().is_empty() {
                named.whole.insert(at);
            } else {
                named.alone.insert(at);
            }
        }
        named
    }

    fn contains(&self, at: &Pointer) -> bool {
        // `/paths/PATH/METHOD/callbacks` and `/components/callbacks`.
        let mut segments = at.segments();
        let depth = match segments.next().as_deref() {
            Some("paths") => 2,
            Some("components") => 0,
            _ => usize::MAX,
        };
        if self.callbacks && segments.nth(depth).as_deref() == Some("callbacks") {
            return true;
        }
        let mut ancestor = at.clone();
        while !ancestor.as_str().is_empty() {
            if self.whole.contains(&ancestor) {
                return true;
            }
            ancestor = ancestor.parent();
        }
        self.alone.contains(at)
    }
}

/// The whole operation, as a skipped operation covers all of its nodes.
fn operation(mut at: Pointer) -> Pointer {
    let is_in_path = at.segments().next().is_some_and(|first| first == "paths");
    while is_in_path && at.segments().count() > 3 {
        at = at.parent();
    }
    at
}

/// Whether a diagnostic of this code covers the whole node.
fn covers_node(code: Code) -> bool {
    matches!(
        code,
        Code::BesideReference
            | Code::BodyNotRead
            | Code::Converted
            | Code::LinksNotFollowed
            | Code::Malformed
            | Code::NotCalled
            | Code::NotInClient
            | Code::ParameterLeftOut
            | Code::SecurityLeftOut
            | Code::ServerLeftOut
            | Code::UnknownField
            | Code::UnsupportedKeyword
            | Code::UnsupportedSchema
    )
}

fn has_no_meaning(at: &Pointer) -> bool {
    let keys: Vec<String> = at.segments().collect();
    // Those of a path apply to its operations, which mostly have their own.
    if let [paths, _, text] = keys.as_slice()
        && paths == "paths"
        && matches!(text.as_str(), "summary" | "description")
    {
        return true;
    }
    let mut is_name = false;
    for key in &keys {
        if !is_name {
            let field = |(field, _): &(&str, &str)| field == key;
            if key.starts_with("x-") || WITHOUT_EFFECT.iter().any(field) {
                return true;
            }
        }
        is_name = !is_name && MAPS.contains(&key.as_str());
    }
    WITHOUT_EFFECT.iter().any(|(field, _)| {
        let below = at.as_str().strip_prefix(field);
        field.starts_with('/') && below.is_some_and(|it| it.is_empty() || it.starts_with('/'))
    })
}

fn leaves(value: &Value, at: &mut Pointer, found: &mut Vec<Pointer>) {
    match value {
        Value::Object(members) if !members.is_empty() => {
            for (key, value) in members {
                leaves(value, &mut at.child(key), found);
            }
        }
        Value::Array(items) if !items.is_empty() => {
            for (index, value) in items.iter().enumerate() {
                leaves(value, &mut at.child(index), found);
            }
        }
        _ => found.push(at.clone()),
    }
}

/// Other values of the same type. One alone may have no effect: a format may imply a limit, for
/// example. A value of another type would be malformed, which is reported without using the value.
fn others(value: &Value) -> Vec<Value> {
    match value {
        Value::Bool(value) => vec![json!(!value)],
        Value::Number(number) => {
            let number = number.as_f64().unwrap_or_default();
            vec![json!(number + 1.0), json!(number * 3.5 + 1000.5)]
        }
        Value::String(text) => vec![json!(format!("{text}x")), json!(format!("x{text}"))],
        Value::Null => vec![json!("x")],
        Value::Array(_) => vec![json!(["x"]), json!({ "x": "x" })],
        Value::Object(_) => vec![json!({ "type": "integer" }), json!("x")],
    }
}
