//! How a body is decoded: by status, by the requested media type, and by the received
//! `Content-Type`.

use std::borrow::Cow;

use http::{HeaderMap, StatusCode};

use super::media_type::{
    are_files_alike, content_type, is_alias, is_events, is_json, is_lines, is_plain_json, is_text,
    is_unknown, rank,
};

/// The statuses of an entry in an operation's responses (OpenAPI, [Responses Object]).
///
/// [Responses Object]: https://spec.openapis.org/oas/v3.0.3#responses-object
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StatusPattern {
    /// One status, for example 404. Takes precedence over the others.
    Code(u16),
    /// A status range, for example 4 for `4XX`. Takes precedence over `Default`.
    Range(u8),
    /// Every status without an entry of its own.
    Default,
}

impl StatusPattern {
    /// How exactly it matches the status, if it does.
    pub(crate) fn rank(self, status: u16) -> Option<u8> {
        match self {
            Self::Code(code) => (code == status).then_some(2),
            Self::Range(hundred) => (u16::from(hundred) == status / 100).then_some(1),
            Self::Default => Some(0),
        }
    }
}

/// How a body is decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reading {
    /// Not at all: the status has no body.
    Nothing,
    /// As JSON, before the call returns.
    Json,
    /// As text, before the call returns.
    Text,
    /// As bytes, piece by piece.
    Bytes,
    /// As a stream of events.
    Events,
    /// As a sequence of JSON values.
    Lines,
    /// Ignored in favor of the redirect's target.
    Redirect,
    /// Of any media type, before the call returns.
    Anything,
}

/// A described body, for a status that is an outcome and not an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Described {
    status: StatusPattern,
    reading: Reading,
    media_types: &'static [&'static str],
}

impl Described {
    /// A body of one status: how it is decoded, and its media types, the preferred one first.
    pub const fn on(status: u16, reading: Reading, media_types: &'static [&'static str]) -> Self {
        Self {
            status: StatusPattern::Code(status),
            reading,
            media_types,
        }
    }

    /// A body of a status range, such as 2 for `2XX`.
    pub const fn on_range(
        first: u8,
        reading: Reading,
        media_types: &'static [&'static str],
    ) -> Self {
        Self {
            status: StatusPattern::Range(first),
            reading,
            media_types,
        }
    }

    /// A body of all other statuses.
    pub const fn otherwise(reading: Reading, media_types: &'static [&'static str]) -> Self {
        Self {
            status: StatusPattern::Default,
            reading,
            media_types,
        }
    }

    fn rank(&self, came: &str) -> Option<usize> {
        let ranks = self.media_types.iter().filter_map(|one| rank(one, came));
        ranks.max()
    }
}

/// The response that a request expects.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Expected {
    /// The described bodies; empty for JSON only.
    pub(crate) described: &'static [Described],
    /// The media type that the caller requested, if it is not the first described one.
    pub(crate) requested: Option<&'static str>,
    /// Whether the body is read before the call returns, whatever its media type.
    pub(crate) whole: bool,
}

/// How the body of a response is handled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Plan {
    /// There is none, whatever bytes follow the head.
    Skip,
    /// Read before the call returns.
    Whole,
    /// Left for the caller to read.
    Streamed,
    /// Of another media type: kept for the error, up to a limit.
    Keep,
    /// Likewise, but it may be endless.
    KeepBeginning,
}

/// A response of another media type than requested.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unexpected {
    /// The requested media type.
    pub(crate) requested: String,
    /// The received media type.
    pub(crate) came: String,
    /// Whether the description has it for this status.
    pub(crate) described: bool,
}

impl Expected {
    /// Whether a status other than a success is described as an outcome.
    pub(crate) fn is_outcome(self, status: StatusCode) -> bool {
        let code = status.as_u16();
        let mut entries = self.described.iter();
        status.is_redirection()
            && entries.any(|one| {
                let is_other = one.status == StatusPattern::Default;
                !is_other && one.status.rank(code).is_some()
            })
    }

    /// How the body is handled. HTTP has no body after 204, 205 and 304, and none for `HEAD` (RFC
    /// 9110, sections 6.4.1 and 15.3.6).
    pub(crate) fn plan(self, method: &str, status: StatusCode, headers: &HeaderMap) -> Plan {
        if method == "HEAD" || has_no_body(status) {
            return Plan::Skip;
        }
        if !status.is_success() {
            return Plan::Keep;
        }
        if self.whole {
            return Plan::Whole;
        }
        if let Some(unexpected) = self.unexpected(status, headers) {
            return match is_events(&unexpected.came) || is_lines(&unexpected.came) {
                true => Plan::KeepBeginning,
                false => Plan::Keep,
            };
        }
        match self.entry(status).map(|entry| entry.reading) {
            Some(Reading::Bytes | Reading::Events | Reading::Lines) => Plan::Streamed,
            _ => Plan::Whole,
        }
    }

    /// How the body of a response with this status is decoded.
    pub(crate) fn reading(self, status: StatusCode) -> Reading {
        self.entry(status)
            .map_or(Reading::Json, |entry| entry.reading)
    }

    /// The first success status, and whether it has a body.
    #[cfg(feature = "test-util")]
    pub(crate) fn success(self) -> (u16, bool) {
        let Some(first) = self.described.first() else {
            return (200, true);
        };
        let status = match first.status {
            StatusPattern::Code(code) => code,
            StatusPattern::Range(_) | StatusPattern::Default => 200,
        };
        (status, first.reading != Reading::Nothing)
    }

