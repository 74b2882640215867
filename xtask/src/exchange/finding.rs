//! Disagreements between an exchange and its description.

use std::fmt;

use generator::document::Pointer;
use serde::Serialize;
use serde_json::Value;

/// A disagreement.
#[derive(Clone, Debug)]
pub(crate) struct Finding {
    /// The kind of disagreement.
    pub(crate) kind: Kind,
    /// The message that it is in.
    pub(crate) side: Side,
    /// The part of the message.
    pub(crate) part: Part,
    /// The position in the part, as a JSON pointer (RFC 6901) into its value; empty for the whole
    /// part.
    pub(crate) at: String,
    /// The violated node of the effective description, or the node that lacks a declaration.
    pub(crate) described: Pointer,
    /// The problem, without any value of the message.
    pub(crate) message: String,
    /// The value at fault, if there is one. It may be personal data: output to files omits it.
    pub(crate) value: Option<Value>,
    /// Whether the description forbids this; `false` if it only doesn't cover it.
    pub(crate) is_violation: bool,
}

/// The kinds of disagreements.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Kind {
    /// No path of the description matches.
    UndocumentedPath,
    /// The path has no operation with this method.
    UndocumentedMethod,
    /// Several operations have this path and method, and nothing that is sent names one of them.
    UnnamedOperation,
    /// An undeclared query parameter or cookie.
    UndocumentedParameter,
    /// An undeclared header.
    UndocumentedHeader,
    /// The status is not listed, and there is no `default`.
    UndocumentedStatus,
    /// The media type is not listed.
    UndocumentedMediaType,
    /// A body although none is described.
    UndocumentedBody,
    /// A property that no schema declares.
    UndeclaredProperty,
    /// A required parameter or header is absent.
    MissingParameter,
    /// A required body is absent.
    MissingBody,
    /// A required property is absent.
    MissingProperty,
    /// No credential that the operation accepts.
    MissingCredential,
    /// A parameter with a single value occurs several times.
    RepeatedParameter,
    /// Null although the schema is not nullable.
    Null,
    /// A value of another type.
    Type,
    /// A string that doesn't match its `format`.
    Format,
    /// A value that the `enum` does not list.
    Enum,
    /// A value that matches no variant of a union.
    Variant,
    /// Any other keyword: lengths, limits, patterns, counts.
    Constraint,
    /// Content that can't be decoded: percent-encoding, UTF-8, JSON, a form.
    Malformed,
}

impl Kind {
    /// The name, in JSON and in the problem type of a response.
    pub(crate) fn name(self) -> String {
        let name = serde_json::to_value(self).unwrap_or_default();
        name.as_str().unwrap_or_default().to_owned()
    }
}

/// The message of an exchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Side {
    /// The request.
    Request,
    /// The response.
    Response,
}

/// A part of a message.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case", tag = "in", content = "name")]
pub(crate) enum Part {
    /// Method and path.
    Target,
    /// A variable of the path.
    Path(String),
    /// A parameter in the query.
    Query(String),
    /// A header.
    Header(String),
    /// A cookie.
    Cookie(String),
    /// The status.
    Status,
    /// The body.
    Body,
}

impl fmt::Display for Part {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Target => write!(formatter, "method and path"),
            Self::Path(name) => write!(formatter, "path parameter `{name}`"),
            Self::Query(name) => write!(formatter, "query parameter `{name}`"),
            Self::Header(name) => write!(formatter, "header `{name}`"),
            Self::Cookie(name) => write!(formatter, "cookie `{name}`"),
            Self::Status => write!(formatter, "status"),
            Self::Body => write!(formatter, "body"),
        }
    }
}

impl Finding {
    /// The position in the message: `query parameter `limit``, `body at /data/0/id`.
    pub(crate) fn place(&self) -> String {
        match self.at.as_str() {
            "" => self.part.to_string(),
            at => format!("{} at {at}", self.part),
        }
    }
}

/// A violation by a value.
#[derive(Clone, Debug)]
pub(crate) struct Violation {
    pub(crate) kind: Kind,
    /// The position in the value.
    pub(crate) at: String,
    /// The keyword in the description.
    pub(crate) described: Pointer,
    /// The problem, without the value.
    pub(crate) message: String,
    /// The value, unless it is an object or array.
    pub(crate) value: Option<Value>,
    /// `false` if the description only doesn't cover it.
    pub(crate) is_violation: bool,
}

/// Collects the findings of one message.
pub(super) struct Findings {
    side: Side,
    pub(super) found: Vec<Finding>,
}

impl Findings {
    pub(super) fn of(side: Side) -> Self {
        Self {
            side,
            found: Vec::new(),
        }
    }

    /// Adds a violation of the description.
    pub(super) fn violation(
        &mut self,
        kind: Kind,
        part: Part,
        described: &Pointer,
        message: impl Into<String>,
    ) {
        self.add(kind, part, described, message.into(), true);
    }

    /// Adds something that the description doesn't cover.
    pub(super) fn unknown(
        &mut self,
        kind: Kind,
        part: Part,
        described: &Pointer,
        message: impl Into<String>,
    ) {
        self.add(kind, part, described, message.into(), false);
    }

    fn add(
        &mut self,
        kind: Kind,
        part: Part,
        described: &Pointer,
        message: String,
        is_violation: bool,
    ) {
        self.found.push(Finding {
            kind,
            side: self.side,
            part,
            at: String::new(),
            described: described.clone(),
            message,
            value: None,
            is_violation,
        });
    }

    /// Adds the violations by the value of a part.
    pub(super) fn of_value(&mut self, part: &Part, findings: Vec<Violation>) {
        for violation in findings {
            self.found.push(Finding {
                kind: violation.kind,
                side: self.side,
                part: part.clone(),
                at: violation.at,
                described: violation.described,
                message: violation.message,
                value: violation.value,
                is_violation: violation.is_violation,
            });
        }
    }
}
