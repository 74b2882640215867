//! What Dixa holds in these tests, and how it responds.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use dixa_client::http::{StatusCode, Uri};
use dixa_client::models::{
    ActivityLogEntry, Agent, Conversation, ConversationRating, EndUser, GenericConversation,
    Message, Queue, Tag, Team,
};
use dixa_client::serde_json::{Value, from_str, json, to_value};
use dixa_client::{DateTime, jiff, testing};
use rusqlite::Connection;
use serde::Serialize;

/// Rows as JSON, by the paths of their lists, and single ones by their own paths.
pub(crate) struct Organization {
    pub(crate) lists: BTreeMap<String, Vec<Value>>,
    single: BTreeMap<String, Value>,
    /// Paths that lead to nothing although a list says otherwise.
    pub(crate) missing: BTreeSet<String>,
    /// Paths that are forbidden.
    pub(crate) refused: BTreeSet<String>,
    /// Paths whose requests get no response: the connection is closed.
    pub(crate) broken: BTreeSet<String>,
    /// The host in links to next pages; none if they are relative.
    pub(crate) host: String,
    /// A part of all cursors; those with another one are refused.
    pub(crate) cursors: u32,
    /// How many messages were added.
    messages: u32,
}

/// How many rows a page has at most.
const PAGE: usize = 2;

fn id(kind: u32, number: u32) -> String {
    format!("{kind:08x}-0000-4000-8000-{number:012x}")
}

/// A value of a model with other properties than the description shows.
fn row(value: impl Serialize, properties: Value) -> Value {
    let mut value = to_value(value).unwrap();
    let Value::Object(properties) = properties else {
        panic!("{properties}");
    };
    value.as_object_mut().unwrap().extend(properties);
    value
}

impl Organization {
    /// A few of everything: 5 agents, 3 teams, 2 queues, 3 tags, 5 end users, 7 conversations.
    pub(crate) fn new() -> Self {
        let mut new = Self {
            lists: BTreeMap::new(),
            single: BTreeMap::new(),
            missing: BTreeSet::new(),
            refused: BTreeSet::new(),
            broken: BTreeSet::new(),
            host: String::new(),
            cursors: 1,
            messages: 0,
        };
        for number in 0..5 {
            let properties = json!({ "id": id(1, number) });
            new.add("/beta/agents", row(testing::example::<Agent>(), properties));
        }
        for number in 0..3 {
            let properties = json!({ "id": id(2, number) });
            new.add("/beta/teams", row(testing::example::<Team>(), properties));
            // A property that the client doesn't know is kept.
            let properties = json!({ "id": id(4, number), "newer": [number] });
            new.add("/beta/tags", row(testing::example::<Tag>(), properties));
        }
        for number in 0..2 {
            let properties = json!({ "id": id(3, number) });
            new.add("/beta/queues", row(testing::example::<Queue>(), properties));
        }
        new.lists
            .insert("/beta/conversations/activitylog".into(), Vec::new());
        for number in 0..5 {
            new.add_end_user(number);
        }
        // The first end user has three, and one of them is older than the log.
        for (end_user, number) in [
            (0, 100),
            (0, 101),
            (0, 102),
            (1, 103),
            (2, 104),
            (2, 105),
            (4, 106),
        ] {
            new.add_conversation(end_user, number);
        }
        new.log().retain(|entry| entry["conversationId"] != 101);
        new
    }

    fn add(&mut self, list: &str, row: Value) {
        self.lists.entry(list.to_owned()).or_default().push(row);
    }

    fn log(&mut self) -> &mut Vec<Value> {
        self.lists
            .get_mut("/beta/conversations/activitylog")
            .unwrap()
    }

    pub(crate) fn add_end_user(&mut self, number: u32) {
        let properties = json!({ "id": id(5, number) });
        self.add(
            "/beta/endusers",
            row(testing::example::<EndUser>(), properties),
        );
        let conversations = format!("/beta/endusers/{}/conversations", id(5, number));
        self.lists.insert(conversations, Vec::new());
    }

    pub(crate) fn add_conversation(&mut self, end_user: u32, number: u32) {
        let conversation = Conversation::from(testing::example::<GenericConversation>());
        let conversation = row(
            conversation,
            json!({ "id": number, "requesterId": id(5, end_user) }),
        );
        let path = format!("/beta/conversations/{number}");
        self.single.insert(path.clone(), conversation.clone());
        self.add(
            &format!("/beta/endusers/{}/conversations", id(5, end_user)),
            conversation,
        );
        let properties = json!({ "id": id(7, number) });
        let rating = row(testing::example::<ConversationRating>(), properties);
        self.add(&format!("{path}/ratings"), rating);
        self.lists.insert(format!("{path}/messages"), Vec::new());
        self.add_message(number);
        self.add_message(number);
    }

    /// Adds a message to a conversation; the log tells of it.
    pub(crate) fn add_message(&mut self, conversation: u32) {
        self.messages += 1;
        let number = self.messages;
        let properties = json!({ "id": id(6, number) });
        let message = row(testing::example::<Message>(), properties);
        self.add(
            &format!("/beta/conversations/{conversation}/messages"),
            message,
        );
        // An hour lies between two entries.
        let at = jiff::Timestamp::from_second(1_700_000_000 + 3600 * i64::from(number)).unwrap();
        let properties = json!({
            "id": id(8, number),
            "conversationId": conversation,
            "activityTimestamp": DateTime::from(at),
        });
        let entry = row(testing::example::<ActivityLogEntry>(), properties);
        self.log().push(entry);
    }

