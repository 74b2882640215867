//! Objects: added, removed and changed properties.

use serde_json::Value;

use super::draft::{Draft, verb};
use super::limits::limit;
use super::pairs::Flow;
use super::parameters::deprecation;
use super::positions::located;
use super::same::{alike, same_component, same_type};
use crate::api::{Api, Object, Property, Schema, Shape};
use crate::compare::pair::{Matched, Pair};
use crate::compare::{Http, Rule};

/// Matches properties by name. A removed and an added one count as renamed if each is the only one,
/// their types are the same and their names are similar.
pub(super) fn match_properties<'a>(
    apis: Pair<&Api>,
    objects: Pair<&'a Object>,
) -> (Matched<'a, Property>, Option<Pair<&'a Property>>) {
    let mut matched = Matched::none(objects.map(|object| object.properties.as_slice()));
    matched.add(|old, new| old.name == new.name);
    if let ([old], [new]) = (matched.removed.as_slice(), matched.added.as_slice())
        && alike(&old.name, &new.name)
        && same_type((apis.old, &old.value), (apis.new, &new.value))
    {
        let renamed = Pair {
            old: *old,
            new: *new,
        };
        matched.removed.clear();
        matched.added.clear();
        return (matched, Some(renamed));
    }
    (matched, None)
}

/// The changes of an object whose values go these ways: a draft, the properties that it concerns,
/// and the directions of their values.
pub(super) fn judge<'a>(
    place: &str,
    ways: Flow,
    apis: Pair<&'a Api>,
    schemas: Pair<&'a Schema>,
    objects: Pair<&'a Object>,
) -> Vec<(Draft, Vec<String>, Flow)> {
    let (matched, renamed) = match_properties(apis, objects);
    let is_closed = schemas.with(objects);
    let is_closed = is_closed.map(|(schema, object)| schema.closed && object.additional.is_none());
    let mut drafts = Vec::new();
    let of = |one: &Property| format!("{place}.{}", one.name);
    let flow = |one: &Property| Flow::of_property(one.read_only, one.write_only);
    let everything = Flow::of_property(false, false);
    // Senders of a property that the server no longer knows are refused if no others are allowed.
    let refused = |draft: Draft, one: &Property| {
        let is_refused = is_closed.new && ways.and(flow(one)).request;
        if is_refused {
            draft.judged(Http::Breaking)
        } else {
            draft
        }
    };
    for gone in matched.removed {
        // Clients work without a property that they treat as optional.
        let (rule, word) = match (gone.listed, gone.required) {
            (true, Some(_)) => (Rule::RequiredPropertyRemoved, "required"),
            (true, None) => (Rule::OptionalPropertyRemoved, "required"),
            (false, _) => (Rule::OptionalPropertyRemoved, "optional"),
        };
        let message = format!("the {word} property `{}` was removed", gone.name);
        let draft =
            Draft::new(rule, &of(gone), message).in_base(located(&gone.at.0, &schemas.old.id.0));
        let draft = refused(draft, gone);
        drafts.push((
            draft.values(&gone.name, ()),
            vec![gone.name.clone()],
            flow(gone),
        ));
    }
    for added in matched.added {
        let (rule, word) = if added.listed {
            (Rule::RequiredPropertyAdded, "required")
        } else {
            (Rule::OptionalPropertyAdded, "optional")
        };
        let message = format!("the {word} property `{}` was added", added.name);
        let draft = Draft::new(rule, &of(added), message)
            .in_revision(located(&added.at.0, &schemas.new.id.0))
            .identified(Shape::of(apis.new, &added.value));
        drafts.push((
            draft.values((), &added.name),
            vec![added.name.clone()],
            flow(added),
        ));
    }
    // A required property may lack a declaration.
    let around = schemas.map(|one| &one.id.0);
    let at = |pair: Pair<&'a Property>| {
        let nodes = pair.map(|one| &one.at.0).with(around);
        nodes.map(|(at, around)| located(at, around))
    };
    let names = |pair: Pair<&Property>| pair.map(|one| one.name.clone()).sides().into();
    if let Some(pair) = renamed {
        let name = pair.map(|one| &one.name);
        let message = format!(
            "the property `{}` was probably renamed to `{}`",
            name.old, name.new
        );
        let draft = Draft::new(Rule::PropertyRenamed, &of(pair.old), message);
        let draft = draft.at(at(pair)).changed(name);
        drafts.push((draft, names(pair), flow(pair.old)));
    }
    for pair in matched.pairs.into_iter().chain(renamed) {
        let at = |draft: Draft| draft.at(at(pair));
        if let Some(draft) = read_write(&of(pair.old), ways, pair) {
            drafts.push((at(draft), names(pair), everything));
        }
        let of_schema = |it: &Draft| is_of_schema(apis, pair, it.rule);
        let found = property(&of(pair.old), pair).into_iter();
        for draft in found.filter(|it| !of_schema(it)) {
            let goes = flow(pair.old).and(flow(pair.new));
            drafts.push((at(draft), names(pair), goes));
        }
    }
    if let Some((rule, message)) = further(is_closed, objects) {
        let draft = Draft::new(rule, &format!("{place}.*"), message);
        let shapes = apis.with(objects).map(|(api, object)| {
            let further = object.additional.as_ref();
            further.map(|value| Shape::of(api, value))
        });
        let draft = draft.at(schemas.map(|one| &one.id.0));
        let draft = draft.identified(shapes.sides());
        drafts.push((draft, Vec::new(), everything));
    }
    drafts
}

