//! Strings of a schema: by format, by pattern, or else by the name of their property.

use regex_syntax::hir::{Class, Hir, HirKind};
use serde_json::{Map, Value};

use fastrand::Rng;

/// The maximum length of a string, even if a schema demands a longer one.
const LONGEST: usize = 100_000;

/// A string for a schema of type `string`.
pub(super) fn text(schema: &Map<String, Value>, name: &str, random: &mut Rng) -> String {
    let length = |key: &str| {
        let length = schema.get(key).and_then(Value::as_u64);
        length.map(|it| usize::try_from(it).unwrap_or(LONGEST).min(LONGEST))
    };
    let (least, most) = (length("minLength").unwrap_or_default(), length("maxLength"));
    if let Some(pattern) = schema.get("pattern").and_then(Value::as_str)
        && let Some(text) = of_pattern(pattern, least, most, random)
    {
        return text;
    }
    let format = schema.get("format").and_then(Value::as_str);
    if let Some(text) = of_format(format.unwrap_or_default(), random) {
        return text;
    }
    let mut text = words(name);
    while text.chars().count() < least {
        text.push_str(" text");
    }
    let most = most.unwrap_or(usize::MAX).min(least.max(200));
    text.chars().take(most).collect()
}

fn of_format(format: &str, random: &mut Rng) -> Option<String> {
    let number = random.u64(..);
    let (day, month) = (1 + number % 28, 1 + number / 28 % 12);
    let (hour, minute) = (number / 400 % 24, number / 9_600 % 60);
    Some(match format {
        "uuid" => {
            let (first, second) = (random.u64(..), random.u64(..));
            format!(
                "{:08x}-{:04x}-4{:03x}-8{:03x}-{:012x}",
                first >> 32,
                first >> 16 & 0xffff,
                first & 0xfff,
                second >> 52,
                second & 0xffff_ffff_ffff
            )
        }
        "date" => format!("2026-{month:02}-{day:02}"),
        "date-time" => format!("2026-{month:02}-{day:02}T{hour:02}:{minute:02}:00Z"),
        "time" => format!("{hour:02}:{minute:02}:00Z"),
        "duration" => format!("PT{}M", minute + 1),
        "byte" => "aGVsbG8=".to_owned(),
        "email" | "idn-email" => format!("person{}@example.com", number % 1_000),
        "uri" | "url" | "iri" => format!("https://example.com/{}", number % 1_000),
        "uri-reference" => format!("/{}", number % 1_000),
        "hostname" | "idn-hostname" => "example.com".to_owned(),
        "ipv4" => format!("192.0.2.{}", number % 255),
        "ipv6" => format!("2001:db8::{:x}", number % 0xffff),
        "int32" | "int64" => (number % 1_000).to_string(),
        "decimal" => format!("{}.5", number % 1_000),
        _ => return None,
    })
}

/// The words of a name: `displayName` becomes `display name`.
fn words(name: &str) -> String {
    let mut words = String::new();
    for c in name.chars().take(60) {
        if c.is_ascii_uppercase() && !words.is_empty() && !words.ends_with(' ') {
            words.push(' ');
        }
        match c {
            '_' | '-' | '.' => words.push(' '),
            c => words.extend(c.to_lowercase()),
        }
    }
    let words = words.trim().to_owned();
    if words.is_empty() {
        "text".to_owned()
    } else {
        words
    }
}

/// A string that matches a pattern and these lengths, if one is found quickly. Patterns match
/// anywhere in a string (JSON Schema).
fn of_pattern(
    pattern: &str,
    least: usize,
    most: Option<usize>,
    random: &mut Rng,
) -> Option<String> {
    let parsed = regex_syntax::parse(pattern).ok()?;
    for extra in [0, 1, 4, least, least.saturating_mul(2)] {
        let mut text = String::new();
        write(&parsed, extra, random, &mut text);
        let length = text.chars().count();
        if length >= least && most.is_none_or(|most| length <= most) {
            return Some(text);
        }
    }
    None
}

/// Appends a string that an expression matches; `extra` is the number of repetitions beyond the
/// minimum.
fn write(part: &Hir, extra: usize, random: &mut Rng, into: &mut String) {
    if into.len() > LONGEST {
        return;
    }
    match part.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => into.push_str(&String::from_utf8_lossy(&literal.0)),
        HirKind::Class(Class::Unicode(class)) => {
            let ranges = class.ranges();
            // Readable characters are preferred.
            let readable = ranges.iter().find(|it| it.start().is_ascii_alphanumeric());
            let range = readable.or_else(|| ranges.iter().find(|it| it.end().is_ascii_graphic()));
            if let Some(range) = range.or(ranges.first()) {
                let (start, end) = (u32::from(range.start()), u32::from(range.end()));
                let start = if start < 0x21 && end > 0x61 {
                    0x61
                } else {
                    start
                };
                let chosen = random.u32(start..=end.min(start + 25));
                into.push(char::from_u32(chosen).unwrap_or(range.start()));
            }
        }
        HirKind::Class(Class::Bytes(class)) => {
            if let Some(range) = class.ranges().first() {
                into.push(char::from(range.start()));
            }
        }
        HirKind::Repetition(repetition) => {
            let least = usize::try_from(repetition.min).unwrap_or(LONGEST);
            let most = repetition
                .max
                .map_or(usize::MAX, |it| usize::try_from(it).unwrap_or(LONGEST));
            for _ in 0..least.saturating_add(extra).min(most).min(LONGEST) {
                write(&repetition.sub, extra, random, into);
            }
        }
        HirKind::Capture(capture) => write(&capture.sub, extra, random, into),
        HirKind::Concat(parts) => {
            for part in parts {
                write(part, extra, random, into);
            }
        }
        HirKind::Alternation(parts) => {
            if let Some(part) = random.choice(parts) {
                write(part, extra, random, into);
            }
        }
    }
}
