//! The schemas of both sides at the same positions, and the operations that reference them.

use std::collections::{BTreeMap, BTreeSet};

use super::named::Named;
use super::same::{is_unlike, same_type};
use super::{bodies, objects, receivers, unions};
use crate::api::{Api, Content, Object, Operation, Property, Schema, SchemaId, SchemaKind, Use};
use crate::compare::align::{Alignment, OperationPair};
use crate::compare::{Direction, Reached};
use crate::document::Pointer;
use crate::rust::items::Origin;

/// The pairs: first those that operations reference, in that order.
pub(in crate::compare) struct SchemaPairs<'a> {
    pub(super) nodes: Vec<SchemaPair<'a>>,
    index: BTreeMap<(&'a SchemaId, &'a SchemaId), usize>,
    /// The keys of the operations that reference pairs.
    operations: Vec<String>,
}

/// Two schemas at the same position.
pub(in crate::compare) struct SchemaPair<'a> {
    pub(in crate::compare) base: &'a Schema,
    pub(in crate::compare) revision: &'a Schema,
    /// Whether it is one component on both sides, possibly renamed.
    pub(super) is_one: bool,
    /// Its name for people: the component, or the path to it.
    pub(super) place: String,
    pub(super) uses: Vec<UsePair>,
    pub(super) flow: Flow,
    /// The crate items that depend on it, if it has no type of its own.
    pub(super) anchors: BTreeSet<Origin>,
}

/// The directions of payloads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Flow {
    pub(super) request: bool,
    pub(super) response: bool,
}

impl Flow {
    const BOTH: Self = Self {
        request: true,
        response: true,
    };

    pub(super) fn of(direction: Direction) -> Self {
        Self {
            request: direction != Direction::Response,
            response: direction != Direction::Request,
        }
    }

    pub(super) fn and(self, other: Self) -> Self {
        Self {
            request: self.request && other.request,
            response: self.response && other.response,
        }
    }

    pub(super) fn or(self, other: Self) -> Self {
        Self {
            request: self.request || other.request,
            response: self.response || other.response,
        }
    }

    pub(super) fn direction(self) -> Option<Direction> {
        match (self.request, self.response) {
            (true, true) => Some(Direction::Both),
            (true, false) => Some(Direction::Request),
            (false, true) => Some(Direction::Response),
            (false, false) => None,
        }
    }

    /// The directions of a property's values: a property that only one side sets goes one way.
    pub(super) fn of_property(read_only: bool, write_only: bool) -> Self {
        match (read_only, write_only) {
            (true, false) => Self::of(Direction::Response),
            (false, true) => Self::of(Direction::Request),
            _ => Self::BOTH,
        }
    }
}

/// One use of a pair of schemas, on both sides.
#[derive(Clone, Debug)]
pub(super) struct UsePair {
    pub(super) from: User,
    pub(super) place: String,
    /// Its position in the base, and whether the use itself allows null.
    pub(super) base: (Pointer, bool),
    /// The same in the revision.
    pub(super) revision: (Pointer, bool),
}

/// The user of a pair of schemas.
#[derive(Clone, Debug)]
pub(super) enum User {
    /// An operation, as an index; and the items that depend on the use.
    Operation(usize, Direction, Origin),
    /// Another pair, as an index; the wire name of the member that it is there, if any; and the
    /// directions of its values.
    Schema(usize, Option<String>, Flow),
}

/// A use that is not processed yet.
type Waiting<'a> = (&'a SchemaId, &'a SchemaId, UsePair);

