//! Our judgement of a case.

use generator::{Input, Judgement, Which};

use crate::exit::Failure;

/// Judges both sides of a case.
pub(super) fn judged(name: &str, base: &Input, revision: &Input) -> Result<Judgement, Failure> {
    generator::judge(base, revision).map_err(|(which, found)| {
        let side = match which {
            Which::Base => "base",
            Which::Revision => "revision",
        };
        Failure::documents(&format!("the {side} of {name}"), found)
    })
}
