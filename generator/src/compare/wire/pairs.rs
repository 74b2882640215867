//! The schemas of both sides at the same positions, and the operations that reference them.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexSet;

use super::children::children;
use super::kinds::is_scalar;
use super::named::Named;
use super::positions::{body_pointers, located, parameter_pointers, response_pointers};
use super::same::{is_unlike, same_type};
use super::{bodies, receivers};
use crate::api::{Api, Content, Encoding, Operation, Schema, SchemaId, SchemaKind, Use};
use crate::compare::align::Alignment;
use crate::compare::pair::Pair;
use crate::compare::{Direction, Http, Reached, Rule};
use crate::document::Pointer;
use crate::rust::Ident;
use crate::rust::items::Origin;

/// The pairs: first those that operations reference, in that order.
pub(in crate::compare) struct SchemaPairs<'a> {
    pub(super) nodes: Vec<SchemaPair<'a>>,
    /// The schemas of each, in the same order.
    index: IndexSet<Pair<&'a SchemaId>>,
    /// The keys of the operations that reference pairs.
    operations: Vec<String>,
}

/// Two schemas at the same position.
pub(in crate::compare) struct SchemaPair<'a> {
    pub(in crate::compare) schemas: Pair<&'a Schema>,
    /// Whether it is one component on both sides, possibly renamed.
    pub(super) is_one: bool,
    /// Its name for people: the component, or the path to it.
    pub(super) place: String,
    pub(super) uses: Vec<UsePair>,
    pub(super) flow: Flow,
    /// The type of each, if it has one; known after [`SchemaPairs::spread`].
    pub(super) types: Pair<Option<Ident>>,
    /// The crate items that depend on it, if it has no type of its own.
    pub(super) anchors: BTreeSet<Origin>,
}

/// The directions of payloads. Neither for contents that are sent as they are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Flow {
    pub(super) request: bool,
    pub(super) response: bool,
    /// Whether clients decode some of the responses into a type.
    pub(super) decoded: bool,
}

impl Flow {
    pub(super) const BOTH: Self = Self {
        request: true,
        response: true,
        decoded: true,
    };

    /// That of failures, whose errors keep the body, and of text.
    const UNDECODED: Self = Self {
        request: false,
        response: true,
        decoded: false,
    };

    pub(super) fn of(direction: Direction) -> Self {
        Self {
            request: direction != Direction::Response,
            response: direction != Direction::Request,
            decoded: direction != Direction::Request,
        }
    }

    pub(super) fn and(self, other: Self) -> Self {
        Self {
            request: self.request && other.request,
            response: self.response && other.response,
            decoded: self.decoded && other.decoded,
        }
    }

    pub(super) fn or(self, other: Self) -> Self {
        Self {
            request: self.request || other.request,
            response: self.response || other.response,
            decoded: self.decoded || other.decoded,
        }
    }

    /// The verdict for a change of values that go these ways. One of responses that no client decodes is at
    /// most a warning: the call succeeds or fails as before, and only programs may interpret the body.
    pub(super) fn http(self, rule: Rule, judged: Option<Http>) -> Option<Http> {
        let of = |direction| judged.unwrap_or_else(|| rule.http(Some(direction)));
        match self.direction() {
            // A value that is never sent breaks no client.
            None => Some(Http::Compatible),
            Some(_) if self.response && !self.decoded => {
                let sent = self.request.then(|| of(Direction::Request));
                sent.max(Some(of(Direction::Response).min(Http::Warning)))
            }
            Some(_) => judged,
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
    /// Its positions.
    pub(super) at: Pair<Pointer>,
    /// Whether the use itself allows null.
    pub(super) nullable: Pair<bool>,
    /// Whether values at one position are described at another one now, such as by a variant.
    pub(super) is_moved: bool,
}

/// The user of a pair of schemas.
#[derive(Clone, Debug)]
pub(super) enum User {
    /// An operation, as an index; the directions; and the items that depend on the use.
    Operation(usize, Flow, Origin),
    /// Another pair, as an index; the wire name of the member that it is there, if any; and the
    /// directions of its values.
    Schema(usize, Option<String>, Flow),
}

/// A use that is not processed yet.
pub(super) type Waiting<'a> = (Pair<&'a SchemaId>, UsePair);

impl<'a> SchemaPairs<'a> {
    /// Pairs the schemas of two APIs.
    pub(in crate::compare) fn pair(apis: Pair<&'a Api>, alignment: &Alignment<'a>) -> Self {
        let mut pairs = Self {
            nodes: Vec::new(),
            index: IndexSet::new(),
            operations: alignment
                .pairs
                .iter()
                .map(|one| one.key().to_owned())
                .collect(),
        };
        let mut waiting = Vec::new();
        for (at, pair) in alignment.pairs.iter().enumerate() {
            roots(apis, at, *pair, &mut waiting);
        }
        for pair in receivers::pairs(apis) {
            let (at, key) = (pairs.operations.len(), &pair.old.key);
            pairs.operations.push(key.clone());
            for media_type in pair.old.payloads.keys() {
                if let Some(uses) = pair.map(|one| one.payloads.get(media_type)).both() {
                    let origin = Origin::Response(key.clone());
                    let from = User::Operation(at, Flow::of(Direction::Response), origin);
                    let nodes = pair.map(|one| &one.at.0);
                    waiting.push(used(from, format!("{key} -> payload"), nodes, uses));
                }
            }
        }
        pairs.drain(apis, waiting);
        // Schemas that no operation references.
        for (id, old) in &apis.old.schemas {
            if let (Some(name), Some(new)) = (id.component(), apis.new.schemas.get(id))
                && !pairs.index.contains(&Pair::same(id))
            {
                pairs.lead(apis, Pair { old, new }, name);
            }
        }
        for pair in pairs.renamed(apis) {
            pairs.lead(apis, pair, pair.old.id.component().unwrap_or_default());
        }
        pairs
    }

