//! Masks names and values: only their form is kept. The rules are those of the recorder.

/// The maximum length of a form.
const MAX_CHARS: usize = 64;

/// The form of a string, as in a masked recording.
pub(super) fn shape(text: &str) -> String {
    let shaped = text
        .chars()
        .take(MAX_CHARS)
        .map(|character| match character {
            '0'..='9' => '1',
            c if c.is_uppercase() => 'A',
            c if c.is_ascii_punctuation() || c == ' ' => c,
            c if c.is_whitespace() || c.is_control() => ' ',
            _ => 'a',
        });
    shaped.collect()
}

/// A name unchanged, unless it looks like data.
pub(super) fn name(name: &str) -> String {
    if is_data(name) {
        shape(name)
    } else {
        name.to_owned()
    }
}

/// Whether a name looks like data.
pub(super) fn is_data(name: &str) -> bool {
    let mut digits = 0;
    let has_long_number = name.bytes().any(|byte| {
        digits = if byte.is_ascii_digit() { digits + 1 } else { 0 };
        digits == 4
    });
    let is_plain = |(index, byte): (usize, u8)| {
        byte.is_ascii_graphic() && (byte != b'@' || index == 0) && byte != b'"'
    };
    name.is_empty()
        || name.len() > MAX_CHARS
        || has_long_number
        || !name.bytes().enumerate().all(is_plain)
}

/// A position in a value, with masked keys if they look like data.
pub(super) fn position(at: &str) -> String {
    let steps = at.split('/').map(|step| match step.parse::<usize>() {
        Ok(_) => step.to_owned(),
        Err(_) if step.is_empty() => String::new(),
        Err(_) => name(step),
    });
    steps.collect::<Vec<_>>().join("/")
}

/// The path of an address, with a variable for each segment that looks like data.
pub(super) fn template(path: &str) -> String {
    let segments = path.split('/').map(|segment| {
        let is_word = segment.len() <= 40
            && segment
                .chars()
                .all(|c| c.is_ascii_alphabetic() || "-_.~:".contains(c));
        // Such as `v1`.
        let is_version = segment.len() <= 4
            && segment.starts_with(['v', 'V'])
            && segment.bytes().skip(1).all(|byte| byte.is_ascii_digit());
        if is_word || is_version {
            segment.to_owned()
        } else {
            "{id}".to_owned()
        }
    });
    segments.collect::<Vec<_>>().join("/")
}
