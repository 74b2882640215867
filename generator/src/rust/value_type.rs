//! The types of values as the client spells them.

use serde::Serialize;

use super::Ident;

/// A Rust type.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum Type {
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
    /// A stream of events: of those of the runtime, or of a type that describes them as a whole.
    Events(Box<Type>),
    /// An event with data of this type.
    Event(Box<Type>),
    /// A stream of values of this type.
    Lines(Box<Type>),
    /// A body of values of this type, sent one after the other.
    Sequence(Box<Type>),
    /// The target of a redirect.
    Redirect,
    /// The response of one operation, a type beside its request.
    Response(Ident),
    /// An id.
    Uuid,
    /// A moment.
    DateTime,
    /// A day.
    Date,
    /// Bytes as base64.
    Base64,
    /// Bytes as text in another encoding: the name of the runtime's type.
    Encoded(&'static str),
    /// Any JSON.
    Json,
    /// A generated type.
    Model(Ident),
    /// `Box`.
    Box(Box<Type>),
    /// `Option`.
    Option(Box<Type>),
    /// Absent, null or a value.
    Nullable(Box<Type>),
    /// `Vec`.
    Vec(Box<Type>),
    /// A list that may be absent.
    List(Box<Type>),
    /// `BTreeMap`.
    Map(Box<Type>, Box<Type>),
    /// A tuple.
    Tuple(Vec<Type>),
    /// A tuple, of which so many items are always there, and a list of all that follows.
    OpenTuple(Vec<Type>, usize, Box<Type>),
}

impl Type {
    /// Whether its values are files or may be.
    #[must_use]
    pub fn holds_file(&self) -> bool {
        match self {
            Self::File | Self::FormPart => true,
            Self::Option(inner) | Self::Vec(inner) | Self::List(inner) => inner.holds_file(),
            _ => false,
        }
    }

    /// The types that it is made of.
    pub(crate) fn inner(&self) -> Vec<&Type> {
        match self {
            Self::Box(inner)
            | Self::Option(inner)
            | Self::Nullable(inner)
            | Self::Vec(inner)
            | Self::Events(inner)
            | Self::Event(inner)
            | Self::Lines(inner)
            | Self::Sequence(inner)
            | Self::List(inner) => vec![inner],
            Self::Map(key, value) => vec![key, value],
            Self::Tuple(items) => items.iter().collect(),
            Self::OpenTuple(items, _, rest) => items.iter().chain([&**rest]).collect(),
            _ => Vec::new(),
        }
    }

    /// The models that it names.
    pub fn models(&self) -> impl Iterator<Item = &Ident> {
        let mut waiting = vec![self];
        std::iter::from_fn(move || {
            while let Some(ty) = waiting.pop() {
                match ty {
                    Self::Model(name) => return Some(name),
                    other => waiting.extend(other.inner()),
                }
            }
            None
        })
    }

    /// The same with each type in it replaced, the innermost first.
    #[must_use]
    pub fn map(&self, each: &dyn Fn(Self) -> Self) -> Self {
        let inner = |ty: &Self| Box::new(ty.map(each));
        let all = |items: &[Self]| items.iter().map(|item| item.map(each)).collect();
        each(match self {
            Self::Box(ty) => Self::Box(inner(ty)),
            Self::Option(ty) => Self::Option(inner(ty)),
            Self::Nullable(ty) => Self::Nullable(inner(ty)),
            Self::Vec(ty) => Self::Vec(inner(ty)),
            Self::Events(ty) => Self::Events(inner(ty)),
            Self::Event(ty) => Self::Event(inner(ty)),
            Self::Lines(ty) => Self::Lines(inner(ty)),
            Self::Sequence(ty) => Self::Sequence(inner(ty)),
            Self::List(ty) => Self::List(inner(ty)),
            Self::Map(key, value) => Self::Map(inner(key), inner(value)),
            Self::Tuple(items) => Self::Tuple(all(items)),
            Self::OpenTuple(items, least, rest) => Self::OpenTuple(all(items), *least, inner(rest)),
            other => other.clone(),
        })
    }
}
