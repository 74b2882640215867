//! Golden output, without the parts that differ from run to run and without causes, whose wording
//! belongs to libraries or to git. `UPDATE_GOLDEN=1` rewrites it.

use std::path::Path;

use crate::checkout::{Checkout, Run};
use crate::server::Server;

/// Compares the stderr of a run with `golden/NAME.txt`.
#[track_caller]
pub(crate) fn check(name: &str, run: &Run, checkout: &Checkout, server: Option<&Server>) {
    compare(name, &run.stderr, checkout, server);
}

/// The same with its stdout, which comes first.
#[track_caller]
pub(crate) fn check_all(name: &str, run: &Run, checkout: &Checkout, server: Option<&Server>) {
    let all = format!("{}--- stderr\n{}", run.stdout, run.stderr);
    compare(name, &all, checkout, server);
}

#[track_caller]
fn compare(name: &str, text: &str, checkout: &Checkout, server: Option<&Server>) {
    let mut text = text.replace(checkout.root().to_str().unwrap(), "[ROOT]");
    if let Some(server) = server {
        text = text.replace(&server.url(""), "http://[SERVER]");
    }
    let lines = text
        .split_inclusive('\n')
        .filter(|line| !line.starts_with("  caused by: ") && !line.starts_with("  git: "));
    let text = settle(&lines.collect::<String>()).replace('\\', "/");
    let place = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/it/golden/{name}.txt"));
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&place, &text).unwrap();
    }
    let golden = std::fs::read_to_string(&place)
        .unwrap_or_default()
        .replace("\r\n", "\n");
    assert_eq!(
        text,
        golden,
        "{} differs; UPDATE_GOLDEN=1 accepts it",
        place.display()
    );
}

/// Days such as `2026-09-01` become `[DAY]`, fingerprints of changes `[FINGERPRINT]`, and seconds and
/// the numbers of generated files and lines, which these tests don't fix, `[N]`.
fn settle(text: &str) -> String {
    let shaped = |word: &str, shape: &str| {
        word.len() == shape.len()
            && word
                .chars()
                .zip(shape.chars())
                .all(|(found, expected)| match expected {
                    '0' => found.is_ascii_digit(),
                    other => found == other,
                })
    };
    let words: Vec<&str> = text.split_inclusive([' ', '\n']).collect();
    let settled = words.iter().enumerate().map(|(index, word)| {
        let bare = word.trim_end();
        let number = bare.replace(',', "").parse::<f64>().is_ok();
        let code = bare.trim_matches('`');
        if shaped(bare, "0000-00-00") {
            word.replace(bare, "[DAY]")
        } else if code.len() == 12 && code.chars().all(|c| c.is_ascii_hexdigit()) {
            word.replace(code, "[FINGERPRINT]")
        } else if number
            && words
                .get(index + 1)
                .is_some_and(|next| ["files", "files,", "lines", "s"].contains(&next.trim_end()))
        {
            word.replace(bare, "[N]")
        } else {
            (*word).to_owned()
        }
    });
    settled.collect()
}
