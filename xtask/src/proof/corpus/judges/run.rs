//! Sends the calls of one document to each judge.

use std::path::Path;

use super::calls::{self, Request};
use super::judged::{ByJudge, Disagreement, Judged};
use super::server::{Judge, Server};
use crate::exit::Failure;
use crate::proof::corpus::find::Document;
use crate::proof::corpus::options::Run;
use crate::terminal;

/// Lets each judge check the requests of a crate.
pub(in crate::proof::corpus) fn run(
    run: &Run<'_>,
    programs: &Path,
    document: &Document,
) -> Result<Judged, Failure> {
    let requests = match calls::requests(run, document)? {
        Ok(requests) => requests,
        Err(said) => {
            return Ok(Judged {
                said,
                ..Judged::default()
            });
        }
    };
    let unmade = requests.iter().filter_map(|it| {
        let error = it.error.as_ref()?;
        Some(terminal::printable(&format!("{}: {error}", it.key)))
    });
    let mut judged = Judged {
        said: unmade.collect::<Vec<_>>().join("; "),
        ..Judged::default()
    };
    let requests: Vec<Request> = requests
        .into_iter()
        .filter(|it| it.error.is_none())
        .collect();
    judged.requests = requests.len();
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
