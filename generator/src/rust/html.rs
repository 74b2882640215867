//! HTML in descriptions as CommonMark, which allows it: `<p>`, `<b>`, `<li>` and the like are what a
//! page shows, not text. Tags that no page formats, such as `<id>`, are placeholders and stay.

use std::borrow::Cow;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::code_span::code_span;

/// The tag that breaks a line, which Markdown within a cell of a table can't otherwise.
const BREAK: &str = "<br>";

/// The text with HTML elements that format it written as CommonMark.
pub(super) fn as_markdown(text: &str, extensions: Options) -> Cow<'_, str> {
    if !text.contains('<') {
        return Cow::Borrowed(text);
    }
    let mut page = Page::default();
    let mut end = 0;
    for (event, range) in Parser::new_ext(text, extensions).into_offset_iter() {
        let is_block = match event {
            Event::Start(Tag::Table(_)) => {
                page.in_table = true;
                continue;
            }
            Event::End(TagEnd::Table) => {
                page.in_table = false;
                continue;
            }
            Event::Start(Tag::HtmlBlock) => true,
            Event::InlineHtml(_) => false,
            _ => continue,
        };
        page.written.push_str(&text[end..range.start]);
        page.html(&text[range.clone()], is_block);
        end = range.end;
    }
    page.written.push_str(&text[end..]);
    Cow::Owned(page.written)
}

/// An element that has begun: its tag is in the text until its end is found, as it may have none.
struct Open<'t> {
    name: &'t str,
    /// Where its tag begins in what is written, and where it ends.
    tag: (usize, usize),
    link: Option<String>,
}

#[derive(Default)]
struct Page<'t> {
    written: String,
    open: Vec<Open<'t>>,
    /// For each open list, whether its items are numbered.
    lists: Vec<bool>,
    in_table: bool,
}

impl<'t> Page<'t> {
    fn html(&mut self, html: &'t str, is_block: bool) {
        let mut rest = html;
        while let Some(start) = rest.find('<') {
            self.text(&rest[..start], is_block);
            let from = &rest[start..];
            rest = match (comment(from), tag_length(from)) {
                (Some(length), _) => &from[length..],
                (None, Some(length)) => {
                    self.tag(&from[..length]);
                    &from[length..]
                }
                (None, None) => {
                    self.written.push('<');
                    &from[1..]
                }
            };
        }
        self.text(rest, is_block);
        if is_block {
            self.paragraph();
        }
    }

    /// In a block of HTML, any white space is a space.
    fn text(&mut self, text: &str, is_block: bool) {
        if !is_block || self.open.iter().any(|open| open.name == "pre") {
            return self.written.push_str(text);
        }
        for (index, word) in text.split(char::is_whitespace).enumerate() {
            let begins_line = self.written.ends_with([' ', '\n']) || self.written.ends_with(BREAK);
            if index > 0 && !begins_line {
                self.written.push(' ');
            }
            self.written.push_str(word);
        }
    }

