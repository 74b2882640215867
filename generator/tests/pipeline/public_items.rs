//! Every public item of a generated client is in the list of items, and every listed item is in the
//! client: the source is parsed and compared with the list in both directions.

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
        other => panic!("nobody says what `{other}!` implements"),
    }
}

/// Traits for the runtime rather than for programs.
const HIDDEN: [&str; 1] = ["Object"];

#[test]
fn each_is_listed_and_each_listed_one_is_there() {
    let mut wrong = Vec::new();
    for feature in golden::features() {
        let (client, files) = made(&feature);
        let listed = listed(&client);
        let found = Found::of(&client, &files);
        let list = |of: &BTreeSet<String>, without: &BTreeSet<String>, what: &str| {
            let missing = of.difference(without);
            missing
                .map(|path| format!("{feature}: `{path}` {what}"))
                .collect::<Vec<String>>()
        };
        wrong.extend(list(
            &found.0,
            &listed,
            "is in the source and not in the list",
        ));
        wrong.extend(list(
            &listed,
            &found.0,
            "is in the list and not in the source",
        ));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn made(feature: &str) -> (Client, BTreeMap<String, String>) {
    let described = Described::read(&golden::input_with_config(feature)).unwrap();
    let client = described.client.clone();
    let generated = generator::generate_as(described, Layout::Modules).unwrap();
    (client, generated.files)
}

/// The paths of the listed items, and of the common items of every item of their kind.
fn listed(client: &Client) -> BTreeSet<String> {
    let of_client = items(client).into_iter();
    let of_client = of_client.map(|(path, item)| (path.to_string(), item));
    let of_events = client.webhooks.iter().flat_map(items_of_webhooks);
    let mut paths = BTreeSet::new();
    for (path, item) in of_client.chain(of_events) {
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
        paths.insert(path);
    }
    paths
}

/// The paths of the public items in source files.
#[derive(Default)]
struct Found(BTreeSet<String>);

impl Found {
    fn of(client: &Client, files: &BTreeMap<String, String>) -> Self {
        let mut found = Self::default();
        let folder = |at: usize| client.handles[at].module.file().into_owned();
        let modules = (0..client.handles.len()).map(|at| (folder(at), at));
        let modules: BTreeMap<String, usize> = modules.collect();
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
                found.uses(&file, home);
            }
            let is_module = parts.last() == Some(&"mod.rs");
            let folder = parts[..parts.len() - 1].join("/");
            for item in &file.items {
                match item {
                    // The re-exports of all items of a model module.
                    Item::Use(one) if is_public(&one.vis) && is_glob(&one.tree) => {}
                    Item::Use(one) if is_public(&one.vis) && is_module => {
                        collect_names(&one.tree, &mut |name| {
                            exported.insert((folder.clone(), name));
                        });
                    }
                    item => {
                        if let Some(name) = found.item(client, place, item).filter(|_| !is_module) {
                            declared.insert((folder.clone(), name));
                        }
                    }
                }
            }
        }
        assert_eq!(declared, exported, "types and what their folders export");
        found
    }

    /// Notes the paths of the types in a model module.
    fn uses(&mut self, file: &syn::File, home: &str) {
        for item in &file.items {
            match item {
                Item::Use(one) if is_public(&one.vis) => collect_names(&one.tree, &mut |name| {
                    self.0.insert(format!("models::{home}::{name}"));
                }),
                Item::Type(one) => {
                    self.0.insert(format!("models::{home}::{}", one.ident));
                }
                _ => {}
            }
        }
    }

    /// Notes the public items of an item; returns the name of a type that it declares.
    fn item(&mut self, client: &Client, place: Place, item: &Item) -> Option<String> {
        match item {
            Item::Struct(one) if is_public(&one.vis) => {
                let path = place.path(client, &one.ident.to_string());
                self.derived(&path, &one.attrs);
                for field in one.fields.iter().filter(|field| is_public(&field.vis)) {
                    let name = field.ident.as_ref().unwrap();
                    self.0.insert(format!("{path}::{name}"));
                }
                self.0.insert(path);
                Some(one.ident.to_string())
            }
            Item::Enum(one) if is_public(&one.vis) => {
                let path = place.path(client, &one.ident.to_string());
                self.derived(&path, &one.attrs);
                for variant in &one.variants {
                    assert!(!matches!(variant.fields, Fields::Named(_)));
                    self.0.insert(format!("{path}::{}", variant.ident));
                }
                self.0.insert(path);
                Some(one.ident.to_string())
            }
            Item::Type(one) if is_public(&one.vis) => {
                self.0.insert(place.path(client, &one.ident.to_string()));
                Some(one.ident.to_string())
            }
            Item::Fn(one) if is_public(&one.vis) => {
                self.0
                    .insert(place.path(client, &one.sig.ident.to_string()));
                None
            }
            Item::Const(one) if is_public(&one.vis) => {
                self.0.insert(place.path(client, &one.ident.to_string()));
                None
            }
            Item::Impl(one) => {
                self.implementation(client, place, one);
                None
            }
            Item::Macro(one) => {
                let name = one.mac.path.segments.last().unwrap().ident.to_string();
                let of = one.mac.tokens.clone().into_iter().next().unwrap();
                let path = place.path(client, &of.to_string());
                let traits = traits_of_macro(&name).iter();
                self.0.extend(traits.map(|one| format!("{path}::{one}")));
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
                self.0.insert(format!("{path}::<{name}>"));
                Ok(())
            });
            parse.unwrap();
        }
    }

    fn implementation(&mut self, client: &Client, place: Place, one: &syn::ItemImpl) {
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
                        self.0.insert(format!("{path}::{name}{call}"));
                    }
                    ImplItem::Const(constant) if is_public(&constant.vis) => {
                        self.0.insert(format!("{path}::{}", constant.ident));
                    }
                    _ => {}
                }
            }
            return;
        };
        let name = of.segments.last().unwrap();
        if HIDDEN.contains(&name.ident.to_string().as_str()) {
            return;
        }
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
        if name.ident == "Operation" {
            let owner = place.path(client, &owner);
            self.0.insert(format!("{owner}::Output"));
        }
        self.0.insert(path);
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
