//! `cargo xtask update --pull-request`: one branch and one pull request, whatever happened before. The
//! work tree doesn't change.

use serde_json::{Value, json};

use crate::checkout::{Checkout, OVERLAY, Run, description};
use crate::github::{Call, Hosted, PULLS, names, pull};
use crate::repository::{BREAKING, COMPATIBLE, edited};
use crate::server::{Server, response};
use crate::update::{YAML, from, publishes};

/// The requests that open a pull request.
const OPENED: [&str; 4] = [
    "GET pulls",
    "POST pulls",
    "label create drifted",
    "POST issues/7/labels",
];

/// Proposes the published description, if it is new.
#[track_caller]
fn proposes(hosted: &Hosted, server: &Server, more: &[&str]) -> Run {
    let url = server.url("/api.yaml");
    hosted.run(&from(&url, &[&["--pull-request"], more].concat()))
}

/// A checkout with a remote that accepts pull requests.
fn hosted() -> Hosted {
    let hosted = Hosted::new(3);
    hosted.responds("POST repos/{owner}/{repo}/pulls", &pull());
    hosted
}

fn sent<'a>(calls: &'a [Call], name: &str) -> &'a Call {
    let of = |call: &&Call| call.name() == name;
    calls
        .iter()
        .find(of)
        .unwrap_or_else(|| panic!("no {name}: {calls:?}"))
}

#[test]
fn a_pull_request_is_opened_kept_and_updated() {
    let hosted = hosted();
    let (first, second) = (edited(&description(3), COMPATIBLE), description(4));
    let server = publishes(&[&first, &first, &second, &description(3)]);
    let run = proposes(&hosted, &server, &[]).expect(0);
    run.says("      Pushed update-description\n");
    run.says("      Opened https://github.example/tiny/pull/7\n");
    let calls = hosted.calls();
    assert_eq!(names(&calls), OPENED);
    let opened = sent(&calls, "POST pulls").body();
    assert_eq!(
        opened["title"],
        "Update the description: tiny-client 0.1.1 (1 compatible)"
    );
    assert_eq!(
        (&opened["head"], &opened["base"]),
        (&json!("update-description"), &json!("main"))
    );
    let body = opened["body"].as_str().unwrap();
    assert!(body.starts_with("<!-- cargo-xtask-report -->\n"), "{body}");

    let tip = hosted.tip("update-description").unwrap();
    assert_eq!(
        hosted.remote(&["log", "-1", "--format=%s %P", &tip]),
        format!(
            "Update the description: tiny-client 0.1.1 (1 compatible) {}",
            hosted.checkout.git(&["rev-parse", "HEAD"])
        )
    );
    let changed = hosted.remote(&["diff-tree", "-r", "--name-only", "main", &tip]);
    for path in [
        "CHANGELOG.md",
        "spec/api.yaml",
        "spec/spec.lock",
        "generated-client/src/generated/",
    ] {
        assert!(
            changed.lines().any(|line| line.starts_with(path)),
            "{changed}"
        );
    }

    // The same again.
    hosted.has_pull(json!({"body": body, "labels": [{"name": "drifted"}]}));
    proposes(&hosted, &server, &[]).expect(0);
    assert_eq!(names(&hosted.calls()), ["GET pulls"]);
    assert_eq!(hosted.tip("update-description"), Some(tip.clone()));

    // The client in the branch is up to date.
    let clone = Checkout::empty();
    let remote = hosted.checkout.git(&["remote", "get-url", "origin"]);
    clone.git(&[
        "clone",
        "--quiet",
        "--branch",
        "update-description",
        &remote,
        ".",
    ]);
    clone.run(&["regen", "--check"]).expect(0);

    // Another description.
    proposes(&hosted, &server, &[])
        .expect(0)
        .says("     Updated https://");
    let calls = hosted.calls();
    assert_eq!(names(&calls), ["GET pulls", "PATCH pulls/7"]);
    let updated = sent(&calls, "PATCH pulls/7").body();
    assert_ne!(updated["body"], opened["body"]);
    let new = hosted.tip("update-description").unwrap();
    assert_ne!(new, tip);
    assert_eq!(
        hosted.remote(&["rev-list", "--count", &format!("main..{new}")]),
        "1"
    );

    // The old one again: the pull request is closed.
    proposes(&hosted, &server, &[])
        .expect(0)
        .says("      Closed https://");
    assert_eq!(
        names(&hosted.calls()),
        ["GET pulls", "POST issues/7/comments", "PATCH pulls/7"]
    );
}

