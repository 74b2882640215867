//! Fragments of path templates. A fragment is not sent (RFC 3986, section 3.5); descriptions that have
//! several operations at one path tell them apart by it: `/#Action=Start` names a parameter with its
//! value, `/tags/{arn}#tagKeys` one with any value.

use super::message::{Request, essence};

/// The parameters in the fragment of a path, each with its value if it has one.
#[derive(Clone, Debug)]
pub(super) struct Fragment(Vec<(String, Option<String>)>);

impl Fragment {
    /// The fragment of a path; `None` if it has none.
    pub(super) fn of(path: &str) -> Option<Self> {
        let (_, fragment) = path.split_once('#')?;
        let pairs = fragment.split('&').filter(|it| !it.is_empty());
        let pairs = pairs.map(|pair| match pair.split_once('=') {
            Some((name, value)) => (name.to_owned(), Some(value.to_owned())),
            None => (pair.to_owned(), None),
        });
        Some(Self(pairs.collect()))
    }

    /// The names of the parameters.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_str())
    }

    /// How many parameters name the operation in a request: all, or 0. They are in the query, in
    /// headers, or in a URL-encoded form.
    pub(super) fn named_by(&self, request: &Request) -> usize {
        let is_sent = |(name, value): &(String, Option<String>)| {
            let is_it = |sent: &str| value.as_deref().is_none_or(|value| value == sent);
            let has = |pairs: &[u8]| {
                let mut pairs = url::form_urlencoded::parse(pairs);
                pairs.any(|(known, sent)| known == name.as_str() && is_it(&sent))
            };
            let form = request.body.as_deref().filter(|_| {
                let media_type = request.headers.first("content-type");
                media_type.is_some_and(|it| essence(it) == "application/x-www-form-urlencoded")
            });
            has(request.query().as_bytes())
                || request.headers.all(name).any(is_it)
                || form.is_some_and(has)
        };
        match self.0.iter().all(is_sent) {
            true => self.0.len(),
            false => 0,
        }
    }
}
