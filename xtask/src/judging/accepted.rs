//! `spec/accepted.toml`: the accepted changes that break released clients, or may break them, each
//! with a reason. Nothing is generated from the file, so it is not part of the chain in
//! `spec/spec.lock`.

use generator::compare::{Change, Http};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use toml_edit::{DocumentMut, Item, value};

use crate::exit::Failure;
use crate::report::{Accepted, Judged};
use crate::terminal::printable;

/// The file, relative to the workspace.
pub(crate) const ACCEPTED: &str = "spec/accepted.toml";

/// The header of a new file.
const HEADER: &str = "\
# Accepted changes that may break released clients, with the reasons.
# `accept FINGERPRINT --reason TEXT` adds to it; entries are deleted at a release.
";

/// An entry of the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Entry {
    /// The fingerprint of the one change that it accepts. Without it, all changes that match the
    /// other keys are accepted.
    #[serde(
        default,
        deserialize_with = "fingerprint",
        skip_serializing_if = "Option::is_none"
    )]
    pub(crate) fingerprint: Option<String>,
    /// The id of the rule; beside a fingerprint only for readers of the file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) rule: Option<String>,
    /// The position, where `*` matches any string; likewise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) place: Option<String>,
    /// The operation, if the change reaches only this one: `GET /agents`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) operation: Option<String>,
    /// The cause, as in the JSON form: a component, an operation, `query limit`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) cause: Option<String>,
    /// Why the change is acceptable.
    #[serde(deserialize_with = "not_blank")]
    pub(crate) reason: String,
    /// The last released version at the time of acceptance; `None` before the first release.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) since: Option<String>,
}

impl Entry {
    /// The entry that accepts a change.
    pub(crate) fn of(change: &Change, reason: &str, since: Option<String>) -> Self {
        Self {
            fingerprint: Some(change.fingerprint.clone()),
            rule: Some(change.rule.id().to_owned()),
            place: Some(printable(&change.place)),
            operation: None,
            cause: None,
            reason: reason.trim().to_owned(),
            since,
        }
    }

    /// Whether it accepts a change. Compatible changes need no acceptance.
    pub(crate) fn accepts(&self, change: &Change) -> bool {
        if change.http == Http::Compatible {
            return false;
        }
        if let Some(fingerprint) = &self.fingerprint {
            return *fingerprint == change.fingerprint;
        }
        let fits =
            |wanted: &Option<String>, is: &str| wanted.as_ref().is_none_or(|wanted| wanted == is);
        let place = self.place.as_ref();
        fits(&self.rule, change.rule.id())
            && fits(
                &self.operation,
                change.operation.as_deref().unwrap_or_default(),
            )
            && fits(&self.cause, &change.cause)
            && place.is_none_or(|pattern| is_like(&change.place, pattern))
    }

    /// The keys that select changes.
    fn key(&self) -> [Option<&String>; 4] {
        match &self.fingerprint {
            Some(fingerprint) => [Some(fingerprint), None, None, None],
            None => [&self.rule, &self.place, &self.operation, &self.cause].map(Option::as_ref),
        }
    }

    /// The same, for display.
    fn name(&self) -> String {
        let parts = self.key().into_iter().flatten().cloned();
        parts.collect::<Vec<String>>().join(", ")
    }

    /// Why the entry is invalid, if its keys don't go together.
    fn flaw(&self) -> Option<String> {
        let keys = [("rule", &self.rule), ("place", &self.place)];
        let others = [&self.operation, &self.cause];
        if self.fingerprint.is_some() {
            let missing = keys.into_iter().find(|(_, value)| value.is_none());
            return missing.map(|(key, _)| format!("missing field `{key}` beside the fingerprint"));
        }
        let none = keys.iter().all(|(_, value)| value.is_none())
            && others.iter().all(|value| value.is_none());
        none.then(|| {
            "missing field `fingerprint`, or `rule`, `place`, `operation` or `cause`".to_owned()
        })
    }
}

/// Whether a string matches a pattern in which `*` matches any string.
pub(crate) fn is_like(text: &str, pattern: &str) -> bool {
    let Some((start, rest)) = pattern.split_once('*') else {
        return text == pattern;
    };
    let Some(text) = text.strip_prefix(start) else {
        return false;
    };
    let ends = (0..=text.len()).filter(|at| text.is_char_boundary(*at));
    let mut tails = ends.map(|at| &text[at..]);
    // Consecutive stars are one.
    let rest = rest.trim_start_matches('*');
    rest.is_empty() || tails.any(|tail| is_like(tail, rest))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    accepted: Vec<Entry>,
}

