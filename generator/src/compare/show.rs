//! A short form of a comparison, for tests and explanations. Reports for people are longer.

use std::fmt;

use super::{Change, Comparison, ItemChange, ItemChangeKind};

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.changes.iter().try_for_each(|change| change.fmt(f))
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.rule.id(), self.http.as_str())?;
        if let Some(direction) = self.direction {
            write!(f, " ({})", direction.as_str())?;
        }
        writeln!(
            f,
            ", rust {}: {}: {}",
            self.rust.as_str(),
            self.place,
            self.message
        )?;
        self.rust_items.iter().try_for_each(|item| item.fmt(f))
    }
}

impl fmt::Display for ItemChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = match self.kind {
            ItemChangeKind::Removed => "removed",
            ItemChangeKind::Changed => "changed",
            ItemChangeKind::Gated => "needs another feature",
            ItemChangeKind::Meaning => "means something else",
            ItemChangeKind::Added => "added",
            ItemChangeKind::Deprecated => "deprecated",
            ItemChangeKind::Undeprecated => "no longer deprecated",
            ItemChangeKind::Wire => "sends or reads other bytes",
        };
        writeln!(f, "  {word} ({}): {}", self.level.as_str(), self.path)?;
        if matches!(self.kind, ItemChangeKind::Changed | ItemChangeKind::Gated) {
            for (sign, side) in [('-', &self.before), ('+', &self.after)] {
                if let Some(side) = side {
                    writeln!(f, "    {sign} {side}")?;
                }
            }
        }
        Ok(())
    }
}
