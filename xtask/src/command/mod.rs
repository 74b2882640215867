//! The commands, a file each: its arguments, what it calls, and the code it ends with. They know the
//! rooms of this program; no room knows a command, and no command another one.

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
