//! A base that many revisions are compared with.

use std::sync::{Arc, OnceLock};

use super::compared::{judge_read, parse};
use super::judgement::Judgement;
use super::old::Old;
use super::sides;
use super::which::Which;
use crate::diagnostic::Diagnostic;
use crate::document::Document;
use crate::{Described, Input};

/// A base that many revisions are compared with: it is parsed once, and lowered again only if a
/// revision requires parts of it to be omitted.
#[derive(Debug)]
pub struct Base<'a> {
    input: &'a Input,
    document: Document,
    known: OnceLock<Option<Arc<Described>>>,
}

impl<'a> Base<'a> {
    /// Parses the description of a base.
    ///
    /// # Errors
    ///
    /// If it isn't a description.
    pub fn parse(input: &'a Input) -> Result<Self, Vec<Diagnostic>> {
        Ok(Self {
            input,
            document: parse(input)?,
            known: OnceLock::new(),
        })
    }

    /// The description as parsed, without its overlays.
    #[must_use]
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// Compares a revision with the base.
    ///
    /// # Errors
    ///
    /// As of [`judge`](crate::judge()).
    pub fn judge(&self, revision: &Input) -> Result<Judgement, (Which, Vec<Diagnostic>)> {
        let known = self.known.get_or_init(|| {
            let twice = [self.document.clone(), self.document.clone()];
            let (read, _) = sides::read(twice, self.input, self.input).ok()?;
            let [read, _] = read;
            Some(Old::of(read, None, self.input).describe())
        });
        let parsed = parse(revision).map_err(|found| (Which::Revision, found))?;
        let documents = [self.document.clone(), parsed];
        judge_read(documents, self.input, revision, known.as_ref())
    }
}
