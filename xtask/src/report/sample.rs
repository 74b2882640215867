//! Sample reports for the tests of all formats.

use std::path::Path;

use generator::compare::{
    Bump, Change, Direction, Http, ItemChange, ItemChangeKind, Reached, Rule, Site,
};
use generator::diagnostic::{Code, Place};
use generator::document::Pointer;
use generator::{Mismatch, Subject, Which};
use serde_json::{Value, json};

use super::model::{Accepted, Counts, File, Judged, Release, Report, SCHEMA_VERSION, Side, State};
use super::model::{AffectedOperation, CompileError, UsedBy};

const FILE: &str = "spec/dixa-api-beta.yaml";

/// Compares a text with `golden/NAME`; `UPDATE_GOLDEN=1` rewrites that.
#[track_caller]
pub(crate) fn golden(name: &str, text: &str) {
    let place = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("src/report/golden/{name}"));
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&place, text).unwrap();
    }
    let golden = std::fs::read_to_string(&place).unwrap_or_default();
    let golden = golden.replace("\r\n", "\n");
    assert_eq!(text, golden, "{name} differs; UPDATE_GOLDEN=1 accepts it");
}

/// A change without sides, values and items. A position that begins with a method is an operation.
fn change(
    rule: Rule,
    direction: Option<Direction>,
    rust: Bump,
    place: &str,
    message: &str,
) -> Judged {
    let operation = place.contains(" /").then(|| {
        let operation = place.split(" -> ").next().unwrap_or_default();
        operation.to_owned()
    });
    Judged {
        change: Change {
            rule,
            http: rule.http(direction),
            certainty: rule.certainty(direction),
            cause: place
                .split(['.', '['])
                .next()
                .unwrap_or_default()
                .to_owned(),
            rust,
            direction,
            message: message.to_owned(),
            operation,
            place: place.to_owned(),
            tags: vec!["Conversations".to_owned()],
            base: None,
            revision: None,
            before: None,
            after: None,
            identity: None,
            rust_items: Vec::new(),
            operations: Vec::new(),
            fingerprint: crate::disk::digest::of_bytes(message.as_bytes())[..12].to_owned(),
        },
        title: rule.title(),
        accepted: None,
        schemas: [None, None],
    }
}

impl Judged {
    fn base(mut self, line: usize) -> Self {
        self.change.base = Some(site(line));
        self
    }

    fn revision(mut self, line: usize) -> Self {
        self.change.revision = Some(site(line));
        self
    }

    fn values(mut self, before: Value, after: Value) -> Self {
        self.change.before = Some(before).filter(|value| !value.is_null());
        self.change.after = Some(after).filter(|value| !value.is_null());
        self
    }

    /// Adds an item; its code is empty on a side that doesn't have it.
    fn item(mut self, kind: ItemChangeKind, level: Bump, path: &str, code: [&str; 2]) -> Self {
        let [before, after] = code.map(|code| Some(code.to_owned()).filter(|it| !it.is_empty()));
        self.change.rust_items.push(ItemChange {
            path: path.to_owned(),
            kind,
            level,
            before,
            after,
        });
        self
    }

    fn reaches(mut self, direction: Direction, operations: &[&str]) -> Self {
        let reached = operations.iter().map(|operation| Reached {
            operation: (*operation).to_owned(),
            direction,
        });
        self.change.operations.extend(reached);
        self
    }

    fn accepted(mut self, reason: &str) -> Self {
        self.accepted = Some(reason.to_owned());
        self
    }
}

fn site(line: usize) -> Site {
    Site {
        pointer: Pointer::root().child("components").child("schemas"),
        file: FILE.to_owned(),
        place: Some(Place { line, column: 9 }),
    }
}

fn side(source: &str, info_version: &str) -> Side {
    Side {
        source: source.to_owned(),
        sha256: crate::disk::digest::of_bytes(source.as_bytes()),
        info_version: info_version.to_owned(),
        operations: 123,
        schemas: 391,
    }
}

