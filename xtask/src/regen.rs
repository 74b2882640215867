//! `cargo xtask regen`: `spec/` in, `generated-client/` out.

use clap::Args;
use generator::diagnostic::Diagnostic;
use generator::{Generated, Input, Judgement, Which};

use crate::chain;
use crate::digest;
use crate::exit::{Exit, Failure, is_fault};
use crate::judging::{
    ADAPT, Compared, Delivery, FailOn, compare_sides, guard_against_shrinking, is_conflict,
};
use crate::lock::{Inputs, LOCK, Lock, Output, Received};
use crate::names;
use crate::plan::{Change, Plan};
use crate::report::{File, Report, changelog};
use crate::side::{COMMITTED, Side};
use crate::spec::{NAMES, Spec};
use crate::terminal::{self, count};
use crate::unified;
use crate::workspace::{CLIENT, Workspace};

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
    #[arg(long, conflicts_with_all = ["format", "all"])]
    check: bool,
    /// Write nothing; say what would be done.
    #[arg(long, conflicts_with = "check")]
    dry_run: bool,
    /// Print what changes as a unified diff, at most 400 lines.
    #[arg(long, conflicts_with = "format")]
    diff: bool,
    /// The side to compare with: a revision, a file or another checkout [default: HEAD].
    #[arg(long, value_name = "BASE", conflicts_with = "check")]
    base: Option<String>,
    /// Put an entry about the changes into CHANGELOG.md, under Unreleased.
    #[arg(long, conflicts_with = "check")]
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
        let needed = arguments.base.is_some()
            || arguments.changelog
            || !arguments.delivery.is_text()
            || arguments.fail_on != FailOn::Never;
        compare_with_base(workspace, &spec, arguments.base.as_deref(), needed)?
    };
    // What changed is worth knowing even where nothing can be written.
    let needs_a_hand = |compared: &Compared| !compared.report.needs_a_hand.is_empty();
    let judged = compared.as_ref().ok().filter(|it| needs_a_hand(it));
    let judged = judged.map(|compared| compared.report.clone());
    let (generated, report) = match generate(&spec, compared, arguments.allow_shrink) {
        Ok(generated) => generated,
        Err(failure) => {
            if let Some(report) = judged.filter(|_| failure.exit == Exit::Refused) {
                arguments.delivery.deliver(&report)?;
            }
            return Err(failure);
        }
    };
    conclude(workspace, spec, generated, report, arguments)
}

/// What came of a comparison; or why there is none, where there is something to say.
pub(crate) type Outcome<T> = Result<T, Option<String>>;

/// Generates from what was compared, where it could be, and else from what stands in `spec/`.
pub(crate) fn generate(
    spec: &Spec,
    compared: Outcome<Compared>,
    allow_shrink: bool,
) -> Result<(Generated, Outcome<Report>), Failure> {
    let (generated, report) = match compared {
        Ok(Compared { report, judgement }) => {
            if !allow_shrink {
                guard_against_shrinking(&judgement)?;
            }
            (generate_judged(spec, judgement), Ok(report))
        }
        Err(why) => (generator::generate(&spec.input), Err(why)),
    };
    let generated = generated.map_err(|found| unusable(spec, found))?;
    if generated.diagnostics.iter().any(is_fault) {
        return Err(Failure::documents("spec/", generated.diagnostics)
            .help("correct the description with an overlay in spec/overlays/"));
    }
    Ok((generated, report))
}

/// Generates from the revision of a judgement. Where something needs a hand, the judgement has it
/// otherwise than it is: then from what stands in `spec/`, with the names of the judgement.
fn generate_judged(spec: &Spec, judgement: Judgement) -> Result<Generated, Vec<Diagnostic>> {
    if judgement.hands.is_empty() {
        return generator::generate_from(judgement.revision);
    }
    generator::generate(&Input {
        names: judgement.revision.client.names,
        ..spec.input.clone()
    })
}

/// What is wrong with the description or what is said about it.
fn unusable(spec: &Spec, found: Vec<Diagnostic>) -> Failure {
    if !is_conflict(&found) {
        return Failure::documents("spec/", found);
    }
    Failure {
        diagnostics: found,
        ..Failure::refused(format!(
            "overlays do not apply to {}; nothing was written",
            spec.name
        ))
        .help(ADAPT)
    }
}

