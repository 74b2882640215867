//! The traits that types derive by configuration: those of the standard library if all contained
//! types can derive them, those of other crates as given.

use std::collections::{BTreeMap, BTreeSet};

use super::chosen_types::is_dependency;
use super::foreign::ForeignPath;
use super::items::Rest;
use super::{Generic, Ident, Model, ModelKind, Plain, Type};
use crate::diagnostic::{Code, Diagnostic, did_you_mean};
use crate::{Config, Mention};

/// The supported traits of the standard library, in the order in which they are derived.
const TRAITS: [&str; 4] = ["Eq", "PartialOrd", "Ord", "Hash"];

/// Names for groups of types.
const GROUPS: [&str; 4] = ["all", "structs", "enums", "unions"];

/// Gives models the chosen derives, and reports those that they cannot have.
pub(super) fn choose(models: &mut [Model], config: &Config, diagnostics: &mut Vec<Diagnostic>) {
    if config.derives.is_empty() {
        return;
    }
    let mut chosen = BTreeMap::new();
    let holding = Holding(models.iter().map(|model| (&model.name, model)).collect());
    for (key, mentions) in &config.derives {
        let of_key: Vec<&Model> = models.iter().filter(|model| is_meant(key, model)).collect();
        let is_group = GROUPS.contains(&key.as_str());
        if of_key.is_empty() && !is_group {
            let known = GROUPS
                .into_iter()
                .chain(models.iter().map(|it| it.name.as_str()));
            let meant = did_you_mean(key, known);
            let message = format!("`derives` names `{key}`, which is not a type{meant}");
            let found = mentions
                .first()
                .map(|it| it.report(Code::UnusedName, message));
            diagnostics.extend(found);
            continue;
        }
        for mention in mentions {
            let found = match derive(mention, config) {
                Ok(Derive::Foreign(path)) => {
                    for model in &of_key {
                        let derives: &mut Derives = chosen.entry(model.name.clone()).or_default();
                        if !derives.foreign.contains(&path) {
                            derives.foreign.push(path.clone());
                        }
                    }
                    continue;
                }
                Ok(Derive::Standard(name)) => {
                    let mut obstacle = None;
                    for model in &of_key {
                        match holding.obstacle(model, name) {
                            None => holding.put(model, name, &mut chosen),
                            Some(found) => obstacle = obstacle.or(Some(found)),
                        }
                    }
                    // In a group, only the types that can derive it do.
                    match obstacle.filter(|_| !is_group) {
                        Some(obstacle) => format!("`{key}` cannot derive `{name}`: {obstacle}"),
                        None => continue,
                    }
                }
                Err(message) => message,
            };
            diagnostics.push(mention.report(Code::ImpossibleChoice, found));
        }
    }
    for model in models {
        let Some(derives) = chosen.remove(&model.name) else {
            continue;
        };
        let standard = TRAITS
            .iter()
            .filter(|name| derives.standard.contains(*name));
        let standard = standard.filter(|_| !matches!(model.kind, ModelKind::Enum(_)));
        model.derives = standard.map(|name| ForeignPath::known(name)).collect();
        model.derives.extend(derives.foreign);
    }
}

/// The derives of a model.
#[derive(Default)]
struct Derives {
    standard: BTreeSet<&'static str>,
    foreign: Vec<ForeignPath>,
}

