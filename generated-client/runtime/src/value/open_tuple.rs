use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeOwned, Error as _, SeqAccess, Visitor};
use serde::ser::SerializeSeq;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An array whose first items have a type each, followed by items of another type (`prefixItems`
/// and `items` of JSON Schema).
///
/// `P` is the tuple of the first items, of which `LEAST` are required. The others are options:
/// `None` if the array ends before them, or if they are null. Trailing `None`s are not written
/// unless further items follow.
///
/// ```
/// use openapi_client_runtime::OpenTuple;
///
/// type Call = OpenTuple<(String, Option<u32>), bool, 1>;
///
/// let call: Call = serde_json::from_str(r#"["f", 1, true, false]"#)?;
/// assert_eq!(call.first, ("f".to_owned(), Some(1)));
/// assert_eq!(call.rest, [true, false]);
/// let short = Call::from(("g".to_owned(), None));
/// assert_eq!(serde_json::to_string(&short)?, r#"["g"]"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OpenTuple<P, R, const LEAST: usize> {
    /// The first items.
    pub first: P,
    /// All others.
    pub rest: Vec<R>,
    /// The number of trailing nulls that could have been omitted.
    nulls: usize,
}

impl<P, R, const LEAST: usize> OpenTuple<P, R, LEAST> {
    /// The first items and all others.
    pub fn new(first: P, rest: impl IntoIterator<Item = R>) -> Self {
        Self {
            first,
            rest: rest.into_iter().collect(),
            nulls: 0,
        }
    }
}

/// The first items, and no others.
impl<P, R, const LEAST: usize> From<P> for OpenTuple<P, R, LEAST> {
    fn from(first: P) -> Self {
        Self {
            first,
            rest: Vec::new(),
            nulls: 0,
        }
    }
}

/// A tuple that items are read into and written from.
trait Items: Sized {
    /// The number of items.
    const COUNT: usize;

    /// Reads the items, and counts them; missing items at the end are null, if their type permits.
    fn read<'de, A: SeqAccess<'de>>(items: &mut A, read: &mut usize) -> Result<Self, A::Error>;

    /// Whether each item is null.
    fn nulls(&self) -> Vec<bool>;

    /// Writes the first `count` items.
    fn write<S: SerializeSeq>(&self, count: usize, items: &mut S) -> Result<(), S::Error>;
}

/// The next item, or null if there is none.
fn next<'de, T: DeserializeOwned, A: SeqAccess<'de>>(
    items: &mut A,
    read: &mut usize,
) -> Result<T, A::Error> {
    match items.next_element()? {
        Some(item) => {
            *read += 1;
            Ok(item)
        }
        None => T::deserialize(serde_json::Value::Null)
            .map_err(|_| A::Error::custom(format_args!("the array ends after {read} items"))),
    }
}

fn is_null(item: &impl Serialize) -> bool {
    serde_json::to_string(item).is_ok_and(|text| text == "null")
}

/// The minimum number of items to write of a tuple without further items.
fn fewest<P: Items>(first: &P, least: usize) -> usize {
    let last = first.nulls().iter().rposition(|null| !null);
    last.map_or(0, |last| last + 1).max(least).min(P::COUNT)
}

macro_rules! tuples {
    ($($count:literal: $($name:ident $at:tt)*;)*) => {$(
        impl<$($name: DeserializeOwned + Serialize),*> Items for ($($name,)*) {
            const COUNT: usize = $count;

            fn read<'de, A: SeqAccess<'de>>(
                items: &mut A,
                read: &mut usize,
            ) -> Result<Self, A::Error> {
                Ok(($(next::<$name, A>(items, read)?,)*))
            }

            fn nulls(&self) -> Vec<bool> {
                vec![$(is_null(&self.$at)),*]
            }

            fn write<S: SerializeSeq>(&self, count: usize, items: &mut S) -> Result<(), S::Error> {
                $(if $at < count {
                    items.serialize_element(&self.$at)?;
                })*
                Ok(())
            }
        }
    )*};
}

