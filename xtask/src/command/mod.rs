//! The commands, one file each: its arguments, its calls, its exit code. Commands use the other modules; no module
//! uses a command, and no command uses another.

pub(crate) mod accept;
pub(crate) mod completions;
pub(crate) mod corpus;
pub(crate) mod diff;
pub(crate) mod diff_driver;
pub(crate) mod drift;
pub(crate) mod dump;
pub(crate) mod explain;
pub(crate) mod fetch;
pub(crate) mod generate;
pub(crate) mod init;
pub(crate) mod measure;
pub(crate) mod mock;
pub(crate) mod observe;
pub(crate) mod propose;
pub(crate) mod regen;
pub(crate) mod samples;
pub(crate) mod update;
pub(crate) mod witness;
