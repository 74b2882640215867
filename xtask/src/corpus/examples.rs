//! The tests of the examples of a crate: how many are read and written back equal, and whose fault
//! the others are.

use std::collections::BTreeMap;
use std::fs;

use serde_json::Value;

use super::find::Document;
use super::judge::{Judge, Verdict};
use super::record::Examples;
use super::{Run, child, compile};
use crate::exit::Failure;
use crate::terminal;

/// Runs the tests of a crate that has some.
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
        found.said = what_went_wrong(&ended);
        return Ok(found);
    };
    found.equal = passed;
    found.run = true;
    if failed > 0 {
        let text = fs::read_to_string(folder.join("tests/generated/data.json"));
        let data: Value = serde_json::from_str(&text.unwrap_or_default()).unwrap_or_default();
        judge(&mut found, document, &data, &ended.stdout);
    }
    // What failed without a word that could be read is ours.
    let judged = found.document_wrong + found.ours + found.unjudged;
    found.unjudged += failed.saturating_sub(judged);
    Ok(found)
}

fn what_went_wrong(ended: &child::Ended) -> String {
    if ended.status.is_none() {
        return "took too long".to_owned();
    }
    let lines = ended.stderr.lines().filter(|line| line.contains("error"));
    let lines = lines.map(terminal::printable).take(3);
    lines.collect::<Vec<_>>().join("\n")
}

/// The tests that passed and failed, from the last line of the test harness.
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

/// Judges the examples whose tests failed. A test prints the pointer of its example on a line.
fn judge(found: &mut Examples, document: &Document, data: &Value, stdout: &str) {
    let mut failed = BTreeMap::new();
    for line in stdout.lines() {
        let pointer = line.strip_prefix("at ").map(serde_json::from_str::<String>);
        if let Some(Ok(pointer)) = pointer {
            *failed.entry(pointer).or_insert(0) += 1;
        }
    }
    let judge = Judge::of(document);
    for (key, example) in data["examples"].as_object().into_iter().flatten() {
        let Some(pointer) = example["pointer"].as_str() else {
            continue;
        };
        // An example that several operations share has a test for each of them.
        match failed.get_mut(pointer) {
            Some(left) if *left > 0 => *left -= 1,
            _ => continue,
        }
        let verdict = judge.as_ref().map_or(Verdict::Unknown, |judge| {
            judge.judge(key, pointer, &example["value"])
        });
        match verdict {
            Verdict::DocumentWrong => found.document_wrong += 1,
            Verdict::Valid => {
                found.ours += 1;
                if found.first_of_ours.is_empty() {
                    found.first_of_ours = terminal::printable(pointer);
                }
            }
            Verdict::Unknown => found.unjudged += 1,
        }
    }
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
    }
}
