//! Selects the variant of a union for a value.
//!
//! A tag decides if there is one. Otherwise the value is checked against the shape of every
//! variant: an exact fit precedes a lenient one, and among equal fits the variant that explains
//! most of the value comes first. The value is scanned once, and its properties once more if a
//! shape has nested checks; a variant that cannot be decoded is no candidate, so that there is
//! hardly ever more than one.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::cmp::Reverse;

use serde::de::{self, DeserializeOwned};

use super::captured::{Captured, Kind};
use super::shape::{Constant, Property, Shape, Tag, Variants};
use crate::Extra;

/// How many items of an array are checked.
const MOST_ITEMS: usize = 8;

/// The candidate variants of a value, the likeliest first: an iterator over their indices.
#[derive(Debug)]
pub struct Choices<'a> {
    value: &'a Captured<'a>,
    /// Whether a tag selected the variant, so that a value that does not match it is an error.
    decided: bool,
    first: Option<usize>,
    others: std::vec::IntoIter<usize>,
}

impl<'a> Choices<'a> {
    /// Finds the candidates for a value.
    pub fn new(value: &'a Captured<'a>, variants: &'static Variants) -> Self {
        let scan = Scan::new(value.borrow());
        let mut choices = Self {
            value,
            decided: false,
            first: None,
            others: Vec::new().into_iter(),
        };
        let every = 0..variants.shapes.len();
        let Some(tag) = variants.tag.filter(|_| value.kind() == Kind::Object) else {
            choices.others = judge(variants, every, &scan, false).into_iter();
            return choices;
        };
        let named = tag.find(&scan).map(|found| {
            let named = tag
                .values
                .iter()
                .filter(|(value, _)| value.is(&found.value));
            named.map(|(_, variant)| *variant)
        });
        let first = named.clone().and_then(|mut named| named.next());
        match (named, first, tag.default) {
            (Some(named), Some(first), _) => {
                choices.decided = true;
                if named.clone().any(|variant| variant != first) {
                    choices.others = among(variants, named, &scan).into_iter();
                } else {
                    choices.first = Some(first);
                }
            }
            // The variants of a newer server need not match the default's shape.
            (_, _, Some(default)) => choices.first = Some(default),
            // The tag is not that of a known variant.
            (Some(_), None, None) => {
                let tagged = |at: &usize| tag.values.iter().any(|(_, variant)| variant == at);
                let untagged = every.filter(|at| !tagged(at));
                choices.others = judge(variants, untagged, &scan, true).into_iter();
            }
            (None, _, None) => {
                choices.others = judge(variants, every, &scan, false).into_iter();
            }
        }
        choices
    }

    /// Decodes the variant returned last; `None` if the value is another one after all.
    ///
    /// # Errors
    ///
    /// If a tag selected the variant.
    pub fn decode<T: DeserializeOwned, E: de::Error>(&self) -> Result<Option<T>, E> {
        self.unless_last(self.value.decode())
    }

    /// Decodes the variant returned last, for a type that does not know the tag of the union.
    ///
    /// # Errors
    ///
    /// Those of [`decode`](Self::decode).
    pub fn decode_without<T: DeserializeOwned, E: de::Error>(
        &self,
        tag: &'static str,
    ) -> Result<Option<T>, E> {
        self.unless_last(self.value.decode_without(tag))
    }

    /// Like [`decode_without`](Self::decode_without), if the tag is optional: a missing tag is
    /// noted in `extra`, so that it is not sent back either.
    ///
    /// # Errors
    ///
    /// Those of [`decode`](Self::decode).
    pub fn decode_untagged<T: DeserializeOwned, E: de::Error>(
        &self,
        tag: &'static str,
        extra: impl FnOnce(&mut T) -> &mut Extra,
    ) -> Result<Option<T>, E> {
        Ok(self.noting(tag, extra, self.decode_without(tag)?))
    }

    /// Like [`decode_untagged`](Self::decode_untagged), for a type that has the tag, too.
    ///
    /// # Errors
    ///
    /// Those of [`decode`](Self::decode).
    pub fn decode_over<T: DeserializeOwned, E: de::Error>(
        &self,
        tag: &'static str,
        extra: impl FnOnce(&mut T) -> &mut Extra,
    ) -> Result<Option<T>, E> {
        Ok(self.noting(tag, extra, self.decode()?))
    }

