//! `spec/spec.lock`: the origin of the description, and a SHA-256 for every link of the chain from
//! its bytes to the generated files.
//!
//! Each lock has exactly one rendering, and its second line is a checksum of the rest: a lock that
//! differs from its rendering was edited by hand, or is the result of a merge.

use serde::{Deserialize, Serialize};

use crate::disk::digest;
use crate::disk::workspace::Workspace;
use crate::exit::Failure;

/// The lock's file, relative to the workspace.
pub(crate) const LOCK: &str = "spec/spec.lock";

/// The version of the format; it changes if an older `xtask` would misread a newer lock.
const VERSION: i64 = 1;

const HEADER: &str = "\
# Written by `fetch` and `regen`; do not edit. After a merge conflict, take either side and run `regen`.
";

/// The content of the lock.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Lock {
    /// The description as it was received.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) source: Option<Received>,
    /// The inputs of the last `regen`; absent before the first one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) inputs: Option<Inputs>,
    /// The output of the last `regen`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) output: Option<Output>,
}

/// The origin of the description.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Received {
    /// The address of the download; absent for a file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) url: Option<String>,
    /// Sent as `If-None-Match` next time (RFC 9110 section 13.1.2).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) etag: Option<String>,
    /// Sent as `If-Modified-Since` next time (RFC 9110 section 13.1.3).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) last_modified: Option<String>,
    /// The day on which these bytes were first received, such as `2026-09-01`, in UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) retrieved: Option<String>,
    /// The length in bytes.
    pub(crate) bytes: u64,
    /// The digest of the bytes as received.
    pub(crate) sha256: String,
}

/// The digests of everything that `regen` reads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Inputs {
    /// Of the description's bytes. It differs from that of `source` between `fetch` and `regen`.
    pub(crate) description: String,
    /// Of `spec/generator.toml`.
    pub(crate) config: String,
    /// Of `spec/names.toml`.
    pub(crate) names: String,
    /// Of the files that the description references.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) file: Vec<FileDigest>,
    /// Of the overlays, in the order in which they apply.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) overlay: Vec<FileDigest>,
}

/// A file and its digest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FileDigest {
    /// Relative to the workspace.
    pub(crate) path: String,
    /// The digest of its bytes.
    pub(crate) sha256: String,
}

/// The output for the inputs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Output {
    /// The version of the generator.
    pub(crate) generator: String,
    /// The digest of the description with all overlays applied; independent of formatting and key
    /// order.
    pub(crate) effective: String,
    /// The number of generated files.
    pub(crate) files: usize,
    /// The digest over path and digest of every generated file.
    pub(crate) sha256: String,
}

/// The state of the lock.
pub(crate) enum Found {
    /// No lock.
    Nothing,
    /// An edited lock, with its readable parts.
    Edited(Lock),
    /// An intact lock.
    Sound(Lock),
}

impl Lock {
    /// Reads the lock of a checkout.
    ///
    /// # Errors
    ///
    /// If the file can't be read, and if its version is unknown: overwriting it could lose content
    /// that this version doesn't understand.
    pub(crate) fn find(workspace: &Workspace) -> Result<Found, Failure> {
        let Some(text) = workspace.read_text(LOCK)? else {
            return Ok(Found::Nothing);
        };
        Self::read(&text)
    }

    fn read(text: &str) -> Result<Found, Failure> {
        #[derive(Deserialize)]
        struct Versioned {
            version: i64,
        }
        if let Ok(Versioned { version }) = toml_edit::de::from_str(text)
            && version != VERSION
        {
            return Err(Failure::failed(format!(
                "{LOCK} has version {version}; this program knows version {VERSION}"
            ))
            .help("use the version of `cargo xtask` that wrote the lock, or restore the lock"));
        }
        let lock: Self = toml_edit::de::from_str(text).unwrap_or_default();
        // A checkout may have converted the line endings.
        let sound = lock.render()? == text.replace("\r\n", "\n");
        Ok(if sound {
            Found::Sound(lock)
        } else {
            Found::Edited(lock)
        })
    }

