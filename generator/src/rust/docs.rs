//! A document's text as documentation: CommonMark is kept, but can't run as a test, break out of
//! its comment or turn into other markup.

use pulldown_cmark::{
    CodeBlockKind, CowStr, Event, LinkType, Options, Parser, Tag, TagEnd, TextMergeStream,
};
use pulldown_cmark_to_cmark as printer;

use super::html::as_markdown;

/// The extensions of CommonMark that rustdoc supports and descriptions use.
const EXTENSIONS: Options = Options::ENABLE_TABLES.union(Options::ENABLE_STRIKETHROUGH);

/// The lines of a text, cleaned: control characters and bidirectional marks are removed, code
/// blocks are marked as text so that rustdoc does not compile them, HTML becomes CommonMark or is
/// escaped, bare URLs become links, and links without a target outside of the document become plain
/// text.
#[must_use]
pub(super) fn clean(text: &str) -> Vec<String> {
    let text = visible(text);
    if is_plain(&text) {
        return vec![text.trim().to_owned()];
    }
    let text = as_markdown(&text, EXTENSIONS);
    print(&text, harmless(&text))
}

/// The first paragraph of a text in one line.
#[must_use]
pub(super) fn clean_line(text: &str) -> String {
    let text = visible(text);
    if is_plain(&text) {
        return text.trim().to_owned();
    }
    let text = as_markdown(&text, EXTENSIONS);
    let inline = |event: &Event<'_>| match event {
        Event::Start(tag) => is_inline(&tag.to_end()),
        Event::End(tag) => is_inline(tag),
        Event::Rule => false,
        _ => true,
    };
    let mut line = vec![Event::Start(Tag::Paragraph)];
    let paragraph = harmless(&text)
        .into_iter()
        // The text of a code block is not part of a paragraph.
        .take_while(|event| !matches!(event, Event::Start(Tag::CodeBlock(_))))
        .skip_while(|event| !inline(event))
        .take_while(inline)
        .map(|event| match event {
            Event::SoftBreak | Event::HardBreak => Event::Text(" ".into()),
            other => other,
        });
    line.extend(paragraph);
    line.push(Event::End(TagEnd::Paragraph));
    print(&text, line).join(" ")
}

/// Whether a text is a single line without any markup: most are, and need no parser.
fn is_plain(text: &str) -> bool {
    let text = text.trim();
    let is_word =
        |c: char| !c.is_ascii() || c.is_ascii_alphanumeric() || " ,.()'\"/-?%".contains(c);
    text.starts_with(char::is_alphabetic)
        && text.chars().all(is_word)
        && !text.contains("  ")
        && !text.contains("http")
}

/// Whether a character may be in a line of documentation: no control character, no line end, no
/// mark that hides or reorders text, which rustc refuses in comments.
pub(crate) fn is_visible(c: char) -> bool {
    !(c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}'))
}

fn visible(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    let ends = text.chars().map(|c| match c {
        '\r' | '\u{2028}' | '\u{2029}' => '\n',
        other => other,
    });
    ends.filter(|c| matches!(c, '\n' | '\t') || is_visible(*c))
        .collect()
}

fn is_inline(tag: &TagEnd) -> bool {
    matches!(
        tag,
        TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image
    )
}

/// The events of a text without harmful ones.
fn harmless(text: &str) -> Vec<Event<'_>> {
    let mut events = Vec::new();
    // For each open link and image, whether it is kept.
    let mut links: Vec<bool> = Vec::new();
    let mut is_code = false;
    for event in TextMergeStream::new(Parser::new_ext(text, EXTENSIONS)) {
        match event {
            Event::Start(Tag::CodeBlock(_)) => {
                is_code = true;
                let kind = CodeBlockKind::Fenced("text".into());
                events.push(Event::Start(Tag::CodeBlock(kind)));
            }
            Event::End(TagEnd::CodeBlock) => {
                is_code = false;
                // An unclosed block ends with its last line.
                if !matches!(events.last(), Some(Event::Text(text)) if text.ends_with('\n')) {
                    events.push(Event::Text("\n".into()));
                }
                events.push(event);
            }
            Event::Start(Tag::HtmlBlock) => events.push(Event::Start(Tag::Paragraph)),
            Event::End(TagEnd::HtmlBlock) => events.push(Event::End(TagEnd::Paragraph)),
            Event::Html(html) | Event::InlineHtml(html) => markup(&html, &mut events),
            Event::Start(Tag::Link {
                link_type,
                dest_url,
                title,
                id,
            }) => {
                let leads = leads_somewhere(&dest_url) || link_type == LinkType::Email;
                links.push(leads);
                if leads {
                    let link_type = match link_type {
                        LinkType::Autolink | LinkType::Email => link_type,
                        _ => LinkType::Inline,
                    };
                    events.push(Event::Start(Tag::Link {
                        link_type,
                        dest_url,
                        title,
                        id,
                    }));
                }
            }
            // An image becomes a link to it: documentation is also read offline.
            Event::Start(Tag::Image {
                dest_url,
                title,
                id,
                ..
            }) => {
                let leads = leads_somewhere(&dest_url) && !links.contains(&true);
                links.push(leads);
                if leads {
                    events.push(Event::Start(Tag::Link {
                        link_type: LinkType::Inline,
                        dest_url,
                        title,
                        id,
                    }));
                }
            }
            Event::End(TagEnd::Link | TagEnd::Image) => {
                if links.pop() == Some(true) {
                    events.push(Event::End(TagEnd::Link));
                }
            }
            Event::Text(text) if is_code => {
                // Trailing space is invisible; the text of a block ends with a line.
                let lines: Vec<&str> = text.split('\n').map(str::trim_end).collect();
                events.push(Event::Text(lines.join("\n").into()));
            }
            Event::Text(text) if links.contains(&true) => events.push(Event::Text(text)),
            Event::Text(text) => bare_links(text, &mut events),
            other => events.push(other),
        }
    }
    events
}

