//! The rows of Dixa's lists, and the requests that a new row causes.

use dixa_client::jiff::Timestamp;
use dixa_client::models::{ActivityLogEntry, Agent, EndUser, Queue, Tag, Team};
use serde::Serialize;

/// A row of a list.
pub trait Row: Serialize {
    /// The table, which bears the name of the list.
    const TABLE: &'static str;

    /// The identity of the row.
    fn id(&self) -> String;

    /// What has to be fetched if the row is new.
    fn leads_to(&self) -> Option<(Kind, String)> {
        None
    }

    /// When it happened, in Unix seconds, if the list is a log.
    fn at(&self) -> Option<i64> {
        None
    }

    /// Whether each run reads the whole list, so that a row that it lacks is gone.
    const IS_WHOLE: bool = true;
}

/// What is fetched one by one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The list of the conversations of an end user.
    EndUser,
    /// A conversation with its messages and ratings.
    Conversation,
}

impl Kind {
    /// As it stands in the database.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::EndUser => "end_user",
            Self::Conversation => "conversation",
        }
    }
}

impl Row for Agent {
    const TABLE: &'static str = "agents";

    fn id(&self) -> String {
        self.id.to_string()
    }
}

impl Row for Team {
    const TABLE: &'static str = "teams";

    fn id(&self) -> String {
        self.id.clone()
    }
}

impl Row for Queue {
    const TABLE: &'static str = "queues";

    fn id(&self) -> String {
        self.id.clone()
    }
}

impl Row for Tag {
    const TABLE: &'static str = "tags";

    fn id(&self) -> String {
        self.id.to_string()
    }
}

/// The API has no list of all conversations. Those that were there before the first run are found by
/// their end users, and later ones by the activity log.
impl Row for EndUser {
    const TABLE: &'static str = "end_users";

    fn id(&self) -> String {
        self.id.to_string()
    }

    fn leads_to(&self) -> Option<(Kind, String)> {
        Some((Kind::EndUser, self.id.to_string()))
    }
}

impl Row for ActivityLogEntry {
    const TABLE: &'static str = "activity_log";
    const IS_WHOLE: bool = false;

    fn id(&self) -> String {
        self.id.to_string()
    }

    fn leads_to(&self) -> Option<(Kind, String)> {
        Some((Kind::Conversation, self.conversation_id.to_string()))
    }

    fn at(&self) -> Option<i64> {
        // A clock that is ahead would hide what comes until then.
        let at = self.activity_timestamp.timestamp()?;
        Some(at.min(Timestamp::now()).as_second())
    }
}
