//! Writes files together: all of them, or none.

use std::fs;
use std::path::Path;

use crate::disk::plan::{Change, Plan};
use crate::disk::write;
use crate::exit::Failure;
use crate::project::regenerate::verb;
use crate::project::workspace::Workspace;
use crate::report::{Report, html, json, markdown};
use crate::terminal::{self, count};

/// Makes the changes of a plan. If one fails, those before it are reverted.
pub(crate) fn apply(workspace: &Workspace, plan: &Plan) -> Result<(), Failure> {
    let mut done = 0;
    let applied = plan.apply(workspace, |_| done += 1);
    applied.map_err(|failure| {
        let made = plan.changes[..done].iter().rev();
        let kept: Vec<String> = made
            .filter_map(|change| {
                let error = revert(workspace, change).err()?;
                Some(format!("{} could not be put back: {error}", change.path))
            })
            .collect();
        let help = if kept.is_empty() {
            "everything is as it was; when the cause is gone, run the command again"
        } else {
            "restore these files from version control"
        };
        failure.details(kept).help(help)
    })?;
    for change in &plan.changes {
        terminal::status(
            verb(change, ["Created", "Updated", "Removed"]),
            &change.path,
        );
    }
    terminal::status("Fresh", count(plan.fresh, "file"));
    Ok(())
}

fn revert(workspace: &Workspace, change: &Change) -> std::io::Result<()> {
    let place = workspace.place(&change.path);
    match &change.old {
        Some(old) => write::file(&place, old),
        None => fs::remove_file(place),
    }
}

/// Writes the report into a folder, in all file formats.
pub(crate) fn report(folder: &Path, report: &Report) -> Result<(), Failure> {
    let files = [
        (
            "report.md",
            markdown::render(report, markdown::Medium::Comment),
        ),
        ("report.html", html::render(report)),
        ("report.json", json::render(report)?),
    ];
    for (name, text) in files {
        let place = folder.join(name);
        write::file(&place, text.as_bytes()).map_err(|error| {
            Failure::failed(format!("could not write {}", place.display()))
                .cause(&error)
                .help("`--report` takes a folder that can be written to")
        })?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::collections::BTreeMap;

    use super::*;
    use crate::project::layouts;

    #[test]
    fn what_was_written_is_taken_back() {
        let folder = tempfile::tempdir().unwrap();
        let workspace = Workspace::find(Some(folder.path().to_path_buf())).unwrap();
        let (old, new) = ("generated-client/src/generated/old.rs", "spec/new.yaml");
        for path in [old, "spec/a.yaml"] {
            write::file(&workspace.place(path), b"// @generated\n").unwrap();
        }
        let mut plan = Plan::of_layout(&layouts::MODULES, &workspace, &BTreeMap::new()).unwrap();
        for path in ["spec/a.yaml", new, "spec/spec.lock"] {
            plan.then(&workspace, path, "other".to_owned()).unwrap();
        }
        // A file can't replace a folder that is not empty.
        write::file(&workspace.place("spec/spec.lock/a"), b"").unwrap();

        let failure = apply(&workspace, &plan).unwrap_err();
        assert!(failure.message.contains("spec/spec.lock"), "{failure:?}");
        assert!(failure.help.unwrap().starts_with("everything is as it was"));
        for path in [old, "spec/a.yaml"] {
            assert_eq!(fs::read(workspace.place(path)).unwrap(), b"// @generated\n");
        }
        assert!(!workspace.place(new).exists());
    }
}
