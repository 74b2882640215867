//! Judges a request against its operation.

use std::collections::{BTreeMap, BTreeSet};

use generator::document::Pointer;
use serde_json::Value;

use super::body::{self, Bytes};
use super::description::Description;
use super::finding::{Finding, Findings, Kind, Part, Side};
use super::fragment::Fragment;
use super::message::Request;
use super::parameters::{self, Values};
use super::routes::Route;
use super::schemas::Direction;
use super::security;

/// A request, judged.
#[derive(Debug)]
pub(crate) struct Judged {
    /// The operation of the request, as an index of [`Description::operations`].
    pub(crate) operation: Option<usize>,
    /// Anything that the description forbids or doesn't cover.
    pub(crate) findings: Vec<Finding>,
    /// The values of the parameters, by location and name.
    pub(crate) values: Values,
    /// The value of the body, if it is JSON or a form.
    pub(crate) body: Option<Value>,
}

impl Description {
    /// Judges a request. An unknown operation is the only finding of its request.
    pub(crate) fn request(&self, request: &Request) -> Judged {
        let mut findings = Findings::of(Side::Request);
        let paths = Pointer::root().child("paths");
        let (at, variables) = match self.route(request) {
            Route::Found(operation, variables) => (operation, variables),
            Route::Unnamed(operations) => return self.unnamed(&operations, findings),
            Route::OtherMethods(methods) => {
                let methods: Vec<String> = methods.into_iter().collect();
                let message = format!("the path has only {}", methods.join(", "));
                findings.violation(Kind::UndocumentedMethod, Part::Target, &paths, message);
                return Judged::nowhere(findings);
            }
            Route::NoPath => {
                let message = "no path of the description matches";
                findings.violation(Kind::UndocumentedPath, Part::Target, &paths, message);
                return Judged::nowhere(findings);
            }
        };
        let (values, body) = self.parts(at, request, &variables, &mut findings);
        Judged {
            operation: Some(at),
            findings: findings.found,
            values,
            body,
        }
    }

    /// A request that may be for any of these operations. If each of them declares what would name it
    /// as a parameter, the request is for none of them; else the first stands for all, not judged.
    fn unnamed(&self, operations: &[usize], mut findings: Findings) -> Judged {
        let all = || {
            operations
                .iter()
                .filter_map(|&at| self.operations().get(at))
        };
        let mut names = BTreeSet::new();
        let mut is_declared = true;
        let fragments = all().map(|it| (it, Fragment::of(&it.path)));
        for (operation, fragment) in fragments {
            for name in fragment.iter().flat_map(Fragment::names) {
                let mut declared = operation.parameters.iter();
                is_declared &= declared.any(|it| it.name.eq_ignore_ascii_case(name));
                names.insert(format!("`{name}`"));
            }
        }
        let names: Vec<String> = names.into_iter().take(3).collect();
        let message = format!(
            "the path has {} operations with this method, which differ in their fragment; it is not \
             sent, and {} in the request names none of them",
            operations.len(),
            names.join(", ")
        );
        let place = Pointer::root().child("paths");
        let place = all().next().map_or(place, |first| first.pointer.parent());
        if is_declared {
            findings.violation(Kind::UnnamedOperation, Part::Target, &place, message);
            return Judged::nowhere(findings);
        }
        findings.unknown(Kind::UnnamedOperation, Part::Target, &place, message);
        Judged {
            operation: operations.first().copied(),
            ..Judged::nowhere(findings)
        }
    }

    fn parts(
        &self,
        at: usize,
        request: &Request,
        variables: &BTreeMap<String, String>,
        findings: &mut Findings,
    ) -> (Values, Option<Value>) {
        let Some(operation) = self.operations().get(at) else {
            return Default::default();
        };
        security::judge(self, operation, request, findings);
        let values = parameters::judge(self, operation, request, variables, findings);
        let Some(bytes) = &request.body else {
            return (values, None);
        };
        let place = operation.pointer.child("requestBody");
        let media_type = request.headers.first("content-type");
        if self.root().pointer(place.as_str()).is_none() {
            if !bytes.is_empty() {
                let message = "the operation has no request body";
                findings.unknown(
                    Kind::UndocumentedBody,
                    Part::Body,
                    &operation.pointer,
                    message,
                );
            }
            return (values, None);
        }
        let (place, node) = self.node(&place);
        if bytes.is_empty() {
            // An empty string or form is a body, if the request has its media type.
            if node["required"] == true && media_type.is_none_or(body::needs_bytes) {
                let message = "the required body is missing";
                findings.violation(Kind::MissingBody, Part::Body, &place, message);
            }
            return (values, None);
        }
        let sent = Bytes { media_type, bytes };
        let body = body::judge(
            self,
            &place.child("content"),
            &sent,
            Direction::Request,
            findings,
        );
        (values, body)
    }
}

impl Judged {
    fn nowhere(findings: Findings) -> Self {
        Self {
            operation: None,
            findings: findings.found,
            values: Values::new(),
            body: None,
        }
    }
}
