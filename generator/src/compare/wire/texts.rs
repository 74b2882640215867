//! Descriptions, summaries and examples: read by people, not by programs. All of one operation or
//! schema are one change.

use serde::Serialize;

use super::draft::Draft;
use super::pairs::SchemaPair;
use super::servers::WHOLE;
use crate::api::{
    self, Api, Example, Operation, SchemaKind, SecurityScheme, Server, SourceLocation,
};
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

    fn add(&mut self, other: Self) {
        self.what.extend(other.what);
        self.before.extend(other.before);
        self.after.extend(other.after);
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
    let node = Pointer::root().child("info");
    drafts.extend(texts.draft(WHOLE).map(|draft| draft.at(Pair::same(&node))));
    judge_servers(apis.map(|api| api.servers.as_slice()), drafts);
    judge_schemes(apis.map(|api| api.security.schemes.as_slice()), drafts);
}

/// The texts of the variables of servers that both sides have.
fn judge_servers(servers: Pair<&[Server]>, drafts: &mut Vec<Draft>) {
    for old in servers.old {
        let Some(new) = servers.new.iter().find(|new| new.url == old.url) else {
            continue;
        };
        for old in &old.variables {
            let Some(new) = new.variables.iter().find(|new| new.name == old.name) else {
                continue;
            };
            let mut texts = Texts::default();
            let variable = Pair { old, new };
            let what = format!("the description of the variable `{}`", old.name);
            texts.compare(what, variable.map(|one| &one.description));
            let draft = texts.draft(WHOLE);
            drafts.extend(draft.map(|draft| draft.at(variable.map(|one| &one.at.0))));
        }
    }
}

/// The texts of the security schemes, which are supported on both sides.
fn judge_schemes(schemes: Pair<&[SecurityScheme]>, drafts: &mut Vec<Draft>) {
    let all = Pointer::root().child("components").child("securitySchemes");
    for old in schemes.old {
        let Some(new) = schemes.new.iter().find(|new| new.name == old.name) else {
            continue;
        };
        let mut texts = Texts::default();
        let what = format!("the description of the credential `{}`", old.name);
        texts.compare(what, Pair { old, new }.map(|one| &one.description));
        let node = all.child(&old.name);
        drafts.extend(texts.draft(WHOLE).map(|draft| draft.at(Pair::same(&node))));
    }
}

/// The texts of an operation, its parameters, bodies and responses; and its examples.
pub(super) fn judge_operation(pair: Pair<&Operation>, drafts: &mut Vec<Draft>) {
    let mut texts = Texts::default();
    texts.compare("the summary", pair.map(|one| &one.summary));
    texts.compare("the description", pair.map(|one| &one.description));
    let mut parts = Vec::new();
    for parameter in pair.parameters().pairs {
        let name = &parameter.old.name;
        let mut own = Texts::default();
        let what = format!("the description of `{name}`");
        own.compare(what, parameter.map(|one| &one.description));
        let example = parameter.map(|one| one.example.as_ref().map(ToString::to_string));
        own.compare(format!("the example of `{name}`"), example.as_ref());
        let place = parameter.old.location.input_name(name);
        parts.push((own, place, parameter.map(|one| &one.at), Direction::Request));
    }
    let body = pair.map(|one| one.body.as_ref()).both();
    if let Some(body) = body {
        let mut own = Texts::default();
        let what = "the description of the body";
        own.compare(what, body.map(|one| &one.description));
        let at = body.map(|one| &one.at);
        parts.push((own, "body".to_owned(), at, Direction::Request));
    }
    let responses = super::bodies::pair_responses(pair);
    for response in &responses {
        let status = response.old.status.to_string();
        let mut own = Texts::default();
        let what = format!("the description of {status}");
        own.compare(what, response.map(|one| &one.description));
        let at = response.map(|one| &one.at);
        parts.push((own, status.clone(), at, Direction::Response));
        for old in &response.old.headers {
            let mut headers = response.new.headers.iter();
            if let Some(new) = headers.find(|new| new.name.eq_ignore_ascii_case(&old.name)) {
                let header = Pair { old, new };
                let mut own = Texts::default();
                let what = format!("the description of the header `{}`", old.name);
                own.compare(what, header.map(|one| &one.description));
                let at = header.map(|one| &one.at);
                parts.push((own, status.clone(), at, Direction::Response));
            }
        }
    }
    for (own, place, at, direction) in parts {
        match common(pair, at) {
            // Several operations may have it, so it is a change of its own.
            Some(at) => {
                let draft = own.draft(&format!("{} -> {place}", pair.key()));
                drafts.extend(draft.map(|it| it.at(at).reaching(pair.key(), direction)));
            }
            None => texts.add(own),
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

/// The node of a part on both sides, if it is outside the operation: a component, or a parameter of a path.
fn common<'a>(
    operations: Pair<&Operation>,
    at: Pair<&'a SourceLocation>,
) -> Option<Pair<&'a Pointer>> {
    let at = at.map(|one| &one.0);
    let mut sides = operations.with(at).sides().into_iter();
    let is_outside = sides.all(|(operation, at)| !at.is_below(&operation.pointer));
    (is_outside && !at.differs()).then_some(at)
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
