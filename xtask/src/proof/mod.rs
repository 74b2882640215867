//! Proofs and measurements that use the compiler: every description of a folder, each verdict, programs
//! that depend on the client, and the cost of compiling.

mod cargo_lines;
pub(crate) mod corpus;
pub(crate) mod measure;
pub(crate) mod used_by;
pub(crate) mod witness;
