//! Finds the operation of a request: matches method and raw path with the path templates.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::fragment::Fragment;
use super::message::Request;

/// The result of routing a request.
#[derive(Clone, Debug)]
pub(crate) enum Route {
    /// The index of the operation, and the variables of its path by name, still percent-encoded.
    Found(usize, BTreeMap<String, String>),
    /// Several operations have this path and method; only their fragments tell them apart, and the
    /// request names none of them.
    Unnamed(Vec<usize>),
    /// The path exists only with these other methods, in upper case.
    OtherMethods(BTreeSet<String>),
    /// No path matches.
    NoPath,
}

/// One segment of a path template. Literals precede mixtures, and mixtures precede variables.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Segment {
    Variable(String),
    /// Literals and variables alternating, beginning and ending with a literal, which may be empty.
    Mixed(Vec<String>),
    Literal(String),
}

impl Segment {
    fn parse(text: &str) -> Self {
        if !text.contains('{') {
            return Self::Literal(decode_lossy(text));
        }
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some((literal, tail)) = rest.split_once('{') {
            let (name, tail) = tail.split_once('}').unwrap_or((tail, ""));
            parts.push(literal.to_owned());
            parts.push(name.to_owned());
            rest = tail;
        }
        parts.push(rest.to_owned());
        match parts.as_slice() {
            [before, name, after] if before.is_empty() && after.is_empty() => {
                Self::Variable(name.clone())
            }
            _ => Self::Mixed(parts),
        }
    }

    /// How specific the segment is: more literal characters are more specific.
    fn rank(&self) -> usize {
        match self {
            Self::Variable(_) => 0,
            Self::Mixed(parts) => 1 + parts.iter().step_by(2).map(String::len).sum::<usize>(),
            Self::Literal(_) => usize::MAX,
        }
    }

    fn variables(&self) -> usize {
        match self {
            Self::Literal(_) => 0,
            Self::Variable(_) => 1,
            Self::Mixed(parts) => parts.len() / 2,
        }
    }

    fn fits(&self, sent: &str, variables: &mut Vec<(String, String)>) -> bool {
        match self {
            Self::Literal(literal) => sent == literal || decode_lossy(sent) == *literal,
            Self::Variable(_) if sent.is_empty() => false,
            Self::Variable(name) => {
                variables.push((name.clone(), sent.to_owned()));
                true
            }
            Self::Mixed(parts) => mixed(parts, sent, variables),
        }
    }
}

/// Matches the literals of a mixture in order, each variable as short as the next literal allows; the
/// last one takes the rest.
fn mixed(parts: &[String], sent: &str, variables: &mut Vec<(String, String)>) -> bool {
    let [first, .., last] = parts else {
        return false;
    };
    let Some(mut rest) = sent.strip_prefix(first.as_str()) else {
        return false;
    };
    for pair in parts[1..].chunks(2) {
        let [name, literal] = pair else {
            return false;
        };
        let is_last = std::ptr::eq(literal, last);
        let end = match (is_last, literal.is_empty()) {
            (true, _) => rest.strip_suffix(literal.as_str()).map(str::len),
            (false, true) => rest.char_indices().nth(1).map(|(at, _)| at),
            (false, false) => rest.find(literal.as_str()),
        };
        match end {
            Some(end) if end > 0 => {
                variables.push((name.clone(), rest[..end].to_owned()));
                rest = &rest[end + literal.len()..];
            }
            _ => return false,
        }
    }
    true
}

/// The path templates of a description.
#[derive(Debug, Default)]
pub(super) struct Routes {
    entries: Vec<Entry>,
    /// The entries by their number of segments.
    by_length: BTreeMap<usize, Vec<usize>>,
}

#[derive(Debug)]
struct Entry {
    method: String,
    operation: usize,
    /// The number of segments of the server's base path.
    base: usize,
    segments: Vec<Segment>,
    /// Query pairs in the description's path.
    query: Vec<(String, String)>,
    fragment: Option<Fragment>,
}

impl Routes {
    /// Adds an operation, with and without the base paths of its servers: a client's base address may
    /// include the base path or not.
    pub(super) fn add(
        &mut self,
        method: &str,
        path: &str,
        bases: &BTreeSet<String>,
        operation: usize,
    ) {
        let fragment = Fragment::of(path);
        let path = path.split('#').next().unwrap_or_default();
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let query = url::form_urlencoded::parse(query.as_bytes());
        let query: Vec<(String, String)> = query
            .map(|(name, value)| (name.into_owned(), value.into_owned()))
            .collect();
        for base in bases.iter().map(String::as_str).chain([""]) {
            let base = split(base.trim_end_matches('/'));
            let own = split(path);
            let segments: Vec<Segment> = (base.iter().chain(&own))
                .map(|it| Segment::parse(it))
                .collect();
            let is_known = self
                .entries
                .iter()
                .rev()
                .take_while(|it| it.operation == operation);
            if is_known.into_iter().any(|it| it.segments == segments) {
                continue;
            }
            let of_length = self.by_length.entry(segments.len()).or_default();
            of_length.push(self.entries.len());
            self.entries.push(Entry {
                method: method.to_owned(),
                operation,
                base: base.len(),
                segments,
                query: query.clone(),
                fragment: fragment.clone(),
            });
        }
    }

