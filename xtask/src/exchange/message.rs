//! The two messages of an exchange, as received.

/// The header fields of a message, in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Headers(pub(crate) Vec<(String, String)>);

impl Headers {
    /// The first value of a field; names are case-insensitive (RFC 9110, section 5.1).
    pub(crate) fn first<'a>(&'a self, name: &str) -> Option<&'a str> {
        let mut fields = self.0.iter();
        let found = fields.find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    /// All values of a field.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let fields = self.0.iter();
        let of_name = fields.filter(move |(known, _)| known.eq_ignore_ascii_case(name));
        of_name.map(|(_, value)| value.as_str())
    }
}

/// A request.
#[derive(Clone, Debug, Default)]
pub(crate) struct Request {
    /// The method, in upper case.
    pub(crate) method: String,
    /// The target: path and query, or a full address, whose host is ignored.
    pub(crate) target: String,
    /// The header fields.
    pub(crate) headers: Headers,
    /// The body after content decoding; `None` if it was not recorded, so it is not judged.
    pub(crate) body: Option<Vec<u8>>,
}

impl Request {
    /// The raw path of the target, still percent-encoded.
    pub(crate) fn path(&self) -> &str {
        let (path, _) = self.split();
        path
    }

    /// The raw query of the target, without `?`.
    pub(crate) fn query(&self) -> &str {
        let (_, query) = self.split();
        query
    }

    fn split(&self) -> (&str, &str) {
        let target = self.target.split('#').next().unwrap_or_default();
        let target = match target.split_once("://") {
            // An address inside a query is not the target's own.
            Some((scheme, rest)) if !scheme.contains(['/', '?']) => {
                rest.find(['/', '?']).map_or("", |at| &rest[at..])
            }
            _ => target,
        };
        target.split_once('?').unwrap_or((target, ""))
    }

    /// The cookies, in the order of their header (RFC 6265, section 4.2.1).
    pub(crate) fn cookies(&self) -> impl Iterator<Item = (&str, &str)> {
        let headers = self.headers.all("cookie");
        let pairs = headers.flat_map(|header| header.split(';'));
        pairs.filter_map(|pair| pair.trim().split_once('='))
    }
}

/// A response.
#[derive(Clone, Debug, Default)]
pub(crate) struct Response {
    /// The status code.
    pub(crate) status: u16,
    /// The header fields.
    pub(crate) headers: Headers,
    /// The body after content decoding; `None` if it was not recorded, so it is not judged.
    pub(crate) body: Option<Vec<u8>>,
}

/// The essence of a media type in lower case: without parameters (RFC 9110, section 8.3.1).
pub(crate) fn essence(media_type: &str) -> String {
    let essence = media_type.split(';').next().unwrap_or_default();
    essence.trim().to_ascii_lowercase()
}

/// Whether a media type is JSON (RFC 6839, section 3.1).
pub(crate) fn is_json(essence: &str) -> bool {
    essence.ends_with("/json") || essence.ends_with("+json")
}
