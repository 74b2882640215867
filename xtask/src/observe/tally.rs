//! Counts observations: one finding for each kind of disagreement and position in the description.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use generator::document::Pointer;
use serde_json::Value;

use super::form::Form;
use super::mask;
use crate::exchange::{Description, Finding, Kind, Part, Side};

/// The maximum number of distinct findings; more would have a common cause.
const MAX_FINDINGS: usize = 5_000;
/// The maximum number of undeclared names of a schema. Beyond it they are keys of a map, which are
/// data.
const MAX_NAMES: usize = 50;
/// The maximum number of values and of nodes kept per finding.
const MAX_KEPT: usize = 100;
/// The maximum length of a list's value.
const MAX_VALUE: usize = 64;
/// The maximum number of values that are inspected for their schema.
const MAX_SAMPLES: u64 = 2_000;

/// The identity of a finding.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    pub(super) kind: Kind,
    pub(super) side: Side,
    pub(super) part: Part,
    /// The node of the description; `None` for headers, which a gateway adds to all responses.
    pub(super) described: Option<Pointer>,
    /// The property, status, media type or path.
    pub(super) detail: String,
}

/// A finding and its number of occurrences.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub(super) message: String,
    pub(super) is_violation: bool,
    pub(super) count: u64,
    /// The nodes of the description.
    pub(super) described: BTreeSet<Pointer>,
    /// The operations, by number.
    pub(super) operations: BTreeSet<usize>,
    /// The first occurrence: the file, the number of the exchange from 1, and the position in the
    /// message.
    pub(super) example: (usize, u64, String),
    /// Values of a list, with their counts; not kept for other findings.
    pub(super) values: BTreeMap<String, u64>,
    /// The shape of the values at this position.
    pub(super) form: Form,
    /// The media types of the bodies.
    pub(super) media_types: BTreeSet<String>,
    /// The statuses of the responses.
    pub(super) statuses: BTreeSet<u16>,
}

/// All observations.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(super) findings: BTreeMap<Key, Seen>,
    /// The number of findings beyond the maximum.
    pub(super) dropped: u64,
    /// The number of compared exchanges.
    pub(super) exchanges: u64,
    /// The compared exchanges by the number of their operation.
    pub(super) operations: BTreeMap<usize, u64>,
    /// Exchanges with other hosts, by host.
    pub(super) foreign: BTreeMap<String, u64>,
    /// Exchanges without a response.
    pub(super) failed: u64,
    /// Preflight requests of browsers.
    pub(super) preflights: u64,
    /// Requests for unknown operations that the server refused.
    pub(super) refused: u64,
    /// Exchanges with masked values.
    pub(super) masked: u64,
    /// Entries that are not exchanges, or too long.
    pub(super) unreadable: u64,
    /// The files that end early.
    pub(super) cut_off: Vec<String>,
    /// Whether any request had a credential: tools remove them.
    pub(super) has_credentials: bool,
}

/// The context of a finding.
#[derive(Clone, Copy)]
pub(super) struct Context<'a> {
    pub(super) file: usize,
    pub(super) number: u64,
    pub(super) operation: Option<usize>,
    pub(super) status: u16,
    pub(super) media_type: &'a str,
    /// The body of the message, parsed on demand.
    pub(super) body: &'a dyn Fn() -> Option<Value>,
    /// The method and the path with variables.
    pub(super) target: &'a str,
    /// Whether values are the original ones.
    pub(super) is_plain: bool,
}

