//! The facts about an operation that its requests carry at run time, beside id, method and path.

use super::context::Context;
use crate::api;
use crate::document::is_mentioned;

/// Whether a fact holds for an operation.
type Holds = fn(&Context<'_>, &api::Operation) -> bool;

/// The facts, each by the method of the runtime's `OperationInfo` that declares it.
const FACTS: [(&str, Holds); 1] = [("reading_only", |of, operation| of.only_reads(operation))];

impl Context<'_> {
    /// The methods of `OperationInfo` that declare an operation's facts.
    pub(super) fn facts(&self, operation: &api::Operation) -> Vec<&'static str> {
        let facts = FACTS.iter().filter(|(_, holds)| holds(self, operation));
        facts.map(|(method, _)| *method).collect()
    }

    /// Whether the configuration declares that an operation changes nothing, whatever its method.
    pub(super) fn only_reads(&self, operation: &api::Operation) -> bool {
        let (key, id) = (&operation.key, operation.id.as_deref());
        is_mentioned(&self.config.reading_only, key, id)
    }
}
