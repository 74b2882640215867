//! The links in pages for readers have valid targets.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::{files_below, none, relative, root};

/// The pages written by hand.
fn pages() -> Vec<(String, String)> {
    let files = files_below(root()).into_iter();
    let pages = files.filter(|path| path.extension().is_some_and(|it| it == "md"));
    let pages = pages.map(|path| (relative(&path), fs::read_to_string(&path).unwrap()));
    let is_ours = |(path, _): &(String, String)| !path.contains("/fixtures/");
    pages.filter(is_ours).collect()
}

/// The anchor of a heading on its page, as GitHub makes it.
fn anchors(text: &str) -> BTreeSet<String> {
    let headings = text.lines().filter(|line| line.starts_with('#'));
    let anchor = |heading: &str| -> String {
        let words = heading.trim_start_matches('#').trim().to_lowercase();
        let kept = words
            .chars()
            .filter(|c| c.is_alphanumeric() || " -_".contains(*c));
        kept.map(|c| if c == ' ' { '-' } else { c }).collect()
    };
    headings.map(anchor).collect()
}

#[test]
fn links_lead_to_files_and_headings() {
    let pages = pages();
    assert!(pages.iter().any(|(path, _)| path == "README.md"));
    let mut findings = Vec::new();
    for (path, text) in &pages {
        for rest in text.split("](").skip(1) {
            let link = rest.split(')').next().unwrap_or_default();
            if link.contains("://") || link.contains([' ', '`']) || link.is_empty() {
                continue;
            }
            let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
            let place = match file {
                "" => root().join(path),
                _ => root().join(Path::new(path).parent().unwrap()).join(file),
            };
            let leads = match (place.exists(), anchor) {
                (true, "") => true,
                (true, anchor) => {
                    fs::read_to_string(&place).is_ok_and(|text| anchors(&text).contains(anchor))
                }
                (false, _) => false,
            };
            if !leads {
                findings.push(format!("{path}: `{link}` leads nowhere"));
            }
        }
    }
    none(&findings);
}
