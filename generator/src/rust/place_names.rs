//! Names of inline schemas: the component, parameter or operation that contains them, and the path
//! from there.

use std::collections::{BTreeMap, BTreeSet};

use super::Ident;
use super::operation_names::OperationName;
use super::status_words::response_word;
use crate::api::{Api, EnumWire, Object, Schema, SchemaId, SchemaKind, Status, Union};
use crate::document::{Made, Pointer, Step};

/// The most words of a title that name a variant.
const MOST_WORDS: usize = 4;

/// One step from a base to a schema. Of several words, if it has them.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Word {
    text: String,
    /// Whether it is for a position in a thing, or for one of its alternatives, and says nothing without the
    /// thing.
    is_position: bool,
}

impl Word {
    fn position(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            is_position: true,
        }
    }

    fn thing(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            is_position: false,
        }
    }
}

fn joined<'a>(words: impl IntoIterator<Item = &'a Word>) -> String {
    let texts = words.into_iter().map(|word| word.text.as_str());
    texts.collect::<Vec<_>>().join(" ")
}

/// What distinguishes a position by its words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Detail {
    /// The path alone.
    Place,
    /// Also the status of a success, and what is a body.
    Status,
    /// Also the media type.
    MediaType,
}

impl Detail {
    const ALL: [Self; 3] = [Self::Place, Self::Status, Self::MediaType];
}

/// The positions that names begin with.
#[derive(Debug)]
pub(super) struct PlaceNames {
    /// Operations, and the schemas of their parameters, whose index in a list means nothing.
    places: BTreeMap<Pointer, String>,
    /// The distinguishing words of inline variants of unions.
    variants: BTreeMap<Pointer, String>,
    /// The responses under `default` that mean success.
    successes: BTreeSet<Pointer>,
    /// The words of each position after those of its base, and how many of the last ones suffice.
    words: BTreeMap<Pointer, (Vec<Word>, usize)>,
}

impl PlaceNames {
    pub(super) fn new(api: &Api, operations: &[OperationName], types: &[&Schema]) -> Self {
        let mut places = BTreeMap::new();
        for (operation, name) in api.operations.iter().zip(operations) {
            let name = &name.whole;
            places.insert(operation.pointer.clone(), name.to_string());
            for parameter in &operation.parameters {
                if let Some(value) = &parameter.value {
                    let place = places.entry(value.schema.0.clone());
                    place.or_insert_with(|| format!("{name} {}", parameter.name));
                }
            }
        }
        let unions = api
            .schemas
            .values()
            .filter_map(|schema| match &schema.kind {
                SchemaKind::Union(union) => Some(union),
                _ => None,
            });
        let variants = unions.flat_map(|union| variant_words(api, union)).collect();
        let successes = api.operations.iter().filter(|operation| {
            let mut success = operation.success.iter();
            success.any(|response| response.status == Status::Default)
        });
        let successes = successes.map(|one| one.pointer.child("responses").child("default"));
        let mut names = Self {
            places,
            successes: successes.collect(),
            variants,
            words: BTreeMap::new(),
        };
        names.shorten(types);
        names
    }

    /// Finds the fewest last words that distinguish each position from all others of its base.
    fn shorten(&mut self, types: &[&Schema]) {
        let mut by_base: BTreeMap<Pointer, Vec<(Pointer, Vec<Word>)>> = BTreeMap::new();
        for schema in types {
            if let Some((base, _)) = self.base(&schema.id, None) {
                let words = self.words(base.clone(), &schema.id.0, Detail::Place);
                let places = by_base.entry(base).or_default();
                places.push((schema.id.0.clone(), words));
            }
        }
        for places in by_base.into_values() {
            let mut ends: BTreeMap<&[Word], usize> = BTreeMap::new();
            for (_, words) in &places {
                for start in 0..words.len() {
                    *ends.entry(&words[start..]).or_default() += 1;
                }
            }
            let enough: Vec<usize> = places
                .iter()
                .map(|(_, words)| {
                    let mut lengths = 1..words.len();
                    let fits = |length: &usize| {
                        let end = &words[words.len() - length..];
                        ends.get(end) == Some(&1) && !end[0].is_position
                    };
                    lengths.find(fits).unwrap_or(words.len())
                })
                .collect();
            for ((place, words), enough) in places.into_iter().zip(enough) {
                self.words.insert(place, (words, enough));
            }
        }
    }

