//! The types of values, and their parts.

use std::cmp::Ordering;

use serde::{Serialize, Serializer};

use super::{ForeignPath, Ident, Plain};

/// A Rust type.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Type {
    /// A type without parts.
    Plain(Plain),
    /// A type of another crate, and the one that it replaces.
    Foreign(ForeignPath, InPlaceOf),
    /// A generated type.
    Model(Ident),
    /// The response of one operation, a type next to its request.
    Response(Ident),
    /// A generic type with its argument.
    Of(Generic, Box<Type>),
    /// `BTreeMap`.
    Map(Box<Type>, Box<Type>),
    /// A tuple.
    Tuple(Vec<Type>),
    /// A tuple with this many required items, and a list of all further ones.
    OpenTuple(Vec<Type>, usize, Box<Type>),
}

/// A type with another type as argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Generic {
    /// `Box`.
    Box,
    /// `Option`.
    Option,
    /// Absent, null or a value.
    Nullable,
    /// `Vec`.
    Vec,
    /// A list that may be absent.
    List,
    /// A stream of events: of those of the runtime, or of a type that describes them as a whole.
    Events,
    /// An event with data of this type.
    Event,
    /// A stream of values of this type.
    Lines,
    /// A body of values of this type, sent one after the other.
    Sequence,
}

impl Generic {
    /// Its name, in the runtime or in Rust.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Box => "Box",
            Self::Option => "Option",
            Self::Nullable => "Nullable",
            Self::Vec => "Vec",
            Self::List => "List",
            Self::Events => "Events",
            Self::Event => "Event",
            Self::Lines => "Lines",
            Self::Sequence => "Sequence",
        }
    }

    /// Whether it belongs to the runtime.
    #[must_use]
    pub fn of_runtime(self) -> bool {
        !matches!(self, Self::Box | Self::Option | Self::Vec)
    }

    /// Whether it can express an absent value.
    #[must_use]
    pub fn may_be_absent(self) -> bool {
        matches!(self, Self::Option | Self::Nullable | Self::List)
    }

    /// Applies it to a type.
    #[must_use]
    pub fn of(self, ty: impl Into<Type>) -> Type {
        Type::Of(self, Box::new(ty.into()))
    }
}

impl From<Plain> for Type {
    fn from(plain: Plain) -> Self {
        Self::Plain(plain)
    }
}

impl PartialEq<Plain> for Type {
    fn eq(&self, plain: &Plain) -> bool {
        self.plain() == Some(*plain)
    }
}

/// The type that another one replaces. It does not affect equality: any two are equal.
#[derive(Clone, Debug)]
pub struct InPlaceOf(pub Box<Type>);

impl PartialEq for InPlaceOf {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for InPlaceOf {}

impl PartialOrd for InPlaceOf {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for InPlaceOf {
    fn cmp(&self, _: &Self) -> Ordering {
        Ordering::Equal
    }
}

/// The form in reports.
impl Serialize for Type {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Type {
    /// A generated type.
    #[must_use]
    pub fn model(name: &Ident) -> Self {
        Self::Model(name.clone())
    }

    /// A type of another crate, in place of the described one.
    #[must_use]
    pub fn foreign(path: &ForeignPath, described: Self) -> Self {
        Self::Foreign(path.clone(), InPlaceOf(described.into()))
    }

    /// The response of one operation.
    #[must_use]
    pub fn response(name: &Ident) -> Self {
        Self::Response(name.clone())
    }

    /// A map from strings to values of a type.
    #[must_use]
    pub fn map_of(values: Type) -> Self {
        Self::Map(Box::new(Plain::String.into()), values.into())
    }

    /// The type from the description, whatever the configuration chooses.
    #[must_use]
    pub fn described(&self) -> &Self {
        match self {
            Self::Foreign(_, described) => &described.0,
            other => other,
        }
    }

    /// The type without parts that it is.
    #[must_use]
    pub fn plain(&self) -> Option<Plain> {
        match self {
            Self::Plain(plain) => Some(*plain),
            _ => None,
        }
    }

    /// The name of the generated type that it is.
    #[must_use]
    pub fn as_model(&self) -> Option<&Ident> {
        match self {
            Self::Model(name) => Some(name),
            _ => None,
        }
    }

    /// The name of the response that it is.
    #[must_use]
    pub fn as_response(&self) -> Option<&Ident> {
        match self {
            Self::Response(name) => Some(name),
            _ => None,
        }
    }

