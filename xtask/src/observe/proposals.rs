//! Overlays for observed behavior. A proposal allows or adds something; one that other traffic
//! contradicts is dropped.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use generator::document::Pointer;
use serde_json::{Map, Value, json};

use super::described::{Version, Written, is_implied_limit, schema_of};
use super::mask;
use super::operation;
use super::overlay::{self, Action};
use super::report::{self, grouped};
use super::tally::{Key, MANY_NAMES, Seen, Tally};
use crate::exchange::{Description, Kind, Part, Side};
use crate::exit::Failure;

/// The proposals, and the findings without one.
pub(crate) struct Proposals {
    drafts: Vec<(Key, Vec<Action>)>,
    /// The findings without a proposal, with the reason.
    pub(crate) without: Vec<String>,
}

/// The inputs for turning findings into overlays.
pub(crate) struct Terms<'a> {
    /// The effective description that was compared.
    pub(crate) description: &'a Description,
    /// The description as written.
    pub(crate) written: &'a Value,
    pub(crate) files: &'a [PathBuf],
    /// The minimum number of observations for proposing a value.
    pub(crate) often: u64,
}

/// Proposes an overlay for each finding that one can fix.
pub(crate) fn propose(terms: &Terms<'_>, tally: &Tally) -> Proposals {
    let written = Written::of(terms.written, terms.description);
    let mut proposals = Proposals {
        drafts: Vec::new(),
        without: Vec::new(),
    };
    let findings = tally.findings.values();
    let first = findings.filter_map(|it| it.described.first());
    let positions = terms.description.positions(first);
    for (key, seen) in tally.sorted() {
        let drafter = Drafter {
            terms,
            written: &written,
            tally,
            key,
            seen,
            position: seen.described.first().and_then(|it| positions.get(it)),
        };
        match drafter.actions() {
            Ok(actions) => proposals.drafts.push((key.clone(), actions)),
            Err(reason) => {
                let subject = report::heading(key, seen);
                proposals.without.push(format!("{subject}: {reason}"));
            }
        }
    }
    proposals
}

impl Proposals {
    /// The overlay; `None` if nothing is proposed.
    pub(crate) fn text(&self) -> Result<Option<String>, Failure> {
        let all = self.actions();
        if all.is_empty() {
            return Ok(None);
        }
        let text = overlay::print("Differences found in recorded traffic", &all);
        let text =
            text.map_err(|error| Failure::failed("the overlay can't be written").cause(&error))?;
        Ok(Some(text))
    }

    /// The number of actions.
    pub(crate) fn count(&self) -> usize {
        self.actions().len()
    }

    /// Distinct actions: requests and responses may share a schema.
    fn actions(&self) -> Vec<Action> {
        let mut all: Vec<Action> = Vec::new();
        for action in self.drafts.iter().flat_map(|(_, actions)| actions) {
            let is_same = |it: &Action| it.target == action.target && it.update == action.update;
            if !all.iter().any(is_same) {
                all.push(action.clone());
            }
        }
        all
    }

    /// Drops the proposals that the same traffic contradicts once they are applied: findings that
    /// remain, and new findings below the added or changed nodes. Returns whether any was dropped.
    pub(crate) fn check(&mut self, before: &Tally, after: &Tally) -> bool {
        let new = after
            .findings
            .keys()
            .filter(|key| !before.findings.contains_key(key));
        let new: Vec<&Pointer> = new.filter_map(|key| key.described.as_ref()).collect();
        let is_contradicted = |(key, actions): &(Key, Vec<Action>)| {
            let is_there = key.kind != Kind::Enum && after.findings.contains_key(key);
            let changed = changed(key, actions);
            let is_below = |it: &&Pointer| {
                let rest = it.as_str().strip_prefix(changed.as_str());
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            };
            is_there || (changed != Pointer::root() && new.iter().any(is_below))
        };
        let drafts = std::mem::take(&mut self.drafts);
        let (back, kept): (Vec<_>, Vec<_>) = drafts.into_iter().partition(is_contradicted);
        self.drafts = kept;
        for (key, _) in &back {
            if let Some(seen) = before.findings.get(key) {
                let subject = report::heading(key, seen);
                self.without
                    .push(format!("{subject}: other exchanges contradict an overlay"));
            }
        }
        !back.is_empty()
    }
}

