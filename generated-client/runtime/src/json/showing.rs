//! `Debug` of models: their JSON, without personal values. Absent properties are omitted, as on the
//! wire.

use std::cell::Cell;
use std::fmt;

use serde::Serialize;

/// Replaces a personal value.
pub(crate) const PERSONAL: &str = "[personal]";

#[derive(Clone, Copy, PartialEq, Eq)]
enum DebugMode {
    /// Not showing: the output is data.
    No,
    /// Personal values are omitted.
    Redacted,
    /// All values are shown.
    All,
}

thread_local! {
    static DEBUG_MODE: Cell<DebugMode> = const { Cell::new(DebugMode::No) };
}

fn in_debug_mode<T>(showing: DebugMode, show: impl FnOnce() -> T) -> T {
    /// Ends it, also on panic.
    struct Before(DebugMode);
    impl Drop for Before {
        fn drop(&mut self) {
            DEBUG_MODE.set(self.0);
        }
    }
    let _before = Before(DEBUG_MODE.replace(showing));
    show()
}

/// Whether personal values are omitted from the output.
pub(crate) fn is_redacted() -> bool {
    DEBUG_MODE.get() == DebugMode::Redacted
}

/// Whether the caller asked for personal values.
fn is_revealed() -> bool {
    DEBUG_MODE.get() == DebugMode::All
}

/// The body of `Debug::fmt` of a model: `NAME {"id":1}`. Called by generated code.
///
/// # Errors
///
/// Those of the formatter.
pub fn debug<T: Serialize>(name: &str, value: &T, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let showing = match is_revealed() {
        true => DebugMode::All,
        false => DebugMode::Redacted,
    };
    write!(f, "{name} ")?;
    match in_debug_mode(showing, || serde_json::to_string(value)) {
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

/// A value whose `Debug` also shows personal values; from [`Reveal::reveal`].
pub struct Revealed<'a, T: ?Sized>(&'a T);

impl<T: fmt::Debug + ?Sized> fmt::Debug for Revealed<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        in_debug_mode(DebugMode::All, || self.0.fmt(f))
    }
}

/// Shows personal values.
///
/// `Debug` of models shows `[personal]` in place of e-mail addresses, telephone numbers, names,
/// postal addresses and the text of messages, and in place of undescribed properties, so that they
/// do not get into logs. `format!("{:?}", user.reveal())` shows them, as does encoding a value as
/// JSON.
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