impl<'a> SchemaPairs<'a> {
    /// Pairs the schemas of two APIs.
    pub(in crate::compare) fn pair(
        [base, revision]: [&'a Api; 2],
        alignment: &Alignment<'a>,
    ) -> Self {
        let mut pairs = Self {
            nodes: Vec::new(),
            index: BTreeMap::new(),
            operations: alignment
                .pairs
                .iter()
                .map(|one| one.key().to_owned())
                .collect(),
        };
        let mut waiting = Vec::new();
        for (at, pair) in alignment.pairs.iter().enumerate() {
            roots(at, pair, &mut waiting);
        }
        for (old, new) in receivers::pairs(base, revision) {
            let at = pairs.operations.len();
            pairs.operations.push(old.key.clone());
            for (media_type, a) in &old.payloads {
                let Some(b) = new.payloads.get(media_type) else {
                    continue;
                };
                let origin = Origin::Response(old.key.clone());
                let used = UsePair {
                    from: User::Operation(at, Direction::Response, origin),
                    place: format!("{} -> payload", old.key),
                    base: (old.at.0.clone(), a.nullable),
                    revision: (new.at.0.clone(), b.nullable),
                };
                waiting.push((&a.schema, &b.schema, used));
            }
        }
        pairs.drain(base, revision, waiting);
        // Schemas that no operation references.
        for (id, old) in &base.schemas {
            if let (Some(name), Some(new)) = (id.component(), revision.schemas.get(id))
                && !pairs.index.contains_key(&(id, id))
            {
                pairs.lead(base, revision, (old, new), name);
            }
        }
        for (old, new) in pairs.renamed(base, revision) {
            let name = old.id.component().unwrap_or_default();
            pairs.lead(base, revision, (old, new), name);
        }
        pairs
    }

    /// All pairs.
    pub(in crate::compare) fn iter(&self) -> impl Iterator<Item = &SchemaPair<'a>> {
        self.nodes.iter()
    }

    /// Adds an unreferenced pair, and the pairs that it references.
    fn lead(
        &mut self,
        base: &'a Api,
        revision: &'a Api,
        (old, new): (&'a Schema, &'a Schema),
        name: String,
    ) {
        let node = self.add([base, revision], old, new, name);
        let children = children(base, revision, node, &self.nodes[node]);
        self.drain(base, revision, children);
    }

