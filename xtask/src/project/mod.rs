//! An API's project on disk: the description, its overlays and settings, the generated files, and
//! updates to the published description. Absent: HTTP, git, and any judgement.

pub(crate) mod accepted;
pub(crate) mod adapt;
pub(crate) mod beside;
pub(crate) mod chain;
pub(crate) mod current;
pub(crate) mod denied;
#[allow(dead_code, reason = "commands about traffic, which some builds lack")]
pub(crate) mod effective;
pub(crate) mod extent;
pub(crate) mod features;
pub(crate) mod given;
pub(crate) mod host;
pub(crate) mod init;
pub(crate) mod kept;
pub(crate) mod layouts;
pub(crate) mod lock;
pub(crate) mod manifest;
pub(crate) mod names;
mod opened;
pub(crate) mod placing;
pub(crate) mod published;
pub(crate) mod regenerate;
pub(crate) mod runtime_choice;
pub(crate) mod selecting;
pub(crate) mod spec;
pub(crate) mod stainless;
pub(crate) mod tree;
pub(crate) mod unchanged;
pub(crate) mod update;
pub(crate) mod vendored;
pub(crate) mod workspace;

pub(crate) use opened::Project;
