//! Path templates: literals, parameters, and parts of the template that are no path.

use super::{PathPart, QueryText};

/// A path template in parts. Parameters have the names between the braces.
pub(super) struct Template {
    pub(super) parts: Vec<PathPart>,
    /// The query after the template's question mark.
    pub(super) query: Vec<QueryText>,
    /// Parts that are not sent: a fragment, and query parameters, which are declared separately.
    pub(super) omitted: Vec<String>,
}

/// Parses a path template (OpenAPI 3.0.3, Path Templating). A query in it is not specified but common:
/// it distinguishes operations that share a path.
pub(super) fn template(path: &str) -> Template {
    let mut omitted = Vec::new();
    let path = match cut(path, '#') {
        (path, Some(fragment)) => {
            omitted.push(format!("#{fragment}"));
            path
        }
        (path, None) => path,
    };
    let (path, behind) = cut(path, '?');
    let mut query = Vec::new();
    for text in behind.unwrap_or_default().split('&') {
        if text.contains('{') {
            omitted.push(text.to_owned());
        } else if !text.is_empty() {
            let name = text.split_once('=').map_or(text, |(name, _)| name);
            query.push(QueryText {
                name: name.to_owned(),
                text: text.to_owned(),
            });
        }
    }
    let mut parts = Vec::new();
    let mut literal = String::new();
    let mut rest = path;
    while let Some((before, from_brace)) = rest.split_once('{') {
        let Some((name, tail)) = parameter(from_brace) else {
            break;
        };
        literal.push_str(before);
        rest = tail;
        // RFC 6570, sections 3.2.4, 3.2.8 and 3.2.9: a fragment, and query parameters.
        if name.starts_with(['#', '?', '&']) {
            omitted.push(format!("{{{name}}}"));
            continue;
        }
        if !literal.is_empty() {
            parts.push(PathPart::Literal(std::mem::take(&mut literal)));
        }
        parts.push(PathPart::Parameter(name.to_owned()));
    }
    literal.push_str(rest);
    if !literal.is_empty() {
        parts.push(PathPart::Literal(literal));
    }
    Template {
        parts,
        query,
        omitted,
    }
}

/// The parts before and after a character outside braces.
fn cut(text: &str, at: char) -> (&str, Option<&str>) {
    let mut depth = 0_usize;
    for (index, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ if c == at && depth == 0 => return (&text[..index], Some(&text[index + 1..])),
            _ => {}
        }
    }
    (text, None)
}

/// The name up to the closing brace, and the rest. Inner braces are part of a pattern such as
/// `{id:[0-9]{3}}`.
fn parameter(text: &str) -> Option<(&str, &str)> {
    let mut depth = 0_usize;
    for (index, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => return Some((&text[..index], &text[index + 1..])),
            '}' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// The plain name of a parameter, and whether its value may contain slashes: `{+path}` and `{path*}`
/// are operators of RFC 6570, `{path:.*}` and `{id:[0-9]+}` are patterns of web frameworks.
pub(super) fn plain_name(written: &str) -> (&str, bool) {
    let (name, pattern) = match written.split_once(':') {
        Some((name, pattern)) => (name, Some(pattern)),
        None => (written, None),
    };
    let slashes = name.starts_with('+')
        || name.ends_with(['*', '+'])
        || pattern.is_some_and(|pattern| matches!(pattern, ".*" | ".+" | "path"));
    let name = name.trim_start_matches(['+', '/', '.', ';']);
    (name.trim_end_matches(['*', '+']).trim(), slashes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spelled(path: &str) -> String {
        let template = template(path);
        let mut parts: Vec<String> = template
            .parts
            .iter()
            .map(|part| match part {
                PathPart::Literal(text) => text.clone(),
                PathPart::Parameter(name) => format!("<{name}>"),
            })
            .collect();
        parts.extend(template.query.iter().map(|one| format!("?{}", one.text)));
        parts.extend(template.omitted.iter().map(|text| format!("!{text}")));
        parts.join(" ")
    }

    #[test]
    fn templates() {
        for (path, expected) in [
            ("/a/{b}/c", "/a/ <b> /c"),
            ("/{a}:{b}", "/ <a> : <b>"),
            ("/files/{name}.{ext}", "/files/ <name> . <ext>"),
            ("a/", "a/"),
            ("", ""),
            ("/a{b", "/a{b"),
            ("/{id:[0-9]{3}}/x", "/ <id:[0-9]{3}> /x"),
            ("/{a:x?#}", "/ <a:x?#>"),
            ("/a?b=c&d#e", "/a ?b=c ?d !#e"),
            ("/a?b={c}&d=1", "/a ?d=1 !b={c}"),
            ("/a{?b,c}{#d}/e", "/a/e !{?b,c} !{#d}"),
            ("/{}", "/ <>"),
        ] {
            assert_eq!(spelled(path), expected, "{path}");
        }
    }

    #[test]
    fn plain_names() {
        for (written, expected) in [
            ("a", ("a", false)),
            ("+a", ("a", true)),
            ("a*", ("a", true)),
            ("proxy+", ("proxy", true)),
            ("a:.*", ("a", true)),
            ("a:path", ("a", true)),
            ("id:[0-9]+", ("id", false)),
            (";a", ("a", false)),
        ] {
            assert_eq!(plain_name(written), expected, "{written}");
        }
    }
}
