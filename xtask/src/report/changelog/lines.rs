//! The lines of a changelog, and their kinds.

/// A line with its ending.
pub(super) struct Line<'a> {
    pub(super) text: &'a str,
    /// The number of `#` if it is a heading, else 0.
    pub(super) level: usize,
}

impl Line<'_> {
    /// The title of a heading.
    pub(super) fn title(&self) -> &str {
        self.text.trim().trim_matches('#').trim()
    }

    pub(super) fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// Whether the section of a heading with this level ends here: at one of the same level or
    /// above.
    pub(super) fn ends(&self, level: usize) -> bool {
        (1..=level).contains(&self.level)
    }

    pub(super) fn is_bullet(&self) -> bool {
        let text = self.text.trim_start();
        ["- ", "* ", "+ "].iter().any(|mark| text.starts_with(mark))
    }

    /// Whether it is a link definition, or a mark for a tool: such lines are at the end of a
    /// changelog and belong to no release.
    pub(super) fn is_footer(&self) -> bool {
        self.text.starts_with("<!--") || self.text.starts_with('[') && self.text.contains("]: ")
    }
}

/// The lines of a text. A heading inside a code block or a comment doesn't count.
pub(super) fn lines(text: &str) -> Vec<Line<'_>> {
    let mut lines = Vec::new();
    // The end of the current code block or comment.
    let mut inside: Option<&str> = None;
    for text in text.split_inclusive('\n') {
        let bare = text.trim();
        let mut level = 0;
        match inside {
            Some(end) if bare.starts_with(end) || end == "-->" && bare.contains(end) => {
                inside = None;
            }
            Some(_) => {}
            None if bare.starts_with("<!--") => {
                inside = (!bare.contains("-->")).then_some("-->");
            }
            None => {
                inside = fence(bare);
                let title = text.trim_start_matches('#');
                if title.starts_with([' ', '\t']) {
                    level = text.len() - title.len();
                }
            }
        }
        lines.push(Line { text, level });
    }
    lines
}

/// The fence of a code block that begins here.
fn fence(line: &str) -> Option<&str> {
    let rest = line.trim_start_matches('`');
    let rest = if rest == line {
        line.trim_start_matches('~')
    } else {
        rest
    };
    let fence = &line[..line.len() - rest.len()];
    (fence.len() >= 3 && !rest.contains('`')).then_some(fence)
}

/// The bullets, each with the lines of its first paragraph: additions below it are not part of it.
pub(super) fn bullets<'a>(lines: &[Line<'a>]) -> Vec<Vec<&'a str>> {
    let mut bullets: Vec<Vec<&str>> = Vec::new();
    let mut open = false;
    for line in lines {
        if line.is_bullet() {
            bullets.push(vec![line.text]);
            open = true;
        } else if line.is_blank() || line.level > 0 {
            open = false;
        } else if let Some(bullet) = bullets.last_mut().filter(|_| open) {
            bullet.push(line.text);
        }
    }
    bullets
}

/// The content of a bullet, independent of its mark and line breaks.
pub(super) fn normal(bullet: &[&str]) -> String {
    let text = bullet.concat();
    let words: Vec<&str> = text.split_whitespace().skip(1).collect();
    words.join(" ")
}
