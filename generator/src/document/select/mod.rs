//! The operations that a client is made for, where not for all. In: a document in its normal form and
//! the configuration's `only` and `exclude`. Out: the document with the chosen operations and the
//! components that they lead to. Absent: any type; the Rust stage leaves out those that nothing uses.

mod candidate;
mod components;
mod leave_out;
mod pattern;
mod unknown;
