//! An update, planned in full before anything is written.

use super::updated::Updated;
use crate::disk::plan::Plan;
use crate::disk::workspace::Workspace;
use crate::exit::{Exit, Failure};
use crate::judging::{Compared, Delivery};
use crate::project::Project;
use crate::project::current::Current;
use crate::project::published::{Published, could_not_look};
use crate::project::unchanged::Record;
use crate::report::Report;
use crate::upkeep::regenerate as regen;

/// An update, planned in full before anything is written.
pub(crate) struct Update {
    /// The path of the description, relative to the workspace.
    pub(super) description: String,
    /// The digest of the published one.
    pub(super) sha256: String,
    /// All files that change.
    pub(crate) plan: Plan,
    /// The changes since the last commit.
    pub(crate) report: Report,
}

/// Plans an update; `None` if nothing changed.
pub(crate) fn prepare(
    workspace: &Workspace,
    published: &Published,
    adapt: bool,
    delivery: &Delivery,
) -> Result<Option<Update>, Failure> {
    let current = Current::read(workspace)?;
    let description = current.settings.description.clone();
    let arrived = current.receive(published).map_err(could_not_look)?;
    let new = (arrived.as_ref())
        .filter(|arrived| !current.is(arrived))
        .map(|arrived| current.examine(arrived, published.allow_shrink, adapt))
        .transpose()
        .map_err(could_not_look)?;
    let is_new = new.is_some();
    let texts = new.map_or_else(Vec::new, |examined| {
        let overlays = examined.overlays.into_iter();
        let mut texts: Vec<_> = overlays.map(|it| (it.name, it.text)).collect();
        texts.push((description.clone(), examined.new.text));
        texts
    });
    let updated = Updated {
        workspace,
        texts: &texts,
    };
    let project = Project::with_inputs(workspace, &updated)?;
    let compared = regen::compare_with_base(&project, None, true)?;
    if let (false, Ok(Compared { report, .. })) = (is_new, &compared)
        && report.changes.is_empty()
    {
        current.report_fresh();
        if delivery.is_text() {
            return Ok(None);
        }
        return delivery.deliver(report).map(|()| None);
    }
    let (generated, report) = regen::generate(&project, compared, published.allow_shrink)
        .map_err(|failure| if is_new { unseen(failure) } else { failure })?;
    let Ok(mut report) = report else {
        return Err(Failure::failed("the description could not be compared")
            .help("run `cargo xtask regen --anew` to see the cause"));
    };
    Record::of(&project.spec, &generated).print();
    let received = arrived.map(|arrived| arrived.received());
    let known = match is_new {
        true => received,
        false => current.known.or(received),
    };
    let mut beside = Vec::from_iter(regen::with_entry(workspace, &report)?);
    beside.extend(texts);
    let (plan, _) = regen::plan(&project, &generated, known, beside)?;
    report.files = regen::files(&plan);
    Ok(Some(Update {
        description,
        sha256: project.spec.inputs().description,
        plan,
        report,
    }))
}

/// A failure about a description that is not in a file yet.
fn unseen(failure: Failure) -> Failure {
    match failure.exit {
        Exit::Refused => failure,
        _ => failure.help(
            "`cargo xtask fetch` puts the new description into spec/, where an overlay in \
             spec/overlays/ can correct it",
        ),
    }
}
