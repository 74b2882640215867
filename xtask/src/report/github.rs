//! The report as commands of a GitHub workflow: annotations on the affected lines, and the outputs
//! of a step.

use generator::compare::{Http, Site};
use generator::document::Pointer;

use super::model::{Judged, Report};
use super::wording::{self, Groups, line};
use crate::terminal::count;

/// The maximum number of annotations of each kind per step; GitHub silently drops further ones.
const SHOWN: usize = 10;

/// The annotations, one per line: errors for breaking changes, warnings, and notices for the rest.
/// If some changes have none, the last annotation has their number.
pub(crate) fn render(report: &Report) -> String {
    let groups = Groups::of(report);
    let mismatches = report.mismatches.iter().take(SHOWN).map(|mismatch| {
        let site = Site {
            pointer: Pointer::root(),
            file: mismatch.file.clone(),
            place: mismatch.place,
        };
        command(
            "warning",
            "Needs a hand",
            Some(&site),
            &wording::mismatch(mismatch),
        )
    });
    let mismatches: String = mismatches.collect();
    let errors = groups.breaking.iter().map(|one| annotation("error", one));
    let warnings = groups.warnings.iter().map(|one| annotation("warning", one));
    let notices = groups.compatible.iter().chain(&groups.accepted);
    let notices = notices.map(|one| annotation("notice", one));
    // One notice is reserved for the last annotation.
    let shown = errors.take(SHOWN).chain(warnings.take(SHOWN));
    let mut lines: Vec<String> = shown.chain(notices.take(SHOWN - 1)).collect();
    let left = report.changes.len() - lines.len();
    if left > 0 {
        let texts = groups.texts.len();
        let text = match left - texts {
            0 => wording::texts(texts),
            others if texts == 0 => count(others, "more change"),
            others => format!(
                "{} and {}",
                count(others, "more change"),
                wording::texts(texts)
            ),
        };
        let text = format!("{text}. All in all {}.", wording::counts(report));
        lines.push(command("notice", "More changes", None, &text));
    }
    mismatches + &lines.concat()
}

fn annotation(kind: &str, judged: &Judged) -> String {
    let change = &judged.change;
    let mut text = vec![
        line(&change.message),
        format!("at: {}", line(&change.place)),
        format!("http: {}", wording::http(change)),
        format!("rust: {}", change.rust.as_str()),
    ];
    if let (None, Some(site)) = (&change.revision, &change.base) {
        text.push(format!("it stood at {} of the base", wording::site(site)));
    }
    text.extend((judged.accepted.iter()).map(|reason| format!("accepted: {}", line(reason))));
    if change.http != Http::Compatible {
        text.push(format!("fingerprint: {}", line(&change.fingerprint)));
    }
    let title = format!("{}: {}", change.rule.id(), judged.title);
    let site = change.revision.as_ref().or(change.base.as_ref());
    command(kind, &title, site, &text.join("\n"))
}

/// A command in the runner's syntax.
fn command(kind: &str, title: &str, site: Option<&Site>, text: &str) -> String {
    let mut command = format!("::{kind} title={}", property(title));
    if let Some(site) = site {
        command += &format!(",file={}", property(&line(&site.file)));
        if let Some(place) = site.place {
            command += &format!(",line={},col={}", place.line, place.column);
        }
    }
    command + &format!("::{}\n", data(text))
}

fn data(text: &str) -> String {
    let text = text.replace('%', "%25");
    text.replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

/// The outputs of the step, one per line: `state`, the number of breaking changes, the needed
/// release and its version, empty if unknown.
pub(crate) fn outputs(report: &Report) -> String {
    let version = report.release.as_ref().map(|release| release.to.as_str());
    // A line break would begin another output.
    let version = version.unwrap_or_default().chars();
    let version: String = version
        .filter(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '+'))
        .collect();
    format!(
        "state={}\nbreaking={}\nbump={}\nversion={version}\n",
        wording::state(report.state),
        report.counts.breaking,
        wording::bump(report).as_str()
    )
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn annotates() {
        sample::golden("github.txt", &render(&sample::report()));
        sample::golden("github-hostile.txt", &render(&sample::hostile()));
        sample::golden("github-outputs.txt", &outputs(&sample::report()));
        assert_eq!(render(&sample::fresh()), "");
    }

    /// Parses a line like the runner (actions/runner, ActionCommand.cs).
    fn read(line: &str) -> (&str, Vec<(&str, String)>, String) {
        let (head, data) = line.strip_prefix("::").unwrap().split_once("::").unwrap();
        let (kind, properties) = head.split_once(' ').unwrap();
        let unescape = |text: &str| {
            let text = text.replace("%0D", "\r").replace("%0A", "\n");
            let text = text.replace("%3A", ":").replace("%2C", ",");
            text.replace("%25", "%")
        };
        let properties = properties.split(',').map(|pair| {
            let (name, value) = pair.split_once('=').unwrap();
            (name, unescape(value))
        });
        (kind, properties.collect(), unescape(data))
    }

    #[test]
    fn texts_of_a_description_stay_texts() {
        let shown = render(&sample::hostile());
        for line in shown.lines() {
            let (kind, properties, data) = read(line);
            assert!(["error", "warning", "notice"].contains(&kind), "{line}");
            let names: Vec<&str> = properties.iter().map(|(name, _)| *name).collect();
            let known = ["title", "file", "line", "col"];
            assert_eq!(names, known[..names.len()], "{line}");
            assert!(!data.contains('\r') && !data.contains('\x1b'), "{line}");
            assert!(line.len() < 6_000, "{}", line.len());
        }
    }

    #[test]
    fn at_most_ten_of_each_kind() {
        let shown = render(&sample::many(50));
        let of = |kind: &str| shown.lines().filter(|line| line.starts_with(kind)).count();
        let numbers = ["::error ", "::warning ", "::notice "].map(of);
        assert_eq!(numbers, [10, 10, 10]);
        let last = shown.lines().last().unwrap();
        assert!(last.contains("more changes"), "{last}");
    }

    #[test]
    fn a_version_adds_no_output() {
        let mut report = sample::report();
        report.release.as_mut().unwrap().to = "0.5.0\nstate=fresh".to_owned();
        assert_eq!(outputs(&report).lines().count(), 4);
    }
}
