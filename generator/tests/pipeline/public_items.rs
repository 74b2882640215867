//! Every public item of a generated client is in the list of items, and every listed item is in the
//! client, with the same cargo features: the source is parsed and compared with the list in both
//! directions.

use std::collections::{BTreeMap, BTreeSet};

use generator::Described;
use generator::output::Layout;
use generator::rust::Client;
use generator::rust::items::{Kind, items, items_of_webhooks};
use quote::ToTokens;
use syn::{Fields, ImplItem, Item, Type, UseTree, Visibility};

use super::golden;

/// The traits that a macro of the runtime implements.
fn traits_of_macro(name: &str) -> &'static [&'static str] {
    match name {
        "object" => &["<Debug>", "<Deserialize>", "<Serialize>"],
        "text_enum" => &[
            "<Deserialize>",
            "<Display>",
            "<From<String>>",
            "<Serialize>",
        ],
        "integer_enum" => &["<Deserialize>", "<Display>", "<Serialize>"],
        "operation" => &["<IntoFuture>", "<Operation>", "Output"],
        other => panic!("nobody says what `{other}!` implements"),
    }
}

#[test]
fn each_is_listed_and_each_listed_one_is_there() {
    let mut wrong = Vec::new();
    for feature in golden::features() {
        let (client, files) = made(&feature);
        let listed = Listed::of(&client);
        let found = Found::of(&client, &files);
        let list = |of: &BTreeSet<String>, without: &BTreeSet<String>, what: &str| {
            let missing = of.difference(without);
            missing
                .map(|path| format!("{feature}: `{path}` {what}"))
                .collect::<Vec<String>>()
        };
        wrong.extend(list(
            &found.paths,
            &listed.paths,
            "is in the source and not in the list",
        ));
        wrong.extend(list(
            &listed.paths,
            &found.paths,
            "is in the list and not in the source",
        ));
        let gated = found.gates.keys().chain(listed.gates.keys());
        for path in gated.collect::<BTreeSet<&String>>() {
            let (source, list) = (found.gates.get(path), listed.gates.get(path));
            if source != list {
                wrong.push(format!(
                    "{feature}: `{path}` needs {source:?} in the source and {list:?} in the list"
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn made(feature: &str) -> (Client, BTreeMap<String, String>) {
    let described = Described::read(&golden::input_with_config(feature)).unwrap();
    let client = described.client.clone();
    let generated = generator::generate_as(described, Layout::Modules).unwrap();
    (client, generated.files)
}

/// The cargo features of which any compiles an item.
type Features = BTreeSet<String>;

/// The features of the items that need one, by their paths, which items of odd names share.
type Gates = BTreeMap<String, BTreeSet<Features>>;

fn note(gates: &mut Gates, path: String, features: Features) {
    if !features.is_empty() {
        gates.entry(path).or_default().insert(features);
    }
}

/// The paths of the listed items, and of the common items of every item of their kind.
#[derive(Default)]
struct Listed {
    paths: BTreeSet<String>,
    gates: Gates,
}

impl Listed {
    fn of(client: &Client) -> Self {
        let of_client = items(client).into_iter();
        let of_client = of_client.map(|(path, item)| (path.to_string(), item));
        let of_events = client.webhooks.iter().flat_map(items_of_webhooks);
        let mut listed = Self::default();
        for (path, item) in of_client.chain(of_events) {
            listed.add(path, item);
        }
        listed
    }

    fn add(&mut self, path: String, item: generator::rust::items::Item) {
        let paths = &mut self.paths;
        if let Kind::Struct(always) | Kind::Enum(always) = &item.kind {
            paths.extend(always.iter().map(|member| format!("{path}::{member}")));
        }
        if let Kind::Record = &item.kind {
            let fields = item
                .signature
                .iter()
                .filter_map(|piece| piece.name.as_ref());
            paths.extend(fields.map(|field| format!("{path}::{field}")));
        }
        note(&mut self.gates, path.clone(), item.features);
        paths.insert(path);
    }
}

/// The paths of the public items in source files.
#[derive(Default)]
struct Found {
    paths: BTreeSet<String>,
    /// By the conditions of the items themselves, and of the modules around them.
    gates: Gates,
}

impl Found {
    fn of(client: &Client, files: &BTreeMap<String, String>) -> Self {
        let mut found = Self::default();
        let folder = |at: usize| client.handles[at].module.file().into_owned();
        let modules = (0..client.handles.len()).map(|at| (folder(at), at));
        let modules: BTreeMap<String, usize> = modules.collect();
        let of_modules = of_modules(files);
        let of_module = |path: &str| of_modules.get(path).cloned().unwrap_or_default();
        let mut declared = BTreeSet::new();
        let mut exported = BTreeSet::new();
        for (path, text) in files {
            let Some(path) = path.strip_prefix("src/generated/") else {
                continue;
            };
            // The same for every client.
            if path.starts_with("testing.") {
                continue;
            }
            let file = syn::parse_file(text).unwrap();
            let parts: Vec<&str> = path.split('/').collect();
            let place = match parts.as_slice() {
                ["models", _] | ["models", _, _] => Place::Models,
                ["webhooks", _] => Place::Webhooks,
                ["operations", folder, "mod.rs"] => Place::Handle(modules[*folder]),
                ["operations", folder, _] => Place::Operation(modules[*folder]),
                _ => Place::Root,
            };
            if let ["models", home, "mod.rs"] = parts.as_slice() {
                found.uses(&file, home, &of_module(&format!("models/{home}")));
            }
            let is_module = parts.last() == Some(&"mod.rs");
            let folder = parts[..parts.len() - 1].join("/");
            let around = of_module(&folder);
            for item in &file.items {
                match item {
                    // The re-exports of all items of a model module.
                    Item::Use(one) if is_public(&one.vis) && is_glob(&one.tree) => {}
                    Item::Use(one) if is_public(&one.vis) && is_module => {
                        let features = within(&around, &features_of(&one.attrs));
                        collect_names(&one.tree, &mut |name| {
                            let path = place.path(client, &name);
                            note(&mut found.gates, path, features.clone());
                            exported.insert((folder.clone(), name));
                        });
                    }
                    item => {
                        let name = found.item(client, place, item, &around);
                        // Types in files of their own have the conditions of their re-exports.
                        if !is_module {
                            declared.extend(name.map(|name| (folder.clone(), name)));
                        } else if let Some((name, attributes)) = named(item) {
                            let features = within(&around, &features_of(attributes));
                            note(&mut found.gates, place.path(client, &name), features);
                        }
                    }
                }
            }
        }
        assert_eq!(declared, exported, "types and what their folders export");
        found
    }

    /// Notes the paths of the types in a model module.
    fn uses(&mut self, file: &syn::File, home: &str, around: &Features) {
        let mut add = |name: String, attributes: &[syn::Attribute]| {
            let path = format!("models::{home}::{name}");
            let features = within(around, &features_of(attributes));
            note(&mut self.gates, path.clone(), features);
            self.paths.insert(path);
        };
        for item in &file.items {
            match item {
                Item::Use(one) if is_public(&one.vis) => {
                    collect_names(&one.tree, &mut |name| add(name, &one.attrs));
                }
                Item::Type(one) => add(one.ident.to_string(), &one.attrs),
                _ => {}
            }
        }
    }

    /// Notes the public items of an item; returns the name of a type that it declares.
    fn item(
        &mut self,
        client: &Client,
        place: Place,
        item: &Item,
        around: &Features,
    ) -> Option<String> {
        match item {
            Item::Struct(one) if is_public(&one.vis) => {
                let path = place.path(client, &one.ident.to_string());
                self.derived(&path, &one.attrs);
                for field in one.fields.iter().filter(|field| is_public(&field.vis)) {
                    let name = field.ident.as_ref().unwrap();
                    self.paths.insert(format!("{path}::{name}"));
                }
                self.paths.insert(path);
                Some(one.ident.to_string())
            }
            Item::Enum(one) if is_public(&one.vis) => {
                let path = place.path(client, &one.ident.to_string());
                self.derived(&path, &one.attrs);
                for variant in &one.variants {
                    assert!(!matches!(variant.fields, Fields::Named(_)));
                    self.paths.insert(format!("{path}::{}", variant.ident));
                }
                self.paths.insert(path);
                Some(one.ident.to_string())
            }
            Item::Type(one) if is_public(&one.vis) => {
                self.paths
                    .insert(place.path(client, &one.ident.to_string()));
                Some(one.ident.to_string())
            }
            Item::Fn(one) if is_public(&one.vis) => {
                self.paths
                    .insert(place.path(client, &one.sig.ident.to_string()));
                None
            }
            Item::Const(one) if is_public(&one.vis) => {
                self.paths
                    .insert(place.path(client, &one.ident.to_string()));
                None
            }
            Item::Impl(one) => {
                self.implementation(client, place, one, around);
                None
            }
            Item::Macro(one) => {
                let name = one.mac.path.segments.last().unwrap().ident.to_string();
                let of = one.mac.tokens.clone().into_iter().next().unwrap();
                let path = place.path(client, &of.to_string());
                let traits = traits_of_macro(&name).iter();
                self.paths
                    .extend(traits.map(|one| format!("{path}::{one}")));
                None
            }
            _ => None,
        }
    }

    fn derived(&mut self, path: &str, attributes: &[syn::Attribute]) {
        for attribute in attributes
            .iter()
            .filter(|one| one.path().is_ident("derive"))
        {
            let parse = attribute.parse_nested_meta(|meta| {
                let name = meta.path.to_token_stream().to_string().replace(' ', "");
                let name = name.trim_start_matches("::");
                self.paths.insert(format!("{path}::<{name}>"));
                Ok(())
            });
            parse.unwrap();
        }
    }

    fn implementation(
        &mut self,
        client: &Client,
        place: Place,
        one: &syn::ItemImpl,
        around: &Features,
    ) {
        let owner = spelled(&one.self_ty, place);
        let Some((_, of, _)) = &one.trait_ else {
            let path = place.path(client, &owner);
            let is_model = matches!(place, Place::Models | Place::Webhooks);
            for item in &one.items {
                match item {
                    ImplItem::Fn(function) if is_public(&function.vis) => {
                        let name = &function.sig.ident;
                        // A field may have the same name as its setter.
                        let setter =
                            matches!(function.sig.receiver(), Some(it) if it.reference.is_none());
                        let call = if is_model && setter { "()" } else { "" };
                        let method = format!("{path}::{name}{call}");
                        if matches!(place, Place::Root | Place::Handle(_)) {
                            let features = within(around, &features_of(&function.attrs));
                            note(&mut self.gates, method.clone(), features);
                        }
                        self.paths.insert(method);
                    }
                    ImplItem::Const(constant) if is_public(&constant.vis) => {
                        self.paths.insert(format!("{path}::{}", constant.ident));
                    }
                    _ => {}
                }
            }
            return;
        };
        let name = of.segments.last().unwrap();
        let arguments = match &name.arguments {
            syn::PathArguments::AngleBracketed(arguments) if name.ident == "From" => {
                let Some(syn::GenericArgument::Type(from)) = arguments.args.first() else {
                    panic!("{}", one.to_token_stream());
                };
                spelled(from, place)
            }
            _ => String::new(),
        };
        let path = if arguments.is_empty() {
            format!("{}::<{}>", place.path(client, &owner), name.ident)
        } else if matches!(place, Place::Models) && owner == "Form" {
            format!("{}::<into Form>", place.path(client, &arguments))
        } else if ["Server", "Scheme"].contains(&arguments.as_str()) {
            format!("{arguments}::<into {owner}>")
        } else {
            format!("{}::<From<{arguments}>>", place.path(client, &owner))
        };
        self.paths.insert(path);
    }
}

/// The position of a file in the crate.
#[derive(Clone, Copy)]
enum Place {
    Root,
    Models,
    Webhooks,
    /// The module of a handle.
    Handle(usize),
    /// The file of an operation in the module of a handle.
    Operation(usize),
}

impl Place {
    /// The path of a type named by a file at this position.
    fn path(self, client: &Client, name: &str) -> String {
        match self {
            Self::Models => format!("models::{name}"),
            Self::Webhooks => format!("webhooks::{name}"),
            Self::Handle(at) | Self::Operation(at) => {
                let handle = &client.handles[at];
                if name == "Client" || name == handle.name.as_str() {
                    name.to_owned()
                } else {
                    format!("{}::{name}", handle.module)
                }
            }
            Self::Root => name.to_owned(),
        }
    }
}

/// The features of the modules whose conditions are in the files of the modules around them, by their
/// folders.
fn of_modules(files: &BTreeMap<String, String>) -> BTreeMap<String, Features> {
    let mut found = BTreeMap::new();
    for folder in ["", "models/", "operations/"] {
        let file = syn::parse_file(&files[&format!("src/generated/{folder}mod.rs")]).unwrap();
        for item in &file.items {
            let Item::Mod(one) = item else { continue };
            let features = features_of(&one.attrs);
            let path = one.attrs.iter().find(|one| one.path().is_ident("path"));
            let name = match path.map(|one| &one.meta) {
                Some(syn::Meta::NameValue(path)) => {
                    let path = path.value.to_token_stream().to_string();
                    path.trim_matches('"')
                        .trim_end_matches("/mod.rs")
                        .to_owned()
                }
                _ => one.ident.to_string(),
            };
            found.insert(format!("{folder}{name}"), features);
        }
    }
    found
}

/// The name and the attributes of a public type, function or constant.
fn named(item: &Item) -> Option<(String, &[syn::Attribute])> {
    let (visibility, name, attributes) = match item {
        Item::Struct(one) => (&one.vis, &one.ident, &one.attrs),
        Item::Type(one) => (&one.vis, &one.ident, &one.attrs),
        Item::Const(one) => (&one.vis, &one.ident, &one.attrs),
        Item::Fn(one) => (&one.vis, &one.sig.ident, &one.attrs),
        _ => return None,
    };
    is_public(visibility).then(|| (name.to_string(), attributes.as_slice()))
}

/// The features of an item in a module: its own, or else those of the module.
fn within(around: &Features, own: &Features) -> Features {
    assert!(
        around.is_empty() || own.is_subset(around),
        "{own:?} in {around:?}"
    );
    match own.is_empty() {
        true => around.clone(),
        false => own.clone(),
    }
}

/// The features of which a condition demands any.
fn features_of(attributes: &[syn::Attribute]) -> Features {
    let conditions = attributes.iter().filter(|one| one.path().is_ident("cfg"));
    let mut found = Features::new();
    for condition in conditions {
        let text = condition.meta.to_token_stream().to_string();
        let names = text.split("feature = \"").skip(1);
        let names = names.filter_map(|name| name.split('"').next());
        found.extend(names.map(str::to_owned));
        assert!(
            !found.is_empty() && !text.contains("all ") && !text.contains("not "),
            "{text}"
        );
    }
    found
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

/// A type as in reports: without paths into other crates.
fn spelled(ty: &Type, place: Place) -> String {
    let parent = match place {
        Place::Models => "models::",
        Place::Webhooks => "webhooks::",
        Place::Root | Place::Handle(_) | Place::Operation(_) => "",
    };
    let mut text = ty.to_token_stream().to_string();
    for (from, to) in [
        (" ", ""),
        ("super::", parent),
        ("crate::", ""),
        ("std::collections::", ""),
        ("rt::bytes::", ""),
        ("rt::", ""),
        ("'static", "'static "),
        (",", ", "),
        // Types of other crates, with the paths that the source needs.
        ("<::", "<"),
        ("(::", "("),
    ] {
        text = text.replace(from, to);
    }
    text.trim_start_matches("::").to_owned()
}

fn is_glob(tree: &UseTree) -> bool {
    matches!(tree, UseTree::Path(path) if matches!(*path.tree, UseTree::Glob(_)))
}

/// The names that a `use` makes public.
fn collect_names(tree: &UseTree, found: &mut dyn FnMut(String)) {
    match tree {
        UseTree::Path(path) => collect_names(&path.tree, found),
        UseTree::Name(name) => found(name.ident.to_string()),
        UseTree::Group(group) => group
            .items
            .iter()
            .for_each(|tree| collect_names(tree, found)),
        UseTree::Rename(_) | UseTree::Glob(_) => panic!("{}", tree.to_token_stream()),
    }
}