impl Tally {
    pub(super) fn add(&mut self, finding: &Finding, context: &Context<'_>) {
        let described = finding.described.clone();
        let key = self.key(finding, context);
        let known = self.findings.len();
        let seen = match self.findings.entry(key) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(_) if known >= MAX_FINDINGS => {
                self.dropped += 1;
                return;
            }
            Entry::Vacant(entry) => entry.insert(Seen {
                message: finding.message.clone(),
                is_violation: finding.is_violation,
                count: 0,
                described: BTreeSet::new(),
                operations: BTreeSet::new(),
                example: (context.file, context.number, mask::position(&finding.at)),
                values: BTreeMap::new(),
                form: Form::default(),
                media_types: BTreeSet::new(),
                statuses: BTreeSet::new(),
            }),
        };
        seen.count += 1;
        if seen.described.len() < MAX_KEPT {
            seen.described.insert(described);
        }
        seen.operations.extend(context.operation);
        if seen.statuses.len() < MAX_KEPT {
            seen.statuses.insert(context.status);
        }
        if seen.media_types.len() < MAX_KEPT {
            seen.media_types.insert(context.media_type.to_owned());
        }
        seen.look_at(finding, context);
    }

    fn key(&self, finding: &Finding, context: &Context<'_>) -> Key {
        let last = || {
            let name = finding.at.rsplit('/').next().unwrap_or_default();
            let name = name.replace("~1", "/").replace("~0", "~");
            mask::name(&name)
        };
        let detail = match finding.kind {
            Kind::UndocumentedPath | Kind::UndocumentedMethod => context.target.to_owned(),
            Kind::UndocumentedStatus => context.status.to_string(),
            Kind::UndocumentedMediaType => context.media_type.to_owned(),
            Kind::UndeclaredProperty | Kind::MissingProperty => last(),
            _ => String::new(),
        };
        let part = match &finding.part {
            Part::Query(name) if finding.kind == Kind::UndocumentedParameter => {
                Part::Query(mask::name(name))
            }
            Part::Cookie(name) => Part::Cookie(mask::name(name)),
            Part::Header(name) => Part::Header(name.to_ascii_lowercase()),
            part => part.clone(),
        };
        let is_header = finding.kind == Kind::UndocumentedHeader;
        let mut key = Key {
            kind: finding.kind,
            side: finding.side,
            part,
            described: (!is_header).then(|| finding.described.clone()),
            detail,
        };
        if key.kind == Kind::UndeclaredProperty && !self.findings.contains_key(&key) {
            let first = Key {
                detail: String::new(),
                ..key.clone()
            };
            let names = self.findings.range(first..).take_while(|(it, _)| {
                it.kind == key.kind && it.described == key.described && it.side == key.side
            });
            if names.count() >= MAX_NAMES {
                key.detail = MANY_NAMES.to_owned();
            }
        }
        key
    }

    /// Removes apparent findings: tools remove credentials from recordings.
    pub(super) fn settle(&mut self) {
        if !self.has_credentials {
            self.findings
                .retain(|key, _| key.kind != Kind::MissingCredential);
        }
    }

    /// The findings, the most severe and then the most frequent first.
    pub(super) fn sorted(&self) -> Vec<(&Key, &Seen)> {
        let mut all: Vec<_> = self.findings.iter().collect();
        all.sort_by(|(a, x), (b, y)| {
            let order = |key: &Key, seen: &Seen| {
                (
                    !seen.is_violation,
                    std::cmp::Reverse(seen.count),
                    key.clone(),
                )
            };
            order(a, x).cmp(&order(b, y))
        });
        all
    }

    /// The operations without an exchange.
    pub(super) fn unseen(&self, description: &Description) -> Vec<String> {
        let operations = description.operations().iter().enumerate();
        let unseen = operations.filter(|(number, _)| !self.operations.contains_key(number));
        unseen.map(|(_, operation)| operation.key()).collect()
    }

    /// Whether there are findings, and whether one is a violation.
    pub(crate) fn verdict(&self) -> (bool, bool) {
        let is_any = !self.findings.is_empty();
        (is_any, self.findings.values().any(|seen| seen.is_violation))
    }

    /// Whether a part of a recording could not be compared.
    pub(crate) fn is_incomplete(&self) -> bool {
        self.unreadable > 0 || !self.cut_off.is_empty() || self.dropped > 0
    }

    /// The number of compared exchanges.
    pub(crate) fn compared(&self) -> u64 {
        self.exchanges
    }
}

/// Replaces the names of properties that are data.
pub(super) const MANY_NAMES: &str = "…";

impl Seen {
    fn look_at(&mut self, finding: &Finding, context: &Context<'_>) {
        match finding.kind {
            Kind::Enum if context.is_plain => {
                let text = match &finding.value {
                    Some(Value::String(text)) if text.chars().count() <= MAX_VALUE => {
                        Some(text.clone())
                    }
                    Some(Value::Number(number)) => Some(number.to_string()),
                    _ => None,
                };
                let has_room = self.values.len() < MAX_KEPT;
                if let Some(text) = text.filter(|it| has_room || self.values.contains_key(it)) {
                    *self.values.entry(text).or_default() += 1;
                }
                self.form.add_scalar(finding.value.as_ref());
            }
            Kind::Type | Kind::Format => self.form.add_scalar(finding.value.as_ref()),
            Kind::UndocumentedParameter => self.form.add_text(finding.value.as_ref()),
            _ if self.count > MAX_SAMPLES => {}
            Kind::UndeclaredProperty => {
                let body = (context.body)();
                if let Some(value) = body.as_ref().and_then(|it| it.pointer(&finding.at)) {
                    self.form.add(value);
                }
            }
            Kind::UndocumentedPath
            | Kind::UndocumentedMethod
            | Kind::UndocumentedStatus
            | Kind::UndocumentedMediaType
            | Kind::UndocumentedBody => {
                if let Some(value) = (context.body)() {
                    self.form.add(&value);
                }
            }
            _ => {}
        }
    }
}