    /// The names for the schema at this position, best first; `owner` is the name of its component. Lazy,
    /// as the first name is usually free.
    pub(super) fn names<'a>(
        &'a self,
        id: &'a SchemaId,
        owner: Option<&Ident>,
    ) -> impl Iterator<Item = Ident> + use<'a> {
        let base = self.base(id, owner);
        let of_nothing = base.is_none().then(|| Ident::pascal(&id.0.to_string()));
        let of_base = base.into_iter().flat_map(move |(base, name)| {
            let short = self.short(&base, &name, id).into_iter().flatten();
            let long = Detail::ALL.into_iter().map(move |detail| {
                let words = self.words(base.clone(), &id.0, detail);
                format!("{name} {}", joined(&words))
            });
            short.chain(long)
        });
        let of_base = of_base.map(|words| Ident::pascal(&words));
        of_nothing.into_iter().chain(of_base)
    }

    /// The fewest words that distinguish a position from the others of its base, and these with the kind
    /// of its component.
    fn short(&self, base: &Pointer, name: &str, id: &SchemaId) -> [Option<String>; 2] {
        let Some((words, enough)) = self.words.get(&id.0) else {
            return [None, None];
        };
        let is_operation = base.segments().next().is_some_and(|first| first == "paths");
        // Whether it belongs to the body or a response is always included.
        let role = words
            .first()
            .filter(|_| is_operation && *enough < words.len());
        let last = &words[words.len() - enough..];
        let short = format!("{name} {}", joined(role.into_iter().chain(last)));
        let of_kind = component_kind(id).map(|kind| format!("{short} {kind}"));
        [Some(short), of_kind]
    }

    /// The position where a name begins, and its first words.
    fn base(&self, id: &SchemaId, owner: Option<&Ident>) -> Option<(Pointer, String)> {
        let segments: Vec<String> = id.0.segments().collect();
        // A schema, or the schema of a parameter, header, body or response.
        if let [components, kind, name, ..] = segments.as_slice()
            && components == "components"
        {
            let base = Pointer::root().child(components).child(kind).child(name);
            return Some((base, owner.map_or(name.as_str(), Ident::as_str).to_owned()));
        }
        let mut place = id.0.clone();
        loop {
            if let Some(base) = self.places.get(&place) {
                return Some((place, base.clone()));
            }
            let parent = place.parent();
            if parent == place {
                return None;
            }
            place = parent;
        }
    }

    /// The path from a base to a schema as words: from `Agent`, then `properties`, `roles` and
    /// `items`, to `roles` and `Item`.
    fn words(&self, base: Pointer, to: &Pointer, detail: Detail) -> Vec<Word> {
        let detailed = detail > Detail::Place;
        let rest = to.as_str().strip_prefix(base.as_str()).unwrap_or_default();
        let rest = Pointer::parse(rest).unwrap_or_default();
        let mut words: Vec<Word> = Vec::new();
        let mut before = String::new();
        let mut at = base;
        for step in rest.steps() {
            let segment = match step {
                Step::Key(key) => key,
                Step::Made(made) => {
                    at = at.made(made);
                    let word = match made {
                        Made::Base => Some("Base"),
                        Made::Encoded => Some("Encoded"),
                        Made::Form => Some("Form"),
                        Made::Variant => Some("Variant"),
                        Made::Merged | Made::Nothing => None,
                    };
                    // The index of an alternative follows, which has its own word.
                    before = if made == Made::Variant { "made" } else { "" }.to_owned();
                    words.extend(word.map(Word::position));
                    continue;
                }
            };
            at = at.child(&segment);
            let word = match (before.as_str(), segment.as_str()) {
                // Names, even if they are keywords elsewhere.
                ("properties" | "$defs", name) => {
                    words.push(Word::thing(name));
                    before.clear();
                    continue;
                }
                (_, "properties" | "schema" | "content" | "allOf" | "parameters" | "responses")
                | (_, "oneOf" | "anyOf" | "$defs" | "contentSchema")
                // The index within an allOf means nothing.
                | ("allOf", _) if before != "allOf" || !detailed => None,
                ("allOf", _) => Some(Word::thing("Part")),
                (_, "items" | "prefixItems" | "itemSchema") => Some(Word::position("Item")),
                (_, "additionalProperties") => Some(Word::position("Value")),
                (_, "propertyNames") => Some(Word::position("Key")),
                (_, "requestBody") if detailed => Some(Word::thing("Request Body")),
                (_, "requestBody") => Some(Word::thing("Body")),
                ("responses", status) => {
                    let is_success = self.successes.contains(&at);
                    Some(Word::thing(response_word(status, is_success, detailed)))
                }
                ("oneOf" | "anyOf" | "made", index) => {
                    let word = self.variants.get(&at);
                    if word.is_some() && before == "made" {
                        words.pop();
                    }
                    Some(Word::position(word.map_or(index, String::as_str)))
                }
                (_, media_type) if media_type.contains('/') => {
                    let is_word = detail == Detail::MediaType;
                    let word = is_word.then(|| media_type_word(media_type)).flatten();
                    word.map(Word::thing)
                }
                (_, segment) => Some(Word::thing(segment)),
            };
            words.extend(word);
            before = segment;
        }
        words
    }
}

