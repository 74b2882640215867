//! Changes custom attributes of a conversation: sets a text, picks an option of a select, clears one.
//!
//! ```text
//! DIXA_API_KEY=… cargo run -p dixa-client --example patch_custom_attributes -- \
//!     CONVERSATION TEXT_ID TEXT SELECT_ID OPTION CLEARED_ID
//! ```
//!
//! CONVERSATION is the conversation's number; the other ids are the UUIDs of custom attributes, which
//! `client.custom_attributes().list_custom_attributes_definitions()` lists.
#![allow(clippy::print_stdout, clippy::print_stderr)] // An example shows what it does.

use std::collections::BTreeMap;
use std::error::Error;

use dixa_client::Client;
use dixa_client::Uuid;
use dixa_client::models::AttributeValue;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [conversation, text_id, text, select_id, option, cleared_id] = arguments.as_slice() else {
        eprintln!(
            "usage: patch_custom_attributes \
             CONVERSATION TEXT_ID TEXT SELECT_ID OPTION CLEARED_ID"
        );
        std::process::exit(2);
    };

    // Attributes that are not named here keep their values; `None` is sent as null, which clears.
    let changes: BTreeMap<Uuid, _> = BTreeMap::from([
        (text_id.parse()?, Some(text.as_str().into())),
        (select_id.parse()?, Some(vec![option.clone()].into())),
        (cleared_id.parse()?, None),
    ]);

    let client = Client::from_env()?;
    let response = client
        .custom_attributes()
        .patch_conversation_custom_attributes(conversation.parse()?, changes)
        .await?;
    for attribute in &response.data {
        match &attribute.value {
            AttributeValue::Text(text) => println!("{}: {text}", attribute.name),
            AttributeValue::List(options) => println!("{}: {}", attribute.name, options.join(", ")),
            newer => println!("{}: {newer:?}", attribute.name),
        }
    }
    Ok(())
}
