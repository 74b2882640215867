//! Descriptions of schemas that are made of parts: a schema without one has that of a part that is
//! written in place, and those that are left over are reported.

use serde_json::Value;

use super::keywords::Keywords;
use super::schema::{LONGEST_CHAIN, SchemaLowering};
use crate::diagnostic::Code;
use crate::document::Pointer;

impl SchemaLowering<'_> {
    /// What is said of the use of a schema at a node: the first description on the way to it.
    pub(super) fn said(&self, pointer: &Pointer) -> Option<String> {
        let mut said = None;
        self.walk(pointer, |at, node| {
            if said.is_none() {
                said = self.description_of(at, node);
            }
        });
        said
    }

    /// The description at a node: its own, or the first of the parts of its `allOf`.
    pub(super) fn description(&self, pointer: &Pointer) -> Option<String> {
        self.description_of(pointer, self.at(pointer))
    }

    fn description_of(&self, pointer: &Pointer, node: &Value) -> Option<String> {
        match (node.get("$ref"), Keywords::new(node).text("description")) {
            (Some(_), _) => None,
            (None, Some(own)) => Some(own.to_owned()),
            (None, None) => {
                node.get("allOf")?;
                let first = self.descriptions(pointer).into_iter().next()?;
                Some(first.1)
            }
        }
    }

    /// The description of the use of a schema at a node, where it is not that of a model.
    pub(super) fn remark(&self, pointer: &Pointer) -> Option<String> {
        let description = self.said(pointer)?;
        let (target, _) = self.follow(pointer);
        let (_, keywords) = self.node(&target);
        let keys = ["properties", "allOf", "anyOf", "oneOf", "enum"];
        let is_model = keys.iter().any(|key| keywords.get(key).is_some());
        let of_model = self.description(&target).filter(|_| is_model);
        (of_model.as_ref() != Some(&description)).then_some(description)
    }

    /// Reports the descriptions at a node that the documentation does not have.
    pub(super) fn report_descriptions(&mut self, pointer: &Pointer, node: &Value) {
        if node.get("allOf").is_none() {
            return;
        }
        let all = self.descriptions(pointer);
        let Some(((_, first), others)) = all.split_first() else {
            return;
        };
        for (at, _) in others.iter().filter(|(_, other)| other != first) {
            let message = "the description of a part of `allOf` is not in the documentation, which \
                           has another one of this schema";
            self.report(Code::NotInClient, at, message);
        }
    }

    /// The descriptions at a node and in the parts of its `allOf`; what references lead to has its
    /// own documentation.
    fn descriptions(&self, pointer: &Pointer) -> Vec<(Pointer, String)> {
        let mut found = Vec::new();
        let mut waiting = vec![pointer.clone()];
        let mut seen = 0;
        while let Some(pointer) = waiting.pop() {
            let node = self.at(&pointer);
            seen += 1;
            if node.get("$ref").is_some() || seen > LONGEST_CHAIN {
                continue;
            }
            if let Some(description) = Keywords::new(node).text("description") {
                found.push((pointer.child("description"), description.to_owned()));
            }
            let parts = node.get("allOf").and_then(|parts| parts.as_array());
            let at = pointer.child("allOf");
            let parts = (0..parts.map_or(0, Vec::len)).rev();
            waiting.extend(parts.map(|index| at.child(index)));
        }
        found
    }
}
