//! The files of a commit: git's entries for a path, and the entries that are not files.

use super::find::Revision;
use crate::disk::tree::Tree;
use crate::exit::Failure;
use crate::terminal::printable;

/// The maximum size of a file in bytes; the generator refuses larger descriptions.
const MAX_BYTES: u64 = 64 << 20;

/// The first line of the pointer that Git LFS stores in place of a file.
const LFS: &[u8] = b"version https://git-lfs.github.com/spec/";

/// One line of `git ls-tree`.
struct Entry {
    /// The type and permissions, octal.
    mode: String,
    /// The hash of the content.
    object: String,
    /// The path, relative to the workspace.
    path: String,
}

impl Revision {
    /// The entries at a path, or below it if it ends with `/`.
    fn entries(&self, path: &str) -> Result<Vec<Entry>, Failure> {
        let listed = self.ask(path, ["ls-tree", "-z", "--", &self.commit, path])?;
        let lines = listed.split(|byte| *byte == 0);
        let entries = lines.filter_map(|line| {
            let line = String::from_utf8_lossy(line);
            let (about, path) = line.split_once('\t')?;
            let mut about = about.split_whitespace();
            let (mode, _, object) = (about.next()?, about.next()?, about.next()?);
            Some(Entry {
                mode: mode.to_owned(),
                object: object.to_owned(),
                path: path.to_owned(),
            })
        });
        Ok(entries.collect())
    }

    /// The output of git for this path.
    pub(super) fn ask<const N: usize>(
        &self,
        path: &str,
        question: [&str; N],
    ) -> Result<Vec<u8>, Failure> {
        let output = self.git.ask(question)?;
        if output.success {
            return Ok(output.stdout);
        }
        let (commit, shown) = (&self.commit, printable(path));
        Err(
            Failure::no_base(format!("git could not read {}", self.called(path)))
                .details(output.said)
                .help(format!(
                    "in a partial clone, `git show {commit}:./{shown}` downloads it; otherwise \
                     check the repository with `git fsck`"
                )),
        )
    }

    /// The failure for an entry that is not a file.
    fn no_file(&self, path: &str, what: &str) -> Failure {
        Failure::no_base(format!("{} is {what}", self.called(path))).help(HELP)
    }
}

/// The help for a revision that can't be read.
const HELP: &str = "give another revision, or a file: `cargo xtask diff OLD.yaml`";

impl Tree for Revision {
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, Failure> {
        let entries = self.entries(path)?;
        let Some(entry) = entries.into_iter().find(|entry| entry.path == path) else {
            return Ok(None);
        };
        match entry.mode.as_str() {
            "120000" => return Err(self.no_file(path, "a symbolic link, which is not followed")),
            "160000" => return Err(self.no_file(path, "a submodule")),
            "040000" => return Err(self.no_file(path, "a folder")),
            _ => {}
        }
        let bytes = self.ask(path, ["cat-file", "-s", &entry.object])?;
        let bytes = String::from_utf8_lossy(&bytes).trim().parse::<u64>();
        if bytes.is_ok_and(|bytes| bytes > MAX_BYTES) {
            let what = format!("larger than {MAX_BYTES} bytes");
            return Err(self.no_file(path, &what));
        }
        let bytes = self.ask(path, ["cat-file", "blob", &entry.object])?;
        if bytes.starts_with(LFS) {
            let (commit, shown) = (&self.commit, printable(path));
            return Err(Failure::no_base(format!(
                "{} is kept by Git LFS, outside the repository",
                self.called(path)
            ))
            .help(format!(
                "write it to a file with `git show {commit}:./{shown} | git lfs smudge`, and compare \
                 with that file"
            )));
        }
        Ok(Some(bytes))
    }

    fn list(&self, folder: &str) -> Result<Vec<String>, Failure> {
        let folder = format!("{folder}/");
        let entries = self.entries(&folder)?;
        let names = entries.iter().map(|entry| entry.path.strip_prefix(&folder));
        Ok(names.flatten().map(str::to_owned).collect())
    }

    fn called(&self, path: &str) -> String {
        format!("{} at {}", printable(path), self.name)
    }

