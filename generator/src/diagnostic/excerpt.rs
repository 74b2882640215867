//! A position in a text, and the excerpt of the line that shows it.

/// A position in a text; line and column count from 1, the column in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct Place {
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

impl Place {
    /// The position of a byte offset in a text, or the end of the text if the offset is beyond it.
    #[must_use]
    pub fn at(text: &str, offset: usize) -> Self {
        let before = text.get(..offset).unwrap_or(text);
        let line = before.rsplit('\n').next().unwrap_or_default();
        Self {
            line: before.matches('\n').count() + 1,
            column: line.chars().count() + 1,
        }
    }
}

/// The part of a line that a diagnostic shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt {
    /// The line, or if it is long the part around the position; not yet escaped.
    pub text: String,
    /// The column of the position within `text`, from 1, in characters.
    pub column: usize,
}

impl Excerpt {
    /// Characters shown before the position in a line that is too long to show; twice as many are shown
    /// after it.
    const BEFORE: usize = 50;

    /// Position and excerpt of a byte offset in a text; `None` if the offset is outside it.
    pub(crate) fn at(text: &str, offset: usize) -> Option<(Place, Self)> {
        let start = text.get(..offset)?.rfind('\n').map_or(0, |at| at + 1);
        let place = Place::at(text, offset);
        let excerpt = Self::within(text, start, offset, place.column);
        Some((place, excerpt))
    }

    /// The excerpt around `offset` of a text in which the line begins at `start`, both in bytes;
    /// `column` is the offset's column in the line. Of a long line, reads no more than necessary.
    #[must_use]
    pub(crate) fn within(text: &str, start: usize, offset: usize, column: usize) -> Self {
        // A character has at most four bytes. Twice the shown characters are read on each side, to
        // detect whether the line is longer.
        let mut from = start.max(offset.saturating_sub(4 * (2 * Self::BEFORE)));
        while !text.is_char_boundary(from) {
            from += 1;
        }
        let mut to = text
            .len()
            .min(offset.saturating_add(4 * (5 * Self::BEFORE)));
        while !text.is_char_boundary(to) {
            to -= 1;
        }
        let part = text.get(from..to).unwrap_or_default();
        let line = part.lines().next().unwrap_or_default();
        let before = text.get(from..offset).unwrap_or_default();
        let column = if from == start {
            column
        } else {
            before.chars().count() + 1
        };
        Self::new(line, column)
    }

    /// The excerpt of `line` around `column` (from 1, in characters).
    #[must_use]
    pub fn new(line: &str, column: usize) -> Self {
        if line.chars().nth(4 * Self::BEFORE).is_none() {
            return Self {
                text: line.trim_end().to_owned(),
                column,
            };
        }
        let skipped = column.saturating_sub(Self::BEFORE + 1);
        let mut rest = line.chars().skip(skipped);
        let mut text: String = rest.by_ref().take(3 * Self::BEFORE).collect();
        if rest.next().is_some() {
            text.push('…');
        }
        if skipped == 0 {
            return Self { text, column };
        }
        text.insert(0, '…');
        Self {
            text,
            column: column - skipped + 1,
        }
    }
}
