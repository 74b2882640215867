//! The effect of a comparison on programs that depend on the client.

use std::fmt::Write;

use super::model::UsedBy;
use super::wording::line;
use crate::terminal::count;

/// The maximum number of changes, and of errors, named per program.
const NAMED: usize = 20;

/// A paragraph for each program.
pub(crate) fn text(programs: &[UsedBy]) -> String {
    let mut text = String::new();
    for program in programs {
        // Writing to a string can't fail.
        let _ = of_program(&mut text, program);
    }
    text
}

fn of_program(text: &mut String, program: &UsedBy) -> std::fmt::Result {
    let (touched, all) = (
        program.touched.len(),
        count(program.breaking, "breaking change"),
    );
    let verb = if touched == 1 { "affects" } else { "affect" };
    let name = line(&program.name);
    writeln!(
        text,
        "\n{name}: {touched} of {all} {verb} operations that it calls"
    )?;
    for change in program.touched.iter().take(NAMED) {
        let operations: Vec<String> = change.operations.iter().map(|it| line(it)).collect();
        let (rule, message) = (change.rule.id(), line(&change.message));
        writeln!(
            text,
            "  breaking[{rule}] {message} ({})",
            operations.join(", ")
        )?;
    }
    more(text, touched, "change")?;
    match (program.errors.len(), program.errors_before) {
        (0, 0) => writeln!(text, "  compiles with the new client")?,
        (0, _) => {}
        (errors, _) => writeln!(text, "  {} with the new client", count(errors, "error"))?,
    }
    for error in program.errors.iter().take(NAMED) {
        let (message, file) = (line(&error.message), line(&error.file));
        writeln!(
            text,
            "  error: {message}\n    --> {file}:{}:{}",
            error.line, error.column
        )?;
    }
    more(text, program.errors.len(), "error")?;
    if program.errors_before > 0 {
        let errors = count(program.errors_before, "error");
        writeln!(
            text,
            "  {errors} with the client of the base too, not repeated here"
        )?;
    }
    Ok(())
}

fn more(text: &mut String, number: usize, noun: &str) -> std::fmt::Result {
    match number.saturating_sub(NAMED) {
        0 => Ok(()),
        left => writeln!(text, "  and {} more", count(left, noun)),
    }
}
