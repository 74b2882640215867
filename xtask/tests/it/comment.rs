//! `cargo xtask diff --comment`: one comment on a pull request, which each run updates.

use std::fs;

use serde_json::{Value, json};

use crate::checkout::Run;
use crate::github::{Hosted, names};
use crate::repository::{COMPATIBLE, edited};

const COMMENTS: &str = "GET repos/{owner}/{repo}/issues/7/comments";

/// A checkout whose description has changed since the last commit.
fn changed() -> Hosted {
    let hosted = Hosted::new(1);
    let old = hosted.checkout.read("spec/api.yaml");
    hosted
        .checkout
        .write("spec/api.yaml", edited(&old, COMPATIBLE));
    hosted
}

fn comment(id: u64, body: &str, kind: &str, association: &str) -> Value {
    let user = json!({"login": "somebody", "type": kind});
    json!({"id": id, "body": body, "user": user, "author_association": association})
}

#[test]
fn the_first_comment_is_made_and_later_ones_take_its_place() {
    let hosted = changed();
    let run = hosted.run(&["diff", "--comment", "7"]).expect(0);
    run.says("   Commented pull request 7\n");
    let calls = hosted.calls();
    assert_eq!(
        names(&calls),
        ["GET issues/7/comments", "POST issues/7/comments"]
    );
    assert!(calls[0].arguments.contains(&"--paginate".to_owned()));
    let text = calls[1].body()["body"].as_str().unwrap().to_owned();
    assert!(text.starts_with("<!-- cargo-xtask-report -->\n"), "{text}");
    assert_eq!(
        hosted
            .run(&["diff", "--format", "markdown"])
            .expect(0)
            .stdout,
        text
    );

    // Anyone can post a text with the same beginning.
    for (ours, id) in [
        (comment(5, &text, "Bot", "NONE"), 5),
        (comment(6, &text, "User", "MEMBER"), 6),
    ] {
        let others = [
            comment(1, "A word.", "User", "MEMBER"),
            comment(2, &text, "User", "NONE"),
            comment(3, &text, "User", "CONTRIBUTOR"),
            comment(4, &format!("> {text}"), "Bot", "NONE"),
        ];
        // Older versions of gh print one page after another.
        hosted.prints(COMMENTS, &format!("{}{}", json!(others), json!([ours])));
        hosted.run(&["diff", "--comment", "7"]).expect(0);
        let name = format!("PATCH issues/comments/{id}");
        assert_eq!(names(&hosted.calls()), ["GET issues/7/comments", &name]);
    }
}

#[test]
fn that_nothing_changed_is_said_where_something_else_was_said() {
    let hosted = Hosted::new(1);
    hosted.run(&["diff", "--comment", "7"]).expect(0);
    assert_eq!(names(&hosted.calls()), ["GET issues/7/comments"]);
    let old = comment(5, "<!-- cargo-xtask-report -->\nOld.", "Bot", "NONE");
    hosted.responds(COMMENTS, &json!([old]));
    hosted.run(&["diff", "--comment", "7"]).expect(0);
    let calls = hosted.calls();
    assert!(
        calls[1].body()["body"]
            .as_str()
            .unwrap()
            .contains("nothing changed")
    );
}

#[test]
fn a_token_that_must_not_write_is_no_failure() {
    let hosted = changed();
    let to = "POST repos/{owner}/{repo}/issues/7/comments";
    hosted.fails(
        to,
        1,
        "gh: Resource not accessible by integration (HTTP 403)",
    );
    let summary = hosted.checkout.root().join(".git/summary.md");
    let run = |format: &str| {
        let mut command = hosted.command(&["diff", "--format", format, "--comment", "7"]);
        Run::of({
            command.env("GITHUB_STEP_SUMMARY", &summary);
            command
        })
    };
    for format in ["text", "github"] {
        run(format)
            .expect(0)
            .says("note: the token can't write to pull request 7");
        let text = fs::read_to_string(&summary).unwrap();
        assert_eq!(
            text.matches("<!-- cargo-xtask-report -->").count(),
            1,
            "{text}"
        );
        fs::remove_file(&summary).unwrap();
    }
    for said in [
        "gh: API rate limit exceeded (HTTP 403)",
        "gh: Not Found (HTTP 404)",
    ] {
        hosted.fails(to, 1, said);
        run("text").expect(1).says(said);
    }
}
