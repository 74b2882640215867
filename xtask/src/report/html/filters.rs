//! Filters for the list of changes; they need the script, and are hidden without it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Display, Formatter};

use generator::compare::{Bump, Http};

use super::text::Shown;
use crate::report::Judged;
use crate::report::wording::{self, GroupBy};

/// The tags of all changes. On the page each is represented by its number, and a change without
/// tags has the number after the last.
pub(super) struct Tags<'a> {
    /// Tag to its changes.
    known: BTreeMap<&'a str, usize>,
    untagged: usize,
}

impl<'a> Tags<'a> {
    pub(super) fn of(changes: &'a [Judged]) -> Self {
        let mut known = BTreeMap::new();
        let tags = changes.iter().flat_map(|judged| &judged.change.tags);
        for tag in tags {
            *known.entry(tag.as_str()).or_default() += 1;
        }
        let untagged = changes.iter().filter(|one| one.change.tags.is_empty());
        Self {
            known,
            untagged: untagged.count(),
        }
    }

    /// The numbers of a change's tags, separated by spaces.
    pub(super) fn numbers(&self, tags: &[String]) -> String {
        if tags.is_empty() {
            return self.known.len().to_string();
        }
        let numbers = tags
            .iter()
            .filter_map(|tag| self.known.keys().position(|known| known == tag));
        let numbers: Vec<_> = numbers.map(|number| number.to_string()).collect();
        numbers.join(" ")
    }
}

/// The names of all groups in which changes can be listed. On the page each is represented by its
/// number.
pub(super) struct Groups(BTreeMap<String, usize>);

impl Groups {
    pub(super) fn of(changes: &[Judged]) -> Self {
        let of_one = |judged| GroupBy::ALL.map(|by| wording::group(judged, by));
        let names: BTreeSet<_> = changes.iter().flat_map(of_one).collect();
        Self(names.into_iter().zip(0..).collect())
    }

    /// The numbers of the groups of a change, in the order of [`GroupBy::ALL`].
    pub(super) fn numbers(&self, judged: &Judged) -> String {
        let numbers = GroupBy::ALL.iter().filter_map(|&by| {
            let number = self.0.get(&*wording::group(judged, by))?;
            Some(number.to_string())
        });
        numbers.collect::<Vec<_>>().join(" ")
    }
}

/// The names for the script, one per line.
impl Display for Groups {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("<p id=\"names\" hidden>")?;
        for name in self.0.keys() {
            writeln!(f, "{}", Shown::name(name))?;
        }
        f.write_str("</p>\n")
    }
}

pub(super) fn write(f: &mut Formatter<'_>, changes: &[Judged], tags: &Tags<'_>) -> fmt::Result {
    f.write_str(
        "<div class=\"panel scripted-only\">\n<form id=\"filters\" role=\"search\" \
         aria-label=\"Filter the changes\" autocomplete=\"off\">\n\
         <div><label class=\"label\" for=\"text\">Search</label>\
         <input type=\"search\" id=\"text\" name=\"text\" spellcheck=\"false\"></div>\n\
         <details id=\"more\"><summary>More filters</summary>\n<div class=\"more\">\n",
    )?;
    let http = [Http::Breaking, Http::Warning, Http::Compatible].map(|verdict| {
        let of = changes.iter().filter(|one| one.change.http == verdict);
        (verdict.as_str(), of.count())
    });
    choices(f, "http", "HTTP", &http)?;
    let rust = [Bump::Major, Bump::Minor, Bump::Patch, Bump::None].map(|verdict| {
        let of = changes.iter().filter(|one| one.change.rust == verdict);
        (verdict.as_str(), of.count())
    });
    choices(f, "rust", "Rust", &rust)?;
    let accepted = changes.iter().filter(|one| one.accepted.is_some()).count();
    let decisions = [("open", changes.len() - accepted), ("accepted", accepted)];
    choices(f, "decision", "Decision", &decisions)?;
    if !tags.known.is_empty() {
        f.write_str(
            "<div><label class=\"label\" for=\"tag\">Tag</label>\
             <select id=\"tag\" name=\"tag\"><option value=\"\">All</option>",
        )?;
        for (number, (tag, count)) in tags.known.iter().enumerate() {
            let tag = Shown::name(tag);
            write!(f, "<option value=\"{number}\">{tag} ({count})</option>")?;
        }
        if tags.untagged > 0 {
            let (number, count) = (tags.known.len(), tags.untagged);
            write!(f, "<option value=\"{number}\">none ({count})</option>")?;
        }
        f.write_str("</select></div>\n")?;
    }
    f.write_str(
        "<div><label class=\"label\" for=\"group\">Group by</label>\
         <select id=\"group\" name=\"group\"><option value=\"\">urgency</option>",
    )?;
    for by in GroupBy::ALL.map(GroupBy::name) {
        write!(f, "<option value=\"{by}\">{by}</option>")?;
    }
    f.write_str("</select></div>\n")?;
    f.write_str(
        "</div>\n</details>\n<div><button type=\"button\" id=\"clear\" hidden>Clear filters\
         </button></div>\n</form>\n<div class=\"keys\"><label><input type=\"checkbox\" id=\"keys\" checked>Single-key shortcuts\
         </label><p><kbd>/</kbd> search<br><kbd>j</kbd> <kbd>k</kbd> next, previous<br>\
         <kbd>Enter</kbd> open, close<br><kbd>Esc</kbd> clear filters</p></div>\n</div>\n",
    )
}

/// A set of checkboxes; with none ticked, all apply. Values that no change has are omitted.
fn choices(
    f: &mut Formatter<'_>,
    name: &str,
    legend: &str,
    values: &[(&str, usize)],
) -> fmt::Result {
    let values: Vec<_> = values.iter().filter(|(_, count)| *count > 0).collect();
    if values.len() < 2 {
        return Ok(());
    }
    write!(
        f,
        "<fieldset><legend>{legend}</legend><div class=\"choices\">"
    )?;
    for (value, count) in values {
        write!(
            f,
            "<label><input type=\"checkbox\" name=\"{name}\" value=\"{value}\">{value} \
             <span>{count}</span></label>"
        )?;
    }
    f.write_str("</div></fieldset>\n")
}