    /// Unreferenced components that equal exactly one other component: they were renamed.
    fn renamed(&self, base: &'a Api, revision: &'a Api) -> Vec<(&'a Schema, &'a Schema)> {
        let paired = |side: usize| -> BTreeSet<&SchemaId> {
            let nodes = self.nodes.iter();
            nodes
                .map(|pair| [&pair.base.id, &pair.revision.id][side])
                .collect()
        };
        let left = |api: &'a Api, other: &'a Api, side: usize| -> Vec<&'a Schema> {
            let paired = paired(side);
            let schemas = api
                .schemas
                .values()
                .filter(|one| one.id.component().is_some());
            schemas
                .filter(|one| !paired.contains(&one.id) && !other.schemas.contains_key(&one.id))
                .collect()
        };
        let (removed, added) = (left(base, revision, 0), left(revision, base, 1));
        let is_same = |old: &Schema, new: &Schema| {
            let [a, b] = [old, new].map(|one| Use {
                schema: one.id.clone(),
                nullable: false,
            });
            same_type((base, &a), (revision, &b))
        };
        let pairs = removed.iter().filter_map(|old| {
            let mut same = added.iter().filter(|new| is_same(old, new));
            let (new, others) = (same.next()?, same.count());
            let rivals = removed.iter().filter(|other| is_same(other, new)).count();
            (others == 0 && rivals == 1).then_some((*old, *new))
        });
        pairs.collect()
    }

    /// `way` is the path to the pair, if it is no component.
    fn add(&mut self, sides: [&Api; 2], old: &'a Schema, new: &'a Schema, way: String) -> usize {
        let at = self.nodes.len();
        self.index.insert((&old.id, &new.id), at);
        let (is_one, component) = one_component(sides, &old.id, &new.id);
        self.nodes.push(SchemaPair {
            base: old,
            revision: new,
            is_one,
            place: component.filter(|_| is_one).unwrap_or(way),
            uses: Vec::new(),
            flow: Flow::default(),
            anchors: BTreeSet::new(),
        });
        at
    }

    fn drain(&mut self, base: &'a Api, revision: &'a Api, waiting: Vec<Waiting<'a>>) {
        let mut waiting = std::collections::VecDeque::from(waiting);
        while let Some((a, b, pair)) = waiting.pop_front() {
            let (Some(old), Some(new)) = (base.schemas.get(a), revision.schemas.get(b)) else {
                continue;
            };
            let node = match self.index.get(&(&old.id, &new.id)) {
                Some(&node) => node,
                None => {
                    let node = self.add([base, revision], old, new, pair.place.clone());
                    waiting.extend(children(base, revision, node, &self.nodes[node]));
                    node
                }
            };
            self.nodes[node].uses.push(pair);
        }
    }

    /// Determines the directions of the payloads, and the items that depend on each pair.
    pub(in crate::compare) fn spread(&mut self, named: [&Named; 2]) {
        let mut users: Vec<Vec<(usize, usize)>> = vec![Vec::new(); self.nodes.len()];
        // Users first: the last index is processed next.
        let mut waiting: Vec<usize> = (0..self.nodes.len()).rev().collect();
        for (at, node) in self.nodes.iter().enumerate() {
            for (number, pair) in node.uses.iter().enumerate() {
                if let User::Schema(user, ..) = pair.from {
                    users[user].push((at, number));
                }
            }
        }
        while let Some(at) = waiting.pop() {
            let (mut flow, mut anchors) = (Flow::default(), BTreeSet::new());
            for pair in &self.nodes[at].uses {
                match &pair.from {
                    User::Operation(_, direction, origin) => {
                        flow = flow.or(Flow::of(*direction));
                        anchors.insert(origin.clone());
                    }
                    User::Schema(user, member, allowed) => {
                        let user = &self.nodes[*user];
                        flow = flow.or(user.flow.and(*allowed));
                        anchors.extend(user.origins(named, member.as_deref()));
                    }
                }
            }
            let node = &mut self.nodes[at];
            if node.flow != flow || node.anchors != anchors {
                (node.flow, node.anchors) = (flow, anchors);
                waiting.extend(users[at].iter().map(|(below, _)| *below));
            }
        }
    }

    /// The operations that reference a pair, by payloads in these directions.
    pub(super) fn reached(&self, at: usize, flow: Flow) -> BTreeSet<Reached> {
        self.reached_by(self.nodes[at].uses.iter().map(|used| (used, flow)))
    }

    /// The operations that these uses belong to.
    pub(super) fn reached_by<'b>(
        &'b self,
        uses: impl Iterator<Item = (&'b UsePair, Flow)>,
    ) -> BTreeSet<Reached> {
        let mut flows: BTreeMap<usize, Flow> = BTreeMap::new();
        let mut seen: BTreeMap<usize, Flow> = BTreeMap::new();
        let mut waiting = vec![uses.collect::<Vec<_>>()];
        while let Some(uses) = waiting.pop() {
            for (pair, flow) in uses {
                match pair.from {
                    User::Operation(operation, direction, _) => {
                        let flow = flow.and(Flow::of(direction));
                        let known = flows.entry(operation).or_default();
                        *known = known.or(flow);
                    }
                    User::Schema(user, _, allowed) => {
                        let known = seen.entry(user).or_default();
                        let flow = known.or(flow.and(allowed));
                        if flow != *known {
                            *known = flow;
                            let uses = self.nodes[user].uses.iter();
                            waiting.push(uses.map(|used| (used, flow)).collect());
                        }
                    }
                }
            }
        }
        let reached = flows.into_iter().filter_map(|(at, flow)| {
            Some(Reached {
                operation: self.operations.get(at)?.clone(),
                direction: flow.direction()?,
            })
        });
        reached.collect()
    }
}

/// Whether two schemas are one component, possibly renamed, and its name in the base.
fn one_component(
    [base, revision]: [&Api; 2],
    old: &SchemaId,
    new: &SchemaId,
) -> (bool, Option<String>) {
    let was = old.component();
    let renamed = !revision.schemas.contains_key(old) && !base.schemas.contains_key(new);
    let is_one = was.is_some() && (old == new || new.component().is_some() && renamed);
    (is_one, was)
}

