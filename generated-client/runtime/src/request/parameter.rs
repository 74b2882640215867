//! Parameters in the query, in headers and in cookies.

use std::fmt::Display;

use http::{HeaderName, HeaderValue};
use serde::Serialize;

use super::draft::Request;
use super::style::{self, Place, Style};
use super::text::plain;
use super::tree::Tree;
use super::{ListStyle, encode, form};

impl Request {
    /// Sets a query parameter, in place of an earlier one of that name.
    pub fn set_query(&mut self, name: &'static str, value: impl Display) {
        let pair = encode::pair(name, &plain(value));
        self.put_query(name, pair);
    }

    /// Sets a query parameter that is a list, in place of an earlier one of that name. An empty
    /// list omits the parameter.
    pub fn set_query_list<T: Display>(
        &mut self,
        name: &'static str,
        style: ListStyle,
        values: impl IntoIterator<Item = T>,
    ) {
        let values = values.into_iter().map(plain).collect();
        let list = encode::list(name, style, values);
        self.put_query(name, list);
    }

    /// Sets a query parameter of any style, in place of an earlier one of that name.
    pub fn set_query_as(
        &mut self,
        name: &'static str,
        style: Style,
        value: &(impl Serialize + ?Sized),
    ) {
        let text = self.encoded(name, style, value, Place::Query);
        self.put_query(name, text.unwrap_or_default());
    }

    /// Sets a query parameter whose reserved characters are not encoded (`allowReserved`), except
    /// those that a value in a query cannot hold: `#`, `&`, `+`, `'`, `[` and `]`.
    pub fn set_reserved_query(
        &mut self,
        name: &'static str,
        style: Style,
        value: &(impl Serialize + ?Sized),
    ) {
        let text = self.encoded(name, style, value, Place::ReservedQuery);
        self.put_query(name, text.unwrap_or_default());
    }

    /// Sets the query to one value (`in: querystring` of OpenAPI 3.2): a form, JSON, or a string
    /// whose reserved characters are not encoded.
    pub fn set_query_string(
        &mut self,
        name: &'static str,
        style: Style,
        value: &(impl Serialize + ?Sized),
    ) {
        let value = Tree::of(value).map_err(|error| error.to_string());
        let encoded = value.and_then(|value| match (style, value) {
            (_, Tree::Null) => Ok(String::new()),
            (Style::Json, value) => {
                let mut text = String::new();
                encode::push_encoded(&mut text, &value.to_string());
                Ok(text)
            }
            (Style::Simple, value) => {
                let mut text = String::new();
                encode::push_reserved_text(&mut text, &value.text().unwrap_or_default());
                Ok(text)
            }
            (_, value) => form::encode(&value, &[]),
        });
        match encoded {
            Ok(text) => self.put_query(name, text),
            Err(error) => self.refuse(format!("parameter `{name}` cannot be spelled: {error}")),
        }
    }

    pub(super) fn put_query(&mut self, name: &'static str, text: String) {
        match self.query.iter_mut().find(|(known, _)| *known == name) {
            Some((_, known)) => *known = text,
            None => self.query.push((name, text)),
        }
    }

    /// Sets the whole query to the encoded query of a link. Characters that a URL cannot hold are
    /// encoded.
    pub fn set_query_of_link(&mut self, query: &str) {
        self.query.clear();
        let pairs = query.split('&').filter(|pair| !pair.is_empty());
        self.options_mut().query = pairs
            .map(|pair| {
                let name = url::form_urlencoded::parse(pair.as_bytes()).next();
                let name = name.map(|(name, _)| name.into_owned());
                let mut text = String::with_capacity(pair.len());
                encode::push_encoded_text(&mut text, pair);
                (name.unwrap_or_default(), text)
            })
            .collect();
    }

    /// The value of a query parameter, if it is a number.
    pub(crate) fn query_number(&self, name: &str) -> Option<u64> {
        let (_, pair) = self.query.iter().find(|(known, _)| *known == name)?;
        pair.split_once('=')?.1.parse().ok()
    }

    /// Sets a header parameter, in place of an earlier one of that name.
    pub fn set_header(&mut self, name: &'static str, value: impl Display) {
        self.put_header(name, plain(value));
    }

    /// Sets a header parameter of any style, in place of an earlier one of that name.
    pub fn set_header_as(
        &mut self,
        name: &'static str,
        style: Style,
        value: &(impl Serialize + ?Sized),
    ) {
        match self.encoded(name, style, value, Place::Header) {
            Some(text) => self.put_header(name, text),
            None => self.headers.retain(|(known, _)| *known != *name),
        }
    }

    fn put_header(&mut self, name: &'static str, value: String) {
        let Ok(header) = HeaderName::try_from(name) else {
            return self.refuse(format!(
                "header parameter `{name}` has no valid header name"
            ));
        };
        match HeaderValue::try_from(value) {
            Ok(value) => {
                self.headers.retain(|(known, _)| *known != header);
                self.headers.push((header, value));
            }
            Err(_) => self.refuse(format!(
                "header parameter `{name}` holds a line break or another control character"
            )),
        }
    }

    /// Sets a cookie parameter, in place of an earlier one of that name. Characters that a cookie
    /// cannot hold are percent-encoded.
    pub fn set_cookie(&mut self, name: &'static str, value: impl Display) {
        let pair = encode::pair(name, &plain(value));
        self.cookies.retain(|(known, _)| *known != name);
        self.cookies.push((name, pair));
    }

    /// Sets a cookie parameter of any style, in place of an earlier one of that name.
    pub fn set_cookie_as(
        &mut self,
        name: &'static str,
        style: Style,
        value: &(impl Serialize + ?Sized),
    ) {
        self.cookies.retain(|(known, _)| *known != name);
        if let Some(text) = self.encoded(name, style, value, Place::Cookie) {
            self.cookies.push((name, text));
        }
    }

    /// Encodes a value; `None` if it is empty, or can't be encoded.
    pub(super) fn encoded(
        &mut self,
        name: &'static str,
        style: Style,
        value: &(impl Serialize + ?Sized),
        place: Place,
    ) -> Option<String> {
        match Tree::of(value) {
            Ok(value) => style::encode(name, style, &value, place),
            Err(error) => {
                self.refuse(format!("parameter `{name}` cannot be spelled: {error}"));
                None
            }
        }
    }
}