    fn missing(&self, path: &str, _: &str) -> Failure {
        self.no_file(path, "missing")
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::fs;

    use super::*;
    use crate::disk::workspace::Workspace;
    use crate::exit::Exit;
    use crate::git::revision::repository::Repository;

    /// A repository with the tags `v0.1.0` and `v0.2.0`, each a commit, and a work tree that
    /// differs from both.
    fn repository() -> Repository {
        let repository = Repository::new();
        repository.write("spec/a.yaml", "one");
        repository.write("spec/overlays/010.yaml", "ten");
        repository.commit("one", &["v0.1.0"]);
        repository.write("spec/a.yaml", "two");
        fs::remove_dir_all(repository.root().join("spec/overlays")).unwrap();
        repository.commit("two", &["v0.2.0"]);
        repository.write("spec/a.yaml", "three");
        repository
    }

    fn text(workspace: &Workspace, name: &str) -> Option<String> {
        let revision = Revision::find(workspace, name).unwrap();
        revision.read_text("spec/a.yaml").unwrap()
    }

    #[track_caller]
    fn fails(result: Result<impl Sized, Failure>, texts: &[&str]) {
        let failure = result.err().unwrap();
        assert_eq!(failure.exit, Exit::NoBase);
        let all = format!("{failure:?}");
        assert!(texts.iter().all(|text| all.contains(text)), "{all}");
        assert!(failure.help.is_some(), "{all}");
    }

    #[test]
    fn whatever_leads_to_a_commit_is_read() {
        let repository = repository();
        let workspace = repository.workspace("");
        let hash = repository.git(&["rev-parse", "v0.1.0"]);
        repository.git(&["tag", "-a", "-m", "annotated", "annotated", "v0.1.0"]);
        for name in ["v0.1.0", "annotated", "HEAD~1", "HEAD^", &hash, &hash[..12]] {
            assert_eq!(text(&workspace, name).as_deref(), Some("one"), "{name}");
        }
        for name in ["HEAD", "@", "main", "v0.2.0", "refs/heads/main"] {
            assert_eq!(text(&workspace, name).as_deref(), Some("two"), "{name}");
        }
        // Nothing was staged or restored.
        assert_eq!(repository.git(&["status", "--short"]), "M spec/a.yaml");
    }

    #[test]
    fn folders_are_listed_and_what_is_absent_is_none() {
        let repository = repository();
        let workspace = repository.workspace("");
        let first = Revision::find(&workspace, "v0.1.0").unwrap();
        let mut names = first.list("spec").unwrap();
        names.sort();
        assert_eq!(names, ["a.yaml", "overlays"]);
        assert_eq!(first.list("spec/overlays").unwrap(), ["010.yaml"]);
        let second = Revision::find(&workspace, "v0.2.0").unwrap();
        assert_eq!(second.list("spec/overlays").unwrap(), Vec::<String>::new());
        assert_eq!(second.read("spec/overlays/010.yaml").unwrap(), None);
        assert_eq!(second.read("spec/*.yaml").unwrap(), None);
        assert_eq!(second.read(":/spec/a.yaml").unwrap(), None);
        assert_eq!(
            second.missing("spec/b.yaml", "").message,
            "spec/b.yaml at v0.2.0 is missing"
        );
        fails(first.read("spec/overlays"), &["is a folder"]);
    }

    #[test]
    fn a_workspace_may_be_a_folder_of_its_repository() {
        let repository = Repository::new();
        repository.write("spec/a.yaml", "of the top");
        repository.write("client/spec/a.yaml", "of the folder");
        repository.write("client/spec/overlays/ä \"1\".yaml", "");
        repository.commit("one", &[]);
        let workspace = repository.workspace("client");
        assert_eq!(text(&workspace, "HEAD").as_deref(), Some("of the folder"));
        let revision = Revision::find(&workspace, "HEAD").unwrap();
        assert_eq!(revision.list("spec/overlays").unwrap(), ["ä \"1\".yaml"]);
        let path = "spec/overlays/ä \"1\".yaml";
        assert_eq!(revision.read_text(path).unwrap().as_deref(), Some(""));
        // A folder that was added after the revision.
        repository.write("late/spec/a.yaml", "");
        assert_eq!(text(&repository.workspace("late"), "HEAD"), None);
    }

    #[test]
    fn a_revision_that_does_not_exist() {
        let repository = repository();
        let workspace = repository.workspace("");
        let find = |name: &str| Revision::find(&workspace, name);
        fails(
            find("v0.20"),
            &["unknown git revision `v0.20`", "similar: v0.2.0"],
        );
        fails(find("mian"), &["similar: main", "git fetch --tags"]);
        for name in [
            "",
            "HEAD~9",
            "v0.1.0..v0.2.0",
            "HEAD:spec/a.yaml",
            "--all",
            "-n",
            "0123456789abcdef0123456789abcdef01234567",
            "v0.1.0 v0.2.0",
        ] {
            fails(find(name), &["unknown git revision"]);
        }
        fails(find("\u{202e}\n"), &[r"`\\u{202e}\\n`"]);

        let empty = Repository::new();
        let workspace = empty.workspace("");
        fails(
            Revision::find(&workspace, "HEAD"),
            &["neither branches nor tags"],
        );
    }

    #[test]
    fn a_shallow_clone_says_so() {
        let original = repository();
        let clone = original.clone(&["--depth", "1", "--no-tags"]);
        let workspace = clone.workspace("");
        assert_eq!(text(&workspace, "HEAD").as_deref(), Some("two"));
        assert_eq!(text(&workspace, "origin/main").as_deref(), Some("two"));
        for name in ["v0.1.0", "HEAD~1"] {
            fails(
                Revision::find(&workspace, name),
                &["shallow", "--unshallow", "fetch-depth: 0"],
            );
        }
        clone.git(&["fetch", "--quiet", "--unshallow", "--tags"]);
        assert_eq!(text(&workspace, "v0.1.0").as_deref(), Some("one"));
    }

    #[test]
    fn a_partial_clone_downloads_nothing() {
        let original = repository();
        original.git(&["config", "uploadpack.allowFilter", "true"]);
        let clone = original.clone(&["--filter=blob:none", "--no-checkout"]);
        let workspace = clone.workspace("");
        let read = || {
            let revision = Revision::find(&workspace, "v0.1.0").unwrap();
            revision.read_text("spec/a.yaml")
        };
        let failure = read().unwrap_err();
        assert_eq!(failure.exit, Exit::NoBase, "{failure:?}");
        // The remedy in the help works.
        let help = failure.help.unwrap();
        let command = help.split('`').nth(1).unwrap();
        let arguments: Vec<&str> = command.split(' ').skip(1).collect();
        clone.git(&arguments);
        assert_eq!(read().unwrap().as_deref(), Some("one"));
    }

    #[test]
    fn what_is_no_plain_file() {
        let repository = repository();
        let workspace = repository.workspace("");
        let pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 3\n";
        repository.write("lfs.yaml", pointer);
        repository.write("binary.yaml", b"\xff");
        let large = fs::File::create(repository.root().join("large.yaml")).unwrap();
        large.set_len(MAX_BYTES + 1).unwrap();
        repository.git(&["add", "."]);
        // Links and submodules, even on a file system without them.
        let blob = repository.git(&["hash-object", "-w", "lfs.yaml"]);
        let head = repository.git(&["rev-parse", "HEAD"]);
        for (mode, object, path) in [("120000", blob, "link"), ("160000", head, "module")] {
            let entry = format!("{mode},{object},{path}");
            repository.git(&["update-index", "--add", "--cacheinfo", &entry]);
        }
        repository.git(&["commit", "--quiet", "-m", "odd"]);
        let revision = Revision::find(&workspace, "HEAD").unwrap();
        for (path, text) in [
            ("lfs.yaml", "kept by Git LFS"),
            ("large.yaml", "larger than 67108864 bytes"),
            ("link", "a symbolic link"),
            ("module", "a submodule"),
        ] {
            fails(revision.read(path), &[text, path, "at HEAD"]);
        }
        let failure = revision.read_text("binary.yaml").unwrap_err();
        assert_eq!(failure.message, "binary.yaml at HEAD is not UTF-8 text");
    }
}
