//! `cargo xtask regen`: `spec/` in, `generated-client/` out.

use clap::Args;
use generator::Generated;

use crate::chain;
use crate::digest;
use crate::exit::{Exit, Failure, is_fault};
use crate::judging::{Compared, Delivery, FailOn, compare_sides, guard_against_shrinking};
use crate::lock::{Inputs, LOCK, Lock, Output, Received};
use crate::names;
use crate::plan::{Change, Plan};
use crate::report::{File, Report, changelog};
use crate::side::{COMMITTED, Side};
use crate::spec::{NAMES, Spec};
use crate::terminal::{self, count};
use crate::unified;
use crate::workspace::Workspace;
use crate::write;

/// The file that tells users of the client what changed, relative to the workspace.
const CHANGELOG: &str = "CHANGELOG.md";

/// Regenerate the client from `spec/`, writing only what differs.
///
/// Reads the description, its overlays, the pinned names and `generator.toml`, and writes the
/// generated files of `generated-client/`, new names to `spec/names.toml`, and `spec/spec.lock`. No
/// network. A file without the `@generated` mark is never overwritten or deleted. Running it again
/// writes nothing.
///
/// Where the description, or anything said about it, is not what is committed, a report judges the
/// changes, as `cargo xtask diff` does, and what both have keeps its name in the crate.
#[derive(Args)]
pub(crate) struct Arguments {
    /// Write nothing; exit with 4 where the checkout is stale, naming the broken link of the chain.
    #[arg(long)]
    check: bool,
    /// Write nothing; say what would be done.
    #[arg(long, conflicts_with = "check")]
    dry_run: bool,
    /// Print what changes as a unified diff, at most 400 lines.
    #[arg(long)]
    diff: bool,
    /// The side to compare with: a revision, a file or another checkout [default: HEAD].
    #[arg(long, value_name = "BASE", conflicts_with = "check")]
    base: Option<String>,
    /// Put an entry about the changes into CHANGELOG.md, under Unreleased.
    #[arg(long, conflicts_with_all = ["check", "dry_run"])]
    changelog: bool,
    /// Accept a description that lost a fifth of its operations or more.
    #[arg(long)]
    allow_shrink: bool,
    #[command(flatten)]
    delivery: Delivery,
    /// Changes for which to end with 10 or 11; all is written nevertheless.
    #[arg(long, value_enum, default_value = "never", conflicts_with = "check")]
    fail_on: FailOn,
}

/// Runs the command.
pub(crate) fn run(workspace: &Workspace, arguments: &Arguments) -> Result<Exit, Failure> {
    let spec = Spec::read(workspace)?;
    let compared = if arguments.check {
        Err(None)
    } else {
        compare_with_base(workspace, &spec, arguments)?
    };
    let (generated, report) = match compared {
        Ok(Compared { report, judgement }) => {
            if !arguments.allow_shrink {
                guard_against_shrinking(&judgement)?;
            }
            (generator::generate_from(judgement.revision), Ok(report))
        }
        Err(why) => (generator::generate(&spec.input), Err(why)),
    };
    let generated =
        generated.map_err(|diagnostics| Failure::documents("spec/", diagnostics))?;
    if generated.diagnostics.iter().any(is_fault) {
        return Err(Failure::documents("spec/", generated.diagnostics)
            .help("correct the description with an overlay in spec/overlays/"));
    }
    conclude(workspace, spec, generated, report, arguments)
}

/// What changed since the base; or why nothing can be said about that, where there is something to
/// say.
///
/// # Errors
///
/// Where a base was asked for and cannot be had.
fn compare_with_base(
    workspace: &Workspace,
    spec: &Spec,
    arguments: &Arguments,
) -> Result<Result<Compared, Option<String>>, Failure> {
    let base = match &arguments.base {
        Some(name) => Side::named(workspace, name)?,
        None => match Side::at(workspace, COMMITTED) {
            Ok(side) => side,
            Err(failure) => return Ok(Err(Some(failure.message))),
        },
    };
    if base.is(&spec.input) {
        return Ok(Err(None));
    }
    match compare_sides(workspace, base, Side::of(spec)) {
        Ok(compared) => Ok(Ok(compared)),
        // What is wrong with the description is told when it is generated from.
        Err((generator::Which::Revision, _)) => Ok(Err(None)),
        Err((generator::Which::Base, failure)) if arguments.base.is_some() => Err(failure),
        Err((generator::Which::Base, failure)) => Ok(Err(Some(failure.message))),
    }
}

