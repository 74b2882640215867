//! The report as JUnit's XML, which most CI systems show: a test case for each change, failed if it
//! breaks released clients and is not accepted.

use generator::compare::Http;

use super::model::{Judged, Report};
use super::wording::{self, line};

/// The document.
pub(crate) fn render(report: &Report) -> String {
    let cases: String = report.changes.iter().map(case).collect();
    let mismatches: String = report
        .mismatches
        .iter()
        .map(|mismatch| {
            let said = escaped(&wording::mismatch(mismatch));
            format!(
                "    <testcase classname=\"needs a hand\" name=\"{}\">\n      <skipped message=\"{said}\"/>\n    </testcase>\n",
                escaped(&line(&mismatch.message))
            )
        })
        .collect();
    let name = escaped(&format!("changes of {}", line(&report.api)));
    let tests = report.changes.len() + report.mismatches.len();
    let counts = format!(
        "tests=\"{tests}\" failures=\"{}\" skipped=\"{}\"",
        report.counts.breaking,
        report.mismatches.len()
    );
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites {counts}>\n  <testsuite name=\"{name}\" \
         {counts}>\n{mismatches}{cases}  </testsuite>\n</testsuites>\n"
    )
}

fn case(judged: &Judged) -> String {
    let change = &judged.change;
    let (id, title) = (change.rule.id(), escaped(judged.title));
    let name = escaped(&format!(
        "{}: {}",
        line(&change.place),
        line(&change.message)
    ));
    let site = change.revision.as_ref().or(change.base.as_ref());
    let text = format!(
        "{}\nhttp: {}\nrust: {}\nfingerprint: {}",
        site.map_or(String::new(), wording::site),
        wording::http(change),
        change.rust.as_str(),
        line(&change.fingerprint)
    );
    let text = escaped(&text);
    let is_failure = change.http == Http::Breaking && judged.accepted.is_none();
    let body = if is_failure {
        format!("      <failure type=\"{id}\" message=\"{title}\">{text}</failure>\n")
    } else {
        format!("      <system-out>{text}</system-out>\n")
    };
    format!("    <testcase classname=\"{id}\" name=\"{name}\">\n{body}    </testcase>\n")
}

/// Text between tags or in an attribute (XML 1.0, section 2.4). Control characters are already
/// escaped.
fn escaped(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    text.replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn a_change_is_a_test_case() {
        sample::golden("junit.xml", &render(&sample::report()));
        let hostile = render(&sample::hostile());
        let is_allowed = |c: char| !c.is_control() || c == '\n';
        assert!(hostile.chars().all(is_allowed));
        assert!(!hostile.contains("<b>"));
    }
}
