//! Guards against a description that lost many operations at once, which was probably published
//! incompletely.

use crate::exit::Failure;
use crate::terminal::{count, printable};

/// Losing one operation in this many is implausible.
const SHARE: usize = 5;

/// The maximum number of lost operations that are named.
const NAMED: usize = 10;

/// Whether losing `lost` of `had` operations is implausible.
pub(crate) fn is_suspicious(lost: usize, had: usize) -> bool {
    lost > 0 && lost * SHARE >= had
}

/// Refuses `what` if it lost too many operations.
///
/// # Errors
///
/// A refusal that names the first of them.
pub(crate) fn guard(what: &str, lost: &[&String], had: usize) -> Result<(), Failure> {
    if !is_suspicious(lost.len(), had) {
        return Ok(());
    }
    let named = lost.iter().take(NAMED);
    let mut lines: Vec<String> = named.map(|one| format!("- {}", printable(one))).collect();
    if lost.len() > NAMED {
        lines.push(format!("and {} more", lost.len() - NAMED));
    }
    Err(Failure::refused(format!(
        "{what} lost {} of {}; nothing was changed",
        lost.len(),
        count(had, "operation")
    ))
    .details(lines)
    .help(
        "the document may be published incompletely; if the operations were really removed, \
         run the command again with `--allow-shrink`",
    ))
}
