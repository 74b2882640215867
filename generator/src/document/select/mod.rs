//! The operations that a client includes, if not all. In: a normalised document and the configuration's
//! `only` and `exclude`. Out: the document with the selected operations and the components that they
//! reference. Absent: types; the Rust stage omits unused ones.

mod candidate;
mod components;
mod leave_out;
mod pattern;
mod unknown;
