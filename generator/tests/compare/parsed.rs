//! Sides whose description is parsed before they are compared.

use generator::compare::Rule;
use generator::diagnostic::Code;
use generator::document::Document;
use generator::{Input, Which, judge_parsed};

/// The base that the cases of the rules change.
fn base() -> Input {
    Rule::OperationAdded.cases()[0].base()
}

fn parsed(input: &Input) -> Option<Document> {
    Some(Document::parse(&input.description).unwrap())
}

#[test]
fn a_parsed_description_is_not_parsed_again() {
    let base = base();
    let mut revision = base.clone();
    revision.description.text.clear();
    let judgement = judge_parsed([None, parsed(&base)], &base, &revision).unwrap();
    assert!(judgement.comparison.changes.is_empty());
    let (which, _) = judge_parsed([None, None], &base, &revision).unwrap_err();
    assert_eq!(which, Which::Revision);
}

#[test]
fn the_limits_of_its_side_hold() {
    let base = base();
    let mut revision = base.clone();
    revision.config.max_bytes = Some(100);
    let documents = [parsed(&base), parsed(&revision)];
    let (which, found) = judge_parsed(documents, &base, &revision).unwrap_err();
    assert_eq!((which, found[0].code), (Which::Revision, Code::TooLarge));
}