#[test]
fn what_breaks_is_labelled_so() {
    let hosted = hosted();
    let (first, second) = (edited(&description(3), BREAKING), description(4));
    let server = publishes(&[&first, &second]);
    proposes(&hosted, &server, &[]).expect(0);
    let calls = hosted.calls();
    let labels = calls
        .iter()
        .filter(|call| call.name() == "POST issues/7/labels");
    let labels: Vec<Value> = labels
        .map(|call| call.body()["labels"][0].clone())
        .collect();
    assert_eq!(labels, ["drifted", "breaking"]);
    let title = sent(&calls, "POST pulls").body()["title"].clone();
    assert_eq!(
        title,
        "Update the description: tiny-client 0.2.0 (1 breaking)"
    );

    hosted.has_pull(json!({"labels": [{"name": "drifted"}, {"name": "breaking"}]}));
    proposes(&hosted, &server, &[]).expect(0);
    let names = names(&hosted.calls());
    assert_eq!(
        names,
        [
            "GET pulls",
            "PATCH pulls/7",
            "DELETE issues/7/labels/breaking"
        ]
    );
}

#[test]
fn nothing_new_is_no_pull_request() {
    let hosted = hosted();
    let server = publishes(&[&description(3), &description(3)]);
    proposes(&hosted, &server, &["--report-failure"]).expect(0);
    assert_eq!(names(&hosted.calls()), ["GET pulls", "GET issues"]);
    assert_eq!(hosted.tip("update-description"), None);

    let body = "<!-- cargo-xtask-failure -->\nIt failed.";
    hosted.responds(
        "GET repos/{owner}/{repo}/issues?state=open&labels=could-not-look",
        &json!([{"number": 2, "body": "by hand"}, {"number": 3, "body": body}]),
    );
    proposes(&hosted, &server, &["--report-failure"]).expect(0);
    let calls = hosted.calls();
    assert_eq!(names(&calls), ["GET pulls", "GET issues", "PATCH issues/3"]);
    assert_eq!(calls[2].body()["state"], "closed");
}

#[test]
fn what_went_wrong_is_told_in_one_issue() {
    let issues = "GET repos/{owner}/{repo}/issues?state=open&labels=could-not-look";
    let down = || response("503 Service Unavailable", &[], "");
    let hosted = hosted();
    let server = Server::new(vec![
        down(),
        down(),
        response("200 OK", &[YAML], description(1)),
    ]);
    proposes(&hosted, &server, &["--report-failure"]).expect(12);
    let calls = hosted.calls();
    assert_eq!(
        names(&calls),
        [
            "GET pulls",
            "GET issues",
            "label create could-not-look",
            "POST issues"
        ]
    );
    let issue = calls[3].body();
    assert_eq!(issue["labels"], json!(["could-not-look"]));
    let body = issue["body"].as_str().unwrap();
    assert!(
        body.contains("exited with code 12") && body.contains("503"),
        "{body}"
    );

    hosted.responds(issues, &json!([{"number": 3, "body": body}]));
    proposes(&hosted, &server, &["--report-failure"]).expect(12);
    assert_eq!(
        names(&hosted.calls()),
        ["GET pulls", "GET issues", "PATCH issues/3"]
    );

    proposes(&hosted, &server, &["--report-failure"]).expect(100);
    let calls = hosted.calls();
    assert!(
        calls[2].body()["body"]
            .as_str()
            .unwrap()
            .contains("lost 2 of 3")
    );
    assert_eq!(hosted.tip("update-description"), None);

    // Failing to report the failure is not another failure.
    hosted.fails("all", 1, "gh: Service Unavailable (HTTP 503)");
    let run = proposes(&hosted, &publishes(&[]), &["--report-failure"]).expect(1);
    run.says("note: the issue about failures is not up to date");
}

