//! Numbers as their text: exact, whatever their size.

/// The value of a whole number, `1.0` and `5e0` included (JSON Schema 2020-12, validation, section
/// 6.1.1). `None` if it is not whole or has more than 128 bits.
pub(super) fn integer(text: &str) -> Option<i128> {
    if let Ok(value) = text.parse() {
        return Some(value);
    }
    let decimal = Decimal::of(text);
    // 2^127 has 39 digits.
    let zeros = usize::try_from(decimal.exponent)
        .ok()
        .filter(|zeros| *zeros < 40)?;
    let sign = if decimal.negative { "-" } else { "" };
    format!("{sign}0{}{}", decimal.digits, "0".repeat(zeros))
        .parse()
        .ok()
}

/// A number in canonical form: `1`, `1.0` and `10e-1` are equal.
#[derive(PartialEq, Eq, Hash)]
pub(super) struct Decimal {
    negative: bool,
    /// Without leading and trailing zeros: empty for zero.
    digits: String,
    /// The power of ten of the last digit.
    exponent: i64,
}

impl Decimal {
    pub(super) fn of(text: &str) -> Self {
        let negative = text.starts_with('-');
        let text = text.trim_start_matches('-');
        let (mantissa, power) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let all = format!("{whole}{fraction}");
        let significant = all.trim_end_matches('0');
        let digits = significant.trim_start_matches('0').to_owned();
        // Exponents that exceed any memory need not be distinguished.
        let power = power.parse().unwrap_or(match power.starts_with('-') {
            true => i64::MIN / 2,
            false => i64::MAX / 2,
        });
        let shift = all.len() as i64 - significant.len() as i64 - fraction.len() as i64;
        let exponent = if digits.is_empty() {
            0
        } else {
            power.saturating_add(shift)
        };
        Self {
            negative,
            digits,
            exponent,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers() {
        for (text, value) in [
            ("0", Some(0)),
            ("-0", Some(0)),
            ("-0.0e5", Some(0)),
            ("0e999999999999999999999", Some(0)),
            ("1.0", Some(1)),
            ("5e0", Some(5)),
            ("-12.50e+1", Some(-125)),
            ("1200e-2", Some(12)),
            ("1.5", None),
            ("1e-1", None),
            ("18446744073709551615", Some(u64::MAX.into())),
            (
                "-170141183460469231731687303715884105728.0",
                Some(i128::MIN),
            ),
            ("170141183460469231731687303715884105728", None),
            ("1e400", None),
            ("1e99999999999999999999", None),
            ("1e-99999999999999999999", None),
        ] {
            assert_eq!(integer(text), value, "{text}");
        }
    }

    #[test]
    fn equal_numbers() {
        let same = |a: &str, b: &str| Decimal::of(a) == Decimal::of(b);
        assert!(same("1", "1.0") && same("10e-1", "0.01e2") && same("0", "0.000"));
        assert!(!same("1", "-1") && !same("1", "10") && !same("1e400", "1e401"));
        assert!(!same("0.1", "0.10000000000000000000000000001"));
    }
}
