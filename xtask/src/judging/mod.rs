//! Comparison, the same for every command that compares. In: two sides. Out: the report, and the
//! client of the second side. Absent: network, and writing.

pub(crate) mod accepted;
mod compared;
mod delivery;
pub(crate) mod history;
mod policy;
mod released;
pub(crate) mod rule_id;
pub(crate) mod side;

pub(crate) use compared::{
    ADAPT, Compared, compare, compare_sides, guard_against_shrinking, is_conflict,
};
pub(crate) use delivery::{Delivery, FailOn};