#[test]
fn a_place_without_gh_or_with_changes_is_told_first() {
    let hosted = hosted();
    let server = publishes(&[&description(4)]);
    hosted.fails(
        "all",
        4,
        "To get started with GitHub CLI, please run:  gh auth login",
    );
    let run = proposes(&hosted, &server, &[]).expect(1);
    run.says("error: gh is not logged in to GitHub");
    run.says("help: run `gh auth login`, or set GH_TOKEN");

    let run = Run::of(hosted.without_gh(&from(&server.url("/api.yaml"), &["--pull-request"])));
    run.expect(1)
        .says("error: gh is not installed, or not in PATH");
    hosted.calls();

    for (path, text) in [("spec/overlays/020.yaml", "x"), ("CHANGELOG.md", "more")] {
        let old = hosted
            .checkout
            .path(path)
            .exists()
            .then(|| hosted.checkout.read(path));
        hosted.checkout.write(path, text);
        let run = proposes(&hosted, &server, &[]).expect(100);
        run.says("error: the work tree has changes that are not committed; nothing was written");
        run.says(path);
        match old {
            Some(old) => hosted.checkout.write(path, old),
            None => std::fs::remove_file(hosted.checkout.path(path)).unwrap(),
        }
    }
    assert!(hosted.calls().is_empty() && server.is_unasked());
}

#[test]
fn a_branch_must_be_checked_out() {
    let hosted = hosted();
    let server = publishes(&[]);
    for (checkout, said) in [
        (
            ["switch", "--quiet", "--detach"].as_slice(),
            "no branch is checked out",
        ),
        (
            &["switch", "--quiet", "--create", "update-description"],
            "is checked out",
        ),
    ] {
        hosted.checkout.git(checkout);
        let url = server.url("/api.yaml");
        let run = Run::of(hosted.command(&from(&url, &["--pull-request"])));
        run.expect(100).says(said);
    }
}

#[test]
fn what_somebody_pushed_is_not_lost() {
    let hosted = hosted();
    let (first, second) = (edited(&description(3), COMPATIBLE), description(4));
    let server = publishes(&[&first, &first, &second]);
    proposes(&hosted, &server, &[]).expect(0);

    let remote = hosted.checkout.git(&["remote", "get-url", "origin"]);
    let clone = Checkout::empty();
    clone.git(&[
        "clone",
        "--quiet",
        "--branch",
        "update-description",
        &remote,
        ".",
    ]);
    clone.write("spec/overlays/020.yaml", OVERLAY);
    clone.commit(&[]);
    clone.git(&["push", "--quiet"]);
    let tip = hosted.tip("update-description");

    hosted.has_pull(json!({}));
    hosted.calls();
    let run = proposes(&hosted, &server, &[]).expect(0);
    run.says("note: update-description has commits of others, and this description");
    let run = proposes(&hosted, &server, &[]).expect(100);
    run.says(
        "error: update-description has commits of others, and the description has changed again",
    );
    assert_eq!(names(&hosted.calls()), ["GET pulls", "GET pulls"]);
    assert_eq!(hosted.tip("update-description"), tip);
}

#[test]
fn a_pull_request_that_was_closed_stays_closed() {
    let hosted = hosted();
    let (first, second) = (edited(&description(3), COMPATIBLE), description(4));
    let server = publishes(&[&first, &first, &second]);
    proposes(&hosted, &server, &[]).expect(0);
    let body = sent(&hosted.calls(), "POST pulls").body()["body"].clone();

    hosted.has_pull(json!({"body": body, "state": "closed"}));
    hosted.checkout.commit(&[]);
    let run = proposes(&hosted, &server, &[]).expect(0);
    run.says("note: the pull request for this description was closed");
    assert_eq!(names(&hosted.calls()), ["GET pulls"]);
    proposes(&hosted, &server, &[]).expect(0);
    assert_eq!(names(&hosted.calls()), OPENED);
}

#[test]
fn a_pull_request_of_a_fork_is_not_ours() {
    let hosted = hosted();
    let forks = [json!({"repo": {"id": 2}}), json!({"repo": null})];
    let forks = forks.map(|head| {
        let mut fork = pull();
        fork["head"] = head;
        fork
    });
    hosted.responds(PULLS, &json!(forks));
    let server = publishes(&[&description(4)]);
    proposes(&hosted, &server, &[]).expect(0);
    assert_eq!(names(&hosted.calls()), OPENED);
}

