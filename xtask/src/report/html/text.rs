//! Untrusted text on the page: it is always visible, and never markup.

use std::fmt::{self, Display, Formatter, Write};

use generator::diagnostic::escape;

use crate::terminal::count;

/// Text of bounded length on one line, for an element or a quoted attribute.
#[derive(Clone, Copy)]
pub(super) struct Shown<'a> {
    text: &'a str,
    limit: usize,
}

impl<'a> Shown<'a> {
    /// A name, a position, a path.
    pub(super) fn name(text: &'a str) -> Self {
        Self { text, limit: 200 }
    }

    /// A sentence, or a few.
    pub(super) fn sentence(text: &'a str) -> Self {
        Self { text, limit: 600 }
    }
}

impl Display for Shown<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let (text, left_out) = clip(self.text, self.limit);
        markup(f, &escape(text))?;
        rest(f, left_out)
    }
}

/// A sentence with names in backticks.
pub(super) struct Message<'a>(pub(super) &'a str);

impl Display for Message<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let (text, left_out) = clip(self.0, 600);
        let parts: Vec<_> = text.split('`').collect();
        for (index, part) in parts.iter().enumerate() {
            let part = escape(part);
            if index % 2 == 0 {
                markup(f, &part)?;
            } else if index + 1 == parts.len() {
                // An unclosed backtick.
                markup(f, &format!("`{part}"))?;
            } else {
                f.write_str("<code>")?;
                markup(f, &part)?;
                f.write_str("</code>")?;
            }
        }
        rest(f, left_out)
    }
}

/// The first characters of a text, and the number of the rest.
pub(super) fn clip(text: &str, limit: usize) -> (&str, usize) {
    match text.char_indices().nth(limit) {
        Some((end, _)) => {
            let (text, rest) = text.split_at(end);
            (text, rest.chars().count())
        }
        None => (text, 0),
    }
}

/// The note after a clipped text.
pub(super) fn rest(f: &mut impl Write, left_out: usize) -> fmt::Result {
    if left_out == 0 {
        return Ok(());
    }
    write!(f, "… ({} more)", count(left_out, "character"))
}

/// Writes text with all markup characters escaped.
pub(super) fn markup(f: &mut impl Write, text: &str) -> fmt::Result {
    for c in text.chars() {
        match c {
            '&' => f.write_str("&amp;")?,
            '<' => f.write_str("&lt;")?,
            '>' => f.write_str("&gt;")?,
            '"' => f.write_str("&quot;")?,
            '\'' => f.write_str("&#39;")?,
            _ => f.write_char(c)?,
        }
    }
    Ok(())
}
