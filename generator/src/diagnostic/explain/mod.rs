//! The long explanations of the codes: a Markdown file each, with what it means, what to do, a small
//! description that has it, and the same mended.

use super::Code;

/// The explanations by code.
const TEXTS: &[(&str, &str)] = &[
    ("D001", include_str!("D001.md")),
    ("D002", include_str!("D002.md")),
    ("D003", include_str!("D003.md")),
    ("D010", include_str!("D010.md")),
    ("D011", include_str!("D011.md")),
    ("D012", include_str!("D012.md")),
    ("D013", include_str!("D013.md")),
    ("D014", include_str!("D014.md")),
    ("D015", include_str!("D015.md")),
    ("D016", include_str!("D016.md")),
    ("D020", include_str!("D020.md")),
    ("D021", include_str!("D021.md")),
    ("D022", include_str!("D022.md")),
    ("D101", include_str!("D101.md")),
    ("D102", include_str!("D102.md")),
    ("D103", include_str!("D103.md")),
    ("D104", include_str!("D104.md")),
    ("D201", include_str!("D201.md")),
    ("D202", include_str!("D202.md")),
    ("D203", include_str!("D203.md")),
    ("D204", include_str!("D204.md")),
    ("D205", include_str!("D205.md")),
    ("D301", include_str!("D301.md")),
    ("D302", include_str!("D302.md")),
    ("D303", include_str!("D303.md")),
    ("D304", include_str!("D304.md")),
    ("D321", include_str!("D321.md")),
    ("D322", include_str!("D322.md")),
    ("D323", include_str!("D323.md")),
    ("D324", include_str!("D324.md")),
    ("D331", include_str!("D331.md")),
    ("D341", include_str!("D341.md")),
    ("D351", include_str!("D351.md")),
    ("D352", include_str!("D352.md")),
    ("D361", include_str!("D361.md")),
    ("D371", include_str!("D371.md")),
    ("D372", include_str!("D372.md")),
    ("D373", include_str!("D373.md")),
    ("D381", include_str!("D381.md")),
    ("D391", include_str!("D391.md")),
    ("D392", include_str!("D392.md")),
    ("D393", include_str!("D393.md")),
    ("D394", include_str!("D394.md")),
    ("D395", include_str!("D395.md")),
    ("D401", include_str!("D401.md")),
    ("D402", include_str!("D402.md")),
    ("D403", include_str!("D403.md")),
    ("D404", include_str!("D404.md")),
    ("D405", include_str!("D405.md")),
    ("D406", include_str!("D406.md")),
    ("D410", include_str!("D410.md")),
    ("D900", include_str!("D900.md")),
];

impl Code {
    /// What the code means and what to do about it, at length, in Markdown.
    #[must_use]
    pub fn explanation(self) -> &'static str {
        let found = TEXTS.iter().find(|(code, _)| *code == self.as_str());
        found.map_or(self.help(), |(_, text)| text)
    }
}
