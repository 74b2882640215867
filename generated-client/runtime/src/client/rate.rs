//! A rate that the API allows, kept before the server refuses, and a limit of calls in flight.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::clock::{self, Instant};
use super::deadline::End;
use super::rate_limit::RateLimit;
use crate::error::{Kind, TimeoutStage};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// The smallest share of the allowed rate that a client slows down to after 429 responses.
const LEAST_SHARE: f64 = 1.0 / 16.0;
/// The share of the rate that each success restores.
const RECOVERY: f64 = 0.02;
/// The longest pause that a server can ask for; the calls after it find out whether it still
/// applies.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);
/// How soon after a 429 another one counts: requests already in flight repeat the same refusal.
const SAME_REFUSAL: Duration = Duration::from_secs(1);

/// The limits that a call waits for before each attempt.
#[derive(Default)]
pub(crate) struct Limits {
    /// The calls that were not sent yet. Only the first of them competes with calls that are sent
    /// again, which stood here before.
    line: tokio::sync::Mutex<()>,
    rate: Option<Rate>,
    in_flight: Option<Arc<Semaphore>>,
}

/// The right to be in flight, until it is dropped.
pub(crate) type Permit = Option<OwnedSemaphorePermit>;

impl Limits {
    pub(super) fn new(rate: Option<RateLimit>, in_flight: Option<usize>) -> Self {
        Self {
            line: tokio::sync::Mutex::default(),
            rate: rate.map(Rate::new),
            in_flight: in_flight
                .map(|limit| Arc::new(Semaphore::new(limit.min(Semaphore::MAX_PERMITS)))),
        }
    }

    /// Waits until an attempt may be sent; the first one of a call behind those of earlier calls.
    pub(super) async fn turn(&self, end: Option<End>, is_first: bool) -> Result<Permit, Kind> {
        let turn = async {
            let is_limited = self.rate.is_some() || self.in_flight.is_some();
            let _line = match is_first && is_limited {
                true => Some(self.line.lock().await),
                false => None,
            };
            let permit = match &self.in_flight {
                // Never closed, so always a permit.
                Some(semaphore) => semaphore.clone().acquire_owned().await.ok(),
                None => None,
            };
            if let Some(rate) = &self.rate {
                rate.turn().await?;
            }
            Ok(permit)
        };
        End::hold(end, TimeoutStage::Turn, turn).await?
    }

    /// Waits for another turn if the last one is too long ago: sent together, calls that waited for
    /// the same slow token would exceed the rate.
    pub(super) async fn still(&self, turn: Instant, end: Option<End>) -> Result<(), Kind> {
        match &self.rate {
            Some(rate) if clock::now().saturating_duration_since(turn) > rate.interval() => {
                End::hold(end, TimeoutStage::Turn, rate.turn()).await?
            }
            _ => Ok(()),
        }
    }

    /// The server refused a request because of its rate limit.
    pub(super) fn refused(&self, asked: Option<Duration>) {
        if let Some(rate) = &self.rate {
            rate.slow(asked);
        }
    }

    /// The server accepted a request.
    pub(super) fn accepted(&self) {
        if let Some(rate) = &self.rate {
            let mut state = rate.state();
            state.share = (state.share + RECOVERY).min(1.0);
        }
    }
}

/// The generic cell rate algorithm: one point in time, at which the next request is due at the
/// rate. A request may be earlier by the burst.
struct Rate {
    limit: RateLimit,
    /// Calls that wait for a turn, in order.
    queue: tokio::sync::Mutex<()>,
    state: Mutex<State>,
}

struct State {
    due: Option<Instant>,
    /// Until when the server asked to send nothing.
    pause: Option<Instant>,
    /// The share of the rate that is used after refusals of the server.
    share: f64,
    refused: Option<Instant>,
    day: Option<Instant>,
    today: u64,
}

/// When the next request may be sent.
enum Turn {
    Now,
    At(Instant),
    Tomorrow(Duration),
}

impl Rate {
    fn new(limit: RateLimit) -> Self {
        Self {
            limit,
            queue: tokio::sync::Mutex::default(),
            state: Mutex::new(State {
                due: None,
                pause: None,
                share: 1.0,
                refused: None,
                day: None,
                today: 0,
            }),
        }
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn turn(&self) -> Result<(), Kind> {
        let _queue = self.queue.lock().await;
        loop {
            match self.take(clock::now()) {
                Turn::Now => return Ok(()),
                Turn::At(at) => clock::sleep_until(at).await,
                Turn::Tomorrow(wait) => {
                    let limit = self.limit.per_day.unwrap_or_default();
                    return Err(Kind::DailyLimit { limit, wait });
                }
            }
        }
    }

    fn take(&self, now: Instant) -> Turn {
        let mut state = self.state();
        if let Some(per_day) = self.limit.per_day {
            let begin = *state.day.get_or_insert(now);
            let passed = now.saturating_duration_since(begin);
            if passed >= DAY {
                state.day = Some(now);
                state.today = 0;
            } else if state.today >= per_day {
                return Turn::Tomorrow(DAY - passed);
            }
        }
        let interval = self.interval().div_f64(state.share);
        let room = interval * (self.limit.burst - 1);
        if let Some(pause) = state.pause {
            if pause > now {
                return Turn::At(pause);
            }
            // The rest of the burst is gone.
            state.due = state.due.max(pause.checked_add(room));
            state.pause = None;
        }
        let due = state.due.map_or(now, |due| due.max(now));
        if let Some(at) = due.checked_sub(room)
            && at > now
        {
            return Turn::At(at);
        }
        state.due = due.checked_add(interval);
        state.today += 1;
        Turn::Now
    }

    fn interval(&self) -> Duration {
        self.limit.time / self.limit.requests
    }

    fn slow(&self, asked: Option<Duration>) {
        let now = clock::now();
        let mut state = self.state();
        let is_new = state
            .refused
            .is_none_or(|before| now.saturating_duration_since(before) >= SAME_REFUSAL);
        if is_new {
            state.refused = Some(now);
            state.share = (state.share / 2.0).max(LEAST_SHARE);
        }
        let pause = now.checked_add(asked.unwrap_or_default().min(LONGEST_PAUSE));
        state.pause = state.pause.max(pause);
    }
}
