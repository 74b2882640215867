//! The items of the files of a crate, and those that they re-export.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{TokenStream, TokenTree};

use crate::Source;

/// A path of modules from the root of the crate.
type ModulePath = Vec<String>;

/// The items of the files of a crate.
pub(crate) struct Exports {
    files: BTreeMap<ModulePath, File>,
}

#[derive(Default)]
struct File {
    /// The names of its own items.
    own: BTreeSet<String>,
    /// Its re-exports, each with its path; `*` for all items of a module.
    uses: Vec<(String, ModulePath)>,
}

impl Exports {
    /// Reads the files, each with its module path.
    pub(crate) fn of<'a>(files: impl Iterator<Item = (ModulePath, &'a Source)>) -> Self {
        let read = |(path, source): (ModulePath, &Source)| {
            let tokens: TokenStream = source.text.parse().unwrap();
            let file = File::of(&tokens.into_iter().collect::<Vec<_>>(), &path);
            (path, file)
        };
        Self {
            files: files.map(read).collect(),
        }
    }

    /// The innermost file on a path, or that of the item at the path if re-exports are followed. The root itself
    /// is none.
    pub(crate) fn file(&self, path: &[String], follows: bool) -> Option<ModulePath> {
        let mut ends = (0..=path.len()).rev();
        let end = ends.find(|end| self.files.contains_key(&path[..*end]))?;
        let (module, rest) = path.split_at(end);
        let item = rest.first().filter(|_| follows);
        let found = item.and_then(|name| self.item(module, name, &mut BTreeSet::new()));
        let file = found.unwrap_or_else(|| module.to_vec());
        Some(file).filter(|file| !file.is_empty())
    }

    /// The file of an item that a module has or re-exports.
    fn item(
        &self,
        module: &[String],
        name: &str,
        seen: &mut BTreeSet<ModulePath>,
    ) -> Option<ModulePath> {
        let file = self.files.get(module)?;
        if file.own.contains(name) {
            return Some(module.to_vec());
        }
        if !seen.insert(module.to_vec()) {
            return None;
        }
        file.uses.iter().find_map(|(known, path)| {
            if known == "*" {
                return self.item(path, name, seen);
            }
            let (last, holder) = path.split_last().filter(|_| known == name)?;
            match self.files.contains_key(path) {
                true => Some(path.clone()),
                false => self.item(holder, last, seen),
            }
        })
    }
}

impl File {
    fn of(tokens: &[TokenTree], module: &[String]) -> Self {
        let mut file = Self::default();
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            at += 1;
            let TokenTree::Ident(word) = token else {
                continue;
            };
            match word.to_string().as_str() {
                "use" => {
                    let is_end =
                        |it: &TokenTree| matches!(it, TokenTree::Punct(it) if it.as_char() == ';');
                    let rest = &tokens[at..];
                    let end = rest.iter().position(is_end).unwrap_or(rest.len());
                    leaves(&rest[..end], &[], &mut file.uses);
                    at += end;
                }
                "struct" | "enum" | "union" | "trait" | "type" | "fn" | "const" | "static" => {
                    if let Some(TokenTree::Ident(name)) = tokens.get(at) {
                        file.own.insert(name.to_string());
                    }
                }
                _ => {}
            }
        }
        for (_, path) in &mut file.uses {
            *path = absolute(path, module);
        }
        file
    }
}

/// A path in a `use` of a module, from the root of the crate. That of another crate stays, and is no file.
fn absolute(path: &[String], module: &[String]) -> ModulePath {
    let mut base = module.to_vec();
    let mut rest = path;
    while let Some(first) = rest.first() {
        match first.as_str() {
            "crate" => base.clear(),
            "super" => drop(base.pop()),
            "self" => {}
            _ => break,
        }
        rest = &rest[1..];
    }
    [base.as_slice(), rest].concat()
}

/// The names in the tree of a `use`, each with its path.
fn leaves(tokens: &[TokenTree], within: &[String], found: &mut Vec<(String, ModulePath)>) {
    let is_comma = |it: &TokenTree| matches!(it, TokenTree::Punct(it) if it.as_char() == ',');
    for tree in tokens.split(is_comma) {
        let mut path = within.to_vec();
        let mut alias = None;
        for (at, token) in tree.iter().enumerate() {
            match token {
                TokenTree::Ident(word) if word == "as" => {
                    alias = tree.get(at + 1).map(ToString::to_string);
                    break;
                }
                TokenTree::Ident(name) => path.push(name.to_string()),
                TokenTree::Group(group) => {
                    let inner: Vec<TokenTree> = group.stream().into_iter().collect();
                    leaves(&inner, &path, found);
                    path.clear();
                }
                TokenTree::Punct(mark) if mark.as_char() == '*' => alias = Some("*".to_owned()),
                TokenTree::Punct(_) | TokenTree::Literal(_) => {}
            }
        }
        if path.last().is_some_and(|last| last == "self") {
            path.pop();
        }
        if let Some(last) = path.last().cloned() {
            found.push((alias.unwrap_or(last), path));
        }
    }
}

#[test]
fn items_are_followed_to_their_files() {
    let source = |path: &str, text: &str| Source {
        path: path.to_owned(),
        text: text.to_owned(),
    };
    let path = |text: &str| -> ModulePath { text.split("::").map(str::to_owned).collect() };
    let files = [
        (
            vec![],
            source("lib.rs", "mod a; pub use a::{Thing as It, c::*};"),
        ),
        (
            path("a"),
            source("a/mod.rs", "mod b; mod c; pub use b::{self, Thing};"),
        ),
        (path("a::b"), source("a/b.rs", "pub struct Thing;")),
        (
            path("a::c"),
            source("a/c.rs", "pub use super::b::Thing as Other; pub fn f() {}"),
        ),
    ];
    let exports = Exports::of(files.iter().map(|(path, source)| (path.clone(), source)));
    for (used, file) in [
        ("a::Thing", Some("a::b")),
        ("It::new", Some("a::b")),
        ("f", Some("a::c")),
        ("Other", Some("a::b")),
        ("a::Unknown", Some("a")),
        ("std::fmt", None),
    ] {
        assert_eq!(exports.file(&path(used), true), file.map(path), "{used}");
    }
    assert_eq!(exports.file(&path("a::Thing"), false), Some(path("a")));
}
