//! The output for people and logs. In: messages. Out: status lines in cargo's manner on stderr, data on stdout.
//! Absent: reports, which `report` renders.

mod format;
pub(crate) mod name;
mod shown;
mod stderr;
mod stdout;

pub(crate) use format::Format;
pub(crate) use name::{ALIAS, INSTALLED, command_name};
pub(crate) use shown::{count, printable};
pub(crate) use stderr::{
    choose_color, diagnostics, error, failure, help, note, plain, problem, status, transient,
};
pub(crate) use stdout::{data, styled};
