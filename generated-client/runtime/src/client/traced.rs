//! Spans and events of calls (feature `tracing`), by the names of OpenTelemetry for [HTTP clients].
//!
//! [HTTP clients]: https://opentelemetry.io/docs/specs/semconv/http/http-spans/

use tracing::field::Empty;
use tracing::level_filters::LevelFilter;
use tracing::{Level, Span};

use super::ends::{AttemptEnd, CallEnd, UnknownValues};
use crate::request::{NO_TEMPLATE, OperationInfo};

/// The target, for filters.
const TARGET: &str = "openapi_client_runtime";

/// The path without values; `None` if the caller's path may have some.
fn template(operation: &OperationInfo) -> Option<&'static str> {
    (operation.path != NO_TEMPLATE).then_some(operation.path)
}

/// Whether the program has a subscriber.
pub(super) fn is_on() -> bool {
    LevelFilter::current() != LevelFilter::OFF
}

/// The span of a call.
pub(super) fn span(call: &CallEnd<'_>) -> Span {
    let operation = call.operation();
    let template = template(operation);
    tracing::info_span!(
        target: TARGET,
        "api_call",
        otel.name = template.map(|path| format!("{} {path}", operation.method)),
        otel.kind = "client",
        otel.status_code = Empty,
        operation = operation.id,
        http.request.method = operation.method,
        url.template = template,
        server.address = call.server_address(),
        server.port = call.server_port(),
        http.response.status_code = Empty,
        http.request.resend_count = Empty,
        request_id = Empty,
        error.r#type = Empty,
    )
}

/// Records the call's outcome at its end.
pub(super) fn call(span: &Span, call: &CallEnd<'_>) {
    if span.is_disabled() {
        return;
    }
    if let Some(status) = call.status() {
        span.record("http.response.status_code", status.as_u16());
    }
    if call.attempts() > 1 {
        span.record("http.request.resend_count", call.attempts() - 1);
    }
    if let Some(id) = call.request_id() {
        span.record("request_id", id);
    }
    if let Some(error) = call.error_type() {
        span.record("error.type", error);
        span.record("otel.status_code", "ERROR");
    }
}

/// The event of an attempt: a warning if another attempt follows.
pub(super) fn attempt(attempt: &AttemptEnd<'_>) {
    macro_rules! event {
        ($level:expr, $message:literal) => {
            tracing::event!(
                target: TARGET,
                $level,
                operation = attempt.operation().id,
                http.request.method = attempt.operation().method,
                url.template = template(attempt.operation()),
                http.response.status_code = attempt.status().map(|status| status.as_u16()),
                attempt = attempt.number(),
                duration_seconds = attempt.duration().as_secs_f64(),
                wait_seconds = attempt.retry_in().map(|wait| wait.as_secs_f64()),
                request_id = attempt.request_id(),
                error.r#type = attempt.error_type(),
                $message
            )
        };
    }
    match attempt.retry_in() {
        Some(_) => event!(Level::WARN, "the request is sent again"),
        None => event!(Level::DEBUG, "the request was sent"),
    }
}

pub(super) fn unknown_values(found: &UnknownValues<'_>) {
    tracing::warn!(
        target: TARGET,
        operation = found.operation().map(|operation| operation.id),
        model = found.model(),
        count = found.count(),
        "the response has enum values or variants that this version of the client does not know"
    );
}
