//! Masks: values of the same form without information.

use std::collections::BTreeSet;

use serde_json::{Map, Number, Value};

/// How much of a string is kept as its form.
const MAX_CHARS: usize = 64;
/// An object with more keys is a map, whose keys are data.
const MAX_KEYS: usize = 100;
/// A credential.
pub(super) const SECRET: &str = "*";

/// The values that are not masked.
#[derive(Clone, Debug, Default)]
pub(super) struct Mask {
    pub(super) kept: BTreeSet<String>,
}

impl Mask {
    pub(super) fn json(&self, value: Value) -> Value {
        self.named(None, value)
    }

    /// Masks a value below a property of this name.
    fn named(&self, name: Option<&str>, value: Value) -> Value {
        match value {
            Value::Null => Value::Null,
            Value::Bool(_) => Value::Bool(true),
            Value::Number(number) => Value::Number(masked_number(&number)),
            Value::String(text) => Value::String(self.value(name.unwrap_or_default(), &text)),
            Value::Array(items) => {
                let items = items.into_iter().map(|item| self.named(name, item));
                items.collect()
            }
            Value::Object(members) => {
                let is_map = members.len() > MAX_KEYS;
                let mut masked = Map::new();
                for (key, member) in members {
                    let value = self.named(Some(&key), member);
                    masked.insert(
                        if is_map {
                            shape(&key)
                        } else {
                            masked_key(&key)
                        },
                        value,
                    );
                }
                Value::Object(masked)
            }
        }
    }

    /// The masked value of a property, parameter or form field.
    pub(super) fn value(&self, name: &str, text: &str) -> String {
        if self.kept.contains(name) {
            text.to_owned()
        } else {
            shape(text)
        }
    }

    /// The masked value of a query parameter. If its name suggests a credential, not even the form
    /// is kept.
    pub(super) fn parameter(&self, name: &str, text: &str) -> String {
        if !self.kept.contains(name) && is_secret(name) {
            SECRET.to_owned()
        } else {
            self.value(name, text)
        }
    }
}

/// Whether a name suggests a credential.
pub(super) fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let words = [
        "auth", "token", "key", "secret", "password", "cookie", "session", "sig",
    ];
    words.iter().any(|word| name.contains(word))
}

/// A key or name unchanged, unless it looks like data.
pub(super) fn masked_key(key: &str) -> String {
    let mut digits = 0;
    let has_long_number = key.bytes().any(|byte| {
        digits = if byte.is_ascii_digit() { digits + 1 } else { 0 };
        digits == 4
    });
    let is_plain = |(index, byte): (usize, u8)| {
        byte.is_ascii_graphic() && (byte != b'@' || index == 0) && byte != b'"'
    };
    let is_name = !key.is_empty()
        && key.len() <= MAX_CHARS
        && !has_long_number
        && key.bytes().enumerate().all(is_plain);
    if is_name { key.to_owned() } else { shape(key) }
}

/// A string of the same form.
pub(super) fn shape(text: &str) -> String {
    // Booleans in a query.
    if matches!(text, "true" | "false") {
        return "true".to_owned();
    }
    let is_date = is_date(text);
    let is_number = text.parse::<f64>().is_ok();
    let mut masked = String::with_capacity(text.len().min(MAX_CHARS));
    let mut in_zone = false;
    for character in text.chars().take(MAX_CHARS) {
        in_zone |= character == '[';
        masked.push(match character {
            'T' | 'Z' if is_date && !in_zone => character,
            'e' | 'E' if is_number => character,
            '0'..='9' => '1',
            c if c.is_uppercase() => 'A',
            c if c.is_ascii_punctuation() || c == ' ' => c,
            c if c.is_whitespace() || c.is_control() => ' ',
            _ => 'a',
        });
    }
    // The last character before the padding of base64 has few bits to set.
    if let Some(end) = masked.find('=')
        && end > 0
        && masked[end..].bytes().all(|byte| byte == b'=')
    {
        masked.replace_range(end - 1..end, "A");
    }
    masked
}

/// Whether it begins like an RFC 3339 date.
fn is_date(text: &str) -> bool {
    let head = text.as_bytes().get(..10);
    head.is_some_and(|head| {
        head.iter().enumerate().all(|(index, byte)| match index {
            4 | 7 => *byte == b'-',
            _ => byte.is_ascii_digit(),
        })
    })
}

/// A number of the same form: the sign, the digits before and after the point, the exponent, and
/// whether it fits in 32 and in 64 bits.
fn masked_number(number: &Number) -> Number {
    if let Some(value) = number.as_i64() {
        let digits = value.unsigned_abs().checked_ilog10().unwrap_or(0) + 1;
        let ones = (0..digits).fold(0_i64, |ones, _| ones.wrapping_mul(10).wrapping_add(1));
        let is_small = i32::try_from(value).is_ok();
        // Ten ones fit in 32 bits; ten nines do not.
        let size = match digits {
            10 if !is_small => 9_999_999_999,
            _ => ones,
        };
        return Number::from(if value < 0 { -size } else { size });
    }
    if number.as_u64().is_some() {
        return Number::from(u64::MAX);
    }
    let text: String = number
        .to_string()
        .chars()
        .map(|c| if c.is_ascii_digit() { '1' } else { c })
        .collect();
    serde_json::from_str(&text).unwrap_or_else(|_| Number::from(1))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn forms_stay_and_values_go() {
        for (text, form) in [
            (
                "2023-01-05T06:42:31.532Z[GMT]",
                "1111-11-11T11:11:11.111Z[AAA]",
            ),
            (
                "7f9c24e8-3b12-4fef-91e0-5b0a6c8c1d2e",
                "1a1a11a1-1a11-1aaa-11a1-1a1a1a1a1a1a",
            ),
            ("alice@example.com", "aaaaa@aaaaaaa.aaa"),
            ("-1.5e7", "-1.1e1"),
            ("false", "true"),
            ("QUJD", "AAAA"),
            ("QQ==", "AA=="),
            ("Zoë\nK", "Aaa A"),
            ("", ""),
        ] {
            assert_eq!(shape(text), form);
        }
        assert_eq!(shape(&"x".repeat(5_000)).len(), 64);
    }

    #[test]
    fn numbers_keep_their_range() {
        let masked = |text: &str| {
            let value: Value = serde_json::from_str(text).unwrap_or_default();
            Mask::default().json(value).to_string()
        };
        for (text, form) in [
            ("0", "1"),
            ("-42", "-11"),
            ("2147483647", "1111111111"),
            ("2147483648", "9999999999"),
            ("9223372036854775807", "1111111111111111111"),
            ("18446744073709551615", "18446744073709551615"),
            ("12.5", "11.1"),
            ("1e300", "1e+111"),
            ("false", "true"),
            ("null", "null"),
        ] {
            assert_eq!(masked(text), form, "{text}");
        }
    }

    #[test]
    fn keys_that_are_data_go() {
        let mask = Mask {
            kept: BTreeSet::from(["status".to_owned()]),
        };
        let masked = mask.json(json!({
            "status": "open",
            "_type": "Chat",
            "a@b.de": 1,
            "47114711": {"tags": ["vip"]},
        }));
        let expected = json!({
            "status": "open",
            "_type": "Aaaa",
            "a@a.aa": 1,
            "11111111": {"tags": ["aaa"]},
        });
        assert_eq!(masked, expected);
        let many: Map<String, Value> = (0..101).map(|n| (format!("user{n}"), json!(1))).collect();
        let masked = mask.json(Value::Object(many)).to_string();
        assert!(!masked.contains("user"), "{masked}");
    }
}