/// The word that distinguishes a schema in another component from one of `components/schemas`.
fn component_kind(id: &SchemaId) -> Option<&'static str> {
    let mut segments = id.0.segments();
    match (segments.next()?.as_str(), segments.next()?.as_str()) {
        ("components", "headers") => Some("Header"),
        ("components", "parameters") => Some("Parameter"),
        ("components", "requestBodies") => Some("Body"),
        ("components", "responses") => Some("Response"),
        _ => None,
    }
}

/// The word that distinguishes a body from the same one as JSON.
fn media_type_word(media_type: &str) -> Option<&str> {
    let essence = media_type.split(';').next().unwrap_or_default();
    match essence.trim() {
        "application/json" => None,
        "application/x-www-form-urlencoded" => Some("Form"),
        essence if essence.starts_with("multipart/") => Some("Multipart"),
        essence => essence.rsplit(['/', '+']).next(),
    }
}

/// A word for each inline variant: its tag, its title, or a feature that no other variant has. The
/// order of the variants does not matter.
fn variant_words(api: &Api, union: &Union) -> Vec<(Pointer, String)> {
    let object = |id: &SchemaId| match &api.schemas.get(id)?.kind {
        SchemaKind::Object(object) => Some(object),
        _ => None,
    };
    let objects = union
        .variants
        .iter()
        .filter_map(|it| object(&it.value.schema));
    let mut users: BTreeMap<&str, usize> = BTreeMap::new();
    for property in objects.flat_map(|object| &object.properties) {
        *users.entry(&property.name).or_default() += 1;
    }
    let candidates = union.variants.iter().map(|variant| {
        let id = &variant.value.schema;
        let title = api.schemas.get(id).and_then(|schema| schema.title.clone());
        let own = object(id);
        [
            variant.tag.clone(),
            title.filter(|title| title.split_whitespace().count() <= MOST_WORDS),
            own.and_then(|own| constant(api, own)),
            own.and_then(|own| own_property(own, &users)),
            own.and_then(all_properties),
            own.and_then(|own| typed_property(api, own)),
            type_word(api, id),
        ]
    });
    let candidates: Vec<[Option<String>; 7]> = candidates.collect();
    let mut words: BTreeMap<usize, &String> = BTreeMap::new();
    for rank in 0..7 {
        // A word that two variants share identifies neither.
        let mut seen: BTreeMap<&String, usize> = BTreeMap::new();
        for candidate in candidates.iter().filter_map(|all| all[rank].as_ref()) {
            *seen.entry(candidate).or_default() += 1;
        }
        for (index, all) in candidates.iter().enumerate() {
            if let Some(word) = &all[rank]
                && !words.contains_key(&index)
                && seen.get(word) == Some(&1)
                && !words.values().any(|other| *other == word)
            {
                words.insert(index, word);
            }
        }
    }
    let variants = union.variants.iter().enumerate();
    let named = variants.filter_map(|(index, variant)| {
        let word = (*words.get(&index)?).clone();
        Some((variant.value.schema.0.clone(), word))
    });
    named.collect()
}