/// Whether a property has its deprecation or default from a component, with which it is reported.
fn is_of_schema(apis: Pair<&Api>, pair: Pair<&Property>, rule: Rule) -> bool {
    let Some(schemas) = same_component(apis, pair.map(|one| &one.value)) else {
        return false;
    };
    let mut sides = schemas.with(pair).sides().into_iter();
    sides.all(|(schema, one)| match rule {
        Rule::DeprecationChanged => schema.deprecated == one.deprecated,
        Rule::DefaultChanged => limit(schema, "default") == default(one),
        _ => false,
    })
}

/// The changes of undescribed properties, for two objects and whether they allow none.
fn further(is_closed: Pair<bool>, objects: Pair<&Object>) -> Option<(Rule, &'static str)> {
    match (is_closed.old, is_closed.new) {
        (true, true) => None,
        (true, false) => Some((
            Rule::AdditionalOpened,
            "additional properties are allowed now",
        )),
        (false, true) => {
            let message = "additional properties are no longer allowed";
            Some((Rule::AdditionalClosed, message))
        }
        (false, false) => match (&objects.old.additional, &objects.new.additional) {
            (None, Some(_)) => Some((Rule::TypeNarrowed, "additional properties have a type now")),
            (Some(_), None) => {
                let message = "additional properties no longer have a type";
                Some((Rule::TypeWidened, message))
            }
            _ => None,
        },
    }
}

pub(super) fn default(property: &Property) -> Option<&Value> {
    let mut limits = property.limits.iter();
    let found = limits.find(|(key, _)| *key == "default");
    found.map(|(_, value)| value)
}

fn property(place: &str, pair: Pair<&Property>) -> Vec<Draft> {
    let mut drafts = Vec::new();
    let name = &pair.old.name;
    let draft = |rule, message: String| Draft::new(rule, place, message);
    let is_listed = pair.map(|one| one.listed);
    if is_listed.differs() {
        let (rule, word) = if is_listed.new {
            (Rule::PropertyRequired, "required")
        } else {
            (Rule::PropertyOptional, "optional")
        };
        let message = format!("the property `{name}` became {word}");
        drafts.push(draft(rule, message).changed(is_listed));
    }
    let is_deprecated = pair.map(|one| one.deprecated);
    if is_deprecated.differs() {
        let message = deprecation(&format!("the property `{name}`"), is_deprecated.new);
        drafts.push(draft(Rule::DeprecationChanged, message).changed(is_deprecated));
    }
    let default = pair.map(default);
    if default.differs() {
        let message = format!("the default of `{name}` was {}", verb(default));
        drafts.push(draft(Rule::DefaultChanged, message).changed(default));
    }
    drafts
}

/// A property that only one side sets is required of that side only (OpenAPI 3.0.3, Schema Object).
fn read_write(place: &str, ways: Flow, pair: Pair<&Property>) -> Option<Draft> {
    let word = pair.map(|one| match (one.read_only, one.write_only) {
        (true, _) => "readOnly",
        (_, true) => "writeOnly",
        _ => "both read and written",
    });
    if !word.differs() {
        return None;
    }
    let Pair { old, new } = pair;
    let sent = match (old.read_only, new.read_only) {
        // Servers ignore read-only properties, or refuse them.
        (false, true) => Http::Warning,
        (true, false) if new.listed => Http::Breaking,
        _ => Http::Compatible,
    };
    let received = match (old.write_only, new.write_only) {
        (false, true) if old.required.is_some() => Http::Breaking,
        (false, true) => Http::Warning,
        _ => Http::Compatible,
    };
    let verdicts = [(ways.request, sent), (ways.response, received)];
    let verdicts = verdicts.into_iter().filter(|(goes, _)| *goes);
    let http = verdicts.map(|(_, http)| http).max();
    let message = format!("`{}` was {} and is {}", old.name, word.old, word.new);
    let draft = Draft::new(Rule::ReadWriteChanged, place, message).changed(word);
    Some(draft.judged(http.unwrap_or(Http::Compatible)))
}
