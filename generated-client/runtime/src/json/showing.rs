//! What `Debug` of a model shows: its JSON, without the values that are personal. Absent properties
//! are not in it, as on the wire.

use std::cell::Cell;
use std::fmt;

use serde::Serialize;

/// Stands in place of a personal value.
pub(crate) const PERSONAL: &str = "[personal]";

#[derive(Clone, Copy, PartialEq, Eq)]
enum Showing {
    /// Nothing is shown: what is written is data.
    No,
    /// Personal values are left out.
    Redacted,
    /// All is shown.
    All,
}

thread_local! {
    static SHOWING: Cell<Showing> = const { Cell::new(Showing::No) };
}

fn while_showing<T>(showing: Showing, show: impl FnOnce() -> T) -> T {
    /// Ends it, whatever happens to what is shown.
    struct Before(Showing);
    impl Drop for Before {
        fn drop(&mut self) {
            SHOWING.set(self.0);
        }
    }
    let _before = Before(SHOWING.replace(showing));
    show()
}

/// Whether personal values are left out of what is written.
pub(crate) fn is_redacted() -> bool {
    SHOWING.get() == Showing::Redacted
}

/// Whether somebody asked for personal values.
fn is_revealed() -> bool {
    SHOWING.get() == Showing::All
}

/// The body of `Debug::fmt` of a model: `NAME {"id":1}`. Called by generated code.
///
/// # Errors
///
/// As the formatter.
pub fn debug<T: Serialize>(name: &str, value: &T, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let showing = match is_revealed() {
        true => Showing::All,
        false => Showing::Redacted,
    };
    write!(f, "{name} ")?;
    match while_showing(showing, || serde_json::to_string(value)) {
        Ok(text) if f.alternate() => f.write_str(&indented(&text)),
        Ok(text) => f.write_str(&text),
        Err(error) => write!(f, "(not shown: {error})"),
    }
}

/// JSON text without white space, with a line for each value.
fn indented(text: &str) -> String {
    let mut lines = String::with_capacity(2 * text.len());
    let (mut depth, mut in_string, mut escaped, mut opened) = (0, false, false, false);
    for c in text.chars() {
        let closes = !in_string && matches!(c, '}' | ']');
        if closes {
            depth -= 1;
        }
        if opened != closes && (opened || closes) {
            lines.push('\n');
            lines.push_str(&"    ".repeat(depth));
        }
        lines.push(c);
        opened = false;
        match c {
            _ if escaped => escaped = false,
            '\\' if in_string => escaped = true,
            '"' => in_string = !in_string,
            _ if in_string => {}
            ':' => lines.push(' '),
            '{' | '[' => {
                depth += 1;
                opened = true;
            }
            ',' => {
                lines.push('\n');
                lines.push_str(&"    ".repeat(depth));
            }
            _ => {}
        }
    }
    lines
}

/// A personal value, which `Debug` shows only within [`Reveal::reveal`]. Used by generated code.
pub struct Personal<'a>(pub &'a dyn fmt::Debug);

impl fmt::Debug for Personal<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match is_revealed() {
            true => self.0.fmt(f),
            false => f.write_str(PERSONAL),
        }
    }
}

/// A value whose `Debug` shows what is personal, too; from [`Reveal::reveal`].
pub struct Revealed<'a, T: ?Sized>(&'a T);

impl<T: fmt::Debug + ?Sized> fmt::Debug for Revealed<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        while_showing(Showing::All, || self.0.fmt(f))
    }
}

/// Shows personal values.
///
/// `Debug` of models shows `[personal]` in place of e-mail addresses, telephone numbers, names,
/// addresses and the text of messages, and of everything that the description does not know, so
/// that they do not get into logs. `format!("{:?}", user.reveal())` shows them, as does encoding a
/// value as JSON.
pub trait Reveal {
    /// The value with a `Debug` that shows everything.
    fn reveal(&self) -> Revealed<'_, Self> {
        Revealed(self)
    }
}

impl<T: ?Sized> Reveal for T {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn indents_what_holds_something() {
        let text = r#"{"a":{},"b":[1,{"c":"{\"x\":[,]}"}],"d":[]}"#;
        let lines = "{\n    \"a\": {},\n    \"b\": [\n        1,\n        {\n            \
                     \"c\": \"{\\\"x\\\":[,]}\"\n        }\n    ],\n    \"d\": []\n}";
        assert_eq!(indented(text), lines);
    }
}
