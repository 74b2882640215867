//! What calls cost beside the same written by hand with reqwest and serde: client CPU, requests a second
//! and allocations, side by side in one run, with retries, the rate limit and tracing on. By hand, a call
//! has none of these, as most programs begin; and all of them, as they end up.
//!
//! `cargo bench -p dixa-client --bench calls` prints the table. The two sides take turns, and of the rounds
//! of each the quickest counts, so that other work of the machine disturbs little. The server is a process of
//! its own: its time is not counted. CPU time is that of Linux; elsewhere the time that passed stands in.
//!
//! Building a `GET` allocates 6 times (by hand 8), a `POST` with a message 13 times (13): the path; the same
//! again because `prepare` leaves the request as it is, which sending doesn't; the map of headers twice; the
//! token; the URL. A query is one more. A `POST` adds the two texts of the message, its JSON, and the body's
//! parts, which the copy has once more.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    missing_docs
)]

use std::alloc::System;
use std::future::Future;
use std::hint::black_box;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use dixa_client::models::{ListEndUserConversationsOutput, Outbound, Text};
use dixa_client::{Client, Operation, RateLimit, RawResponse, decode, http, serde_json, uuid};
use serde_json::{Value, json};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use tokio::runtime::Runtime;

#[path = "decode/by_hand.rs"]
mod by_hand;
#[path = "calls/careful.rs"]
mod careful;
#[path = "calls/hand.rs"]
mod hand;
#[path = "calls/server.rs"]
mod server;

use careful::Careful;
use hand::Hand;

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// Says that this process is the server.
const SERVE: &str = "CALLS_BENCH_SERVER";
const TOKEN: &str = "benchmark-token";
const ROUNDS: usize = 15;
/// Calls of one round.
const CALLS: usize = 1_024;
const WAYS: usize = 64;

/// The response of an operation that the description shows.
fn example(key: &str) -> Value {
    static DATA: LazyLock<Value> = LazyLock::new(|| {
        let data = include_str!("../tests/generated/data.json");
        serde_json::from_str(data).unwrap()
    });
    DATA["examples"][key]["value"].clone()
}

fn messages() -> Vec<u8> {
    let key = "GET /beta/conversations/{conversationId}/messages response 200: \
               Email messages example (Regular and TooLarge content)";
    example(key).to_string().into_bytes()
}

fn page() -> Vec<u8> {
    let one = example("GET /beta/conversations/{conversationId} response 200")["data"].take();
    json!({ "data": vec![one; 100] }).to_string().into_bytes()
}

/// What one side needed for one operation.
#[derive(Clone, Copy)]
struct Cost {
    cpu: f64,
    wall: f64,
    allocations: f64,
}

/// Nanoseconds that this thread has run.
fn cpu() -> u64 {
    // The kernel counts them up where it schedules.
    std::thread::yield_now();
    static BEGIN: LazyLock<Instant> = LazyLock::new(Instant::now);
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let running = stat.and_then(|stat| stat.split(' ').next()?.parse().ok());
    running.unwrap_or_else(|| u64::try_from(BEGIN.elapsed().as_nanos()).unwrap())
}

fn measure(count: usize, work: &mut dyn FnMut()) -> Cost {
    let region = Region::new(ALLOCATOR);
    let (wall, running) = (Instant::now(), cpu());
    work();
    let (running, wall) = (cpu() - running, wall.elapsed());
    let change = region.change();
    #[allow(clippy::cast_precision_loss)]
    let each = |total: usize| total as f64 / count as f64;
    Cost {
        cpu: each(usize::try_from(running).unwrap()) / 1e3,
        wall: wall.as_secs_f64() * 1e6 / each(count * count),
        allocations: each(change.allocations + change.reallocations),
    }
}

/// Measures both sides in turns and prints a row.
fn compare(name: &str, count: usize, ours: &mut dyn FnMut(), by_hand: &mut dyn FnMut()) {
    let mut sides: [(&mut dyn FnMut(), Vec<Cost>); 2] = [(ours, Vec::new()), (by_hand, Vec::new())];
    for round in 0..=ROUNDS {
        for (work, costs) in &mut sides {
            let cost = measure(count, *work);
            // The first one opens connections and fills caches.
            if round > 0 {
                costs.push(cost);
            }
        }
    }
    let least =
        |costs: &[Cost], of: fn(&Cost) -> f64| costs.iter().map(of).fold(f64::INFINITY, f64::min);
    let [ours, hand] = sides.map(|(_, costs)| Cost {
        cpu: least(&costs, |cost| cost.cpu),
        wall: least(&costs, |cost| cost.wall),
        allocations: least(&costs, |cost| cost.allocations),
    });
    println!(
        "| {name} | {:.2} | {:.2} | {:.2} | {:.2} | {:.0} | {:.0} |",
        ours.cpu,
        hand.cpu,
        ours.cpu / hand.cpu,
        hand.wall / ours.wall,
        ours.allocations,
        hand.allocations,
    );
}

