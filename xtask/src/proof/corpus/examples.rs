//! Runs the tests of a crate's examples: counts the examples that decode and encode back to an
//! equal value, and attributes the other failures.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;

use super::compile;
use super::find::Document;
use super::judge::{Judge, Verdict};
use super::options::Run;
use super::record::Examples;
use crate::exit::Failure;
use crate::terminal;

/// Runs the tests of a crate, if it has any.
pub(super) fn run(run: &Run<'_>, document: &Document) -> Result<Examples, Failure> {
    let folder = run.out.join(&document.package);
    let mut found = Examples::default();
    if !folder.join("tests/examples.rs").is_file() {
        return Ok(found);
    }
    let ended = compile::test(run, &document.package)?;
    compile::remove_artifacts(run, &document.package);
    found.seconds = ended.seconds;
    let Some((passed, failed)) = counts(&ended.stdout) else {
        found.said = compile::what_went_wrong(&ended);
        return Ok(found);
    };
    let text = fs::read_to_string(folder.join("tests/generated/data.json"));
    let data: Value = serde_json::from_str(&text.unwrap_or_default()).unwrap_or_default();
    let wrong = failures(&ended.stdout);
    // One test covers all values in schemas.
    let of_schemas = of_schemas(&data).count();
    let wrong_of_schemas = self::of_schemas(&data).filter(|(key, example)| {
        let at = example["pointer"].as_str().unwrap_or_default();
        wrong.contains(&(key.as_str(), at.to_owned()))
    });
    let wrong_of_schemas = wrong_of_schemas.count();
    let (passed, failed) = match (of_schemas, wrong_of_schemas) {
        (0, _) => (passed, failed),
        (all, 0) => (passed.saturating_sub(1) + all, failed),
        (all, wrong) => (passed + all - wrong, failed.saturating_sub(1) + wrong),
    };
    found.equal = passed;
    found.run = true;
    if failed > 0 {
        judge(&mut found, document, &data, &wrong);
    }
    // A failure without readable output is attributed to the generator.
    let judged = found.document_wrong + found.ours + found.unjudged;
    found.unjudged += failed.saturating_sub(judged);
    Ok(found)
}

/// The numbers of passed and failed tests, from the last line of the test harness.
fn counts(stdout: &str) -> Option<(usize, usize)> {
    let line = stdout
        .lines()
        .rev()
        .find(|line| line.starts_with("test result: "))?;
    let number = |word: &str| {
        let (before, _) = line.split_once(word)?;
        before
            .rsplit([' ', ';', '.'])
            .find(|it| !it.is_empty())?
            .parse()
            .ok()
    };
    Some((number(" passed")?, number(" failed")?))
}

/// The values in schemas, with the key of their type.
fn of_schemas(data: &Value) -> impl Iterator<Item = (&String, &Value)> {
    let types = data["schemas"].as_object().into_iter().flatten();
    types.flat_map(|(key, examples)| {
        let examples = examples.as_array().into_iter().flatten();
        examples.map(move |example| (key, example))
    })
}

/// Judges the examples whose tests failed.
fn judge(
    found: &mut Examples,
    document: &Document,
    data: &Value,
    failed: &BTreeSet<(&str, String)>,
) {
    let judge = Judge::of(document);
    let payloads = data["examples"].as_object().into_iter().flatten();
    for (key, example) in payloads.chain(of_schemas(data)) {
        let Some(pointer) = example["pointer"].as_str() else {
            continue;
        };
        let last = key.lines().last().unwrap_or_default();
        if !failed.contains(&(last, pointer.to_owned())) {
            continue;
        }
        let verdict =
            judge
                .as_ref()
                .map_or(Verdict::Unknown, |judge| match example["schema"].as_str() {
                    Some(schema) => judge.judge_by(schema, &example["value"]),
                    None => judge.judge(key, pointer, &example["value"]),
                });
        match verdict {
            Verdict::DocumentWrong => found.document_wrong += 1,
            Verdict::Valid => {
                found.ours += 1;
                if found.first_of_ours.is_empty() {
                    found.first_of_ours = terminal::printable(key);
                }
            }
            Verdict::Unknown => found.unjudged += 1,
        }
    }
}

/// The failed tests: the last line of the key, and the pointer, which each prints on the next line.
/// Operations can share an example, so the pointer alone doesn't identify a test.
fn failures(stdout: &str) -> BTreeSet<(&str, String)> {
    let lines = stdout.lines().zip(stdout.lines().skip(1));
    lines
        .filter_map(|(key, at)| {
            let pointer = serde_json::from_str(at.strip_prefix("at ")?).ok()?;
            Some((key, pointer))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_harness_is_read() {
        let stdout = "running 3 tests\ntest a ... ok\n\n\
            test result: FAILED. 12 passed; 3 failed; 0 ignored; 0 measured\n\n";
        assert_eq!(counts(stdout), Some((12, 3)));
        assert_eq!(counts("error: no"), None);
        let stdout = "thread 'a' panicked at a.rs:1:2:\nGET /a response 200: b\nat \"/c\"\n/d: 1\n";
        let expected = ("GET /a response 200: b", "/c".to_owned());
        assert_eq!(failures(stdout), BTreeSet::from([expected]));
    }
}