/// The node of the effective description that a proposal adds or changes.
fn changed(key: &Key, actions: &[Action]) -> Pointer {
    let Some(described) = &key.described else {
        return Pointer::root();
    };
    match key.kind {
        Kind::UndocumentedStatus | Kind::UndocumentedMediaType => described.child(&key.detail),
        Kind::UndocumentedBody => described.child("content"),
        Kind::UndocumentedParameter => described.child("parameters"),
        Kind::UndeclaredProperty => schema_of(described).child("properties").child(&key.detail),
        Kind::UndocumentedPath | Kind::UndocumentedMethod => {
            let update = actions
                .first()
                .and_then(|it| it.update.as_ref()?.as_object());
            let path = update.and_then(|it| it.keys().next());
            path.map_or_else(Pointer::root, |path| described.child(path))
        }
        _ => schema_of(described),
    }
}

struct Drafter<'a> {
    terms: &'a Terms<'a>,
    written: &'a Written<'a>,
    tally: &'a Tally,
    key: &'a Key,
    seen: &'a Seen,
    /// The position in the description.
    position: Option<&'a String>,
}

type Drafted = Result<Vec<Action>, String>;

impl Drafter<'_> {
    fn actions(&self) -> Drafted {
        let is_swagger = self.written.version == Version::Swagger2;
        let of_body = matches!(
            self.key.kind,
            Kind::UndocumentedMediaType | Kind::UndocumentedBody | Kind::MissingBody
        );
        if is_swagger && of_body {
            return Err("Swagger 2.0 can't express it at a single position".to_owned());
        }
        match self.key.kind {
            Kind::Null => self.nullable(),
            Kind::MissingProperty => self.optional(),
            Kind::Enum => self.listed(),
            Kind::Type => self.typed(),
            Kind::Format => {
                let format = self.schema()?.child("format");
                let form = &self.seen.form;
                if self.written.raw(&format) == "date-time" && form.timestamps == form.strings {
                    return Err("clients read dates with a time zone (RFC 9557)".to_owned());
                }
                Ok(vec![self.remove(&format)])
            }
            Kind::UndeclaredProperty => self.property(),
            Kind::UndocumentedStatus => {
                let response = self.response("Seen in traffic.");
                self.update(&self.place()?, json!({ &self.key.detail: response }))
            }
            Kind::UndocumentedMediaType => {
                self.update(&self.place()?, json!({ &self.key.detail: self.media() }))
            }
            Kind::UndocumentedBody if self.key.side == Side::Response => {
                self.update(&self.place()?, json!({ "content": self.content() }))
            }
            Kind::UndocumentedParameter => self.parameter(),
            Kind::UndocumentedHeader if self.key.side == Side::Response => self.header(),
            Kind::MissingParameter | Kind::MissingBody if self.key.side == Side::Request => {
                self.update(&self.place()?, json!({"required": false}))
            }
            Kind::MissingParameter => self.update(&self.place()?, json!({"required": false})),
            Kind::UndocumentedPath | Kind::UndocumentedMethod => {
                let responses = self.seen.statuses.iter();
                let responses: Map<String, Value> = responses
                    .map(|status| (status.to_string(), self.response("Seen in traffic.")))
                    .collect();
                let item =
                    operation::item(self.written.root, &self.key.detail, responses, is_swagger)
                        .ok_or("its path is not below a server of the description")?;
                self.update(&Pointer::root().child("paths"), item)
            }
            Kind::Constraint if self.is_beyond_int32() => {
                self.update(&self.schema()?, json!({"format": "int64"}))
            }
            Kind::Variant => {
                Err("a variant needs a schema; add it to the union by hand".to_owned())
            }
            Kind::UndocumentedHeader => Err("clients send it automatically".to_owned()),
            _ => Err("an overlay can't correct it; ask the vendor".to_owned()),
        }
    }

    /// The written position of the finding's node.
    fn place(&self) -> Result<Pointer, String> {
        let described = self
            .seen
            .described
            .first()
            .ok_or("it has no position in the description")?;
        let place = self.written.place(described);
        place.ok_or_else(|| "its position is in another file".to_owned())
    }

    fn schema(&self) -> Result<Pointer, String> {
        let described = self
            .seen
            .described
            .first()
            .ok_or("it has no position in the description")?;
        let place = self.written.place(&schema_of(described));
        place.ok_or_else(|| "its position is in another file".to_owned())
    }

    /// Whether the limit is that of 32 bits, which only `format` implies.
    fn is_beyond_int32(&self) -> bool {
        let description = self.terms.description;
        let is_int32 = |limit: &Pointer| {
            let schema = description.root().pointer(limit.parent().as_str());
            schema.is_some_and(|schema| schema["format"] == "int32")
        };
        let described = self.seen.described.first();
        described.is_some_and(|it| is_int32(it) && is_implied_limit(description, it))
    }

    fn nullable(&self) -> Drafted {
        let at = self.schema()?;
        let update = match (self.written.version, &self.written.raw(&at)["type"]) {
            (Version::Swagger2, _) => json!({"x-nullable": true}),
            (Version::OpenApi31, Value::String(kind)) => {
                // An update can't replace a string by a list (Overlay 1.1, Action Object).
                let mut actions = vec![self.remove(&at.child("type"))];
                actions.extend(self.update(&at, json!({"type": [kind, "null"]}))?);
                return Ok(actions);
            }
            // An update appends to lists.
            (Version::OpenApi31, Value::Array(_)) => json!({"type": ["null"]}),
            _ => json!({"nullable": true}),
        };
        self.update(&at, update)
    }

    fn optional(&self) -> Drafted {
        let at = self.schema()?.child("required");
        let of_schema =
            |key: &&Key| key.kind == Kind::MissingProperty && key.described == self.key.described;
        let absent: BTreeSet<&str> = self
            .tally
            .findings
            .keys()
            .filter(of_schema)
            .map(|key| key.detail.as_str())
            .collect();
        let required = self.written.raw(&at).as_array();
        let mut required = required.into_iter().flatten().filter_map(Value::as_str);
        if required.all(|name| absent.contains(name)) {
            // A list without names is invalid (OpenAPI 3.0.4, Schema Object). The first finding removes
            // it.
            return match absent.first() == Some(&self.key.detail.as_str()) {
                true => Ok(vec![self.remove(&at)]),
                false => Ok(Vec::new()),
            };
        }
        let mut action = self.remove(&at);
        action
            .target
            .push_str(&format!("[?@ == {}]", overlay::quoted(&self.key.detail)));
        Ok(vec![action])
    }

    fn listed(&self) -> Drafted {
        let often = self.terms.often;
        let values: BTreeMap<_, _> = self
            .seen
            .values
            .iter()
            .filter(|(_, count)| **count >= often)
            .collect();
        if values.is_empty() {
            return Err(match self.seen.values.is_empty() {
                true => "its values are masked".to_owned(),
                false => format!("no value was seen {often} times, as `--often` asks"),
            });
        }
        let is_text = self.seen.form.types() == ["string"];
        let listed: Vec<Value> = values
            .keys()
            .map(|text| match is_text {
                true => Value::from(text.as_str()),
                false => serde_json::from_str(text).unwrap_or_else(|_| Value::from(text.as_str())),
            })
            .collect();
        self.update(&self.schema()?, json!({"enum": listed}))
    }

    fn typed(&self) -> Drafted {
        let at = self.schema()?;
        let raw = self.written.raw(&at);
        let seen = self.seen.form.types();
        let (Some(declared), [kind]) = (raw["type"].as_str(), seen.as_slice()) else {
            return Err(
                "its values are of several types, or of parts; change the schema by hand"
                    .to_owned(),
            );
        };
        // A number also allows integers.
        let kind = if declared == "integer" && *kind == "number" {
            "number"
        } else {
            kind
        };
        let mut actions = self.update(&at, json!({"type": kind}))?;
        if raw.get("format").is_some() {
            actions.push(self.remove(&at.child("format")));
        }
        Ok(actions)
    }

    fn property(&self) -> Drafted {
        let name = &self.key.detail;
        if name == MANY_NAMES {
            return Err(
                "its names seem to be data; describe it by `additionalProperties`".to_owned(),
            );
        }
        if mask::is_data(name) {
            return Err("its name seems to be data".to_owned());
        }
        let schema = self.written.schema(self.seen.form.schema());
        self.update(&self.schema()?, json!({"properties": {name: schema}}))
    }

    fn parameter(&self) -> Drafted {
        let Part::Query(name) = &self.key.part else {
            return Err("clients don't set cookies".to_owned());
        };
        if mask::is_data(name) {
            return Err("its name seems to be data".to_owned());
        }
        let schema = self.written.schema(self.seen.form.schema());
        let mut parameter = json!({"name": name, "in": "query"});
        match (self.written.version, schema) {
            (Version::Swagger2, Value::Object(schema)) => {
                parameter["type"] = schema
                    .get("type")
                    .cloned()
                    .unwrap_or_else(|| "string".into());
            }
            (_, schema) => parameter["schema"] = schema,
        }
        self.update(&self.place()?, json!({"parameters": [parameter]}))
    }

    fn header(&self) -> Drafted {
        let Part::Header(name) = &self.key.part else {
            return Err("it is not a header".to_owned());
        };
        let kind = json!({"type": "string"});
        let header = match self.written.version {
            Version::Swagger2 => kind,
            _ => json!({"schema": kind}),
        };
        let mut actions = Vec::new();
        let places: BTreeSet<Pointer> = self
            .seen
            .described
            .iter()
            .filter_map(|it| self.written.place(it))
            .collect();
        for at in places {
            actions.extend(self.update(&at, json!({"headers": {name: header}}))?);
        }
        match actions.is_empty() {
            true => Err("its position is in another file".to_owned()),
            false => Ok(actions),
        }
    }

    /// A response with the observed bodies.
    fn response(&self, text: &str) -> Value {
        let schema = self.written.schema(self.seen.form.schema());
        let is_empty = self.seen.form.types().is_empty();
        match self.written.version {
            Version::Swagger2 if is_empty => json!({"description": text}),
            Version::Swagger2 => json!({"description": text, "schema": schema}),
            _ => match self.content() {
                Value::Object(content) if content.is_empty() => json!({"description": text}),
                content => json!({"description": text, "content": content}),
            },
        }
    }

    fn content(&self) -> Value {
        let types = self.seen.media_types.iter().filter(|it| it.contains('/'));
        let content: Map<String, Value> = types.map(|name| (name.clone(), self.media())).collect();
        Value::Object(content)
    }

    fn media(&self) -> Value {
        match self.seen.form.types().is_empty() {
            true => json!({}),
            false => json!({"schema": self.written.schema(self.seen.form.schema())}),
        }
    }

    fn update(&self, at: &Pointer, update: Value) -> Drafted {
        Ok(vec![Action {
            evidence: self.evidence(),
            target: overlay::path(self.written.root, at),
            update: Some(update),
        }])
    }

    fn remove(&self, at: &Pointer) -> Action {
        Action {
            evidence: self.evidence(),
            target: overlay::path(self.written.root, at),
            update: None,
        }
    }

    /// The count, the first position, and the number of exchanges with these operations.
    fn evidence(&self) -> Vec<String> {
        let (file, number, at) = &self.seen.example;
        let file = self.terms.files.get(*file).and_then(|it| it.file_name());
        let file = file
            .map(|it| it.to_string_lossy().into_owned())
            .unwrap_or_default();
        let of = self
            .seen
            .operations
            .iter()
            .filter_map(|it| self.tally.operations.get(it));
        let of: u64 = of.sum();
        let count = grouped(self.seen.count);
        let times = if self.seen.count == 1 {
            "once".to_owned()
        } else {
            format!("{count} times")
        };
        let share = match of {
            0 => format!("seen {times}"),
            of => format!(
                "seen {times}, exchanges with the operation: {}",
                grouped(of)
            ),
        };
        vec![
            format!("{}; {share}.", report::heading(self.key, self.seen)),
            format!("  First in {file}#{number} {at}")
                .trim_end()
                .to_owned(),
            format!(
                "  Described at {}",
                self.position.map_or("", String::as_str)
            ),
        ]
    }
}
