//! Schemas made of parts: what all parts of an allOf say together, and what the properties beside
//! oneOf and anyOf add to each variant.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::enumeration::{self, Values};
use super::keywords::Keywords;
use super::schema::{LONGEST_CHAIN, SchemaLowering, Work};
use super::union::{self, Choice};
use super::{Enum, SchemaKind, StringFormat, Use};
use crate::diagnostic::Code;
use crate::document::{Made, Pointer};

/// The most variants that properties are added to; more become one object.
const MOST_VARIANTS: usize = 64;
/// How often parts of parts are put together into one more schema.
const DEEPEST_MADE: usize = 8;

/// What the parts of a schema say.
#[derive(Default)]
pub(super) struct Gathered {
    /// Whether a part says that it is an object.
    object: bool,
    /// Whether a part names properties.
    shaped: bool,
    /// Whether a part says which properties there are.
    pub(super) named: bool,
    /// Whether a part permits no properties but its own.
    pub(super) closed: bool,
    /// Where each property is declared.
    pub(super) properties: BTreeMap<String, Vec<Pointer>>,
    pub(super) required: Vec<String>,
    pub(super) additional: Option<Use>,
    /// The parts that are neither objects nor unions.
    plain: Vec<Pointer>,
    choices: Vec<Choice>,
    /// Whether null is a value of the parts that say something, and of those that only remark.
    nulls: Vec<bool>,
    remarked_null: bool,
    pub(super) trail: BTreeSet<Pointer>,
}

impl Gathered {
    /// Null is a value where all parts permit it, or a part says nothing else.
    pub(super) fn is_nullable(&self) -> bool {
        self.remarked_null || !self.nulls.is_empty() && self.nulls.iter().all(|null| *null)
    }
}

