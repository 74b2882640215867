//! Judges exchanges against the description, and selects the findings that are evidence about it.

use std::path::PathBuf;

use serde_json::Value;

use super::described::is_implied_limit;
use super::hosts::{self, Hosts};
use super::mask;
use super::recorded::Recorded;
use super::recording;
use super::tally::{Context, Tally};
use crate::exchange::{Description, Finding, Kind, Part, Side};
use crate::exit::Failure;

/// The maximum number of other hosts that are named.
const MAX_HOSTS: usize = 100;

/// Compares all exchanges of recordings with a description.
///
/// # Errors
///
/// If a file can't be read, or is not a recording.
pub(crate) fn observe(
    description: &Description,
    files: &[PathBuf],
    hosts: &Hosts,
) -> Result<Tally, Failure> {
    let mut tally = Tally::default();
    for (file, path) in files.iter().enumerate() {
        let mut judge = Judge {
            description,
            hosts,
            tally: &mut tally,
            file,
        };
        let flaws = recording::read(path, &mut |number, recorded| {
            judge.exchange(number, &recorded)
        })?;
        tally.unreadable += flaws.unreadable + flaws.too_long;
        if flaws.is_cut_off {
            tally.cut_off.push(path.display().to_string());
        }
    }
    tally.settle();
    Ok(tally)
}

struct Judge<'a> {
    description: &'a Description,
    hosts: &'a Hosts,
    tally: &'a mut Tally,
    file: usize,
}

impl Judge<'_> {
    fn exchange(&mut self, number: u64, recorded: &Recorded) {
        let request = &recorded.request;
        if !recorded.of_client && !self.hosts.has(&request.target) {
            let host = hosts::host(&request.target);
            let foreign = &mut self.tally.foreign;
            if foreign.len() < MAX_HOSTS || foreign.contains_key(&host) {
                *foreign.entry(host).or_default() += 1;
            } else {
                *foreign.entry("others".to_owned()).or_default() += 1;
            }
            return;
        }
        let asks = request.headers.first("access-control-request-method");
        if request.method == "OPTIONS" && asks.is_some() {
            self.tally.preflights += 1;
            return;
        }
        let Some(response) = &recorded.response else {
            self.tally.failed += 1;
            return;
        };
        let judged = self.description.request(request);
        let is_refused = response.status >= 400;
        if judged.operation.is_none() && is_refused {
            self.tally.refused += 1;
            return;
        }
        self.tally.exchanges += 1;
        self.tally.masked += u64::from(recorded.kept.is_some());
        if let Some(operation) = judged.operation {
            *self.tally.operations.entry(operation).or_default() += 1;
        }
        let is_without = |it: &Finding| it.kind == Kind::MissingCredential;
        let has_credential = judged.operation.is_some() && !judged.findings.iter().any(is_without);
        self.tally.has_credentials |= has_credential
            && ["authorization", "cookie"]
                .iter()
                .any(|it| request.headers.first(it).is_some());

        let media_type = |headers: &crate::exchange::Headers| {
            let name = headers.first("content-type").unwrap_or_default();
            mask::name(name.split(';').next().unwrap_or_default().trim())
        };
        let target = format!("{} {}", request.method, mask::template(request.path()));
        let sent = || parsed(request.body.as_deref());
        let received = || parsed(response.body.as_deref());
        let media_types = [media_type(&request.headers), media_type(&response.headers)];
        let of_request = Context {
            file: self.file,
            number,
            operation: judged.operation,
            status: response.status,
            media_type: &media_types[0],
            body: &sent,
            target: &target,
            is_plain: true,
        };
        let of_response = Context {
            media_type: &media_types[1],
            body: &received,
            target: &target,
            ..of_request
        };
        // A refused request is no evidence: the description may well forbid it, too.
        let all = &judged.findings;
        let of_request_too = |it: &&Finding| !is_refused && !is_of_unknown_variant(it, all);
        for finding in all.iter().filter(of_request_too) {
            // The proposal for an undescribed operation needs its response.
            let context = match finding.part {
                Part::Target => &of_response,
                _ => &of_request,
            };
            self.add(finding, context, recorded);
        }
        if let Some(operation) = judged.operation {
            let findings = self.description.response(operation, response);
            for finding in findings
                .iter()
                .filter(|it| !is_of_unknown_variant(it, &findings))
            {
                self.add(finding, &of_response, recorded);
            }
        }
    }

    fn add(&mut self, finding: &Finding, context: &Context<'_>, recorded: &Recorded) {
        let mut value = finding.clone();
        if finding.kind == Kind::UndocumentedParameter
            && finding.side == Side::Request
            && let Part::Query(name) = &finding.part
        {
            let mut pairs = url::form_urlencoded::parse(recorded.request.query().as_bytes());
            let sent = pairs.find(|(known, _)| known == name.as_str());
            value.value = sent.map(|(_, text)| Value::from(text.into_owned()));
        }
        let Some(kept) = &recorded.kept else {
            self.tally.add(&value, context);
            return;
        };
        let is_kept = kept
            .iter()
            .any(|name| Some(name.as_str()) == name_of(finding));
        if is_kept || self.shows(finding) {
            let context = Context {
                is_plain: is_kept,
                ..*context
            };
            self.tally.add(&value, &context);
        }
    }

    /// Whether a finding about a masked value also holds for the original value.
    fn shows(&self, finding: &Finding) -> bool {
        let text = finding.value.as_ref().and_then(Value::as_str);
        match finding.kind {
            // The recorder writes this instead of a credential.
            _ if text == Some("*") => false,
            // A masked number is beyond 32 bits only if the original is.
            Kind::Constraint => is_implied_limit(self.description, &finding.described),
            Kind::Variant => false,
            Kind::Enum => {
                let (_, listed) = self.description.node(&finding.described);
                let listed = listed.as_array().into_iter().flatten();
                let mut shapes = listed.filter_map(Value::as_str).map(mask::shape);
                text.is_some_and(|text| !shapes.any(|shape| shape == text))
            }
            _ => true,
        }
    }
}

/// Whether a property is undeclared only because its variant is unknown.
fn is_of_unknown_variant(finding: &Finding, all: &[Finding]) -> bool {
    finding.kind == Kind::UndeclaredProperty
        && all.iter().any(|it| {
            it.kind == Kind::Variant && it.part == finding.part && finding.at.starts_with(&it.at)
        })
}

fn parsed(body: Option<&[u8]>) -> Option<Value> {
    serde_json::from_slice(body?).ok()
}

/// The name of the property or parameter that has the value.
fn name_of(finding: &Finding) -> Option<&str> {
    let mut steps = finding
        .at
        .rsplit('/')
        .filter(|it| it.parse::<usize>().is_err());
    match (steps.next().filter(|it| !it.is_empty()), &finding.part) {
        (Some(name), _) => Some(name),
        (None, Part::Query(name) | Part::Path(name) | Part::Header(name) | Part::Cookie(name)) => {
            Some(name)
        }
        _ => None,
    }
}