tuples! {
    1: A0 0;
    2: A0 0 A1 1;
    3: A0 0 A1 1 A2 2;
    4: A0 0 A1 1 A2 2 A3 3;
    5: A0 0 A1 1 A2 2 A3 3 A4 4;
    6: A0 0 A1 1 A2 2 A3 3 A4 4 A5 5;
    7: A0 0 A1 1 A2 2 A3 3 A4 4 A5 5 A6 6;
    8: A0 0 A1 1 A2 2 A3 3 A4 4 A5 5 A6 6 A7 7;
    9: A0 0 A1 1 A2 2 A3 3 A4 4 A5 5 A6 6 A7 7 A8 8;
    10: A0 0 A1 1 A2 2 A3 3 A4 4 A5 5 A6 6 A7 7 A8 8 A9 9;
    11: A0 0 A1 1 A2 2 A3 3 A4 4 A5 5 A6 6 A7 7 A8 8 A9 9 A10 10;
    12: A0 0 A1 1 A2 2 A3 3 A4 4 A5 5 A6 6 A7 7 A8 8 A9 9 A10 10 A11 11;
}

#[allow(private_bounds, reason = "all tuples of up to 12 items are meant")]
impl<P: Items, R: Serialize, const LEAST: usize> Serialize for OpenTuple<P, R, LEAST> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let count = match self.rest.is_empty() {
            true => (fewest(&self.first, LEAST) + self.nulls).min(P::COUNT),
            false => P::COUNT,
        };
        let mut items = serializer.serialize_seq(Some(count + self.rest.len()))?;
        self.first.write(count, &mut items)?;
        self.rest
            .iter()
            .try_for_each(|item| items.serialize_element(item))?;
        items.end()
    }
}

#[allow(private_bounds, reason = "all tuples of up to 12 items are meant")]
impl<'de, P, R, const LEAST: usize> Deserialize<'de> for OpenTuple<P, R, LEAST>
where
    P: Items,
    R: Deserialize<'de>,
{
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(Reader(PhantomData))
    }
}

struct Reader<P, R, const LEAST: usize>(PhantomData<(P, R)>);

impl<'de, P, R, const LEAST: usize> Visitor<'de> for Reader<P, R, LEAST>
where
    P: Items,
    R: Deserialize<'de>,
{
    type Value = OpenTuple<P, R, LEAST>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an array of at least {LEAST} items")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        let mut read = 0;
        let first = P::read(&mut items, &mut read)?;
        let mut rest = Vec::new();
        while let Some(item) = items.next_element()? {
            rest.push(item);
        }
        let nulls = read.saturating_sub(fewest(&first, LEAST));
        Ok(OpenTuple { first, rest, nulls })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    type Open = OpenTuple<(i64, Option<String>, Option<bool>), i64, 2>;

    #[test]
    fn no_item_is_lost() {
        for (text, written) in [
            (r#"[1,"a",true,2,3]"#, r#"[1,"a",true,2,3]"#),
            (r#"[1,"a",true]"#, r#"[1,"a",true]"#),
            (r#"[1,"a"]"#, r#"[1,"a"]"#),
            ("[1,null]", "[1,null]"),
            ("[1,null,null]", "[1,null,null]"),
            ("[1,null,null,4]", "[1,null,null,4]"),
            // Shorter than required, but still unambiguous.
            ("[1]", "[1,null]"),
        ] {
            let value: Open = crate::json::read_text(text).unwrap();
            assert_eq!(serde_json::to_string(&value).unwrap(), written);
        }
        for wrong in ["[]", r#"["a"]"#, r#"[1,"a",true,"b"]"#, "{}", "1"] {
            assert!(serde_json::from_str::<Open>(wrong).is_err(), "{wrong}");
        }
    }
}
