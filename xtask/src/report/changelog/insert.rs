//! Inserts an entry under `Unreleased`; everything else stays the same, byte for byte.

use std::collections::BTreeSet;
use std::ops::Range;

use super::entry::SECTIONS;
use super::lines::{Line, bullets, lines, normal};
use crate::exit::Failure;

/// The changelog with the bullets of the entry that are not already under `Unreleased`, each in the
/// section with its name. Missing headings are added.
///
/// # Errors
///
/// If there are several headings `Unreleased`.
pub(crate) fn insert(changelog: &str, entry: &str) -> Result<String, Failure> {
    let entry = lines(entry);
    let wanted = sections(&entry, 0..entry.len());
    if wanted.is_empty() {
        return Ok(changelog.to_owned());
    }
    let mut text = changelog.to_owned();
    if unreleased(&lines(&text))?.is_none() {
        text = with_unreleased(&text);
    }
    let own = lines(&text);
    let within = unreleased(&own)?.unwrap_or(own.len()..own.len());
    let present = sections(&own, within.clone());
    let known = bullets(&own[within.clone()]);
    let known: BTreeSet<String> = known.iter().map(|bullet| normal(bullet)).collect();
    let mut additions = Vec::new();
    for (name, range) in wanted {
        let mut new = bullets(&entry[range]);
        new.retain(|bullet| !known.contains(&normal(bullet)));
        if new.is_empty() {
            continue;
        }
        let new = new.concat().concat();
        let same = present
            .iter()
            .find(|(own, _)| own.eq_ignore_ascii_case(name));
        let later = present.iter().find(|(own, _)| rank(own) > rank(name));
        let section = format!("### {name}\n\n{new}");
        additions.push(match (same, later) {
            (Some((_, range)), _) => {
                let gap = if ends_in_list(&own[range.clone()]) {
                    ""
                } else {
                    "\n"
                };
                (after_text(&own, range.clone()), format!("{gap}{new}"))
            }
            (None, Some((_, range))) => (range.start - 1, section),
            (None, None) => (after_text(&own, within.clone()), section),
        });
    }
    Ok(add(&own, &additions))
}

/// The rank of a section; `None` for sections for which an entry has no bullets.
fn rank(name: &str) -> Option<usize> {
    let mut sections = SECTIONS.iter();
    sections.position(|section| section.eq_ignore_ascii_case(name))
}

/// The lines below the heading `Unreleased`, up to the next release.
fn unreleased(lines: &[Line<'_>]) -> Result<Option<Range<usize>>, Failure> {
    let is_unreleased = |line: &Line<'_>| {
        let title = line.title().trim_start_matches('[').to_ascii_lowercase();
        let rest = title.strip_prefix("unreleased");
        line.level == 2 && rest.is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
    };
    let found = lines
        .iter()
        .enumerate()
        .filter(|(_, line)| is_unreleased(line));
    let found: Vec<usize> = found.map(|(index, _)| index).collect();
    if found.len() > 1 {
        let places = found.iter().map(|index| format!("line {}", index + 1));
        return Err(
            Failure::refused("the changelog has several headings `Unreleased`")
                .details(places)
                .help("move their entries below one of them, and run the command again"),
        );
    }
    Ok(found.first().map(|heading| {
        let start = heading + 1;
        let next = lines[start..].iter().position(|line| line.ends(2));
        start..next.map_or(before_footer(lines), |next| start + next)
    }))
}