/// What changed since the base; or why nothing can be said about that, where there is something to
/// say.
///
/// # Errors
///
/// Where the report cannot be made, and is `needed`: something that was asked for hangs on it.
pub(crate) fn compare_with_base(
    workspace: &Workspace,
    spec: &Spec,
    base: Option<&str>,
    needed: bool,
) -> Result<Outcome<Compared>, Failure> {
    let base = match base {
        Some(name) => Side::named(workspace, name),
        None => Side::at(workspace, COMMITTED),
    };
    let compared = match base {
        Ok(base) if !needed && base.is(&spec.input) => return Ok(Err(None)),
        Ok(base) => compare_sides(workspace, base, Side::of(spec)),
        Err(failure) => Err((Some(Which::Base), failure)),
    };
    match compared {
        Ok(compared) => Ok(Ok(compared)),
        // What is wrong with the description is told when it is generated from.
        Err((Some(Which::Revision), _)) => Ok(Err(None)),
        Err((Some(Which::Base), failure)) if !needed => Ok(Err(Some(failure.message))),
        Err((_, failure)) => Err(failure),
    }
}

/// Brings the checkout, or the report on it, in line with what was generated.
fn conclude(
    workspace: &Workspace,
    spec: Spec,
    generated: Generated,
    report: Outcome<Report>,
    arguments: &Arguments,
) -> Result<Exit, Failure> {
    let description = spec.input.description.name.clone();
    tell_what_was_made(&spec, &generated);
    let found = Lock::find(workspace)?;
    let known = found.source_of(&spec.inputs.description);
    let provenance_lost = known.is_none() && found.speaks_of_a_source();
    let changelog = match &report {
        Ok(report) if arguments.changelog => with_entry(workspace, report)?,
        _ => None,
    };
    let beside = changelog.into_iter().collect();
    let (plan, output) = plan(workspace, &spec, &generated, known, beside)?;

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
        Ok(mut report) => {
            report.files = files(&plan);
            arguments.delivery.deliver(&report)?;
            Ok(arguments.fail_on.exit(&report))
        }
        Err(why) => {
            if let Some(why) = why.filter(|_| !plan.changes.is_empty()) {
                terminal::note(format_args!("nothing is said about what changed: {why}"));
            }
            Ok(Exit::Success)
        }
    }
}

/// Says what was read and what was made of it.
pub(crate) fn tell_what_was_made(spec: &Spec, generated: &Generated) {
    let summary = generated.summary;
    terminal::diagnostics(&generated.diagnostics);
    terminal::status(
        "Loaded",
        format_args!(
            "{} ({}, {})",
            spec.input.description.name,
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
}

/// What changes on disk where this was generated. `known` is what is known of where the description
/// came from; the files `beside` are written along.
pub(crate) fn plan(
    workspace: &Workspace,
    spec: &Spec,
    generated: &Generated,
    known: Option<Received>,
    beside: Vec<(String, String)>,
) -> Result<(Plan, Output), Failure> {
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
    let output = output(generated);
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
    for (path, text) in beside {
        plan.then(workspace, &path, text)?;
    }
    // The lock comes last of all: until it is written, an interrupted run is seen as stale.
    plan.then(workspace, LOCK, now.render()?)?;
    Ok((plan, output))
}

/// What is done to files of the client.
pub(crate) fn files(plan: &Plan) -> Vec<File> {
    let of_client = plan.changes.iter().filter(|it| it.path.starts_with(CLIENT));
    let file = |change: &Change| File {
        path: change.path.clone(),
        status: verb(change, ["created", "updated", "removed"]),
    };
    of_client.map(file).collect()
}

/// The changelog with an entry about the changes, under its path; none where it says all of it.
pub(crate) fn with_entry(
    workspace: &Workspace,
    report: &Report,
) -> Result<Option<(String, String)>, Failure> {
    let old = workspace.read_text(CHANGELOG)?.unwrap_or_default();
    let new = changelog::insert(&old, &changelog::entry(report))?;
    Ok((old != new).then(|| (CHANGELOG.to_owned(), new)))
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
pub(crate) fn verb(change: &Change, [create, update, remove]: [&'static str; 3]) -> &'static str {
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
