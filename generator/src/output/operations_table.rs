//! `OPERATIONS.md`: every operation as the documentation calls it, on the wire and in Rust.

use std::fmt::Write;

use crate::rust::{Client, Target, Type, is_visible};

pub(super) fn print(client: &Client, mark: &str) -> String {
    let mut text = format!("<!-- {mark} -->\n\n");
    // Writing to a String does not fail.
    let _ = writeln!(text, "# Operations of the {} API\n", plain(&client.api));
    let _ = writeln!(
        text,
        "{} operations under {} handles. An operation with several tags is listed under each.",
        client.operations.len(),
        client.handles.len()
    );
    for handle in &client.handles {
        let _ = writeln!(
            text,
            "\n## {}: `client.{}()`\n",
            plain(&handle.tag),
            handle.module
        );
        text.push_str("| Operation | On the wire | In Rust | Request | Response |\n");
        text.push_str("| --- | --- | --- | --- | --- |\n");
        let mut indexes: Vec<usize> = handle
            .operations
            .iter()
            .chain(&handle.links)
            .copied()
            .collect();
        indexes.sort_unstable();
        for operation in indexes
            .iter()
            .filter_map(|&index| client.operations.get(index))
        {
            let inputs = operation.arguments.iter().chain(&operation.setters);
            let body = inputs.into_iter().find(|input| {
                matches!(
                    input.target,
                    Target::JsonBody | Target::MultipartBody | Target::RawBody
                )
            });
            let arguments: Vec<&str> = operation
                .arguments
                .iter()
                .map(|input| input.name.as_str())
                .collect();
            let note = if operation.deprecated {
                " (deprecated)"
            } else {
                ""
            };
            let _ = writeln!(
                text,
                "| {}{note} | `{}` | `{}({})` | {} | {} |",
                operation.title.replace('|', "\\|"),
                code(&operation.key),
                operation.name,
                arguments.join(", "),
                body.map_or(String::new(), |input| format!("`{}`", spell(&input.ty))),
                if operation.output.ty == Type::Unit {
                    String::new()
                } else {
                    format!("`{}`", spell(&operation.output.ty))
                },
            );
        }
    }
    text
}

/// A name of the document in a heading or in prose.
pub(super) fn plain(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars().filter(|&c| is_visible(c)) {
        if c.is_ascii_punctuation() && !"-_.,:;!?'()/&".contains(c) {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

/// A name of the document in a code span of a table.
fn code(text: &str) -> String {
    let text: String = text.chars().filter(|&c| is_visible(c)).collect();
    text.replace('`', "'").replace('|', "\\|")
}

fn spell(ty: &Type) -> String {
    match ty {
        Type::Unit => "()".into(),
        Type::Bool => "bool".into(),
        Type::I32 => "i32".into(),
        Type::I64 => "i64".into(),
        Type::U32 => "u32".into(),
        Type::U64 => "u64".into(),
        Type::F64 => "f64".into(),
        Type::String => "String".into(),
        Type::Bytes => "Bytes".into(),
        Type::File => "File".into(),
        Type::Uuid => "Uuid".into(),
        Type::DateTime => "DateTime".into(),
        Type::Date => "Date".into(),
        Type::Base64 => "Base64".into(),
        Type::Tuple(items) => {
            let items: Vec<String> = items.iter().map(spell).collect();
            match items.as_slice() {
                [only] => format!("({only},)"),
                items => format!("({})", items.join(", ")),
            }
        }
        Type::Json => "Value".into(),
        Type::Model(name) => name.to_string(),
        Type::Box(inner) => spell(inner),
        Type::Option(inner) => format!("Option<{}>", spell(inner)),
        Type::Nullable(inner) => format!("Nullable<{}>", spell(inner)),
        Type::Vec(inner) => format!("Vec<{}>", spell(inner)),
        Type::List(inner) => format!("List<{}>", spell(inner)),
        Type::Map(key, value) => format!("BTreeMap<{}, {}>", spell(key), spell(value)),
    }
}
