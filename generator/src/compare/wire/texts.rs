//! Descriptions, summaries and examples: read by people, not by programs. All of one operation or
//! schema are one change.

use serde::Serialize;

use super::draft::Draft;
use super::pairs::SchemaPair;
use super::servers::WHOLE;
use crate::api::{self, Api, Example, Operation, SchemaKind};
use crate::compare::pair::Pair;
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
    fn compare(&mut self, what: impl Into<String>, texts: Pair<&Option<String>>) {
        if texts.differs() {
            self.what.push(what.into());
            self.before.push(texts.old.clone().unwrap_or_default());
            self.after.push(texts.new.clone().unwrap_or_default());
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
pub(super) fn judge_api(apis: Pair<&Api>, drafts: &mut Vec<Draft>) {
    let mut texts = Texts::default();
    let title = apis.map(|api| Some(api.title.clone()));
    texts.compare("the title", title.as_ref());
    texts.compare("the description", apis.map(|api| &api.description));
    for old in &apis.old.servers {
        let Some(new) = apis.new.servers.iter().find(|new| new.url == old.url) else {
            continue;
        };
        for old in &old.variables {
            if let Some(new) = new.variables.iter().find(|new| new.name == old.name) {
                let what = format!("the description of the variable `{}`", old.name);
                texts.compare(what, Pair { old, new }.map(|one| &one.description));
            }
        }
    }
    let schemes = apis.map(|api| &api.security.schemes);
    for old in schemes.old {
        if let Some(new) = schemes.new.iter().find(|new| new.name == old.name) {
            let what = format!("the description of the credential `{}`", old.name);
            texts.compare(what, Pair { old, new }.map(|one| &one.description));
        }
    }
    let node = Pointer::root().child("info");
    drafts.extend(texts.draft(WHOLE).map(|draft| draft.at(Pair::same(&node))));
}

/// The texts of an operation, its parameters, bodies and responses; and its examples.
pub(super) fn judge_operation(pair: Pair<&Operation>, drafts: &mut Vec<Draft>) {
    let mut texts = Texts::default();
    texts.compare("the summary", pair.map(|one| &one.summary));
    texts.compare("the description", pair.map(|one| &one.description));
    for pair in pair.parameters().pairs {
        let name = &pair.old.name;
        let what = format!("the description of `{name}`");
        texts.compare(what, pair.map(|one| &one.description));
        let example = pair.map(|one| one.example.as_ref().map(ToString::to_string));
        texts.compare(format!("the example of `{name}`"), example.as_ref());
    }
    let body = pair.map(|one| one.body.as_ref()).both();
    if let Some(body) = body {
        let what = "the description of the body";
        texts.compare(what, body.map(|one| &one.description));
    }
    let responses = super::bodies::pair_responses(pair);
    for response in &responses {
        let what = format!("the description of {}", response.old.status);
        texts.compare(what, response.map(|one| &one.description));
        for old in &response.old.headers {
            let mut headers = response.new.headers.iter();
            if let Some(new) = headers.find(|new| new.name.eq_ignore_ascii_case(&old.name)) {
                let what = format!("the description of the header `{}`", old.name);
                texts.compare(what, Pair { old, new }.map(|one| &one.description));
            }
        }
    }
    // The examples of an added or removed response or body belong to it.
    let is_kept = |one: &&Example| match one.direction {
        api::Direction::Request => body.is_some(),
        api::Direction::Response(status) => responses.iter().any(|one| one.old.status == status),
    };
    let values = pair.map(|one| {
        let shown = one.examples.iter().filter(is_kept);
        let shown: Vec<_> = shown
            .map(|one| (&one.name, one.direction, &one.value))
            .collect();
        (!shown.is_empty()).then(|| text_of(&shown))
    });
    texts.compare("the example data", values.as_ref());
    drafts.extend(texts.draft(pair.key()).map(|draft| {
        Draft {
            operation: Some(pair.key().to_owned()),
            ..draft
        }
        .at(pair.map(|one| &one.pointer))
        .reaching(pair.key(), Direction::Both)
    }));
}

/// The texts of a schema, its properties and values.
pub(super) fn judge_schema(apis: Pair<&Api>, pair: &SchemaPair<'_>) -> Option<Draft> {
    let schemas = pair.schemas;
    let mut texts = Texts::default();
    // An inline schema is described by the property whose value it is.
    let mut sides = schemas.sides().into_iter();
    if sides.any(|schema| schema.id.component().is_some()) {
        texts.compare("the description", schemas.map(|one| &one.description));
        // If the component was renamed, its title changes with the name.
        if !pair.is_renamed() {
            texts.compare("the title", schemas.map(|one| &one.title));
        }
    }
    match (&schemas.old.kind, &schemas.new.kind) {
        (SchemaKind::Object(a), SchemaKind::Object(b)) => {
            for old in &a.properties {
                let Some(new) = b.properties.iter().find(|it| it.name == old.name) else {
                    continue;
                };
                // A property without a description has that of its schema.
                let mut sides = apis.with(Pair { old, new }).sides().into_iter();
                let borrowed = old.value.schema.component().is_some()
                    && sides.all(|(api, one)| {
                        let schema = api.schemas.get(&one.value.schema);
                        one.description == schema.and_then(|schema| schema.description.clone())
                    });
                if !borrowed {
                    let what = format!("the description of `{}`", old.name);
                    texts.compare(what, Pair { old, new }.map(|one| &one.description));
                }
            }
        }
        (SchemaKind::Enum(a), SchemaKind::Enum(b)) => {
            for old in &a.values {
                if let Some(new) = b.values.iter().find(|it| it.wire == old.wire) {
                    let what = format!("the description of `{}`", super::enums::shown(&old.wire));
                    texts.compare(what, Pair { old, new }.map(|one| &one.description));
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
