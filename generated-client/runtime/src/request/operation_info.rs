//! An operation's facts from the description.

/// An operation's facts from the description.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct OperationInfo {
    /// The `operationId`.
    pub id: &'static str,
    /// The method in uppercase.
    pub method: &'static str,
    /// The path template, such as `/agents/{agentId}`.
    pub path: &'static str,
    /// Whether it changes nothing although its method could, such as a search by `POST`.
    pub reading_only: bool,
    /// Whether the caller declared that this call is safe to repeat.
    pub(crate) safe_to_repeat: bool,
}

impl OperationInfo {
    /// An operation that may change data if its method may.
    #[must_use]
    pub const fn new(id: &'static str, method: &'static str, path: &'static str) -> Self {
        Self {
            id,
            method,
            path,
            reading_only: false,
            safe_to_repeat: false,
        }
    }

    /// Declares that the operation changes nothing, so that it is safe to repeat.
    #[must_use]
    pub const fn reading_only(self) -> Self {
        Self {
            reading_only: true,
            ..self
        }
    }

    /// Whether sending it twice has the same effect as sending it once: by its method ([RFC 9110,
    /// section 9.2.2]), because it only reads, or because the caller declared so. `QUERY` is safe,
    /// and so idempotent, by its definition.
    ///
    /// [RFC 9110, section 9.2.2]: https://www.rfc-editor.org/rfc/rfc9110#section-9.2.2
    #[must_use]
    pub fn is_idempotent(&self) -> bool {
        self.reading_only
            || self.safe_to_repeat
            || matches!(
                self.method,
                "GET" | "HEAD" | "OPTIONS" | "TRACE" | "PUT" | "DELETE" | "QUERY"
            )
    }
}
