//! One change: a line of the list, and its details.

use std::collections::BTreeSet;
use std::fmt::{self, Display, Formatter};

use generator::compare::{Bump, Direction, Http, ItemChange, Site};
use serde_json::Value;

use super::filters::{Groups, Tags};
use super::sides;
use super::text::{Message, Shown};
use crate::report::Judged;
use crate::report::wording;
use crate::terminal::count;

/// The maximum number of operations, tags and items of the crate listed per change.
const LISTED: usize = 40;
/// A value with more lines gets a scroll bar, so it must be focusable.
const LINES: usize = 16;

/// An entry of the list of changes.
pub(super) struct Entry<'a> {
    /// The id of its element.
    pub(super) id: String,
    pub(super) judged: &'a Judged,
    pub(super) tags: &'a Tags<'a>,
    pub(super) groups: &'a Groups,
}

impl Entry<'_> {
    fn decided(&self) -> &'static str {
        self.judged.accepted.as_ref().map_or("open", |_| "accepted")
    }

    /// The start tag of its element.
    pub(super) fn start(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let change = &self.judged.change;
        write!(
            f,
            "<li class=\"change\" id=\"{}\" data-http=\"{}\" data-rust=\"{}\" \
             data-decision=\"{}\" data-tags=\"{}\" data-by=\"{}\">",
            self.id,
            change.http.as_str(),
            change.rust.as_str(),
            self.decided(),
            self.tags.numbers(&change.tags),
            self.groups.numbers(self.judged)
        )
    }
}

/// The content of its element.
impl Display for Entry<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Judged {
            change, accepted, ..
        } = self.judged;
        let (http, rust) = (change.http.as_str(), change.rust.as_str());
        write!(
            f,
            "<details><summary><span class=\"verdicts {http} {}\">\
             <span class=\"http\"><b class=\"unseen\">HTTP </b>{http}</span> \
             <span class=\"{rust}\">Rust {rust}</span>",
            self.decided()
        )?;
        if accepted.is_some() {
            f.write_str(" <span>accepted</span>")?;
        }
        write!(
            f,
            "</span> <h4>{}</h4> <span class=\"where\"><code>{}</code>",
            Message(&change.message),
            Shown::name(&change.place)
        )?;
        if let Some(direction) = change.direction {
            write!(f, " · {}", spoken(direction))?;
        }
        for tag in change.tags.iter().take(3) {
            write!(f, " · <span>{}</span>", Shown::name(tag))?;
        }
        if let Some(more @ 1..) = change.tags.len().checked_sub(3) {
            write!(f, " · {}", count(more, "more tag"))?;
        }
        write!(
            f,
            "</span> <span class=\"rule\">{}</span></summary><div class=\"body\">",
            change.rule.id()
        )?;
        self.sides(f)?;
        self.items(f)?;
        self.operations(f)?;
        self.decision(f)?;
        f.write_str("</div></details>")
    }
}

impl Entry<'_> {
    fn sides(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let change = &self.judged.change;
        let text = |value: &Option<Value>| value.as_ref().map(|value| format!("{value:#}"));
        let [was, is] = &self.judged.schemas;
        // The schema is more informative than its name or its type.
        let [before, after] = match was.is_some() || is.is_some() {
            true => both(text(was), text(is))?,
            false => both(text(&change.before), text(&change.after))?,
        };
        f.write_str("<div class=\"sides\">")?;
        for (class, name, site, value) in [
            ("before", "Before", &change.base, before),
            ("after", "After", &change.revision, after),
        ] {
            write!(
                f,
                "<figure class=\"side {class}\"><figcaption>{name}</figcaption>"
            )?;
            match site {
                Some(site) => place(f, site)?,
                None if value.is_none() => f.write_str("<p class=\"site\">absent</p>")?,
                None => {}
            }
            if let Some(value) = value {
                block(f, name, &value)?;
            }
            f.write_str("</figure>")?;
        }
        f.write_str("</div>")
    }

    fn items(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let items = &self.judged.change.rust_items;
        if items.is_empty() {
            return Ok(());
        }
        f.write_str("<section><h5>In Rust</h5><ul class=\"items\">")?;
        for item in items.iter().take(LISTED) {
            write!(
                f,
                "<li><p><code>{}</code> {}",
                Shown::name(&item.path),
                wording::kind(item.kind)
            )?;
            if item.level > Bump::None {
                write!(f, " · {}", item.level.as_str())?;
            }
            f.write_str("</p>")?;
            code(f, item)?;
            f.write_str("</li>")?;
        }
        more(f, items.len(), "item")?;
        f.write_str("</ul></section>")
    }

    fn operations(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let change = &self.judged.change;
        let reached = &change.operations;
        if reached.is_empty() {
            return Ok(());
        }
        write!(
            f,
            "<section><h5>Reaches {}</h5><ul class=\"reached\">",
            count(reached.len(), "operation")
        )?;
        for one in reached.iter().take(LISTED) {
            let way = wording::one_way(change, one).unwrap_or_default();
            write!(
                f,
                "<li><code>{}</code> {way}</li>",
                Shown::name(&one.operation)
            )?;
        }
        more(f, reached.len(), "operation")?;
        f.write_str("</ul></section>")
    }

    fn decision(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Judged {
            change,
            title,
            accepted,
            ..
        } = self.judged;
        let id = change.rule.id();
        let print = Shown::name(&change.fingerprint);
        write!(
            f,
            "<dl class=\"decision\"><dt>HTTP</dt><dd>{}</dd><dt>Rule</dt><dd>{title}: \
             <code class=\"command\">cargo xtask explain {id}</code></dd>\
             <dt>Fingerprint</dt><dd><a href=\"#{}\"><code>{print}</code></a></dd>",
            wording::http(change),
            self.id
        )?;
        if let Some(reason) = accepted {
            write!(f, "<dt>Accepted</dt><dd>{}</dd>", Shown::sentence(reason))?;
        } else if change.http > Http::Compatible {
            write!(
                f,
                "<dt>To accept it</dt><dd><code class=\"command\">cargo xtask accept {print} \
                 --reason \"...\"</code><button type=\"button\" class=\"copy scripted-only\">Copy\
                 </button></dd>"
            )?;
        }
        f.write_str("</dl>")
    }
}

