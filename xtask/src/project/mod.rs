//! What an API's project is on disk: the description, what is said about it, what was made of it, and
//! how it is brought in line with what is published. Absent: HTTP, git, and any judgement.

pub(crate) mod accepted;
pub(crate) mod adapt;
pub(crate) mod beside;
pub(crate) mod chain;
pub(crate) mod denied;
#[allow(dead_code, reason = "commands about traffic, which some builds lack")]
pub(crate) mod effective;
pub(crate) mod extent;
pub(crate) mod features;
pub(crate) mod host;
pub(crate) mod init;
pub(crate) mod layouts;
pub(crate) mod lock;
pub(crate) mod manifest;
pub(crate) mod names;
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
