//! Names that `names.toml` chooses for handles, parameters, properties and variants, and the faults
//! of its lines.

use std::collections::{BTreeMap, BTreeSet};

use super::Ident;
use super::constants;
use super::handles::CLIENT_METHODS;
use super::model_names::Named;
use super::own_types::key;
use crate::Names;
use crate::api::{Api, EnumWire, Schema, SchemaKind, Variant};
use crate::diagnostic::{Code, Diagnostic, did_you_mean};
use crate::document::Pointer;

/// The names that a method's code uses, and the methods that every request has.
pub(super) const REQUEST_METHODS: [&str; 10] = [
    "call",
    "call_as",
    "clone",
    "into_future",
    "items",
    "pages",
    "prepare",
    "self",
    "send",
    "set_cursor",
];
/// The functions that every struct has.
pub(super) const STRUCT_METHODS: [&str; 1] = ["new"];
/// The variants that every enum and union has, in lowercase.
pub(super) const OPEN_VARIANTS: [&str; 1] = ["unknown"];

/// The maximum number of faulty lines with a suggestion.
const MOST_GUESSES: usize = 20;

/// The chosen names of a node's parts, by their names on the wire.
#[derive(Default)]
pub(super) struct Chosen(BTreeMap<String, Ident>);

impl Chosen {
    /// The chosen names that can be used: free identifiers. All others give way to them.
    pub(super) fn claim(
        names: Option<&BTreeMap<String, String>>,
        is_type: bool,
        taken: &mut BTreeSet<String>,
    ) -> Self {
        let names = names.into_iter().flatten();
        let idents = names.filter_map(|(wire, name)| {
            let ident = Ident::exact(name, is_type)?;
            taken
                .insert(name.to_lowercase())
                .then(|| (wire.clone(), ident))
        });
        Self(idents.collect())
    }

    /// The names of fields or parameters, in their order: the chosen ones, and those of the names on the
    /// wire. A name that is written as in Rust, or as a keyword, is kept, and others that read the same
    /// give way to it, those with symbols last.
    pub(super) fn or_snake<'a>(
        &self,
        wires: impl Iterator<Item = &'a str>,
        taken: &mut BTreeSet<String>,
    ) -> Vec<Ident> {
        let wires: Vec<&str> = wires.collect();
        let names = wires.iter().map(|wire| Ident::snake(wire));
        let mut names: Vec<Ident> = names.collect();
        let mut order: Vec<usize> = (0..wires.len()).collect();
        order.sort_by_key(|&at| {
            let (name, wire) = (names[at].as_str(), wires[at]);
            let as_written = name == wire || name.strip_suffix('_') == Some(wire);
            (!as_written, !wire.starts_with(char::is_alphanumeric))
        });
        for at in order {
            names[at] = (self.get(wires[at])).unwrap_or_else(|| names[at].clone().unique(taken));
        }
        names
    }

    /// The chosen name of a part.
    pub(super) fn get(&self, wire: &str) -> Option<Ident> {
        self.0.get(wire).cloned()
    }
}

/// The key of a variant in `names.toml`: its tag, else its schema.
pub(super) fn variant_key(variant: &Variant) -> String {
    let tag = variant.tag.clone();
    tag.unwrap_or_else(|| key(&variant.value.schema))
}

/// The key of an enum value in `names.toml`.
pub(super) fn value_key(wire: &EnumWire) -> String {
    match wire {
        EnumWire::Text(text) => text.clone(),
        EnumWire::Integer(number) => number.to_string(),
    }
}

