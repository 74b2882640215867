//! The page about the mock: its operations and the last exchanges. It loads no resources and runs no
//! scripts.

use std::fmt::Write;

use super::log::Log;
use super::reply::Reply;
use crate::exchange::{Description, Request, Route};

const STYLE: &str = include_str!("page.css");

/// The path of the page: the first of these that no operation has.
pub(super) fn path(description: &Description) -> String {
    let is_free = |path: &String| {
        let request = Request {
            method: "GET".to_owned(),
            target: path.clone(),
            ..Request::default()
        };
        matches!(description.route(&request), Route::NoPath)
    };
    let names = (0..100).map(|number| "_".repeat(number + 1) + "mock");
    let mut paths = [String::new()]
        .into_iter()
        .chain(names)
        .map(|name| format!("/{name}"));
    paths.find(is_free).unwrap_or_default()
}

/// Whether a request is for the page at this path. A host name that resolves to loopback (DNS
/// rebinding) doesn't get the page.
pub(super) fn is_asked_for(page: &str, request: &Request) -> bool {
    let host = request.headers.first("host").unwrap_or_default();
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    request.method == "GET"
        && !page.is_empty()
        && request.path() == page
        && ["localhost", "127.0.0.1", "[::1]", ""].contains(&name)
}

/// The page.
pub(super) fn reply(description: &Description, log: &Log) -> Reply {
    let mut page = String::new();
    // Writing to a string can't fail.
    let _ = write(description, log, &mut page);
    let policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; \
                  frame-ancestors 'none'";
    Reply::new(200, "text/html; charset=utf-8", page)
        .with_header("content-security-policy", policy)
        .with_header("cache-control", "no-store")
        .with_header("x-content-type-options", "nosniff")
}

fn write(description: &Description, log: &Log, page: &mut String) -> std::fmt::Result {
    let info = &description.root()["info"];
    let title = escape(info["title"].as_str().unwrap_or("API"));
    let version = escape(info["version"].as_str().unwrap_or_default());
    let operations = description.operations();
    writeln!(
        page,
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>Mock of {title}</title>\n<style>\n{STYLE}</style>\n\
         <header><h1>{title} <small>{version}</small></h1>\n\
         <p>A mock of {} operations. <a href=\"\">Reload</a></p></header>\n<main>",
        operations.len()
    )?;
    exchanges(log, page)?;
    writeln!(
        page,
        "<section><h2>Operations</h2>\n<table class=\"operations\">"
    )?;
    for operation in operations {
        let node = description.node(&operation.pointer).1;
        let summary = node["summary"].as_str().unwrap_or_default();
        let deprecated = if node["deprecated"] == true {
            " class=\"deprecated\""
        } else {
            ""
        };
        writeln!(
            page,
            "<tr{deprecated}><td><b class=\"{0}\">{0}</b><td><code>{1}</code><td>{2}<td><code>{3}</code>",
            escape(&operation.method),
            escape(&operation.path),
            escape(summary),
            escape(operation.id.as_deref().unwrap_or_default()),
        )?;
    }
    writeln!(page, "</table></section>\n</main>")
}

fn exchanges(log: &Log, page: &mut String) -> std::fmt::Result {
    writeln!(page, "<section><h2>Last exchanges</h2>")?;
    if log.last.is_empty() {
        return writeln!(page, "<p class=\"empty\">None yet.</p></section>");
    }
    writeln!(
        page,
        "<p class=\"empty\">{} in all, the latest first.</p><table>",
        log.total
    )?;
    for seen in &log.last {
        write!(
            page,
            "<tr><td><b class=\"s{}\">{}</b><td><b>{}</b><td><code>{}</code>",
            seen.status / 100,
            seen.status,
            escape(&seen.method),
            escape(&clip(&seen.target)),
        )?;
        if !seen.remarks.is_empty() {
            write!(page, "<ul>")?;
            for remark in &seen.remarks {
                write!(page, "<li>{}", escape(&clip(remark)))?;
            }
            write!(page, "</ul>")?;
        }
        writeln!(
            page,
            "<td>{}<td class=\"number\">{} ms",
            escape(seen.operation.as_deref().unwrap_or_default()),
            seen.took.as_millis()
        )?;
    }
    writeln!(page, "</table></section>")
}

fn clip(text: &str) -> String {
    let mut clipped: String = text.chars().take(400).collect();
    if clipped.len() < text.len() {
        clipped.push('…');
    }
    clipped
}

/// Text escaped for HTML; invisible characters and those that change the direction of text are
/// shown by their number.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\n' => escaped.push(' '),
            c if c.is_control()
                || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}') =>
            {
                let _ = write!(escaped, "\\u{{{:x}}}", u32::from(c));
            }
            c => escaped.push(c),
        }
    }
    escaped
}