    /// All pairs.
    pub(in crate::compare) fn iter(&self) -> impl Iterator<Item = &SchemaPair<'a>> {
        self.nodes.iter()
    }

    /// Adds an unreferenced pair, and the pairs that it references.
    fn lead(&mut self, apis: Pair<&'a Api>, schemas: Pair<&'a Schema>, name: String) {
        let node = self.add(apis, schemas, name);
        let children = children(apis, node, &self.nodes[node]);
        self.drain(apis, children);
    }

    /// Unreferenced components that equal exactly one other component: they were renamed.
    fn renamed(&self, apis: Pair<&'a Api>) -> Vec<Pair<&'a Schema>> {
        let others = Pair {
            old: apis.new,
            new: apis.old,
        };
        let left = apis.with(others).with(self.paired());
        let left = left.map(|((api, other), paired)| {
            let left = api.schemas.values().filter(|one| {
                one.id.component().is_some()
                    && !paired.contains(&one.id)
                    && !other.schemas.contains_key(&one.id)
            });
            left.collect::<Vec<&'a Schema>>()
        });
        let is_same = |old: &Schema, new: &Schema| {
            let uses = Pair { old, new }.map(|one| Use {
                schema: one.id.clone(),
                nullable: false,
            });
            same_type((apis.old, &uses.old), (apis.new, &uses.new))
        };
        let pairs = left.old.iter().filter_map(|old| {
            let mut same = left.new.iter().filter(|new| is_same(old, new));
            let (new, others) = (same.next()?, same.count());
            let rivals = left.old.iter().filter(|other| is_same(other, new)).count();
            (others == 0 && rivals == 1).then_some(Pair {
                old: *old,
                new: *new,
            })
        });
        pairs.collect()
    }

    /// The schemas of each side that have a counterpart.
    pub(super) fn paired(&self) -> Pair<IndexSet<&'a SchemaId>> {
        let nodes = self.nodes.iter().map(|pair| pair.schemas);
        Pair {
            old: nodes.clone().map(|pair| &pair.old.id).collect(),
            new: nodes.map(|pair| &pair.new.id).collect(),
        }
    }

    /// `way` is the path to the pair, if it is no component.
    fn add(&mut self, apis: Pair<&Api>, schemas: Pair<&'a Schema>, way: String) -> usize {
        let at = self.nodes.len();
        let ids = schemas.map(|one| &one.id);
        self.index.insert(ids);
        let (is_one, component) = one_component(apis, ids);
        self.nodes.push(SchemaPair {
            schemas,
            is_one,
            place: component.filter(|_| is_one).unwrap_or(way),
            // Most have one, and a vector that grows begins with four.
            uses: Vec::with_capacity(1),
            flow: Flow::default(),
            types: Pair::default(),
            anchors: BTreeSet::new(),
        });
        at
    }

