//! The name of a type that several inline schemas share: one that reads well from each of them.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::Ident;
use super::status_words::response_word;
use crate::api::SchemaId;
use crate::document::Pointer;

/// Words for a position, not for the thing.
const POSITIONS: [&str; 6] = ["body", "item", "list", "request", "response", "value"];

/// The names for a group of equal schemas, best first: for error bodies, a name from their
/// status; the words that all their names share, if several; the property that contains most of them;
/// and the name of the first position.
pub(super) fn names<'a, N: Iterator<Item = Ident>>(
    group: &'a [SchemaId],
    of_place: impl Fn(&'a SchemaId) -> N,
) -> impl Iterator<Item = Ident> {
    let common = common_words(group.iter().filter_map(|id| of_place(id).next()));
    let property = most_frequent(group.iter().filter_map(|id| property(&id.0)));
    let words = failure(group).into_iter().chain(common).chain(property);
    let of_first = group.first().map(of_place);
    words
        .map(|words| Ident::pascal(&words.join(" ")))
        .chain(of_first.into_iter().flatten())
}

/// The last property on the path to a schema, and the path from there, as words; `None` through
/// lists of variants, which have no names.
pub(super) fn property(pointer: &Pointer) -> Option<Vec<String>> {
    let (_, way) = pointer.as_str().rsplit_once("/properties/")?;
    let way = Pointer::parse(&format!("/{way}"))?;
    let words = way.segments().enumerate().map(|(at, segment)| {
        Some(match segment.as_str() {
            name if at == 0 => name.to_owned(),
            "items" => "Item".to_owned(),
            "additionalProperties" => "Value".to_owned(),
            "propertyNames" => "Key".to_owned(),
            _ => return None,
        })
    });
    words.collect()
}

/// The name for error bodies: by their common status, or that of the whole API; `None` if any response is
/// a success.
fn failure(group: &[SchemaId]) -> Option<Vec<String>> {
    let failures = group.iter().map(|id| {
        let segments: Vec<String> = id.0.segments().collect();
        match segments.as_slice() {
            [paths, _, _, responses, status, _, _, _]
                if paths == "paths" && responses == "responses" && !status.starts_with('2') =>
            {
                Some(status.clone())
            }
            _ => None,
        }
    });
    let failures: BTreeSet<String> = failures.collect::<Option<_>>()?;
    let mut failures = failures.iter();
    let words = match (failures.next(), failures.next()) {
        (Some(only), None) => match response_word(only, false, false) {
            word if word.starts_with(char::is_alphabetic) => word,
            _ => "Error".to_owned(),
        },
        _ => "Error".to_owned(),
    };
    Some(vec![words, "Response".to_owned()])
}

/// The words of the first name that all others also have: several, among them the last one that is
/// not a position, which identifies the thing.
fn common_words(mut names: impl Iterator<Item = Ident>) -> Option<Vec<String>> {
    let words = |name: Ident| -> Vec<String> {
        let snake = Ident::snake(name.as_str());
        snake.as_str().split('_').map(str::to_owned).collect()
    };
    let mut common = words(names.next()?);
    let is_position = |word: &String| POSITIONS.contains(&word.as_str());
    let noun = common.iter().rfind(|word| !is_position(word))?.clone();
    for name in names {
        let others: BTreeSet<String> = words(name).into_iter().collect();
        common.retain(|word| others.contains(word));
        if common.len() < 2 || !common.contains(&noun) {
            return None;
        }
    }
    (common.len() > 1).then_some(common)
}

/// The most frequent value among those with the fewest words.
fn most_frequent(all: impl Iterator<Item = Vec<String>>) -> Option<Vec<String>> {
    let mut counts: BTreeMap<Vec<String>, usize> = BTreeMap::new();
    for one in all {
        *counts.entry(one).or_default() += 1;
    }
    let rank = |(words, count): &(Vec<String>, usize)| (Reverse(words.len()), *count);
    let most = counts.into_iter().rev().max_by_key(rank);
    most.map(|(words, _)| words)
}
