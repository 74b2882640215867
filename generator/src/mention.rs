//! Names in the configuration, with their locations.

use serde::{Deserialize, Serialize};

use crate::diagnostic::{Excerpt, Place};

/// A name in the configuration. Deserializing gives the name only; the caller that has the text adds
/// the location, for diagnostics.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct Mention {
    /// The name.
    pub name: String,
    /// File, position and line, if known.
    pub site: Option<Box<(String, Place, Excerpt)>>,
}

impl Mention {
    /// Sets the location of the name: a byte offset in the text of a file.
    pub fn locate(&mut self, file: &str, text: &str, offset: usize) {
        self.site = Excerpt::at(text, offset)
            .map(|(place, excerpt)| Box::new((file.to_owned(), place, excerpt)));
    }
}

impl From<String> for Mention {
    fn from(name: String) -> Self {
        Self { name, site: None }
    }
}

impl From<Mention> for String {
    fn from(mention: Mention) -> Self {
        mention.name
    }
}