impl SchemaLowering<'_> {
    /// Adds what the schema at `pointer` and all parts of its allOf say.
    pub(super) fn gather(&mut self, pointer: &Pointer, work: &Work, found: &mut Gathered) {
        let mut waiting = vec![(pointer.clone(), false)];
        while let Some((pointer, part)) = waiting.pop() {
            let (pointer, keywords) = self.node(&pointer);
            // A part that was seen has said all that it says; this also ends circles.
            if found.trail.len() > LONGEST_CHAIN * 16 || !found.trail.insert(pointer.clone()) {
                continue;
            }
            self.gather_own(&pointer, keywords, work, part, found);
            let at = pointer.child("allOf");
            for index in (0..keywords.list("allOf").len()).rev() {
                waiting.push((at.child(index), true));
            }
        }
    }

    /// What one schema says, its allOf aside.
    fn gather_own(
        &mut self,
        pointer: &Pointer,
        keywords: Keywords<'_>,
        work: &Work,
        part: bool,
        found: &mut Gathered,
    ) {
        found
            .required
            .extend(keywords.required().map(str::to_owned));
        let choices = self.choices(pointer, keywords);
        self.report_conditions(pointer, keywords, &choices);
        for choice in choices {
            // A base that lists those who extend it is, to them, only a base.
            let of_itself = part
                && choice.variants.iter().any(|at| {
                    let (target, _) = self.node(at);
                    target == work.id || found.trail.contains(&target)
                });
            if !of_itself && !work.decided.contains(&choice.pointer) {
                found.choices.push(choice);
            }
        }
        let is_object = keywords.is_object();
        if is_object {
            found.object = true;
            found.shaped |= keywords.has_shape();
            found.closed |= keywords.get("additionalProperties") == Some(&Value::Bool(false));
            found.named |= keywords.get("properties").is_some();
            let at = pointer.child("properties");
            for name in keywords.names("properties") {
                let declared = found.properties.entry(name.clone()).or_default();
                declared.push(at.child(name));
            }
            let additional = self.additional(pointer, keywords);
            found.additional = found.additional.take().or(additional);
        } else if is_plain(keywords) {
            found.plain.push(pointer.clone());
        }
        let null = keywords.is_nullable();
        if is_object || is_plain(keywords) {
            found.nulls.push(null);
        } else if part {
            found.remarked_null |= null;
        }
    }

    /// Reports alternatives without a type of their own, such as which properties go together.
    fn report_conditions(&mut self, pointer: &Pointer, keywords: Keywords<'_>, choices: &[Choice]) {
        for key in ["oneOf", "anyOf"] {
            let at = pointer.child(key);
            let is_read = choices.iter().any(|choice| choice.pointer == at)
                || enumeration::annotated(keywords, key).is_some();
            let narrows = keywords.list(key).iter().any(|alternative| {
                let alternative = Keywords::new(alternative);
                !alternative.only_remarks_beside(&[])
            });
            if !is_read && narrows {
                let message = format!(
                    "`{key}`, alternatives without a type of their own, is not in the type"
                );
                self.report(Code::UnsupportedKeyword, &at, &message);
            }
        }
    }

    /// The values of properties that are not named, where they are given a type; of an object
    /// without any named property also where they may be anything.
    fn additional(&mut self, pointer: &Pointer, keywords: Keywords<'_>) -> Option<Use> {
        match keywords.get("additionalProperties") {
            Some(Value::Object(_)) => Some(self.use_at(&pointer.child("additionalProperties"))),
            Some(Value::Bool(true)) if keywords.names("properties").is_empty() => {
                Some(self.anything())
            }
            _ => match keywords.names("patternProperties").as_slice() {
                [] => None,
                [only] => Some(self.use_at(&pointer.child("patternProperties").child(only))),
                _ => Some(self.anything()),
            },
        }
    }

    /// The kind that follows from all that was gathered.
    pub(super) fn decide(
        &mut self,
        work: &Work,
        mut found: Gathered,
        nullable: &mut bool,
    ) -> SchemaKind {
        let object = found.object || found.plain.is_empty() && !found.required.is_empty();
        if found.choices.is_empty() {
            if object {
                if !found.plain.is_empty() {
                    let message = "parts of this allOf that are no objects are not in the type";
                    self.note(&work.id, message);
                }
                return self.object(work, found);
            }
            return self.common(work, &found.plain, nullable);
        }
        if found.shaped {
            return self.distribute(work, found, nullable);
        }
        // A format says nothing that the alternatives do not say better.
        let says_more = found.plain.iter().any(|pointer| {
            let (_, keywords) = self.node(pointer);
            keywords.says_values() || enumeration::is_annotated(keywords)
        });
        // Alternatives of a type that say nothing of types, such as patterns, are of that type.
        let of_type = !found.plain.is_empty()
            && found
                .choices
                .iter()
                .flat_map(|choice| &choice.variants)
                .any(|variant| self.weight(variant) == 0);
        if says_more || of_type {
            self.note(&work.id, "its alternatives are not in the type");
            return self.common(work, &found.plain, nullable);
        }
        if found.choices.len() > 1 {
            self.note(
                &work.id,
                "of several lists of alternatives one is in the type",
            );
        }
        let choice = found.choices.swap_remove(0);
        let variants = choice
            .variants
            .iter()
            .map(|pointer| (pointer.clone(), self.use_at(pointer)))
            .collect();
        self.union(&choice, variants, nullable)
    }

    /// Properties beside alternatives: each alternative with these properties in addition.
    fn distribute(&mut self, work: &Work, mut found: Gathered, nullable: &mut bool) -> SchemaKind {
        let count: usize = found
            .choices
            .iter()
            .map(|choice| choice.variants.len())
            .fold(1, usize::saturating_mul);
        let made = work.id.depth_of_made();
        let objects = found
            .choices
            .iter()
            .flat_map(|choice| &choice.variants)
            .all(|variant| self.is_object_like(variant, &mut BTreeSet::new()));
        if count > MOST_VARIANTS || made > DEEPEST_MADE || !objects {
            self.note(
                &work.id,
                "its alternatives are not in the type, only its properties are",
            );
            found.choices.clear();
            return self.object(work, found);
        }
        let choice = found.choices.swap_remove(0);
        let mut decided = work.decided.clone();
        decided.insert(choice.pointer.clone());
        let mut variants = Vec::new();
        for (index, variant) in choice.variants.iter().enumerate() {
            let (target, keywords) = self.node(variant);
            let value = if found.choices.is_empty() && self.extends(&target, &work.id) {
                self.use_at(&target)
            } else {
                let own = SchemaName::of(&target, keywords);
                let title = work_name(&work.id)
                    .zip(own.0)
                    .map(|(a, b)| format!("{a} {b}"));
                let mut parts = work.parts.clone();
                parts.push(target.clone());
                self.add_made(Work {
                    id: work.id.made(Made::Variant).child(index),
                    parts,
                    decided: decided.clone(),
                    title,
                })
            };
            variants.push((variant.clone(), value));
        }
        self.union(&choice, variants, nullable)
    }

    fn union(
        &mut self,
        choice: &Choice,
        variants: Vec<(Pointer, Use)>,
        nullable: &mut bool,
    ) -> SchemaKind {
        let (kind, null) = union::lower(self, choice, variants);
        *nullable |= null;
        kind
    }

    /// Whether a schema has another among the parts of its allOf.
    fn extends(&self, pointer: &Pointer, base: &Pointer) -> bool {
        let mut seen = BTreeSet::new();
        let mut waiting = vec![pointer.clone()];
        while let Some(pointer) = waiting.pop() {
            let (pointer, keywords) = self.node(&pointer);
            if pointer == *base {
                return true;
            }
            if seen.len() < LONGEST_CHAIN && seen.insert(pointer.clone()) {
                let at = pointer.child("allOf");
                waiting.extend((0..keywords.list("allOf").len()).map(|index| at.child(index)));
            }
        }
        false
    }

    /// Whether all values of a schema are objects, as far as can be seen without lowering it.
    pub(super) fn is_object_like(&self, pointer: &Pointer, seen: &mut BTreeSet<Pointer>) -> bool {
        let (pointer, keywords) = self.node(pointer);
        if !seen.insert(pointer.clone()) || seen.len() > LONGEST_CHAIN {
            return true;
        }
        if keywords.is_object() {
            return true;
        }
        let all = |key: &str, seen: &mut BTreeSet<Pointer>| {
            let at = pointer.child(key);
            (0..keywords.list(key).len()).all(|index| self.is_object_like(&at.child(index), seen))
        };
        !keywords.is_plain() && ["allOf", "oneOf", "anyOf"].iter().all(|key| all(key, seen))
    }

    /// The one type of parts that are no objects: that of the part that says more than all others,
    /// and of enums the values that all of them have.
    fn common(&mut self, work: &Work, plain: &[Pointer], nullable: &mut bool) -> SchemaKind {
        let mut common = SchemaKind::Any;
        for (index, pointer) in plain.iter().enumerate() {
            let kind = self.plain(pointer, nullable);
            common = match both(common, kind) {
                Some(kind) => kind,
                None => {
                    let others: Vec<String> = plain[..index].iter().map(shown).collect();
                    let message = format!(
                        "the parts of this allOf have no value in common: {} and {}",
                        others.join(", "),
                        shown(pointer)
                    );
                    self.note(&work.id, &message);
                    return SchemaKind::Any;
                }
            };
        }
        common
    }

    /// Where a property is declared that says most about it, and its values. Objects that several
    /// parts declare are one object with the properties of all.
    pub(super) fn property(
        &mut self,
        work: &Work,
        name: &str,
        declared: &[Pointer],
    ) -> (Pointer, Use) {
        let last = declared.last().cloned().unwrap_or_default();
        if declared.len() == 1 {
            let value = self.use_at(&last);
            return (last, value);
        }
        self.note_contradiction(name, declared);
        let mut best = last.clone();
        let mut objects: Vec<Pointer> = Vec::new();
        for pointer in declared {
            let (target, _) = self.follow(pointer);
            if self.weight(pointer) == SHAPE && !objects.contains(&target) {
                objects.push(target);
            }
            if self.narrowness(pointer) >= self.narrowness(&best) {
                best = pointer.clone();
            }
        }
        let made = work.id.depth_of_made();
        let merge = objects.len() > 1
            && made < DEEPEST_MADE
            && objects
                .iter()
                .all(|one| self.is_object_like(one, &mut BTreeSet::new()));
        let value = if let Some(value) = self.common_values(work, name, declared) {
            value
        } else if merge {
            self.add_made(Work {
                id: work.id.made(Made::Merged).child(name),
                parts: objects,
                decided: BTreeSet::new(),
                title: None,
            })
        } else {
            self.use_at(&best)
        };
        (best, value)
    }

    /// The values that all declarations of a property list, where that is none of their lists.
    fn common_values(&mut self, work: &Work, name: &str, declared: &[Pointer]) -> Option<Use> {
        let mut lists: Vec<(&Pointer, Pointer, Enum)> = Vec::new();
        let mut nullable = true;
        for pointer in declared {
            let (target, null) = self.follow(pointer);
            nullable &= null;
            if let Values::Enum(known) = enumeration::read(Keywords::new(self.at(&target)))
                && lists.iter().all(|(_, other, _)| *other != target)
            {
                lists.push((pointer, target, known));
            }
        }
        let (_, _, first) = lists.first()?;
        let mut common = first.clone();
        for at in 1..lists.len() {
            let (pointer, _, known) = &lists[at];
            let both = enumeration::common(&common, known);
            if both.values.is_empty() {
                let others: Vec<String> = lists[..at].iter().map(|(it, ..)| shown(it)).collect();
                let message = format!(
                    "`{name}` lists no value here that it lists at {}; the shorter list counts",
                    others.join(" and ")
                );
                let pointer = (*pointer).clone();
                self.contradiction(&pointer, &message);
                return None;
            }
            common = both;
        }
        if lists
            .iter()
            .any(|(.., known)| known.values.len() == common.values.len())
        {
            return None;
        }
        let value = self.add_made(Work {
            id: work.id.made(Made::Merged).child(name),
            parts: lists.into_iter().map(|(_, target, _)| target).collect(),
            decided: BTreeSet::new(),
            title: None,
        });
        Some(Use { nullable, ..value })
    }

    /// Notes that two declarations of a property have no value in common.
    fn note_contradiction(&mut self, name: &str, declared: &[Pointer]) {
        let kind = |pointer: &Pointer| {
            let (target, _) = self.follow(pointer);
            let kind = Keywords::new(self.at(&target)).kind()?;
            // A whole number is a number.
            Some(if kind == "integer" { "number" } else { kind })
        };
        let typed: Vec<(&Pointer, &str)> = declared
            .iter()
            .filter_map(|pointer| Some((pointer, kind(pointer)?)))
            .collect();
        let Some((first, expected)) = typed.first().copied() else {
            return;
        };
        let other = typed.iter().find(|(_, kind)| *kind != expected);
        if let Some((other, kind)) = other {
            let message = format!(
                "`{name}` is of type `{kind}` here and of type `{expected}` at {}; the one that says \
                 more counts",
                shown(first)
            );
            self.contradiction(other, &message);
        }
    }

    /// How much a schema says about its values.
    fn weight(&self, pointer: &Pointer) -> u8 {
        let (target, _) = self.follow(pointer);
        let keywords = Keywords::new(self.at(&target));
        let parts = ["allOf", "oneOf", "anyOf"];
        let is_enum = !keywords.list("enum").is_empty() || enumeration::is_annotated(keywords);
        let has_parts = parts.iter().any(|key| !keywords.list(key).is_empty());
        if keywords.has_shape() || has_parts && !is_enum {
            SHAPE
        } else if is_enum {
            SHAPE - 1
        } else if ["items", "format", "prefixItems"]
            .iter()
            .any(|key| keywords.get(key).is_some())
        {
            SHAPE - 2
        } else if keywords.kind().is_some() {
            TYPE
        } else {
            0
        }
    }

    /// The weight; of two enums the one with fewer values says more.
    fn narrowness(&self, pointer: &Pointer) -> (u8, std::cmp::Reverse<usize>) {
        let (target, _) = self.follow(pointer);
        let values = match enumeration::read(Keywords::new(self.at(&target))) {
            Values::Enum(known) => known.values.len(),
            _ => 0,
        };
        (self.weight(pointer), std::cmp::Reverse(values))
    }
}