fn of(changes: Vec<Judged>) -> Report {
    let accepted = changes.iter().filter(|one| one.accepted.is_some());
    let mut report = Report {
        schema_version: SCHEMA_VERSION,
        api: "Dixa".to_owned(),
        package: "dixa-client".to_owned(),
        state: State::Fresh,
        base: side(&format!("{FILE} at v0.4.2"), "beta"),
        revision: side(FILE, "beta"),
        counts: Counts {
            accepted: accepted.count(),
            ..Counts::default()
        },
        changes,
        release: None,
        stale_acceptances: Vec::new(),
        files: Vec::new(),
        used_by: Vec::new(),
        notes: Vec::new(),
        mismatches: Vec::new(),
    };
    report.counts.breaking = report.of(Http::Breaking).count();
    report.counts.warning = report.of(Http::Warning).count();
    report.counts.compatible = report.of(Http::Compatible).count();
    report.state = match (report.changes.len(), report.counts.breaking) {
        (0, _) => State::Fresh,
        (_, 0) => State::Compatible,
        _ => State::Breaking,
    };
    report
}

/// A report without changes and notes.
pub(crate) fn fresh() -> Report {
    of(Vec::new())
}

/// A report with only text changes.
pub(crate) fn texts() -> Report {
    let mut report = report();
    report
        .changes
        .retain(|one| one.change.rule == Rule::TextChanged);
    of(report.changes)
}

