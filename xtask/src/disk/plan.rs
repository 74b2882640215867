//! The changes that `regen` or `generate` makes on disk, planned in full before anything is
//! written.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::Component;

use crate::disk::digest;
use crate::disk::layout::{Layout, marked};
use crate::disk::workspace::{self, Workspace};
use crate::disk::write;
use crate::exit::Failure;
use crate::terminal;

/// One file that would change.
pub(crate) struct Change {
    /// Relative to the workspace or the package, with `/` on every system.
    pub(crate) path: String,
    /// The current content; `None` if the file doesn't exist.
    pub(crate) old: Option<Vec<u8>>,
    /// The new content; `None` if the file is to be removed.
    pub(crate) new: Option<String>,
}

/// The verbs for changes that were made.
pub(crate) const WRITTEN: [&str; 3] = ["Created", "Updated", "Removed"];

impl Change {
    /// The verb for the change: that of a created, updated or removed file.
    pub(crate) fn verb(&self, [create, update, remove]: [&'static str; 3]) -> &'static str {
        match (&self.old, &self.new) {
            (_, None) => remove,
            (None, _) => create,
            _ => update,
        }
    }
}

/// Files by path, and the paths that are blocked by a link or something else that is not a file.
type Found = (BTreeMap<String, Vec<u8>>, Vec<String>);

/// All changes, in the order in which they are made.
pub(crate) struct Plan {
    /// The changes.
    pub(crate) changes: Vec<Change>,
    /// The number of files that are up to date.
    pub(crate) fresh: usize,
    /// Files that a user took over by removing the mark: they are not changed.
    pub(crate) kept: Vec<String>,
    layout: &'static Layout,
}

impl Plan {
    /// Compares files with those of a folder.
    ///
    /// # Errors
    ///
    /// Refuses if a file without our mark is in the way.
    pub(crate) fn of_layout(
        layout: &'static Layout,
        folder: &Workspace,
        files: &BTreeMap<String, String>,
    ) -> Result<Self, Failure> {
        let plan = Self::empty(layout);
        let names = files
            .keys()
            .map(String::as_str)
            .chain(layout.beside.iter().copied());
        let (present, foreign) = plan.find(folder, files, names)?;
        plan.compare(files.clone(), present, foreign)
    }

    /// Compares the files of a whole package with those in its folder.
    ///
    /// If the folder already holds a generated package, a file outside the modules that has lost the
    /// mark is kept.
    ///
    /// # Errors
    ///
    /// Refuses if a file without our mark is in the way.
    pub(crate) fn of_package(
        layout: &'static Layout,
        folder: &Workspace,
        mut files: BTreeMap<String, String>,
    ) -> Result<Self, Failure> {
        let mut plan = Self::empty(layout);
        let beside = layout.beside.iter().copied();
        let names = files.keys().map(String::as_str).chain(beside.clone());
        let (mut present, mut foreign) = plan.find(folder, &files, names)?;
        let ours = present.get(layout.root).is_some_and(|root| marked(root));
        if ours {
            for path in beside {
                if present.get(path).is_some_and(|content| !marked(content)) {
                    let prefix = layout.prefix;
                    let folder = path.strip_suffix("Cargo.toml").unwrap_or_default();
                    let is_kept =
                        |it: &str| it == path || (!folder.is_empty() && it.starts_with(folder));
                    present.retain(|it, _| !is_kept(it));
                    files.retain(|it, _| !is_kept(it));
                    foreign.retain(|it| !it.strip_prefix(prefix).is_some_and(is_kept));
                    plan.kept.push(format!("{prefix}{path}"));
                }
            }
        } else {
            // A file that is not in the way is never removed.
            present.retain(|path, _| layout.owns(path) || files.contains_key(path));
        }
        plan.compare(files, present, foreign)
    }

    /// The digest over all files in owned folders and those named `beside` them; `None` if anything in
    /// the way is not a file.
    pub(crate) fn standing(
        layout: &'static Layout,
        workspace: &Workspace,
        beside: &[String],
    ) -> Result<Option<String>, Failure> {
        let plan = Self::empty(layout);
        let beside = beside.iter().map(String::as_str);
        let names = beside.chain(layout.beside.iter().copied());
        let (present, foreign) = plan.find(workspace, &BTreeMap::new(), names)?;
        let files = present
            .iter()
            .map(|(path, bytes)| (path.as_str(), bytes.as_slice()));
        Ok(foreign.is_empty().then(|| digest::of_files(files)))
    }

    /// No changes yet.
    pub(crate) fn empty(layout: &'static Layout) -> Self {
        Self {
            changes: Vec::new(),
            fresh: 0,
            kept: Vec::new(),
            layout,
        }
    }

    /// The files in owned folders and those with these names.
    fn find<'a>(
        &self,
        workspace: &Workspace,
        files: &BTreeMap<String, String>,
        names: impl Iterator<Item = &'a str>,
    ) -> Result<Found, Failure> {
        for (path, content) in files {
            check_generated(path, content)?;
        }
        let mut present = BTreeMap::new();
        let mut foreign = Vec::new();
        for folder in ["src", "tests"] {
            let name = format!("{}{folder}", self.layout.prefix);
            if is_link(workspace, &name) {
                foreign.push(name);
            }
        }
        if !foreign.is_empty() {
            return Ok((present, foreign));
        }
        for folder in self.layout.owned {
            self.collect(workspace, folder, &mut present, &mut foreign)?;
        }
        for path in names.filter(|path| !self.layout.owns(path)) {
            let name = format!("{}{path}", self.layout.prefix);
            if is_link(workspace, &name) {
                foreign.push(name);
            } else if let Some(content) = workspace.read(&name)? {
                present.insert(path.to_owned(), content);
            }
        }
        Ok((present, foreign))
    }

    /// Plans the changes from `present` to `files`.
    fn compare(
        mut self,
        files: BTreeMap<String, String>,
        mut present: BTreeMap<String, Vec<u8>>,
        mut foreign: Vec<String>,
    ) -> Result<Self, Failure> {
        foreign.extend(
            present
                .iter()
                .filter(|(path, content)| !(marked(content) || cut_off(path, content)))
                .map(|(path, _)| format!("{}{path}", self.layout.prefix)),
        );
        if !foreign.is_empty() {
            let files = terminal::count(foreign.len(), "file");
            return Err(Failure::refused(format!(
                "{files} without the `@generated` mark in a folder for generated files"
            ))
            .details(foreign)
            .help("move handwritten files elsewhere, delete unused ones, and run again; nothing was written"));
        }

        for (path, content) in files {
            self.add(
                format!("{}{path}", self.layout.prefix),
                present.remove(&path),
                content,
            );
        }
        self.changes
            .sort_by_cached_key(|change| order(&change.path));
        // Removed last, so that an interrupted run leaves unused modules rather than uses of missing
        // modules.
        let prefix = self.layout.prefix;
        self.changes
            .extend(present.into_iter().map(|(path, old)| Change {
                path: format!("{prefix}{path}"),
                old: Some(old),
                new: None,
            }));
        Ok(self)
    }

    /// The digest over the generated files as they are on disk; `files` are those of the plan.
    pub(crate) fn on_disk(&self, files: &BTreeMap<String, String>) -> String {
        let mut present: BTreeMap<&str, &[u8]> = files
            .iter()
            .map(|(path, content)| (path.as_str(), content.as_bytes()))
            .collect();
        for change in &self.changes {
            let Some(path) = change.path.strip_prefix(self.layout.prefix) else {
                continue;
            };
            match &change.old {
                Some(old) => present.insert(path, old),
                None => present.remove(path),
            };
        }
        digest::of_files(present)
    }

    /// Adds a file of `spec/`, written after everything planned so far.
    pub(crate) fn then(
        &mut self,
        workspace: &Workspace,
        path: &str,
        content: String,
    ) -> Result<(), Failure> {
        let old = workspace.read(path)?;
        self.add(path.to_owned(), old, content);
        Ok(())
    }

    fn add(&mut self, path: String, old: Option<Vec<u8>>, content: String) {
        if old.as_deref() == Some(content.as_bytes()) {
            self.fresh += 1;
        } else {
            self.changes.push(Change {
                path,
                old,
                new: Some(content),
            });
        }
    }

    /// Makes the changes: all of them, or none.
    ///
    /// # Errors
    ///
    /// If one can't be made. Those before it are reverted.
    pub(crate) fn apply(&self, workspace: &Workspace) -> Result<(), Failure> {
        for (made, change) in self.changes.iter().enumerate() {
            let place = workspace.place(&change.path);
            match &change.new {
                // Nothing refers to a new file before the module above it is written.
                Some(content) if change.old.is_none() && self.is_owned(&change.path) => {
                    write::new_file(&place, content.as_bytes())
                }
                Some(content) => write::file(&place, content.as_bytes()),
                None => fs::remove_file(&place),
            }
            .map_err(|error| {
                let left = revert(workspace, &self.changes[..made]);
                let help = match left.is_empty() {
                    true => "nothing was changed; fix the cause and run the command again",
                    false => "restore these files from version control",
                };
                Failure::failed(format!("could not write {}", change.path))
                    .cause(&error)
                    .details(left)
                    .help(help)
            })?;
        }
        for removed in self.changes.iter().filter(|change| change.new.is_none()) {
            self.remove_empty_folders(workspace, &removed.path);
        }
        Ok(())
    }

    /// Reverts the changes, which were all made. Returns the reasons why some can't be.
    pub(crate) fn revert(&self, workspace: &Workspace) -> Vec<String> {
        revert(workspace, &self.changes)
    }

    /// Prints the changes with the verbs for created, updated and removed files, and the number of files
    /// that are up to date.
    pub(crate) fn print(&self, verbs: [&'static str; 3]) {
        for change in &self.changes {
            terminal::status(change.verb(verbs), &change.path);
        }
        terminal::status("Fresh", terminal::count(self.fresh, "file"));
    }

    /// Reads the files below a folder of the client package. Links are not followed: their targets
    /// could be outside the folder.
    fn collect(
        &self,
        workspace: &Workspace,
        folder: &str,
        files: &mut BTreeMap<String, Vec<u8>>,
        foreign: &mut Vec<String>,
    ) -> Result<(), Failure> {
        let name = format!("{}{folder}", self.layout.prefix);
        if is_link(workspace, &name) {
            foreign.push(name);
            return Ok(());
        }
        let unreadable = |error: std::io::Error| {
            Failure::failed(format!("could not read the folder {name}")).cause(&error)
        };
        let entries = match fs::read_dir(workspace.place(&name)) {
            Ok(entries) => entries,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(unreadable(error)),
        };
        for entry in entries {
            let entry = entry.map_err(unreadable)?;
            let path = format!("{folder}/{}", entry.file_name().to_string_lossy());
            let kind = entry.file_type().map_err(unreadable)?;
            if kind.is_dir() {
                self.collect(workspace, &path, files, foreign)?;
            } else if kind.is_file() {
                let name = format!("{}{path}", self.layout.prefix);
                if let Some(content) = workspace::read(&entry.path(), &name)? {
                    files.insert(path, content);
                }
            } else {
                foreign.push(format!("{}{path}", self.layout.prefix));
            }
        }
        Ok(())
    }

    /// Whether the path of a change is in an owned folder.
    fn is_owned(&self, path: &str) -> bool {
        (path.strip_prefix(self.layout.prefix)).is_some_and(|path| self.layout.owns(path))
    }

    /// Removes the folders that became empty by the removal of a file, up to the package's own. A folder that
    /// is not empty, or that another process holds open, stays: it does no harm.
    fn remove_empty_folders(&self, workspace: &Workspace, path: &str) {
        let mut folder = path;
        while let Some((parent, _)) = folder.rsplit_once('/') {
            let is_within = parent.starts_with(self.layout.prefix);
            if !is_within || fs::remove_dir(workspace.place(parent)).is_err() {
                return;
            }
            folder = parent;
        }
    }
}

/// Reverts changes that were made, the last one first. Returns the reasons why some can't be.
fn revert(workspace: &Workspace, made: &[Change]) -> Vec<String> {
    let reverted = made.iter().rev().filter_map(|change| {
        let place = workspace.place(&change.path);
        let reverted = match &change.old {
            Some(old) => write::file(&place, old),
            None => fs::remove_file(place),
        };
        let error = reverted.err()?;
        Some(format!("{} could not be restored: {error}", change.path))
    });
    reverted.collect()
}

/// Whether an interrupted run left this file: a temporary one, or a new one without content. Any other file
/// has at least its beginning, with the mark.
fn cut_off(path: &str, content: &[u8]) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    name.starts_with(write::TEMPORARY) || content.is_empty()
}

fn is_link(workspace: &Workspace, path: &str) -> bool {
    workspace
        .place(path)
        .symlink_metadata()
        .is_ok_and(|found| found.is_symlink())
}

/// The rules for a generated set, so that nothing is written outside the package, and the next run
/// doesn't refuse the files of this one.
fn check_generated(path: &str, content: &str) -> Result<(), Failure> {
    let inside = !path.is_empty()
        && !path.contains('\\')
        && std::path::Path::new(path)
            .components()
            .all(|part| matches!(part, Component::Normal(_)));
    let problem = if !inside {
        "is not inside the client package"
    } else if !marked(content.as_bytes()) {
        "does not have the `@generated` mark"
    } else {
        return Ok(());
    };
    Err(Failure::failed(format!(
        "internal error: the generator made a file that {problem}: {}",
        terminal::printable(path)
    ))
    .help("this is a bug in the generator; please report it; nothing was written"))
}

/// Modules come after the modules that they declare, and the root of the generated modules after
/// everything else: an interrupted run leaves a stale client rather than one that doesn't compile.
fn order(path: &str) -> (bool, std::cmp::Reverse<usize>, String) {
    let module = path == "mod.rs" || path.ends_with("/mod.rs");
    let depth = if module { path.matches('/').count() } else { 0 };
    (module, std::cmp::Reverse(depth), path.to_owned())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const MODULES: Layout = Layout {
        prefix: "generated-client/",
        owned: &["src/generated", "tests/generated"],
        beside: &[],
        root: "src/generated/mod.rs",
    };

    const MOD: &str = "src/generated/mod.rs";

    fn workspace() -> (tempfile::TempDir, Workspace) {
        let folder = tempfile::tempdir().unwrap();
        let workspace = Workspace::find(Some(folder.path().to_path_buf())).unwrap();
        (folder, workspace)
    }

    fn set(paths: &[&str]) -> BTreeMap<String, String> {
        paths
            .iter()
            .map(|path| ((*path).to_owned(), format!("// @generated {path}\n")))
            .collect()
    }

    fn paths(plan: &Plan) -> Vec<&str> {
        plan.changes
            .iter()
            .map(|change| change.path.as_str())
            .collect()
    }

    #[test]
    fn modules_come_after_what_they_name_and_removals_last() {
        let (_folder, workspace) = workspace();
        let old = set(&["src/generated/aaa.rs"]);
        Plan::of_layout(&MODULES, &workspace, &old)
            .unwrap()
            .apply(&workspace)
            .unwrap();
        let new = set(&[
            MOD,
            "src/generated/models/mod.rs",
            "src/generated/models/z.rs",
            "TABLE.md",
        ]);
        let mut plan = Plan::of_layout(&MODULES, &workspace, &new).unwrap();
        plan.then(&workspace, "spec/spec.lock", String::new())
            .unwrap();
        assert_eq!(
            paths(&plan),
            [
                "generated-client/TABLE.md",
                "generated-client/src/generated/models/z.rs",
                "generated-client/src/generated/models/mod.rs",
                "generated-client/src/generated/mod.rs",
                "generated-client/src/generated/aaa.rs",
                "spec/spec.lock",
            ]
        );
        plan.apply(&workspace).unwrap();
        let again = Plan::of_layout(&MODULES, &workspace, &new).unwrap();
        assert_eq!((paths(&again), again.fresh), (Vec::new(), 4));
    }

    #[test]
    fn what_was_written_is_taken_back() {
        let (folder, workspace) = workspace();
        let (old, new) = ("generated-client/src/generated/old.rs", "spec/new.yaml");
        for path in [old, "spec/a.yaml"] {
            write::file(&workspace.place(path), b"// @generated\n").unwrap();
        }
        let mut plan = Plan::of_layout(&MODULES, &workspace, &BTreeMap::new()).unwrap();
        for path in ["spec/a.yaml", new, "spec/spec.lock"] {
            plan.then(&workspace, path, "other".to_owned()).unwrap();
        }
        // A file can't replace a folder that is not empty.
        write::file(&workspace.place("spec/spec.lock/a"), b"").unwrap();

        let failure = plan.apply(&workspace).unwrap_err();
        assert!(failure.message.contains("spec/spec.lock"), "{failure:?}");
        assert!(failure.help.unwrap().starts_with("nothing was changed"));
        for path in [old, "spec/a.yaml"] {
            assert_eq!(fs::read(workspace.place(path)).unwrap(), b"// @generated\n");
        }
        assert!(!workspace.place(new).exists());
        let spec = fs::read_dir(folder.path().join("spec")).unwrap();
        assert_eq!(spec.count(), 2, "nothing temporary is left");

        fs::remove_dir_all(workspace.place("spec/spec.lock")).unwrap();
        plan.apply(&workspace).unwrap();
        assert!(!workspace.place(old).exists());
        assert_eq!(fs::read(workspace.place(new)).unwrap(), b"other");
        assert_eq!(plan.revert(&workspace), [""; 0]);
        assert_eq!(fs::read(workspace.place(old)).unwrap(), b"// @generated\n");
        assert!(!workspace.place(new).exists());
    }

    #[test]
    fn the_digest_of_what_is_on_disk() {
        let (_folder, workspace) = workspace();
        let digest = |files: &BTreeMap<String, String>| {
            digest::of_files(
                files
                    .iter()
                    .map(|(path, text)| (path.as_str(), text.as_bytes())),
            )
        };
        let (old, new) = (
            set(&[MOD, "TABLE.md", "src/generated/a.rs"]),
            set(&[MOD, "TABLE.md", "src/generated/b.rs"]),
        );
        Plan::of_layout(&MODULES, &workspace, &old)
            .unwrap()
            .apply(&workspace)
            .unwrap();
        let plan = Plan::of_layout(&MODULES, &workspace, &new).unwrap();
        assert_eq!(plan.on_disk(&new), digest(&old));
        plan.apply(&workspace).unwrap();
        assert_eq!(
            Plan::of_layout(&MODULES, &workspace, &new)
                .unwrap()
                .on_disk(&new),
            digest(&new)
        );
    }

    #[test]
    fn a_generated_set_that_breaks_the_rules_is_an_error() {
        let (folder, workspace) = workspace();
        for path in [
            "../x.rs",
            "/x.rs",
            "src/generated/../../../x.rs",
            "",
            "a\\b.rs",
            "./x.rs",
        ] {
            let failure = Plan::of_layout(&MODULES, &workspace, &set(&[path]))
                .err()
                .unwrap();
            assert!(
                failure.message.contains("is not inside"),
                "{}",
                failure.message
            );
        }
        let unmarked = BTreeMap::from([(MOD.to_owned(), "pub mod a;\n".to_owned())]);
        let failure = Plan::of_layout(&MODULES, &workspace, &unmarked)
            .err()
            .unwrap();
        assert!(failure.message.contains("mark"), "{}", failure.message);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_single_file_without_the_mark_is_refused() {
        let (_folder, workspace) = workspace();
        write::file(&workspace.place("generated-client/TABLE.md"), b"mine").unwrap();
        let failure = Plan::of_layout(&MODULES, &workspace, &set(&[MOD, "TABLE.md"]))
            .err()
            .unwrap();
        assert_eq!(failure.details, ["generated-client/TABLE.md"]);
    }
}
