//! A property of a JSON body that selects the kind of response, such as `stream: true`.

use super::draft::Request;

const FORM: &str = "application/x-www-form-urlencoded";

impl Request {
    /// Sets a boolean property of the body, JSON or a form, to `true`, whatever its value. Other
    /// bodies are unchanged; a missing body becomes a JSON object.
    pub fn set_switch(&mut self, name: &'static str) {
        if let Some(form) = self.form.take() {
            let (media_type, mut form) = *form;
            form.switch(name, "true");
            return self.set_multipart_as(media_type, form);
        }
        let Some((media_type, body)) = &self.body else {
            return self.set_json(&serde_json::json!({ name: true }));
        };
        if media_type == FORM {
            let form = body.as_bytes().map(|form| form_with_switch(form, name));
            if let Some(form) = form {
                self.body = Some((media_type.clone(), form.into()));
            }
        } else if let Some(json) = body
            .as_bytes()
            .and_then(|json| with_property(json, name, "true"))
        {
            self.body = Some((media_type.clone(), json.into()));
        }
    }
}

/// A URL-encoded form with one property set to `true`; the others are unchanged.
fn form_with_switch(form: &[u8], name: &str) -> Vec<u8> {
    let pairs = form.split(|byte| *byte == b'&').filter(|pair| {
        let mut read = url::form_urlencoded::parse(pair);
        !pair.is_empty() && read.next().is_none_or(|(key, _)| key != name)
    });
    let switch = format!("{name}=true").into_bytes();
    let pairs: Vec<&[u8]> = pairs.chain([&*switch]).collect();
    pairs.join(&b'&')
}

/// A JSON object with one property set to a JSON value; the others are unchanged.
pub(super) fn with_property(json: &[u8], name: &str, value: &str) -> Option<Vec<u8>> {
    let json = json.trim_ascii();
    let inner = json.strip_prefix(b"{")?.strip_suffix(b"}")?;
    let mut rest = inner.trim_ascii_start();
    while !rest.is_empty() {
        let key = rest.get(..string_end(rest)?)?;
        rest = rest.get(key.len()..)?.trim_ascii_start();
        rest = rest.strip_prefix(b":")?.trim_ascii_start();
        let value_at = json.len() - 1 - rest.len();
        let length = value_end(rest)?;
        if serde_json::from_slice::<String>(key).ok()? == name {
            let value_end = value_at + length;
            let parts = [
                json.get(..value_at)?,
                value.as_bytes(),
                json.get(value_end..)?,
            ];
            return Some(parts.concat());
        }
        rest = rest.get(length..)?;
        rest = rest.strip_prefix(b",").unwrap_or(rest).trim_ascii_start();
    }
    let comma: &[u8] = if inner.trim_ascii().is_empty() {
        b""
    } else {
        b","
    };
    let property = format!("{}:{value}}}", serde_json::Value::from(name));
    Some([b"{", inner, comma, property.as_bytes()].concat())
}

/// The end of the string at the start of the text.
fn string_end(text: &[u8]) -> Option<usize> {
    let mut escaped = false;
    let inner = text.strip_prefix(b"\"")?;
    let end = inner.iter().position(|byte| {
        let ends = *byte == b'"' && !escaped;
        escaped = *byte == b'\\' && !escaped;
        ends
    })?;
    Some(end + 2)
}

/// The end of the value at the start of the text, before the comma after it. `None` if the text is
/// not the inside of one object.
fn value_end(text: &[u8]) -> Option<usize> {
    let (mut at, mut depth) = (0, 0_usize);
    while let Some(byte) = text.get(at) {
        match byte {
            b'"' => at += string_end(&text[at..]).unwrap_or(1) - 1,
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.checked_sub(1)?,
            b',' if depth == 0 => break,
            _ => {}
        }
        at += 1;
    }
    Some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn switches() {
        for (json, expected) in [
            ("{}", "{\"stream\":true}"),
            (" { } ", "{ \"stream\":true}"),
            ("{\"a\":1.0}", "{\"a\":1.0,\"stream\":true}"),
            ("{\"stream\":false}", "{\"stream\":true}"),
            (
                "{\"stream\":null,\"a\":[1,2]}",
                "{\"stream\":true,\"a\":[1,2]}",
            ),
            (
                "{\"a\":{\"stream\":false,\"b\":\"},\\\"\"},\"stream\": false ,\"c\":{}}",
                "{\"a\":{\"stream\":false,\"b\":\"},\\\"\"},\"stream\": true,\"c\":{}}",
            ),
            (
                "{\"a\":\"\\\\\",\"str\\u0065am\":true}",
                "{\"a\":\"\\\\\",\"str\\u0065am\":true}",
            ),
        ] {
            let text = with_property(json.as_bytes(), "stream", "true").unwrap_or_default();
            assert_eq!(String::from_utf8_lossy(&text), expected, "{json}");
        }
        for (form, expected) in [
            ("", "stream=true"),
            ("a=b&stream=false&c=d", "a=b&c=d&stream=true"),
            ("streams=1", "streams=1&stream=true"),
        ] {
            let text = form_with_switch(form.as_bytes(), "stream");
            assert_eq!(String::from_utf8_lossy(&text), expected, "{form}");
        }
        for json in ["", "[]", "a=b", "{a}", "{\"a\"}", "{\"a\":1}\n{\"b\":2}\n"] {
            assert_eq!(
                with_property(json.as_bytes(), "stream", "true"),
                None,
                "{json}"
            );
        }
    }
}
