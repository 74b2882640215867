//! `cargo xtask drift`: checks whether the published description is still the committed one.

use clap::Args;
use generator::Which;

use crate::disk::workspace::Workspace;
use crate::exit::{Exit, Failure};
use crate::judging::side::Side;
use crate::judging::{Delivery, FailOn, compare_sides};
use crate::project::current::Current;
use crate::project::published::{Published, could_not_look};

/// Download the description and compare it with the one in `spec/`. Writes nothing.
///
/// Sends a conditional request with the validators in the lock. The overlays in `spec/` apply to the new
/// description, as with `fetch` and `regen`; actions that no longer fit are listed first, and everything
/// else is compared. Exits with 0 if nothing changed, with 10 or 11 if something did, and with 12 if the
/// download failed, which never means "no drift".
#[derive(Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    published: Published,
    #[command(flatten)]
    delivery: Delivery,
    /// Exit with 10 or 11 for these changes.
    #[arg(long, value_enum, default_value = "any")]
    fail_on: FailOn,
}

/// Runs the command.
pub(crate) fn run(workspace: &Workspace, arguments: &Arguments) -> Result<Exit, Failure> {
    let current = Current::read(workspace)?;
    let base = Side::read(workspace)?;
    let arrived = current.receive(&arguments.published);
    let arrived = arrived.map_err(could_not_look)?;
    let unchanged = arrived.as_ref().is_none_or(|arrived| current.is(arrived));
    if unchanged && arguments.delivery.is_text() {
        return Ok(current.report_fresh());
    }
    let published = arrived.map(|arrived| arrived.source()).transpose();
    let revision = match published.map_err(could_not_look)? {
        Some(published) if !unchanged => Side::published(published).map_err(could_not_look)?,
        // The report is printed all the same.
        published => Side {
            name: published
                .map(|it| it.name)
                .or_else(|| current.known.and_then(|it| it.url))
                .unwrap_or_default(),
            ..Side::read(workspace)?
        },
    };
    let compared = compare_sides(workspace, base, revision).map_err(|(which, failure)| {
        // A fault of the checkout is not a fault of the published description.
        match which {
            Some(Which::Revision) => could_not_look(failure),
            _ => failure,
        }
    })?;
    arguments.delivery.deliver(&compared.report)?;
    Ok(arguments.fail_on.exit(&compared.report))
}
