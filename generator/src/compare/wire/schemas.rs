//! Schemas: each pair once, however many operations reference it.

use std::collections::BTreeSet;

use indexmap::IndexSet;
use serde_json::Value;

use super::draft::{Draft, verb};
use super::form_parts::is_file;
use super::named::Named;
use super::pairs::{Flow, SchemaPair, SchemaPairs, UsePair, User};
use super::parameters::deprecation;
use super::reach::reachable;
use super::{enums, kinds, limits, nulls, objects, texts, unions};
use crate::api::{
    Api, Property, Schema, SchemaId, SchemaKind, Shape, StringFormat, TagType, Union, Use,
};
use crate::compare::pair::Pair;
use crate::compare::{Http, Rule};
use crate::rust::items::Origin;

pub(super) fn judge<'a>(
    apis: Pair<&'a Api>,
    named: Pair<&'a Named>,
    pairs: &SchemaPairs<'a>,
    drafts: &mut Vec<Draft>,
) {
    for at in 0..pairs.nodes.len() {
        let judging = Judging {
            apis,
            named,
            pairs,
            at,
        };
        drafts.extend(judging.all());
    }
    let known = apis.with(named).with(pairs.paired());
    let unused = known.map(|((api, named), paired)| unused(api, named, paired));
    for (id, name, subjects) in unused.old {
        let message = format!("the schema `{name}`, which no operation used, was removed");
        let draft = Draft::new(Rule::UnusedSchemaRemoved, &name, message);
        let draft = draft.in_base(&id.0).values(&name, ());
        drafts.push(subjects.into_iter().fold(draft, Draft::about));
    }
    for (id, name, subjects) in unused.new {
        let message = format!("the schema `{name}`, which no operation uses, was added");
        let draft = Draft::new(Rule::UnusedSchemaAdded, &name, message);
        let draft = draft.in_revision(&id.0).values((), &name);
        drafts.push(subjects.into_iter().fold(draft, Draft::about));
    }
}

/// The unmatched components of one side that no operation references, with their names and types.
/// Those that an operation or a received payload references are reported there.
fn unused<'a>(
    api: &'a Api,
    named: &Named,
    mut known: IndexSet<&'a SchemaId>,
) -> Vec<(&'a SchemaId, String, Vec<Origin>)> {
    known.extend(reachable(api, named));
    let schemas = api.schemas.keys().filter(|id| !known.contains(id));
    let schemas = schemas.filter_map(|id| {
        let name = id.component()?;
        // A list has no type of its own, but its items may have one.
        let inside = format!("{}/", id.0);
        let types = named.iter();
        let types = types.filter(|(one, _)| *one == id || one.0.as_str().starts_with(&inside));
        let subjects = types.map(|(_, name)| Origin::Model(name.clone()));
        Some((id, name, subjects.collect()))
    });
    schemas.collect()
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
    apis: Pair<&'a Api>,
    named: Pair<&'a Named>,
    pairs: &'b SchemaPairs<'a>,
    at: usize,
}

