//! `cargo xtask update`: from the published description to a client of it, or to the pull request that
//! proposes it, by one command. In: what is published, and the checkout. Out: all of what `fetch` and
//! `regen --changelog` would write, or none of it.

mod failure;
mod proposal;
mod repository;
mod written;

use std::path::PathBuf;

use clap::Args;

use crate::digest;
use crate::drift::could_not_look;
use crate::exit::{Exit, Failure};
use crate::fetch::{Arrived, Published, fresh};
use crate::judging::{Compared, Delivery};
use crate::lock::Lock;
use crate::plan::Plan;
use crate::regen;
use crate::report::Report;
use crate::spec::{self, Settings, Spec};
use crate::tree::Tree;
use crate::workspace::Workspace;
use proposal::Proposing;

/// Download the description, and bring the client in line with it.
///
/// Does what `fetch` and `regen --changelog` do, in one go: the description and its lock, the
/// generated files, new names and the entry in CHANGELOG.md are all written, or all stay as they are.
/// Writes nothing where nothing changed. Ends with 12 where it could not look, and with 100 where a
/// person must decide: overlays no longer apply, or too many operations are gone.
#[derive(Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    published: Published,
    /// Also put into the overlays what `cargo xtask propose` would write there for the new
    /// description, in place of what it wrote for the old one; shown first.
    #[arg(long)]
    adapt: bool,
    #[command(flatten)]
    delivery: Delivery,
    /// Write the report into this folder, too, as report.md, report.html and report.json.
    #[arg(long, value_name = "DIR")]
    report: Option<PathBuf>,
    /// Leave the work tree as it is: push the result as the branch `update-description`, and open its
    /// pull request on GitHub or update it; needs the program gh.
    #[arg(long)]
    pull_request: bool,
    /// On failure, say so in one issue on GitHub, which the next success closes.
    #[arg(long, requires = "pull_request")]
    report_failure: bool,
}

/// Runs the command.
pub(crate) fn run(workspace: &Workspace, arguments: &Arguments) -> Result<Exit, Failure> {
    let result = update(workspace, arguments);
    if arguments.report_failure {
        failure::tell(workspace, result.as_ref().err());
    }
    result
}

fn update(workspace: &Workspace, arguments: &Arguments) -> Result<Exit, Failure> {
    // Whatever stands in the way of a pull request is told before anything is downloaded.
    let proposing = arguments
        .pull_request
        .then(|| Proposing::prepare(workspace));
    let proposing = proposing.transpose()?;
    let Some(update) = prepare(workspace, arguments)? else {
        proposing.map_or(Ok(()), Proposing::withdraw)?;
        return Ok(Exit::Success);
    };
    if let Some(folder) = &arguments.report {
        written::report(folder, &update.report)?;
    }
    arguments.delivery.deliver(&update.report)?;
    match proposing {
        Some(proposing) => proposing.propose(&update)?,
        None => written::apply(workspace, &update.plan)?,
    }
    Ok(Exit::Success)
}

/// What an update does, worked out in full before anything is written.
struct Update {
    /// The path of the description, relative to the workspace.
    description: String,
    /// The digest of the published one.
    sha256: String,
    /// All files that change.
    plan: Plan,
    /// What changed since the last commit.
    report: Report,
}

/// Works out an update; none where nothing changed.
fn prepare(workspace: &Workspace, arguments: &Arguments) -> Result<Option<Update>, Failure> {
    let published = &arguments.published;
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
                arguments.adapt,
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
        if arguments.delivery.is_text() {
            return Ok(None);
        }
        return arguments.delivery.deliver(report).map(|()| None);
    }
    let (generated, report) = regen::generate(&spec, compared, published.allow_shrink)
        .map_err(|failure| if is_new { unseen(failure) } else { failure })?;
    let Ok(mut report) = report else {
        return Err(Failure::failed("the description could not be compared"));
    };
    regen::tell_what_was_made(&spec, &generated);
    let received = arrived.map(|arrived| arrived.received());
    let known = if is_new { received } else { known.or(received) };
    let mut beside = Vec::from_iter(regen::with_entry(workspace, &report)?);
    beside.extend(texts);
    let (plan, _) = regen::plan(workspace, &spec, &generated, known, beside)?;
    report.files = regen::files(&plan);
    Ok(Some(Update {
        description,
        sha256: spec.inputs.description,
        plan,
        report,
    }))
}

/// A failure about a description that is in no file yet.
fn unseen(failure: Failure) -> Failure {
    match failure.exit {
        Exit::Refused => failure,
        _ => failure.help(
            "`cargo xtask fetch` puts the new description into spec/, where an overlay in \
             spec/overlays/ can correct it",
        ),
    }
}

/// The workspace as it is with another description and overlays, where there are any.
struct Updated<'a> {
    workspace: &'a Workspace,
    /// What differs, by path.
    texts: &'a [(String, String)],
}

impl Tree for Updated<'_> {
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, Failure> {
        match self.texts.iter().find(|(changed, _)| changed == path) {
            Some((_, text)) => Ok(Some(text.as_bytes().to_vec())),
            None => self.workspace.read(path),
        }
    }

    fn list(&self, folder: &str) -> Result<Vec<String>, Failure> {
        self.workspace.list(folder)
    }

    fn called(&self, path: &str) -> String {
        self.workspace.called(path)
    }

    fn missing(&self, path: &str, help: &str) -> Failure {
        self.workspace.missing(path, help)
    }
}
