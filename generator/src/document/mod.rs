//! Stage 1. In: the text of a description and of its overlays. Out: one value, plain OpenAPI 3.0,
//! with the place of every node. Absent: anything that knows what an operation or a schema means.

mod pointer;

pub use pointer::Pointer;
