//! `cargo xtask fetch`: downloads the published description to `spec/`.

use clap::Args;
use generator::Source;

use crate::disk::digest;
use crate::disk::write;
use crate::exit::{Exit, Failure};
use crate::project::adapt::Adapt;
use crate::project::lock::{Found, LOCK, Lock, Received};
use crate::project::published::{Published, fresh};
use crate::project::spec::{self, Settings};
use crate::project::workspace::Workspace;
use crate::terminal;

/// Download the description and replace the one in `spec/`.
///
/// Before anything is replaced, the new description must be complete, parse as OpenAPI 3, keep more
/// than four fifths of the operations, and all overlays must still apply to it. Then the
/// description and its entry in `spec/spec.lock` are replaced together; on any failure both stay as
/// they are.
#[derive(Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    published: Published,
    #[command(flatten)]
    adapt: Adapt,
}

/// Runs the command.
pub(crate) fn run(workspace: &Workspace, arguments: &Arguments) -> Result<Exit, Failure> {
    let published = &arguments.published;
    let settings = Settings::read(workspace)?;
    let overlays = spec::overlays(workspace)?;
    let found = Lock::find(workspace)?;
    let old = workspace.read(&settings.description)?;
    let known = old
        .as_ref()
        .and_then(|old| found.source_of(&digest::of_bytes(old)));
    let Some(arrived) = published.receive(workspace, &settings, known.as_ref())? else {
        return Ok(fresh(&settings.description, known.as_ref()));
    };
    let unchanged = old.as_ref().is_some_and(|old| arrived.is(old));
    // The same bytes don't justify a change of the lock, unless it has no source yet.
    if unchanged
        && known
            .as_ref()
            .is_some_and(|it| it.retrieved.is_some() && it.url == arrived.url)
    {
        return Ok(fresh(&settings.description, known.as_ref()));
    }
    let examined = arrived.examine(
        &settings.description,
        old,
        &overlays,
        published.allow_shrink,
        arguments.adapt.adapt,
        &settings.accepts,
    )?;
    let received = arrived.received();
    let source = Received {
        retrieved: known
            .filter(|_| unchanged)
            .and_then(|it| it.retrieved)
            .or(received.retrieved),
        ..received
    };
    let bytes = arrived.document.bytes;
    let description = (settings.description.as_str(), bytes);
    replace(workspace, description, &examined.overlays, found, source)?;
    for overlay in &examined.overlays {
        terminal::status("Updated", &overlay.name);
    }
    terminal::status(
        if unchanged { "Fresh" } else { "Updated" },
        &settings.description,
    );
    terminal::status("Updated", LOCK);
    terminal::help("now run `cargo xtask regen`");
    Ok(Exit::Success)
}

/// Replaces the description, its entry in the lock, and the overlays that change with it: all or
/// none.
fn replace(
    workspace: &Workspace,
    (description, bytes): (&str, Vec<u8>),
    overlays: &[Source],
    found: Found,
    source: Received,
) -> Result<(), Failure> {
    // Nothing else from an edited lock is copied under a fresh checksum.
    let rest = if let Found::Sound(lock) = found {
        lock
    } else {
        Lock::default()
    };
    let lock = Lock {
        source: Some(source),
        ..rest
    }
    .render()?;
    let overlays = overlays
        .iter()
        .map(|it| (workspace.place(&it.name), it.text.clone().into_bytes()));
    let mut files: Vec<_> = overlays.collect();
    files.push((workspace.place(description), bytes));
    files.push((workspace.place(LOCK), lock.into_bytes()));
    write::together(&files).map_err(|(error, back)| {
        let failure =
            Failure::failed(format!("could not replace {description} and {LOCK}")).cause(&error);
        match back {
            None => {
                failure.help("nothing was changed; make spec/ writable and run the command again")
            }
            Some(back) => failure
                .details([format!(
                    "and files that were already replaced could not be restored: {back}"
                )])
                .help("restore spec/ from version control"),
        }
    })
}