/// The end of the text: links and marks for tools come after it.
fn before_footer(lines: &[Line<'_>]) -> usize {
    let text = lines
        .iter()
        .rposition(|line| !line.is_blank() && !line.is_footer());
    text.map_or(0, |last| last + 1)
}

/// The changelog with a heading `Unreleased` above its releases.
fn with_unreleased(changelog: &str) -> String {
    let lines = lines(changelog);
    let release = lines.iter().position(|line| line.level == 2);
    let at = release.unwrap_or_else(|| before_footer(&lines));
    add(&lines, &[(at, "## [Unreleased]\n".to_owned())])
}

/// The sections in these lines: their names, and the lines below their headings.
fn sections<'a>(lines: &'a [Line<'_>], within: Range<usize>) -> Vec<(&'a str, Range<usize>)> {
    let headings = within.clone().filter(|index| lines[*index].level == 3);
    let section = |heading: usize| {
        let start = heading + 1;
        let next = (start..within.end).find(|index| lines[*index].ends(3));
        (lines[heading].title(), start..next.unwrap_or(within.end))
    };
    headings.map(section).collect()
}

/// The line after the last one with text.
fn after_text(lines: &[Line<'_>], within: Range<usize>) -> usize {
    let start = within.start;
    let last = lines[within].iter().rposition(|line| !line.is_blank());
    last.map_or(start, |last| start + last + 1)
}

/// Whether a bullet inserted below would continue an existing list.
fn ends_in_list(lines: &[Line<'_>]) -> bool {
    let mut text = lines.iter().rev().skip_while(|line| line.is_blank());
    text.by_ref()
        .take_while(|line| !line.is_blank())
        .any(|line| line.is_bullet() || line.text.starts_with("  "))
}

/// The lines with texts inserted before some of them. A heading has a blank line on both sides.
fn add(lines: &[Line<'_>], additions: &[(usize, String)]) -> String {
    let crlf = lines
        .first()
        .is_some_and(|line| line.text.ends_with("\r\n"));
    let newline = if crlf { "\r\n" } else { "\n" };
    let blank = format!("\n{newline}");
    let mut text = String::new();
    for index in 0..=lines.len() {
        let line = lines.get(index);
        let mut here = additions.iter().filter(|(at, _)| *at == index).peekable();
        let added = here.peek().is_some();
        for (_, addition) in here {
            if !text.is_empty() && !text.ends_with('\n') {
                text.push_str(newline);
            }
            if addition.starts_with('#') && !text.is_empty() && !text.ends_with(&blank) {
                text.push_str(newline);
            }
            text.push_str(&addition.replace('\n', newline));
        }
        if let Some(line) = line {
            if added && !line.is_blank() && !text.ends_with(&blank) {
                text.push_str(newline);
            }
            text.push_str(line.text);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENTRY: &str =
        "### Added\n\n- `a::b`: new.\n\n### Removed\n\n- `c::d` was removed: it\n  was old.\n";

    /// Inserts the entry twice, where the second time must change nothing; with both kinds of line
    /// endings.
    #[track_caller]
    fn check(changelog: &str, expected: &str) {
        for newline in ["\n", "\r\n"] {
            let with = |text: &str| text.replace('\n', newline);
            let found = insert(&with(changelog), ENTRY).unwrap();
            // Without a line ending, its kind is unknown.
            if changelog.contains('\n') || newline == "\n" {
                assert_eq!(found, with(expected));
            }
            assert_eq!(insert(&found, ENTRY).unwrap(), found);
        }
    }

    #[test]
    fn adds_sections_in_their_order() {
        check(
            "# Log\n\n## [Unreleased]\n\nFirst.\n\n### Changed\n\n- x\n\n### Security\n\n- y\n\n## [0.1.0]\n\n- z\n",
            "# Log\n\n## [Unreleased]\n\nFirst.\n\n### Added\n\n- `a::b`: new.\n\n### Changed\n\n- x\n\n\
             ### Security\n\n- y\n\n### Removed\n\n- `c::d` was removed: it\n  was old.\n\n## [0.1.0]\n\n- z\n",
        );
    }

    #[test]
    fn merges_with_sections_of_the_same_name() {
        check(
            "## Unreleased\n\n### Removed\n\n- x\n  and more\n  - nested\n\n### added\n\n* `a::b`:\n  new.\n",
            "## Unreleased\n\n### Removed\n\n- x\n  and more\n  - nested\n- `c::d` was removed: it\n  was old.\n\n\
             ### added\n\n* `a::b`:\n  new.\n",
        );
        check(
            "## Unreleased\n### Removed\n### Added\nText.\n## 0.1.0\n",
            "## Unreleased\n### Removed\n\n- `c::d` was removed: it\n  was old.\n\n### Added\nText.\n\n\
             - `a::b`: new.\n\n## 0.1.0\n",
        );
    }

    #[test]
    fn does_not_repeat_what_was_moved_or_added_to() {
        let moved = "## Unreleased\n\n### Fixed\n\n- `a::b`: new.\n- `c::d` was removed: it was\n  old.\n  - a word more\n";
        check(moved, moved);
    }

    #[test]
    fn adds_a_heading_above_the_releases() {
        let entry = "## [Unreleased]\n\n### Added\n\n- `a::b`: new.\n\n### Removed\n\n- `c::d` was removed: it\n  was old.\n";
        check("", entry);
        check("# Log", &format!("# Log\n\n{entry}"));
        check(
            "# Log\n\n```\n## [Unreleased]\n```\n<!--\n## Unreleased\n-->\n\n## [0.1.0]\n",
            &format!(
                "# Log\n\n```\n## [Unreleased]\n```\n<!--\n## Unreleased\n-->\n\n{entry}\n## [0.1.0]\n"
            ),
        );
    }

    #[test]
    fn stays_above_links() {
        let links =
            "<!-- next-url -->\n[Unreleased]: https://example.org\n[0.1.0]: https://example.org\n";
        check(
            &format!("## [Unreleased] - date\n\n- x\n\n{links}"),
            &format!("## [Unreleased] - date\n\n- x\n\n{ENTRY}\n{links}"),
        );
        check(
            &format!("# Log\n\n{links}"),
            &format!("# Log\n\n## [Unreleased]\n\n{ENTRY}\n{links}"),
        );
    }

    #[test]
    fn takes_our_own_changelog() {
        let text = include_str!("../../../../CHANGELOG.md");
        let found = insert(text, ENTRY).unwrap();
        let mut lines = found.lines();
        assert!(text.lines().all(|line| lines.any(|other| other == line)));
        assert_eq!(insert(text, "").unwrap(), text);
    }

    #[test]
    fn refuses_two_headings() {
        let failure = insert("## Unreleased\n\n## [Unreleased]\n", ENTRY).unwrap_err();
        assert_eq!(failure.details, ["line 1", "line 3"]);
    }
}
