//! A description with everything unordered in another order.

use serde_json::Value;

/// The document as JSON, with its objects and unordered lists shuffled.
pub(super) fn shuffled(document: &Value, seed: usize) -> String {
    let mut text = String::new();
    let mut shuffle = Shuffle {
        text: &mut text,
        state: seed as u64,
    };
    shuffle.write(document);
    text
}

/// Whether the order of a list is meaningless.
///
/// The order of an operation's tags has a meaning: the first is its handle. So has that of servers
/// and of credentials, of which the first is the default, and of the parts of an `allOf`, of which
/// the first that sets a keyword takes precedence. Alternatives without a name are named by their
/// position.
fn is_free(key: &str, object: &serde_json::Map<String, Value>) -> bool {
    match key {
        "required" | "parameters" => true,
        // A server variable has a list of that name, too.
        "enum" => {
            let is_parallel =
                |key: &String| key.starts_with("x-enum") || key.starts_with("x-speakeasy-enum");
            object.contains_key("type") && !object.keys().any(is_parallel)
        }
        "oneOf" | "anyOf" => {
            let variants = object[key].as_array().into_iter().flatten();
            let unnamed =
                variants.filter(|it| it.get("$ref").is_none() && it.get("title").is_none());
            object.contains_key("discriminator") || unnamed.count() < 2
        }
        _ => false,
    }
}

struct Shuffle<'a> {
    text: &'a mut String,
    state: u64,
}

impl Shuffle<'_> {
    fn write(&mut self, value: &Value) {
        match value {
            Value::Object(object) => {
                let mut keys: Vec<&String> = object.keys().collect();
                self.mix(&mut keys);
                self.text.push('{');
                for (at, key) in keys.into_iter().enumerate() {
                    self.comma(at);
                    self.text.push_str(&Value::from(key.as_str()).to_string());
                    self.text.push(':');
                    match &object[key] {
                        Value::Array(items) if is_free(key, object) => {
                            let mut items: Vec<&Value> = items.iter().collect();
                            self.mix(&mut items);
                            self.list(items);
                        }
                        value => self.write(value),
                    }
                }
                self.text.push('}');
            }
            Value::Array(items) => self.list(items.iter().collect()),
            other => self.text.push_str(&other.to_string()),
        }
    }

    fn list(&mut self, items: Vec<&Value>) {
        self.text.push('[');
        for (at, item) in items.into_iter().enumerate() {
            self.comma(at);
            self.write(item);
        }
        self.text.push(']');
    }

    fn comma(&mut self, at: usize) {
        if at > 0 {
            self.text.push(',');
        }
    }

    /// Changes the order of items; two items are swapped.
    fn mix<T>(&mut self, items: &mut [T]) {
        items.reverse();
        for at in 2..items.len() {
            // Knuth's numbers for a linear congruential generator.
            self.state = self
                .state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            let other = (self.state >> 33) as usize % at;
            items.swap(at, other);
        }
    }
}
