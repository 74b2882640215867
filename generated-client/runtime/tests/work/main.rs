//! Reading a stream takes work in proportion to it: twice the input allocates no more than twice as
//! much, in number and in bytes. Reading a union decodes no variant in vain. One program without the test harness, because allocations of all
//! threads count.
#![allow(clippy::print_stdout, clippy::print_stderr)]
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod unions;

use std::alloc::System;
use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use openapi_client_runtime::decode::{self, EventData};
use openapi_client_runtime::{RawResponse, http};
use serde_json::Value;
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

fn main() {
    let lines = |raw: &RawResponse| {
        let mut lines = decode::lines::<Value>(raw).unwrap();
        let mut count = 0;
        while ready(lines.try_next()).unwrap().is_some() {
            count += 1;
        }
        count
    };
    proportional("lines of 2 bytes", "1\n", lines);
    proportional("lines of 10 bytes", "\"1234567\"\n", lines);
    proportional("empty lines", "\n\n\n\n\n", lines);
    let events = |raw: &RawResponse| {
        let mut events = decode::text_events(raw).unwrap();
        let mut count = 0;
        while ready(events.try_next()).unwrap().is_some() {
            count += 1;
        }
        count
    };
    proportional("events", "data:x\n\n", events);
    proportional("events with ids", "id:abcd\ndata:x\n\n", events);
    proportional("lines of one event", "data:x\n", events);
    let items = |raw: &RawResponse| {
        let mut items = decode::event_items::<Value>(raw, |_| EventData::Either).unwrap();
        let mut count = 0;
        while ready(items.try_next()).unwrap().is_some() {
            count += 1;
        }
        count
    };
    proportional("items", "event:a\ndata:[1]\n\n", items);
    unions::no_variant_is_decoded_in_vain();
    println!("work: ok");
}

/// Reads 256 KiB of a text and twice as much, and compares.
fn proportional(name: &str, text: &str, read: impl Fn(&RawResponse) -> usize) {
    let times = 256 * 1024 / text.len();
    let [once, twice] = [times, times * 2].map(|times| {
        let body = text.repeat(times);
        let raw = RawResponse::new(http::StatusCode::OK, http::HeaderMap::new(), body);
        let region = Region::new(ALLOCATOR);
        let count = read(&raw);
        let change = region.change();
        println!(
            "{name}: {count} in {} bytes, {change:?}",
            text.len() * times
        );
        (
            change.allocations + change.reallocations,
            change.bytes_allocated,
        )
    });
    // What is allocated once doesn't count.
    assert!(twice.0 <= once.0 * 2 + 64, "{name}: {once:?}, {twice:?}");
    assert!(
        twice.1 <= once.1 * 2 + 65_536,
        "{name}: {once:?}, {twice:?}"
    );
}

/// What is known at once.
fn ready<T>(future: impl Future<Output = T>) -> T {
    let mut context = Context::from_waker(Waker::noop());
    match pin!(future).poll(&mut context) {
        Poll::Ready(output) => output,
        Poll::Pending => unreachable!("everything is in memory"),
    }
}