impl SchemaPair<'_> {
    /// Whether one of them is a component and the other is a different schema, an object with
    /// hardly a property in common.
    pub(super) fn is_another(&self) -> bool {
        let components = [self.base, self.revision].map(|one| one.id.component());
        !self.is_one
            && components.iter().any(Option::is_some)
            && is_unlike(&self.base.kind, &self.revision.kind)
    }

    /// Whether it is one component that was renamed.
    pub(super) fn is_renamed(&self) -> bool {
        self.is_one && self.base.id != self.revision.id
    }

    /// The items that depend on a member of this pair, or on the pair as a whole. If it has a type
    /// on one side only, such as a variant without a payload, the schema around it changes, too.
    pub(super) fn origins(&self, named: [&Named; 2], member: Option<&str>) -> BTreeSet<Origin> {
        let sides = named.into_iter().zip([self.base, self.revision]);
        let mut origins = BTreeSet::new();
        for (named, schema) in sides {
            match (named.get(&schema.id), member) {
                (Some(name), Some(member)) => {
                    origins.insert(Origin::Member(name.clone(), member.to_owned()));
                }
                (Some(name), None) => {
                    origins.insert(Origin::Model(name.clone()));
                }
                (None, _) => origins.extend(self.anchors.iter().cloned()),
            }
        }
        origins
    }
}

/// The uses in an operation itself.
fn roots<'a>(at: usize, pair: &OperationPair<'a>, waiting: &mut Vec<Waiting<'a>>) {
    let key = pair.key();
    for (old, new) in pair.parameters().pairs {
        if let (Some(a), Some(b)) = (&old.value, &new.value) {
            let name = old.location.input_name(&old.name);
            let origin = Origin::Input(key.to_owned(), name.clone());
            waiting.push((
                &a.schema,
                &b.schema,
                UsePair {
                    from: User::Operation(at, Direction::Request, origin),
                    place: format!("{key} -> {name}"),
                    base: (old.at.0.clone(), a.nullable),
                    revision: (new.at.0.clone(), b.nullable),
                },
            ));
        }
    }
    let origin = Origin::Input(key.to_owned(), "body".to_owned());
    let bodies = (&pair.base.body, &pair.revision.body);
    if let (Some(old), Some(new)) = bodies {
        let pointers = body_pointers(pair);
        for (a, b) in bodies::pair_contents(&old.contents, &new.contents) {
            let from = User::Operation(at, Direction::Request, origin.clone());
            waiting.push(content(from, format!("{key} -> body"), a, b, &pointers));
        }
    }
    let responses = bodies::pair_responses(pair).into_iter();
    for (old, new) in responses.chain(bodies::moved_success(pair)) {
        let status = old.status.to_string();
        let pointers = [
            response_pointer(pair.base, &status),
            response_pointer(pair.revision, &new.status.to_string()),
        ];
        for (a, b) in bodies::pair_contents(&old.contents, &new.contents) {
            if a.encoding == b.encoding {
                let origin = Origin::Response(key.to_owned());
                let from = User::Operation(at, Direction::Response, origin);
                waiting.push(content(from, format!("{key} -> {status}"), a, b, &pointers));
            }
        }
    }
}

/// The position of the request body on both sides.
pub(super) fn body_pointers(pair: &OperationPair<'_>) -> [Pointer; 2] {
    [pair.base, pair.revision].map(|one| one.pointer.child("requestBody"))
}

/// The position of a response.
pub(super) fn response_pointer(operation: &Operation, status: &str) -> Pointer {
    operation.pointer.child("responses").child(status)
}

fn content<'a>(
    from: User,
    place: String,
    a: &'a Content,
    b: &'a Content,
    [base, revision]: &[Pointer; 2],
) -> Waiting<'a> {
    let pair = UsePair {
        from,
        place,
        base: (base.clone(), a.value.nullable),
        revision: (revision.clone(), b.value.nullable),
    };
    (&a.value.schema, &b.value.schema, pair)
}

