//! The report for programs, and its schema.

use super::model::Report;
use crate::exit::Failure;

/// The JSON Schema (2020-12) of the output of [`render`].
pub(crate) const SCHEMA: &str = include_str!("schema.json");

/// The report as JSON, ending in a newline.
///
/// # Errors
///
/// If a value can't be serialized to JSON; the values of a report can.
pub(crate) fn render(report: &Report) -> Result<String, Failure> {
    let text = serde_json::to_string_pretty(report)
        .map_err(|error| Failure::failed("could not print the report as JSON").cause(&error))?;
    // GitHub treats `##[` as the beginning of a command anywhere in a line of a log.
    Ok(text.replace("##[", r"##\u005b") + "\n")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;

    use super::super::{SCHEMA_VERSION, sample};
    use super::*;

    fn schema() -> Value {
        serde_json::from_str(SCHEMA).unwrap()
    }

    fn read(report: &Report) -> Value {
        let text = render(report).unwrap();
        assert!(
            text.ends_with("}\n") && !text.contains("##["),
            "{text:.200}"
        );
        serde_json::from_str(&text).unwrap()
    }

    #[test]
    fn prints() {
        sample::golden("report.json", &render(&sample::report()).unwrap());
        let hostile = sample::hostile();
        let read = read(&hostile);
        assert_eq!(read["changes"][2]["place"], hostile.changes[2].change.place);
    }

    /// The schema after resolving a reference, or the non-null one of several alternatives.
    fn resolve<'a>(root: &'a Value, mut schema: &'a Value) -> &'a Value {
        if let Some(forms) = schema.get("anyOf") {
            schema = &forms[0];
        }
        match schema.get("$ref") {
            Some(reference) => root.pointer(&reference.as_str().unwrap()[1..]).unwrap(),
            None => schema,
        }
    }

    /// Collects the used keys, each with the schema of its object, and fails on a key that the
    /// schema doesn't have.
    fn walk(root: &Value, schema: &Value, value: &Value, used: &mut BTreeSet<(String, String)>) {
        let schema = resolve(root, schema);
        match (value, schema.get("properties")) {
            (Value::Object(members), Some(properties)) => {
                for (key, value) in members {
                    let schema = properties.get(key);
                    let schema = schema.unwrap_or_else(|| panic!("the schema has no `{key}`"));
                    used.insert((properties.to_string(), key.clone()));
                    walk(root, schema, value, used);
                }
            }
            (Value::Array(items), _) => {
                for item in items {
                    walk(
                        root,
                        schema.get("items").unwrap_or(&Value::Null),
                        item,
                        used,
                    );
                }
            }
            _ => {}
        }
    }

    /// The keys of all objects in the schema, which must have descriptions.
    fn declared(schema: &Value, declared_keys: &mut BTreeSet<(String, String)>) {
        if let Some(properties) = schema.get("properties") {
            assert_eq!(schema["additionalProperties"], false, "{properties}");
            for (key, property) in properties.as_object().unwrap() {
                assert!(
                    property["description"].is_string(),
                    "`{key}` is not described"
                );
                declared_keys.insert((properties.to_string(), key.clone()));
            }
        }
        match schema {
            Value::Object(members) => members.values().for_each(|it| declared(it, declared_keys)),
            Value::Array(items) => items.iter().for_each(|it| declared(it, declared_keys)),
            _ => {}
        }
    }

    #[test]
    fn the_schema_has_the_keys_of_a_report_and_no_others() {
        let schema = schema();
        let (mut used, mut all) = (BTreeSet::new(), BTreeSet::new());
        walk(&schema, &schema, &read(&sample::report()), &mut used);
        declared(&schema, &mut all);
        let keys = |set: &BTreeSet<(String, String)>| -> Vec<String> {
            set.iter().map(|(_, key)| key.clone()).collect()
        };
        assert_eq!(keys(&used), keys(&all));
        assert_eq!(
            schema["properties"]["schema_version"]["const"],
            SCHEMA_VERSION
        );
    }

    /// Checked by an independent validator.
    #[cfg(feature = "examples")]
    #[test]
    fn reports_are_valid() {
        let validator = jsonschema::draft202012::new(&schema()).unwrap();
        for report in [sample::report(), sample::fresh(), sample::texts()] {
            let errors: Vec<String> = validator
                .iter_errors(&read(&report))
                .map(|error| format!("{}: {error}", error.instance_path()))
                .collect();
            assert_eq!(errors, [""; 0]);
        }
        let mut wrong = read(&sample::report());
        wrong["changes"][0]["surplus"] = Value::Null;
        assert!(!validator.is_valid(&wrong));
    }
}