impl<'a> Judging<'a, '_> {
    fn pair(&self) -> &SchemaPair<'a> {
        &self.pairs.nodes[self.at]
    }

    fn all(&self) -> Vec<Draft> {
        let pair = self.pair();
        if pair.is_raw(self.apis) {
            let texts = texts::judge_schema(self.apis, pair);
            let drafts = self.renamed().into_iter().chain(texts);
            return drafts.map(|draft| self.whole(draft)).collect();
        }
        let mut drafts = self.nullability();
        let kind = self.rule();
        match kind {
            Some(rule) => drafts.push(self.kind(rule)),
            None => drafts.extend(self.inside()),
        }
        let whole = |draft: Draft| self.whole(draft);
        // Null has no limits.
        let other = nulls::replaced(self.pair()).map(|_| Rule::TypeChanged);
        for draft in limits::judge(&pair.place, other.or(kind), pair.schemas) {
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
            let listed = limits::listed(&pair.place, pair.schemas).into_iter();
            drafts.extend(listed.map(whole));
        }
        let is_deprecated = pair.schemas.map(|one| one.deprecated);
        if is_deprecated.differs() && !self.is_property_in_place() && !pair.is_moved() {
            let message = deprecation("the schema", is_deprecated.new);
            let draft = Draft::new(Rule::DeprecationChanged, &pair.place, message);
            let mut draft = whole(draft.changed(is_deprecated));
            // So are the properties with its values.
            draft.subjects.extend(pair.anchors.iter().cloned());
            drafts.push(draft);
        }
        drafts.extend(self.default());
        drafts.extend(self.renamed().map(whole));
        let replaced = self.replaced(kind);
        // The content of another schema is reported with that schema.
        if replaced.is_none() && !pair.is_moved() && (kind.is_none() || pair.is_one) {
            drafts.extend(texts::judge_schema(self.apis, pair).map(whole));
        }
        drafts.extend(replaced);
        let kinds = pair.schemas.map(|one| &one.kind);
        if drafts.is_empty() && kinds.differs() && kinds.map(said).differs() {
            let message = "the schema has a change that no rule covers";
            let draft = Draft::new(Rule::Unclassified, &pair.place, message);
            drafts.push(whole(draft.changed(kinds.map(said))));
        }
        drafts
    }

    /// Completes a draft about the schema as a whole.
    fn whole(&self, draft: Draft) -> Draft {
        let pair = self.pair();
        let draft = draft.at(pair.pointers());
        self.annotate(draft, None, pair.flow)
    }

    /// Adds the affected operations, the directions, and the dependent items to a draft: from a
    /// member, or from the schema as a whole.
    fn annotate(&self, draft: Draft, members: Option<&[String]>, flow: Flow) -> Draft {
        let pair = self.pair();
        let draft = match self.pairs.reference(self.at) {
            Some(reference) => draft.at(reference),
            None => draft,
        };
        let mut draft = Draft {
            direction: flow.direction(),
            reached: self.pairs.reached(self.at, flow),
            ..draft
        };
        match members {
            Some(members) if !members.is_empty() => {
                for member in members {
                    let origins = pair.origins(Some(member));
                    draft.subjects.extend(origins);
                }
            }
            _ => draft.subjects.extend(pair.origins(None)),
        }
        draft.http = flow.http(draft.rule, draft.http);
        draft
    }

    /// The rule for values of another kind; `None` if the kind is the same.
    fn rule(&self) -> Option<Rule> {
        if let Some(rule) = nulls::replaced(self.pair()) {
            return Some(rule);
        }
        let (pair, apis) = (self.pair(), self.apis);
        let Pair { old, new } = pair.schemas;
        match kinds::rule(apis, pair.schemas.map(|one| &one.kind)) {
            None => pair.is_another().then_some(Rule::TypeChanged),
            Some(rule) => Some(match (&old.kind, &new.kind) {
                (_, SchemaKind::Union(union))
                    if unions::variant_of((apis.new, union), (apis.old, old)).is_some() =>
                {
                    Rule::BecameUnion
                }
                (SchemaKind::Union(union), _)
                    if unions::variant_of((apis.old, union), (apis.new, new)).is_some() =>
                {
                    Rule::NoLongerUnion
                }
                _ if !kinds::fits_map(apis, pair.schemas) => Rule::TypeChanged,
                // A file has a name and a media type of its own.
                (SchemaKind::String(old), SchemaKind::String(new))
                    if is_file(*old) != is_file(*new)
                        && self.pairs.is_part(self.apis.old, self.at, 0) =>
                {
                    Rule::TypeChanged
                }
                // Strings in a format without a client type are not arbitrary strings.
                (SchemaKind::String(_), SchemaKind::String(_))
                    if has_format(old) || has_format(new) =>
                {
                    Rule::TypeChanged
                }
                // A single string is a list with one item.
                (SchemaKind::String(StringFormat::Text), SchemaKind::List(item))
                    if pair.is_exploded_query(apis.new) && kinds::is_text(apis.new, item) =>
                {
                    Rule::TypeWidened
                }
                (SchemaKind::Enum(old), SchemaKind::Enum(new))
                    if self.pairs.is_parameter(self.at, 0) =>
                {
                    enums::as_texts(Pair { old, new }).unwrap_or(rule)
                }
                // Released clients write the same string.
                (old, SchemaKind::String(StringFormat::Text))
                    if rule == Rule::TypeChanged
                        && is_one(old)
                        && self.pairs.is_parameter(self.at, 0) =>
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

    /// The values are of another kind: all uses are affected.
    fn kind(&self, rule: Rule) -> Draft {
        let pair = self.pair();
        let words = self.apis.with(pair.schemas);
        let words = words.map(|(api, schema)| kinds::words(api, schema));
        let message = format!("the type was {} and is {}", words.old, words.new);
        let structure = self.apis.with(pair.schemas).map(|(api, schema)| {
            let whole = Use {
                schema: schema.id.clone(),
                nullable: schema.nullable,
            };
            (Shape::of(api, &whole), &schema.limits, &schema.listed)
        });
        let draft = Draft::new(rule, &pair.place, message).changed(words);
        let draft = draft.identified([structure.old, structure.new]);
        let mut draft = self.whole(draft);
        let is_same = match rule {
            // A list that doesn't restrict the values.
            Rule::BecameEnum => limits::is_open(pair.schemas.new),
            Rule::NoLongerEnum => limits::is_open(pair.schemas.old),
            _ => kinds::is_same_map(self.apis, pair.schemas) || limits::same_range(pair.schemas),
        };
        if is_same {
            draft.http = Some(Http::Compatible);
        }
        draft.subjects.extend(pair.anchors.clone());
        draft.subjects.extend(self.tags(pair.schemas.map(union)));
        draft
    }

    /// The values are of one kind: compares its content.
    fn inside(&self) -> Vec<Draft> {
        let pair = self.pair();
        let (place, schemas) = (pair.place.as_str(), pair.schemas);
        match (&schemas.old.kind, &schemas.new.kind) {
            (SchemaKind::Object(old), SchemaKind::Object(new)) => {
                let objects = Pair { old, new };
                let found = objects::judge(place, pair.flow, self.apis, schemas, objects);
                let annotate = |(draft, names, flow): (Draft, Vec<String>, Flow)| {
                    self.annotate(draft, Some(&names), pair.flow.and(flow))
                };
                found.into_iter().map(annotate).collect()
            }
            (SchemaKind::Enum(old), SchemaKind::Enum(new)) => {
                let found = enums::judge(place, Pair { old, new }).into_iter();
                let at = |draft: Draft| draft.at(schemas.map(|one| &one.id.0));
                // A required constant is no argument.
                let had_one = [old, new].iter().any(|one| one.values.len() == 1);
                let users = had_one.then_some(&pair.anchors);
                let found = found.map(|(draft, names)| {
                    let mut draft = self.annotate(at(draft), Some(&names), pair.flow);
                    draft.subjects.extend(users.into_iter().flatten().cloned());
                    draft
                });
                // A value that is removed from an open list may still be accepted.
                let is_gone = |draft: &Draft| {
                    limits::is_open(schemas.new) && draft.rule == Rule::EnumValueRemoved
                };
                let http = match pair.flow.request {
                    true => Http::Warning,
                    false => Http::Compatible,
                };
                found
                    .map(|draft| {
                        if is_gone(&draft) {
                            draft.judged(http)
                        } else {
                            draft
                        }
                    })
                    .collect()
            }
            (SchemaKind::Union(old), SchemaKind::Union(new)) => {
                let unions = Pair { old, new };
                let found = unions::judge(place, pair.flow, self.apis, schemas, unions);
                let tags = self.tags(schemas.map(union));
                let annotate = |(draft, names): (Draft, Vec<String>)| {
                    let mut draft = self.annotate(draft, Some(&names), pair.flow);
                    // Variants without a tag are identified by the union only.
                    let whole = pair.origins(None);
                    draft.subjects.extend(whole);
                    draft.subjects.extend(tags.clone());
                    draft
                };
                found.into_iter().map(annotate).collect()
            }
            (SchemaKind::Map { key: old, .. }, SchemaKind::Map { key: new, .. }) => {
                self.keys(Pair { old, new }.map(Option::as_ref))
            }
            _ => Vec::new(),
        }
    }

    /// The properties that distinguish a union's variants: their form in the variants' types
    /// depends on the union.
    fn tags(&self, unions: Pair<Option<&Union>>) -> BTreeSet<Origin> {
        let discriminators = unions.sides().into_iter().flatten();
        let discriminators = discriminators.filter_map(|one| one.discriminator.as_ref());
        let discriminators: Vec<&String> = discriminators.collect();
        let sides = self.named.with(unions).sides().into_iter();
        let variants = sides.flat_map(|(named, union)| {
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
    fn keys(&self, keys: Pair<Option<&SchemaId>>) -> Vec<Draft> {
        if !keys.map(|key| key.is_some()).differs() {
            return Vec::new();
        }
        let schemas = self.apis.with(keys);
        let schemas = schemas.map(|(api, key)| Some((api, api.schemas.get(key?)?)));
        // A key is always a string, whether or not its schema says so.
        let typed = schemas.map(|one| one.filter(|(_, schema)| schema.kind != SchemaKind::Any));
        let text = SchemaKind::String(StringFormat::Text);
        let kinds = typed.map(|one| one.map_or(&text, |(_, schema)| &schema.kind));
        let place = format!("{}{{key}}", self.pair().place);
        let mut drafts = Vec::new();
        if let Some(rule) = kinds::rule(self.apis, kinds) {
            let words = typed.map(|one| {
                one.map_or_else(
                    || "any text".to_owned(),
                    |(api, schema)| kinds::words(api, schema),
                )
            });
            let message = format!("the keys were {} and are {}", words.old, words.new);
            drafts.push(Draft::new(rule, &place, message).changed(words));
        }
        let limits = schemas.map(|one| one.map_or(&[][..], |(_, schema)| &schema.limits));
        let is_typed = !drafts.is_empty();
        drafts.extend(limits::of_keys(&place, is_typed, limits));
        let drafts = drafts.into_iter().map(|draft| self.whole(draft));
        drafts.collect()
    }

    /// Null was allowed or forbidden: reported once for a schema that declares it, else once per
    /// use.
    fn nullability(&self) -> Vec<Draft> {
        let pair = self.pair();
        let is_any = |one: &Schema| one.kind == SchemaKind::Any && one.listed.is_empty();
        if pair.schemas.sides().into_iter().all(is_any) {
            // Arbitrary JSON includes null.
            return Vec::new();
        }
        if nulls::replaced(self.pair()).is_some() {
            return Vec::new();
        }
        let declared = pair.schemas.map(|one| one.nullable);
        let listed = pair.schemas.map(limits::lists_null);
        let declared = declared.with(listed).map(|(is, listed)| is && listed);
        let allowed = |used: &UsePair| {
            let stated = used.nullable.with(declared).with(listed);
            stated.map(|((of_use, of_schema), listed)| listed && (of_use || of_schema))
        };
        let changed = pair.uses.iter().filter(|used| allowed(used).differs());
        let changed: Vec<&UsePair> = changed.collect();
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
        if declared.differs() && pair.is_one && !changed.is_empty() {
            let null = nulls::draft(&pair.place, declared.new);
            return vec![draft(null.at(pair.schemas.map(|one| &one.id.0)), &changed)];
        }
        let one = |used: &UsePair| {
            let null = nulls::draft(&used.place, allowed(used).new);
            draft(null.at(used.at.as_ref()), &[used])
        };
        changed.iter().map(|used| one(used)).collect()
    }

    /// Whether released clients accept null at a use: an optional property is an `Option` or a
    /// `List`, and these read null as absent.
    fn reads_null(&self, used: &UsePair) -> bool {
        let User::Schema(user, Some(member), _) = &used.from else {
            return false;
        };
        match &self.pairs.nodes[*user].schemas.old.kind {
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
            User::Schema(user, member, _) => self.pairs.nodes[*user].origins(member.as_deref()),
        }
    }

    fn flow(&self, used: &UsePair) -> Flow {
        match &used.from {
            User::Operation(_, flow, _) => *flow,
            User::Schema(user, _, allowed) => self.pairs.nodes[*user].flow.and(*allowed),
        }
    }

    /// The default of a component that properties or parameters have from it.
    fn default(&self) -> Option<Draft> {
        let pair = self.pair();
        let default = pair.schemas.map(|one| limits::limit(one, "default"));
        let is_used = pair.uses.iter().any(|used| match &used.from {
            User::Operation(_, _, Origin::Input(_, name)) => name != "body",
            User::Schema(user, Some(member), _) => {
                let has =
                    |one: &Property| one.name == *member && objects::default(one) == default.old;
                match &self.pairs.nodes[*user].schemas.old.kind {
                    SchemaKind::Object(object) => object.properties.iter().any(has),
                    _ => false,
                }
            }
            _ => false,
        });
        if !is_used || !pair.is_one || pair.is_renamed() || !default.differs() {
            return None;
        }
        let message = format!("the default was {}", verb(default));
        let draft = Draft::new(Rule::DefaultChanged, &pair.place, message);
        let mut draft = self.whole(draft.changed(default));
        draft.subjects.extend(pair.anchors.iter().cloned());
        Some(draft)
    }

    /// The component was renamed.
    fn renamed(&self) -> Option<Draft> {
        let pair = self.pair();
        let name = pair.schemas.map(|one| one.id.component());
        let name = name.both().filter(|_| pair.is_renamed())?;
        let message = format!("the schema `{}` was renamed to `{}`", name.old, name.new);
        Some(Draft::new(Rule::SchemaRenamed, &name.old, message).changed(name.as_ref()))
    }

    /// A reference to a component was replaced, which still exists: the values are of the same
    /// kind, but the types of the crate may differ.
    fn replaced(&self, kind: Option<Rule>) -> Option<Draft> {
        let pair = self.pair();
        let component = pair.schemas.map(|one| one.id.component());
        let name = component.old.as_ref()?;
        let types = pair.types.as_ref().map(Option::as_ref).both()?;
        if pair.is_one || pair.is_moved() || kind.is_some() || !types.differs() {
            return None;
        }
        let what = match &component.new {
            Some(other) => format!("the schema `{other}`"),
            None => "an inline schema".to_owned(),
        };
        let message = format!("{what} replaces `{name}`");
        let draft = Draft::new(Rule::SchemaReplaced, &pair.place, message);
        let mut draft = self.whole(draft.changed(component.as_ref()));
        draft.subjects.extend(pair.anchors.clone());
        // As a variant it may have lost its tag, which is then an ordinary property.
        for used in &pair.uses {
            if let User::Schema(user, ..) = used.from {
                let unions = self.pairs.nodes[user].schemas.map(union);
                if unions.both().is_some() {
                    draft.subjects.extend(self.tags(unions));
                }
            }
        }
        Some(draft)
    }
}

fn union(schema: &Schema) -> Option<&Union> {
    match &schema.kind {
        SchemaKind::Union(union) => Some(union),
        _ => None,
    }
}

/// Whether a string without a type of its own has a format.
fn has_format(schema: &Schema) -> bool {
    let is_text = schema.kind == SchemaKind::String(StringFormat::Text);
    is_text && kinds::format(schema).is_some()
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
                    "deprecated",
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
