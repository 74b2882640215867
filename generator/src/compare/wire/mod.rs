//! The changes between two APIs, classified over HTTP. In: two API models, with operations and
//! schemas aligned. Out: drafts of changes, each with the parts of the API that it concerns.
//! Absent: the effects on the crate.

mod bodies;
mod children;
mod draft;
mod enums;
mod form_parts;
mod kinds;
mod limits;
mod merge;
mod named;
mod nulls;
mod objects;
mod operations;
mod pairs;
mod parameters;
mod parts;
mod positions;
mod reach;
mod receivers;
mod responses;
mod same;
mod schemas;
mod security;
mod servers;
mod texts;
mod unions;
mod uses;

pub(super) use draft::Draft;
pub(super) use merge::SEVERAL;
pub(super) use pairs::{SchemaPair, SchemaPairs};
pub(super) use parts::judge;
