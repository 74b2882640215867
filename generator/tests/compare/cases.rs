//! Every rule has an explanation, and its cases produce the reports in it. `UPDATE_GOLDEN=1`
//! rewrites the reports; review them before you commit them.

use std::path::Path;
use std::{env, fs};

use generator::compare::{Case, Rule};

use crate::check;

/// The actual report of a case.
fn report(case: &Case) -> String {
    check(&case.base(), &case.revision()).to_string()
}

/// Writes the report of a case into the explanation of its rule.
fn update(case: &Case, report: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/compare/rules");
    let path = folder.join(format!("{}.md", case.rule.id()));
    let text = fs::read_to_string(&path).unwrap();
    let heading = format!("## {}\n", case.title);
    let (before, rest) = text.split_once(&heading).unwrap();
    let end = rest.find("\n## ").map_or(rest.len(), |at| at + 1);
    let (section, after) = rest.split_at(end);
    let start = section.find("```text\n").expect("a block for the report") + "```text\n".len();
    let length = section[start..].find("```").unwrap();
    let section = format!(
        "{}{report}{}",
        &section[..start],
        &section[start + length..]
    );
    fs::write(&path, format!("{before}{heading}{section}{after}")).unwrap();
}

#[test]
fn reports() {
    let mut wrong = Vec::new();
    for case in Rule::ALL.iter().flat_map(|rule| rule.cases()) {
        let found = report(&case);
        if env::var_os("UPDATE_GOLDEN").is_some() {
            update(&case, &found);
        } else if found != case.report {
            let (name, expected) = (case.name(), &case.report);
            wrong.push(format!("{name}: expected\n{expected}found\n{found}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
