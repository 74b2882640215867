//! Repeats one kind of work, for a tool that counts instructions: the difference between two counts of
//! repetitions is the work alone.
//!
//! `dixa-counted page 100` decodes a page of 100 conversations 100 times, `dixa-counted get 100` builds
//! 100 requests without a body, and `dixa-counted post 100` as many with one.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::env;
use std::hint::black_box;

use dixa_client::models::{ListEndUserConversationsOutput, Outbound, Text};
use dixa_client::testing::Mock;
use dixa_client::{Client, Operation, RawResponse, decode, http, serde_json, uuid};
use serde_json::{Value, json};

fn main() {
    let mut arguments = env::args().skip(1);
    let kind = arguments.next().expect("a kind of work");
    let times = arguments.next().and_then(|it| it.parse().ok());
    let times: usize = times.expect("a number of repetitions");
    match kind.as_str() {
        "page" => decode_pages(times),
        "get" => build_gets(times),
        "post" => build_posts(times),
        other => panic!("no such work: {other}"),
    }
}

fn decode_pages(times: usize) {
    let response = RawResponse::new(http::StatusCode::OK, http::HeaderMap::new(), page());
    for _ in 0..times {
        let page = decode::json::<ListEndUserConversationsOutput>(black_box(&response));
        drop(black_box(page.unwrap()));
    }
}

/// 100 conversations, each the one that the description shows.
fn page() -> Vec<u8> {
    let data = include_str!("../../../tests/generated/data.json");
    let mut data: Value = serde_json::from_str(data).unwrap();
    let key = "GET /beta/conversations/{conversationId} response 200";
    let one = data["examples"][key]["value"]["data"].take();
    json!({ "data": vec![one; 100] }).to_string().into_bytes()
}

fn build_gets(times: usize) {
    let conversations = client().conversations();
    for _ in 0..times {
        let request = conversations.get_conversation(black_box(4711)).prepare();
        drop(black_box(request.unwrap()));
    }
}

fn build_posts(times: usize) {
    let conversations = client().conversations();
    let id = uuid::Uuid::from_u128(7);
    for _ in 0..times {
        let message = Outbound::new(id)
            .content(Text::new("It is on its way."))
            .external_id("e-1");
        let request = conversations.add_message(black_box(4711), message);
        drop(black_box(request.prepare().unwrap()));
    }
}

fn client() -> Client {
    let client = Client::builder().token("counted").transport(Mock::new());
    client.build().unwrap()
}
