//! How often decoding allocates.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::alloc::System;

use dixa_client::models::ListEndUserConversationsOutput;
use dixa_client::{RawResponse, decode, http, serde_json};
use serde_json::{Value, json};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

#[test]
fn a_page_of_100_conversations() {
    let data: Value = serde_json::from_str(include_str!("generated/data.json")).unwrap();
    let key = "GET /beta/conversations/{conversationId} response 200";
    let one = &data["examples"][key]["value"]["data"];
    let page = json!({ "data": vec![one; 100] }).to_string();
    let response = RawResponse::new(http::StatusCode::OK, http::HeaderMap::new(), page);
    let region = Region::new(ALLOCATOR);
    let page = decode::json::<ListEndUserConversationsOutput>(&response).unwrap();
    let change = region.change();
    assert_eq!(page.data.len(), 100);
    let count = change.allocations + change.reallocations;
    assert!(count <= 3_500, "{count} allocations");
}
