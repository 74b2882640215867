//! Converts operations to methods and requests.

use std::collections::BTreeSet;

use super::bodies::BodyNames;
use super::chosen_names::REQUEST_METHODS;
use super::context::Context;
use super::operation_names::OperationName;
use super::{
    Expression, FailureBody, Handle, Input, Operation, constants, expression, operation_docs,
    paging, parameters, responses, sample,
};
use crate::api;

impl Context<'_> {
    /// Decides everything about one operation.
    pub(super) fn decide(
        &self,
        operation: &api::Operation,
        name: &OperationName,
        handles: &[Handle],
        failures: &[FailureBody],
        names: &mut BodyNames,
    ) -> Operation {
        let home = operation.tags.first();
        let handle = handles
            .iter()
            .position(|handle| home == Some(&handle.tag))
            .unwrap_or_default();
        let mut taken: BTreeSet<String> = REQUEST_METHODS.map(str::to_owned).into();
        let mut inputs = self.parameters(operation, &mut taken);
        let bodies = self.bodies(operation, &name.method, names, &mut taken);
        inputs.extend(bodies.preferred.clone());
        let (arguments, setters): (Vec<_>, Vec<_>) =
            inputs.into_iter().partition(|(required, _)| *required);
        let arguments: Vec<Input> = arguments.into_iter().map(|(_, input)| input).collect();
        let setters: Vec<Input> = setters.into_iter().map(|(_, input)| input).collect();
        let request = name.request.clone();
        let mut output = self.output(operation, &request, names, &mut taken);
        let paging = paging::decide(self, operation, &output);
        if self.config.empty_success && paging.is_none() {
            responses::allow_empty(&mut output);
        }
        let failures = operation
            .failures
            .iter()
            .flat_map(|failure| self.failures(failure, failures))
            .collect();
        let mut example: Vec<Expression> = arguments
            .iter()
            .map(|input| expression::argument(self, operation, input))
            .collect();
        expression::make_unique(&mut example);
        let constants = constants::of(self.api, operation);
        let (title, docs) = operation_docs::write(
            self,
            operation,
            name,
            (&constants, &arguments, &setters),
            &bodies,
            &output,
        );
        Operation {
            key: operation.key.clone(),
            id: operation
                .id
                .clone()
                .unwrap_or_else(|| operation.key.clone()),
            method: operation.method.clone(),
            path: operation.path.clone(),
            title,
            handle,
            features: Vec::new(),
            name: name.method.clone(),
            request,
            docs,
            deprecated: operation.annotations.deprecated,
            path_parts: self.path_parts(operation, &arguments),
            query: parameters::fixed_query(operation),
            facts: self.facts(operation),
            // Without a supported scheme there is no difference.
            security: (self.api.security.own.get(&operation.key).cloned())
                .filter(|_| !self.api.security.schemes.is_empty()),
            server: (self.api.own_address(&operation.key)).map(str::to_owned),
            sample: sample::call(
                self.api,
                self.named,
                operation,
                arguments.iter().chain(&setters),
            ),
            paging,
            constants,
            arguments,
            setters,
            output,
            alternatives: bodies.alternatives,
            content_type: bodies.content_type,
            form: bodies.form,
            failures,
            example,
        }
    }
}
