//! When a failed call is sent again: every rule by name, with paused time.

use std::time::Duration;

use openapi_client_runtime::{
    Body, Error, ErrorKind, Operation, Retry, RetryPolicy, TransportErrorKind,
};
use tokio::time::Instant;

use crate::fixture::{GetThing, ThingError};
use crate::scripted::{Scripted, Step};

const SECOND: Duration = Duration::from_secs(1);

/// How often a call is sent that meets the same step each time, and the error of it.
async fn failing(step: Step, call: fn(&Scripted) -> GetThing) -> (usize, Error<ThingError>) {
    let transport = Scripted::steps([step]);
    let error = call(&transport).call().await.unwrap_err();
    assert_eq!(error.attempts() as usize, transport.times(), "{error}");
    (transport.times(), error)
}

fn get(transport: &Scripted) -> GetThing {
    transport.client().get_thing("1")
}

fn post(transport: &Scripted) -> GetThing {
    transport.client().post_thing()
}

#[tokio::test(start_paused = true)]
async fn must_send_429_again_after_retry_after_whatever_the_method() {
    for call in [get, post] {
        let busy = Step::Status(429, vec![("retry-after", "7")]);
        let transport = Scripted::steps([busy, Step::good()]);
        let response = call(&transport).send().await.unwrap();
        assert_eq!(response.attempts(), 2);
        assert_eq!(transport.gaps(), [7 * SECOND]);
    }
}

#[tokio::test(start_paused = true)]
async fn must_not_wait_longer_than_the_policy_or_the_timeout_says() {
    let begin = Instant::now();
    let busy = || Step::Status(429, vec![("retry-after", "61")]);
    let (times, error) = failing(busy(), get).await;
    assert_eq!((times, error.retry_after()), (1, Some(61 * SECOND)));
    let (times, _) = failing(busy(), |transport| {
        let patient = RetryPolicy::default().longest_wait(100 * SECOND);
        get(transport)
            .with_retries(patient)
            .with_timeout(50 * SECOND)
    })
    .await;
    assert_eq!(times, 1);
    assert_eq!(begin.elapsed(), Duration::ZERO, "the error comes at once");
}

#[tokio::test(start_paused = true)]
async fn must_obey_x_should_retry() {
    let says = |status, value| Step::Status(status, vec![("x-should-retry", value)]);
    assert_eq!(failing(says(500, "true"), post).await.0, 3);
    assert_eq!(failing(says(409, "true"), post).await.0, 3);
    assert_eq!(failing(says(503, "false"), get).await.0, 1);
    assert_eq!(failing(says(429, "false"), get).await.0, 1);
}

#[tokio::test(start_paused = true)]
async fn must_send_some_statuses_again_where_that_is_safe_and_must_not_others() {
    for status in [408, 425, 500, 502, 503, 504] {
        assert_eq!(failing(Step::status(status), get).await.0, 3, "{status}");
        assert_eq!(failing(Step::status(status), post).await.0, 1, "{status}");
    }
    for status in [400, 401, 403, 404, 409, 422, 501, 505] {
        assert_eq!(failing(Step::status(status), get).await.0, 1, "{status}");
    }
}

#[tokio::test(start_paused = true)]
async fn must_send_again_by_how_far_the_request_came() {
    use TransportErrorKind::{
        Connect, ConnectTimeout, Dns, Incomplete, Lost, Protocol, Timeout, Tls,
    };
    let lost = |sent, reused| Lost { sent, reused };
    for (kind, by_get, by_post) in [
        (Dns, 3, 3),
        (Connect, 3, 3),
        (ConnectTimeout, 3, 3),
        (Tls, 1, 1),
        (lost(false, false), 3, 3),
        (lost(false, true), 3, 3),
        (lost(true, false), 3, 1),
        (lost(true, true), 3, 1),
        (Incomplete, 3, 1),
        (Timeout, 3, 1),
        (Protocol, 1, 1),
    ] {
        assert_eq!(failing(Step::Error(kind), get).await.0, by_get, "{kind:?}");
        assert_eq!(
            failing(Step::Error(kind), post).await.0,
            by_post,
            "{kind:?}"
        );
    }
    assert_eq!(failing(Step::Broken, get).await.0, 3);
    let (times, error) = failing(Step::Broken, post).await;
    assert_eq!((times, error.kind()), (1, ErrorKind::Incomplete));
}