    fn noting<T>(
        &self,
        tag: &'static str,
        extra: impl FnOnce(&mut T) -> &mut Extra,
        mut value: Option<T>,
    ) -> Option<T> {
        if let Some(value) = &mut value {
            self.value.note_tag(tag, extra(value));
        }
        value
    }

    fn unless_last<T, E>(&self, result: Result<T, E>) -> Result<Option<T>, E> {
        match result {
            Ok(value) => Ok(Some(value)),
            Err(error) if self.decided && self.others.len() == 0 => Err(error),
            Err(_) => Ok(None),
        }
    }
}

impl Iterator for Choices<'_> {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        self.first.take().or_else(|| self.others.next())
    }
}

impl Tag {
    /// The value of the tag, if there is one.
    fn find<'s, 'a>(&self, value: &'s Scan<'a>) -> Option<&'s Scan<'a>> {
        let mut found = value;
        for name in self.path {
            found = found.property(name)?;
        }
        (found.value.kind() != Kind::Null
            || self.values.iter().any(|(it, _)| *it == Constant::Null))
        .then_some(found)
    }
}

/// Variants with one tag: all of them, the best fit first.
fn among(
    variants: &Variants,
    named: impl Iterator<Item = usize> + Clone,
    value: &Scan<'_>,
) -> Vec<usize> {
    let mut order = judge(variants, named.clone(), value, false);
    for variant in named {
        if !order.contains(&variant) {
            order.push(variant);
        }
    }
    order
}

/// The variants that a value fits, the best fit first.
fn judge(
    variants: &Variants,
    which: impl Iterator<Item = usize>,
    value: &Scan<'_>,
    exactly: bool,
) -> Vec<usize> {
    let mut fits: Vec<(Fit, usize)> = which
        .filter_map(|at| Some((fit(variants.shapes.get(at)?, value)?, at)))
        .filter(|(fit, _)| !exactly || fit.misses == 0)
        .collect();
    fits.sort_by_key(|(fit, _)| fit.key());
    fits.into_iter().map(|(_, at)| at).collect()
}

/// How well a value fits a shape.
#[derive(Clone, Copy, Debug, Default)]
struct Fit {
    /// Violations of the schema that a type accepts anyway; 0 for an exact fit.
    misses: usize,
    /// The number of listed values in the value.
    constants: usize,
    /// Properties of the value that the schema declares.
    explained: usize,
    /// How few values the type has.
    narrow: usize,
}

impl Fit {
    fn narrow(narrow: usize) -> Self {
        Self {
            narrow,
            ..Self::default()
        }
    }

    fn missed(misses: usize) -> Self {
        Self {
            misses,
            ..Self::default()
        }
    }

    fn key(self) -> (usize, Reverse<(usize, usize, usize)>) {
        let liking = (self.constants, self.explained, self.narrow);
        (self.misses, Reverse(liking))
    }

    fn add(&mut self, part: Self) {
        self.misses += part.misses;
        self.constants += part.constants;
        self.explained += part.explained;
        self.narrow += part.narrow;
    }
}