/// Makes calls one after the other, or many at a time; each begins when the one before has ended.
fn calls<F: Future<Output = ()> + 'static>(
    runtime: &Runtime,
    ways: usize,
    call: impl Fn() -> F + Clone + 'static,
) {
    let local = tokio::task::LocalSet::new();
    let tasks: Vec<_> = (0..ways)
        .map(|_| {
            let call = call.clone();
            local.spawn_local(async move {
                for _ in 0..CALLS / ways {
                    call().await;
                }
            })
        })
        .collect();
    runtime.block_on(local.run_until(async {
        for task in tasks {
            task.await.unwrap();
        }
    }));
}

fn over_http(runtime: &Runtime, url: &str) {
    let limit = RateLimit::new(1_000_000, Duration::from_secs(1)).burst(1_000_000);
    let client: Client = Client::builder()
        .base_url(url)
        .allow_http()
        .no_proxy()
        .token(TOKEN)
        .rate_limit(limit)
        .build()
        .unwrap();
    let conversations = client.conversations();
    let users = client.end_users();
    let hand = Hand::new(url, TOKEN);
    let careful = Careful::new(hand.clone());
    let id = uuid::Uuid::from_u128(7);
    for (name, ways) in [("one at a time", 1), ("64 at once", WAYS)] {
        let mut ours = || {
            let conversations = conversations.clone();
            calls(runtime, ways, move || {
                let call = conversations.list_messages(4711);
                async move { drop(black_box(call.await.unwrap())) }
            });
        };
        compare(
            &format!("`GET` of 2 KB, {name}"),
            CALLS,
            &mut ours,
            &mut || {
                let hand = hand.clone();
                calls(runtime, ways, move || {
                    let hand = hand.clone();
                    async move { drop(black_box(hand.messages(4711).await.unwrap())) }
                });
            },
        );
        compare(
            &format!("… beside retries, a limit and tracing by hand, {name}"),
            CALLS,
            &mut ours,
            &mut || {
                let careful = careful.clone();
                calls(runtime, ways, move || {
                    let careful = careful.clone();
                    async move { drop(black_box(careful.messages(4711).await.unwrap())) }
                });
            },
        );
    }
    compare(
        "`GET` of 100 conversations",
        CALLS,
        &mut || {
            let users = users.clone();
            calls(runtime, 1, move || {
                let call = users.list_end_user_conversations(id);
                async move { drop(black_box(call.await.unwrap())) }
            });
        },
        &mut || {
            let hand = hand.clone();
            calls(runtime, 1, move || {
                let hand = hand.clone();
                async move { drop(black_box(hand.conversations(id).await.unwrap())) }
            });
        },
    );

    let message = || {
        Outbound::new(id)
            .content(Text::new("It is on its way."))
            .external_id("e-1")
    };
    let by_hand = || hand::Outbound::new(id, "It is on its way.", "e-1");
    compare(
        "Building a `GET`",
        CALLS,
        &mut || repeat(|| black_box(conversations.get_conversation(4711).prepare().unwrap())),
        &mut || repeat(|| black_box(hand.get(4711))),
    );
    compare(
        "Building a `POST` with a message",
        CALLS,
        &mut || {
            repeat(|| {
                black_box(
                    conversations
                        .add_message(4711, message())
                        .prepare()
                        .unwrap(),
                )
            })
        },
        &mut || repeat(|| black_box(hand.post(4711, &by_hand()))),
    );
    let (ours, theirs) = (message(), by_hand());
    compare(
        "Encoding a message",
        CALLS,
        &mut || repeat(|| black_box(serde_json::to_vec(black_box(&ours)).unwrap())),
        &mut || repeat(|| black_box(serde_json::to_vec(black_box(&theirs)).unwrap())),
    );
}

fn decoding() {
    let page = page();
    let response = RawResponse::new(http::StatusCode::OK, http::HeaderMap::new(), page.clone());
    compare(
        "Decoding 100 conversations",
        CALLS,
        &mut || {
            repeat(|| {
                let page = decode::json::<ListEndUserConversationsOutput>(black_box(&response));
                black_box(page.unwrap())
            });
        },
        &mut || {
            repeat(|| {
                let page = serde_json::from_slice::<by_hand::Conversations>(black_box(&page));
                black_box(page.unwrap())
            });
        },
    );
}

fn repeat<T>(work: impl Fn() -> T) {
    for _ in 0..CALLS {
        drop(work());
    }
}

fn main() {
    if std::env::var_os(SERVE).is_some() {
        return server::serve(&messages(), &page());
    }
    let mut process = Command::new(std::env::current_exe().unwrap())
        .env(SERVE, "1")
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut url = String::new();
    let mut output = BufReader::new(process.stdout.take().unwrap());
    output.read_line(&mut url).unwrap();

    println!(
        "| | CPU, µs | by hand | ratio | throughput, ratio | allocations | by hand |\n\
         | --- | --- | --- | --- | --- | --- | --- |"
    );
    let mut builder = tokio::runtime::Builder::new_current_thread();
    let runtime = builder.enable_all().build().unwrap();
    over_http(&runtime, url.trim());
    decoding();
    process.kill().unwrap();
    process.wait().unwrap();
}