/// Whether a string has the form of a fingerprint: twelve lower-case hexadecimal digits.
pub(crate) fn is_fingerprint(text: &str) -> bool {
    text.len() == 12
        && text
            .bytes()
            .all(|it| matches!(it, b'0'..=b'9' | b'a'..=b'f'))
}

fn fingerprint<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let text = String::deserialize(deserializer)?;
    if is_fingerprint(&text) {
        return Ok(Some(text));
    }
    Err(D::Error::custom(
        "a fingerprint is twelve hexadecimal digits in lower case, as reports show it",
    ))
}

fn not_blank<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let text = String::deserialize(deserializer)?;
    if text.trim().is_empty() {
        return Err(D::Error::custom("say why the change is acceptable"));
    }
    Ok(text)
}

/// The entries in the text of the file; empty without a file.
///
/// # Errors
///
/// If the text is invalid, and if it accepts a change twice.
pub(crate) fn read(text: Option<&str>) -> Result<Vec<Entry>, Failure> {
    let wrong = || {
        Failure::failed(format!("{ACCEPTED} cannot be used")).help(
            "each [[accepted]] has a reason, and fingerprint, rule and place, or instead of the \
             fingerprint any of rule, place, operation and cause; `cargo xtask accept` writes them",
        )
    };
    let File { accepted } =
        toml_edit::de::from_str(text.unwrap_or_default()).map_err(|error| wrong().cause(&error))?;
    for (index, entry) in accepted.iter().enumerate() {
        if let Some(flaw) = entry.flaw() {
            return Err(wrong().details([flaw]));
        }
        if accepted[..index].iter().any(|it| it.key() == entry.key()) {
            let name = entry.name();
            return Err(Failure::failed(format!("{ACCEPTED} accepts {name} twice"))
                .help("keep the entry with the better reason"));
        }
    }
    Ok(accepted)
}

/// The text of the file with this entry added; everything else in it stays unchanged. If the change
/// was already accepted, only the reason is replaced.
///
/// # Errors
///
/// If the text is invalid, and if the reason is blank.
pub(crate) fn add(text: Option<&str>, entry: &Entry) -> Result<String, Failure> {
    let could_not = |error: &dyn std::error::Error| {
        Failure::failed(format!("could not add to {ACCEPTED}")).cause(error)
    };
    if entry.reason.trim().is_empty() {
        return Err(Failure::failed("the reason is blank")
            .help("say why the change is acceptable: `--reason TEXT`"));
    }
    let known = read(text)?.iter().position(|it| it.key() == entry.key());
    let text = text.unwrap_or(HEADER);
    let text = if let Some(index) = known {
        let mut document: DocumentMut = text
            .parse()
            .map_err(|error: toml_edit::TomlError| could_not(&error))?;
        let reason = &mut document["accepted"][index]["reason"];
        if let Item::Value(old) = reason
            && old.as_str() != Some(&entry.reason)
        {
            let decor = old.decor().clone();
            *reason = value(&entry.reason);
            if let Item::Value(new) = reason {
                *new.decor_mut() = decor;
            }
        }
        document.to_string()
    } else {
        let entry = toml_edit::ser::to_string(entry).map_err(|error| could_not(&error))?;
        let line_end = if text.is_empty() || text.ends_with('\n') {
            ""
        } else {
            "\n"
        };
        let space = if text.is_empty() { "" } else { "\n" };
        format!("{text}{line_end}{space}[[accepted]]\n{entry}")
    };
    // An inline list, `accepted = []`, is valid, but entries can't be appended this way.
    read(Some(&text))?;
    Ok(text)
}

