//! An API's project on disk. In: the files of `spec/`, and the published description. Out: the inputs of the
//! generator, and the files that it owns. Absent: git, comparison.

pub(crate) mod adapt;
pub(crate) mod beside;
pub(crate) mod chain;
pub(crate) mod check_description;
pub(crate) mod current;
pub(crate) mod denied;
#[allow(dead_code, reason = "commands about traffic, which some builds lack")]
pub(crate) mod effective;
pub(crate) mod extent;
pub(crate) mod features;
pub(crate) mod given;
pub(crate) mod host;
pub(crate) mod kept;
pub(crate) mod layouts;
pub(crate) mod lock;
pub(crate) mod manifest;
pub(crate) mod names;
mod opened;
pub(crate) mod placing;
pub(crate) mod published;
pub(crate) mod runtime_choice;
pub(crate) mod selecting;
pub(crate) mod shrink;
pub(crate) mod spec;
pub(crate) mod stainless;
pub(crate) mod unchanged;
pub(crate) mod vendored;

pub(crate) use opened::Project;
