//! Which files of a folder are generated: by their path, and by the mark near their beginning.

/// Which files of a folder are generated.
#[derive(Debug)]
pub(crate) struct Layout {
    /// The prefix of a generated file's path in the path of its change.
    pub(crate) prefix: &'static str,
    /// The folders in which every file is generated.
    pub(crate) owned: &'static [&'static str],
    /// Further generated files; a set need not have all of them.
    pub(crate) beside: &'static [&'static str],
    /// The file whose mark identifies a folder as generated.
    pub(crate) root: &'static str,
}

impl Layout {
    /// Whether a file with this path is in an owned folder.
    pub(crate) fn owns(&self, path: &str) -> bool {
        self.owned.iter().any(|folder| {
            path.strip_prefix(folder)
                .is_some_and(|rest| rest.starts_with('/'))
        })
    }
}

/// The mark of a generated file, in one of its first [`MARK_LINES`] lines.
const MARK: &[u8] = b"@generated";
const MARK_LINES: usize = 5;

/// Whether a file has the mark.
pub(crate) fn marked(content: &[u8]) -> bool {
    content
        .split(|byte| *byte == b'\n')
        .take(MARK_LINES)
        .any(|line| line.windows(MARK.len()).any(|window| window == MARK))
}
