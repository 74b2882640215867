//! `cargo xtask drift`: whether the published description is still the committed one.

use clap::Args;

use crate::digest;
use crate::exit::{Exit, Failure};
use crate::fetch::{Published, fresh};
use crate::judging::{Delivery, FailOn, compare, guard_against_shrinking};
use crate::lock::Lock;
use crate::side::Side;
use crate::spec::Settings;
use crate::workspace::Workspace;

/// Download the description and judge what differs from the one in `spec/`. Writes nothing.
///
/// Asks the server only for what is newer than what the lock speaks of. The new description is read
/// with the overlays in `spec/`, as `fetch` and `regen` would. Ends with 0 where nothing changed, with
/// 10 or 11 where something did, and with 12 where it could not look: that is never "no drift".
#[derive(Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    published: Published,
    #[command(flatten)]
    delivery: Delivery,
    /// Changes for which to end with 10 or 11.
    #[arg(long, value_enum, default_value = "any")]
    fail_on: FailOn,
}

/// Runs the command.
pub(crate) fn run(workspace: &Workspace, arguments: &Arguments) -> Result<Exit, Failure> {
    let settings = Settings::read(workspace)?;
    let old = workspace.read(&settings.description)?;
    let found = Lock::find(workspace)?;
    let known = old
        .as_ref()
        .and_then(|old| found.source_of(&digest::of_bytes(old)));
    let could_not_look = |failure: Failure| Failure {
        exit: match failure.exit {
            Exit::Failed => Exit::NoBase,
            exit => exit,
        },
        message: format!("could not look for drift: {}", failure.message),
        ..failure
    };
    let base = Side::read(workspace)?;
    let arrived = arguments
        .published
        .receive(&settings, known.as_ref())
        .map_err(could_not_look)?;
    let unchanged = match (&arrived, &old) {
        (None, _) => true,
        (Some(arrived), Some(old)) => arrived.is(old),
        (Some(_), None) => false,
    };
    let revision = match arrived {
        Some(arrived) if !unchanged => {
            Side::published(arrived.source().map_err(could_not_look)?).map_err(could_not_look)?
        }
        // A report is due all the same.
        _ if !arguments.delivery.is_text() => Side::read(workspace)?,
        _ => return Ok(fresh(&settings.description, known.as_ref())),
    };
    let compared = compare(workspace, base, revision).map_err(could_not_look)?;
    if !arguments.published.allow_shrink {
        guard_against_shrinking(&compared.judgement)?;
    }
    arguments.delivery.deliver(&compared.report)?;
    Ok(arguments.fail_on.exit(&compared.report))
}