/// How well a value fits; `None` if it cannot be decoded, or contradicts a distinguishing constant.
fn fit(shape: &Shape, value: &Scan<'_>) -> Option<Fit> {
    let kind = value.value.kind();
    let is = |wanted: Kind, narrow: usize| (kind == wanted).then(|| Fit::narrow(narrow));
    match shape {
        Shape::Any => Some(Fit::default()),
        Shape::OrNull(_) if kind == Kind::Null => Some(Fit::narrow(1)),
        Shape::OrNull(shape) => fit(shape, value),
        Shape::Boolean => is(Kind::Boolean, 3),
        Shape::Integer => value.value.as_integer().map(|_| Fit::narrow(3)),
        Shape::Number => is(Kind::Number, 2),
        Shape::Text => is(Kind::String, 1),
        Shape::Formatted(format) => match value.value.as_str() {
            Some(text) if format.permits(&text) => Some(Fit::narrow(2)),
            Some(_) => Some(Fit::missed(2)),
            None => None,
        },
        Shape::Listed(values) | Shape::Only(values) => {
            if values.iter().any(|listed| listed.is(&value.value)) {
                return Some(Fit {
                    constants: 1,
                    narrow: 4,
                    ..Fit::default()
                });
            }
            let same_type = values.iter().any(|listed| listed.kind() == kind);
            (same_type && matches!(shape, Shape::Listed(_))).then(|| Fit::missed(1))
        }
        Shape::Array(item) => {
            let mut all = is(Kind::Array, 1)?;
            for value in value.items().iter().take(MOST_ITEMS) {
                all.add(fit(item, value)?);
            }
            Some(all)
        }
        Shape::Tuple(shapes) => {
            let mut all = is(Kind::Array, 2)?;
            if value.items().len() != shapes.len() {
                return None;
            }
            for (shape, value) in shapes.iter().zip(value.items()) {
                all.add(fit(shape, value)?);
            }
            Some(all)
        }
        Shape::Map(of) => {
            let mut all = is(Kind::Object, 0)?;
            for (_, value) in value.properties() {
                all.add(fit(of, value)?);
                all.explained += usize::from(**of != Shape::Any);
            }
            Some(all)
        }
        Shape::Object(properties) => object(properties, false, value),
        Shape::Closed(properties) => object(properties, true, value),
        Shape::Either(shapes) => {
            let fits = shapes.iter().filter_map(|shape| fit(shape, value));
            fits.min_by_key(|fit| fit.key())
        }
    }
}

fn object(properties: &[Property], closed: bool, value: &Scan<'_>) -> Option<Fit> {
    if value.value.kind() != Kind::Object {
        return None;
    }
    let mut all = Fit::narrow(1);
    let mut required = properties
        .iter()
        .filter(|property| matches!(property, Property::Required(..)))
        .count();
    let mut unexplained = 0;
    // Which of the first 128 declared properties are required and were met.
    let mut met = 0_u128;
    for (name, value) in value.properties() {
        let declared = properties.binary_search_by(|property| property.name().cmp(name));
        let declared = declared.ok();
        match declared.and_then(|at| properties.get(at)) {
            Some(Property::Required(_, shape)) => {
                let bit = declared.and_then(|at| 1_u128.checked_shl(u32::try_from(at).ok()?));
                // One that occurs twice counts once.
                if bit.is_none_or(|bit| met & bit == 0) {
                    required = required.checked_sub(1)?;
                }
                met |= bit.unwrap_or_default();
                all.add(fit(shape, value)?);
                all.explained += 1;
            }
            Some(Property::Optional(_, shape)) => {
                all.add(match fit(shape, value) {
                    Some(fit) => fit,
                    // Null is read as absent.
                    None if value.value.kind() == Kind::Null => Fit::missed(1),
                    None => return None,
                });
                all.explained += 1;
            }
            Some(Property::Forbidden(_)) => all.misses += 8,
            None => unexplained += usize::from(closed),
        }
    }
    // A newer server adds a property to a closed object, but it does not replace them all.
    if required > 0 || unexplained > all.explained {
        return None;
    }
    all.misses += unexplained;
    Some(all)
}

/// A value whose parts are inspected several times, but parsed once.
struct Scan<'a> {
    value: Captured<'a>,
    properties: OnceCell<Vec<(Cow<'a, str>, Scan<'a>)>>,
    items: OnceCell<Vec<Scan<'a>>>,
}

impl<'a> Scan<'a> {
    fn new(value: Captured<'a>) -> Self {
        Self {
            value,
            properties: OnceCell::new(),
            items: OnceCell::new(),
        }
    }

    /// The properties. Of several with one name the last counts, as in decoding.
    fn properties(&self) -> &[(Cow<'a, str>, Scan<'a>)] {
        self.properties.get_or_init(|| {
            let all = self.value.part_properties();
            all.into_iter()
                .flatten()
                .map(|(name, value)| (name, Self::new(value)))
                .collect()
        })
    }

    fn property(&self, name: &str) -> Option<&Self> {
        let mut named = self.properties().iter().rev();
        named
            .find(|(other, _)| other == name)
            .map(|(_, value)| value)
    }

    fn items(&self) -> &[Scan<'a>] {
        self.items.get_or_init(|| {
            let all = self.value.part_items();
            all.into_iter().flatten().map(Self::new).collect()
        })
    }
}