/// The first property with the kind of its values, required ones first.
fn typed_property(api: &Api, object: &Object) -> Option<String> {
    let mut properties: Vec<_> = object.properties.iter().collect();
    properties.sort_by_key(|property| property.required.is_none());
    let property = properties.first()?;
    let mut schema = api.schemas.get(&property.value.schema)?;
    let mut list = "";
    if let SchemaKind::List(item) = &schema.kind {
        schema = api.schemas.get(&item.schema)?;
        list = " list";
    }
    let kind = match &schema.kind {
        SchemaKind::Boolean => "boolean",
        SchemaKind::Integer(_) => "integer",
        SchemaKind::Number | SchemaKind::Decimal => "number",
        SchemaKind::String(_) => "text",
        SchemaKind::Enum(_) => "value",
        SchemaKind::Object(_) => "object",
        SchemaKind::Union(_) => "choice",
        SchemaKind::Map { .. } => "map",
        _ => return None,
    };
    Some(format!("with {} {kind}{list}", property.name))
}

/// The kind of a variant that is not an object: an enum, a list, a map.
fn type_word(api: &Api, id: &SchemaId) -> Option<String> {
    Some(match &api.schemas.get(id)?.kind {
        SchemaKind::Enum(known) => match known.values.as_slice() {
            [only] => match &only.wire {
                EnumWire::Text(text) if text.is_empty() => "Empty".to_owned(),
                EnumWire::Text(text) => text.clone(),
                EnumWire::Integer(number) => format!("value {number}"),
            },
            _ if known.is_integer() => "Integer Value".to_owned(),
            _ => "Value".to_owned(),
        },
        SchemaKind::List(_) => "List".to_owned(),
        SchemaKind::Union(_) => "Choice".to_owned(),
        _ => return None,
    })
}

/// The constant value of a property, required ones first.
fn constant(api: &Api, object: &Object) -> Option<String> {
    let mut properties: Vec<_> = object.properties.iter().collect();
    properties.sort_by_key(|property| property.required.is_none());
    properties.into_iter().find_map(|property| {
        let SchemaKind::Enum(known) = &api.schemas.get(&property.value.schema)?.kind else {
            return None;
        };
        match known.values.as_slice() {
            [only] => Some(match &only.wire {
                EnumWire::Text(text) => text.clone(),
                EnumWire::Integer(number) => format!("{} {number}", property.name),
            }),
            _ => None,
        }
    })
}

/// A property that no other variant has, required ones first; `users` are the numbers of variants that
/// have a property.
fn own_property(object: &Object, users: &BTreeMap<&str, usize>) -> Option<String> {
    let is_own = |name: &str| users.get(name).is_none_or(|users| *users == 1);
    let mut own: Vec<_> = object
        .properties
        .iter()
        .filter(|property| is_own(&property.name))
        .collect();
    own.sort_by_key(|property| property.required.is_none());
    own.first()
        .map(|property| format!("with {}", property.name))
}

/// The properties of an object with few of them, none of which is its own.
fn all_properties(object: &Object) -> Option<String> {
    let names: Vec<&str> = object
        .properties
        .iter()
        .map(|property| property.name.as_str())
        .collect();
    (1..=3)
        .contains(&names.len())
        .then(|| format!("with {}", names.join(" and ")))
}
