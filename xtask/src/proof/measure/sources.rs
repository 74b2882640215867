//! The size of Rust sources: files, lines and bytes.

use std::fs;
use std::path::Path;

use serde::Serialize;

use super::package::Package;
use crate::exit::Failure;

/// The Rust files under one folder.
#[derive(Debug, Serialize)]
pub(crate) struct Sources {
    /// The package they belong to.
    pub(crate) package: String,
    /// The folder, relative to the package.
    pub(crate) folder: &'static str,
    /// The number of files.
    pub(crate) files: usize,
    /// The number of lines, including comments and blank lines.
    pub(crate) lines: usize,
    /// The number of bytes.
    pub(crate) bytes: usize,
}

/// Counts the sources of a package, then those of each local crate that it depends on. If a package
/// has a folder for generated code, only that is counted.
pub(crate) fn count(package: &Package) -> Result<Vec<Sources>, Failure> {
    let own = ["src/generated", "src"]
        .into_iter()
        .find(|folder| package.folder().join(folder).is_dir())
        .ok_or_else(|| {
            Failure::failed(format!("{} has no folder src", package.folder().display()))
                .help("measure a package whose sources are in src/")
        })?;
    let own = [(package.name.as_str(), package.folder(), own)];
    let beside = package.beside().map(|(name, place)| (name, place, "src"));
    own.into_iter()
        .chain(beside)
        .map(|(name, place, folder)| {
            let mut sources = Sources {
                package: name.to_owned(),
                folder,
                files: 0,
                lines: 0,
                bytes: 0,
            };
            sources.add(&place.join(folder))?;
            Ok(sources)
        })
        .collect()
}

impl Sources {
    fn add(&mut self, folder: &Path) -> Result<(), Failure> {
        let unreadable = |error: std::io::Error| {
            Failure::failed(format!("could not read {}", folder.display())).cause(&error)
        };
        for entry in fs::read_dir(folder).map_err(unreadable)? {
            let entry = entry.map_err(unreadable)?;
            let path = entry.path();
            // Links are not followed: they could form a cycle.
            if entry.file_type().map_err(unreadable)?.is_dir() {
                self.add(&path)?;
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let text = fs::read(&path).map_err(unreadable)?;
                self.files += 1;
                self.lines += lines(&text);
                self.bytes += text.len();
            }
        }
        Ok(())
    }
}

/// The lines of a text, including a last line without a line ending.
fn lines(text: &[u8]) -> usize {
    let ended = text.iter().filter(|byte| **byte == b'\n').count();
    ended + usize::from(text.last().is_some_and(|byte| *byte != b'\n'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_line_counts_ended_or_not() {
        for (text, expected) in [("", 0), ("a", 1), ("a\n", 1), ("a\n\nb", 3), ("\n", 1)] {
            assert_eq!(lines(text.as_bytes()), expected, "{text:?}");
        }
    }
}
