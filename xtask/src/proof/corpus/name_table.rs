//! The quality of names: a table with a row for each document, and names for manual review.

use std::collections::BTreeMap;
use std::fmt::Write;

use generator::name_quality::{Flaw, GivenName, NameKind};
use serde::Serialize;

use super::record::Record;
use super::sample;
use crate::terminal::printable;

/// The number of names shown beside the description's words.
const SHOWN: usize = 40;

/// The maximum length of a shown text of the description, in characters.
const LONGEST: usize = 100;

/// The quality of the names of one client.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct Row {
    methods: Lengths,
    types: Lengths,
    variants: usize,
    /// Truncated names.
    cut: usize,
    /// Names with characters replaced by code points.
    hex: usize,
    /// Names with numbers that the description doesn't have.
    numbered: usize,
    /// Types with words such as `Other` that the description doesn't have.
    placeholder_types: usize,
    /// Methods and variants with such words.
    placeholder_others: usize,
    /// Bodies and responses that don't share the words of their method.
    clashes: usize,
    /// Methods whose words differ from an operationId written by a person.
    not_operation_id: usize,
}

/// The number of names and their lengths in characters.
#[derive(Clone, Copy, Debug, Default, Serialize)]
struct Lengths {
    number: usize,
    median: usize,
    longest: usize,
}

impl Lengths {
    fn of(names: &[&GivenName], kind: NameKind) -> Self {
        let of_kind = names.iter().filter(|name| name.kind == kind);
        let mut lengths: Vec<usize> = of_kind.map(|name| name.length).collect();
        lengths.sort_unstable();
        Self {
            number: lengths.len(),
            median: lengths.get(lengths.len() / 2).copied().unwrap_or_default(),
            longest: lengths.last().copied().unwrap_or_default(),
        }
    }
}

impl Row {
    fn of(names: &[&GivenName]) -> Self {
        let count = |flaw: Flaw| names.iter().filter(|it| it.flaws.contains(&flaw)).count();
        let placeholders = |is_type: bool| {
            let of_kind = names
                .iter()
                .filter(|it| (it.kind == NameKind::Type) == is_type);
            of_kind
                .filter(|it| it.flaws.contains(&Flaw::Placeholder))
                .count()
        };
        Self {
            methods: Lengths::of(names, NameKind::Method),
            types: Lengths::of(names, NameKind::Type),
            variants: Lengths::of(names, NameKind::Variant).number,
            cut: count(Flaw::Cut),
            hex: count(Flaw::Hex),
            numbered: count(Flaw::Numbered),
            placeholder_types: placeholders(true),
            placeholder_others: placeholders(false),
            clashes: count(Flaw::Clash),
            not_operation_id: count(Flaw::NotOperationId),
        }
    }
}

/// The quality of the names of each document that has names.
pub(super) fn rows(records: &[Record]) -> BTreeMap<&str, Row> {
    let rows = records.iter().filter(|it| !it.outcome.names.is_empty());
    rows.map(|record| {
        let names: Vec<&GivenName> = record.outcome.names.iter().collect();
        (record.document.as_str(), Row::of(&names))
    })
    .collect()
}

/// The table, and the names for review, which `seed` selects.
pub(super) fn text(records: &[Record], seed: u64) -> String {
    let mut text = String::from(
        "Names: number, median and longest length; then names with a flaw\n\
         methods med  max | types med  max | variants | cut  hex number  Other types  Other rest  \
         clash  not the id\n",
    );
    let mut all: Vec<(&str, &GivenName)> = Vec::new();
    for (document, row) in rows(records) {
        write_row(&mut text, document, &row);
    }
    for record in records {
        let names = record.outcome.names.iter();
        all.extend(names.map(|name| (record.document.as_str(), name)));
    }
    let names: Vec<&GivenName> = all.iter().map(|(_, name)| *name).collect();
    write_row(&mut text, "in total", &Row::of(&names));
    let key = |(document, name): &(&str, &GivenName)| format!("{document}\n{}", name.name);
    // Enum values are numerous, and mostly names already.
    all.retain(|(_, name)| name.kind != NameKind::Variant);
    let _ = writeln!(text, "\nNames beside the description's words, seed {seed}");
    for (document, name) in sample::choose(all, key, Some(SHOWN), seed) {
        let said: String = name.said.join("; ").chars().take(LONGEST).collect();
        // Writing to a string can't fail.
        let _ = writeln!(text, "{}\n    {} ({document})", name.name, printable(&said));
    }
    text
}

fn write_row(text: &mut String, document: &str, row: &Row) {
    let (methods, types) = (row.methods, row.types);
    let _ = writeln!(
        text,
        "{:>7} {:>3} {:>4} | {:>5} {:>3} {:>4} | {:>8} | {:>3} {:>4} {:>6} {:>12} {:>11} {:>6} \
         {:>11}  {document}",
        methods.number,
        methods.median,
        methods.longest,
        types.number,
        types.median,
        types.longest,
        row.variants,
        row.cut,
        row.hex,
        row.numbered,
        row.placeholder_types,
        row.placeholder_others,
        row.clashes,
        row.not_operation_id,
    );
}
