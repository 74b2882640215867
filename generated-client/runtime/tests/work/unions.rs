//! A page of unions costs about what a page of objects does: each is decoded once, whichever of many
//! variants it is of.

use std::sync::atomic::{AtomicUsize, Ordering};

use openapi_client_runtime::{Extra, RawResponse, decode, http, json};
use serde::de::{Deserialize, DeserializeOwned, Deserializer, Error as _, MapAccess};
use serde::ser::SerializeMap;
use stats_alloc::Region;

use crate::ALLOCATOR;

/// How often an object was decoded, in part or as a whole.
static DECODED: AtomicUsize = AtomicUsize::new(0);

const ITEMS: usize = 100;

/// How many more allocations a union may take than an object: what is looked at is listed.
const MORE: usize = 6;

/// What all variants have.
struct Item {
    value: String,
    extra: Extra,
}

impl json::Object for Item {
    const NAME: &'static str = "Item";

    fn read<'de, A: MapAccess<'de>>(mut map: A) -> Result<Self, A::Error> {
        DECODED.fetch_add(1, Ordering::Relaxed);
        let mut value = None;
        let mut extra = Extra::default();
        while let Some(key) = map.next_key::<json::Key<'de>>()? {
            match key.as_str() {
                "value" => json::read_some(&mut map, &mut value),
                "kind" => map.next_value::<serde::de::IgnoredAny>().map(|_| ()),
                _ => json::Rest::read(&mut extra, key, &mut map),
            }?;
        }
        let value = json::read_required(value, "value")?;
        Ok(Self { value, extra })
    }

    fn write<M: SerializeMap>(&self, map: json::Map<'_, M>) -> Result<(), M::Error> {
        json::Writer::new(map, &self.extra)
            .property("value", &self.value)
            .end()
    }
}

json::object!(Item);

/// A union with 25 variants and this table.
macro_rules! union {
    ($name:ident: $table:expr) => {
        #[derive(Debug)]
        struct $name(usize);

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                static VARIANTS: json::Variants = {
                    use json::shape::*;
                    $table
                };
                let value = json::Captured::read(deserializer)?;
                let mut choices = json::Choices::new(&value, &VARIANTS);
                while let Some(variant) = choices.next() {
                    if choices.decode::<Item, D::Error>()?.is_some() {
                        return Ok(Self(variant));
                    }
                }
                Err(D::Error::custom("no variant"))
            }
        }
    };
}

/// Something for each of the 25 variants.
macro_rules! each {
    ($one:ident) => {
        &[
            $one!(0),
            $one!(1),
            $one!(2),
            $one!(3),
            $one!(4),
            $one!(5),
            $one!(6),
            $one!(7),
            $one!(8),
            $one!(9),
            $one!(10),
            $one!(11),
            $one!(12),
            $one!(13),
            $one!(14),
            $one!(15),
            $one!(16),
            $one!(17),
            $one!(18),
            $one!(19),
            $one!(20),
            $one!(21),
            $one!(22),
            $one!(23),
            $one!(24),
        ]
    };
}

macro_rules! value {
    ($at:literal) => {
        (Constant::Text(concat!("kind ", $at)), $at)
    };
}

/// The constant as the only thing that tells; other values may come from a newer server.
macro_rules! constant {
    ($at:literal) => {
        Shape::Object(&[
            Property::Required(
                "kind",
                Shape::Only(&[Constant::Text(concat!("kind ", $at))]),
            ),
            Property::Required("value", Shape::Text),
        ])
    };
}

/// The same beside a constant that tells nothing.
macro_rules! listed {
    ($at:literal) => {
        Shape::Object(&[
            Property::Required(
                "kind",
                Shape::Listed(&[Constant::Text(concat!("kind ", $at))]),
            ),
            Property::Optional("value", Shape::Listed(&[Constant::Text("text")])),
        ])
    };
}

union!(Tagged: Variants {
    tag: Some(Tag { path: &["kind"], values: each!(value), default: None }),
    shapes: &[],
});
union!(ByConstants: Variants { tag: None, shapes: each!(constant) });
union!(ByLists: Variants { tag: None, shapes: each!(listed) });

/// Reads a page, and gives the number of allocations and of objects that were decoded.
fn read<T: DeserializeOwned>(items: usize, check: impl Fn(usize, &T)) -> (usize, usize) {
    let item = |at: usize| format!(r#"{{"value":"text","kind":"kind {}"}}"#, at % 25);
    let body: Vec<String> = (0..items).map(item).collect();
    let body = format!("[{}]", body.join(","));
    let raw = RawResponse::new(http::StatusCode::OK, http::HeaderMap::new(), body);
    DECODED.store(0, Ordering::Relaxed);
    let region = Region::new(ALLOCATOR);
    let page: Vec<T> = decode::json(&raw).unwrap();
    let change = region.change();
    assert_eq!(page.len(), items);
    page.iter()
        .enumerate()
        .for_each(|(at, item)| check(at, item));
    let decoded = DECODED.load(Ordering::Relaxed);
    (change.allocations + change.reallocations, decoded)
}

pub(crate) fn no_variant_is_decoded_in_vain() {
    let (object, _) = read::<Item>(ITEMS, |_, item| {
        assert!(item.value == "text" && item.extra.is_empty());
    });
    let is = |at: usize, variant: usize| assert_eq!(variant, at % 25);
    let unions = [
        (
            "tagged",
            [1, 2].map(|n| read::<Tagged>(n * ITEMS, |at, item| is(at, item.0))),
        ),
        (
            "constants",
            [1, 2].map(|n| read::<ByConstants>(n * ITEMS, |at, item| is(at, item.0))),
        ),
        (
            "lists",
            [1, 2].map(|n| read::<ByLists>(n * ITEMS, |at, item| is(at, item.0))),
        ),
    ];
    for (name, [once, twice]) in unions {
        println!("page of {name}: {once:?}, of objects: {object}");
        assert_eq!((once.1, twice.1), (ITEMS, 2 * ITEMS), "{name}");
        assert!(
            once.0 <= object + MORE * ITEMS,
            "{name}: {once:?}, {object}"
        );
        assert!(twice.0 <= 2 * once.0 + 16, "{name}: {once:?}, {twice:?}");
    }
}
