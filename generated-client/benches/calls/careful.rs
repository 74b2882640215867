//! The same call as people write it by hand for production: three attempts with back-off and
//! `Retry-After`, a token bucket that all tasks share, a deadline, a span and an event for each attempt.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use reqwest::{Response, StatusCode, header};
use tracing::Instrument as _;
use tracing::field::Empty;

use crate::by_hand::Messages;
use crate::hand::{Hand, Result};

const ATTEMPTS: u32 = 3;
const DEADLINE: Duration = Duration::from_secs(180);
/// Requests a second, and at once.
const RATE: f64 = 1_000_000.0;

#[derive(Clone)]
pub(crate) struct Careful {
    hand: Hand,
    bucket: Arc<Mutex<Bucket>>,
}

struct Bucket {
    tokens: f64,
    filled: Instant,
}

impl Bucket {
    /// Takes a token, or tells how long to wait for one.
    fn take(&mut self) -> Option<Duration> {
        let now = Instant::now();
        let new = (now - self.filled).as_secs_f64() * RATE;
        self.tokens = (self.tokens + new).min(RATE);
        self.filled = now;
        if self.tokens >= 1.0 {
            self.tokens -= 1.0;
            return None;
        }
        Some(Duration::from_secs_f64((1.0 - self.tokens) / RATE))
    }
}

impl Careful {
    pub(crate) fn new(hand: Hand) -> Self {
        let bucket = Bucket {
            tokens: RATE,
            filled: Instant::now(),
        };
        let bucket = Arc::new(Mutex::new(bucket));
        Self { hand, bucket }
    }

    pub(crate) async fn messages(&self, id: i64) -> Result<Messages> {
        let span = tracing::info_span!(
            "GET /beta/conversations/{conversationId}/messages",
            otel.kind = "client",
            http.request.method = "GET",
            http.response.status_code = Empty,
            http.request.resend_count = Empty,
            error.r#type = Empty,
        );
        let call = self.attempts(id).instrument(span);
        tokio::time::timeout(DEADLINE, call).await?
    }

    async fn attempts(&self, id: i64) -> Result<Messages> {
        let mut attempt = 1;
        loop {
            while let Some(wait) = self.take() {
                tokio::time::sleep(wait).await;
            }
            let begun = Instant::now();
            let sent = self
                .hand
                .send(format!("/beta/conversations/{id}/messages"))
                .await;
            let duration = begun.elapsed();
            let status = sent.as_ref().map(Response::status).ok();
            tracing::debug!(attempt, ?status, ?duration, "attempt");
            let span = tracing::Span::current();
            span.record("http.request.resend_count", attempt - 1);
            let wait = match &sent {
                Ok(response) if is_transient(response.status()) => retry_after(response),
                Err(error) if error.is_connect() || error.is_timeout() || error.is_request() => {
                    None
                }
                _ => {
                    let response = sent?;
                    span.record("http.response.status_code", response.status().as_u16());
                    let body = response.error_for_status()?.bytes().await?;
                    return Ok(serde_json::from_slice(&body)?);
                }
            };
            if attempt == ATTEMPTS {
                span.record("error.type", "retries are used up");
                sent?.error_for_status()?;
                return Err("an unexpected status".into());
            }
            let back_off = Duration::from_millis(500) * 2_u32.pow(attempt);
            let jitter = f64::from(Instant::now().elapsed().subsec_nanos() % 1_000) / 1e3;
            tokio::time::sleep(wait.unwrap_or(back_off.mul_f64(jitter))).await;
            attempt += 1;
        }
    }

    fn take(&self) -> Option<Duration> {
        self.bucket.lock().unwrap().take()
    }
}

fn is_transient(status: StatusCode) -> bool {
    matches!(status.as_u16(), 408 | 425 | 429 | 500 | 502 | 503 | 504)
}

fn retry_after(response: &Response) -> Option<Duration> {
    let value = response.headers().get(header::RETRY_AFTER)?;
    value.to_str().ok()?.parse().ok().map(Duration::from_secs)
}
