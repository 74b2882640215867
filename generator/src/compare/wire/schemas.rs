//! Schemas: each pair once, however many operations reference it.

use std::collections::BTreeSet;

use serde_json::Value;

use super::draft::Draft;
use super::named::Named;
use super::pairs::{Flow, SchemaPair, SchemaPairs, UsePair, User};
use super::parameters::deprecation;
use super::reach::reachable;
use super::{enums, kinds, limits, objects, texts, unions};
use crate::api::{Api, Schema, SchemaId, SchemaKind, StringFormat, TagType, Union};
use crate::compare::{Http, Rule};
use crate::rust::items::Origin;

pub(super) fn judge<'a>(
    sides: [(&'a Api, &'a Named); 2],
    pairs: &SchemaPairs<'a>,
    drafts: &mut Vec<Draft>,
) {
    for at in 0..pairs.nodes.len() {
        let judging = Judging { sides, pairs, at };
        drafts.extend(judging.all());
    }
    unpaired(sides, pairs, drafts);
}

/// Unmatched components that no operation references. Those that an operation or a received payload
/// references are reported there.
fn unpaired(sides: [(&Api, &Named); 2], pairs: &SchemaPairs<'_>, drafts: &mut Vec<Draft>) {
    for (side, (api, named)) in sides.into_iter().enumerate() {
        let nodes = pairs.nodes.iter();
        let mut known: BTreeSet<&SchemaId> = nodes
            .map(|pair| [&pair.base.id, &pair.revision.id][side])
            .collect();
        known.extend(reachable(api, named));
        for (id, name) in api
            .schemas
            .keys()
            .filter_map(|id| Some((id, id.component()?)))
        {
            if known.contains(id) {
                continue;
            }
            let draft = if side == 0 {
                let message =
                    format!("the schema `{name}`, which no operation reached, was removed");
                let draft = Draft::new(Rule::UnusedSchemaRemoved, &name, message);
                draft.in_base(&id.0).values(&name, ())
            } else {
                let message = format!("the schema `{name}`, which no operation reaches, was added");
                let draft = Draft::new(Rule::UnusedSchemaAdded, &name, message);
                draft.in_revision(&id.0).values((), &name)
            };
            // A list has no type of its own, but its items may have one.
            let inside = format!("{}/", id.0);
            let types = named
                .iter()
                .filter(|(one, _)| *one == id || one.0.as_str().starts_with(&inside));
            let subjects = types.map(|(_, name)| Origin::Model(name.clone()));
            drafts.push(subjects.fold(draft, Draft::about));
        }
    }
}

/// Whether each value of a kind is encoded as a single string.
fn is_one(kind: &SchemaKind) -> bool {
    use SchemaKind::{Boolean, Decimal, Enum, Integer, Number, String};
    matches!(
        kind,
        Boolean | Decimal | Enum(_) | Integer(_) | Number | String(_)
    )
}

/// A pair of schemas that is being compared.
struct Judging<'a, 'b> {
    sides: [(&'a Api, &'a Named); 2],
    pairs: &'b SchemaPairs<'a>,
    at: usize,
}