/// The weight of a schema that only names a type.
const TYPE: u8 = 1;
/// The weight of a schema that names properties or alternatives.
const SHAPE: u8 = 4;

/// Whether a schema says of what type its values are, objects aside.
fn is_plain(keywords: Keywords<'_>) -> bool {
    keywords.is_plain() || keywords.kind().is_none() && enumeration::is_annotated(keywords)
}

/// A place as messages show it.
fn shown(pointer: &Pointer) -> String {
    format!("`#{}`", pointer.as_str())
}

/// The kind whose values are of both kinds; none where there are no such values.
fn both(a: SchemaKind, b: SchemaKind) -> Option<SchemaKind> {
    use SchemaKind::{Any, Decimal, Enum, Integer, List, Number, OpenTuple, String, Tuple};
    Some(match (a, b) {
        (Any, other) | (other, Any) => other,
        (a, b) if a == b => a,
        (Enum(a), Enum(b)) => {
            let common = enumeration::common(&a, &b);
            return (!common.values.is_empty()).then_some(Enum(common));
        }
        (Enum(known), Integer(_) | Number | Decimal)
        | (Integer(_) | Number | Decimal, Enum(known))
            if known.is_integer() =>
        {
            Enum(known)
        }
        (Enum(known), String(_)) | (String(_), Enum(known)) if !known.is_integer() => Enum(known),
        (String(StringFormat::Text), text @ String(_))
        | (text @ String(_), String(StringFormat::Text)) => text,
        (Number | Decimal, whole @ Integer(_)) | (whole @ Integer(_), Number | Decimal) => whole,
        (Number, Decimal) | (Decimal, Number) => Decimal,
        (Integer(a), Integer(b)) => Integer(a.narrower(b)),
        (List(_) | OpenTuple { .. }, tuple @ Tuple(_))
        | (tuple @ Tuple(_), List(_) | OpenTuple { .. })
        | (List(_), tuple @ OpenTuple { .. })
        | (tuple @ OpenTuple { .. }, List(_) | OpenTuple { .. }) => tuple,
        (List(a), List(_)) => List(a),
        _ => return None,
    })
}

/// What people call a schema: its component's name, or its title.
struct SchemaName(Option<String>);

impl SchemaName {
    fn of(pointer: &Pointer, keywords: Keywords<'_>) -> Self {
        let component = super::SchemaId(pointer.clone()).component();
        Self(component.or_else(|| keywords.text("title").map(str::to_owned)))
    }
}

fn work_name(id: &Pointer) -> Option<String> {
    super::SchemaId(id.clone()).component()
}
