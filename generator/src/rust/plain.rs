//! The types without parts: their names, and all facts that decisions need.

use super::Passing;

/// A type without parts: of Rust, or of the runtime.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Plain {
    /// `()`.
    Unit,
    /// `bool`.
    Bool,
    /// `i32`.
    I32,
    /// `i64`.
    I64,
    /// `u32`.
    U32,
    /// `u64`.
    U64,
    /// `i128`.
    I128,
    /// `u128`.
    U128,
    /// `f64`.
    F64,
    /// A number with all its digits.
    Decimal,
    /// `String`.
    String,
    /// The bytes of a body.
    Bytes,
    /// A file of a form.
    File,
    /// A part of a form that may be a file, a string or JSON.
    FormPart,
    /// A body to send: bytes, a file or a stream.
    Body,
    /// A form that is built by hand.
    Form,
    /// A body that is read piece by piece.
    Download,
    /// The target of a redirect.
    Redirect,
    /// A UUID.
    Uuid,
    /// A date-time.
    DateTime,
    /// A date.
    Date,
    /// Bytes as base64.
    Base64,
    /// Bytes as base64url.
    Base64Url,
    /// Bytes as base32.
    Base32,
    /// Bytes as base32hex.
    Base32Hex,
    /// Bytes as base16.
    Base16,
    /// Any JSON.
    Json,
}

/// The facts of a type without parts.
#[derive(Clone, Copy, Debug)]
pub struct Facts {
    /// Its path, in the runtime or in Rust.
    pub path: &'static str,
    /// Whether it belongs to the runtime.
    pub of_runtime: bool,
    /// Its name in a sentence.
    pub words: &'static str,
    /// The name of a variant that holds it.
    pub(super) variant: &'static str,
    /// How specific its values are: the higher, the earlier it is tried.
    pub(super) narrow: usize,
    /// How a value is passed to a function, and how a list of values.
    pub(super) passing: [Passing; 2],
    /// Whether a value is a single string, written by `Display`.
    pub(super) is_text: bool,
    /// Whether it may hold any string.
    pub(super) holds_text: bool,
    /// Whether a value can reveal something about a person: not a boolean, a point in time, or an
    /// id.
    pub(super) can_tell: bool,
}

const BY_VALUE: [Passing; 2] = [Passing::Value, Passing::Items];

/// Accepts values that convert into it, but not within lists.
const INTO: [Passing; 2] = [Passing::Into, Passing::Items];

/// Accepts the types of other crates, such as `uuid` and `jiff`, alone and in lists.
const INTO_IN_LISTS: [Passing; 2] = [Passing::Into, Passing::IntoItems];

/// A type of the runtime, and its name in a sentence.
const fn of_runtime(path: &'static str, words: &'static str) -> Facts {
    Facts {
        path,
        of_runtime: true,
        words,
        variant: "Json",
        narrow: 0,
        passing: BY_VALUE,
        is_text: false,
        holds_text: false,
        can_tell: true,
    }
}

const fn number(path: &'static str, variant: &'static str, narrow: usize) -> Facts {
    Facts {
        of_runtime: false,
        variant,
        narrow,
        is_text: true,
        ..of_runtime(path, "a number")
    }
}

/// A string of a special form, such as a UUID or a date-time.
const fn formed(path: &'static str, words: &'static str, variant: &'static str) -> Facts {
    Facts {
        variant,
        narrow: 6,
        passing: INTO_IN_LISTS,
        is_text: true,
        ..of_runtime(path, words)
    }
}

/// A string of encoded bytes.
const fn encoded(path: &'static str, words: &'static str) -> Facts {
    Facts {
        variant: path,
        narrow: 1,
        passing: INTO,
        is_text: true,
        holds_text: true,
        ..of_runtime(path, words)
    }
}

impl Plain {
    /// Its facts.
    #[must_use]
    pub const fn facts(self) -> Facts {
        match self {
            Self::Unit => Facts {
                of_runtime: false,
                can_tell: false,
                ..of_runtime("()", "nothing")
            },
            Self::Bool => Facts {
                words: "a boolean",
                can_tell: false,
                ..number("bool", "Boolean", 9)
            },
            Self::I32 => number("i32", "Integer", 9),
            Self::I64 => number("i64", "Integer", 8),
            Self::U32 => number("u32", "Integer", 9),
            Self::U64 => number("u64", "Integer", 8),
            Self::I128 => number("i128", "Integer", 8),
            Self::U128 => number("u128", "Integer", 8),
            Self::F64 => number("f64", "Number", 7),
            Self::Decimal => Facts {
                of_runtime: true,
                passing: INTO,
                ..number("Decimal", "Number", 7)
            },
            Self::String => Facts {
                of_runtime: false,
                variant: "Text",
                passing: INTO_IN_LISTS,
                ..encoded("String", "text")
            },
            Self::Bytes => Facts {
                holds_text: true,
                ..of_runtime("bytes::Bytes", "the body as it is")
            },
            Self::File => of_runtime("File", "JSON"),
            Self::FormPart => Facts {
                passing: INTO_IN_LISTS,
                ..of_runtime("FormPart", "JSON")
            },
            Self::Body => of_runtime("Body", "bytes"),
            Self::Form => of_runtime("Form", "a form"),
            Self::Download => of_runtime(
                "Download",
                "the body as a [`Download`](openapi_client_runtime::Download)",
            ),
            Self::Redirect => of_runtime(
                "Redirect",
                "a [`Redirect`](openapi_client_runtime::Redirect)",
            ),
            Self::Uuid => Facts {
                can_tell: false,
                ..formed("Uuid", "an id", "Id")
            },
            Self::DateTime => Facts {
                can_tell: false,
                ..formed("DateTime", "a date", "DateTime")
            },
            Self::Date => formed("Date", "a date", "Date"),
            Self::Base64 => encoded("Base64", "bytes as base64"),
            Self::Base64Url => encoded("Base64Url", "bytes as base64url"),
            Self::Base32 => encoded("Base32", "bytes as base32"),
            Self::Base32Hex => encoded("Base32Hex", "bytes as base32hex"),
            Self::Base16 => encoded("Base16", "bytes as base16"),
            Self::Json => Facts {
                passing: INTO,
                holds_text: true,
                ..of_runtime("Json", "JSON")
            },
        }
    }

    /// Whether its values are integers.
    #[must_use]
    pub fn is_integer(self) -> bool {
        matches!(
            self,
            Self::I32 | Self::I64 | Self::U32 | Self::U64 | Self::I128 | Self::U128
        )
    }

    /// Whether an integer, in decimal, is among its values.
    pub(super) fn holds_integer(self, text: &str) -> bool {
        match self {
            Self::I32 => text.parse::<i32>().is_ok(),
            Self::I64 => text.parse::<i64>().is_ok(),
            Self::U32 => text.parse::<u32>().is_ok(),
            Self::U64 => text.parse::<u64>().is_ok(),
            Self::I128 => text.parse::<i128>().is_ok(),
            Self::U128 => text.parse::<u128>().is_ok(),
            _ => false,
        }
    }
}