    /// The most specific operation that matches. Of equal paths the one whose fragment the request
    /// names takes precedence, then one without a fragment, then the one with a base path.
    pub(super) fn find(&self, request: &Request) -> Route {
        let sent = split(request.path());
        let mut best: Option<Found> = None;
        let mut equal = Vec::new();
        let mut others = BTreeSet::new();
        for &at in self.by_length.get(&sent.len()).into_iter().flatten() {
            let entry = &self.entries[at];
            let mut variables = Vec::new();
            let mut pairs = entry.segments.iter().zip(&sent);
            if !pairs.all(|(segment, sent)| segment.fits(sent, &mut variables))
                || !has_pairs(request.query(), &entry.query)
            {
                continue;
            }
            if entry.method != request.method {
                others.insert(entry.method.clone());
                continue;
            }
            let mut rank: Vec<usize> = entry.segments.iter().map(Segment::rank).collect();
            let named = entry.fragment.as_ref().map(|it| it.named_by(request));
            let is_named = named.map_or(1, |named| if named > 0 { 1 + named } else { 0 });
            rank.extend([entry.query.len(), is_named, entry.base]);
            let order = best.as_ref().map(|best| rank.cmp(&best.rank));
            match order.unwrap_or(Ordering::Greater) {
                Ordering::Less => {}
                Ordering::Equal => equal.push(entry.operation),
                Ordering::Greater => {
                    // The variables of a server come first, and are not parameters.
                    let of_base = entry.segments.iter().take(entry.base);
                    let of_base = of_base.map(Segment::variables).sum();
                    equal = vec![entry.operation];
                    best = Some(Found {
                        rank,
                        is_named: is_named > 0,
                        operation: entry.operation,
                        variables: variables.into_iter().skip(of_base).collect(),
                    });
                }
            }
        }
        match best {
            Some(found) if !found.is_named && equal.len() > 1 => Route::Unnamed(equal),
            Some(found) => Route::Found(found.operation, found.variables),
            None if others.is_empty() => Route::NoPath,
            None => Route::OtherMethods(others),
        }
    }
}

/// The best match so far.
struct Found {
    rank: Vec<usize>,
    /// Whether nothing that is not sent tells it from others.
    is_named: bool,
    operation: usize,
    variables: BTreeMap<String, String>,
}

fn has_pairs(query: &str, wanted: &[(String, String)]) -> bool {
    wanted.iter().all(|(name, value)| {
        let mut pairs = url::form_urlencoded::parse(query.as_bytes());
        pairs.any(|(known, it)| known == name.as_str() && it == value.as_str())
    })
}

/// The segments of a path; `/a/` has two, of which the second is empty.
fn split(path: &str) -> Vec<&str> {
    match path.strip_prefix('/').unwrap_or(path) {
        "" => Vec::new(),
        path => path.split('/').collect(),
    }
}

fn decode_lossy(text: &str) -> String {
    percent_encoding::percent_decode_str(text)
        .decode_utf8_lossy()
        .into_owned()
}

/// The base paths of an operation's servers; a variable that is a whole segment matches any value.
pub(super) fn bases(root: &Value, item: &Value, operation: &Value) -> BTreeSet<String> {
    let levels = [operation, item, root].into_iter();
    let mut levels = levels.filter_map(|node| node.get("servers")?.as_array());
    let servers = levels.find(|servers| !servers.is_empty());
    let mut bases = BTreeSet::new();
    for server in servers.into_iter().flatten() {
        let url = server["url"].as_str().unwrap_or_default();
        let path = match url.split_once("://") {
            Some((_, rest)) => rest.find('/').map_or("", |at| &rest[at..]),
            None => url,
        };
        let mut path = path.split(['?', '#']).next().unwrap_or_default().to_owned();
        for (name, variable) in server["variables"].as_object().into_iter().flatten() {
            let default = variable["default"].as_str().unwrap_or_default();
            // A default with slashes is more than one segment, so the variable can't match any
            // value.
            if default.contains('/') || default.is_empty() {
                path = path.replace(&format!("{{{name}}}"), default);
            }
        }
        bases.insert(path);
    }
    bases
}
