//! Descriptions, summaries and examples: read by people, not by programs. All of one operation or
//! schema are one change.

use serde::Serialize;

use super::draft::Draft;
use super::pairs::SchemaPair;
use super::servers::WHOLE;
use crate::api::{self, Api, Example, Schema, SchemaKind};
use crate::compare::align::OperationPair;
use crate::compare::{Direction, Rule};
use crate::document::Pointer;

/// The changed texts of a node.
#[derive(Default)]
struct Texts {
    what: Vec<String>,
    before: Vec<String>,
    after: Vec<String>,
}

impl Texts {
    fn compare(&mut self, what: impl Into<String>, old: &Option<String>, new: &Option<String>) {
        if old != new {
            self.what.push(what.into());
            self.before.push(old.clone().unwrap_or_default());
            self.after.push(new.clone().unwrap_or_default());
        }
    }

    fn draft(self, place: &str) -> Option<Draft> {
        let subject = match self.what.as_slice() {
            [] => return None,
            [one] => one.clone(),
            [one, two] => format!("{one} and {two}"),
            [first, rest @ ..] => format!("{first} and {} other texts", rest.len()),
        };
        let verb = if self.what.len() == 1 { "was" } else { "were" };
        let draft = Draft::new(
            Rule::TextChanged,
            place,
            format!("{subject} {verb} changed"),
        );
        Some(draft.values(joined(&self.before), joined(&self.after)))
    }
}

fn joined(texts: &[String]) -> String {
    texts.join("\n")
}

/// The texts of the API as a whole.
pub(super) fn judge_api(base: &Api, revision: &Api, drafts: &mut Vec<Draft>) {
    let mut texts = Texts::default();
    let some = |text: &String| Some(text.clone());
    texts.compare("the title", &some(&base.title), &some(&revision.title));
    texts.compare("the description", &base.description, &revision.description);
    for old in &base.servers {
        let Some(new) = revision.servers.iter().find(|new| new.url == old.url) else {
            continue;
        };
        for one in &old.variables {
            if let Some(other) = new.variables.iter().find(|other| other.name == one.name) {
                let what = format!("the description of the variable `{}`", one.name);
                texts.compare(what, &one.description, &other.description);
            }
        }
    }
    for old in &base.security.schemes {
        if let Some(new) = revision
            .security
            .schemes
            .iter()
            .find(|new| new.name == old.name)
        {
            let what = format!("the description of the credential `{}`", old.name);
            texts.compare(what, &old.description, &new.description);
        }
    }
    let at = Pointer::root().child("info");
    drafts.extend(texts.draft(WHOLE).map(|draft| draft.at(&at, &at)));
}

/// The texts of an operation, its parameters, bodies and responses; and its examples.
pub(super) fn judge_operation(pair: &OperationPair<'_>, drafts: &mut Vec<Draft>) {
    let (old, new) = (pair.base, pair.revision);
    let mut texts = Texts::default();
    texts.compare("the summary", &old.summary, &new.summary);
    texts.compare("the description", &old.description, &new.description);
    for (old, new) in pair.parameters().pairs {
        let what = format!("the description of `{}`", old.name);
        texts.compare(what, &old.description, &new.description);
        let shown = |example: &Option<serde_json::Value>| example.as_ref().map(ToString::to_string);
        let what = format!("the example of `{}`", old.name);
        texts.compare(what, &shown(&old.example), &shown(&new.example));
    }
    if let (Some(old), Some(new)) = (&old.body, &new.body) {
        texts.compare(
            "the description of the body",
            &old.description,
            &new.description,
        );
    }
    for (old, new) in super::bodies::pair_responses(pair) {
        let status = old.status.to_string();
        texts.compare(
            format!("the description of {status}"),
            &old.description,
            &new.description,
        );
        for header in &old.headers {
            if let Some(other) = new
                .headers
                .iter()
                .find(|other| other.name.eq_ignore_ascii_case(&header.name))
            {
                let what = format!("the description of the header `{}`", header.name);
                texts.compare(what, &header.description, &other.description);
            }
        }
    }
    // The examples of an added or removed response or body belong to it.
    let statuses = super::bodies::pair_responses(pair);
    let is_kept = |one: &&Example| match one.direction {
        api::Direction::Request => old.body.is_some() && new.body.is_some(),
        api::Direction::Response(status) => statuses.iter().any(|(one, _)| one.status == status),
    };
    let values = |examples: &[Example]| -> Option<String> {
        let shown = examples.iter().filter(is_kept);
        let shown: Vec<_> = shown
            .map(|one| (&one.name, one.direction, &one.value))
            .collect();
        (!shown.is_empty()).then(|| text_of(&shown))
    };
    texts.compare(
        "the example data",
        &values(&old.examples),
        &values(&new.examples),
    );
    drafts.extend(texts.draft(pair.key()).map(|draft| {
        Draft {
            operation: Some(pair.key().to_owned()),
            ..draft
        }
        .at(&old.pointer, &new.pointer)
        .reaching(pair.key(), Direction::Both)
    }));
}

/// The texts of a schema, its properties and values.
pub(super) fn judge_schema(base: &Api, revision: &Api, pair: &SchemaPair<'_>) -> Option<Draft> {
    let (old, new) = (pair.base, pair.revision);
    let mut texts = Texts::default();
    // An inline schema is described by the property whose value it is.
    if old.id.component().is_some() || new.id.component().is_some() {
        texts.compare("the description", &old.description, &new.description);
        // If the component was renamed, its title changes with the name.
        if !pair.is_renamed() {
            texts.compare("the title", &old.title, &new.title);
        }
    }
    match (&old.kind, &new.kind) {
        (SchemaKind::Object(a), SchemaKind::Object(b)) => {
            for one in &a.properties {
                let Some(other) = b.properties.iter().find(|it| it.name == one.name) else {
                    continue;
                };
                let of = |api: &Api, value: &crate::api::Use| {
                    let schema: Option<&Schema> = api.schemas.get(&value.schema);
                    schema.and_then(|schema| schema.description.clone())
                };
                // A property without a description has that of its schema.
                let borrowed = one.description == of(base, &one.value)
                    && other.description == of(revision, &other.value)
                    && one.value.schema.component().is_some();
                if !borrowed {
                    let what = format!("the description of `{}`", one.name);
                    texts.compare(what, &one.description, &other.description);
                }
            }
        }
        (SchemaKind::Enum(a), SchemaKind::Enum(b)) => {
            for one in &a.values {
                if let Some(other) = b.values.iter().find(|it| it.wire == one.wire) {
                    let what = format!("the description of `{}`", super::enums::shown(&one.wire));
                    texts.compare(what, &one.description, &other.description);
                }
            }
        }
        _ => {}
    }
    texts.draft(&pair.place)
}

fn text_of(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
