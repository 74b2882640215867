//! The rate of an API and the calls in flight, with paused time.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use openapi_client_runtime::{
    Credential, ErrorKind, Operation, RateLimit, RetryPolicy, TokenError,
};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};

use crate::fixture::Client;
use crate::scripted::{Scripted, Step};

const SECOND: Duration = Duration::from_secs(1);
const LIMIT: RateLimit = RateLimit::new(10, SECOND).burst(4);

fn limited(transport: &Scripted, limit: RateLimit) -> Client {
    transport.builder().rate_limit(limit).build().unwrap()
}

/// Asserts that no second had more requests than the rate and its burst.
#[track_caller]
fn assert_rate(transport: &Scripted) {
    let sent: Vec<Duration> = transport.sent().iter().map(|it| it.at).collect();
    for (index, at) in sent.iter().enumerate() {
        let within = sent[index..]
            .iter()
            .take_while(|it| **it - *at < SECOND)
            .count();
        assert!(within <= 14, "{within} within a second");
    }
}

#[tokio::test(start_paused = true)]
async fn must_hold_the_rate_for_all_clones() {
    let transport = Scripted::new(|_| Step::good());
    let client = limited(&transport, LIMIT);
    let begin = Instant::now();
    let mut tasks = JoinSet::new();
    for _ in 0..8 {
        let client = client.clone();
        tasks.spawn(async move {
            for _ in 0..25 {
                client.get_thing("1").call().await.unwrap();
            }
        });
    }
    tasks.join_all().await;
    let took = begin.elapsed().as_secs_f64();
    assert!((19.0..=21.0).contains(&took), "200 calls took {took} s");
    assert_rate(&transport);
}

#[tokio::test(start_paused = true)]
async fn must_hold_the_rate_after_a_slow_token() {
    let transport = Scripted::new(|_| Step::good());
    let ready = Instant::now() + 5 * SECOND;
    let slow = Credential::source(move || async move {
        tokio::time::sleep_until(ready).await;
        Ok::<_, TokenError>("token-of-a-source".to_owned())
    });
    let client = transport.builder().credential("token", slow);
    let client = client.rate_limit(LIMIT).build().unwrap();
    let mut tasks = JoinSet::new();
    for _ in 0..40 {
        let client = client.clone();
        tasks.spawn(async move { client.get_thing("1").call().await.unwrap() });
    }
    tasks.join_all().await;
    assert_rate(&transport);
}

#[tokio::test(start_paused = true)]
async fn must_serve_calls_in_their_order_and_skip_those_given_up() {
    let transport = Scripted::new(|_| Step::good());
    let client = limited(&transport, RateLimit::new(1, SECOND));
    let done = Arc::new(Mutex::new(Vec::new()));
    let mut tasks = Vec::new();
    for number in 0..8 {
        let (client, done) = (client.clone(), done.clone());
        tasks.push(tokio::spawn(async move {
            client.get_thing(&number.to_string()).call().await.unwrap();
            done.lock().unwrap().push(number);
        }));
        tokio::task::yield_now().await;
    }
    let begin = Instant::now();
    for given_up in [2, 3, 5] {
        tasks[given_up].abort();
    }
    for task in tasks {
        let _ = task.await;
    }
    assert_eq!(*done.lock().unwrap(), [0, 1, 4, 6, 7]);
    assert_eq!(begin.elapsed().as_secs(), 4, "turns were lost");
    assert_eq!(transport.times(), 5);
}

#[tokio::test(start_paused = true)]
async fn must_slow_down_after_429_and_recover() {
    let transport = Scripted::new(|number| match number {
        5 => Step::Status(429, vec![("retry-after", "3")]),
        _ => Step::good(),
    });
    let client = limited(&transport, LIMIT);
    for _ in 0..200 {
        client.get_thing("1").call().await.unwrap();
    }
    let gaps: Vec<u128> = transport.gaps().iter().map(Duration::as_millis).collect();
    assert!(gaps[5] >= 3000, "{gaps:?}");
    assert!(gaps[6] >= 150, "not slower: {gaps:?}");
    let last = gaps[gaps.len() - 1];
    assert!((99..=101).contains(&last), "not recovered: {last}");
}

