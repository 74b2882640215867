//! Tests of the page in a real browser: `browser.js` presses keys and clicks, and reports its
//! findings.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, fs, thread};

use generator::compare::{Bump, Http};
use serde_json::{Value, json};

use super::{many, policy, render, report};
use crate::report::{Judged, Report, sample};

const NAMES: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];

/// An installed browser; `None` if the tests may be skipped.
#[allow(clippy::print_stderr)] // A reader of the log should see which tests were skipped.
fn browser() -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let mut places = env::split_paths(&path).flat_map(|folder| NAMES.map(|name| folder.join(name)));
    let found = places.find(|place| place.is_file());
    if found.is_none() {
        let said = format!("none of {NAMES:?} is on PATH");
        let is_needed = env::var_os("BROWSER_TESTS").is_some_and(|it| it == "1");
        assert!(!is_needed, "{said}");
        eprintln!("The HTML report was not tried in a browser: {said}.");
    }
    found
}

/// The page with our script before its own, and a policy that allows it.
fn instrument(report: &Report, expected: &Value) -> String {
    let script = format!(
        "const expected = {expected};\n{}",
        include_str!("browser.js").replace("\r\n", "\n")
    );
    let hash = policy::source(&script);
    let page = render(report);
    let (before, after) = page.split_once("script-src ").unwrap();
    let (policy, after) = after.split_once(">\n").unwrap();
    format!("{before}script-src {hash} {policy}>\n<script>{script}</script>\n{after}")
}

/// The document after its scripts have run.
fn run(browser: &Path, page: &str, width: usize) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("report.html");
    fs::write(&file, page).unwrap();
    let output = folder.path().join("output");
    let mut child = Command::new(browser)
        .args("--headless --no-sandbox --disable-gpu --disable-quic --no-first-run".split(' '))
        .args(
            "--disable-background-networking --disable-component-update --disable-sync".split(' '),
        )
        .arg("--disable-dev-shm-usage")
        .arg(format!(
            "--user-data-dir={}",
            folder.path().join("profile").display()
        ))
        .arg(format!("--window-size={width},900"))
        .args(["--virtual-time-budget=20000", "--dump-dom"])
        .arg(format!("file://{}", file.display()))
        .stdin(Stdio::null())
        .stdout(fs::File::create(&output).unwrap())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let start = Instant::now();
    while child.try_wait().unwrap().is_none() {
        if start.elapsed() > Duration::from_secs(120) {
            child.kill().unwrap();
            panic!("{} took too long", browser.display());
        }
        thread::sleep(Duration::from_millis(50));
    }
    fs::read_to_string(&output).unwrap()
}

/// Uses the page of a report in windows of these widths.
#[track_caller]
fn check(report: &Report, widths: &[usize]) {
    let Some(browser) = browser() else { return };
    let number = |fits: &dyn Fn(&Judged) -> bool| {
        let fitting = report.changes.iter().filter(|one| fits(one));
        fitting.count()
    };
    let expected = json!({
        "all": report.changes.len(),
        "breaking": number(&|one| one.change.http == Http::Breaking),
        "breaking or warning": number(&|one| one.change.http >= Http::Warning),
        "breaking and major": number(&|one| {
            one.change.http == Http::Breaking && one.change.rust == Bump::Major
        }),
        "accepted": number(&|one| one.accepted.is_some()),
    });
    let page = instrument(report, &expected);
    for &width in widths {
        let document = run(&browser, &page, width);
        let (_, results) = document
            .split_once("<pre id=\"results\">")
            .unwrap_or_else(|| panic!("no results in {document:.2000}"));
        let (results, _) = results.split_once("</pre>").unwrap();
        let failed: Vec<_> = results
            .lines()
            .filter(|it| !it.starts_with("ok "))
            .collect();
        assert!(failed.is_empty(), "{width} wide:\n{}", failed.join("\n"));
        assert!(results.ends_with("ok done"), "{results}");
    }
}

#[test]
fn the_page_can_be_used() {
    check(&report(), &[500, 1280]);
}

#[test]
fn a_page_of_hostile_texts_can_be_used() {
    check(&sample::hostile(), &[500, 1280]);
}

#[test]
fn a_page_of_5000_changes_can_be_used() {
    check(&many(5000), &[1280]);
}
