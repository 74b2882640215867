//! The documented examples of a client as an overlay of its description, for portals that show code beside
//! each operation.

use std::fmt::Write;

use crate::Described;
use crate::document::{METHODS, member};
use crate::output;
use crate::rust::is_visible;

/// An overlay with samples.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Samples {
    /// The overlay (OpenAPI Overlay 1.0) as YAML.
    pub text: String,
    /// The number of operations that have one.
    pub operations: usize,
}

/// An overlay that adds the example of each operation to `x-codeSamples`, beside what other languages have
/// there. Each is a function that compiles with the client as its one dependency.
#[must_use]
pub fn samples(described: &Described) -> Samples {
    let client = &described.client;
    let api: String = client.api.chars().filter(|&c| is_visible(c)).collect();
    let title = format!("Samples in Rust for the {api} API");
    let mut text = format!(
        "overlay: 1.0.0\ninfo:\n  title: {}\n  version: 1.0.0\nactions:\n",
        quoted(&title)
    );
    let mut operations = 0;
    for operation in &client.operations {
        let (Some((method, path)), Some(sample)) = (
            operation.key.split_once(' '),
            output::sample(client, operation),
        ) else {
            continue;
        };
        let lower = method.to_ascii_lowercase();
        let method = match METHODS.contains(&lower.as_str()) {
            true => member(&lower),
            false => format!(".additionalOperations{}", member(method)),
        };
        let target = quoted(&format!("$.paths{}{method}", member(path)));
        // Writing to a String does not fail.
        let _ = write!(
            text,
            "  - target: {target}\n    update:\n      x-codeSamples:\n        - lang: Rust\n          \
             label: {}\n          source: |\n",
            client.package
        );
        for line in sample.lines() {
            let line = format!("            {line}");
            let _ = writeln!(text, "{}", line.trim_end());
        }
        operations += 1;
    }
    if operations == 0 {
        text = text.replace("actions:\n", "actions: []\n");
    }
    Samples { text, operations }
}

/// A string as YAML, which has all strings of JSON (YAML 1.2, section 1.3).
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
