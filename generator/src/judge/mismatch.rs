//! Items that need manual work before generating from the revision, or to stay in sync with it.

use serde::Serialize;

use super::which::Which;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::document::Misfit;

/// A setting, name or overlay action that no longer fits a description.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Mismatch {
    /// The kind of problem.
    pub subject: Subject,
    /// The side that it does not fit.
    pub side: Which,
    /// The code of the diagnostic that makes generating fail, if any.
    pub code: Option<Code>,
    /// The problem, in one line without a full stop.
    pub message: String,
    /// The file to adapt; empty if unknown.
    pub file: String,
    /// Line and column in that file.
    #[serde(flatten)]
    pub place: Option<Place>,
    /// The differences between expected and actual values, one each.
    pub differences: Vec<String>,
    /// How the comparison dealt with it.
    pub outcome: String,
}

/// The kind of problem of a [`Mismatch`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Subject {
    /// An overlay action that doesn't apply as written.
    Overlay,
    /// A schema that an overlay names and that was renamed.
    Renamed,
    /// A union with variants that an overlay's discriminator doesn't map.
    Variants,
    /// A list of values that an overlay copied from a description text, which has since changed.
    Values,
    /// A name that cannot be given.
    Name,
}

impl Subject {
    /// The subject as written in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Overlay => "overlay",
            Self::Renamed => "renamed",
            Self::Variants => "variants",
            Self::Values => "values",
            Self::Name => "name",
        }
    }
}

impl Mismatch {
    /// A hand for an overlay action.
    pub(super) fn at(subject: Subject, side: Which, site: &Diagnostic, message: String) -> Self {
        Self {
            subject,
            side,
            code: None,
            message,
            file: site.file.clone(),
            place: site.place,
            differences: Vec::new(),
            outcome: String::new(),
        }
    }

    pub(super) fn of_misfit(side: Which, misfit: Misfit) -> Self {
        Self {
            code: Some(misfit.found.code),
            differences: misfit.differences,
            outcome: misfit.outcome,
            ..Self::at(
                Subject::Overlay,
                side,
                &misfit.found,
                misfit.found.message.clone(),
            )
        }
    }

    pub(super) fn of_error(side: Which, found: Diagnostic) -> Self {
        let (subject, outcome) = match found.code {
            Code::NotOffered => (Subject::Name, "it keeps the method that it has"),
            Code::NameCollision => (Subject::Name, "another name is taken for the comparison"),
            _ => (Subject::Overlay, "the comparison goes on without it"),
        };
        Self {
            code: Some(found.code),
            outcome: outcome.to_owned(),
            ..Self::at(subject, side, &found, found.message.clone())
        }
    }
}