impl<'a> Judging<'a, '_> {
    fn pair(&self) -> &SchemaPair<'a> {
        &self.pairs.nodes[self.at]
    }

    fn all(&self) -> Vec<Draft> {
        let pair = self.pair();
        let (old, new) = (pair.base, pair.revision);
        let mut drafts = self.nullability();
        let kind = self.rule();
        match kind {
            Some(rule) => drafts.push(self.kind(rule)),
            None => drafts.extend(self.inside()),
        }
        let whole = |draft: Draft| self.annotate(draft.at(&old.id.0, &new.id.0), None, pair.flow);
        for draft in limits::judge(&pair.place, kind, old, new) {
            let draft = whole(draft);
            // Fewer values of an open list are received; only their senders may be refused.
            let is_gone = draft.rule == Rule::EnumValueRemoved && !pair.flow.request;
            drafts.push(if is_gone {
                draft.judged(Http::Compatible)
            } else {
                draft
            });
        }
        if kind.is_none() {
            let listed = limits::listed(&pair.place, old, new).into_iter();
            drafts.extend(listed.map(whole));
        }
        if old.deprecated != new.deprecated && !self.is_property_in_place() {
            let message = deprecation("the schema", new.deprecated);
            let draft = Draft::new(Rule::DeprecationChanged, &pair.place, message);
            drafts.push(whole(draft.values(old.deprecated, new.deprecated)));
        }
        drafts.extend(self.renamed().map(whole));
        let replaced = self.replaced(kind);
        let [(base, _), (revision, _)] = self.sides;
        // The content of another schema is reported with that schema.
        if replaced.is_none() && (kind.is_none() || pair.is_one) {
            drafts.extend(texts::judge_schema(base, revision, pair).map(whole));
        }
        drafts.extend(replaced);
        if drafts.is_empty() && old.kind != new.kind && said(&old.kind) != said(&new.kind) {
            let message = "something about the schema changed that no rule covers";
            let draft = Draft::new(Rule::Unclassified, &pair.place, message);
            drafts.push(whole(draft.values(said(&old.kind), said(&new.kind))));
        }
        drafts
    }

    /// Adds the affected operations, the directions, and the dependent items to a draft: from a
    /// member, or from the schema as a whole.
    fn annotate(&self, draft: Draft, members: Option<&[String]>, flow: Flow) -> Draft {
        let pair = self.pair();
        let named = self.sides.map(|(_, named)| named);
        let mut draft = Draft {
            direction: flow.direction(),
            reached: self.pairs.reached(self.at, flow),
            ..draft
        };
        match members {
            Some(members) if !members.is_empty() => {
                for member in members {
                    let origins = pair.origins(named, Some(member));
                    draft.subjects.extend(origins);
                }
            }
            _ => draft.subjects.extend(pair.origins(named, None)),
        }
        // A value that is never sent breaks no client.
        if draft.direction.is_none() {
            draft.http = Some(Http::Compatible);
        }
        draft
    }

    /// The rule for values of another kind; `None` if the kind is the same.
    fn rule(&self) -> Option<Rule> {
        let pair = self.pair();
        let (old, new) = (pair.base, pair.revision);
        let [(base, _), (revision, _)] = self.sides;
        match kinds::rule((base, &old.kind), (revision, &new.kind)) {
            None => pair.is_another().then_some(Rule::TypeChanged),
            Some(rule) => Some(match (&old.kind, &new.kind) {
                (_, SchemaKind::Union(union))
                    if unions::has_variant((revision, union), (base, old)) =>
                {
                    Rule::BecameUnion
                }
                (SchemaKind::Union(union), _)
                    if unions::has_variant((base, union), (revision, new)) =>
                {
                    Rule::NoLongerUnion
                }
                // Strings in a format without a client type are not arbitrary strings.
                (SchemaKind::String(_), SchemaKind::String(_))
                    if has_format(old) || has_format(new) =>
                {
                    Rule::TypeChanged
                }
                // Released clients write the same string.
                (old, SchemaKind::String(StringFormat::Text))
                    if rule == Rule::TypeChanged
                        && is_one(old)
                        && self.is_parameter(self.at, 0) =>
                {
                    Rule::TypeWidened
                }
                _ => rule,
            }),
        }
    }

    /// Whether the schemas are inline at properties, which carry the deprecation.
    fn is_property_in_place(&self) -> bool {
        let pair = self.pair();
        let of_property = |used: &UsePair| matches!(used.from, User::Schema(_, Some(_), _));
        !pair.is_one && pair.uses.iter().all(of_property)
    }

    /// Whether all values are those of parameters, or of lists in parameters: strings on the wire.
    fn is_parameter(&self, at: usize, depth: usize) -> bool {
        let uses = &self.pairs.nodes[at].uses;
        let is = |used: &UsePair| match &used.from {
            User::Operation(_, _, Origin::Input(_, name)) => name != "body",
            User::Operation(..) => false,
            User::Schema(user, ..) => {
                let list = &self.pairs.nodes[*user];
                let is_list = matches!(
                    (&list.base.kind, &list.revision.kind),
                    (SchemaKind::List(_), SchemaKind::List(_))
                );
                depth < 4 && is_list && self.is_parameter(*user, depth + 1)
            }
        };
        !uses.is_empty() && uses.iter().all(is)
    }

    /// The values are of another kind: all uses are affected.
    fn kind(&self, rule: Rule) -> Draft {
        let pair = self.pair();
        let (old, new) = (pair.base, pair.revision);
        let [(base, _), (revision, _)] = self.sides;
        let (was, is) = (kinds::words(base, old), kinds::words(revision, new));
        let message = format!("the type was {was} and is {is}");
        let draft = Draft::new(rule, &pair.place, message).values(was, is);
        let mut draft = self.annotate(draft.at(&old.id.0, &new.id.0), None, pair.flow);
        if limits::same_range(old, new) {
            draft.http = Some(Http::Compatible);
        }
        draft.subjects.extend(pair.anchors.clone());
        let union = |kind: &'a SchemaKind| match kind {
            SchemaKind::Union(union) => Some(union),
            _ => None,
        };
        draft
            .subjects
            .extend(self.tags([union(&old.kind), union(&new.kind)]));
        draft
    }

    /// The values are of one kind: compares its content.
    fn inside(&self) -> Vec<Draft> {
        let pair = self.pair();
        let (old, new, place) = (pair.base, pair.revision, pair.place.as_str());
        let [(base, _), (revision, _)] = self.sides;
        match (&old.kind, &new.kind) {
            (SchemaKind::Object(was), SchemaKind::Object(is)) => {
                let found = objects::judge(place, pair.flow, (base, old, was), (revision, new, is));
                let annotate = |(draft, names, flow): (Draft, Vec<String>, Flow)| {
                    self.annotate(draft, Some(&names), pair.flow.and(flow))
                };
                found.into_iter().map(annotate).collect()
            }
            (SchemaKind::Enum(was), SchemaKind::Enum(is)) => {
                let found = enums::judge(place, was, is).into_iter();
                let at = |draft: Draft| draft.at(&old.id.0, &new.id.0);
                found
                    .map(|(draft, names)| self.annotate(at(draft), Some(&names), pair.flow))
                    .collect()
            }
            (SchemaKind::Union(was), SchemaKind::Union(is)) => {
                let found = unions::judge(place, pair.flow, (base, old, was), (revision, new, is));
                let tags = self.tags([Some(was), Some(is)]);
                let annotate = |(draft, names): (Draft, Vec<String>)| {
                    let mut draft = self.annotate(draft, Some(&names), pair.flow);
                    // Variants without a tag are identified by the union only.
                    let whole = pair.origins(self.sides.map(|(_, named)| named), None);
                    draft.subjects.extend(whole);
                    draft.subjects.extend(tags.clone());
                    draft
                };
                found.into_iter().map(annotate).collect()
            }
            (SchemaKind::Map { key: was, .. }, SchemaKind::Map { key: is, .. }) => {
                self.keys([was, is])
            }
            _ => Vec::new(),
        }
    }

    /// The properties that distinguish a union's variants: their form in the variants' types
    /// depends on the union.
    fn tags(&self, unions: [Option<&Union>; 2]) -> BTreeSet<Origin> {
        let discriminators = unions.into_iter().flatten();
        let discriminators = discriminators.filter_map(|one| one.discriminator.as_ref());
        let discriminators: Vec<&String> = discriminators.collect();
        let sides = self.sides.iter().zip(unions);
        let variants = sides.flat_map(|((_, named), union)| {
            let variants = union.into_iter().flat_map(|union| &union.variants);
            variants.filter_map(|variant| named.get(&variant.value.schema))
        });
        let tags = variants.flat_map(|name| {
            let origin = |tag: &&String| Origin::Member(name.clone(), (*tag).clone());
            discriminators.iter().map(origin)
        });
        tags.collect()
    }

    /// Map keys became or no longer are arbitrary strings. Their other changes are reported with
    /// their schema.
    fn keys(&self, keys: [&Option<SchemaId>; 2]) -> Vec<Draft> {
        let pair = self.pair();
        let [(base, _), (revision, _)] = self.sides;
        if keys[0].is_some() == keys[1].is_some() {
            return Vec::new();
        }
        let text = SchemaKind::String(StringFormat::Text);
        let kind = |api: &'a Api, key: &Option<SchemaId>| {
            let schema = api.schemas.get(key.as_ref()?)?;
            // A key is always a string, whether or not its schema says so.
            let is_text = schema.kind == SchemaKind::Any;
            (!is_text).then(|| (schema.kind.clone(), kinds::words(api, schema)))
        };
        let any = || (text.clone(), "any text".to_owned());
        let (old, was) = kind(base, keys[0]).unwrap_or_else(any);
        let (new, is) = kind(revision, keys[1]).unwrap_or_else(any);
        let place = format!("{}{{key}}", pair.place);
        let mut drafts = Vec::new();
        if let Some(rule) = kinds::rule((base, &old), (revision, &new)) {
            let message = format!("the keys were {was} and are {is}");
            drafts.push(Draft::new(rule, &place, message).values(was, is));
        }
        let stated = |api: &'a Api, key: &Option<SchemaId>| {
            let schema = key.as_ref().and_then(|key| api.schemas.get(key));
            schema.map_or(&[][..], |schema| schema.limits.as_slice())
        };
        let (was, is) = (stated(base, keys[0]), stated(revision, keys[1]));
        let is_typed = !drafts.is_empty();
        drafts.extend(limits::of_keys(&place, is_typed, was, is));
        let annotate = |draft: Draft| {
            let draft = draft.at(&pair.base.id.0, &pair.revision.id.0);
            self.annotate(draft, None, pair.flow)
        };
        drafts.into_iter().map(annotate).collect()
    }

    /// Null was allowed or forbidden: reported once for a schema that declares it, else once per
    /// use.
    fn nullability(&self) -> Vec<Draft> {
        let pair = self.pair();
        let (old, new) = (pair.base, pair.revision);
        let allowed =
            |used: &UsePair| (used.base.1 || old.nullable, used.revision.1 || new.nullable);
        let differs = |used: &&UsePair| {
            let (was, is) = allowed(used);
            was != is
        };
        let changed: Vec<&UsePair> = pair.uses.iter().filter(differs).collect();
        let draft = |draft: Draft, uses: &[&UsePair]| {
            let flows = uses.iter().map(|used| self.flow(used));
            let flow = flows.reduce(Flow::or).unwrap_or_default();
            let reached = uses.iter().map(|used| (*used, flow));
            let is_read =
                draft.rule == Rule::BecameNullable && uses.iter().all(|it| self.reads_null(it));
            let draft = self.annotate(draft, None, flow);
            Draft {
                reached: self.pairs.reached_by(reached),
                subjects: uses.iter().flat_map(|used| self.subjects(used)).collect(),
                http: if is_read {
                    Some(Http::Compatible)
                } else {
                    draft.http
                },
                ..draft
            }
        };
        if old.nullable != new.nullable && pair.is_one && !changed.is_empty() {
            let null = null(&pair.place, new.nullable).at(&old.id.0, &new.id.0);
            return vec![draft(null, &changed)];
        }
        let one = |used: &UsePair| {
            let (_, is) = allowed(used);
            let null = null(&used.place, is).at(&used.base.0, &used.revision.0);
            draft(null, &[used])
        };
        changed.iter().map(|used| one(used)).collect()
    }

    /// Whether released clients accept null at a use: an optional property is an `Option` or a
    /// `List`, and these read null as absent.
    fn reads_null(&self, used: &UsePair) -> bool {
        let User::Schema(user, Some(member), _) = &used.from else {
            return false;
        };
        match &self.pairs.nodes[*user].base.kind {
            SchemaKind::Object(object) => {
                let found = object.properties.iter().find(|one| one.name == *member);
                found.is_some_and(|one| one.required.is_none())
            }
            _ => false,
        }
    }

    fn subjects(&self, used: &UsePair) -> BTreeSet<Origin> {
        match &used.from {
            User::Operation(.., origin) => BTreeSet::from([origin.clone()]),
            User::Schema(user, member, _) => {
                let named = self.sides.map(|(_, named)| named);
                self.pairs.nodes[*user].origins(named, member.as_deref())
            }
        }
    }

    fn flow(&self, used: &UsePair) -> Flow {
        match &used.from {
            User::Operation(_, direction, _) => Flow::of(*direction),
            User::Schema(user, _, allowed) => self.pairs.nodes[*user].flow.and(*allowed),
        }
    }

    /// The component was renamed.
    fn renamed(&self) -> Option<Draft> {
        let pair = self.pair();
        let names = [pair.base, pair.revision].map(|one| one.id.component());
        let ([Some(old), Some(new)], true) = (names, pair.is_renamed()) else {
            return None;
        };
        let message = format!("the schema `{old}` is called `{new}` now");
        Some(Draft::new(Rule::SchemaRenamed, &old, message).values(&old, &new))
    }

    /// A reference to a component was replaced, which still exists: the values are of the same
    /// kind, but the types of the crate may differ.
    fn replaced(&self, kind: Option<Rule>) -> Option<Draft> {
        let pair = self.pair();
        let name = pair.base.id.component()?;
        let [(_, old), (_, new)] = self.sides;
        let types = (old.get(&pair.base.id)?, new.get(&pair.revision.id)?);
        if pair.is_one || kind.is_some() || types.0 == types.1 {
            return None;
        }
        let other = pair.revision.id.component();
        let what = match &other {
            Some(other) => format!("the schema `{other}`"),
            None => "a schema of its own".to_owned(),
        };
        let message = format!("{what} stands here instead of `{name}`");
        let draft = Draft::new(Rule::SchemaReplaced, &pair.place, message).values(name, other);
        let draft = draft.at(&pair.base.id.0, &pair.revision.id.0);
        let mut draft = self.annotate(draft, None, pair.flow);
        draft.subjects.extend(pair.anchors.clone());
        // As a variant it may have lost its tag, which is then an ordinary property.
        for used in &pair.uses {
            if let User::Schema(user, ..) = used.from {
                let user = &self.pairs.nodes[user];
                if let (SchemaKind::Union(was), SchemaKind::Union(is)) =
                    (&user.base.kind, &user.revision.kind)
                {
                    draft.subjects.extend(self.tags([Some(was), Some(is)]));
                }
            }
        }
        Some(draft)
    }
}

