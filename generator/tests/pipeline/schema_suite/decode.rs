//! Decodes the instances of the suite with the generated types, and prints each result as a line of
//! JSON: the case, the instance, the encoded value, and the chosen variant.

use std::fmt::Debug;
use std::io::{BufWriter, Write};

use openapi_client_runtime::json::read_text;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

mod cases;

/// A case: its number, its decoder, and for a union the function that returns the variant.
pub type Case = (usize, fn(&str) -> Value, Option<fn(&str) -> String>);

/// The value encoded again, or the error. The value is a property of an object.
pub fn value<T: DeserializeOwned + Serialize>(instance: &str) -> Value {
    let decoded = read_text::<T>(&format!("{{\"value\":{instance}}}"));
    match decoded.map(|value| serde_json::to_string(&value).unwrap()) {
        Ok(text) => json!({ "text": text }),
        Err(error) => json!({ "error": error.to_string() }),
    }
}

/// The name of the variant to which a value decodes.
pub fn choice<T: DeserializeOwned + Debug>(instance: &str) -> String {
    match read_text::<T>(instance) {
        Ok(value) => {
            let shown = format!("{value:?}");
            let name = shown.split(|c: char| !c.is_alphanumeric());
            name.take(1).collect()
        }
        Err(error) => format!("Unknown: {error}"),
    }
}

fn main() {
    let path = std::env::args().nth(1).expect("the file of the instances");
    let text = std::fs::read_to_string(path).unwrap();
    let instances: Vec<Vec<Value>> = serde_json::from_str(&text).unwrap();
    let mut out = BufWriter::new(std::io::stdout().lock());
    for (at, decode, choose) in cases::CASES {
        for (index, instance) in instances[*at].iter().enumerate() {
            let text = instance.to_string();
            let choice = choose.map(|choose| choose(&text));
            let line = json!([at, index, decode(&text), choice]);
            writeln!(out, "{line}").unwrap();
        }
    }
}
