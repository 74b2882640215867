//! Renders overlays (OpenAPI Overlay 1.1): actions, each under a comment with its evidence.

use generator::document::Pointer;
use serde_json::{Value, json};

/// An action and its evidence.
#[derive(Clone, Debug)]
pub(super) struct Action {
    /// Each is a comment line.
    pub(super) evidence: Vec<String>,
    /// A JSONPath.
    pub(super) target: String,
    /// Merged into the target; `None` removes it.
    pub(super) update: Option<Value>,
}

/// The whole document.
pub(super) fn print(title: &str, actions: &[Action]) -> Result<String, serde_yaml::Error> {
    let head = json!({"title": title, "version": "1.0.0"});
    let mut text = format!(
        "overlay: 1.1.0\ninfo:\n{}actions:\n",
        indented(&serde_yaml::to_string(&head)?, "  ")
    );
    for action in actions {
        for line in &action.evidence {
            let line: String = line
                .chars()
                .map(|c| if c.is_control() { ' ' } else { c })
                .collect();
            text.push_str(&format!("  # {}\n", line.trim_end()));
        }
        let target = serde_yaml::to_string(&json!({"target": action.target}))?;
        let change = match &action.update {
            Some(update) => json!({"update": update}),
            None => json!({"remove": true}),
        };
        let body = indented(&(target + &serde_yaml::to_string(&change)?), "    ");
        text.push_str("  - ");
        text.push_str(body.trim_start());
    }
    Ok(text)
}

fn indented(text: &str, by: &str) -> String {
    text.lines().map(|line| format!("{by}{line}\n")).collect()
}

/// The JSONPath of a node (RFC 9535). A parameter is selected by name and location: its index changes.
pub(super) fn path(root: &Value, at: &Pointer) -> String {
    let mut path = "$".to_owned();
    let mut node = root;
    for segment in at.segments() {
        let (child, is_item) = match node {
            Value::Array(items) => (
                segment.parse::<usize>().ok().and_then(|it| items.get(it)),
                true,
            ),
            node => (node.get(&segment), false),
        };
        let child = child.unwrap_or(&Value::Null);
        match (child["name"].as_str(), child["in"].as_str()) {
            (Some(name), Some(location)) if is_item => {
                let (name, location) = (quoted(name), quoted(location));
                path.push_str(&format!("[?@.name == {name} && @.in == {location}]"));
            }
            _ if is_item => path.push_str(&format!("[{segment}]")),
            _ => path.push_str(&member(&segment)),
        }
        node = child;
    }
    path
}

fn member(name: &str) -> String {
    let starts = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    if starts
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    {
        format!(".{name}")
    } else {
        format!("[{}]", quoted(name))
    }
}

/// A string literal (RFC 9535, section 2.3.1.1).
pub(super) fn quoted(text: &str) -> String {
    let mut literal = "'".to_owned();
    for character in text.chars() {
        match character {
            '\'' | '\\' => literal.extend(['\\', character]),
            c if c.is_ascii_control() => literal.push_str(&format!("\\u{:04x}", u32::from(c))),
            other => literal.push(other),
        }
    }
    literal.push('\'');
    literal
}
