//! A path, part by part. Whatever the values are, it has as many segments as the template, and none
//! that would address another path.

use std::fmt::{Display, Write as _};

use serde::Serialize;

use super::draft::{Mixed, Request};
use super::encode;
use super::style::{Place, Style};
use super::text::plain;

impl Request {
    /// Appends literal path text. The first one begins with a slash.
    #[must_use]
    pub fn literal(mut self, text: &'static str) -> Self {
        self.path.push_str(text);
        self
    }

    /// Appends literal query text of the path template, such as `type` and `type=a`. Setting a
    /// query parameter of that name replaces it.
    #[must_use]
    pub fn query(mut self, name: &'static str, text: &'static str) -> Self {
        self.put_query(name, text.to_owned());
        self
    }

    /// Appends a path parameter that is a segment of its own. Every byte except the unreserved
    /// characters of [RFC 3986, section 2.3] is percent-encoded; an empty value, `.` and `..` are
    /// refused, because URL parsers resolve them even when encoded.
    ///
    /// [RFC 3986, section 2.3]: https://www.rfc-editor.org/rfc/rfc3986#section-2.3
    #[must_use]
    pub fn segment(mut self, name: &'static str, value: impl Display) -> Self {
        let at = self.path.len();
        if write!(encode::Encoder(&mut self.path), "{value:#}").is_err() {
            self.refuse(format!("path parameter `{name}` cannot be written as text"));
        }
        // Refused values are the same encoded and not.
        if let Some(defect) = encode::segment_defect(&self.path[at..]) {
            self.refuse(format!("path parameter `{name}` {defect}"));
        }
        self
    }

    /// Appends a path parameter next to other parts of its segment, as in `/files/{name}.{ext}`.
    /// Encoded like [`segment`](Self::segment), but only the whole segment must not be empty, `.`
    /// or `..`.
    #[must_use]
    pub fn part(mut self, name: &'static str, value: impl Display) -> Self {
        self.mark_mixed(name);
        encode::push_encoded(&mut self.path, &plain(value));
        self
    }

    /// Appends a path parameter that may be several segments (`{+path}` in [RFC 6570]): its slashes
    /// are kept, and each segment is encoded like [`segment`](Self::segment).
    ///
    /// [RFC 6570]: https://www.rfc-editor.org/rfc/rfc6570
    #[must_use]
    pub fn segments(mut self, name: &'static str, value: impl Display) -> Self {
        for (index, segment) in plain(value).split('/').enumerate() {
            if index > 0 {
                self.path.push('/');
            }
            self.push_segment(name, segment);
        }
        self
    }

    /// Appends a path parameter of any style, as a whole segment or a part of one.
    #[must_use]
    pub fn styled(
        mut self,
        name: &'static str,
        style: Style,
        value: &(impl Serialize + ?Sized),
    ) -> Self {
        self.mark_mixed(name);
        if let Some(text) = self.encoded(name, style, value, Place::Path) {
            self.path.push_str(&text);
        }
        self
    }

    /// Appends a path parameter of any style whose reserved characters are not encoded
    /// (`allowReserved`), except those that would end its segment: `/`, `?` and `#`, and `[` and
    /// `]`.
    #[must_use]
    pub fn reserved(
        mut self,
        name: &'static str,
        style: Style,
        value: &(impl Serialize + ?Sized),
    ) -> Self {
        self.mark_mixed(name);
        if let Some(text) = self.encoded(name, style, value, Place::ReservedPath) {
            self.path.push_str(&text);
        }
        self
    }

    fn push_segment(&mut self, name: &'static str, value: &str) {
        match encode::segment_defect(value) {
            None => encode::push_encoded(&mut self.path, value),
            Some(defect) => self.refuse(format!("path parameter `{name}` {defect}")),
        }
    }

    fn mark_mixed(&mut self, name: &'static str) {
        let at = self.path.len();
        self.mixed.push(Mixed { name, at });
    }

    /// The defect of a segment that has several parts, if any.
    pub(super) fn mixed_defect(&self) -> Option<String> {
        self.mixed.iter().find_map(|&Mixed { name, at }| {
            let (before, after) = self.path.split_at(at);
            let start = before.rfind('/').map_or(0, |slash| slash + 1);
            let end = after.find('/').map_or(self.path.len(), |slash| at + slash);
            let defect = encode::segment_defect(&self.path[start..end])?;
            Some(format!("the path segment of parameter `{name}` {defect}"))
        })
    }
}
