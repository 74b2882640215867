//! What judges said of the requests of one document.

use serde::{Deserialize, Serialize};

use super::calls::Request;
use super::server::Server;
use crate::terminal;

/// What judges say of a crate.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(in crate::proof::corpus) struct Judged {
    /// Requests that were made.
    pub(super) requests: usize,
    /// Why some or all calls could not be made. No answer is taken for that.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(super) said: String,
    pub(super) judges: Vec<ByJudge>,
}

/// What one judge says.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(in crate::proof::corpus) struct ByJudge {
    pub(super) judge: String,
    pub(super) agreed: usize,
    pub(super) disagreements: Vec<Disagreement>,
    /// Requests with a wrong body, and how many of them it refused.
    pub(super) twins: usize,
    pub(super) refused: usize,
}

/// A request that a judge refuses.
#[derive(Debug, Serialize, Deserialize)]
pub(in crate::proof::corpus) struct Disagreement {
    /// The operation; none where the judge does not start for the description.
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

/// A request with a JSON object for its body, with a list in its place.
fn twin(request: &Request) -> Option<Request> {
    let is_object = request.body.first() == Some(&b'{');
    is_object.then(|| Request {
        body: br#"[[["none-of-these"]]]"#.to_vec(),
        ..request.clone()
    })
}
