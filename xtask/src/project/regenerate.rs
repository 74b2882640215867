//! Generates the client from `spec/`, compares it with the previous one, and plans the update of the
//! checkout. In: the contents of `spec/`. Out: a plan, a report. Absent: writing.

use generator::diagnostic::Diagnostic;
use generator::{Described, Generated, Input, Judgement, Which};

use crate::disk::digest;
use crate::disk::plan::{Change, Plan};
use crate::exit::Failure;
use crate::judging::side::{COMMITTED, Side};
use crate::judging::{ADAPT, Compared, compare_sides, guard_against_shrinking, is_conflict};
use crate::project::extent::Extent;
use crate::project::lock::{Inputs, LOCK, Lock, Output, Received};
use crate::project::names;
use crate::project::spec::{NAMES, Spec, is_unknown_fault};
use crate::project::workspace::{CLIENT, Workspace};
use crate::report::{File, Report, changelog};

/// The changelog for users of the client, relative to the workspace.
const CHANGELOG: &str = "CHANGELOG.md";

/// The result of a comparison; or the reason why there is none, if it is worth reporting.
pub(crate) type Outcome<T> = Result<T, Option<String>>;

/// Generates from the compared description, if there was a comparison, and else from `spec/`.
pub(crate) fn generate(
    extent: &Extent,
    spec: &Spec,
    compared: Outcome<Compared>,
    allow_shrink: bool,
) -> Result<(Generated, Outcome<Report>), Failure> {
    let (generated, report) = match compared {
        Ok(Compared { report, judgement }) => {
            if !allow_shrink {
                guard_against_shrinking(&judgement)?;
            }
            (described(spec, judgement), Ok(report))
        }
        Err(why) => (Described::read(&spec.input), Err(why)),
    };
    let generated = generated.and_then(|described| extent.generate(described));
    let generated = generated.map_err(|found| unusable(spec, found))?;
    let is_unknown = |it: &Diagnostic| is_unknown_fault(it, &spec.accepts);
    if generated.diagnostics.iter().any(is_unknown) {
        return Err(Failure::documents("spec/", generated.diagnostics)
            .help("correct the description with an overlay in spec/overlays/, or name the code of a defect in \
                   `accept-defects` of spec/generator.toml"));
    }
    Ok((generated, report))
}

/// The revision of a judgement. If overlays need adapting, the judged revision differs from the
/// real one: then the contents of `spec/`, with the names of the judgement.
fn described(spec: &Spec, judgement: Judgement) -> Result<Described, Vec<Diagnostic>> {
    if judgement.mismatches.is_empty() {
        return Ok(judgement.revision);
    }
    Described::read(&Input {
        names: judgement.revision.client.names,
        ..spec.input.clone()
    })
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
        // The faults of the description are reported when it is generated from.
        Err((Some(Which::Revision), _)) => Ok(Err(None)),
        Err((Some(Which::Base), failure)) if !needed => Ok(Err(Some(failure.message))),
        Err((_, failure)) => Err(failure),
    }
}

/// The changes on disk for the generated files. `known` is the known origin of the description; the
/// files `beside` are written along with them.
pub(crate) fn plan(
    workspace: &Workspace,
    extent: &Extent,
    spec: &Spec,
    generated: &Generated,
    known: Option<Received>,
    beside: Vec<(String, String)>,
) -> Result<(Plan, Output), Failure> {
    let mut plan = extent.plan(workspace, generated)?;
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
    // The lock comes last: until it is written, an interrupted run is detected as stale.
    plan.then(workspace, LOCK, now.render()?)?;
    Ok((plan, output))
}

/// The changes to files of the client.
pub(crate) fn files(plan: &Plan) -> Vec<File> {
    let of_client = plan.changes.iter().filter(|it| it.path.starts_with(CLIENT));
    let file = |change: &Change| File {
        path: change.path.clone(),
        status: verb(change, ["created", "updated", "removed"]),
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

/// The verb for the change to a file: created, updated or removed.
pub(crate) fn verb(change: &Change, [create, update, remove]: [&'static str; 3]) -> &'static str {
    match (&change.old, &change.new) {
        (_, None) => remove,
        (None, _) => create,
        _ => update,
    }
}