#[tokio::test(start_paused = true)]
async fn must_not_speed_up_by_failures() {
    for status in [408, 425, 500, 503] {
        let transport = Scripted::new(move |number| match number {
            0 => Step::status(429),
            _ => Step::status(status),
        });
        let client = limited(&transport, LIMIT);
        for _ in 0..60 {
            let call = client.get_thing("1").with_retries(RetryPolicy::none());
            call.call().await.unwrap_err();
        }
        let gaps: Vec<u128> = transport.gaps().iter().map(Duration::as_millis).collect();
        let last = gaps[gaps.len() - 1];
        assert!((199..=201).contains(&last), "{status}: {last}");
    }
}

/// Another call does not begin while the server wants a pause.
#[tokio::test(start_paused = true)]
async fn must_pause_other_calls_too() {
    let transport = Scripted::steps([Step::Status(429, vec![("retry-after", "9")]), Step::good()]);
    let client = limited(&transport, LIMIT);
    let refused = client.get_thing("1").with_retries(RetryPolicy::none());
    refused.call().await.unwrap_err();
    client.get_thing("1").call().await.unwrap();
    assert_eq!(transport.gaps()[0].as_secs(), 9);
}

/// A second 429, which slows the client down further, shortens no pause.
#[tokio::test(start_paused = true)]
async fn must_keep_the_longest_pause() {
    let transport = Scripted::new(|number| match number {
        0 => Step::After(
            SECOND,
            Box::new(Step::Status(429, vec![("retry-after", "10")])),
        ),
        1 => Step::After(2 * SECOND, Box::new(Step::status(429))),
        _ => Step::good(),
    });
    let client = limited(&transport, RateLimit::new(10, SECOND).burst(100));
    let refused = || client.get_thing("1").with_retries(RetryPolicy::none());
    let (first, second) = tokio::join!(refused().call(), refused().call());
    assert!(first.unwrap_err().is_rate_limited() && second.unwrap_err().is_rate_limited());
    client.get_thing("1").call().await.unwrap();
    assert_eq!(transport.gaps()[1], 11 * SECOND);
}

#[tokio::test(start_paused = true)]
async fn must_count_each_attempt() {
    let transport = Scripted::steps([Step::status(503)]);
    let client = limited(&transport, RateLimit::new(1, 30 * SECOND));
    client.get_thing("1").call().await.unwrap_err();
    assert!(transport.gaps().iter().all(|gap| *gap >= 30 * SECOND));
}

#[tokio::test(start_paused = true)]
async fn must_fail_at_once_when_the_day_is_used_up() {
    let transport = Scripted::new(|_| Step::good());
    let client = limited(&transport, LIMIT.per_day(3));
    for _ in 0..3 {
        client.get_thing("1").call().await.unwrap();
    }
    let begin = Instant::now();
    let error = client.get_thing("1").call().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::DailyLimit);
    assert_eq!((error.attempts(), error.is_retryable()), (0, true));
    assert!(error.to_string().contains("3 requests"), "{error}");
    let wait = error.retry_after().unwrap();
    assert!(wait > 86_000 * SECOND && begin.elapsed() < SECOND);
    sleep(wait).await;
    client.get_thing("1").call().await.unwrap();
}

/// A program may make all of its calls at once; only a deadline counts from there.
#[tokio::test(start_paused = true)]
async fn must_not_count_the_wait_for_the_first_turn_as_the_time_of_the_call() {
    let transport = Scripted::new(|_| Step::good());
    let client = limited(&transport, RateLimit::new(1, SECOND));
    let mut calls = JoinSet::new();
    for _ in 0..30 {
        calls.spawn(client.get_thing("1").with_timeout(5 * SECOND).call());
    }
    assert!(calls.join_all().await.iter().all(Result::is_ok));
    let mut calls = JoinSet::new();
    for _ in 0..30 {
        let deadline = Instant::now().into_std() + 10 * SECOND;
        calls.spawn(client.get_thing("1").with_deadline(deadline).call());
    }
    let outcomes = calls.join_all().await;
    let late: Vec<_> = outcomes.into_iter().filter_map(Result::err).collect();
    assert!((18..=22).contains(&late.len()), "{}", late.len());
    assert!(late.iter().all(|it| it.is_timeout() && it.attempts() == 0));
}

