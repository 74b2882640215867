//! Swagger 2.0 to OpenAPI 3.0. In: the value of a Swagger 2.0 description with all overlays applied.
//! Out: the same API as OpenAPI 3.0 writes it, with the origin of every node that moved. Absent:
//! references, which the normaliser leads to where components stand now, and the keywords of
//! schemas, which 2.0 and 3.0 all but share.

mod bodies;
mod content;
mod conversion;
mod convert;
mod inputs;
mod parameters;
mod responses;
mod security;
mod servers;

pub(super) use convert::convert;
