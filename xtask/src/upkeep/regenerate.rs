//! Generates the client from `spec/`, compares it with the previous one, and plans the update of the
//! checkout. In: the contents of `spec/`. Out: a plan, a report. Absent: writing.

use generator::diagnostic::Diagnostic;
use generator::{Described, Generated, Which};

use crate::disk::digest;
use crate::disk::plan::{Change, Plan};
use crate::disk::workspace::{CLIENT, Workspace};
use crate::exit::Failure;
use crate::judging::side::{COMMITTED, Side};
use crate::judging::{ADAPT, Compared, compare_sides, guard_against_shrinking, is_conflict};
use crate::project::Project;
use crate::project::lock::{LOCK, Lock, Output, Received};
use crate::project::spec::{NAMES, Spec, is_unknown_fault};
use crate::report::{File, Report, changelog};

/// The changelog for users of the client, relative to the workspace.
const CHANGELOG: &str = "CHANGELOG.md";

/// The result of a comparison; or the reason why there is none, if it is worth reporting.
pub(crate) type Outcome<T> = Result<T, Option<String>>;

/// Generates from the compared description, if there was a comparison, and else from `spec/`.
pub(crate) fn generate(
    project: &Project<'_>,
    compared: Outcome<Compared>,
    allow_shrink: bool,
) -> Result<(Generated, Outcome<Report>), Failure> {
    let spec = &project.spec;
    let (generated, report) = match compared {
        Ok(Compared { report, judgement }) => {
            if !allow_shrink {
                guard_against_shrinking(&judgement)?;
            }
            (judgement.into_revision(&spec.input), Ok(report))
        }
        Err(why) => (Described::read(&spec.input), Err(why)),
    };
    let generated = generated.and_then(|described| project.extent.generate(described));
    let generated = generated.map_err(|found| unusable(spec, found))?;
    let is_unknown = |it: &Diagnostic| is_unknown_fault(it, &spec.accepts);
    if generated.diagnostics.iter().any(is_unknown) {
        return Err(Failure::documents("spec/", generated.diagnostics)
            .help("correct the description with an overlay in spec/overlays/, or name the code of a defect in \
                   `accept-defects` of spec/generator.toml"));
    }
    Ok((generated, report))
}

/// The failure for a faulty description, overlay or configuration.
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

/// The changes since the base; or the reason why they are unknown, if it is worth reporting.
///
/// # Errors
///
/// If the report fails, and is `needed` by an option.
pub(crate) fn compare_with_base(
    project: &Project<'_>,
    base: Option<&str>,
    needed: bool,
) -> Result<Outcome<Compared>, Failure> {
    let (workspace, spec) = (project.folder, &project.spec);
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
        // The faults of the description are reported when it is generated from.
        Err((Some(Which::Revision), _)) => Ok(Err(None)),
        Err((Some(Which::Base), failure)) if !needed => Ok(Err(Some(failure.message))),
        Err((_, failure)) => Err(failure),
    }
}

/// The changes on disk for the generated files. `known` is the known origin of the description; the
/// files `beside` are written along with them.
pub(crate) fn plan(
    project: &Project<'_>,
    generated: &Generated,
    known: Option<Received>,
    beside: Vec<(String, String)>,
) -> Result<(Plan, Output), Failure> {
    let workspace = project.folder;
    let mut plan = project.plan(generated)?;
    let mut inputs = project.spec.inputs();
    let new_names = plan.changes.iter().find(|it| it.path == NAMES);
    if let Some(text) = new_names.and_then(|it| it.new.as_ref()) {
        inputs.names = digest::of_bytes(text.as_bytes());
    }
    let output = output(generated);
    let now = Lock {
        source: Some(known.unwrap_or_else(|| Received {
            bytes: project.spec.input.description.text.len() as u64,
            sha256: inputs.description.clone(),
            ..Received::default()
        })),
        inputs: Some(inputs),
        output: Some(output.clone()),
    };
    for (path, text) in beside {
        plan.then(workspace, &path, text)?;
    }
    // The lock comes last: until it is written, an interrupted run is detected as stale.
    plan.then(workspace, LOCK, now.render()?)?;
    Ok((plan, output))
}

/// The changes to files of the client.
pub(crate) fn files(plan: &Plan) -> Vec<File> {
    let of_client = plan.changes.iter().filter(|it| it.path.starts_with(CLIENT));
    let file = |change: &Change| File {
        path: change.path.clone(),
        status: change.verb(["created", "updated", "removed"]),
    };
    of_client.map(file).collect()
}

/// The changelog with an entry about the changes, with its path; `None` if it is already up to
/// date.
pub(crate) fn with_entry(
    workspace: &Workspace,
    report: &Report,
) -> Result<Option<(String, String)>, Failure> {
    let old = workspace.read_text(CHANGELOG)?.unwrap_or_default();
    let new = changelog::insert(&old, &changelog::entry(report))?;
    Ok((old != new).then(|| (CHANGELOG.to_owned(), new)))
}

/// The lock's entry for the generated files.
pub(crate) fn output(generated: &Generated) -> Output {
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
