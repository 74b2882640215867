//! `cargo xtask fetch`: downloads the published description to `spec/`.

use clap::Args;

use crate::disk::plan::Plan;
use crate::disk::workspace::Workspace;
use crate::exit::{Exit, Failure};
use crate::project::adapt::Adapt;
use crate::project::current::Current;
use crate::project::layouts;
use crate::project::lock::{Found, LOCK, Lock, Received};
use crate::project::published::Published;
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
    let current = Current::read(workspace)?;
    let Some(arrived) = current.receive(published)? else {
        return Ok(current.report_fresh());
    };
    let unchanged = current.is(&arrived);
    // The same bytes don't justify a change of the lock, unless it has no source yet.
    let is_known = |it: &Received| it.retrieved.is_some() && it.url == arrived.url;
    if unchanged && current.known.as_ref().is_some_and(is_known) {
        return Ok(current.report_fresh());
    }
    let examined = current.examine(&arrived, published.allow_shrink, arguments.adapt.adapt)?;
    let received = arrived.received();
    let source = Received {
        retrieved: (current.known)
            .filter(|_| unchanged)
            .and_then(|it| it.retrieved)
            .or(received.retrieved),
        ..received
    };
    // Nothing else from an edited lock is copied under a fresh checksum.
    let rest = match current.lock {
        Found::Sound(lock) => lock,
        _ => Lock::default(),
    };
    let lock = Lock {
        source: Some(source),
        ..rest
    };
    let description = current.settings.description.as_str();
    let mut plan = Plan::empty(&layouts::MODULES);
    for overlay in &examined.overlays {
        plan.then(workspace, &overlay.name, overlay.text.clone())?;
    }
    plan.then(workspace, description, examined.new.text)?;
    plan.then(workspace, LOCK, lock.render()?)?;
    plan.apply(workspace)?;
    for overlay in &examined.overlays {
        terminal::status("Updated", &overlay.name);
    }
    terminal::status(if unchanged { "Fresh" } else { "Updated" }, description);
    terminal::status("Updated", LOCK);
    terminal::help("now run `cargo xtask regen`");
    Ok(Exit::Success)
}