/// HTML as text, except for the tag that breaks a line.
fn markup<'t>(html: &str, events: &mut Vec<Event<'t>>) {
    let tag: String = html.chars().filter(|c| !c.is_whitespace()).collect();
    match tag.to_ascii_lowercase().as_str() {
        "<br>" | "<br/>" => events.push(Event::HardBreak),
        _ => {
            for (index, line) in html.trim_end().split('\n').enumerate() {
                if index > 0 {
                    events.push(Event::SoftBreak);
                }
                events.push(Event::Text(line.trim().to_owned().into()));
            }
        }
    }
}

/// Whether a link has a target outside of the document.
fn leads_somewhere(destination: &str) -> bool {
    let schemes = ["https://", "http://", "mailto:"];
    schemes.iter().any(|scheme| destination.starts_with(scheme))
}

/// Text with bare URLs, which become links.
fn bare_links<'t>(text: CowStr<'t>, events: &mut Vec<Event<'t>>) {
    let mut rest: &str = &text;
    let mut before = String::new();
    while let Some(start) = rest.find("http") {
        let (plain, from) = rest.split_at(start);
        before.push_str(plain);
        let end = match leads_somewhere(from) {
            true => link_end(from),
            false => 0,
        };
        if end <= "https://".len() {
            before.push_str("http");
            rest = &from["http".len()..];
            continue;
        }
        if !before.is_empty() {
            events.push(Event::Text(std::mem::take(&mut before).into()));
        }
        let (address, after) = from.split_at(end);
        events.push(Event::Start(Tag::Link {
            link_type: LinkType::Autolink,
            dest_url: address.to_owned().into(),
            title: "".into(),
            id: "".into(),
        }));
        events.push(Event::Text(address.to_owned().into()));
        events.push(Event::End(TagEnd::Link));
        rest = after;
    }
    if before.is_empty() && rest.len() == text.len() {
        events.push(Event::Text(text));
    } else {
        before.push_str(rest);
        if !before.is_empty() {
            events.push(Event::Text(before.into()));
        }
    }
}

fn link_end(text: &str) -> usize {
    let end = text
        .find(|c: char| {
            c.is_whitespace()
                || matches!(
                    c,
                    '<' | '>' | '"' | '`' | '[' | ']' | ')' | '(' | '|' | '\\'
                )
        })
        .unwrap_or(text.len());
    text[..end]
        .trim_end_matches(['.', ',', ';', ':', '!', '?', '\''])
        .len()
}

/// The lines of the events of this text.
fn print(text: &str, events: Vec<Event<'_>>) -> Vec<String> {
    let options = printer::Options {
        code_block_token_count: 3,
        list_token: '-',
        increment_ordered_list_bullets: true,
        ..printer::Options::default()
    };
    let mut printed = String::new();
    if printer::cmark_with_options(events.iter(), &mut printed, EXTENSIONS, options).is_err() {
        return literal(text);
    }
    let line = |line: &str| {
        let text = line.trim_end();
        // Two trailing spaces break a line, but editors remove them.
        let breaks = !text.is_empty() && line.ends_with("  ");
        if breaks {
            format!("{text}\\")
        } else {
            text.to_owned()
        }
    };
    printed.trim_end().lines().map(line).collect()
}

/// The lines of a text with all possible markup escaped (CommonMark 0.31, section 2.4).
fn literal(text: &str) -> Vec<String> {
    let escaped = |line: &str| {
        let mut escaped = String::with_capacity(line.len());
        for c in line.trim().chars() {
            if c.is_ascii_punctuation() {
                escaped.push('\\');
            }
            escaped.push(c);
        }
        escaped
    };
    text.trim().lines().map(escaped).collect()
}
