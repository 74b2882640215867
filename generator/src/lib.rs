//! Turns an OpenAPI description into the source of a Rust client crate: text in, files out.
//!
//! The library has no I/O, no clock and no environment; the same input gives the same bytes.

pub mod api;
mod auth;
mod choices;
pub mod compare;
pub mod coverage;
pub mod diagnostic;
pub mod document;
mod dump;
mod emit;
mod events;
mod input;
mod join;
mod judge;
mod mention;
pub mod name_quality;
mod names;
pub mod output;
mod paging;
mod pipeline;
mod pointer;
pub mod propose;
mod rate_limit;
mod regenerate;
pub mod rust;
mod samples;
mod source;
mod webhooks;

pub use auth::Auth;
pub use choices::{
    ChosenHandle, ChosenType, Dependencies, Dependency, DependencyName, Nullability, Personal,
};
pub use dump::{Stage, dump};
pub use events::Events;
pub use input::{Choices, Chosen, Config, Input, Runtime, Selection};
pub use judge::{Base, Judgement, Mismatch, Subject, Which, judge, judge_parsed};
pub use mention::Mention;
pub use names::{EventNames, NameLines, Names, Untagged};
pub use paging::{NextIs, PageReference, PageSource, Paging, PagingStyle};
pub use pipeline::{
    Described, Effective, Generated, Summary, generate, generate_as, generate_package,
};
pub use rate_limit::RateLimit;
pub use samples::{Samples, samples};
pub use source::Source;
pub use webhooks::{EventId, KeyForm, SigningScheme, Webhooks};

/// A module with the function `call`, which calls any operation of a client with values known at run
/// time, and the function `deliver`, which receives any of its events. Operations with multipart forms or
/// streamed bodies are absent. The client must be in scope as
/// `released`; the module's parent has `Probe`, `Outcome` and `NO_CALL`.
///
/// # Errors
///
/// If the generated code does not parse, which is a defect of the generator.
pub fn probe(client: &rust::Client) -> Result<String, String> {
    output::print_items(emit::probe(client))
}
