//! Swagger 2.0 to OpenAPI 3.0. In: the value of a Swagger 2.0 description with all overlays applied.
//! Out: the same API as OpenAPI 3.0, with the origin of every node that moved. Absent: references,
//! which the normaliser redirects to the new addresses of components, and the keywords of schemas,
//! which 2.0 and 3.0 nearly share.

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
