//! Overlay documents as YAML text with comments, which YAML libraries don't print.

use serde_json::Value;

/// A value in the body of an action, in the order in which it is printed.
pub(super) enum Node {
    /// `null`, which in `x-expect` means that the member must be absent.
    Absent,
    Text(String),
    /// Strings on one line, wrapped.
    Words(Vec<String>),
    /// Members, in this order.
    Members(Vec<(String, Node)>),
    Items(Vec<Node>),
}

/// What an action does to its target.
pub(super) enum Change {
    Update(Vec<(String, Node)>),
    Remove,
}

/// One action of an overlay and the evidence for it.
pub(super) struct Action {
    /// One comment line per entry.
    pub(super) evidence: Vec<String>,
    /// A JSONPath.
    pub(super) target: String,
    /// The number of nodes that the target selects.
    pub(super) matches: usize,
    /// Current members of the target.
    pub(super) expect: Vec<(String, Node)>,
    pub(super) change: Change,
}

/// Lines are broken after this many columns, where possible.
const WIDTH: usize = 100;

impl Action {
    /// The whole overlay document.
    pub(super) fn overlay(title: &str, actions: &[Self]) -> String {
        let mut text = format!(
            "overlay: 1.1.0\ninfo:\n  title: {}\n  version: 1.0.0\nactions:\n",
            scalar(title)
        );
        for action in actions {
            action.print(&mut text);
        }
        text
    }

    /// Prints the action as it appears in an overlay, with its evidence.
    pub(super) fn print(&self, text: &mut String) {
        for line in &self.evidence {
            let line: String = line
                .chars()
                .map(|c| if c.is_control() { ' ' } else { c })
                .collect();
            text.push_str(&format!("  # {}\n", line.trim_end()));
        }
        text.push_str(&format!("  - target: {}\n", scalar(&self.target)));
        if self.matches != 1 {
            text.push_str(&format!("    x-matches: {}\n", self.matches));
        }
        if !self.expect.is_empty() {
            text.push_str("    x-expect:\n");
            members(text, &self.expect, 6);
        }
        match &self.change {
            Change::Update(update) => {
                text.push_str("    update:\n");
                members(text, update, 6);
            }
            Change::Remove => text.push_str("    remove: true\n"),
        }
    }
}

impl Node {
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// The value as JSON.
    pub(super) fn value(&self) -> Value {
        match self {
            Self::Absent => Value::Null,
            Self::Text(text) => Value::String(text.clone()),
            Self::Words(words) => words.iter().cloned().collect(),
            Self::Members(all) => values(all),
            Self::Items(items) => items.iter().map(Self::value).collect(),
        }
    }

    fn print(&self, text: &mut String, indent: usize) {
        match self {
            Self::Absent => text.push_str(" null\n"),
            Self::Text(value) => text.push_str(&format!(" {}\n", scalar(value))),
            Self::Words(values) => words(text, values, indent),
            Self::Members(all) => {
                text.push('\n');
                members(text, all, indent);
            }
            Self::Items(items) => {
                text.push('\n');
                for item in items {
                    let mut body = String::new();
                    item.print(&mut body, indent + 2);
                    text.push_str(&format!("{:indent$}- {}", "", body.trim_start()));
                }
            }
        }
    }
}

/// The members as an object.
pub(super) fn values(all: &[(String, Node)]) -> Value {
    let members = all.iter().map(|(key, node)| (key.clone(), node.value()));
    Value::Object(members.collect())
}

fn members(text: &mut String, all: &[(String, Node)], indent: usize) {
    for (key, node) in all {
        text.push_str(&format!("{:indent$}{}:", "", scalar(key)));
        node.print(text, indent + 2);
    }
}

/// A flow sequence, on the line of its key if it fits.
fn words(text: &mut String, values: &[String], indent: usize) {
    let values: Vec<_> = values.iter().map(|value| scalar(value)).collect();
    let line = values.join(", ");
    let used = text.len() - text.rfind('\n').map_or(0, |end| end + 1);
    if used + line.len() + 3 <= WIDTH {
        text.push_str(&format!(" [{line}]\n"));
        return;
    }
    text.push_str(&format!("\n{:indent$}[", ""));
    let mut column = WIDTH;
    for value in values {
        if column + value.len() + 2 > WIDTH {
            text.push_str(&format!("\n{:width$}", "", width = indent + 2));
            column = indent + 2;
        } else {
            text.push(' ');
            column += 1;
        }
        text.push_str(&format!("{value},"));
        column += value.len() + 1;
    }
    text.push_str(&format!("\n{:indent$}]\n", ""));
}

/// A string as a YAML scalar: plain if every parser reads it as that string.
fn scalar(text: &str) -> String {
    const KEYWORDS: [&str; 9] = ["null", "true", "false", "yes", "no", "on", "off", "y", "n"];
    let starts = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_' || c == '$');
    let path = text.starts_with("$.");
    let plain = |c: char| {
        c.is_ascii_alphanumeric() || "_-.$/ ".contains(c) || (path && "[]',*".contains(c))
    };
    if starts
        && text.chars().all(plain)
        && !text.ends_with(' ')
        && !KEYWORDS.contains(&text.to_ascii_lowercase().as_str())
    {
        return text.to_owned();
    }
    let mut quoted = "\"".to_owned();
    for character in text.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            // Characters that YAML calls not printable, and its line breaks (YAML 1.2 section 5.1).
            c if c.is_control()
                || matches!(
                    c,
                    '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}'
                ) =>
            {
                quoted.push_str(&format!("\\u{:04x}", u32::from(c)));
            }
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}

/// A list of Reference Objects.
pub(super) fn references_node<'a>(references: impl Iterator<Item = &'a str>) -> Node {
    let reference = |target| Node::Members(vec![("$ref".to_owned(), Node::text(target))]);
    Node::Items(references.map(reference).collect())
}
