//! Objects: added, removed and changed properties.

use super::draft::Draft;
use super::pairs::Flow;
use super::parameters::{deprecation, verb};
use super::same::{alike, same_type};
use crate::api::{Api, Object, Property, Schema};
use crate::compare::{Http, Rule};

/// The properties of two objects.
pub(super) struct Properties<'a> {
    pub(super) pairs: Vec<(&'a Property, &'a Property)>,
    pub(super) renamed: Option<(&'a Property, &'a Property)>,
    pub(super) removed: Vec<&'a Property>,
    pub(super) added: Vec<&'a Property>,
}

/// Matches properties by name. A removed and an added one count as renamed if each is the only one,
/// their types are the same and their names are similar.
pub(super) fn match_properties<'a>(
    (base, old): (&Api, &'a Object),
    (revision, new): (&Api, &'a Object),
) -> Properties<'a> {
    let find = |object: &'a Object, name: &str| {
        let at = object
            .properties
            .binary_search_by(|one| one.name.as_str().cmp(name));
        at.ok().map(|at| &object.properties[at])
    };
    let mut matched = Properties {
        pairs: Vec::new(),
        renamed: None,
        removed: Vec::new(),
        added: Vec::new(),
    };
    for one in &old.properties {
        match find(new, &one.name) {
            Some(other) => matched.pairs.push((one, other)),
            None => matched.removed.push(one),
        }
    }
    let is_new = |one: &&Property| find(old, &one.name).is_none();
    matched.added = new.properties.iter().filter(is_new).collect();
    if let ([gone], [added]) = (matched.removed.as_slice(), matched.added.as_slice())
        && alike(&gone.name, &added.name)
        && same_type((base, &gone.value), (revision, &added.value))
    {
        matched.renamed = Some((gone, added));
        matched.removed.clear();
        matched.added.clear();
    }
    matched
}

/// The changes of an object whose values go these ways: a draft, the properties that it concerns,
/// and the directions of their values.
pub(super) fn judge(
    place: &str,
    ways: Flow,
    (base, old, was): (&Api, &Schema, &Object),
    (revision, new, is): (&Api, &Schema, &Object),
) -> Vec<(Draft, Vec<String>, Flow)> {
    let matched = match_properties((base, was), (revision, is));
    let mut drafts = Vec::new();
    let of = |one: &Property| format!("{place}.{}", one.name);
    let flow = |one: &Property| Flow::of_property(one.read_only, one.write_only);
    let everything = Flow::of_property(false, false);
    // Senders of a property that the server no longer knows are refused if no others are allowed.
    let refused = |draft: Draft, one: &Property| {
        let is_refused = new.closed && is.additional.is_none() && ways.and(flow(one)).request;
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
        let draft = Draft::new(rule, &of(gone), message).in_base(&gone.at.0);
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
        let draft = Draft::new(rule, &of(added), message).in_revision(&added.at.0);
        drafts.push((
            draft.values((), &added.name),
            vec![added.name.clone()],
            flow(added),
        ));
    }
    if let Some((gone, added)) = matched.renamed {
        let message = format!(
            "the property `{}` was probably renamed to `{}`",
            gone.name, added.name
        );
        let draft = Draft::new(Rule::PropertyRenamed, &of(gone), message);
        let draft = draft
            .at(&gone.at.0, &added.at.0)
            .values(&gone.name, &added.name);
        let names = vec![gone.name.clone(), added.name.clone()];
        drafts.push((draft, names, flow(gone)));
    }
    for (one, other) in matched.pairs.into_iter().chain(matched.renamed) {
        let names = || vec![one.name.clone(), other.name.clone()];
        let at = |draft: Draft| draft.at(&one.at.0, &other.at.0);
        if let Some(draft) = read_write(&of(one), ways, one, other) {
            drafts.push((at(draft), names(), everything));
        }
        for draft in property(&of(one), one, other) {
            drafts.push((at(draft), names(), flow(one).and(flow(other))));
        }
    }
    if let Some((rule, message)) = further((old.closed, was), (new.closed, is)) {
        let draft = Draft::new(rule, &format!("{place}.*"), message).at(&old.id.0, &new.id.0);
        drafts.push((draft, Vec::new(), everything));
    }
    drafts
}

/// The changes of undescribed properties, for two objects and whether they are closed.
fn further(
    (was_closed, was): (bool, &Object),
    (is_closed, is): (bool, &Object),
) -> Option<(Rule, &'static str)> {
    let closed = |closed: bool, object: &Object| closed && object.additional.is_none();
    match (closed(was_closed, was), closed(is_closed, is)) {
        (true, true) => None,
        (true, false) => Some((
            Rule::AdditionalOpened,
            "additional properties are allowed now",
        )),
        (false, true) => {
            let message = "additional properties are no longer allowed";
            Some((Rule::AdditionalClosed, message))
        }
        (false, false) => match (&was.additional, &is.additional) {
            (None, Some(_)) => Some((Rule::TypeNarrowed, "additional properties have a type now")),
            (Some(_), None) => {
                let message = "additional properties no longer have a type";
                Some((Rule::TypeWidened, message))
            }
            _ => None,
        },
    }
}

fn property(place: &str, old: &Property, new: &Property) -> Vec<Draft> {
    let mut drafts = Vec::new();
    let name = &old.name;
    let mut push = |rule, message: String, before: serde_json::Value, after: serde_json::Value| {
        drafts.push(Draft::new(rule, place, message).values(before, after));
    };
    if old.listed != new.listed {
        let (rule, word) = if new.listed {
            (Rule::PropertyRequired, "required")
        } else {
            (Rule::PropertyOptional, "optional")
        };
        let message = format!("the property `{name}` became {word}");
        push(rule, message, old.listed.into(), new.listed.into());
    }
    if old.deprecated != new.deprecated {
        let message = deprecation(&format!("the property `{name}`"), new.deprecated);
        push(
            Rule::DeprecationChanged,
            message,
            old.deprecated.into(),
            new.deprecated.into(),
        );
    }
    let default = |one: &Property| {
        let found = one.limits.iter().find(|(key, _)| *key == "default");
        found.map(|(_, value)| value.clone())
    };
    let (was, is) = (default(old), default(new));
    if was != is {
        let message = format!("the default of `{name}` was {}", verb(&was, &is));
        push(
            Rule::DefaultChanged,
            message,
            was.unwrap_or_default(),
            is.unwrap_or_default(),
        );
    }
    drafts
}

/// A property that only one side sets is required of that side only (OpenAPI 3.0.3, Schema Object).
fn read_write(place: &str, ways: Flow, old: &Property, new: &Property) -> Option<Draft> {
    let word = |one: &Property| match (one.read_only, one.write_only) {
        (true, _) => "readOnly",
        (_, true) => "writeOnly",
        _ => "both read and written",
    };
    let (was, is) = (word(old), word(new));
    if was == is {
        return None;
    }
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
    let message = format!("`{}` was {was} and is {is}", old.name);
    let draft = Draft::new(Rule::ReadWriteChanged, place, message).values(was, is);
    Some(draft.judged(http.unwrap_or(Http::Compatible)))
}