#[test]
fn what_fails_half_way_is_completed_by_the_next_run() {
    let hosted = hosted();
    let new = description(4);
    let server = publishes(&[&new, &new, &new]);
    hosted.fails(
        "POST repos/{owner}/{repo}/pulls",
        1,
        "gh: GitHub Actions is not permitted to \
        create or approve pull requests (HTTP 403)",
    );
    let run = proposes(&hosted, &server, &[]).expect(1);
    run.says("is not permitted to create or approve pull requests");
    run.says("Settings, Actions, General");
    let tip = hosted.tip("update-description");
    assert!(tip.is_some());
    hosted.recovers("POST repos/{owner}/{repo}/pulls");
    hosted.calls();
    proposes(&hosted, &server, &[])
        .expect(0)
        .says("      Opened https://");
    assert_eq!(hosted.tip("update-description"), tip);

    // The run fails if the push is refused, such as after a push by anyone else since the check.
    hosted.remote(&["config", "receive.denyNonFastForwards", "true"]);
    hosted.checkout.write("README.md", "more");
    hosted.checkout.commit(&[]);
    let run = proposes(&hosted, &server, &[]).expect(1);
    run.says("error: `git push` failed");
    assert_eq!(hosted.tip("update-description"), tip);
}

#[test]
fn a_workflow_needs_no_name_of_a_committer() {
    let hosted = hosted();
    hosted.checkout.git(&["config", "--unset", "user.name"]);
    hosted.checkout.git(&["config", "--unset", "user.email"]);
    hosted
        .checkout
        .git(&["config", "user.useConfigOnly", "true"]);
    let server = publishes(&[&description(4), &description(4)]);
    let run = proposes(&hosted, &server, &[]).expect(1);
    run.says("error: `git commit-tree` failed");
    let url = server.url("/api.yaml");
    let mut command = hosted.command(&from(&url, &["--pull-request"]));
    command.env("GITHUB_ACTIONS", "true");
    Run::of(command).expect(0);
    let by = hosted.remote(&["log", "-1", "--format=%an %cn", "update-description"]);
    assert_eq!(by, "github-actions[bot] github-actions[bot]");
}

#[test]
fn texts_of_a_description_stay_texts() {
    let hosted = hosted();
    let path = "$(touch spec/owned) `touch spec/owned` @everyone\u{202e}\u{1b}[31m";
    let settings = hosted.checkout.read("spec/generator.toml");
    let name = "very-long-name".repeat(40);
    let package = format!("package = \"\\u202e\\u001b{name}\"");
    let settings = settings.replace("package = \"tiny-client\"", &package);
    hosted.checkout.write("spec/generator.toml", settings);
    hosted.checkout.run(&["regen"]);
    hosted.checkout.commit(&[]);
    let named = format!("/things4/{{id}}/{}", path.replace(['{', '}'], ""));
    let new = description(4).replace("  /things4/{id}:", &format!("  {}:", json!(named)));
    let server = publishes(&[&new]);
    let run = proposes(&hosted, &server, &[]).expect(0);
    let opened = sent(&hosted.calls(), "POST pulls").body();
    let (title, body) = (
        opened["title"].as_str().unwrap(),
        opened["body"].as_str().unwrap(),
    );
    assert!(
        title.chars().count() <= 200 && body.len() < 65_536,
        "{title}"
    );
    for text in [
        title,
        &body.replace('\n', ""),
        &run.stderr.replace('\n', ""),
    ] {
        let hidden = |c: char| c.is_control() || c == '\u{202e}';
        assert!(!text.contains(hidden), "{text:?}");
    }
    assert!(body.contains("touch spec/owned"), "{body}");
    assert!(!hosted.checkout.path("spec/owned").exists());
    let message = hosted.remote(&["log", "-1", "--format=%B", "update-description"]);
    assert!(
        message
            .lines()
            .any(|line| line.starts_with("Updated-Tree: ")),
        "{message}"
    );
}
