//! The verdicts on a change: for released clients, and for recompiled code.

use serde::Serialize;

/// The effect of a change over HTTP on released clients: whether their requests are still accepted,
/// and responses still decode as they expect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Http {
    /// They are unaffected.
    Compatible,
    /// Some clients may receive unexpected values; a person must decide.
    Warning,
    /// Some clients will fail.
    Breaking,
}

impl Http {
    /// The verdict as written in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Compatible => "compatible",
            Self::Warning => "warning",
            Self::Breaking => "breaking",
        }
    }
}

/// How certain the verdict over HTTP is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Certainty {
    /// It follows from the description and the behavior of released clients.
    Sure,
    /// It holds for nearly all servers and clients; the page of the rule names the exceptions.
    RatherSure,
    /// It depends on facts that no description contains.
    NotSure,
}

impl Certainty {
    /// The certainty as written in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sure => "sure",
            Self::RatherSure => "rather sure",
            Self::NotSure => "not sure",
        }
    }
}

/// The effect of a change on code written against the crate: the release that it requires ([Cargo's
/// rules](https://doc.rust-lang.org/cargo/reference/semver.html)).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Bump {
    /// The crate's interface does not change.
    None,
    /// All code still compiles; documentation or sent bytes change.
    Patch,
    /// All code still compiles; items are added or deprecated.
    Minor,
    /// Some code no longer compiles.
    Major,
}

impl Bump {
    /// The verdict as written in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        }
    }
}

/// The direction of the changed payloads. Clients write requests and read responses, so the same
/// change can be harmless one way and breaking the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// From the client to the server.
    Request,
    /// From the server to the client.
    Response,
    /// Both.
    Both,
}

impl Direction {
    /// The direction as written in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Response => "response",
            Self::Both => "both",
        }
    }
}
