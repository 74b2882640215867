//! Stage 4. In: the client as Rust items. Out: tokens and syntax trees, file by file. Absent:
//! decisions. Only this stage uses `quote`.

mod alternatives;
mod attributes;
mod bodies;
mod client;
mod client_tests;
mod constructors;
mod delivery_tests;
mod enums;
mod errors;
mod example;
mod files;
mod form_values;
mod ident;
mod models;
mod object;
mod operation;
mod parameter;
mod probe;
mod request;
mod request_tests;
mod responses;
mod servers;
mod shapes;
mod structs;
mod testing;
mod types;
mod unions;
mod webhooks;

pub(crate) use attributes::LINE_END;
pub(crate) use example::{FirstCall, first_program, sample};
pub(crate) use files::{DELIVERIES, File, emit, files};
pub(crate) use models::model;
pub(crate) use operation::one_operation;
pub(crate) use probe::probe;
pub(crate) use testing::FEATURE as TESTING;