/// Reports every line of `names.toml` whose key matches nothing, or whose name can't be used.
pub(super) fn report(api: &Api, named: &Named, names: &Names, diagnostics: &mut Vec<Diagnostic>) {
    let mut lines = Lines {
        names,
        guesses: 0,
        diagnostics,
    };
    let operations = api.operations.iter().map(|it| it.key.clone()).collect();
    let schemas = api.schemas.keys().map(key).collect();
    for (table, keys) in [
        ("operations", keys(&names.operations)),
        ("tags", keys(&names.tags)),
    ] {
        lines.report_unknown(table, None, keys, &operations, "operation");
    }
    lines.report_unknown("schemas", None, keys(&names.schemas), &schemas, "schema");
    if !names.modules.is_empty() {
        let types = named.keys().map(|(key, ..)| key).collect();
        lines.report_unknown("modules", None, keys(&names.modules), &types, "type");
    }
    for (alias, schema) in &names.aliases {
        lines.report_one(&["aliases", alias], schema, &schemas, "schema");
    }
    let tags = api.operations.iter().flat_map(|it| &it.tags).cloned();
    let tags = tags.collect();
    lines.report_unknown("handles", None, keys(&names.handles), &tags, "tag");
    lines.report_refused(&["handles"], &names.handles, false, &CLIENT_METHODS);
    lines.report_unknown(
        "parameters",
        None,
        keys(&names.parameters),
        &operations,
        "operation",
    );
    for operation in &api.operations {
        if let Some(chosen) = names.parameters.get(&operation.key) {
            let path = ["parameters", operation.key.as_str()];
            let inputs = operation.parameters.iter();
            let inputs = inputs.filter(|it| constants::constant(api, it).is_none());
            let known = inputs.map(|it| it.name.clone());
            lines.report_unknown(
                path[0],
                Some(path[1]),
                keys(chosen),
                &known.collect(),
                "parameter",
            );
            lines.report_refused(&path, chosen, false, &REQUEST_METHODS);
        }
    }
    for (table, all) in [
        ("properties", &names.properties),
        ("variants", &names.variants),
    ] {
        lines.report_unknown(table, None, keys(all), &schemas, "schema");
        if all.is_empty() {
            continue;
        }
        for schema in api.schemas.values() {
            let of = key(&schema.id);
            let Some(chosen) = all.get(&of) else { continue };
            let (known, what, is_type, reserved) = match table {
                "properties" => (properties(schema), "property", false, STRUCT_METHODS),
                _ => (variants(schema), "variant", true, OPEN_VARIANTS),
            };
            lines.report_unknown(table, Some(&of), keys(chosen), &known, what);
            lines.report_refused(&[table, &of], chosen, is_type, &reserved);
        }
    }
}

fn keys<T>(table: &BTreeMap<String, T>) -> Vec<&str> {
    table.keys().map(String::as_str).collect()
}

fn properties(schema: &Schema) -> BTreeSet<String> {
    match &schema.kind {
        SchemaKind::Object(object) => object.properties.iter().map(|it| it.name.clone()).collect(),
        _ => BTreeSet::new(),
    }
}

fn variants(schema: &Schema) -> BTreeSet<String> {
    match &schema.kind {
        SchemaKind::Enum(known) => known.values.iter().map(|it| value_key(&it.wire)).collect(),
        SchemaKind::Union(union) => union.variants.iter().map(variant_key).collect(),
        _ => BTreeSet::new(),
    }
}

/// The lines of the file, and their faults.
struct Lines<'a> {
    names: &'a Names,
    guesses: usize,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl Lines<'_> {
    /// Reports the keys of a table that match nothing.
    fn report_unknown(
        &mut self,
        table: &str,
        of: Option<&str>,
        keys: Vec<&str>,
        known: &BTreeSet<String>,
        what: &str,
    ) {
        for key in keys {
            let path: Vec<&str> = [table].into_iter().chain(of).chain([key]).collect();
            self.report_one(&path, key, known, what);
        }
    }

    /// Reports a line whose key does not exist.
    fn report_one(&mut self, path: &[&str], key: &str, known: &BTreeSet<String>, what: &str) {
        if known.contains(key) {
            return;
        }
        let mut message = format!("`{key}` matches no {what}");
        self.guesses += 1;
        if self.guesses <= MOST_GUESSES {
            message.push_str(&did_you_mean(key, known.iter().map(String::as_str)));
        }
        self.report(path, Code::UnusedName, message);
    }

    /// Reports names that are no identifiers, are reserved, or are used twice.
    fn report_refused(
        &mut self,
        path: &[&str],
        names: &BTreeMap<String, String>,
        is_type: bool,
        reserved: &[&str],
    ) {
        let mut given: BTreeMap<String, &str> = BTreeMap::new();
        for (key, name) in names {
            let lower = name.to_lowercase();
            let why = if Ident::exact(name, is_type).is_none() {
                let example = match is_type {
                    true => "UpperCamelCase",
                    false => "snake_case",
                };
                format!("`{name}` is not a Rust name in {example}")
            } else if reserved.contains(&lower.as_str()) {
                format!("`{name}` is reserved")
            } else if let Some(other) = given.insert(lower, key) {
                format!("`{name}` is already the name of `{other}`")
            } else {
                continue;
            };
            let path: Vec<&str> = path.iter().copied().chain([key.as_str()]).collect();
            self.report(&path, Code::NameCollision, why);
        }
    }

    fn report(&mut self, path: &[&str], code: Code, message: String) {
        let mut found = Diagnostic::new(code, &Pointer::root(), message);
        self.names.locate(path, &mut found);
        self.diagnostics.push(found);
    }
}
