//! The first call as a program.

use crate::emit::FirstCall;

/// The first call as a program, without indentation; lines that the reader need not see begin with
/// `hidden`.
pub(in crate::output) fn program(call: &FirstCall, hidden: &str) -> Vec<String> {
    let models = call
        .parameters
        .iter()
        .chain(&call.statements)
        .any(|line| line.contains("models::"));
    let models = if models { ", models" } else { "" };
    let mut lines = vec![
        format!("use {}::{{Client, Error{models}}};", call.client),
        String::new(),
    ];
    lines.push(format!(
        "{hidden}async fn example({}) -> Result<(), Error> {{",
        call.parameters.join(", ")
    ));
    let indent = if hidden.is_empty() { "    " } else { "" };
    lines.extend(call.statements.iter().map(|line| format!("{indent}{line}")));
    lines.push(format!("{hidden}{indent}Ok(())"));
    lines.push(format!("{hidden}}}"));
    lines
}