enum Derive {
    Standard(&'static str),
    Foreign(ForeignPath),
}

fn is_meant(key: &str, model: &Model) -> bool {
    match (key, &model.kind) {
        ("all", _)
        | ("structs", ModelKind::Struct(_))
        | ("enums", ModelKind::Enum(_))
        | ("unions", ModelKind::Union(_)) => true,
        _ => model.name.as_str() == key,
    }
}

/// The derive of this name, or why there is none.
fn derive(mention: &Mention, config: &Config) -> Result<Derive, String> {
    let text = &mention.name;
    if let Some(name) = TRAITS.iter().find(|name| *name == text) {
        return Ok(Derive::Standard(name));
    }
    let path = ForeignPath::read(text).filter(|path| path.arguments.is_empty());
    let Some(path) = path else {
        return Err(format!(
            "`{text}` is not a derive; use `Eq`, `PartialOrd`, `Ord` or `Hash`, or a path with its crate, such as `zeroize::Zeroize`"
        ));
    };
    match path.crates().first() {
        Some(krate) if !is_dependency(krate, config) => Err(format!(
            "`{text}` is from the crate `{krate}`, which is not a dependency of the client"
        )),
        Some(&("std" | "core")) => Err(format!(
            "`{text}` is not a derive that can be chosen; use `Eq`, `PartialOrd`, `Ord` or `Hash`"
        )),
        _ => Ok(Derive::Foreign(path)),
    }
}

/// The models by name.
struct Holding<'a>(BTreeMap<&'a Ident, &'a Model>);

impl Holding<'_> {
    /// Adds a trait, and the traits that it requires, to a model and all models within it.
    fn put(&self, model: &Model, name: &'static str, chosen: &mut BTreeMap<Ident, Derives>) {
        let derives = chosen.entry(model.name.clone()).or_default();
        if !derives.standard.insert(name) {
            return;
        }
        if name == "Ord" {
            self.put(model, "Eq", chosen);
            self.put(model, "PartialOrd", chosen);
        }
        for part in super::reach::parts(&model.kind) {
            for inner in part.models().filter_map(|name| self.0.get(name)) {
                self.put(inner, name, chosen);
            }
        }
    }

    /// Why a model cannot derive a trait.
    fn obstacle(&self, model: &Model, name: &str) -> Option<String> {
        self.of_model(model, name, &mut BTreeSet::new())
    }

    fn of_model(&self, model: &Model, name: &str, seen: &mut BTreeSet<Ident>) -> Option<String> {
        if !seen.insert(model.name.clone()) {
            return None;
        }
        let model_name = &model.name;
        match &model.kind {
            ModelKind::Enum(_) => None,
            ModelKind::Struct(structure) => {
                let of_field = structure.fields.iter().find_map(|field| {
                    let found = self.of_type(&field.ty, name, seen)?;
                    Some(found.at(&format!("{model_name}.{}", field.name)))
                });
                let rest = Rest::of(structure);
                of_field.or_else(|| {
                    let rest = rest?;
                    let found = match rest.ty {
                        Some(ty) => self.of_type(ty, name, seen)?,
                        None if is_compared_only(name) => return None,
                        None => Obstacle::Is("Extra".to_owned()),
                    };
                    Some(found.at(&format!("{model_name}.{}", rest.name)))
                })
            }
            ModelKind::Union(union) => {
                let of_variant = union.variants.iter().find_map(|variant| {
                    let found = self.of_type(variant.payload.as_ref()?, name, seen)?;
                    Some(found.at(&format!("{model_name}::{}", variant.name)))
                });
                of_variant.or_else(|| {
                    let found = Obstacle::Is("UnknownVariant".to_owned());
                    (!is_compared_only(name)).then(|| found.at(&format!("{model_name}::Unknown")))
                })
            }
        }
    }

    fn of_type(&self, ty: &Type, name: &str, seen: &mut BTreeSet<Ident>) -> Option<Obstacle> {
        let is = || Some(Obstacle::Is(ty.to_string()));
        if let Some(model) = ty.as_model() {
            let model = self.0.get(model)?;
            return self.of_model(model, name, seen).map(Obstacle::Within);
        }
        let is_unordered = *ty == Plain::Json || ty.is(Generic::Nullable) || ty.is(Generic::List);
        match ty.plain() {
            Some(Plain::F64) if name == "PartialOrd" => None,
            Some(Plain::F64 | Plain::File | Plain::FormPart | Plain::Body | Plain::Bytes) => is(),
            _ if is_unordered && !is_compared_only(name) => is(),
            _ => {
                let mut inner = ty.inner().into_iter();
                inner.find_map(|ty| self.of_type(ty, name, seen))
            }
        }
    }
}

/// Whether even values without an order, such as arbitrary JSON, have the trait.
fn is_compared_only(name: &str) -> bool {
    matches!(name, "Eq" | "Hash")
}

/// The reason against a derive.
enum Obstacle {
    /// A value of this type, which does not implement the trait.
    Is(String),
    /// A model with an obstacle.
    Within(String),
}

impl Obstacle {
    fn at(self, place: &str) -> String {
        match self {
            Self::Is(ty) => format!("`{place}` is of the type `{ty}`, which doesn't implement it"),
            Self::Within(obstacle) => obstacle,
        }
    }
}
