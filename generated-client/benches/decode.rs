//! How long decoding takes, side by side with derives written by hand for the same types, and how
//! often it allocates.
//!
//! `cargo bench -p dixa-client` measures a page of 100 conversations and a body of 2 KB, made from
//! the examples in the description.

#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

use std::sync::LazyLock;

use divan::{AllocProfiler, Bencher, black_box};
use dixa_client::models::{ListEndUserConversationsOutput, ListMessagesOutput};
use dixa_client::{RawResponse, decode, http, serde_json};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

#[path = "decode/by_hand.rs"]
mod by_hand;

#[global_allocator]
static ALLOCATOR: AllocProfiler = AllocProfiler::system();

fn main() {
    divan::main();
}

/// The example of an operation's response.
fn example(key: &str) -> Value {
    static DATA: LazyLock<Value> = LazyLock::new(|| {
        let data = include_str!("../tests/generated/data.json");
        serde_json::from_str(data).unwrap()
    });
    DATA["examples"][key]["value"].clone()
}

fn page() -> Vec<u8> {
    let one = example("GET /beta/conversations/{conversationId} response 200")["data"].take();
    let conversation = |id: usize| {
        let mut one = one.clone();
        one["id"] = id.into();
        one
    };
    let conversations: Vec<Value> = (0..100).map(conversation).collect();
    json!({ "data": conversations }).to_string().into_bytes()
}

fn messages() -> Vec<u8> {
    let key = "GET /beta/conversations/{conversationId}/messages response 200: \
               Email messages example (Regular and TooLarge content)";
    example(key).to_string().into_bytes()
}

fn ours<T: DeserializeOwned>(bencher: Bencher<'_, '_>, body: Vec<u8>) {
    let response = RawResponse::new(http::StatusCode::OK, http::HeaderMap::new(), body);
    bencher.bench(|| decode::json::<T>(black_box(&response)).unwrap());
}

fn derived<T: DeserializeOwned>(bencher: Bencher<'_, '_>, body: Vec<u8>) {
    bencher.bench(|| serde_json::from_slice::<T>(black_box(&body)).unwrap());
}

#[divan::bench_group]
mod page_of_100 {
    use super::*;

    #[divan::bench]
    fn ours(bencher: Bencher<'_, '_>) {
        super::ours::<ListEndUserConversationsOutput>(bencher, page());
    }

    #[divan::bench]
    fn by_hand(bencher: Bencher<'_, '_>) {
        super::derived::<by_hand::Conversations>(bencher, page());
    }
}

#[divan::bench_group]
mod body_of_2_kb {
    use super::*;

    #[divan::bench]
    fn ours(bencher: Bencher<'_, '_>) {
        super::ours::<ListMessagesOutput>(bencher, messages());
    }

    #[divan::bench]
    fn by_hand(bencher: Bencher<'_, '_>) {
        super::derived::<by_hand::Messages>(bencher, messages());
    }
}
