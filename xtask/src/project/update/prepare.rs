//! An update, planned in full before anything is written.

use super::updated::Updated;
use crate::disk::digest;
use crate::disk::plan::Plan;
use crate::exit::{Exit, Failure};
use crate::judging::{Compared, Delivery};
use crate::project::extent::Extent;
use crate::project::lock::Lock;
use crate::project::published::{Arrived, Published, could_not_look, fresh};
use crate::project::regenerate as regen;
use crate::project::spec::{self, Settings, Spec};
use crate::project::unchanged::Record;
use crate::project::workspace::Workspace;
use crate::report::Report;

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
    let settings = Settings::read(workspace)?;
    let description = settings.description.clone();
    let overlays = spec::overlays(workspace)?;
    let found = Lock::find(workspace)?;
    let old = workspace.read(&description)?;
    let known = old
        .as_ref()
        .and_then(|old| found.source_of(&digest::of_bytes(old)));
    let arrived = published
        .receive(workspace, &settings, known.as_ref())
        .map_err(could_not_look)?;
    let is_new = |arrived: &&Arrived| !old.as_ref().is_some_and(|old| arrived.is(old));
    let new = match arrived.as_ref().filter(is_new) {
        None => None,
        Some(new) => Some(
            new.examine(
                &description,
                old.clone(),
                &overlays,
                published.allow_shrink,
                adapt,
                &settings.accepts,
            )
            .map_err(could_not_look)?,
        ),
    };
    let is_new = new.is_some();
    let texts = new.map_or_else(Vec::new, |examined| {
        let overlays = examined.overlays.into_iter();
        let mut texts: Vec<_> = overlays.map(|it| (it.name, it.text)).collect();
        texts.push((description.clone(), examined.new.text));
        texts
    });
    let spec = Spec::read(&Updated {
        workspace,
        texts: &texts,
    })?;
    let compared = regen::compare_with_base(workspace, &spec, None, true)?;
    if let (false, Ok(Compared { report, .. })) = (is_new, &compared)
        && report.changes.is_empty()
    {
        fresh(&description, known.as_ref());
        if delivery.is_text() {
            return Ok(None);
        }
        return delivery.deliver(report).map(|()| None);
    }
    let extent = Extent::of(workspace, &spec)?;
    let (generated, report) = regen::generate(&extent, &spec, compared, published.allow_shrink)
        .map_err(|failure| if is_new { unseen(failure) } else { failure })?;
    let Ok(mut report) = report else {
        return Err(Failure::failed("the description could not be compared"));
    };
    Record::of(&spec, &generated).print();
    let received = arrived.map(|arrived| arrived.received());
    let known = if is_new { received } else { known.or(received) };
    let mut beside = Vec::from_iter(regen::with_entry(workspace, &report)?);
    beside.extend(texts);
    let (plan, _) = regen::plan(workspace, &extent, &spec, &generated, known, beside)?;
    report.files = regen::files(&plan);
    Ok(Some(Update {
        description,
        sha256: spec.inputs.description,
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
