use std::fmt;

use super::display::{bounded, one_line};

/// How many nested causes are kept.
const MAX_DEPTH: usize = 16;

/// Why something failed, as text: without URLs and credentials, and without a type of the HTTP
/// library. Its own cause is its [`source`](std::error::Error::source).
#[derive(Clone)]
pub(crate) struct Cause {
    text: String,
    source: Option<Box<Cause>>,
}

impl Cause {
    pub(crate) fn new(
        error: &(dyn std::error::Error + 'static),
        redact: impl Fn(String) -> String,
    ) -> Self {
        let mut texts = Vec::new();
        let mut next = Some(error);
        while let Some(error) = next.filter(|_| texts.len() < MAX_DEPTH) {
            texts.push(bounded(redact(one_line(&error.to_string()))));
            next = error.source();
        }
        let mut cause = None;
        for text in texts.into_iter().rev() {
            cause = Some(Box::new(Self {
                text,
                source: cause,
            }));
        }
        cause.map_or_else(|| Self::text(String::new()), |cause| *cause)
    }

    /// The causes of an error, whose own message adds nothing to ours; without causes, the error
    /// itself.
    pub(crate) fn of(
        error: &(dyn std::error::Error + 'static),
        redact: impl Fn(String) -> String,
    ) -> Self {
        Self::new(error.source().unwrap_or(error), redact)
    }

    pub(crate) fn text(text: String) -> Self {
        Self { text, source: None }
    }

    /// This cause and its causes as one text. A cause that the text already ends with is omitted.
    pub(crate) fn chain(&self) -> String {
        super::chain_text(self)
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for Cause {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        let source = self.source.as_deref()?;
        Some(source)
    }
}
