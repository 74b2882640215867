//! Enums: a variant for each known value.

use std::collections::{BTreeMap, BTreeSet};

use super::chosen_names::{Chosen, OPEN_VARIANTS, value_key};
use super::docs::clean_line;
use super::value_words::{ValueWords, spelled};
use super::{Enum, EnumValue, EnumWire, Ident};
use crate::api;

/// The variants, with the document's names, else by their values.
pub(super) fn known_values(known: &api::Enum, chosen: Option<&BTreeMap<String, String>>) -> Enum {
    let mut taken = BTreeSet::from(OPEN_VARIANTS.map(str::to_owned));
    let chosen = Chosen::claim(chosen, true, &mut taken);
    let texts: Vec<String> = known.values.iter().map(text).collect();
    // Among values with the same words, the plain name must not depend on their order.
    let mut order: Vec<usize> = (0..texts.len()).collect();
    order.sort_by_key(|&at| {
        let text = &texts[at];
        let begins = text.starts_with(char::is_alphanumeric);
        (!begins, text.chars().any(char::is_uppercase), text)
    });
    let words = ValueWords::new(&texts);
    // The values that differ in case alone.
    let mut twins: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for text in &texts {
        twins.entry(text.to_lowercase()).or_default().insert(text);
    }
    let mut variants: Vec<Option<Ident>> = vec![None; texts.len()];
    for at in order {
        let value = &known.values[at].wire;
        if let Some(name) = chosen.get(&value_key(value)) {
            variants[at] = Some(name);
            continue;
        }
        let text = &texts[at];
        let plain = words.of(text);
        let twins = twins.get(&text.to_lowercase());
        let apart = match twins.is_some_and(|all| all.len() > 1) {
            // `Unknown` is the variant of unknown values.
            _ if text.eq_ignore_ascii_case("unknown") => "explicitly unknown".to_owned(),
            true => format!("{plain} {}", case(text)),
            false => spelled(text),
        };
        let names = [plain, apart].map(|name| Ident::variant(&name));
        let free = |name: &&Ident| !taken.contains(&name.as_str().to_lowercase());
        let name = names.iter().find(free).unwrap_or(&names[0]).clone();
        variants[at] = Some(name.unique(&mut taken));
    }
    let values = known.values.iter().zip(variants.into_iter().flatten());
    let values = values.map(|(value, variant)| EnumValue {
        variant,
        wire: value.wire.clone(),
        docs: value
            .description
            .as_deref()
            .map(clean_line)
            .unwrap_or_default(),
    });
    Enum {
        values: values.collect(),
        integer: known.is_integer(),
    }
}

/// The document's name of a value, else the value.
fn text(value: &api::EnumValue) -> String {
    match (&value.name, &value.wire) {
        (Some(name), _) => name.clone(),
        (None, EnumWire::Text(text)) if text.is_empty() => "Empty".to_owned(),
        (None, EnumWire::Text(text)) if text.trim().is_empty() => "Blank".to_owned(),
        (None, EnumWire::Text(text)) => text.clone(),
        (None, EnumWire::Integer(number)) => number.to_string(),
    }
}

/// The case of a value that another one differs from in nothing else.
fn case(text: &str) -> &'static str {
    let letters = || text.chars().filter(|c| c.is_alphabetic());
    if letters().all(char::is_lowercase) {
        "lowercase"
    } else if letters().all(char::is_uppercase) {
        "uppercase"
    } else {
        "mixed case"
    }
}
