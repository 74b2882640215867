//! A call: its turns, its attempts, and its timeouts.

use std::future::Future;
use std::pin::{Pin, pin};
use std::time::Duration;

use http::StatusCode;

use super::RetryPolicy;
use super::clock;
use super::deadline::End;
use super::exchange::{Failed, Outcome, Outgoing, Time};
use super::observe::Observed;
use super::pipeline::Shared;
use super::retry::{Again, Budget, FailedAttempt, counted};
use super::tokens::Tokens;
use crate::error::{Kind, Limit, Report, retry_after};
use crate::request::{CallOptions, Request};
use crate::response::RawResponse;

/// A call on its way.
pub(crate) type Exchange = Pin<Box<dyn Future<Output = Outcome> + Send>>;

/// Prepares at once and sends when polled.
pub(crate) fn start(request: &Request) -> Exchange {
    // A request that cannot be prepared needs no token.
    let outgoing = Outgoing::of(request);
    let tokens = Tokens::of(request);
    let options = request.options().cloned().map(Box::new);
    let is_safe = request.info().is_idempotent();
    let server = outgoing.as_ref().ok().map(|outgoing| outgoing.uri.clone());
    let observed = Observed::new(request.info(), server, request.pipeline());
    let resumes = request.reconnects() || request.last_event_id().is_some();
    let again = resumes.then(|| Box::new(request.clone()));
    Box::pin(async move {
        let call =
            pin!(async { call(outgoing?, tokens, options.as_deref(), is_safe, &observed).await });
        let response = observed.run(call).await?;
        if let Some(request) = again {
            response.set_resumption(request);
        }
        Ok(response)
    })
}

/// How long a call may take.
struct Times {
    total: Limit,
    attempt: Duration,
    /// The caller's deadline.
    until: Option<End>,
}

impl Times {
    fn new(options: Option<&CallOptions>, shared: &Shared) -> Self {
        let total = options.and_then(|it| it.timeout);
        let total = total.unwrap_or(shared.timeout);
        let attempt = options.and_then(|it| it.attempt_timeout);
        let until = options.and_then(|it| it.deadline).map(|at| {
            let left = at.saturating_duration_since(clock::now());
            let limit = Limit::Deadline(left);
            End { at, limit }
        });
        Self {
            total: Limit::Total(total),
            attempt: attempt.unwrap_or(shared.attempt_timeout),
            until,
        }
    }

    fn attempt(&self, end: Option<End>) -> Time {
        let attempt = Limit::Attempt(self.attempt);
        let total = self.total;
        Time {
            end: End::first([end, End::after(self.attempt, attempt)]),
            after_upload: match self.attempt < total.duration() {
                true => attempt,
                false => total,
            },
            until: self.until,
        }
    }
}

