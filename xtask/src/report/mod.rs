//! The report on a comparison in all output formats. In: judged changes and facts about both sides.
//! Out: text in one of eight formats. Absent: disk, network, and any judgement.

pub(crate) mod changelog;
pub(crate) mod generated;
pub(crate) mod github;
pub(crate) mod history;
pub(crate) mod html;
pub(crate) mod json;
pub(crate) mod junit;
pub(crate) mod markdown;
pub(crate) mod markup;
mod model;
pub(crate) mod one_line;
#[cfg(test)]
mod sample;
pub(crate) mod sarif;
pub(crate) mod text;
pub(crate) mod used_by;
pub(crate) mod wording;

pub(crate) use model::{
    Accepted, AffectedOperation, CompileError, Counts, File, Judged, Release, Report,
    SCHEMA_VERSION, Side, State, UsedBy,
};
