//! Imports an email conversation that took place elsewhere: a question, its answer, closed.
//!
//! ```text
//! DIXA_API_KEY=… cargo run -p dixa-client --example import_conversation -- \
//!     REQUESTER AGENT INTEGRATION_EMAIL
//! ```
//!
//! REQUESTER and AGENT are the UUIDs of an end user and of an agent; INTEGRATION_EMAIL is the address
//! of an email integration of your organization.
#![allow(clippy::print_stdout, clippy::print_stderr)] // An example shows what it does.

use std::error::Error;

use dixa_client::Uuid;
use dixa_client::models::{
    Assignment, Closing, GenericConversationImport, GenericConversationImportType, InboundImport,
    NewConversationDirection, OutboundImport, Text,
};
use dixa_client::serde_json::json;
use dixa_client::{Client, DateTime};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [requester, agent, integration] = arguments.as_slice() else {
        eprintln!("usage: import_conversation REQUESTER AGENT INTEGRATION_EMAIL");
        std::process::exit(2);
    };
    let requester: Uuid = requester.parse()?;
    let agent: Uuid = agent.parse()?;

    let asked: DateTime = "2026-01-05T09:00:00Z".parse()?;
    let answered: DateTime = "2026-01-05T09:20:00Z".parse()?;
    let attributes = json!({ "emailIntegrationId": integration });

    let question = InboundImport::new(Text::new("Where is my order?"), asked.clone())
        .attributes(attributes.clone());
    let answer = OutboundImport::new(Text::new("On its way."), agent, answered.clone())
        .attributes(attributes);
    let conversation = GenericConversationImport::new(
        "email",
        requester,
        NewConversationDirection::Inbound,
        asked.clone(),
    )
    .type_(GenericConversationImportType::GenericConversationImport)
    .external_id("ticket-4711")
    .attributes(json!({ "emailIntegrationId": integration, "subject": "My order" }))
    .messages([question.into(), answer.into()])
    .assignment(Assignment::new(agent, asked))
    .closing(Closing::new(answered, agent));

    let client = Client::from_env()?;
    let imported = client
        .conversations()
        .import_conversation(conversation)
        .await?;
    println!("imported as conversation {}", imported.data.id);
    // What the import had to leave out; the rest stands.
    for problem in &imported.data.partial_errors {
        println!("  {}", problem.message);
    }
    Ok(())
}
