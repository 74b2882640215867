//! The verdicts of judges on the requests of one document.

use serde::{Deserialize, Serialize};

use super::calls::Request;
use super::server::Server;
use crate::terminal;

/// The verdicts on a crate.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(in crate::proof::corpus) struct Judged {
    /// Requests that were made.
    pub(super) requests: usize,
    /// The reason why some or all calls could not be made, which has no explanation.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(super) said: String,
    pub(super) judges: Vec<ByJudge>,
}

/// The verdicts of one judge.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(in crate::proof::corpus) struct ByJudge {
    pub(super) judge: String,
    pub(super) agreed: usize,
    pub(super) disagreements: Vec<Disagreement>,
    /// The number of requests with a wrong body, some of which it refused.
    pub(super) twins: usize,
    pub(super) refused: usize,
}

/// A request that a judge refuses.
#[derive(Debug, Serialize, Deserialize)]
pub(in crate::proof::corpus) struct Disagreement {
    /// The operation; empty if the judge doesn't start for the description.
    pub(super) operation: String,
    pub(super) said: Vec<String>,
}

impl ByJudge {
    /// Sends the requests and their twins.
    pub(super) fn hear(&mut self, server: &Server, requests: &[Request]) {
        for request in requests {
            let said = server.judge(request);
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

/// A request whose JSON object body is replaced by a list.
fn twin(request: &Request) -> Option<Request> {
    let is_object = request.body.first() == Some(&b'{');
    is_object.then(|| Request {
        body: br#"[[["none-of-these"]]]"#.to_vec(),
        ..request.clone()
    })
}
