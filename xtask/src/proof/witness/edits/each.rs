//! Makes edits one after another, for inspection of their judgements.

use generator::{Base, Input, Judgement};

use super::edit::{edited, made};
use crate::disk::workspace::Workspace;
use crate::exit::Failure;
use crate::judging::side::Side;

/// Makes this number of edits one after another, and passes on those that are judged: the edit, the
/// base and the judgement.
pub(in crate::proof::witness) fn each(
    workspace: &Workspace,
    number: usize,
    seed: u64,
    take: &mut dyn FnMut(&str, &Input, Judgement) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let base = Side::read(workspace)?.input;
    let parsed =
        Base::parse(&base).map_err(|found| Failure::documents(&base.description.name, found))?;
    for edit in 0..number {
        let (kind, made) = made(parsed.document(), edit, seed);
        let Some((place, input)) = made.map(|(made, text)| (made.place, edited(&base, text)))
        else {
            continue;
        };
        if let Ok(judgement) = parsed.judge(&input) {
            take(&format!("edit {edit}: {kind}: {place}"), &base, judgement)?;
        }
    }
    Ok(())
}
