//! The types without parts: what each is called, and all that decisions need to know of it.

use super::Passing;

/// A type without parts: of the language, or of the runtime.
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
    /// A part of a form that may be a file, a text or JSON.
    FormPart,
    /// A body to send: bytes, a file or a stream.
    Body,
    /// A form that is put together by hand.
    Form,
    /// A body that is read piece by piece.
    Download,
    /// The target of a redirect.
    Redirect,
    /// An id.
    Uuid,
    /// A moment.
    DateTime,
    /// A day.
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

/// What there is to know of a type without parts.
#[derive(Clone, Copy, Debug)]
pub struct Facts {
    /// Its path, in the runtime or in the language.
    pub path: &'static str,
    /// Whether the runtime has it.
    pub of_runtime: bool,
    /// What it is in a sentence.
    pub words: &'static str,
    /// The name of a variant that holds it.
    pub(super) variant: &'static str,
    /// How much a value must have to be read as it: the higher it is, the earlier it is tried.
    pub(super) narrow: usize,
    /// How a value is passed to a function, and how a list of values.
    pub(super) passing: [Passing; 2],
    /// Whether a value is one text, written by `Display`.
    pub(super) is_text: bool,
    /// Whether any text may stand in it.
    pub(super) holds_text: bool,
    /// Whether a value can tell something about a person: not what is yes or no, a moment, or an id.
    pub(super) can_tell: bool,
}

const BY_VALUE: [Passing; 2] = [Passing::Value, Passing::Items];

/// What becomes a value is taken, too, but nothing that holds several.
const INTO: [Passing; 2] = [Passing::Into, Passing::Items];

/// The types of other crates, such as `uuid` and `jiff`, are taken, too, alone and in lists.
const INTO_IN_LISTS: [Passing; 2] = [Passing::Into, Passing::IntoItems];

/// What the runtime has and no schema describes.
const RUNTIME: Facts = Facts {
    path: "",
    of_runtime: true,
    words: "JSON",
    variant: "Json",
    narrow: 0,
    passing: BY_VALUE,
    is_text: false,
    holds_text: false,
    can_tell: true,
};

const NUMBER: Facts = Facts {
    of_runtime: false,
    words: "a number",
    variant: "Integer",
    narrow: 8,
    is_text: true,
    ..RUNTIME
};

const DATE: Facts = Facts {
    words: "a date",
    narrow: 6,
    passing: INTO_IN_LISTS,
    is_text: true,
    ..RUNTIME
};

const ENCODED: Facts = Facts {
    narrow: 1,
    passing: INTO,
    is_text: true,
    holds_text: true,
    ..RUNTIME
};

impl Plain {
    /// What there is to know of it.
    #[must_use]
    pub fn facts(self) -> Facts {
        match self {
            Self::Unit => Facts {
                path: "()",
                of_runtime: false,
                words: "nothing",
                can_tell: false,
                ..RUNTIME
            },
            Self::Bool => Facts {
                path: "bool",
                of_runtime: false,
                words: "a boolean",
                variant: "Boolean",
                narrow: 9,
                is_text: true,
                can_tell: false,
                ..RUNTIME
            },
            Self::I32 => Facts {
                path: "i32",
                narrow: 9,
                ..NUMBER
            },
            Self::I64 => Facts {
                path: "i64",
                ..NUMBER
            },
            Self::U32 => Facts {
                path: "u32",
                narrow: 9,
                ..NUMBER
            },
            Self::U64 => Facts {
                path: "u64",
                ..NUMBER
            },
            Self::I128 => Facts {
                path: "i128",
                ..NUMBER
            },
            Self::U128 => Facts {
                path: "u128",
                ..NUMBER
            },
            Self::F64 => Facts {
                path: "f64",
                variant: "Number",
                narrow: 7,
                ..NUMBER
            },
            Self::Decimal => Facts {
                path: "Decimal",
                of_runtime: true,
                variant: "Number",
                narrow: 7,
                passing: INTO,
                ..NUMBER
            },
            Self::String => Facts {
                path: "String",
                of_runtime: false,
                words: "text",
                variant: "Text",
                passing: INTO_IN_LISTS,
                ..ENCODED
            },
            Self::Bytes => Facts {
                path: "bytes::Bytes",
                words: "the body as it is",
                holds_text: true,
                ..RUNTIME
            },
            Self::File => Facts {
                path: "File",
                ..RUNTIME
            },
            Self::FormPart => Facts {
                path: "FormPart",
                passing: INTO_IN_LISTS,
                ..RUNTIME
            },
            Self::Body => Facts {
                path: "Body",
                words: "bytes",
                ..RUNTIME
            },
            Self::Form => Facts {
                path: "Form",
                words: "a form",
                ..RUNTIME
            },
            Self::Download => Facts {
                path: "Download",
                words: "the body as a [`Download`](openapi_client_runtime::Download)",
                ..RUNTIME
            },
            Self::Redirect => Facts {
                path: "Redirect",
                words: "a [`Redirect`](openapi_client_runtime::Redirect)",
                ..RUNTIME
            },
            Self::Uuid => Facts {
                path: "Uuid",
                words: "an id",
                variant: "Id",
                can_tell: false,
                ..DATE
            },
            Self::DateTime => Facts {
                path: "DateTime",
                variant: "DateTime",
                can_tell: false,
                ..DATE
            },
            Self::Date => Facts {
                path: "Date",
                variant: "Date",
                ..DATE
            },
            Self::Base64 => encoded("Base64", "bytes as base64"),
            Self::Base64Url => encoded("Base64Url", "bytes as base64url"),
            Self::Base32 => encoded("Base32", "bytes as base32"),
            Self::Base32Hex => encoded("Base32Hex", "bytes as base32hex"),
            Self::Base16 => encoded("Base16", "bytes as base16"),
            Self::Json => Facts {
                path: "Json",
                passing: INTO,
                holds_text: true,
                ..RUNTIME
            },
        }
    }

    /// Whether its values are whole numbers.
    #[must_use]
    pub fn is_integer(self) -> bool {
        matches!(
            self,
            Self::I32 | Self::I64 | Self::U32 | Self::U64 | Self::I128 | Self::U128
        )
    }

    /// Whether a whole number, spelled in decimal, is among its values.
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

fn encoded(path: &'static str, words: &'static str) -> Facts {
    Facts {
        path,
        words,
        variant: path,
        ..ENCODED
    }
}