async fn call(
    mut outgoing: Box<Outgoing>,
    mut tokens: Option<Box<Tokens>>,
    options: Option<&CallOptions>,
    is_safe: bool,
    observed: &Observed,
) -> Outcome {
    let operation = outgoing.operation;
    let error = |kind, attempts| {
        let report = Box::new(Report::without_response(kind, operation));
        Err(counted(report, attempts))
    };
    if !clock::is_running() {
        return error(Kind::NoRuntime, 0);
    }
    let pipeline = outgoing.pipeline.clone();
    let shared = pipeline.shared();
    let own_policy = options.and_then(|it| it.retries.as_ref());
    let policy: &RetryPolicy = own_policy.unwrap_or(&shared.retries);
    let times = Times::new(options, shared);
    let mut end = times.until;
    let (mut number, mut cost, mut on_new_connection) = (0, 0, false);
    let mut last = None;
    loop {
        let permit = match shared.limits.turn(end, number == 0).await {
            Ok(permit) => permit,
            // The outcome of the previous attempt says more than that no time was left for this
            // one.
            Err(kind) => return last.unwrap_or_else(|| error(kind, number)),
        };
        if number == 0 {
            // The wait for the first turn depends on the caller alone, so the timeout begins after
            // it.
            end = End::first([end, End::after(times.total.duration(), times.total)]);
        }
        if let Some(tokens) = &mut tokens {
            let turn = clock::now();
            outgoing = match Box::pin(tokens.outgoing(end)).await {
                Ok(outgoing) => outgoing,
                Err(report) => return Err(counted(report, number)),
            };
            if let Err(kind) = shared.limits.still(turn, end).await {
                return last.unwrap_or_else(|| error(kind, number));
            }
        }
        // Without a body that can be opened there is no attempt.
        let body = match outgoing.body().await {
            Ok(body) => body,
            Err(kind) => return last.unwrap_or_else(|| error(kind, number)),
        };
        number += 1;
        let time = times.attempt(end);
        let begin = clock::now();
        let (outcome, sent) = outgoing
            .attempt(body, time, on_new_connection, permit)
            .await;
        if let Some(sent) = sent {
            // Sending a file or a stream may take any time.
            let total = End::since(sent, times.total.duration(), times.total);
            end = End::first([times.until, total]);
        }
        let observe = |outcome: &Result<RawResponse, Failed>, again| {
            let outcome = outcome.as_ref().map_err(|failed| &*failed.report);
            observed.attempt(number, outcome, clock::now() - begin, again);
        };
        if let Ok(response) = &outcome {
            account(response, shared, cost);
        }
        let is_refused = outcome
            .as_ref()
            .is_ok_and(|response| response.status() == StatusCode::UNAUTHORIZED);
        if let (true, Some(tokens)) = (is_refused && outgoing.is_repeatable(), &mut tokens) {
            match Box::pin(tokens.renew(end)).await {
                Ok(true) => {
                    observe(&outcome, Some(Duration::ZERO));
                    last = Some(finished(outcome, number));
                    continue;
                }
                Ok(false) => {}
                Err(report) => {
                    observe(&outcome, None);
                    return Err(counted(report, number));
                }
            }
        }
        let failed = FailedAttempt {
            number,
            outcome: &outcome,
            is_safe,
        };
        let again = match outgoing.is_repeatable() {
            true => again(policy, &failed, &shared.budget, end),
            false => None,
        };
        observe(&outcome, again.as_ref().map(|again| again.wait));
        let outcome = finished(outcome, number);
        let Some(again) = again else {
            return outcome;
        };
        last = Some(outcome);
        cost += again.cost;
        on_new_connection = again.on_new_connection;
        clock::sleep(again.wait).await;
    }
}

/// Adapts the rate and the budget for retries to a response.
fn account(response: &RawResponse, shared: &Shared, cost: u32) {
    match response.status().as_u16() {
        429 => shared.limits.refused(retry_after(response.headers())),
        // A server in trouble gets no more requests than before.
        408 | 425 | 500.. => {}
        _ => shared.limits.accepted(),
    }
    if response.is_outcome() {
        shared.budget.succeeded(cost);
    }
}

/// How a call is retried whose attempt ended like this; `None` if it is not.
fn again(
    policy: &RetryPolicy,
    attempt: &FailedAttempt<'_>,
    budget: &Budget,
    end: Option<End>,
) -> Option<Again> {
    let is_done = attempt.outcome.as_ref().is_ok_and(RawResponse::is_outcome);
    if is_done {
        return None;
    }
    policy.wait(attempt, budget, |wait| fits(end, wait))
}

/// The outcome of a call, from that of its last attempt.
fn finished(outcome: Result<RawResponse, Failed>, attempts: u32) -> Outcome {
    match outcome {
        Ok(response) => Ok(response.after(attempts)),
        Err(failed) => Err(counted(failed.report, attempts)),
    }
}

/// Whether there is time for another attempt after a wait.
fn fits(end: Option<End>, wait: Duration) -> bool {
    let next = clock::now().checked_add(wait);
    end.is_none_or(|end| next.is_some_and(|next| next < end.at))
}