    pub(crate) fn respond(&self, uri: &Uri) -> (StatusCode, Value) {
        let path = uri.path();
        if self.refused.contains(path) {
            return (StatusCode::FORBIDDEN, json!({ "message": "not this one" }));
        }
        if let Some(row) = self
            .single
            .get(path)
            .filter(|_| !self.missing.contains(path))
        {
            return (StatusCode::OK, json!({ "data": row }));
        }
        let Some(rows) = self
            .lists
            .get(path)
            .filter(|_| !self.missing.contains(path))
        else {
            return (
                StatusCode::NOT_FOUND,
                json!({ "message": "there is no such thing" }),
            );
        };
        let query = |name: &str| {
            let pairs = uri.query().unwrap_or_default().split('&');
            let mut pairs = pairs.filter_map(|pair| pair.split_once('='));
            let found = pairs.find(|(known, _)| *known == name);
            found.map(|(_, value)| {
                value
                    .replace("%2B", "+")
                    .replace("%3A", ":")
                    .replace("%3D", "=")
            })
        };
        let since: Option<DateTime> = query("fromDatetime").map(|text| text.parse().unwrap());
        let rows: Vec<&Value> = rows
            .iter()
            .filter(|row| {
                let at = row["activityTimestamp"]
                    .as_str()
                    .map(|at| at.parse::<DateTime>().unwrap());
                since
                    .as_ref()
                    .is_none_or(|since| at.is_none_or(|at| at >= *since))
            })
            .collect();
        if query("pageLimit").is_none() {
            return (StatusCode::OK, json!({ "data": rows }));
        }
        let start = match query("pageKey").as_deref().map(|key| self.start(key)) {
            None => 0,
            Some(Some(start)) => start,
            Some(None) => {
                return (
                    StatusCode::BAD_REQUEST,
                    json!({ "message": "unknown pageKey" }),
                );
            }
        };
        let page: Vec<_> = rows.iter().skip(start).take(PAGE).collect();
        let next = start + PAGE;
        if next >= rows.len() {
            return (StatusCode::OK, json!({ "data": page, "meta": {} }));
        }
        let key = format!("key%2B{}:{next}%3D%3D", self.cursors);
        let next = format!("{}{path}/?pageKey={key}", self.host);
        (
            StatusCode::OK,
            json!({ "data": page, "meta": { "next": next } }),
        )
    }

    fn start(&self, key: &str) -> Option<usize> {
        let key = key.strip_prefix("key+")?.strip_suffix("==")?;
        let (cursors, start) = key.split_once(':')?;
        (cursors == self.cursors.to_string()).then(|| start.parse().unwrap())
    }

    /// Each row once, by table and identity.
    fn rows(&self) -> Vec<(&'static str, String, Value)> {
        let mut found = Vec::new();
        let tables = [
            ("agents", "/beta/agents", ""),
            ("teams", "/beta/teams", ""),
            ("queues", "/beta/queues", ""),
            ("tags", "/beta/tags", ""),
            ("end_users", "/beta/endusers", ""),
            ("activity_log", "/beta/conversations/activitylog", ""),
            ("messages", "/beta/conversations/", "/messages"),
            ("ratings", "/beta/conversations/", "/ratings"),
        ];
        for (table, start, end) in tables {
            for (path, rows) in &self.lists {
                let is_list = match end {
                    "" => path == start,
                    _ => path.starts_with(start) && path.ends_with(end),
                };
                let rows = rows.iter().filter(|_| is_list);
                found.extend(rows.map(|row| (table, text(&row["id"]), row.clone())));
            }
        }
        let conversations = self.single.values();
        found.extend(conversations.map(|row| ("conversations", text(&row["id"]), row.clone())));
        found.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
        found
    }

    /// Asserts that a database holds each row once, as it is here, and nothing else.
    #[track_caller]
    pub(crate) fn is_in(&self, database: &Path) {
        let expected = self.rows();
        let found = rows(database);
        let names = |rows: &[(&'static str, String, Value)]| {
            let names = rows.iter().map(|(table, id, _)| format!("{table} {id}"));
            names.collect::<Vec<_>>()
        };
        assert_eq!(names(&found), names(&expected));
        assert_eq!(found, expected);
    }
}

fn text(id: &Value) -> String {
    id.as_str().map_or_else(|| id.to_string(), str::to_owned)
}

/// Each row of a database, as often as it is there.
fn rows(database: &Path) -> Vec<(&'static str, String, Value)> {
    let database = Connection::open(database).unwrap();
    let mut found = Vec::new();
    for table in [
        "activity_log",
        "agents",
        "conversations",
        "end_users",
        "messages",
        "queues",
        "ratings",
        "tags",
        "teams",
    ] {
        let sql = format!("select cast(id as text), json from {table} order by 1");
        let mut statement = database.prepare(&sql).unwrap();
        let rows = statement
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
            .unwrap();
        found.extend(rows.map(|row| {
            let (id, json): (String, String) = row.unwrap();
            (table, id, from_str(&json).unwrap())
        }));
    }
    found
}
