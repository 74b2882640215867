use std::path::Path;

use super::judged::{ByJudge, Disagreement, Judged};
use super::known::Known;
use super::server::{Judge, Response};

/// The verdict for a response in the form of a judge.
fn verdict(judge: Judge, response: &str) -> Vec<String> {
    judge.verdict(&Response::read(&response.replace('\n', "\r\n")))
}

#[test]
fn prism_says_it_in_a_header_or_a_problem_document() {
    let said = verdict(
        Judge::Prism,
        "HTTP/1.1 422 Unprocessable Entity\nsl-violations: [{\"location\":[\"request\",\"path\",\"id\"],\
         \"severity\":\"Error\",\"code\":\"type\",\"message\":\"must be integer\"}]\n\n\"string\"",
    );
    assert_eq!(said, ["request.path.id: must be integer"]);
    let said = verdict(
        Judge::Prism,
        "HTTP/1.1 404 Not Found\n\n{\"type\":\"https://stoplight.io/prism/errors#NO_PATH_MATCHED_ERROR\",\
         \"detail\":\"no route\"}",
    );
    assert_eq!(said, ["NO_PATH_MATCHED_ERROR: no route"]);
}

#[test]
fn what_prism_says_of_its_responses_is_no_disagreement() {
    let of_response = "HTTP/1.1 200 OK\nsl-violations: [{\"location\":[\"response\",\"body\"],\
                       \"severity\":\"Error\",\"message\":\"must be integer\"}]\n\n1";
    let none = "HTTP/1.1 404 Not Found\n\n{\"type\":\"https://stoplight.io/prism/errors#NO_RESPONSE_DEFINED\"}";
    // This status may be the only one that an operation describes.
    let documented = "HTTP/1.1 404 Not Found\n\n";
    for response in [of_response, none, documented] {
        assert_eq!(verdict(Judge::Prism, response), [""; 0], "{response}");
    }
}

#[test]
fn steady_says_it_in_headers() {
    let wrong = "HTTP/1.1 400 Bad Request\nX-Steady-Request-Valid: false\nX-Steady-Error-1-Code: E3001\n\
                 X-Steady-Error-1-Path: path.id\nX-Steady-Error-1-Message: Expected integer\n\n";
    assert_eq!(
        verdict(Judge::Steady, wrong),
        ["E3001 path.id: Expected integer"]
    );
    let right = "HTTP/1.1 404 Not Found\nx-steady-request-valid: true\n\n{}";
    assert_eq!(verdict(Judge::Steady, right), [""; 0]);
    let neither = "HTTP/1.1 500 Internal Server Error\n\nno";
    assert_eq!(
        verdict(Judge::Steady, neither),
        ["500 without a verdict: no"]
    );
}

/// A judge refuses a request without a reason.
#[test]
fn a_request_that_steady_refuses_without_a_word_is_a_disagreement() {
    let wrong = "HTTP/1.1 400 Bad Request\nx-steady-request-valid: false\n\n";
    assert_eq!(verdict(Judge::Steady, wrong), ["400 without a reason"]);
}

#[test]
fn explanations_apply_at_their_positions_and_go_stale() {
    let known: Known = toml_edit::de::from_str(
        r#"
        [[explanation]]
        judge = "prism"
        says = "must be integer"
        fault = "description"
        why = "Section 1."
        at = ["a.yaml GET /a", "b.yaml", "c.yaml PUT /c#*", "not-in-this-run.yaml"]
        "#,
    )
    .unwrap();
    let judged = |operation: &str, said: &str| Judged {
        requests: 1,
        judges: vec![ByJudge {
            judge: "prism".to_owned(),
            disagreements: vec![Disagreement {
                operation: operation.to_owned(),
                said: vec![said.to_owned()],
            }],
            ..ByJudge::default()
        }],
        ..Judged::default()
    };
    let all = [
        ("a.yaml", judged("GET /a", "query.a: must be integer")),
        ("a.yaml", judged("GET /b", "query.a: must be integer")),
        ("b.yaml", judged("GET /c", "query.a: must be string")),
        ("c.yaml", judged("PUT /c#1", "query.a: must be integer")),
    ];
    let compared = known.compare(all.iter().map(|(document, judged)| (*document, judged)));
    assert_eq!(compared.of_descriptions, 2);
    assert_eq!(
        compared.open,
        [
            "prism a.yaml GET /b: query.a: must be integer",
            "prism b.yaml GET /c: query.a: must be string"
        ]
    );
    assert_eq!(compared.stale, ["prism b.yaml: must be integer"]);
}

/// Otherwise only a job that needs npm reads them.
#[test]
fn the_explanations_of_this_project_can_be_read() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/disagreements.toml");
    Known::read(&path).unwrap();
}
