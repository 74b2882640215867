//! Properties of the rules as a whole: each is explained, has cases for each direction with its own
//! verdict, and has a mirror rule for the reverse change.

use std::collections::{BTreeMap, BTreeSet};

use generator::compare::{Case, Comparison, Direction, Rule};

use crate::check;

/// The rules for the reverse change. A rule that is its own mirror is about a replacement in either
/// direction.
const MIRRORS: &[(&str, &[&str])] = &[
    ("R101", &["R102"]),
    ("R102", &["R101"]),
    ("R103", &["R103"]),
    ("R104", &["R104"]),
    ("R105", &["R105"]),
    ("R106", &["R106"]),
    ("R107", &["R107"]),
    ("R108", &["R108"]),
    // A replaced credential breaks in both directions, and a changed order of alternatives breaks
    // in neither.
    ("R109", &["R110", "R109"]),
    ("R110", &["R109", "R110"]),
    ("R111", &["R116"]),
    ("R112", &["R112"]),
    ("R113", &["R113"]),
    ("R114", &["R115"]),
    ("R115", &["R114"]),
    ("R116", &["R111"]),
    ("R117", &["R117"]),
    ("R120", &["R122"]),
    ("R121", &["R122"]),
    ("R122", &["R120", "R121"]),
    ("R130", &["R131"]),
    ("R131", &["R130"]),
    ("R132", &["R132"]),
    ("R133", &["R133"]),
    ("R134", &["R134"]),
    ("R140", &["R141"]),
    ("R141", &["R140", "R146"]),
    ("R142", &["R147"]),
    ("R143", &["R144", "R145"]),
    ("R144", &["R143"]),
    ("R145", &["R143"]),
    ("R146", &["R141"]),
    ("R147", &["R142"]),
    ("R200", &["R211"]),
    ("R201", &["R210", "R211"]),
    ("R210", &["R201"]),
    ("R211", &["R200", "R201"]),
    ("R212", &["R212"]),
    ("R220", &["R221"]),
    ("R221", &["R220"]),
    ("R222", &["R223"]),
    ("R223", &["R222"]),
    ("R224", &["R224"]),
    ("R225", &["R228"]),
    ("R226", &["R226"]),
    ("R228", &["R225"]),
    ("R230", &["R230"]),
    ("R231", &["R232"]),
    ("R232", &["R231"]),
    ("R234", &["R234"]),
    ("R235", &["R235"]),
    ("R236", &["R238"]),
    ("R238", &["R236"]),
    ("R240", &["R241"]),
    ("R241", &["R240"]),
    ("R242", &["R243"]),
    ("R243", &["R242"]),
    ("R244", &["R244"]),
    ("R245", &["R245"]),
    ("R250", &["R251"]),
    ("R251", &["R250"]),
    ("R253", &["R253"]),
    ("R254", &["R254"]),
    ("R255", &["R255"]),
    ("R256", &["R257"]),
    ("R257", &["R256"]),
    ("R258", &["R258"]),
    ("R260", &["R261"]),
    ("R261", &["R260"]),
    ("R262", &["R262"]),
    ("R263", &["R263"]),
    ("R270", &["R271"]),
    ("R271", &["R270"]),
    ("R272", &["R276"]),
    ("R273", &["R277"]),
    ("R274", &["R279"]),
    ("R275", &["R281"]),
    ("R276", &["R272"]),
    ("R277", &["R273"]),
    ("R278", &["R279"]),
    ("R279", &["R274", "R278"]),
    ("R280", &["R280"]),
    ("R281", &["R275"]),
    ("R282", &["R283"]),
    ("R283", &["R282"]),
    ("R290", &["R291"]),
    ("R291", &["R290"]),
    ("R292", &["R292"]),
    ("R903", &["R903"]),
    ("R904", &["R904"]),
];

/// The rules without a mirror, with the reason.
const ALONE: &[(&str, &str)] = &[
    (
        "R237",
        "a trait that comes breaks nobody, and is told with the change that it comes with",
    ),
    (
        "R900",
        "what no rule covers has no rule for the way back either",
    ),
    (
        "R901",
        "the way back pins nothing, and what both sides have keeps its name",
    ),
    (
        "R902",
        "types that become one keep their former names as aliases",
    ),
];

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

fn is_listed(list: &[(&str, &str)], rule: Rule) -> bool {
    list.iter().any(|(id, _)| *id == rule.id())
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
    let mirrors: BTreeMap<&str, &[&str]> = MIRRORS.iter().copied().collect();
    assert_eq!(
        mirrors.len(),
        MIRRORS.len(),
        "a rule stands twice in the table"
    );
    for rule in Rule::ALL {
        let has = mirrors.contains_key(rule.id());
        assert_ne!(
            has,
            is_listed(ALONE, *rule),
            "{}: has a mirror: {has}",
            rule.id()
        );
    }
    for (id, others) in MIRRORS {
        assert!(
            Rule::ALL.iter().any(|rule| rule.id() == *id),
            "{id} is no rule"
        );
        for other in *others {
            let back = mirrors.get(other).expect(other);
            assert!(
                back.contains(id),
                "{id} leads to {other}, and {other} not to {id}"
            );
        }
    }
}

/// The reverse of each case is reported by a mirror of its rule.
#[test]
fn ways_back() {
    let mirrors: BTreeMap<&str, &[&str]> = MIRRORS.iter().copied().collect();
    for case in Rule::ALL.iter().flat_map(|rule| rule.cases()) {
        let Some(expected) = mirrors.get(case.rule.id()) else {
            continue;
        };
        let found = check(&case.revision(), &case.base());
        let mut ids = found.changes.iter().map(|change| change.rule.id());
        assert!(
            ids.any(|id| expected.contains(&id)),
            "{}: {expected:?}\n{found}",
            case.name()
        );
    }
}