/// The changes, each with the reason for its acceptance, and the entries that accept none of them.
/// A change that breaks nothing needs no acceptance, so an entry for it is as stale as one for a
/// change that no longer exists.
pub(crate) fn split(changes: Vec<Change>, entries: &[Entry]) -> (Vec<Judged>, Vec<Accepted>) {
    let mut used = vec![false; entries.len()];
    let judged = changes.into_iter().map(|change| {
        // An entry for exactly this change has the most specific reason.
        let is_wide = |entry: &Entry| entry.fingerprint.is_none();
        let fitting = entries.iter().zip(&mut used);
        let fitting = fitting.filter(|(entry, _)| entry.accepts(&change));
        let found = fitting.min_by_key(|(entry, _)| is_wide(entry));
        let accepted = found.map(|(entry, used)| {
            *used = true;
            entry.reason.clone()
        });
        Judged {
            title: change.rule.title(),
            accepted,
            change,
            schemas: [None, None],
        }
    });
    let judged = judged.collect();
    let stale = entries.iter().zip(used).filter(|(_, used)| !used);
    let stale = stale.map(|(entry, _)| Accepted {
        fingerprint: entry.fingerprint.clone(),
        rule: entry.rule.clone().unwrap_or_else(|| "any rule".to_owned()),
        place: [&entry.place, &entry.operation, &entry.cause]
            .into_iter()
            .flatten()
            .cloned()
            .collect::<Vec<String>>()
            .join(", "),
        reason: entry.reason.clone(),
    });
    (judged, stale.collect())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use generator::compare::{Bump, Certainty, Rule};

    use super::*;

    fn entry(fingerprint: &str, reason: &str) -> Entry {
        Entry {
            fingerprint: Some(fingerprint.to_owned()),
            rule: Some("R210".to_owned()),
            place: Some("Agent.email".to_owned()),
            operation: None,
            cause: None,
            reason: reason.to_owned(),
            since: Some("0.2.0".to_owned()),
        }
    }

    fn change(fingerprint: &str, http: Http) -> Change {
        Change {
            rule: Rule::RequiredPropertyRemoved,
            http,
            certainty: Certainty::Sure,
            cause: "Agent".to_owned(),
            rust: Bump::Major,
            direction: None,
            message: String::new(),
            operation: None,
            place: "Agent.\u{202e}email\n".to_owned(),
            tags: Vec::new(),
            base: None,
            revision: None,
            before: None,
            after: None,
            identity: None,
            rust_items: Vec::new(),
            operations: Vec::new(),
            fingerprint: fingerprint.to_owned(),
        }
    }

    #[test]
    fn what_is_added_is_read_back() {
        let entries = [
            entry("a3f8c21b9d04", "nobody reads it"),
            Entry {
                since: None,
                ..entry("0123456789ab", "two lines,\nand a \"quote\" '''\\")
            },
            Entry::of(&change("ffffffffffff", Http::Breaking), " trimmed\n", None),
        ];
        assert_eq!(entries[2].place.as_deref(), Some("Agent.\\u{202e}email\\n"));
        let mut text = None;
        for entry in &entries {
            text = Some(add(text.as_deref(), entry).unwrap());
        }
        let text = text.unwrap();
        assert!(text.starts_with(HEADER), "{text}");
        assert_eq!(read(Some(&text)).unwrap(), entries);
        for entry in &entries {
            assert_eq!(add(Some(&text), entry).unwrap(), text);
        }
    }

    #[test]
    fn the_file_reads_well() {
        let text = add(None, &entry("a3f8c21b9d04", "nobody reads it")).unwrap();
        assert_eq!(
            text.strip_prefix(HEADER).unwrap(),
            "\n[[accepted]]\nfingerprint = \"a3f8c21b9d04\"\nrule = \"R210\"\n\
             place = \"Agent.email\"\nreason = \"nobody reads it\"\nsince = \"0.2.0\"\n"
        );
    }

    #[test]
    fn comments_and_order_stay() {
        let by_hand = "# Ours.\n\n[[accepted]] # first\nreason = 'b' # why\nplace = \"P\"\n\
                       fingerprint = 'bbbbbbbbbbbb'\nrule = \"R1\"\n# the end";
        let text = add(Some(by_hand), &entry("aaaaaaaaaaaa", "a")).unwrap();
        assert!(
            text.starts_with(&format!("{by_hand}\n\n[[accepted]]\n")),
            "{text}"
        );
        let again = add(Some(&text), &entry("bbbbbbbbbbbb", "better")).unwrap();
        assert_eq!(again, text.replace("'b' # why", "\"better\" # why"));
        assert_eq!(
            add(Some(""), &entry("aaaaaaaaaaaa", "a"))
                .unwrap()
                .lines()
                .next(),
            Some("[[accepted]]")
        );
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        let good = "[[accepted]]\nfingerprint = \"a3f8c21b9d04\"\nrule = \"R210\"\nplace = \"P\"\n\
                    reason = \"r\"\n";
        read(Some(good)).unwrap();
        let check = |text: &str, expected: &str| {
            let failure = read(Some(text)).unwrap_err();
            let all = format!("{}\n{}", failure.message, failure.details.join("\n"));
            assert!(all.contains(expected), "{text}\n{all}");
            assert!(all.contains(ACCEPTED) && failure.help.is_some(), "{all}");
            // Nothing is added to an invalid file either.
            add(Some(text), &entry("aaaaaaaaaaaa", "a")).unwrap_err();
        };
        check(&good.replace("\"r\"", "\" \\n\""), "line 5, column 10");
        check(&good.replace("\"r\"", "\"\""), "say why");
        check(&good.replace("rule", "rules"), "unknown field `rules`");
        check(
            &good.replace("accepted", "acepted"),
            "unknown field `acepted`",
        );
        check(
            &good.replace("place = \"P\"\n", ""),
            "missing field `place`",
        );
        check(&good.replace("\"R210\"", "210"), "line 3, column 8");
        check(&good.replace("a3f8", "A3F8"), "line 2, column 15");
        check(&good.replace("a3f8", "3f8"), "twelve hexadecimal digits");
        check(&format!("{good}{good}"), "a3f8c21b9d04 twice");
        check("[[accepted]\n", "line 1, column");
        assert_eq!(read(Some("# nothing yet\n")).unwrap(), []);
        assert_eq!(read(None).unwrap(), []);
        // Valid, but not in the form that is written.
        add(Some("accepted = []\n"), &entry("aaaaaaaaaaaa", "a")).unwrap_err();
        let failure = add(None, &entry("aaaaaaaaaaaa", " \n")).unwrap_err();
        assert_eq!(failure.message, "the reason is blank");
    }

    #[test]
    fn changes_are_accepted_by_their_fingerprints() {
        let changes = vec![
            change("aaaaaaaaaaaa", Http::Breaking),
            change("bbbbbbbbbbbb", Http::Warning),
            change("cccccccccccc", Http::Breaking),
            change("dddddddddddd", Http::Compatible),
        ];
        let entries = [
            entry("dddddddddddd", "needless"),
            entry("bbbbbbbbbbbb", "two"),
            entry("aaaaaaaaaaaa", "one"),
            entry("eeeeeeeeeeee", "gone"),
        ];
        let (judged, stale) = split(changes, &entries);
        let reasons: Vec<_> = judged.iter().map(|it| it.accepted.as_deref()).collect();
        assert_eq!(reasons, [Some("one"), Some("two"), None, None]);
        let stale: Vec<_> = stale.iter().map(|it| it.reason.as_str()).collect();
        assert_eq!(stale, ["needless", "gone"]);
    }

    #[test]
    fn changes_are_accepted_by_what_they_have_in_common() {
        let wide = |text: &str| {
            let text = format!("[[accepted]]\nreason = \"r\"\n{text}\n");
            read(Some(&text)).unwrap().remove(0)
        };
        let change = Change {
            operation: Some("GET /agents".to_owned()),
            place: "Agent.email".to_owned(),
            ..change("aaaaaaaaaaaa", Http::Warning)
        };
        for (text, accepts) in [
            ("rule = 'R210'", true),
            ("rule = 'R211'", false),
            ("place = 'Agent.*'", true),
            ("place = '*.email*'", true),
            ("place = 'Agent'", false),
            ("operation = 'GET /agents'", true),
            ("cause = 'Agent'\nrule = 'R210'", true),
            ("cause = 'Queue'\nrule = 'R210'", false),
        ] {
            assert_eq!(wide(text).accepts(&change), accepts, "{text}");
        }
        let entries = [wide("rule = 'R210'"), entry("aaaaaaaaaaaa", "this one")];
        let (judged, stale) = split(vec![change], &entries);
        assert_eq!(judged[0].accepted.as_deref(), Some("this one"));
        assert_eq!(stale.len(), 1);
        read(Some("[[accepted]]\nreason = 'r'\n")).unwrap_err();
    }
}