#[tokio::test(start_paused = true)]
async fn must_not_wait_where_the_limit_is_off() {
    let transport = Scripted::new(|_| Step::good());
    let client = transport
        .builder()
        .rate_limit(LIMIT)
        .rate_limit(None)
        .build();
    let client = client.unwrap();
    let begin = Instant::now();
    for _ in 0..100 {
        client.get_thing("1").call().await.unwrap();
    }
    assert_eq!(begin.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn must_bound_the_calls_in_flight() {
    let slow = Step::After(SECOND, Box::new(Step::good()));
    let transport = Scripted::new(move |_| slow.clone());
    let client = transport.builder().max_in_flight(3).build().unwrap();
    let begin = Instant::now();
    let mut calls = JoinSet::new();
    for _ in 0..10 {
        calls.spawn(client.get_thing("1").call());
    }
    assert!(calls.join_all().await.iter().all(Result::is_ok));
    assert_eq!(transport.most_in_flight(), 3);
    assert_eq!(begin.elapsed().as_secs(), 4);
}

/// Calls a function with each source file of the runtime, and its path below `src`.
fn sources(look: impl Fn(&str, &str)) {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let text = std::fs::read_to_string(&path).unwrap();
                let name = path.strip_prefix(&root).unwrap().to_str().unwrap();
                look(&name.replace('\\', "/"), &text);
            }
        }
    }
}

/// So that every rule above can be tested with paused time.
#[test]
fn all_waiting_goes_through_one_clock() {
    sources(|name, text| {
        let is_clock = name == "client/clock.rs";
        assert!(is_clock || !text.contains("tokio::time"), "{name}");
    });
}

/// The HTTP library can be replaced, and a new version of it breaks nobody: it stands behind the
/// transport, and in the token endpoint of OAuth, which has its own connection.
#[test]
fn the_http_library_is_behind_the_seam() {
    sources(|name, text| {
        let may = name.starts_with("adapter/") || name == "client/oauth.rs";
        let names_it = ["reqwest::", "hyper::", "hyper_util::", "h2::"];
        let found = names_it.iter().find(|it| text.contains(**it));
        assert!(may || found.is_none(), "{name}: {found:?}");
        let shows = text.lines().filter(|line| line.contains("reqwest::"));
        let shows: Vec<_> = shows.filter(|line| line.contains("pub fn")).collect();
        let is_constructor = |line: &&str| line.contains("pub fn new(client: reqwest::Client)");
        assert!(shows.iter().all(is_constructor), "{name}: {shows:?}");
    });
}

/// A call that is sent again waits no second time behind those that were made after it.
#[tokio::test(start_paused = true)]
async fn must_not_send_a_failed_call_to_the_end_of_the_line() {
    let fails_first = |number| match number {
        0 => Step::status(503),
        _ => Step::After(SECOND, Box::new(Step::good())),
    };
    for by_rate in [true, false] {
        let transport = Scripted::new(fails_first);
        let builder = transport.builder();
        let client = match by_rate {
            true => builder.rate_limit(RateLimit::new(1, SECOND)),
            false => builder.max_in_flight(1),
        };
        let client = client.build().unwrap();
        let mut calls = JoinSet::new();
        for _ in 0..60 {
            calls.spawn(client.get_thing("1").with_timeout(20 * SECOND).call());
        }
        let outcomes = calls.join_all().await;
        let failed: Vec<_> = outcomes.into_iter().filter_map(Result::err).collect();
        assert!(failed.is_empty(), "{failed:?}");
        assert_eq!(transport.times(), 61);
    }
}
