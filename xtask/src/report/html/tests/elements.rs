//! Parses a page more strictly than a browser does.

use data_encoding::BASE64;
use miniz_oxide::inflate::decompress_to_vec;

/// An element of a page, in the order of the start tags.
#[derive(Default)]
pub(super) struct Element {
    pub(super) name: String,
    pub(super) attributes: Vec<(String, String)>,
    /// The content of a style or script.
    pub(super) content: String,
}

impl Element {
    /// The value of an attribute; empty if absent.
    pub(super) fn attribute(&self, name: &str) -> &str {
        let found = self.attributes.iter().find(|(found, _)| found == name);
        found.map_or("", |(_, value)| value)
    }
}

/// All elements.
///
/// # Panics
///
/// If tags are not properly nested, an attribute is not quoted or given twice, or a character is
/// not escaped.
#[track_caller]
pub(super) fn read(page: &str) -> Vec<Element> {
    let page = unfold(page);
    let mut rest = page.strip_prefix("<!doctype html>\n").unwrap();
    let mut elements: Vec<Element> = Vec::new();
    let mut open = Vec::new();
    while let Some((text, tag)) = rest.split_once('<') {
        assert_escaped(text);
        let (tag, behind) = tag.split_once('>').unwrap();
        rest = behind;
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop().as_deref(), Some(name), "before {rest:.80}");
            continue;
        }
        let mut element = start(tag);
        let name = element.name.clone();
        if ["style", "script"].contains(&name.as_str()) {
            let end = format!("</{name}>");
            let (content, behind) = rest.split_once(&end).unwrap();
            assert!(!content.contains("<!--"));
            element.content = content.to_owned();
            rest = behind;
        } else if !["meta", "input", "br"].contains(&name.as_str()) {
            open.push(name);
        }
        elements.push(element);
    }
    assert_eq!(rest.trim(), "");
    assert!(open.is_empty(), "{open:?}");
    elements
}

/// The page with the content of every change in place.
fn unfold(page: &str) -> String {
    let Some((_, packed)) = page.split_once("<p id=\"packed\" hidden>") else {
        return page.to_owned();
    };
    let (packed, _) = packed.split_once('<').unwrap();
    let inflated = decompress_to_vec(&BASE64.decode(packed.as_bytes()).unwrap()).unwrap();
    let inflated = String::from_utf8(inflated).unwrap();
    let folded: Vec<_> = page.split("\"></li>").collect();
    assert_eq!(inflated.lines().count(), folded.len() - 1);
    let (first, folded) = folded.split_first().unwrap();
    let unfolded = inflated.lines().zip(folded);
    unfolded.fold((*first).to_owned(), |page, (content, after)| {
        page + "\">" + content + "</li>" + after
    })
}

/// Parses `name attribute attribute="value"`.
fn start(tag: &str) -> Element {
    let (name, mut rest) = tag.split_once(' ').unwrap_or((tag, ""));
    let mut element = Element {
        name: name.to_owned(),
        ..Element::default()
    };
    while !rest.is_empty() {
        let end = rest.find(['=', ' ']).unwrap_or(rest.len());
        let (name, behind) = rest.split_at(end);
        assert_eq!(element.attribute(name), "", "{name} twice in {tag}");
        let value = if let Some(quoted) = behind.strip_prefix("=\"") {
            let (value, behind) = quoted.split_once('"').expect(tag);
            assert_escaped(value);
            rest = behind;
            value
        } else {
            rest = behind;
            ""
        };
        let name = name.to_owned();
        element.attributes.push((name, value.to_owned()));
        assert!(rest.is_empty() || rest.starts_with(' '), "{tag}");
        rest = rest.trim_start();
    }
    element
}

/// Fails on a `&` that doesn't begin a character reference.
#[track_caller]
fn assert_escaped(text: &str) {
    for part in text.split('&').skip(1) {
        let known = ["amp;", "lt;", "gt;", "quot;", "#39;"];
        assert!(known.iter().any(|it| part.starts_with(it)), "&{part:.40}");
    }
    assert!(!text.contains('>'), "{text:.80}");
}