    /// Its generic type and argument.
    #[must_use]
    pub fn generic(&self) -> Option<(Generic, &Type)> {
        match self {
            Self::Of(generic, inner) => Some((*generic, inner)),
            _ => None,
        }
    }

    /// Its argument, if it is of this generic type.
    #[must_use]
    pub fn inside(&self, generic: Generic) -> Option<&Type> {
        let (found, inner) = self.generic()?;
        (found == generic).then_some(inner)
    }

    /// Whether it is of this generic type.
    #[must_use]
    pub fn is(&self, generic: Generic) -> bool {
        self.inside(generic).is_some()
    }

    /// The type of its present values, ignoring null and absence.
    #[must_use]
    pub fn present(&self) -> &Type {
        match self {
            Self::Of(Generic::Option | Generic::Nullable, inner) => inner,
            ty => ty,
        }
    }

    /// The type of its values, boxed or not.
    #[must_use]
    pub fn unboxed(&self) -> &Type {
        self.inside(Generic::Box).unwrap_or(self)
    }

    /// The described type, regardless of choices: no foreign type, and null not distinguished from absent.
    pub(crate) fn without_choice(self) -> Self {
        match self {
            Self::Foreign(_, InPlaceOf(described)) => *described,
            Self::Of(Generic::Nullable, ty) => Self::Of(Generic::Option, ty),
            other => other,
        }
    }

    /// The type of the values of a map.
    pub(crate) fn map_values(&self) -> Option<&Type> {
        match self {
            Self::Map(_, value) => Some(value),
            _ => None,
        }
    }

    /// Whether it is a tuple, open or not.
    pub(crate) fn is_tuple(&self) -> bool {
        matches!(self, Self::Tuple(_) | Self::OpenTuple(..))
    }

    /// Whether its type fixes the number of items.
    pub(crate) fn has_fixed_length(&self) -> bool {
        matches!(self, Self::Tuple(_))
    }

    /// A list without null items; any other type unchanged.
    pub(crate) fn without_null_items(self) -> Self {
        match self
            .inside(Generic::Vec)
            .and_then(|item| item.inside(Generic::Option))
        {
            Some(item) => Generic::Vec.of(item.clone()),
            None => self,
        }
    }

    /// Whether its values are files or may be.
    #[must_use]
    pub fn holds_file(&self) -> bool {
        match self {
            Self::Plain(plain) => matches!(plain, Plain::File | Plain::FormPart),
            Self::Of(Generic::Option | Generic::Vec | Generic::List, inner) => inner.holds_file(),
            _ => false,
        }
    }

    /// The models that a value contains directly, without a box or list in between.
    pub(super) fn embedded(&self) -> Vec<&Ident> {
        match self {
            Self::Model(name) => vec![name],
            Self::Of(Generic::Option | Generic::Nullable, inner) => inner.embedded(),
            Self::Tuple(items) | Self::OpenTuple(items, ..) => {
                items.iter().flat_map(Self::embedded).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The same with its value boxed.
    pub(super) fn boxed(&self) -> Self {
        match self {
            Self::Of(optional @ (Generic::Option | Generic::Nullable), inner) => {
                optional.of(inner.boxed())
            }
            other => Generic::Box.of(other.clone()),
        }
    }

    /// The types that it contains.
    pub(crate) fn inner(&self) -> Vec<&Type> {
        match self {
            Self::Map(key, value) => vec![key, value],
            other => other.values(),
        }
    }

    /// The types of its values, without keys.
    pub(super) fn values(&self) -> Vec<&Type> {
        match self {
            Self::Of(_, inner) | Self::Map(_, inner) => vec![inner],
            Self::Tuple(items) => items.iter().collect(),
            Self::OpenTuple(items, _, rest) => items.iter().chain([&**rest]).collect(),
            Self::Plain(_) | Self::Foreign(..) | Self::Model(_) | Self::Response(_) => Vec::new(),
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
            Self::Of(generic, ty) => Self::Of(*generic, inner(ty)),
            Self::Map(key, value) => Self::Map(inner(key), inner(value)),
            Self::Tuple(items) => Self::Tuple(all(items)),
            Self::OpenTuple(items, least, rest) => Self::OpenTuple(all(items), *least, inner(rest)),
            other => other.clone(),
        })
    }
}