    /// The text of the lock.
    pub(crate) fn render(&self) -> Result<String, Failure> {
        let body = toml_edit::ser::to_string_pretty(self)
            .map_err(|error| Failure::failed(format!("could not write {LOCK}")).cause(&error))?;
        let checksum = digest::of_bytes(body.as_bytes());
        Ok(format!(
            "{HEADER}version = {VERSION}\nchecksum = \"{checksum}\"\n\n{body}"
        ))
    }
}

impl Found {
    /// Whether the lock has the origin of a description.
    pub(crate) fn has_source(&self) -> bool {
        let (Self::Edited(lock) | Self::Sound(lock)) = self else {
            return false;
        };
        lock.source
            .as_ref()
            .is_some_and(|source| source.retrieved.is_some())
    }

    /// The lock's entry for the bytes with this digest, if there is one.
    pub(crate) fn source_of(&self, sha256: &str) -> Option<Received> {
        let (lock, sound) = match self {
            Self::Nothing => return None,
            Self::Edited(lock) => (lock, false),
            Self::Sound(lock) => (lock, true),
        };
        let mut source = lock
            .source
            .clone()
            .filter(|source| source.sha256 == sha256)?;
        if !sound {
            // A validator that is not the server's would cause a wrong "not modified" response.
            source.etag = None;
            source.last_modified = None;
        }
        Some(source)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn lock() -> Lock {
        Lock {
            source: Some(Received {
                url: Some("https://example.com/api.yaml".into()),
                etag: Some("\"33a64df5\"".into()),
                last_modified: None,
                retrieved: Some("2026-09-01".into()),
                bytes: 12,
                sha256: "aa".into(),
            }),
            inputs: Some(Inputs {
                description: "aa".into(),
                file: Vec::new(),
                config: "bb".into(),
                names: "cc".into(),
                overlay: vec![FileDigest {
                    path: "spec/overlays/010.yaml".into(),
                    sha256: "dd".into(),
                }],
            }),
            output: Some(Output {
                generator: "0.1.0".into(),
                effective: "ee".into(),
                files: 3,
                sha256: "ff".into(),
            }),
        }
    }

    #[test]
    fn what_is_written_is_read_back() {
        for lock in [
            lock(),
            Lock {
                inputs: None,
                output: None,
                ..lock()
            },
            Lock::default(),
        ] {
            let text = lock.render().unwrap();
            assert!(
                matches!(Lock::read(&text).unwrap(), Found::Sound(read) if read == lock),
                "{text}"
            );
            let windows = text.replace('\n', "\r\n");
            assert!(matches!(Lock::read(&windows).unwrap(), Found::Sound(_)));
        }
    }

    #[test]
    fn any_edit_is_seen() {
        let text = lock().render().unwrap();
        for edited in [
            text.replace("\"aa\"", "\"ab\""),
            text.replace("retrieved = \"2026-09-01\"\n", ""),
            format!("{text}# a comment\n"),
            format!("{text}[more]\n"),
            format!("<<<<<<< HEAD\n{text}"),
            String::new(),
        ] {
            let found = Lock::read(&edited).unwrap();
            assert!(matches!(found, Found::Edited(_)), "{edited}");
        }
    }

    #[test]
    fn an_edited_lock_keeps_no_validators() {
        let text = format!("{}# a comment\n", lock().render().unwrap());
        let found = Lock::read(&text).unwrap();
        let source = found.source_of("aa").unwrap();
        assert_eq!(
            (source.etag, source.url),
            (None, lock().source.unwrap().url)
        );
        assert_eq!(found.source_of("ab"), None);
    }

    #[test]
    fn an_unknown_version_is_an_error() {
        let text = lock()
            .render()
            .unwrap()
            .replace("version = 1", "version = 2");
        let failure = Lock::read(&text).err().unwrap();
        assert!(
            failure.message.contains("has version 2"),
            "{}",
            failure.message
        );
    }
}
