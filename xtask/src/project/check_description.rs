//! Whether a downloaded description may replace the current one.

use std::collections::BTreeSet;

use generator::Source;
use generator::diagnostic::{Code, Diagnostic};
use generator::document::Document;

use crate::exit::{Exit, Failure};
use crate::project::shrink;
use crate::terminal;

/// The result of a successful check.
pub(crate) struct Checked {
    /// The number of its operations.
    pub(crate) operations: usize,
    /// The number of overlay actions that apply to it.
    pub(crate) actions: usize,
    /// Diagnostics about it.
    pub(crate) notes: Vec<Diagnostic>,
}

/// Checks `new` against the current description: it must be OpenAPI 3 with operations, not much
/// smaller than `old`, and all overlays must apply to it.
pub(crate) fn check(
    new: &Source,
    old: Option<&Source>,
    overlays: &[Source],
    allow_shrink: bool,
    is_fault: &dyn Fn(&Diagnostic) -> bool,
) -> Result<Checked, Failure> {
    let wrong = |diagnostics| {
        Failure::documents("the new description", diagnostics)
            .help("nothing was changed; the description in spec/ is still the previous one")
    };
    // References may dangle until overlays fix them, so only the kind of document is checked
    // before.
    let mut alone = Document::parse(new).map_err(wrong)?;
    let mut found = alone.normalise();
    found.retain(|it| matches!(it.code, Code::NotOpenApi | Code::NoPaths | Code::ModelsOnly));
    if !found.is_empty() {
        alone.locate(&mut found);
        return Err(wrong(found));
    }

    let mut document = Document::parse(new).map_err(wrong)?;
    let operations = document.operations();
    if let Some(old) = old
        && !allow_shrink
    {
        guard_against_shrinking(old, &operations)?;
    }
    let applied = document.apply(overlays).map_err(|diagnostics| Failure {
        exit: Exit::Refused,
        message: "overlays no longer apply to the new description; nothing was changed".to_owned(),
        help: Some(
            "save the new description, adapt the overlays to it, and run \
             `cargo xtask fetch --from FILE`"
                .to_owned(),
        ),
        ..wrong(diagnostics)
    })?;
    let mut notes = document.normalise();
    document.locate(&mut notes);
    if notes.iter().any(is_fault) {
        return Err(wrong(notes));
    }
    notes.splice(0..0, applied.notes);
    Ok(Checked {
        operations: operations.len(),
        actions: applied.actions,
        notes,
    })
}

fn guard_against_shrinking(old: &Source, operations: &BTreeSet<String>) -> Result<(), Failure> {
    let Ok(document) = Document::parse(old) else {
        let name = &old.name;
        terminal::note(format_args!(
            "{name} cannot be parsed, so removed operations can't be detected"
        ));
        return Ok(());
    };
    let before = document.operations();
    let lost: Vec<&String> = before.difference(operations).collect();
    shrink::guard("the new description", &lost, before.len())
}
