//! Which files of a folder are generated: by their place, and by the mark near their beginning.

/// Which files of a folder are ours.
#[derive(Debug)]
pub(crate) struct Layout {
    /// What stands before the path of a generated file, in the path of its change.
    pub(crate) prefix: &'static str,
    /// The folders in which every file is ours.
    pub(crate) owned: &'static [&'static str],
    /// The files beside them, of which not every set has all.
    pub(crate) beside: &'static [&'static str],
    /// The file that tells a folder of ours from any other.
    pub(crate) root: &'static str,
}

impl Layout {
    /// Whether a file of this path is in a folder of ours.
    pub(crate) fn owns(&self, path: &str) -> bool {
        self.owned.iter().any(|folder| {
            path.strip_prefix(folder)
                .is_some_and(|rest| rest.starts_with('/'))
        })
    }
}

/// What marks a file as ours, somewhere in its first [`MARK_LINES`] lines.
const MARK: &[u8] = b"@generated";
const MARK_LINES: usize = 5;

/// Whether a file is ours.
pub(crate) fn marked(content: &[u8]) -> bool {
    content
        .split(|byte| *byte == b'\n')
        .take(MARK_LINES)
        .any(|line| line.windows(MARK.len()).any(|window| window == MARK))
}
