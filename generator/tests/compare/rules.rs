//! Properties of the rules as a whole: each is explained, has cases for each direction with its own
//! verdict, and has a mirror rule for the reverse change.

use std::collections::{BTreeMap, BTreeSet};

use generator::compare::{Case, Comparison, Direction, Rule};

use crate::check;

/// All cases of all rules, with their comparisons.
fn judged() -> Vec<(Case, Comparison)> {
    let cases = Rule::ALL.iter().flat_map(|rule| rule.cases());
    cases
        .map(|case| {
            let found = check(&case.base(), &case.revision());
            (case, found)
        })
        .collect()
}

#[test]
fn ids() {
    let ids: Vec<&str> = Rule::ALL.iter().map(|rule| rule.id()).collect();
    assert!(ids.is_sorted_by(|a, b| a < b), "{ids:?}");
    for id in ids {
        let digits = id.strip_prefix('R').expect(id);
        assert!(
            digits.len() == 3 && digits.bytes().all(|it| it.is_ascii_digit()),
            "{id}"
        );
    }
}

#[test]
fn explanations() {
    for rule in Rule::ALL {
        let (id, text) = (rule.id(), rule.explanation());
        for title in ["What it means", "What to do"] {
            let heading = format!("## {title}\n\n");
            let (_, section) = text
                .split_once(&heading)
                .unwrap_or_else(|| panic!("{id}: {title}"));
            let first = section.chars().next();
            assert!(first.is_some_and(char::is_alphanumeric), "{id}: {title}");
        }
        for line in text.lines().take_while(|line| !line.starts_with("```")) {
            assert!(line.chars().count() <= 110, "{id}: {line}");
        }
        let title = rule.title();
        assert!(!title.is_empty() && !title.ends_with('.'), "{id}: {title}");
    }
}

#[test]
fn cases() {
    let mut names = BTreeSet::new();
    for (case, found) in judged() {
        let name = case.name();
        assert!(names.insert(name.clone()), "{name}: there is another one");
        assert!(!case.title.is_empty(), "{name}: no title");
        assert!(!case.program.trim().is_empty(), "{name}: no program");
        let mut rules = found.changes.iter().map(|change| change.rule);
        assert!(rules.any(|rule| rule == case.rule), "{name}: {found}");
    }
    // Every known kind of difference has a rule.
    for rule in Rule::ALL.iter().filter(|rule| **rule != Rule::Unclassified) {
        assert!(!rule.cases().is_empty(), "{}: no case", rule.id());
    }
    assert!(Rule::Unclassified.cases().is_empty());
}

/// Verdicts that depend on the direction are shown in each direction.
#[test]
fn directions() {
    let mut seen: BTreeMap<Rule, BTreeSet<Direction>> = BTreeMap::new();
    for (case, found) in judged() {
        for change in found
            .changes
            .iter()
            .filter(|change| change.rule == case.rule)
        {
            let direction = change.direction;
            if change.http == case.rule.http(direction) {
                seen.entry(case.rule).or_default().extend(direction);
            }
        }
    }
    for rule in Rule::ALL {
        let [request, response] = [Direction::Request, Direction::Response];
        if rule.http(Some(request)) == rule.http(Some(response)) {
            continue;
        }
        let seen = seen.get(rule).cloned().unwrap_or_default();
        for direction in [request, response] {
            assert!(seen.contains(&direction), "{}: {direction:?}", rule.id());
        }
    }
}

#[test]
fn mirrors() {
    for rule in Rule::ALL {
        if let Err(reason) = rule.mirrors() {
            assert!(
                !reason.is_empty() && !reason.ends_with('.'),
                "{}: {reason}",
                rule.id()
            );
        }
        for mirror in rule.mirrors().unwrap_or_default() {
            let back = mirror.mirrors().unwrap_or_default();
            let (id, mirror) = (rule.id(), mirror.id());
            assert!(
                back.contains(rule),
                "{id} has the mirror {mirror}, and {mirror} lacks {id}"
            );
        }
    }
}

/// The reverse of each case is reported by a mirror of its rule.
#[test]
fn ways_back() {
    for case in Rule::ALL.iter().flat_map(|rule| rule.cases()) {
        let Ok(expected) = case.rule.mirrors() else {
            continue;
        };
        let found = check(&case.revision(), &case.base());
        let mut rules = found.changes.iter().map(|change| change.rule);
        assert!(
            rules.any(|rule| expected.contains(&rule)),
            "{}: {expected:?}\n{found}",
            case.name()
        );
    }
}
