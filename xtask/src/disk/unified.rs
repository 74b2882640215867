//! The changes as a unified diff of bounded length.

use std::fmt::Write;
use std::time::Duration;

use similar::TextDiff;

use crate::disk::plan::Change;
use crate::terminal;

/// The maximum number of printed lines.
pub(crate) const LIMIT: usize = 400;

/// The diff of all changes; after `limit` lines only the number of remaining lines is printed.
pub(crate) fn unified(changes: &[Change], limit: usize) -> String {
    let mut shown = String::new();
    let mut lines = 0;
    for change in changes {
        for line in one_file(change).split_inclusive('\n') {
            if lines < limit {
                shown.push_str(line);
            }
            lines += 1;
        }
    }
    if lines > limit {
        let more = terminal::count(lines - limit, "more line");
        // Writing to a string cannot fail.
        let _ = writeln!(shown, "... {more} of diff");
    }
    shown
}

fn one_file(change: &Change) -> String {
    let old = change
        .old
        .as_deref()
        .map(String::from_utf8_lossy)
        .unwrap_or_default();
    let new = change.new.as_deref().unwrap_or_default();
    let name = |side: &str, exists: bool| {
        if exists {
            format!("{side}/{}", change.path)
        } else {
            "/dev/null".to_owned()
        }
    };
    // A better diff is not worth a longer wait.
    TextDiff::configure()
        .timeout(Duration::from_secs(1))
        .diff_lines(old.as_ref(), new)
        .unified_diff()
        .context_radius(3)
        .header(
            &name("a", change.old.is_some()),
            &name("b", change.new.is_some()),
        )
        .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(path: &str, old: Option<&str>, new: Option<&str>) -> Change {
        Change {
            path: path.to_owned(),
            old: old.map(|text| text.as_bytes().to_vec()),
            new: new.map(str::to_owned),
        }
    }

    #[test]
    fn names_both_sides() {
        let changes = [
            change("x/a.rs", Some("1\n2\n"), Some("1\n3\n")),
            change("x/b.rs", None, Some("new\n")),
            change("x/c.rs", Some("old\n"), None),
        ];
        assert_eq!(
            unified(&changes, LIMIT),
            "--- a/x/a.rs\n+++ b/x/a.rs\n@@ -1,2 +1,2 @@\n 1\n-2\n+3\n\
             --- /dev/null\n+++ b/x/b.rs\n@@ -0,0 +1 @@\n+new\n\
             --- a/x/c.rs\n+++ /dev/null\n@@ -1 +0,0 @@\n-old\n"
        );
    }

    #[test]
    fn is_bounded_and_says_how_much_is_left() {
        let long: String = (0..50).map(|line| format!("{line}\n")).collect();
        let diff = unified(&[change("x/a.rs", None, Some(&long))], 10);
        assert_eq!(diff.lines().count(), 11);
        assert!(diff.ends_with("... 43 more lines of diff\n"), "{diff}");
    }
}