    fn tag(&mut self, tag: &'t str) {
        let inner = tag
            .trim_start_matches(['<', '/'])
            .trim_end_matches(['>', '/']);
        let end = inner.find(char::is_whitespace).unwrap_or(inner.len());
        let name = &inner[..end];
        let ends = tag.starts_with("</");
        match name.to_ascii_lowercase().as_str() {
            "b" | "strong" | "i" | "em" | "code" | "tt" | "kbd" | "samp" | "a" | "pre" => {
                match ends {
                    true => self.close(name, tag),
                    false => self.begin(name, tag, attribute(inner, "href")),
                }
            }
            "br" => self.written.push_str(BREAK),
            "span" | "u" | "font" | "small" | "big" | "sup" | "sub" | "nobr" => {}
            "td" | "th" | "tbody" | "thead" => self.text(" ", true),
            "ul" | "ol" if ends => {
                self.lists.pop();
                self.paragraph();
            }
            "ul" | "ol" => {
                self.paragraph();
                self.lists.push(name.eq_ignore_ascii_case("ol"));
            }
            "li" | "tr" if !ends => self.item(),
            "li" | "tr" => {}
            "p" | "div" | "table" | "section" | "article" | "blockquote" | "center" | "dl"
            | "dt" | "dd" | "hr" => self.paragraph(),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.paragraph();
                if !ends && !self.in_table {
                    let level = usize::from(name.as_bytes()[1] - b'0');
                    self.written.push_str(&"#".repeat(level));
                    self.written.push(' ');
                }
            }
            _ => self.written.push_str(tag),
        }
    }

    fn begin(&mut self, name: &'t str, tag: &str, link: Option<String>) {
        let start = self.written.len();
        self.written.push_str(tag);
        self.open.push(Open {
            name,
            tag: (start, self.written.len()),
            link,
        });
    }

    /// Writes what an element marks, without its tags.
    fn close(&mut self, name: &str, tag: &str) {
        let is_it = |open: &Open<'_>| open.name.eq_ignore_ascii_case(name);
        let Some(index) = self.open.iter().rposition(is_it) else {
            return self.written.push_str(tag);
        };
        let Some(open) = self.open.drain(index..).next() else {
            return;
        };
        let content = self.written.split_off(open.tag.1);
        self.written.truncate(open.tag.0);
        let marked = content.trim();
        let (before, after) = match marked {
            "" => (content.as_str(), ""),
            _ => content.split_once(marked).unwrap_or_default(),
        };
        let marked = match name.to_ascii_lowercase().as_str() {
            _ if marked.is_empty() => String::new(),
            "pre" if !self.in_table => {
                self.paragraph();
                let lines = content.trim_matches('\n').trim_end();
                self.written
                    .push_str(&format!("```text\n{}\n```\n\n", decoded(lines)));
                return;
            }
            _ if marked.contains("\n\n") => marked.to_owned(),
            "b" | "strong" => format!("**{marked}**"),
            "i" | "em" => format!("*{marked}*"),
            "a" => match open.link {
                Some(link) => format!("[{marked}](<{link}>)"),
                None => marked.to_owned(),
            },
            _ => {
                let words: Vec<&str> = marked.split_whitespace().collect();
                code_span(&decoded(&words.join(" ")))
            }
        };
        self.written.push_str(before);
        self.written.push_str(&marked);
        self.written.push_str(after);
    }

    fn item(&mut self) {
        if self.in_table {
            return self.text(" ", true);
        }
        self.end_line();
        let depth = self.lists.len().saturating_sub(1);
        // A numbered parent's text begins three characters after its number.
        let parents = self.lists.iter().take(depth);
        let indent: usize = parents.map(|numbered| if *numbered { 3 } else { 2 }).sum();
        self.written.push_str(&" ".repeat(indent));
        let numbered = self.lists.last().is_some_and(|numbered| *numbered);
        self.written.push_str(if numbered { "1. " } else { "- " });
    }

    /// A new paragraph; items of lists and cells of tables have only one.
    fn paragraph(&mut self) {
        if self.in_table || !self.lists.is_empty() {
            return self.text(" ", true);
        }
        self.end_line();
        if !self.written.is_empty() && !self.written.ends_with("\n\n") {
            self.written.push('\n');
        }
    }

    fn end_line(&mut self) {
        self.written
            .truncate(self.written.trim_end_matches(' ').len());
        if !self.written.is_empty() && !self.written.ends_with('\n') {
            self.written.push('\n');
        }
    }
}

/// The length of the comment that a text begins with.
fn comment(text: &str) -> Option<usize> {
    let rest = text.strip_prefix("<!--")?;
    let end = rest.find("-->")?;
    Some("<!--".len() + end + "-->".len())
}

/// The length of the tag that a text begins with (CommonMark 0.31, section 6.6).
fn tag_length(text: &str) -> Option<usize> {
    let name = text[1..].strip_prefix('/').unwrap_or(&text[1..]);
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let mut quote = None;
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (None, '"' | '\'') => quote = Some(c),
            (None, '>') => return Some(at + 1),
            (Some(open), c) if c == open => quote = None,
            _ => {}
        }
    }
    None
}

/// The value of an attribute in quotes, if it can be the target of a link.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let start = tag.to_ascii_lowercase().find(&format!("{name}="))? + name.len() + 1;
    let value = tag.get(start..)?;
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let (value, _) = value[1..].split_once(quote)?;
    let is_target = !value.contains(['<', '>', '\n']);
    is_target.then(|| decoded(value.trim()))
}

/// Text in which references to characters are decoded, as they are not in code.
fn decoded(text: &str) -> String {
    let characters = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&nbsp;", " "),
        ("&amp;", "&"),
    ];
    characters
        .iter()
        .fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
}