    fn drain(&mut self, apis: Pair<&'a Api>, waiting: Vec<Waiting<'a>>) {
        let mut waiting = std::collections::VecDeque::from(waiting);
        while let Some((ids, pair)) = waiting.pop_front() {
            let schemas = apis.with(ids).map(|(api, id)| api.schemas.get(id));
            let Some(schemas) = schemas.both() else {
                continue;
            };
            let node = match self.index.get_index_of(&ids) {
                Some(node) => node,
                None => {
                    let node = self.add(apis, schemas, pair.place.clone());
                    waiting.extend(children(apis, node, &self.nodes[node]));
                    node
                }
            };
            self.nodes[node].uses.push(pair);
        }
    }

    /// Determines the types, the directions of the payloads, and the items that depend on each pair.
    pub(in crate::compare) fn spread(&mut self, named: Pair<&Named>) {
        for node in &mut self.nodes {
            let types = named.with(node.schemas);
            node.types = types.map(|(named, schema)| named.get(&schema.id).cloned());
        }
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
                    User::Operation(_, of_use, origin) => {
                        flow = flow.or(*of_use);
                        anchors.insert(origin.clone());
                    }
                    User::Schema(user, member, allowed) => {
                        let user = &self.nodes[*user];
                        flow = flow.or(user.flow.and(*allowed));
                        anchors.extend(user.origins(member.as_deref()));
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

    /// The positions of the edited reference by which two schemas are a pair: neither of them changed.
    pub(super) fn reference(&self, at: usize) -> Option<Pair<&Pointer>> {
        let pair = &self.nodes[at];
        let used = pair.uses.first().filter(|_| !pair.is_one)?;
        let references = used.at.as_ref();
        let ids = pair.schemas.map(|one| &one.id);
        let nodes = ids
            .with(references)
            .map(|(id, reference)| match id.component() {
                Some(_) => reference,
                None => located(&id.0, reference),
            });
        let is_reference = ids.old.component().or(ids.new.component()).is_some();
        let around = match used.from {
            User::Operation(..) => references,
            User::Schema(user, ..) => self.nodes[user].schemas.map(|one| &one.id.0),
        };
        let mut sides = nodes.with(around).sides().into_iter();
        let is_within = sides.all(|(node, around)| node == around || node.is_below(around));
        let outer = match used.from {
            // The content of another shared response or body.
            User::Operation(..) => (!is_within && nodes.differs()).then_some(references),
            User::Schema(user, ..) => is_within.then(|| self.reference(user))?,
        };
        outer.or(is_reference.then_some(nodes))
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
                    User::Operation(operation, of_use, _) => {
                        let flow = flow.and(of_use);
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
fn one_component(apis: Pair<&Api>, ids: Pair<&SchemaId>) -> (bool, Option<String>) {
    let Pair { old, new } = ids;
    let was = old.component();
    let renamed = !apis.new.schemas.contains_key(old) && !apis.old.schemas.contains_key(new);
    let is_one = was.is_some() && (old == new || new.component().is_some() && renamed);
    (is_one, was)
}

impl SchemaPair<'_> {
    /// Whether one of them is a component and the other is a different schema, an object with
    /// hardly a property in common.
    pub(super) fn is_another(&self) -> bool {
        let components = self.schemas.map(|one| one.id.component());
        !self.is_one
            && components != Pair::default()
            && is_unlike(&self.schemas.old.kind, &self.schemas.new.kind)
    }

    /// Whether it is no component, and values that one of them describes have only moved to the other
    /// one: apart from the values, the two have nothing to do with each other.
    pub(in crate::compare) fn is_moved(&self) -> bool {
        let mut uses = self.uses.iter();
        !self.is_one && !self.uses.is_empty() && uses.all(|used| used.is_moved)
    }

    /// Whether its values are bytes, and no items depend on their content.
    pub(super) fn is_raw(&self, apis: Pair<&Api>) -> bool {
        let is_plain =
            |(api, one): (&Api, &Schema)| one.kind == SchemaKind::Any || is_scalar(api, &one.kind);
        let of_bytes = |used: &UsePair| matches!(used.from, User::Operation(_, flow, _) if flow == Flow::default());
        let mut sides = apis.with(self.schemas).sides().into_iter();
        self.has_only(of_bytes) && self.types == Pair::default() && sides.all(is_plain)
    }

    /// The positions of both: arbitrary JSON that no node describes is where it is used.
    pub(super) fn pointers(&self) -> Pair<&Pointer> {
        let of_use = self.uses.first().map(|used| used.at.as_ref());
        let ids = self.schemas.map(|one| &one.id.0);
        let uses = of_use.unwrap_or(ids);
        ids.with(uses).map(|(id, of_use)| located(id, of_use))
    }

    /// Whether it is one component that was renamed.
    pub(super) fn is_renamed(&self) -> bool {
        self.is_one && self.schemas.map(|one| &one.id).differs()
    }

    /// The items that depend on a member of this pair, or on the pair as a whole. If it has a type
    /// on one side only, such as a variant without a payload, the schema around it changes, too.
    pub(super) fn origins(&self, member: Option<&str>) -> BTreeSet<Origin> {
        let mut origins = BTreeSet::new();
        for name in self.types.as_ref().sides() {
            match (name, member) {
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
fn roots<'a>(
    apis: Pair<&Api>,
    at: usize,
    pair: Pair<&'a Operation>,
    waiting: &mut Vec<Waiting<'a>>,
) {
    let key = pair.key();
    for parameter in pair.parameters().pairs {
        if let Some(values) = parameter.map(|one| one.value.as_ref()).both() {
            let name = parameter.old.location.input_name(&parameter.old.name);
            let place = format!("{key} -> {name}");
            let origin = Origin::Input(key.to_owned(), name);
            let from = User::Operation(at, Flow::of(Direction::Request), origin);
            let nodes = parameter_pointers(pair, parameter);
            waiting.push(used(from, place, nodes.as_ref(), values));
        }
    }
    if let Some(bodies) = pair.map(|one| one.body.as_ref()).both() {
        let nodes = body_pointers(pair);
        let contents = bodies.map(|one| one.contents.as_slice());
        let names = bodies.map(|one| one.media_types.as_slice());
        for contents in bodies::pair_contents(contents, names) {
            let origin = Origin::Input(key.to_owned(), "body".to_owned());
            let flow = if is_raw(apis, contents) {
                Flow::default()
            } else {
                Flow::of(Direction::Request)
            };
            let from = User::Operation(at, flow, origin);
            let values = contents.map(|one| &one.value);
            waiting.push(used(from, format!("{key} -> body"), nodes.as_ref(), values));
        }
    }
    let mut responses = bodies::pair_responses(pair);
    match bodies::moved_success(pair) {
        Some(moved) => responses.push(moved),
        None => responses.extend(bodies::covered_success(pair)),
    }
    for response in responses {
        let nodes = response_pointers(pair, response);
        let is_failure = bodies::is_failure(pair.old, response.old.status);
        let contents = response.map(|one| one.contents.as_slice());
        let names = response.map(|one| one.media_types.as_slice());
        for contents in bodies::pair_contents(contents, names) {
            if !contents.map(|one| one.encoding).differs() {
                let flow = if is_raw(apis, contents) {
                    Flow::default()
                } else if is_failure || contents.old.encoding == Encoding::Text {
                    Flow::UNDECODED
                } else {
                    Flow::of(Direction::Response)
                };
                let from = User::Operation(at, flow, Origin::Response(key.to_owned()));
                let place = format!("{key} -> {}", response.old.status);
                waiting.push(used(
                    from,
                    place,
                    nodes.as_ref(),
                    contents.map(|one| &one.value),
                ));
            }
        }
    }
}

/// Whether two contents are sent as they are: bytes, the text that bytes were or became, or text that has a
/// structure, or any description, on one side only.
fn is_raw(apis: Pair<&Api>, contents: Pair<&Content>) -> bool {
    let encoding = contents.map(|one| one.encoding);
    let described = apis.with(contents).map(|(api, one)| {
        let schema = api.schemas.get(&one.value.schema)?;
        Some((schema.kind == SchemaKind::Any, is_scalar(api, &schema.kind)))
    });
    bodies::is_text_or_bytes(encoding)
        || encoding == Pair::same(Encoding::Bytes)
        || encoding == Pair::same(Encoding::Text) && described.differs()
}

/// A use of two schemas.
pub(super) fn used<'a>(
    from: User,
    place: String,
    nodes: Pair<&Pointer>,
    uses: Pair<&'a Use>,
) -> Waiting<'a> {
    let pair = UsePair {
        from,
        place,
        at: nodes.map(Clone::clone),
        nullable: uses.map(|one| one.nullable),
        is_moved: false,
    };
    (uses.map(|one| &one.schema), pair)
}