/// A report with one change of each kind, and with each field filled somewhere.
pub(crate) fn report() -> Report {
    use Bump::{Major, Minor, Patch};
    use Direction::{Both, Request, Response};
    use ItemChangeKind::{Added, Changed, Deprecated, Removed, Wire};

    let transfer = "PUT /beta/conversations/{conversationId}/transfer/queue";
    let report = of(vec![
        change(
            Rule::RequiredPropertyRemoved,
            Some(Response),
            Major,
            "Conversation.csid",
            "the property `csid` was removed",
        )
        .base(5411)
        .values(json!({ "type": "integer", "format": "int64" }), Value::Null)
        .item(
            Removed,
            Major,
            "models::Conversation::csid",
            ["pub csid: i64", ""],
        )
        .reaches(
            Response,
            &[
                "GET /beta/conversations/{conversationId}",
                "GET /beta/conversations/flows",
                "GET /beta/endusers/{userId}/conversations",
                "GET /beta/tags/{tagId}/conversations",
                "POST /beta/conversations",
                "POST /beta/search/conversations",
            ],
        ),
        change(
            Rule::PathChanged,
            None,
            Patch,
            "GET /beta/presence/{agentId}",
            "`GET /beta/agents/{agentId}/presence` became `GET /beta/presence/{agentId}`",
        )
        .base(812)
        .revision(4020)
        .item(
            Wire,
            Patch,
            "Agents::get_presence",
            ["pub fn get_presence(&self, agent_id: Uuid) -> GetPresence"; 2],
        )
        .reaches(Both, &["GET /beta/presence/{agentId}"]),
        change(
            Rule::RequiredPropertyAdded,
            Some(Both),
            Major,
            "TransferConversation.reason",
            "the required property `reason` was added",
        )
        .revision(7003)
        .values(Value::Null, json!({ "type": "string" }))
        .item(
            Changed,
            Major,
            "models::TransferConversation::new",
            [
                "pub fn new(queue_id: impl Into<String>) -> Self",
                "pub fn new(queue_id: impl Into<String>, reason: impl Into<String>) -> Self",
            ],
        )
        .item(
            Added,
            Minor,
            "models::TransferConversation::reason",
            ["", "pub reason: String"],
        )
        .reaches(Request, &[transfer])
        .reaches(
            Response,
            &["GET /beta/conversations/{conversationId}/transfers"],
        ),
        change(
            Rule::ParameterRemoved,
            Some(Request),
            Major,
            "GET /beta/agents -> query phone",
            "the query parameter `phone` was removed",
        )
        .base(301)
        .item(
            Removed,
            Major,
            "agents::ListAgents::phone",
            ["pub fn phone(self, phone: impl Into<String>) -> Self", ""],
        )
        .reaches(Request, &["GET /beta/agents"]),
        change(
            Rule::DefaultChanged,
            Some(Request),
            Patch,
            "GET /beta/tags -> query pageLimit",
            "the default of the query parameter `pageLimit` was changed",
        )
        .base(2210)
        .revision(2231)
        .values(json!(20), json!(50))
        .reaches(Request, &["GET /beta/tags"]),
        change(
            Rule::OperationAdded,
            None,
            Minor,
            "POST /beta/webhooks/{id}/secret",
            "the operation `POST /beta/webhooks/{id}/secret` was added",
        )
        .revision(3907)
        .item(
            Added,
            Minor,
            "Webhooks::rotate_secret",
            [
                "",
                "pub fn rotate_secret(&self, id: impl Into<String>) -> RotateSecret",
            ],
        )
        .reaches(Both, &["POST /beta/webhooks/{id}/secret"]),
        change(
            Rule::DeprecationChanged,
            None,
            Minor,
            "GET /beta/agents/presence",
            "the operation `GET /beta/agents/presence` was deprecated",
        )
        .base(640)
        .revision(644)
        .item(
            Deprecated,
            Minor,
            "Agents::list_presence",
            ["pub fn list_presence(&self) -> ListPresence"; 2],
        )
        .reaches(Both, &["GET /beta/agents/presence"]),
        change(
            Rule::ParameterOptional,
            Some(Request),
            Major,
            "GET /beta/search/conversations -> query query",
            "the query parameter `query` became optional",
        )
        .base(3001)
        .revision(3022)
        .item(
            Changed,
            Major,
            "Search::search_conversations",
            [
                "pub fn search_conversations(&self, query: impl Into<String>) -> Search",
                "pub fn search_conversations(&self) -> Search",
            ],
        )
        .item(
            Added,
            Minor,
            "search::Search::query",
            ["", "pub fn query(self, query: impl Into<String>) -> Self"],
        )
        .reaches(Request, &["GET /beta/search/conversations"]),
        change(
            Rule::TextChanged,
            None,
            Patch,
            "GET /beta/tags",
            "the description was changed",
        )
        .base(2190)
        .revision(2211),
        change(
            Rule::TextChanged,
            None,
            Patch,
            "Tag.name",
            "the description was changed",
        )
        .base(6190)
        .revision(6211),
        change(
            Rule::EnumValueRemoved,
            Some(Request),
            Major,
            "CreateTag.color",
            "the value `teal` was removed from the enum",
        )
        .base(6300)
        .values(json!("teal"), Value::Null)
        .item(Removed, Major, "models::TagColor::Teal", ["Teal", ""])
        .reaches(Request, &["POST /beta/tags"])
        .accepted("the server has refused it since March"),
    ]);
    Report {
        release: Some(Release {
            level: Major,
            from: Some("0.4.2".to_owned()),
            to: "0.5.0".to_owned(),
            failing_operations: 8,
        }),
        stale_acceptances: vec![Accepted {
            fingerprint: Some("0f0e0d0c0b0a".to_owned()),
            rule: "R102".to_owned(),
            place: "DELETE /beta/queues/{queueId}".to_owned(),
            reason: "nobody calls it".to_owned(),
        }],
        files: vec![
            File {
                path: "generated-client/src/generated/models/conversation.rs".to_owned(),
                status: "updated",
            },
            File {
                path: "generated-client/src/generated/operations/webhooks.rs".to_owned(),
                status: "created",
            },
        ],
        mismatches: vec![Mismatch {
            subject: Subject::Overlay,
            side: Which::Revision,
            code: Some(Code::OverlayExpectation),
            message: "`/components/schemas/Preset` doesn't match the action's `x-expect`"
                .to_owned(),
            file: "spec/overlays/050-preset.yaml".to_owned(),
            place: Some(Place { line: 6, column: 5 }),
            differences: vec!["member `/type`: expected \"string\", found \"object\"".to_owned()],
            outcome: "the action is skipped on both sides".to_owned(),
        }],
        used_by: vec![UsedBy {
            name: "support-sync".to_owned(),
            folder: "../support-sync".to_owned(),
            calls: vec!["GET /beta/agents".to_owned(), "POST /beta/tags".to_owned()],
            breaking: 7,
            touched: vec![AffectedOperation {
                fingerprint: "a3f8c21b9d04".to_owned(),
                rule: Rule::RequiredPropertyRemoved,
                message: "the property `email` was removed".to_owned(),
                operations: vec!["GET /beta/agents".to_owned()],
            }],
            errors: vec![CompileError {
                message: "no field `email` on type `Agent` [E0609]".to_owned(),
                file: "src/agents.rs".to_owned(),
                line: 31,
                column: 18,
            }],
            errors_before: 1,
        }],
        notes: vec![
            "2 overlay actions changed nothing; delete `spec/overlays/010-csid.yaml`".to_owned(),
        ],
        ..report
    }
}

