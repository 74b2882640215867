//! The range of an integer schema: the usual format that contains all allowed values.

use serde_json::Value;

use super::IntegerFormat;
use super::keywords::Keywords;

/// The formats to try if the declared one is too small, in this order.
const LARGER: [IntegerFormat; 4] = [
    IntegerFormat::Int64,
    IntegerFormat::UInt64,
    IntegerFormat::Int128,
    IntegerFormat::UInt128,
];

/// The format of an integer: the declared one, or a larger one if its limits or values exceed that.
/// `None` if no format contains all values.
pub(super) fn format(keywords: Keywords<'_>) -> Option<IntegerFormat> {
    let named = match keywords.text("format") {
        Some("int32" | "int16" | "int8") => IntegerFormat::Int32,
        Some("uint32" | "uint16" | "uint8") => IntegerFormat::UInt32,
        Some("uint64") => IntegerFormat::UInt64,
        Some("int128") => IntegerFormat::Int128,
        Some("uint128") => IntegerFormat::UInt128,
        _ => IntegerFormat::Int64,
    };
    let listed = keywords
        .list("enum")
        .iter()
        .filter(|value| !value.is_null());
    let listed: Vec<i128> = listed.filter_map(integer).collect();
    let limit = |key: &str| keywords.get(key).map(|value| integer(value).ok_or(value));
    let low = limit("minimum").map(|found| found.map(|it| it + exclusive(keywords, "Minimum")));
    let high = limit("maximum").map(|found| found.map(|it| it - exclusive(keywords, "Maximum")));
    // A limit that isn't an integer, such as 0.5, is ignored; one beyond all formats isn't.
    let known = |limit: Option<Result<i128, &Value>>| match limit {
        Some(Err(value)) if value.as_f64().is_some_and(|it| it.abs() > 1e38) => Err(()),
        Some(Ok(value)) => Ok(Some(value)),
        _ => Ok(None),
    };
    let (low, high) = (known(low).ok()?, known(high));
    let low = low.or(listed.iter().min().copied());
    // The maximum is at least the minimum.
    let high = match high {
        Ok(high) => high.or(listed.iter().max().copied()).max(low),
        Err(()) if low.is_some_and(|low| low >= 0) && below_u128(keywords) => {
            return Some(IntegerFormat::UInt128);
        }
        Err(()) => return None,
    };
    let fits = |format: &IntegerFormat| {
        let (least, most) = bounds(*format);
        // Without a minimum, values may be negative, unless the declared format excludes that.
        low.map_or(least < 0 || *format == named, |low| low >= least)
            && high.is_none_or(|high| high <= most)
    };
    std::iter::once(named).chain(LARGER).find(fits)
}

/// 1 if the limit itself is excluded.
fn exclusive(keywords: Keywords<'_>, limit: &str) -> i128 {
    i128::from(keywords.is(&format!("exclusive{limit}")))
}

fn below_u128(keywords: Keywords<'_>) -> bool {
    let most = keywords.get("maximum").and_then(Value::as_f64);
    // 2^128, as a double.
    most.is_some_and(|most| most <= 340_282_366_920_938_463_463_374_607_431_768_211_456.0)
}

/// The least and the greatest value of a format.
pub(crate) fn bounds(format: IntegerFormat) -> (i128, i128) {
    match format {
        IntegerFormat::Int32 => (i32::MIN.into(), i32::MAX.into()),
        IntegerFormat::UInt32 => (0, u32::MAX.into()),
        IntegerFormat::Int64 => (i64::MIN.into(), i64::MAX.into()),
        IntegerFormat::UInt64 => (0, u64::MAX.into()),
        IntegerFormat::Int128 => (i128::MIN, i128::MAX),
        IntegerFormat::UInt128 => (0, i128::MAX),
    }
}

/// An integer of up to some 38 digits. The greatest 64-bit values can't be represented as a double: the
/// next greater number is taken as one of them.
pub(crate) fn integer(value: &Value) -> Option<i128> {
    if let Some(value) = value.as_i64() {
        return Some(value.into());
    }
    if let Some(value) = value.as_u64() {
        return Some(value.into());
    }
    let double = value.as_f64()?;
    if double.fract() != 0.0 || double.abs() > 1e38 {
        return None;
    }
    #[allow(clippy::cast_possible_truncation)]
    let value = double as i128;
    Some(match value {
        0x8000_0000_0000_0000 => i64::MAX.into(),
        0x1_0000_0000_0000_0000 => u64::MAX.into(),
        value => value,
    })
}

impl IntegerFormat {
    /// Of two formats that both apply, the one with fewer values.
    pub(super) fn narrower(self, other: Self) -> Self {
        let size = |format: Self| {
            let (least, most) = bounds(format);
            most.saturating_sub(least)
        };
        if size(other) < size(self) {
            other
        } else {
            self
        }
    }
}
