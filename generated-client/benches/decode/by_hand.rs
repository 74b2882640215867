//! The same types as those of the client with derives, as people write them by hand: without what
//! the client keeps for newer servers.

#![allow(dead_code)]

use dixa_client::{DateTime, uuid::Uuid};
use serde::Deserialize;

#[derive(Deserialize)]
pub(crate) struct Conversations {
    #[serde(default)]
    data: Vec<Conversation>,
}

#[derive(Deserialize)]
#[serde(tag = "_type")]
enum Conversation {
    #[serde(rename = "ChatConversation")]
    Chat(ChatConversation),
    #[serde(rename = "EmailConversation")]
    Email(EmailConversation),
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ChatConversation {
    id: i64,
    requester_id: Uuid,
    channel: Channel,
    created_at: DateTime,
    assignment: Option<Assignment>,
    browser_info: Option<BrowserInfo>,
    #[serde(default)]
    custom_attributes: Vec<CustomAttribute>,
    direction: Option<Direction>,
    language: Option<String>,
    link: Option<Link>,
    queue: Option<Queue>,
    state: Option<State>,
    state_updated_at: Option<DateTime>,
    transport_expires_at: Option<DateTime>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct EmailConversation {
    id: i64,
    requester_id: Uuid,
    channel: Channel,
    created_at: DateTime,
    to_email: String,
    from_email: String,
    integration_email: String,
    assignment: Option<Assignment>,
    #[serde(default)]
    custom_attributes: Vec<CustomAttribute>,
    direction: Option<Direction>,
    subject: Option<String>,
    state: Option<State>,
}

#[derive(Deserialize)]
enum Channel {
    WhatsApp,
    Voicemail,
    WidgetChat,
    FacebookMessenger,
    Twitter,
    Email,
    ContactForm,
    Callback,
    PstnPhone,
    Sms,
    Messenger,
}

#[derive(Deserialize)]
enum Direction {
    Inbound,
    Internal,
    Outbound,
}

#[derive(Deserialize)]
enum State {
    AwaitingPending,
    Closed,
    Open,
    Pending,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Assignment {
    agent_id: Uuid,
    assigned_at: DateTime,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct BrowserInfo {
    name: String,
    ip_address: Option<String>,
    originating_url: Option<String>,
    version: Option<String>,
}

#[derive(Deserialize)]
struct CustomAttribute {
    id: Uuid,
    name: String,
    identifier: String,
    value: AttributeValue,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum AttributeValue {
    List(Vec<String>),
    Text(String),
}

#[derive(Deserialize)]
#[serde(tag = "_type")]
enum Link {
    EmailForward(ParentLink),
    FollowUp(ParentLink),
    SideConversation(ParentLink),
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ParentLink {
    parent_id: i64,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Queue {
    id: Uuid,
    queued_at: Option<DateTime>,
}

#[derive(Deserialize)]
pub(crate) struct Messages {
    #[serde(default)]
    data: Vec<Message>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Message {
    id: Uuid,
    author_id: Uuid,
    created_at: DateTime,
    attributes: Attributes,
    external_id: Option<String>,
}

#[derive(Deserialize)]
#[serde(tag = "_type")]
// As a person would write it who does not box.
#[allow(clippy::large_enum_variant)]
enum Attributes {
    #[serde(rename = "EmailAttributes")]
    Email(EmailAttributes),
    #[serde(rename = "GenericAttributes")]
    Generic(Text),
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct EmailAttributes {
    from: EmailContact,
    is_auto_reply: bool,
    #[serde(default)]
    attachments: Vec<File>,
    #[serde(default)]
    bcc: Vec<EmailContact>,
    #[serde(default)]
    cc: Vec<EmailContact>,
    delivery_failure_reason: Option<String>,
    direction: Option<Direction>,
    email_content: Option<EmailContent>,
    #[serde(default)]
    inline_images: Vec<File>,
    original_content_url: Option<File>,
    #[serde(default)]
    to: Vec<EmailContact>,
}

#[derive(Deserialize)]
#[serde(tag = "_type")]
enum EmailContent {
    Regular { content: Content },
    TooLarge { file: File },
}

#[derive(Deserialize)]
#[serde(tag = "_type")]
enum Content {
    Html(Text),
    Markdown(Text),
    Text(Text),
}

#[derive(Deserialize)]
struct Text {
    value: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct File {
    url: String,
    pretty_name: Option<String>,
}

#[derive(Deserialize)]
struct EmailContact {
    email: String,
    name: Option<String>,
}
