//! Claims a conversation for an agent and answers the customer.
//!
//! ```text
//! DIXA_API_KEY=… cargo run -p dixa-client --example claim_and_answer -- CONVERSATION AGENT TEXT
//! ```
//!
//! CONVERSATION is the conversation's number, AGENT the agent's UUID.
#![allow(clippy::print_stdout, clippy::print_stderr)] // An example shows what it does.

use std::error::Error;

use dixa_client::Client;
use dixa_client::Uuid;
use dixa_client::models::{ClaimConversationInput, Outbound, Text};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [conversation, agent, text] = arguments.as_slice() else {
        eprintln!("usage: claim_and_answer CONVERSATION AGENT TEXT");
        std::process::exit(2);
    };
    let conversation: i64 = conversation.parse()?;
    let agent: Uuid = agent.parse()?;

    let client = Client::from_env()?;
    let conversations = client.conversations();

    // `force(false)` leaves a conversation with the agent who has it.
    let claim = ClaimConversationInput::new(agent).force(false);
    match conversations.claim_conversation(conversation, claim).await {
        Ok(()) => println!("claimed"),
        Err(error) if error.is_conflict() => return Err("it cannot be claimed now".into()),
        Err(error) => return Err(error.into()),
    }

    let message = Outbound::new(agent).content(Text::new(text));
    let answer = conversations.add_message(conversation, message).await?;
    if let Some(id) = answer.data.message_id {
        println!("sent as message {id}");
    }
    Ok(())
}
