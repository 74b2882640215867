//! What a change means: for clients that are released, and for code that is compiled anew.

use serde::Serialize;

/// What a change means over HTTP for clients that are released: whether what they send is still
/// taken, and what comes back is still what they read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Http {
    /// They are unaffected.
    Compatible,
    /// Some may meet something that they did not expect; a person must look.
    Warning,
    /// Some will fail.
    Breaking,
}

impl Http {
    /// The verdict as reports spell it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Compatible => "compatible",
            Self::Warning => "warning",
            Self::Breaking => "breaking",
        }
    }
}

/// How sure the verdict over HTTP is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Certainty {
    /// It follows from the description and from what released clients do.
    Sure,
    /// It holds for nearly all servers and clients; the page of the rule says for which not.
    RatherSure,
    /// It depends on what no description says.
    NotSure,
}

impl Certainty {
    /// The certainty as reports show it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sure => "sure",
            Self::RatherSure => "rather sure",
            Self::NotSure => "not sure",
        }
    }
}

/// What a change means for code written against the crate: the kind of release that it needs
/// ([Cargo's rules](https://doc.rust-lang.org/cargo/reference/semver.html)).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Bump {
    /// Nothing is to be seen of it in the crate.
    None,
    /// All code compiles as before; documentation or what is sent is another.
    Patch,
    /// All code compiles as before, and there is more to use, or to use no longer.
    Minor,
    /// Some code no longer compiles.
    Major,
}

impl Bump {
    /// The verdict as reports spell it.
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

/// Which way the payloads go that a change is about. Requests are written by clients, responses are
/// read by them, so the same change can be harmless one way and break the other.
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
    /// The direction as reports spell it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Response => "response",
            Self::Both => "both",
        }
    }
}
