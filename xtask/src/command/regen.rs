//! `cargo xtask regen`: generates `generated-client/` from `spec/`.

use clap::Args;
use generator::Generated;

use crate::disk::plan::{Plan, WRITTEN};
use crate::disk::workspace::Workspace;
use crate::disk::{digest, unified};
use crate::exit::{Exit, Failure};
use crate::git::revision::Revision;
use crate::judging::side::COMMITTED;
use crate::judging::{Compared, Delivery, FailOn};
use crate::project::Project;
use crate::project::chain;
use crate::project::denied::Denied;
use crate::project::lock::LOCK;
use crate::project::spec::NAMES;
use crate::project::unchanged::{Record, Unchanged};
use crate::report::Report;
use crate::terminal::{self, count};
use crate::upkeep::regenerate::{Outcome, compare_with_base, files, generate, plan, with_entry};

/// Regenerate the client from `spec/`, writing only what differs.
///
/// Reads the description, its overlays, the pinned names and `generator.toml`, and writes the
/// generated files of `generated-client/`, the runtime crate in it among them, the features of tags to a
/// manifest without the mark, new names to `spec/names.toml`, and `spec/spec.lock`. No network. A file
/// without the `@generated` mark is never overwritten or deleted. Running it again writes nothing, and
/// doesn't even generate if the digests in the lock match the inputs and generated files;
/// `target/regen.json` notes which executable ran. `--anew` always generates.
///
/// If the description, an overlay, a pinned name or the configuration differs from the committed one, a
/// report classifies the changes, as `cargo xtask diff` does, and items of both keep their names.
#[derive(Args)]
pub(crate) struct Arguments {
    /// Write nothing; exit with 4 if the checkout is stale, naming the broken link of the chain.
    #[arg(long, conflicts_with_all = ["format", "all"])]
    check: bool,
    /// Write nothing; print the planned changes.
    #[arg(long, conflicts_with = "check")]
    dry_run: bool,
    /// Generate even if the digests are unchanged.
    #[arg(long)]
    anew: bool,
    /// Print the changes as a unified diff, at most 400 lines.
    #[arg(long, conflicts_with = "format")]
    diff: bool,
    /// The side to compare with: a revision, a file or another checkout [default: HEAD].
    #[arg(long, value_name = "BASE", conflicts_with = "check")]
    base: Option<String>,
    /// Add an entry about the changes to CHANGELOG.md, under Unreleased.
    #[arg(long, conflicts_with = "check")]
    changelog: bool,
    /// Accept a description that lost a fifth of its operations or more.
    #[arg(long)]
    allow_shrink: bool,
    #[command(flatten)]
    denied: Denied,
    #[command(flatten)]
    delivery: Delivery,
    /// Exit with 10 or 11 for these changes; the files are written nevertheless.
    #[arg(long, value_enum, default_value = "never", conflicts_with = "check")]
    fail_on: FailOn,
}

impl Arguments {
    /// Whether an option needs the comparison.
    fn needs_report(&self) -> bool {
        self.base.is_some()
            || self.changelog
            || !self.delivery.is_text()
            || self.fail_on != FailOn::Never
    }
}

/// Runs the command.
pub(crate) fn run(workspace: &Workspace, arguments: &Arguments) -> Result<Exit, Failure> {
    let project = Project::open(workspace)?;
    let needed = arguments.needs_report();
    let head = (!arguments.check && !needed).then(|| {
        let head = Revision::find(workspace, COMMITTED);
        head.map(Revision::into_commit).unwrap_or_default()
    });
    if !(needed || arguments.anew)
        && let Some(known) = Unchanged::find(&project, head.as_deref())
        && !(arguments.denied.is_any() && known.record.has_diagnostics())
    {
        known.print();
        return Ok(Exit::Success);
    }
    let compared = if arguments.check {
        Err(None)
    } else {
        compare_with_base(&project, arguments.base.as_deref(), needed)?
    };
    // If overlays need adapting, the report is useful even if nothing can be written.
    let mismatches = |compared: &Compared| !compared.report.mismatches.is_empty();
    let judged = compared.as_ref().ok().filter(|it| mismatches(it));
    let judged = judged.map(|compared| compared.report.clone());
    let (generated, report) = match generate(&project, compared, arguments.allow_shrink) {
        Ok(generated) => generated,
        Err(failure) => {
            if let Some(report) = judged.filter(|_| failure.exit == Exit::Refused) {
                arguments.delivery.deliver(&report)?;
            }
            return Err(failure);
        }
    };
    conclude(&project, generated, report, head, arguments)
}

