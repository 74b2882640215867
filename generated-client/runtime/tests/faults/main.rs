//! What servers, networks and attackers do to a client: a list of faults, each with what must come
//! of it. Each is run by itself, with two good calls after it, and then all of them at once.
//!
//! `cargo test -p openapi-client-runtime --test faults` runs a part of the mix, once without and once
//! with retries; `cargo test -p openapi-client-runtime --test faults -- --all` runs 10,000 calls. Both
//! print a table of figures and fail if one of them is not as it must be. `-- --soak 300` goes on for so
//! many seconds. With `--retries` failed calls are sent again as they are by default. A name as the
//! argument runs the faults that have it in their name, and shows the errors.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout)]

mod client;
mod fault;
mod figures;
mod list;
mod servers;

use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use client::{Clients, Verdict};
use figures::Figures;
use openapi_client_runtime::RetryPolicy;
use peak_alloc::PeakAlloc;

#[global_allocator]
static ALLOCATOR: PeakAlloc = PeakAlloc;

/// How many calls are made at once.
const AT_ONCE: usize = 64;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let with_retries = arguments.is_empty().then(run_with_retries);
    let mut named = arguments.iter();
    let argument =
        named.find(|it| ["--all", "--soak"].contains(&it.as_str()) || !it.starts_with('-'));
    let seconds = named.next().and_then(|it| it.parse().ok());
    // The waits are short, so that there are many attempts at once.
    let retries = arguments.iter().any(|it| it == "--retries").then(|| {
        RetryPolicy::default().backoff(Duration::from_millis(5), Duration::from_millis(20))
    });
    let retries = retries.as_ref();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(4)
        .enable_all()
        .build()
        .unwrap();
    let figures = match argument.map(String::as_str) {
        Some("--all") => runtime.block_on(run(Mix::Calls(10_000), None, retries)),
        Some("--soak") => {
            let time = Duration::from_secs(seconds.expect("`--soak` takes seconds"));
            runtime.block_on(run(Mix::Time(time), None, retries))
        }
        Some(name) => runtime.block_on(run(Mix::Calls(0), Some(name), retries)),
        None => runtime.block_on(run(Mix::Calls(1_000), None, retries)),
    };
    println!("{figures}");
    let with_retries = with_retries.map(|child| child.wait_with_output().unwrap());
    if let Some(other) = &with_retries {
        println!("With retries:\n{}", String::from_utf8_lossy(&other.stdout));
    }
    assert!(figures.is_as_it_must_be());
    assert!(with_retries.is_none_or(|other| other.status.success()));
}

/// Runs the same with retries, at the same time: nearly all of it is waiting. Memory is counted by
/// process, so it is one of its own.
fn run_with_retries() -> Child {
    Command::new(std::env::current_exe().unwrap())
        .arg("--retries")
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

/// How much is run at once.
#[derive(Clone, Copy)]
enum Mix {
    Calls(usize),
    Time(Duration),
}

impl Mix {
    fn is_over(self, calls: usize, begin: Instant) -> bool {
        match self {
            Self::Calls(most) => calls >= most,
            Self::Time(most) => begin.elapsed() >= most,
        }
    }
}

async fn run(mix: Mix, only: Option<&str>, retries: Option<&RetryPolicy>) -> Figures {
    let servers = servers::Servers::start().await;
    let clients = Clients::new(&servers, Duration::from_millis(1200), retries);
    let mut figures = Figures::default();
    let faults: Vec<_> = list::faults()
        .into_iter()
        .filter(|fault| only.is_none_or(|name| fault.name.contains(name)))
        .collect();

    for fault in &faults {
        for method in ["GET", "POST"] {
            let verdict = clients.call(fault, method, &servers).await;
            if only.is_some() {
                println!("{method} {}: {}", fault.name, verdict.shown);
            }
            figures.count(&format!("{method} {}", fault.name), &verdict);
            for _ in 0..2 {
                let verdict = clients.call(&fault.good(), method, &servers).await;
                figures.count(&format!("{method} after {}", fault.name), &verdict);
            }
        }
    }

    // The mix: what is alive before and after it is compared, and the peak is that of the mix.
    // With 64 calls at once a good server may be slow, too.
    drop(clients);
    let clients = std::sync::Arc::new(Clients::new(&servers, Duration::from_secs(4), retries));
    let servers = std::sync::Arc::new(servers);
    // A fault that ends a connection hits all calls that share it.
    let faults: Vec<_> = faults
        .into_iter()
        .filter(|fault| !fault.ends_shared())
        .collect();
    let faults = std::sync::Arc::new(faults);
    ALLOCATOR.reset_peak_usage();
    let before = ALLOCATOR.current_usage();
    let begin = Instant::now();
    let mut calls = tokio::task::JoinSet::new();
    let mut number = 0;
    while !mix.is_over(number, begin) {
        if calls.len() == AT_ONCE {
            note(calls.join_next().await, &mut figures);
        }
        let (clients, servers, faults) = (clients.clone(), servers.clone(), faults.clone());
        calls.spawn(async move {
            let fault = &faults[number % faults.len()];
            let method = if number / faults.len() % 2 == 0 {
                "GET"
            } else {
                "POST"
            };
            // Every third call is a good one.
            let (name, verdict) = if number % 3 == 0 {
                let good = fault.good();
                (
                    "good".to_owned(),
                    clients.call(&good, method, &servers).await,
                )
            } else {
                let name = format!("{method} {} in the mix", fault.name);
                (name, clients.call(fault, method, &servers).await)
            };
            (name, verdict)
        });
        number += 1;
    }
    figures.mixed = number;
    while !calls.is_empty() {
        note(calls.join_next().await, &mut figures);
    }
    figures.took = begin.elapsed();
    figures.peak = ALLOCATOR.peak_usage().saturating_sub(before);
    drop(clients);
    servers.stop();
    // Connections that a client let go of are closed by and by.
    tokio::time::sleep(Duration::from_millis(500)).await;
    figures.left = ALLOCATOR.current_usage().saturating_sub(before);
    figures.open_connections = servers.open_connections();
    figures.requests = servers.requests();
    figures
}

type Joined = Result<(String, Verdict), tokio::task::JoinError>;

fn note(joined: Option<Joined>, figures: &mut Figures) {
    match joined {
        Some(Ok((name, verdict))) => figures.count(&name, &verdict),
        Some(Err(error)) if error.is_panic() => figures.panicked(),
        _ => {}
    }
}
