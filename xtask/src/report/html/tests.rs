//! Tests of the page as text; those in a browser are in `browser`.

mod browser;
mod elements;

use std::collections::{BTreeMap, BTreeSet};

use generator::compare::{Bump, Rule};
use serde_json::json;

use super::{policy, render};
use crate::report::{Report, sample};
use elements::Element;

/// All elements that a page may have; untrusted text adds none.
const ELEMENTS: &str = "a b body br button code dd del details div dl dt fieldset figcaption figure \
    footer form h1 h2 h3 h4 h5 head header html i input ins kbd label legend li main meta noscript ol option \
    p pre script section select span style summary table tbody td th thead title tr ul";

/// The sample of all formats, and for this format a value on both sides.
fn report() -> Report {
    let mut report = sample::report();
    let of_rule = |rule| move |one: &&mut crate::report::Judged| one.change.rule == rule;
    let path = report.changes.iter_mut().find(of_rule(Rule::PathChanged));
    let change = &mut path.unwrap().change;
    let value = |path: &str| json!({ "method": "get", "path": path, "parameters": ["agentId"] });
    change.before = Some(value("/beta/agents/{agentId}/presence"));
    change.after = Some(value("/beta/presence/{agentId}"));
    report
}

/// A report with this number of changes.
fn many(number: usize) -> Report {
    let mut report = report();
    let mut changes: Vec<_> = report
        .changes
        .iter()
        .cycle()
        .take(number)
        .cloned()
        .collect();
    for (index, one) in changes.iter_mut().enumerate() {
        one.change.fingerprint = format!("{index:012x}");
    }
    report.changes = changes;
    report
}

/// The checks for every page.
#[track_caller]
fn check(report: &Report) -> Vec<Element> {
    let page = render(report);
    let odd = |c: &char| c.is_control() && *c != '\n' || ('\u{202a}'..='\u{2069}').contains(c);
    assert_eq!(page.chars().find(odd), None);

    let all = elements::read(&page);
    let known: BTreeSet<_> = ELEMENTS.split_whitespace().collect();
    let mut ids = BTreeSet::new();
    let mut references = Vec::new();
    let mut level = 0;
    for element in &all {
        let name = element.name.as_str();
        assert!(known.contains(name), "<{name}>");
        for (attribute, value) in &element.attributes {
            match attribute.as_str() {
                "id" => assert!(ids.insert(value.as_str()), "two of {value}"),
                "href" => references.push(value.strip_prefix('#').expect(value)),
                "for" | "aria-labelledby" => references.push(value),
                "style" | "src" | "action" => panic!("{name} {attribute}"),
                other => assert!(!other.starts_with("on"), "{other}"),
            }
        }
        if let Some(digit @ b'1'..=b'6') = name.strip_prefix('h').map(|it| it.as_bytes()[0]) {
            let next = usize::from(digit - b'0');
            assert!(next <= level + 1, "h{next} below h{level}");
            level = next;
        }
    }
    for reference in references {
        assert!(ids.contains(reference), "no {reference}");
    }
    for name in ["h1", "main", "style", "script", "title"] {
        let number = all.iter().filter(|element| element.name == name).count();
        assert_eq!(number, 1, "{name}");
    }
    for (element, directive) in [("style", "style-src"), ("script", "script-src")] {
        let content = &all.iter().find(|one| one.name == element).unwrap().content;
        let hash = policy::source(content);
        assert!(page.contains(&format!("{directive} {hash};")), "{element}");
    }
    all
}

#[test]
fn pages_are_well_formed() {
    check(&report());
    check(&sample::fresh());
    check(&sample::texts());
    for number in [50, 400] {
        let all = check(&many(number));
        for name in ["li", "details"] {
            let of_changes = all.iter().filter(|it| it.name == name);
            let changes = of_changes.filter(|it| name != "li" || it.attribute("class") == "change");
            assert_eq!(
                changes.count(),
                number + usize::from(name == "details"),
                "{name}"
            );
        }
    }
}

#[test]
fn a_page_of_many_changes_is_small() {
    let [few, many] = [200, 5000].map(|number| render(&many(number)).len());
    let each = (many - few) / 4800;
    assert!(each < 400, "{each} bytes a change");
}

#[test]
fn hostile_texts_are_only_text() {
    let mut report = sample::hostile();
    report.package = "</title></script><script>alert(1)</script>\u{202e}\0".to_owned();
    let long = ["<", "\u{202e}", "x"].map(|text| text.repeat(1_000_000 / text.len()));
    for text in &long {
        let one = &mut report.changes[0];
        one.change.message.push_str(text);
        one.change.rust_items = vec![one.change.rust_items[0].clone(); 1000];
        one.change.operations = vec![one.change.operations[0].clone(); 1000];
        one.change.before = Some(json!(text));
        check(&report);
        let page = render(&report);
        assert!(page.len() < 2_000_000, "{} bytes", page.len());
    }
}

#[test]
fn everything_that_is_known_of_a_change_is_there() {
    let report = report();
    let page = render(&report);
    for one in &report.changes {
        let change = &one.change;
        for text in [change.rule.id(), &change.fingerprint, one.title] {
            assert!(page.contains(text), "{text}");
        }
        let sites = change.base.iter().chain(&change.revision);
        let sites = sites.map(crate::report::wording::site);
        let items = change.rust_items.iter().map(|item| item.path.clone());
        let reached = change.operations.iter().map(|one| one.operation.clone());
        let reason = one.accepted.clone();
        for text in sites.chain(items).chain(reached).chain(reason) {
            assert!(page.contains(&text), "{text}");
        }
    }
    for text in [
        "cargo xtask accept",
        "0.5.0",
        "0f0e0d0c0b0a",
        "8 operations",
        "<code>spec/overlays/010-csid.yaml</code>",
        "generated-client/src/generated/operations/webhooks.rs",
        "&quot;/beta/<del>agents</del>/{agentId}<del>/presence</del>&quot;",
    ] {
        assert!(page.contains(text), "{text}");
    }
}

#[test]
fn the_most_urgent_comes_first() {
    let report = report();
    let elements = check(&report);
    let groups = elements
        .iter()
        .filter(|it| it.attribute("class") == "group");
    let groups: Vec<_> = groups.map(|it| it.attribute("id")).collect();
    assert_eq!(groups, ["breaking", "warning", "compatible", "accepted"]);
    let rust = elements.iter().filter(|it| {
        it.attribute("data-http") == "compatible" && it.attribute("data-decision") == "open"
    });
    let rust: Vec<_> = rust.map(|it| it.attribute("data-rust")).collect();
    let by_name = [Bump::None, Bump::Patch, Bump::Minor, Bump::Major].map(|it| (it.as_str(), it));
    let by_name = BTreeMap::from(by_name);
    assert!(
        rust.is_sorted_by_key(|name| std::cmp::Reverse(by_name[name])),
        "{rust:?}"
    );
}