/// Brings the checkout, or the report on it, in line with what was generated.
fn conclude(
    workspace: &Workspace,
    spec: Spec,
    generated: Generated,
    report: Result<Report, Option<String>>,
    arguments: &Arguments,
) -> Result<Exit, Failure> {
    let description = spec.input.description.name.clone();
    let summary = generated.summary;
    terminal::diagnostics(&generated.diagnostics);
    terminal::status(
        "Loaded",
        format_args!(
            "{description} ({}, {})",
            count(spec.input.overlays.len(), "overlay"),
            count(summary.actions, "action")
        ),
    );
    terminal::status(
        "Generated",
        format_args!(
            "{}, {}, {}",
            count(summary.operations, "operation"),
            count(summary.schemas, "schema"),
            count(generated.files.len(), "file")
        ),
    );

    let found = Lock::find(workspace)?;
    let mut plan = Plan::new(workspace, &generated.files)?;
    let new_names = names::render(
        &names::OF_WORKSPACE,
        spec.names_text.as_deref(),
        &spec.input.names,
        &generated.names,
    )?;
    let names_digest = new_names
        .as_ref()
        .map(|text| digest::of_bytes(text.as_bytes()));
    if let Some(text) = new_names {
        plan.then(workspace, NAMES, text)?;
    }
    let sha256 = spec.inputs.description.clone();
    let known = found.source_of(&sha256);
    let provenance_lost = known.is_none() && found.speaks_of_a_source();
    let output = output(&generated);
    let now = Lock {
        source: Some(known.unwrap_or_else(|| Received {
            bytes: spec.description_bytes,
            sha256,
            ..Received::default()
        })),
        inputs: Some(Inputs {
            names: names_digest.unwrap_or_else(|| spec.inputs.names.clone()),
            ..spec.inputs.clone()
        }),
        output: Some(output.clone()),
    };
    // The lock comes last of all: until it is written, an interrupted run is seen as stale.
    plan.then(workspace, LOCK, now.render()?)?;

    if arguments.diff {
        terminal::data(&unified::unified(&plan.changes, unified::LIMIT))?;
    }
    if arguments.check {
        let on_disk = plan.on_disk(&generated.files);
        let links =
            chain::broken_links(&found, &spec.inputs, &output, &plan, &on_disk, &description);
        return Ok(stale(&links, &plan));
    }
    if provenance_lost {
        terminal::note(format_args!(
            "{description} is not the file that was fetched; {LOCK} no longer says where it came from"
        ));
    }
    if arguments.dry_run {
        for change in &plan.changes {
            terminal::status(
                verb(change, ["Would create", "Would update", "Would remove"]),
                &change.path,
            );
        }
    } else {
        plan.apply(workspace, |change| {
            terminal::status(
                verb(change, ["Created", "Updated", "Removed"]),
                &change.path,
            );
        })?;
    }
    terminal::status("Fresh", count(plan.fresh, "file"));
    match report {
        Ok(report) => tell(workspace, report, &plan, arguments),
        Err(why) => {
            if let Some(why) = why.filter(|_| !plan.changes.is_empty()) {
                terminal::note(format_args!("nothing is said about what changed: {why}"));
            }
            Ok(Exit::Success)
        }
    }
}

/// Shows the report, and enters it into the changelog where that was asked for.
fn tell(
    workspace: &Workspace,
    mut report: Report,
    plan: &Plan,
    arguments: &Arguments,
) -> Result<Exit, Failure> {
    let file = |change: &Change| File {
        path: change.path.clone(),
        status: verb(change, ["created", "updated", "removed"]),
    };
    report.files = plan.changes.iter().map(file).collect();
    arguments.delivery.deliver(&report)?;
    if arguments.changelog {
        let old = workspace.read_text(CHANGELOG)?.unwrap_or_default();
        let new = changelog::insert(&old, &changelog::entry(&report))?;
        if old == new {
            terminal::status("Fresh", CHANGELOG);
        } else {
            write::file(&workspace.place(CHANGELOG), new.as_bytes()).map_err(|error| {
                Failure::failed(format!("could not write {CHANGELOG}")).cause(&error)
            })?;
            terminal::status("Updated", CHANGELOG);
        }
    }
    Ok(arguments.fail_on.exit(&report))
}

/// What the lock says of what was generated.
fn output(generated: &Generated) -> Output {
    Output {
        generator: env!("CARGO_PKG_VERSION").to_owned(),
        effective: digest::of_value(&generated.effective),
        files: generated.files.len(),
        sha256: digest::of_files(
            generated
                .files
                .iter()
                .map(|(path, text)| (path.as_str(), text.as_bytes())),
        ),
    }
}

/// What is done to a file: created, updated or removed.
fn verb(change: &Change, [create, update, remove]: [&'static str; 3]) -> &'static str {
    match (&change.old, &change.new) {
        (_, None) => remove,
        (None, _) => create,
        _ => update,
    }
}

/// Tells whether the checkout is stale, and why.
fn stale(links: &[String], plan: &Plan) -> Exit {
    for change in &plan.changes {
        terminal::problem(
            verb(change, ["Missing", "Stale", "Left over"]),
            &change.path,
        );
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
    use crate::write;

    fn arguments(check: bool) -> Arguments {
        Arguments {
            check,
            dry_run: false,
            diff: false,
            base: None,
            changelog: false,
            allow_shrink: false,
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
            names: spec.input.names.clone(),
            effective: json!({}),
            summary: Summary::default(),
            diagnostics: Vec::new(),
        }
    }

    fn regen(workspace: &Workspace, content: &str, check: bool) -> Exit {
        let spec = Spec::read(workspace).unwrap();
        let generated = generated(&spec, content);
        conclude(workspace, spec, generated, Err(None), &arguments(check)).unwrap()
    }

    /// The broken links where a generator that makes `content` looks at the checkout.
    fn links(workspace: &Workspace, content: &str) -> Vec<String> {
        assert_eq!(regen(workspace, content, true), Exit::Stale);
        let spec = Spec::read(workspace).unwrap();
        let generated = generated(&spec, content);
        let plan = Plan::new(workspace, &generated.files).unwrap();
        chain::broken_links(
            &Lock::find(workspace).unwrap(),
            &spec.inputs,
            &output(&generated),
            &plan,
            &plan.on_disk(&generated.files),
            &spec.input.description.name,
        )
    }

    #[test]
    fn another_generator_is_told_from_other_inputs() {
        let (_folder, workspace) = workspace();
        assert_eq!(regen(&workspace, "old", false), Exit::Success);
        assert_eq!(regen(&workspace, "old", true), Exit::Success);
        assert_eq!(
            links(&workspace, "new"),
            ["generator changed: the same inputs now make other files"]
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
