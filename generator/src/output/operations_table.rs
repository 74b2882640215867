//! `OPERATIONS.md`: every operation with its name in the description, on the wire and in Rust.

use std::fmt::Write;

use crate::rust::items::RequestItems;
use crate::rust::{Client, Operation, Plain, is_visible};

pub(super) fn print(client: &Client, mark: &str) -> String {
    let mut text = format!("<!-- {mark} -->\n\n");
    // Writing to a String does not fail.
    let _ = writeln!(text, "# Operations of the {}\n", plain(&client.api_title()));
    let _ = writeln!(
        text,
        "{} operations under {} handles. An operation with several tags is listed under each.",
        client.operations.len(),
        client.handles.iter().filter(|it| !it.on_client).count()
    );
    for handle in &client.handles {
        let _ = match handle.on_client {
            true => writeln!(text, "\n## Without a tag: `client`\n"),
            false => writeln!(
                text,
                "\n## {}: `client.{}()`\n",
                plain(&handle.tag),
                handle.module
            ),
        };
        text.push_str("| Operation | On the wire | In Rust | Request | Response |\n");
        text.push_str("| --- | --- | --- | --- | --- |\n");
        let mut indexes: Vec<usize> = handle
            .operations
            .iter()
            .chain(&handle.links)
            .copied()
            .collect();
        indexes.sort_unstable();
        for operation in indexes
            .iter()
            .filter_map(|&index| client.operations.get(index))
        {
            let note = if operation.deprecated {
                " (deprecated)"
            } else {
                ""
            };
            let _ = writeln!(
                text,
                "| {}{note} | `{}` | {} | {} | {} |",
                // Some are escaped already.
                operation.title.replace("\\|", "|").replace('|', "\\|"),
                code(&operation.key),
                methods(operation).join("<br>"),
                bodies(operation).join("<br>"),
                responses(operation).join("<br>"),
            );
        }
    }
    text
}

/// The method, and those that take the body in another form.
fn methods(operation: &Operation) -> Vec<String> {
    let arguments: Vec<&str> = operation
        .arguments
        .iter()
        .map(|input| input.name.as_str())
        .collect();
    let items = RequestItems::of(operation);
    let names = items.constructors.iter().map(|(other, _)| &other.method);
    [&operation.name]
        .into_iter()
        .chain(names)
        .map(|name| format!("`{name}({})`", arguments.join(", ")))
        .collect()
}

/// The body, and its alternative forms.
fn bodies(operation: &Operation) -> Vec<String> {
    let inputs = operation.arguments.iter().chain(&operation.setters);
    let body = inputs.into_iter().find(|input| input.is_body());
    let others = operation.alternatives.iter().map(|other| &other.input);
    body.into_iter()
        .chain(others)
        .map(|input| format!("`{}`", input.ty.in_table()))
        .collect()
}

/// The output, and those of other media types.
fn responses(operation: &Operation) -> Vec<String> {
    let output = &operation.output;
    let whole = (output.ty != Plain::Unit).then(|| format!("`{}`", output.ty.in_table()));
    let others = output
        .others
        .iter()
        .map(|other| format!("`.{}()`: `{}`", other.method, other.ty.in_table()));
    whole.into_iter().chain(others).collect()
}

/// A name from the document in a heading or in prose.
pub(super) fn plain(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars().filter(|&c| is_visible(c)) {
        if c.is_ascii_punctuation() && !"-_.,:;!?'()/&".contains(c) {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

/// A name from the document in a code span of a table.
fn code(text: &str) -> String {
    let text: String = text.chars().filter(|&c| is_visible(c)).collect();
    text.replace('`', "'").replace('|', "\\|")
}