/// A unique id for a change: made from its fingerprint if that has only hexadecimal digits and is not
/// taken, else a number.
pub(super) fn id(fingerprint: &str, taken: &mut BTreeSet<String>) -> String {
    let mut id = format!("c-{fingerprint}");
    let is_plain = fingerprint.bytes().all(|byte| byte.is_ascii_hexdigit());
    if !is_plain || taken.contains(&id) {
        id = format!("n-{}", taken.len());
    }
    taken.insert(id.clone());
    id
}

/// Both sides as the content of a `pre`; differences are marked if both exist.
fn both(before: Option<String>, after: Option<String>) -> Result<[Option<String>; 2], fmt::Error> {
    let plain = |text: Option<String>| text.map(|text| sides::plain(&text)).transpose();
    match (before, after) {
        (Some(before), Some(after)) => Ok(sides::marked(&before, &after)?.map(Some)),
        (before, after) => Ok([plain(before)?, plain(after)?]),
    }
}

/// The position of a side.
fn place(f: &mut Formatter<'_>, site: &Site) -> fmt::Result {
    write!(f, "<p class=\"site\"><code>{}", Shown::name(&site.file))?;
    if let Some(place) = site.place {
        write!(f, ":{}:{}", place.line, place.column)?;
    }
    let pointer = site.pointer.to_string();
    write!(
        f,
        "</code></p><p class=\"site\"><code>{}</code></p>",
        Shown::name(&pointer)
    )
}

/// An item of the crate before and after.
fn code(f: &mut Formatter<'_>, item: &ItemChange) -> fmt::Result {
    // An item that only changes on the wire or is deprecated has the same code on both sides; its
    // path identifies it.
    if item.before == item.after {
        return Ok(());
    }
    let [before, after] = both(item.before.clone(), item.after.clone())?;
    f.write_str("<div class=\"sides\">")?;
    for (class, name, text) in [("before", "Before", before), ("after", "After", after)] {
        match text {
            Some(text) => {
                write!(
                    f,
                    "<figure class=\"side {class}\"><figcaption class=\"unseen\">{name}</figcaption>"
                )?;
                block(f, name, &text)?;
                f.write_str("</figure>")?;
            }
            None => f.write_str("<div class=\"nowhere\"></div>")?,
        }
    }
    f.write_str("</div>")
}

fn block(f: &mut Formatter<'_>, name: &str, content: &str) -> fmt::Result {
    if content.lines().count() > LINES || content.len() > 50 * LINES {
        write!(
            f,
            "<pre tabindex=\"0\" role=\"group\" aria-label=\"{name}\">{content}</pre>"
        )
    } else {
        write!(f, "<pre>{content}</pre>")
    }
}

fn more(f: &mut Formatter<'_>, number: usize, noun: &str) -> fmt::Result {
    match number.checked_sub(LISTED) {
        Some(left_out @ 1..) => write!(
            f,
            "<li>and {}</li>",
            count(left_out, &format!("more {noun}"))
        ),
        _ => Ok(()),
    }
}

fn spoken(direction: Direction) -> &'static str {
    match direction {
        Direction::Request => "in requests",
        Direction::Response => "in responses",
        Direction::Both => "in requests and responses",
    }
}