/// The uses directly within a pair of schemas.
fn children<'a>(
    base: &'a Api,
    revision: &'a Api,
    at: usize,
    pair: &SchemaPair<'a>,
) -> Vec<Waiting<'a>> {
    if pair.is_another() {
        return Vec::new();
    }
    let pointers = (&pair.base.id.0, &pair.revision.id.0);
    let one = |a: &'a Use, b: &'a Use, member: Option<&str>, inside: &str| {
        let used = UsePair {
            from: User::Schema(at, member.map(str::to_owned), Flow::BOTH),
            place: format!("{}{inside}", pair.place),
            base: (pointers.0.clone(), a.nullable),
            revision: (pointers.1.clone(), b.nullable),
        };
        (&a.schema, &b.schema, used)
    };
    match (&pair.base.kind, &pair.revision.kind) {
        (SchemaKind::List(a), SchemaKind::List(b)) => vec![one(a, b, None, "[]")],
        (SchemaKind::Tuple(a), SchemaKind::Tuple(b)) => {
            let items = a.iter().zip(b).enumerate();
            items
                .map(|(at, (a, b))| one(a, b, None, &format!("[{at}]")))
                .collect()
        }
        (
            SchemaKind::OpenTuple {
                first: a, rest: ra, ..
            },
            SchemaKind::OpenTuple {
                first: b, rest: rb, ..
            },
        ) => {
            let items = a.iter().zip(b).enumerate();
            let items = items.map(|(at, (a, b))| one(a, b, None, &format!("[{at}]")));
            items.chain([one(ra, rb, None, "[]")]).collect()
        }
        (SchemaKind::Map { value: a, key: old }, SchemaKind::Map { value: b, key: new }) => {
            let mut uses = vec![one(a, b, None, "{}")];
            if let (Some(old), Some(new)) = (old, new) {
                let (.., like) = one(a, b, None, "{key}");
                let key = UsePair {
                    base: (like.base.0, false),
                    revision: (like.revision.0, false),
                    ..like
                };
                uses.push((old, new, key));
            }
            uses
        }
        (SchemaKind::Union(a), SchemaKind::Union(b)) => {
            let matched = unions::match_variants((base, a), (revision, b));
            let pairs = matched.pairs.into_iter();
            pairs
                .map(|(old, new)| {
                    let names = (
                        unions::variant_name(base, old),
                        unions::variant_name(revision, new),
                    );
                    // The same name from both sides, even if one type became another.
                    let name = if old.tag.is_some() {
                        names.0
                    } else {
                        names.0.min(names.1)
                    };
                    let inside = format!(" ({name})");
                    one(&old.value, &new.value, old.tag.as_deref(), &inside)
                })
                .collect()
        }
        (SchemaKind::Object(a), SchemaKind::Object(b)) => {
            let mut uses = properties(base, revision, (at, pair), a, b);
            if let (Some(a), Some(b)) = (&a.additional, &b.additional) {
                uses.push(one(a, b, None, ".*"));
            }
            uses
        }
        _ => Vec::new(),
    }
}

fn properties<'a>(
    base: &'a Api,
    revision: &'a Api,
    (at, pair): (usize, &SchemaPair<'a>),
    a: &'a Object,
    b: &'a Object,
) -> Vec<Waiting<'a>> {
    let matched = objects::match_properties((base, a), (revision, b));
    let pairs = matched.pairs.into_iter().chain(matched.renamed);
    // The tag of a variant is reported with the union.
    let tags = base.tags_of(&pair.base.id);
    let now = revision.tags_of(&pair.revision.id);
    let pairs =
        pairs.filter(|(old, new)| !tags.contains_key(&old.name) || !now.contains_key(&new.name));
    pairs
        .map(|(old, new)| {
            // A property that becomes or is no longer read-only or write-only is reported with the
            // property.
            let flow = |one: &Property| Flow::of_property(one.read_only, one.write_only);
            let allowed = flow(old).and(flow(new));
            let used = UsePair {
                from: User::Schema(at, Some(old.name.clone()), allowed),
                place: format!("{}.{}", pair.place, old.name),
                base: (old.at.0.clone(), old.value.nullable),
                revision: (new.at.0.clone(), new.value.nullable),
            };
            (&old.value.schema, &new.value.schema, used)
        })
        .collect()
}
