//! The calls of an operation in tests: one with each form of its body.

use super::{Alternative, Ident, Input, Operation};

impl Operation {
    /// The calls, each with its key and the form of its body if that is not the preferred one.
    pub fn test_calls(&self) -> impl Iterator<Item = (String, Option<&Alternative>)> {
        let others = self.alternatives.iter();
        let others = others.map(|other| (format!("{} ({})", self.key, other.method), Some(other)));
        [(self.key.clone(), None)].into_iter().chain(others)
    }

    /// All inputs, the required ones first.
    pub fn inputs(&self) -> impl Iterator<Item = &Input> {
        self.arguments.iter().chain(&self.setters)
    }
}

/// What a call with one form of the body is made of.
#[derive(Clone, Debug)]
pub struct TestCall<'a> {
    /// The method of the handle.
    pub method: &'a Ident,
    /// Its arguments.
    pub arguments: Vec<&'a Input>,
    /// The setters of the request, each with its input.
    pub setters: Vec<(&'a Ident, &'a Input)>,
}

impl<'a> TestCall<'a> {
    /// The call of an operation, with this form of the body in place of the preferred one.
    pub fn of(operation: &'a Operation, other: Option<&'a Alternative>) -> Self {
        let other_body = |input: &Input| other.filter(|_| input.is_body());
        let chosen = |input: &'a Input| other_body(input).map_or(input, |other| &other.input);
        let setter = |input: &'a Input| other_body(input).map_or(&input.name, |it| &it.method);
        let argument = operation.arguments.iter().find_map(other_body);
        Self {
            method: argument.map_or(&operation.name, |other| &other.method),
            arguments: operation.arguments.iter().map(chosen).collect(),
            setters: operation
                .setters
                .iter()
                .map(|input| (setter(input), chosen(input)))
                .collect(),
        }
    }

    /// The inputs, each with whether it is required.
    pub fn inputs(&self) -> impl Iterator<Item = (&'a Input, bool)> {
        let arguments = self.arguments.iter().map(|input| (*input, true));
        arguments.chain(self.setters.iter().map(|(_, input)| (*input, false)))
    }
}
