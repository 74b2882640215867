//! The requests of a crate, judged by servers that others wrote.
//!
//! In: a generated crate, its description, and the folder where npm put Prism and Steady. Out: for each judge,
//! the operations whose documented call it refuses, and why; and how many requests with a wrong body it
//! refuses, since a judge that takes everything proves nothing. Absent: whose fault that is, which
//! `disagreements.toml` says.

mod calls;
mod known;
mod server;
mod table;

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::find::Document;
use super::{Run, terminal};
use crate::exit::Failure;
use calls::Request;
pub(super) use known::Known;
use server::{Judge, Server};
pub(super) use table::{agree, table};

/// What judges say of a crate.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Judged {
    /// Requests that were made.
    pub(super) requests: usize,
    /// Why there are none, where the calls could not be made.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(super) said: String,
    pub(super) judges: Vec<ByJudge>,
}

/// What one judge says.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct ByJudge {
    pub(super) judge: String,
    pub(super) agreed: usize,
    pub(super) disagreements: Vec<Disagreement>,
    /// Requests with a wrong body, and how many of them it refused.
    pub(super) twins: usize,
    pub(super) refused: usize,
}

/// A request that a judge refuses.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Disagreement {
    /// The operation; none where the judge does not start for the description.
    pub(super) operation: String,
    pub(super) said: Vec<String>,
}

/// Lets each judge look at the requests of a crate.
pub(super) fn run(run: &Run<'_>, programs: &Path, document: &Document) -> Result<Judged, Failure> {
    let requests = match calls::requests(run, document)? {
        Ok(requests) => requests,
        Err(said) => {
            return Ok(Judged {
                said,
                ..Judged::default()
            });
        }
    };
    let mut judged = Judged {
        requests: requests.len(),
        ..Judged::default()
    };
    if requests.is_empty() {
        return Ok(judged);
    }
    for judge in Judge::ALL {
        let log = run
            .out
            .join(format!("{}.{}.log", document.package, judge.name()));
        let mut by = ByJudge {
            judge: judge.name().to_owned(),
            ..ByJudge::default()
        };
        match Server::start(judge, programs, &document.path, &log)? {
            Ok(server) => by.hear(&server, &requests),
            Err(said) => by.disagreements.push(Disagreement {
                operation: String::new(),
                said: vec![said],
            }),
        }
        judged.judges.push(by);
    }
    Ok(judged)
}

impl ByJudge {
    /// Sends the requests and their twins.
    fn hear(&mut self, server: &Server, requests: &[Request]) {
        for request in requests {
            let said = match &request.error {
                Some(error) => vec![format!("there is no request: {error}")],
                None => server.judge(request),
            };
            if !said.is_empty() {
                let said = said.iter().map(|it| terminal::printable(it));
                self.disagreements.push(Disagreement {
                    operation: request.key.clone(),
                    said: said.collect(),
                });
                continue;
            }
            self.agreed += 1;
            if let Some(twin) = twin(request) {
                self.twins += 1;
                self.refused += usize::from(!server.judge(&twin).is_empty());
            }
        }
    }
}

/// A request with a JSON object for its body, with a list in its place.
fn twin(request: &Request) -> Option<Request> {
    let is_object = request.body.first() == Some(&b'{');
    is_object.then(|| Request {
        body: br#"[[["none-of-these"]]]"#.to_vec(),
        ..request.clone()
    })
}