    /// The requested media type.
    pub(crate) fn media_type(self, status: StatusCode) -> &'static str {
        let entry = self.entry(status);
        let first = entry.and_then(|entry| entry.media_types.first().copied());
        self.requested.or(first).unwrap_or("application/json")
    }

    /// The entry of the requested media type.
    fn entry(self, status: StatusCode) -> Option<&'static Described> {
        let mut of_status = self.of_status(status);
        let Some(requested) = self.requested else {
            return of_status.next();
        };
        let has = |entry: &&'static Described| entry.media_types.contains(&requested);
        of_status
            .find(has)
            .or_else(|| self.described.iter().find(has))
    }

    /// The bodies of a status, the preferred one first. A status without an entry is treated like
    /// the first described one.
    fn of_status(self, status: StatusCode) -> impl Iterator<Item = &'static Described> {
        let status = status.as_u16();
        let all = self.described.iter();
        let best = all.max_by_key(|entry| entry.status.rank(status));
        let pattern = best
            .filter(|entry| entry.status.rank(status).is_some())
            .or(self.described.first())
            .map(|entry| entry.status);
        let all = self.described.iter();
        all.filter(move |entry| Some(entry.status) == pattern)
    }

    /// Why a body is not the requested one. A response without a media type is accepted by its
    /// status.
    pub(crate) fn unexpected(self, status: StatusCode, headers: &HeaderMap) -> Option<Unexpected> {
        let entry = self.entry(status)?;
        let came = content_type(headers)?;
        let unexpected = |described| Unexpected {
            requested: self.requested.map_or_else(
                || entry.media_types.join(", "),
                |requested| requested.to_owned(),
            ),
            came: came.to_owned(),
            described,
        };
        if matches!(
            entry.reading,
            Reading::Nothing | Reading::Redirect | Reading::Anything
        ) {
            return None;
        }
        let others = || self.of_status(status).filter(|other| *other != entry);
        let of_others = others().filter_map(|other| other.rank(came)).max();
        let own = entry.rank(came);
        if own > of_others {
            // Of several file types, the caller may request one.
            let other_kind = entry.reading == Reading::Bytes
                && self.requested.is_some_and(|requested| {
                    rank(requested, came).is_none() && !is_alias(requested, came)
                });
            return other_kind.then(|| unexpected(true));
        }
        let is_named = |rank: Option<usize>| rank.is_some_and(|rank| rank >= 3);
        if own.is_some() && own == of_others || self.names(entry, came) {
            return None;
        }
        if is_named(of_others) {
            return Some(unexpected(true));
        }
        let tolerated = match entry.reading {
            // A body with another media type may still be JSON; parsing tells.
            Reading::Json if !is_json(came) => of_others.is_none() && !is_events(came),
            Reading::Json => {
                let only = !others().any(|other| other.reading == Reading::Json);
                only || is_plain_json(came)
            }
            Reading::Text => is_text(came) || is_unknown(came),
            Reading::Bytes => self.takes_file(entry, came),
            Reading::Lines => {
                is_lines(came)
                    || is_json(came)
                    || is_unknown(came)
                    || rank("text/plain", came).is_some()
            }
            _ => false,
        };
        (!tolerated).then(|| unexpected(of_others.is_some()))
    }

    /// Whether the received media type is an alias of the requested one.
    fn names(self, entry: &Described, came: &str) -> bool {
        match self.requested {
            Some(requested) => is_alias(requested, came),
            None => entry.media_types.iter().any(|one| is_alias(one, came)),
        }
    }

    /// Whether a file that is not described can be one of these. `application/octet-stream` covers
    /// any file.
    fn takes_file(self, entry: &Described, came: &str) -> bool {
        if is_unknown(came) {
            return true;
        }
        let requested = self.requested.as_slice();
        let requested = if requested.is_empty() {
            entry.media_types
        } else {
            requested
        };
        requested.iter().any(|one| is_unknown(one))
            || self.requested.is_none() && requested.iter().any(|one| are_files_alike(one, came))
    }

    /// The value of `Accept`: the media type that is decoded first, then any, because errors may
    /// have another one.
    pub(crate) fn accept(self) -> Cow<'static, str> {
        let entry = || {
            self.described
                .iter()
                .find(|one| !one.media_types.is_empty())
        };
        let names = match (self.requested, entry()) {
            (Some(requested), _) => Cow::Borrowed(requested),
            // All of them decode to the same value, so any will do.
            (None, Some(entry)) if entry.reading == Reading::Bytes => {
                entry.media_types.join(", ").into()
            }
            (None, Some(entry)) => entry
                .media_types
                .first()
                .copied()
                .unwrap_or_default()
                .into(),
            (None, None) => "application/json".into(),
        };
        match &*names {
            "*/*" => names,
            // The most common value is not built for each request.
            "application/json" => "application/json, */*;q=0.5".into(),
            names => [names, ", */*;q=0.5"].concat().into(),
        }
    }
}

/// Whether HTTP has no body after this status.
pub(crate) fn has_no_body(status: StatusCode) -> bool {
    matches!(status.as_u16(), 204 | 205 | 304)
}