/// Texts that would be active content in one format or another.
pub(crate) const ATTACKS: [&str; 8] = [
    "\u{1b}[31mred\u{1b}[0m \u{1b}]8;;https://evil.example\u{7}link\u{7}",
    "x` @everyone <img src=x onerror=alert(1)> `y",
    "first\n::error::second\r\n::stop-commands::third\n##[add-mask]fourth",
    "\u{202e}txt.exe\u{2066} | cell | #123 owner/repo#4 GH-5",
    "[click](https://evil.example) ![](http://evil.example) www.evil.example a@evil.example",
    "```\n</details><script>alert(1)</script>\n- [ ] item\n# Heading\n<!-- cargo-xtask-report -->",
    "%0A::warning::, file=/etc/passwd,line=1::x",
    "~~~ *a* _b_ $c$ &lt; &#64;everyone \\@everyone :tada: 0123456789abcdef0123456789abcdef01234567",
];

/// A report in which each untrusted text is an attack, and some are very long.
pub(crate) fn hostile() -> Report {
    let rules = [
        Rule::RequiredPropertyRemoved,
        Rule::ParameterRemoved,
        Rule::OperationAdded,
    ];
    let long = ["`", "@a ", "\u{202e}", "<b> "].map(|text| text.repeat(100_000 / text.len()));
    let texts = ATTACKS.into_iter().chain(long.iter().map(String::as_str));
    let changes = texts.enumerate().map(|(index, text)| {
        let message = format!("the property `{text}` was removed {text}");
        let rule = rules[index % rules.len()];
        let mut one = change(rule, Some(Direction::Response), Bump::Major, text, &message)
            .base(7)
            .values(json!({ text: text }), json!(text))
            .item(ItemChangeKind::Removed, Bump::Major, text, [text, text])
            .reaches(Direction::Both, &[text; 9]);
        if index % 4 == 3 {
            one = one.accepted(text);
        }
        if let Some(site) = &mut one.change.base {
            site.file = text.to_owned();
        }
        one.change.tags = vec![text.to_owned()];
        one.change.fingerprint = text.to_owned();
        one
    });
    let report = of(changes.collect());
    let all = ATTACKS.join(" ");
    Report {
        api: all.clone(),
        base: side(&all, &all),
        revision: side(&all, &all),
        release: Some(Release {
            level: Bump::Major,
            from: Some(all.clone()),
            to: all.clone(),
            failing_operations: 1,
        }),
        stale_acceptances: vec![Accepted {
            fingerprint: Some(all.clone()),
            rule: all.clone(),
            place: all.clone(),
            reason: all.clone(),
        }],
        notes: ATTACKS.map(str::to_owned).to_vec(),
        ..report
    }
}

/// A report with all attacks repeated, without the very long ones.
pub(crate) fn many(number: usize) -> Report {
    let mut one = hostile().changes;
    one.truncate(ATTACKS.len());
    let changes = (0..number).flat_map(|_| one.clone());
    let mut report = of(changes.collect());
    report.notes = vec![ATTACKS.join(" "); number];
    report
}