/// Whether a string without a type of its own has a format.
fn has_format(schema: &Schema) -> bool {
    let is_text = schema.kind == SchemaKind::String(StringFormat::Text);
    is_text && kinds::format(schema).is_some()
}

fn null(place: &str, is: bool) -> Draft {
    let (rule, message) = if is {
        (Rule::BecameNullable, "null is one of the values now")
    } else {
        (
            Rule::NoLongerNullable,
            "null is no longer one of the values",
        )
    };
    Draft::new(rule, place, message).values(!is, is)
}

/// The content of a schema without parts that are compared elsewhere: other schemas, positions and
/// documentation.
fn said(kind: &SchemaKind) -> Value {
    fn strip(value: &mut Value) {
        match value {
            Value::Object(members) => {
                // The order of required properties is no part of the API.
                for key in [
                    "schema",
                    "at",
                    "description",
                    "limits",
                    "key",
                    "nullable",
                    "tag",
                    "constant",
                    "required",
                ] {
                    members.remove(key);
                }
                members.values_mut().for_each(strip);
            }
            Value::Array(items) => items.iter_mut().for_each(strip),
            _ => {}
        }
    }
    let mut kind = kind.clone();
    if let SchemaKind::Union(union) = &mut kind {
        // Variants and their tags are compared separately; their order has no meaning.
        union.tag_type = TagType::default();
        for variant in &mut union.variants {
            variant.default = false;
        }
    }
    if let SchemaKind::Enum(known) = &mut kind {
        known.values.sort_by(|a, b| a.wire.cmp(&b.wire));
    }
    let mut value = serde_json::to_value(kind).unwrap_or_default();
    strip(&mut value);
    value
}