#[tokio::test(start_paused = true)]
async fn must_go_on_at_once_on_a_new_connection_where_a_used_one_broke() {
    let (sent, reused) = (true, true);
    let lost = Step::Error(TransportErrorKind::Lost { sent, reused });
    let transport = Scripted::steps([lost, Step::status(503), Step::good()]);
    get(&transport).call().await.unwrap();
    let on_new: Vec<bool> = transport
        .sent()
        .iter()
        .map(|it| it.on_new_connection)
        .collect();
    assert_eq!(on_new, [false, true, false]);
    assert_eq!(transport.gaps()[0], Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn must_back_off_at_random_below_a_limit_that_doubles() {
    let mut first_waits = Vec::new();
    for _ in 0..20 {
        let transport = Scripted::steps([Step::status(503)]);
        let policy = RetryPolicy::default()
            .attempts(7)
            .backoff(SECOND, 8 * SECOND);
        let call = get(&transport)
            .with_retries(policy)
            .with_timeout(100 * SECOND);
        call.call().await.unwrap_err();
        let gaps = transport.gaps();
        for (gap, limit) in gaps.iter().zip([1, 2, 4, 8, 8, 8]) {
            // The clock of the tests counts in milliseconds.
            assert!(
                *gap <= limit * SECOND + Duration::from_millis(1),
                "{gaps:?}"
            );
        }
        assert_eq!(gaps.len(), 6);
        first_waits.push(gaps[0]);
    }
    first_waits.sort();
    first_waits.dedup();
    assert!(first_waits.len() > 10, "not at random: {first_waits:?}");
}

#[tokio::test(start_paused = true)]
async fn must_hold_one_timeout_for_each_attempt_and_one_for_all() {
    let begin = Instant::now();
    let (times, error) = failing(Step::Silence, |transport| {
        let call = get(transport).with_attempt_timeout(10 * SECOND);
        call.with_timeout(25 * SECOND)
    })
    .await;
    assert_eq!(times, 3);
    assert!(error.is_timeout());
    let ErrorKind::Timeout { limit, .. } = error.kind() else {
        panic!("{error}");
    };
    assert_eq!(limit, 25 * SECOND);
    assert_eq!(begin.elapsed().as_secs(), 25);
    // What may have been done is not done again.
    let (times, error) = failing(Step::Silence, |transport| {
        post(transport).with_attempt_timeout(10 * SECOND)
    })
    .await;
    assert_eq!(times, 1);
    assert!(error.to_string().contains("attempt_timeout"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn must_hold_a_deadline_whatever_it_waits_for() {
    let begin = Instant::now();
    let (_, error) = failing(Step::Silence, |transport| {
        get(transport).with_deadline(Instant::now().into_std() + 5 * SECOND)
    })
    .await;
    assert!(
        error.is_timeout() && error.to_string().contains("deadline"),
        "{error}"
    );
    assert!(begin.elapsed() <= 6 * SECOND);
}

#[tokio::test(start_paused = true)]
async fn must_not_multiply_an_outage() {
    let transport = Scripted::steps([Step::status(503)]);
    let client = transport.client();
    for _ in 0..2000 {
        client.clone().get_thing("1").call().await.unwrap_err();
    }
    let times = transport.times();
    assert!(times <= 2200, "{times} requests for 2000 calls");
    assert!(times >= 2090, "{times}: the budget is for 100 retries");
}

#[tokio::test(start_paused = true)]
async fn must_send_again_once_the_server_is_back() {
    let transport = Scripted::new(|number| match number {
        0..600 => Step::status(503),
        600..800 => Step::good(),
        _ => Step::status(503),
    });
    let client = transport.client();
    while transport.times() < 800 {
        let _ = client.get_thing("1").call().await;
    }
    let error = client.get_thing("1").call().await.unwrap_err();
    assert_eq!(error.attempts(), 3);
}

#[tokio::test(start_paused = true)]
async fn must_return_the_cost_of_all_attempts_of_a_call_that_succeeds() {
    let transport = Scripted::new(|number| match number % 3 {
        2 => Step::good(),
        _ => Step::status(503),
    });
    let client = transport.client();
    for _ in 0..300 {
        client.get_thing("1").call().await.unwrap();
    }
    assert_eq!(transport.times(), 900);
}

#[tokio::test(start_paused = true)]
async fn must_take_twice_as_much_of_the_budget_for_a_timeout() {
    let transport = Scripted::steps([Step::Error(TransportErrorKind::Timeout)]);
    let client = transport.client();
    for _ in 0..200 {
        client.get_thing("1").call().await.unwrap_err();
    }
    assert_eq!(transport.times(), 250);
}

#[tokio::test(start_paused = true)]
async fn must_not_send_a_stream_twice() {
    let send = |body: fn() -> Body| async move {
        let transport = Scripted::steps([Step::status(429)]);
        let mut call = post(&transport);
        call.request.set_body("text/plain", body());
        call.call().await.unwrap_err();
        transport.times()
    };
    assert_eq!(send(|| Body::from_reader(&b"abc"[..])).await, 1);
    assert_eq!(send(|| "abc".into()).await, 3);
    assert_eq!(send(|| Body::from_path("Cargo.toml")).await, 3);
    assert_eq!(send(|| Body::from_opener(|| Once(Some("abc")))).await, 3);
}

#[tokio::test(start_paused = true)]
async fn must_believe_the_caller() {
    let safe = |transport: &Scripted| post(transport).with_safe_to_repeat();
    assert_eq!(failing(Step::status(503), safe).await.0, 3);
    let transport = Scripted::steps([Step::status(503)]);
    let call = post(&transport).with_idempotency_key("order-4711");
    let error = call.call().await.unwrap_err();
    assert!(error.is_retryable());
    assert!(!failing(Step::status(503), post).await.1.is_retryable());
    let sent = transport.sent();
    let keys: Vec<_> = sent
        .iter()
        .map(|it| &it.headers["idempotency-key"])
        .collect();
    assert_eq!(keys, ["order-4711"; 3]);
}

#[tokio::test(start_paused = true)]
async fn must_send_once_where_retries_are_off() {
    let transport = Scripted::steps([Step::status(429)]);
    let client = transport
        .builder()
        .retries(RetryPolicy::none())
        .build()
        .unwrap();
    client.get_thing("1").call().await.unwrap_err();
    assert_eq!(transport.times(), 1);
    let again = client.get_thing("1").with_retries(RetryPolicy::default());
    again.call().await.unwrap_err();
    assert_eq!(transport.times(), 4);
}

#[tokio::test(start_paused = true)]
async fn must_follow_a_policy_of_ones_own() {
    let policy = RetryPolicy::default().attempts(5).decide_by(|failed| {
        match failed.status().map(|status| status.as_u16()) {
            Some(404) if failed.number() < 4 => Retry::After(2 * SECOND),
            Some(503) => Retry::No,
            _ => Retry::AsUsual,
        }
    });
    for (status, times) in [(404, 4), (503, 1), (500, 5)] {
        let transport = Scripted::steps([Step::status(status)]);
        let call = get(&transport).with_retries(policy.clone());
        call.call().await.unwrap_err();
        assert_eq!(transport.times(), times, "{status}");
        if status == 404 {
            assert_eq!(transport.gaps(), [2 * SECOND; 3]);
        }
    }
}

/// The longest wait is that of servers.
#[tokio::test(start_paused = true)]
async fn must_wait_as_long_as_a_policy_of_ones_own_says() {
    let policy = RetryPolicy::default().decide_by(|_| Retry::After(90 * SECOND));
    let transport = Scripted::steps([Step::status(503), Step::good()]);
    let call = get(&transport).with_retries(policy);
    call.with_timeout(200 * SECOND).call().await.unwrap();
    assert_eq!(transport.gaps(), [90 * SECOND]);
}

#[tokio::test(start_paused = true)]
async fn must_say_how_often_a_call_was_sent() {
    let (_, error) = failing(Step::status(503), get).await;
    assert!(error.to_string().ends_with("(3 attempts)"), "{error}");
    let (_, error) = failing(Step::status(404), get).await;
    assert!(!error.to_string().contains("attempt"), "{error}");
    let transport = Scripted::steps([Step::good()]);
    let error = transport.client().get_thing("").call().await.unwrap_err();
    assert_eq!(error.attempts(), 0);
}

/// A stream of one piece.
struct Once(Option<&'static str>);

impl futures_core::Stream for Once {
    type Item = std::io::Result<bytes::Bytes>;

    fn poll_next(
        mut self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        std::task::Poll::Ready(self.0.take().map(|text| Ok(text.into())))
    }
}
