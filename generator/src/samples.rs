//! The documented examples of a client as an overlay of its description, for portals that show code
//! with each operation.

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
    /// The number of operations with a sample.
    pub operations: usize,
}

/// An overlay that adds the example of each operation to `x-codeSamples`, beside samples in other
/// languages. Each is a function that compiles with the client as its only dependency.
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
        // Writing to a String doesn't fail.
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

/// A JSON string, which is also valid YAML (YAML 1.2, section 1.3).
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
