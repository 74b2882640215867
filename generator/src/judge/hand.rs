//! What a person has to adapt before the revision can be generated from, or to be in step with it.

use serde::Serialize;

use super::which::Which;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::document::Misfit;

/// Something that is said about a description and does not fit it any more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Hand {
    /// What it is about.
    pub subject: Subject,
    /// The side that it does not fit.
    pub side: Which,
    /// The code of the diagnostic that refuses to generate, where there is one.
    pub code: Option<Code>,
    /// What does not fit, in one line without a full stop.
    pub message: String,
    /// The file that a person adapts; empty where it is not known.
    pub file: String,
    /// Line and column there.
    #[serde(flatten)]
    pub place: Option<Place>,
    /// What was expected and what was found, one difference each.
    pub differences: Vec<String>,
    /// What the comparison did about it.
    pub outcome: String,
}

/// What a [`Hand`] is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Subject {
    /// An overlay action that does not apply as it is.
    Overlay,
    /// A schema that an overlay names and that has another name now.
    Renamed,
    /// A union with variants that an overlay gives no tag.
    Variants,
    /// A list of values that an overlay took from a text, which lists others now.
    Values,
    /// A name that cannot be given.
    Name,
}

impl Subject {
    /// The subject as reports spell it.
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

impl Hand {
    /// A hand at an action of an overlay.
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
