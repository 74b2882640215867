//! Why a sync ended early. Whatever it is, all that was stored stays, and the next run goes on from there.

use std::fmt;
use std::path::PathBuf;

use crate::Kind;

/// Why a sync ended early.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// A call failed, after all of its attempts.
    Api(dixa_client::Error),
    /// The database can't be read or written.
    Database(rusqlite::Error),
    /// A row can't be encoded as JSON.
    Json(dixa_client::serde_json::Error),
    /// An identity that no call takes, such as that of a conversation that is no number.
    Id(Kind, String),
    /// The lock file beside the database can't be opened.
    LockFile(PathBuf, std::io::Error),
    /// Another process works on the same database.
    InUse(PathBuf),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Api(error) => error.fmt(f),
            Self::Database(error) => write!(f, "database: {error}"),
            Self::Json(error) => write!(f, "a row can't be encoded: {error}"),
            Self::Id(kind, id) => write!(f, "`{id}` is not the identity of a {}", kind.name()),
            Self::LockFile(path, error) => write!(f, "{}: {error}", path.display()),
            Self::InUse(path) => write!(f, "another process is updating {}", path.display()),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Api(error) => Some(error),
            Self::Database(error) => Some(error),
            Self::Json(error) => Some(error),
            Self::LockFile(_, error) => Some(error),
            Self::Id(..) | Self::InUse(_) => None,
        }
    }
}

impl From<dixa_client::Error> for Error {
    fn from(error: dixa_client::Error) -> Self {
        Self::Api(error)
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        Self::Database(error)
    }
}

impl From<dixa_client::serde_json::Error> for Error {
    fn from(error: dixa_client::serde_json::Error) -> Self {
        Self::Json(error)
    }
}
