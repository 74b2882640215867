//! The report as SARIF 2.1.0 (OASIS), for code scanning.

use std::collections::BTreeMap;

use generator::compare::{Http, Site};
use generator::diagnostic::Place;
use serde_json::{Value, json};

use super::model::{Judged, Report};
use super::wording::{self, line};
use crate::exit::Failure;

/// The rule id of entries that need adapting.
const MISMATCH: &str = "needs-a-hand";

/// The log, ending in a newline.
///
/// # Errors
///
/// If a value can't be serialized to JSON; the values of a report can.
pub(crate) fn render(report: &Report) -> Result<String, Failure> {
    let mut rules: BTreeMap<&str, &str> = BTreeMap::new();
    if !report.mismatches.is_empty() {
        rules.insert(
            MISMATCH,
            "something that is said about the description does not fit it",
        );
    }
    for judged in &report.changes {
        rules.insert(judged.change.rule.id(), judged.title);
    }
    let described = rules
        .iter()
        .map(|(id, title)| json!({ "id": id, "shortDescription": { "text": title } }));
    let mismatches = report.mismatches.iter().map(|mismatch| {
        json!({
            "ruleId": MISMATCH,
            "level": "warning",
            "message": { "text": wording::mismatch(mismatch) },
            "locations": locations(&mismatch.file, mismatch.place),
        })
    });
    let results: Vec<Value> = mismatches
        .chain(report.changes.iter().map(result))
        .collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "cargo xtask diff",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": described.collect::<Vec<Value>>(),
            } },
            "results": results,
        }],
    });
    let text = serde_json::to_string_pretty(&log)
        .map_err(|error| Failure::failed("could not print the report as SARIF").cause(&error))?;
    Ok(text.replace("##[", r"##\u005b") + "\n")
}

fn result(judged: &Judged) -> Value {
    let change = &judged.change;
    let level = match change.http {
        Http::Breaking => "error",
        Http::Warning => "warning",
        Http::Compatible => "note",
    };
    let text = format!(
        "{}: {} (http: {}; rust: {})",
        line(&change.place),
        line(&change.message),
        wording::http(change),
        change.rust.as_str()
    );
    let site: Option<&Site> = change.revision.as_ref().or(change.base.as_ref());
    let mut result = json!({
        "ruleId": change.rule.id(),
        "level": level,
        "message": { "text": text },
        "locations": site.map_or(json!([]), |site| locations(&site.file, site.place)),
        "partialFingerprints": { "change/v1": change.fingerprint },
        "properties": { "certainty": change.certainty, "cause": line(&change.cause) },
    });
    if let Some(reason) = &judged.accepted {
        let suppression = json!({ "kind": "external", "justification": line(reason) });
        result["suppressions"] = json!([suppression]);
    }
    result
}

fn locations(file: &str, place: Option<Place>) -> Value {
    if file.is_empty() {
        return json!([]);
    }
    let mut location = json!({ "artifactLocation": { "uri": uri(file) } });
    if let Some(place) = place {
        location["region"] = json!({ "startLine": place.line, "startColumn": place.column });
    }
    json!([{ "physicalLocation": location }])
}

/// A path as a relative reference (RFC 3986): unreserved characters are kept, all others
/// percent-encoded.
fn uri(file: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/:".contains(&byte);
    let encoded = file.bytes().map(|byte| match byte {
        byte if is_plain(byte) => char::from(byte).to_string(),
        byte => format!("%{byte:02X}"),
    });
    encoded.collect()
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn a_change_is_a_result() {
        sample::golden("report.sarif", &render(&sample::report()).unwrap());
        let hostile = render(&sample::hostile()).unwrap();
        let log: Value = serde_json::from_str(&hostile).unwrap();
        let results = log["runs"][0]["results"].as_array().unwrap();
        assert_eq!(results.len(), sample::hostile().changes.len());
    }
}
