//! A text in a path arrives as one segment, or the request is not sent.

use percent_encoding::percent_decode_str;
use serde_json::json;

use crate::support::serve;
use crate::support::server::Response;

#[tokio::test]
async fn a_hostile_text_arrives_as_one_segment() {
    for text in [
        "../x",
        "x/..",
        "/..",
        "%2e%2e",
        "..%2f",
        "a?b=c",
        "a#b",
        "\\..\\",
        "@evil.example",
        "//evil.example",
        "a b",
        "sørensen",
        "a\r\nHost: evil",
        "a\0",
        "...",
        ":",
        "{metricId}",
    ] {
        let (server, client) = serve([Response::json(404, &json!({ "message": "" }))]).await;
        let error = client
            .analytics()
            .get_metric_description(text)
            .await
            .unwrap_err();
        assert!(error.is_not_found(), "{error}");
        let received = server.only();
        let segment = received
            .target
            .strip_prefix("/beta/analytics/metrics/")
            .unwrap();
        assert!(!segment.contains(['/', '\\', '?', '#']), "{segment}");
        assert_eq!(percent_decode_str(segment).decode_utf8().unwrap(), text);
    }
}

#[tokio::test]
async fn a_text_that_no_segment_can_hold_is_not_sent() {
    let (server, client) = serve([Response::json(200, &json!({}))]).await;
    for text in ["..", ".", ""] {
        let error = client
            .analytics()
            .get_metric_description(text)
            .await
            .unwrap_err();
        let shown = error.to_string();
        assert!(
            shown.contains("GET /beta/analytics/metrics/{metricId}: "),
            "{shown}"
        );
        assert!(
            shown.contains("`metricId`") && shown.contains("nothing was sent"),
            "{shown}"
        );
        assert!(error.status().is_none() && !error.is_retryable());
    }
    assert!(server.received().is_empty());
}