/// Updates the checkout to the generated files, or reports the differences.
fn conclude(
    project: &Project<'_>,
    generated: Generated,
    report: Outcome<Report>,
    head: Option<String>,
    arguments: &Arguments,
) -> Result<Exit, Failure> {
    let (workspace, description) = (project.folder, &project.spec.input.description);
    let denied = &arguments.denied;
    denied.check(&description.name, &generated.diagnostics)?;
    let record = Record::of(&project.spec, &generated);
    record.print();
    let lock = &project.lock;
    let known = lock.source_of(&digest::of_bytes(description.text.as_bytes()));
    let provenance_lost = known.is_none() && lock.has_source();
    let changelog = match &report {
        Ok(report) if arguments.changelog => with_entry(workspace, report)?,
        _ => None,
    };
    let beside = changelog.into_iter().collect();
    let (plan, output) = plan(project, &generated, known, beside)?;

    if !plan.kept.is_empty() {
        terminal::status(
            "Kept",
            format_args!("{}: no `@generated` mark", plan.kept.join(", ")),
        );
    }
    if arguments.diff {
        terminal::data(&unified::unified(&plan.changes, unified::LIMIT))?;
    }
    if arguments.check {
        let links = match plan.changes.is_empty() {
            true => Vec::new(),
            false => chain::broken_links(project, &generated, &output, &plan),
        };
        let exit = stale(&links, &plan);
        if exit == Exit::Success && plan.kept.is_empty() {
            Unchanged::note(project, &generated, record, None);
        }
        return Ok(exit);
    }
    if provenance_lost {
        terminal::note(format_args!(
            "{} is not the file that was fetched; {LOCK} no longer records its source",
            description.name
        ));
    }
    if arguments.dry_run {
        plan.print(["Would create", "Would update", "Would remove"]);
    } else {
        plan.apply(workspace)?;
        plan.print(WRITTEN);
    }
    // With other names the next run might report something else.
    let is_final = match arguments.dry_run {
        true => plan.changes.is_empty(),
        false => plan.changes.iter().all(|change| change.path != NAMES),
    };
    if is_final && plan.kept.is_empty() {
        let head = head.filter(|_| report.is_err());
        Unchanged::note(project, &generated, record, head);
    }
    match report {
        Ok(mut report) => {
            report.files = files(&plan);
            arguments.delivery.deliver(&report)?;
            Ok(arguments.fail_on.exit(&report))
        }
        Err(why) => {
            if let Some(why) = why.filter(|_| !plan.changes.is_empty()) {
                terminal::note(format_args!("no report on the changes: {why}"));
            }
            Ok(Exit::Success)
        }
    }
}

/// Reports whether the checkout is stale, and why.
fn stale(links: &[String], plan: &Plan) -> Exit {
    for change in &plan.changes {
        let verb = change.verb(["Missing", "Stale", "Left over"]);
        terminal::problem(verb, &change.path);
    }
    terminal::status("Fresh", count(plan.fresh, "file"));
    if plan.changes.is_empty() {
        return Exit::Success;
    }
    for link in links {
        terminal::error(link);
    }
    let verb = if plan.changes.len() == 1 { "is" } else { "are" };
    terminal::plain(format_args!(
        "{} {verb} stale; run cargo xtask regen and commit the result",
        count(plan.changes.len(), "file")
    ));
    Exit::Stale
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::collections::BTreeMap;

    use generator::Summary;
    use serde_json::json;

    use super::*;
    use crate::disk::write;
    use crate::project::spec::Spec;
    use crate::upkeep::regenerate::output;

    fn arguments(check: bool) -> Arguments {
        Arguments {
            check,
            dry_run: false,
            anew: false,
            diff: false,
            base: None,
            changelog: false,
            allow_shrink: false,
            denied: Denied::default(),
            delivery: Delivery::default(),
            fail_on: FailOn::Never,
        }
    }

    fn workspace() -> (tempfile::TempDir, Workspace) {
        let folder = tempfile::tempdir().unwrap();
        let workspace = Workspace::find(Some(folder.path().to_path_buf())).unwrap();
        for (path, text) in [
            (
                "spec/generator.toml",
                "description = 'a.yaml'\npackage = 'a'\napi = 'A'\ntoken-env = 'A'\n",
            ),
            ("spec/a.yaml", "openapi: 3.0.3\n"),
        ] {
            write::file(&workspace.place(path), text.as_bytes()).unwrap();
        }
        (folder, workspace)
    }

    fn generated(spec: &Spec, content: &str) -> Generated {
        Generated {
            package: "tiny-client".to_owned(),
            files: BTreeMap::from([(
                "src/generated/mod.rs".to_owned(),
                format!("// @generated\n{content}\n"),
            )]),
            dependencies: None,
            tag_features: Vec::new(),
            names: spec.input.names.clone(),
            effective: json!({}),
            summary: Summary::default(),
            diagnostics: Vec::new(),
        }
    }

    fn regen(workspace: &Workspace, content: &str, check: bool) -> Exit {
        let project = Project::open(workspace).unwrap();
        let generated = generated(&project.spec, content);
        conclude(&project, generated, Err(None), None, &arguments(check)).unwrap()
    }

    /// The broken links that a generator producing `content` finds in the checkout.
    fn links(workspace: &Workspace, content: &str) -> Vec<String> {
        assert_eq!(regen(workspace, content, true), Exit::Stale);
        let project = Project::open(workspace).unwrap();
        let generated = generated(&project.spec, content);
        let plan = project.extent.plan(workspace, &generated).unwrap();
        chain::broken_links(&project, &generated, &output(&generated), &plan)
    }

    #[test]
    fn another_generator_is_told_from_other_inputs() {
        let (_folder, workspace) = workspace();
        assert_eq!(regen(&workspace, "old", false), Exit::Success);
        assert_eq!(regen(&workspace, "old", true), Exit::Success);
        assert_eq!(
            links(&workspace, "new"),
            ["generator changed: the same inputs now produce different files"]
        );
    }

    #[test]
    fn another_generator_and_an_edited_file() {
        let (_folder, workspace) = workspace();
        regen(&workspace, "old", false);
        let file = workspace.place("generated-client/src/generated/mod.rs");
        write::file(&file, b"// @generated\nby hand\n").unwrap();
        let links = links(&workspace, "new");
        assert_eq!(links.len(), 2, "{links:?}");
        assert!(
            links[1].starts_with("generated files changed: "),
            "{links:?}"
        );
    }

    #[test]
    fn files_of_another_lock() {
        let (_folder, workspace) = workspace();
        regen(&workspace, "old", false);
        let lock = workspace.read(LOCK).unwrap().unwrap();
        regen(&workspace, "new", false);
        write::file(&workspace.place(LOCK), &lock).unwrap();
        let links = links(&workspace, "new");
        assert_eq!(links.len(), 1, "{links:?}");
        assert!(links[0].starts_with("lock edited: "), "{links:?}");
    }
}
