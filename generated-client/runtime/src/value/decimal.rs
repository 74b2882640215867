use std::fmt;
use std::str::FromStr;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer, ser};
use serde_json::value::RawValue;

use crate::json::Captured;

/// A number with all its digits (`format: decimal`), such as an amount of money, which a binary
/// fraction would round.
///
/// The original digits are kept: `1.50` is sent back as `1.50`, and is not equal to `1.5`. For
/// arithmetic, parse the string with a decimal crate.
///
/// ```
/// use openapi_client_runtime::Decimal;
///
/// let price: Decimal = "12345678901234567890.10".parse()?;
/// assert_eq!(price.as_str(), "12345678901234567890.10");
/// assert_eq!(Decimal::from(5).as_str(), "5");
/// # Ok::<(), openapi_client_runtime::DecimalError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Decimal(Box<str>);

impl Decimal {
    /// The digits, as JSON writes a number ([RFC 8259, section 6]).
    ///
    /// [RFC 8259, section 6]: https://www.rfc-editor.org/rfc/rfc8259#section-6
    #[inline]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The nearest binary fraction.
    pub fn to_f64(&self) -> f64 {
        // Rust parses every JSON number.
        self.0.parse().unwrap_or(f64::NAN)
    }
}

impl FromStr for Decimal {
    type Err = DecimalError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = text.strip_prefix('-').unwrap_or(text);
        let is_number = digits.starts_with(|first: char| first.is_ascii_digit());
        // A string that begins like a number and is JSON is a number.
        match serde_json::from_str::<&RawValue>(text) {
            Ok(raw) if is_number && raw.get() == text => Ok(Self(text.into())),
            _ => Err(DecimalError(())),
        }
    }
}

macro_rules! from_integers {
    ($($integer:ident)*) => {$(
        impl From<$integer> for Decimal {
            fn from(value: $integer) -> Self {
                Self(value.to_string().into())
            }
        }
    )*};
}

from_integers! { i32 i64 i128 u32 u64 u128 }

/// The shortest digits of this binary fraction. NaN and the infinities are not JSON numbers.
impl TryFrom<f64> for Decimal {
    type Error = DecimalError;

    fn try_from(value: f64) -> Result<Self, Self::Error> {
        value.to_string().parse()
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for Decimal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let raw = RawValue::from_string(self.0.clone().into_string());
        raw.map_err(ser::Error::custom)?.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Decimal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Captured::read(deserializer)?;
        match value.as_number() {
            Some(digits) => Ok(Self(digits.into())),
            None => Err(D::Error::custom("expected a number")),
        }
    }
}

/// A string that is not a JSON number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DecimalError(());

impl fmt::Display for DecimalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a JSON number: digits, with a sign, a fraction or an exponent")
    }
}

impl std::error::Error for DecimalError {}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn only_numbers_are_decimals() {
        for text in ["0", "-1.50", "1e5", "123456789012345678901234567890.12"] {
            assert_eq!(text.parse::<Decimal>().unwrap().as_str(), text);
        }
        for text in [
            "", "-", "01", "1.", ".5", "+1", " 1", "1 ", "NaN", "\"1\"", "[1]", "null",
        ] {
            assert!(text.parse::<Decimal>().is_err(), "{text}");
        }
        assert!(Decimal::try_from(f64::NAN).is_err());
        assert_eq!(Decimal::try_from(0.1).unwrap().as_str(), "0.1");
    }

    #[test]
    fn digits_are_kept_from_a_body_to_a_body() {
        let text = "[12345678901234567890.10,0.10,1e400]";
        let read: Vec<Decimal> = crate::json::read_text(text).unwrap();
        assert_eq!(serde_json::to_string(&read).unwrap(), text);
        assert_eq!(serde_json::from_str::<Vec<Decimal>>(text).unwrap(), read);
        assert!(crate::json::read_text::<Decimal>("\"1.5\"").is_err());
    }
}
