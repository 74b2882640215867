//! The sides of a comparison: a description with its overlays and settings, from the work tree, a
//! git revision or another checkout, or a description alone, from a file.

use std::fs::File;
use std::io::Read;
use std::panic::resume_unwind;
use std::path::Path;
use std::thread;

use generator::document::{Document, Files};
use generator::{Choices, Input, Names, Source, rust};
use serde_json::Value;

use crate::disk::tree::Tree;
use crate::disk::workspace::{self, Workspace};
use crate::exit::Failure;
use crate::git::revision::Revision;
use crate::project::beside;
use crate::project::spec::{SETTINGS, Spec};
use crate::terminal::printable;

/// The default base revision.
pub(crate) const COMMITTED: &str = "HEAD";

/// The maximum size of a file in bytes; the generator refuses larger descriptions.
const MAX_BYTES: u64 = 64 << 20;

/// The remedy for a missing file.
const CHECK_PATH: &str = "check the path; it is relative to the current folder";

/// One side of a comparison.
#[derive(Debug)]
pub(crate) struct Side {
    /// The name for users, such as `spec/dixa-api-beta.yaml at v0.2.0`.
    pub(crate) name: String,
    /// The input of the library. Sources of a revision are named by their paths in it, without the
    /// revision's name.
    pub(crate) input: Input,
    /// Whether it is a description from a file, without overlays and pinned names, and with
    /// settings derived from its title.
    pub(crate) alone: bool,
    /// Whether it is a git revision, which can't be corrected.
    pub(crate) committed: bool,
    /// Its description, if that is parsed already.
    pub(crate) parsed: Option<Document>,
}

/// Both sides of a comparison from the command line; the default base is the committed description,
/// the default revision the work tree.
pub(crate) fn sides(
    workspace: &Workspace,
    base: Option<&str>,
    revision: Option<&str>,
) -> Result<(Side, Side), Failure> {
    thread::scope(|scope| {
        let revision = scope.spawn(|| match revision {
            Some(name) => Side::named(workspace, name),
            None => Side::read(workspace),
        });
        let base = match base {
            Some(name) => Side::named(workspace, name),
            None => Side::at(workspace, COMMITTED),
        };
        let revision = revision.join();
        let revision = revision.unwrap_or_else(|panic| resume_unwind(panic));
        Ok((base?, revision?))
    })
}

/// The failure if a side is meant as a file, outside of any repository, and there is none.
pub(crate) fn no_file(sides: [Option<&str>; 2]) -> Option<Failure> {
    let is_file = |name: &&str| is_path(name) || name.contains(['/', '\\']);
    let mut files = sides.into_iter().flatten().filter(is_file);
    let absent = files.find(|name| !Path::new(name).exists())?;
    let message = format!("there is no file {}", printable(absent));
    Some(Failure::no_base(message).help(CHECK_PATH))
}

/// Whether the name of a side can only be that of a file or folder.
fn is_path(name: &str) -> bool {
    let mut kinds = [".yaml", ".yml", ".json"].iter();
    Path::new(name).is_absolute() || name.starts_with('.') || kinds.any(|kind| name.ends_with(kind))
}

impl Side {
    /// The side for an argument: a file, the folder of another checkout, or else a git revision.
    pub(crate) fn named(workspace: &Workspace, name: &str) -> Result<Self, Failure> {
        let path = Path::new(name);
        let (none, cure) = if path.is_dir() {
            if path.join(SETTINGS).is_file() {
                return Self::folder(path);
            }
            let cure = "give the folder of a checkout, the one that contains `spec/`";
            (
                format!("the folder of that name has no {SETTINGS}"),
                Some(cure),
            )
        } else if path.exists() {
            return Self::file(path);
        } else {
            let cure = is_path(name).then_some(CHECK_PATH);
            ("there is no file or folder of that name".to_owned(), cure)
        };
        let revision = Revision::find(workspace, name).map_err(|failure| Failure {
            message: format!(
                "`{}` is neither a file, nor a checkout, nor a git revision",
                printable(name)
            ),
            details: [vec![none, failure.message], failure.details].concat(),
            help: cure.map(str::to_owned).or(failure.help),
            ..failure
        })?;
        Self::revision(&revision)
    }

    /// A git revision.
    pub(crate) fn at(workspace: &Workspace, revision: &str) -> Result<Self, Failure> {
        Self::revision(&Revision::find(workspace, revision)?)
    }

    fn revision(revision: &Revision) -> Result<Self, Failure> {
        Ok(Self {
            committed: true,
            ..Self::read(revision)?
        })
    }

    /// The folder of another checkout, as it is on disk.
    fn folder(path: &Path) -> Result<Self, Failure> {
        Self::read(&Elsewhere {
            workspace: Workspace::find(Some(path.to_path_buf()))?,
            folder: path.display().to_string(),
        })
    }

    /// A tree that has a `spec/`.
    pub(crate) fn read(tree: &dyn Tree) -> Result<Self, Failure> {
        Ok(Self::of(&Spec::read(tree)?))
    }

    /// The side of a loaded tree.
    pub(crate) fn of(spec: &Spec) -> Self {
        Self {
            name: spec.name.clone(),
            input: spec.input.clone(),
            alone: false,
            committed: false,
            parsed: None,
        }
    }

    /// Whether it has the same content as `input`, regardless of file names.
    pub(crate) fn is(&self, input: &Input) -> bool {
        let texts = |input: &Input| -> Vec<(String, Files)> {
            let sources = [&input.description].into_iter().chain(&input.overlays);
            let texts = sources.map(|source| (source.text.clone(), source.files.clone()));
            texts.collect()
        };
        texts(&self.input) == texts(input)
            && self.input.names == input.names
            && self.input.config == input.config
    }

    /// A description from a file.
    pub(crate) fn file(path: &Path) -> Result<Self, Failure> {
        let name = path.display().to_string();
        let mut bytes = Vec::new();
        File::open(path)
            .and_then(|file| file.take(MAX_BYTES + 1).read_to_end(&mut bytes))
            .map_err(|error| {
                Failure::no_base(format!("could not read {}", printable(&name)))
                    .cause(&error)
                    .help("check the path")
            })?;
        if bytes.len() as u64 > MAX_BYTES {
            return Err(Failure::no_base(format!(
                "{} is larger than {MAX_BYTES} bytes",
                printable(&name)
            ))
            .help("check that this is an OpenAPI description"));
        }
        let description = Source {
            text: workspace::text(bytes, &printable(&name))?,
            name,
            ..Source::default()
        };
        Self::alone(beside::of_file(description, path, None)?)
    }

    /// A downloaded description.
    pub(crate) fn published(description: Source) -> Result<Self, Failure> {
        Self::alone(description)
    }

    /// A description without overlays and settings.
    fn alone(description: Source) -> Result<Self, Failure> {
        let name = printable(&description.name);
        let document = Document::parse(&description).map_err(|found| Failure {
            message: format!("{name} cannot be read"),
            ..Failure::documents(&name, found)
        })?;
        let title = document.value().pointer("/info/title");
        let title = title.and_then(Value::as_str).unwrap_or_default();
        Ok(Self {
            input: Input {
                config: rust::complete(&Choices::default(), title),
                description,
                overlays: Vec::new(),
                names: Names::default(),
            },
            name,
            alone: true,
            committed: false,
            parsed: Some(document),
        })
    }
}

/// Another checkout than the one in which the command runs.
struct Elsewhere {
    workspace: Workspace,
    /// Its folder as the command line names it.
    folder: String,
}

impl Tree for Elsewhere {
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, Failure> {
        workspace::read(&self.workspace.place(path), &self.called(path))
    }

    fn list(&self, folder: &str) -> Result<Vec<String>, Failure> {
        self.workspace.list(folder)
    }

    fn called(&self, path: &str) -> String {
        printable(&self.file(path))
    }

    fn missing(&self, path: &str, _: &str) -> Failure {
        Failure::no_base(format!("{} is missing", self.called(path)))
            .help("give another checkout, or a file: `cargo xtask diff OLD.yaml`")
    }

    fn file(&self, path: &str) -> String {
        let folder = self.folder.trim_end_matches('/');
        format!("{folder}/{path}")
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::exit::Exit;
    use crate::git::revision::repository::Repository;

    const SETTINGS_TEXT: &str =
        "description = 'a.yaml'\npackage = 'tiny-client'\napi = 'Tiny'\ntoken-env = 'TINY'\n";

    fn description(title: &str) -> String {
        format!("openapi: 3.0.3\ninfo: {{title: {title}, version: '1'}}\npaths: {{}}\n")
    }

    /// A repository with a client in the folder `client`, tagged as `v0.1.0`, whose work tree has
    /// different settings, overlays, names and another description.
    fn repository() -> Repository {
        let repository = Repository::new();
        repository.write("client/spec/generator.toml", SETTINGS_TEXT);
        repository.write("client/spec/a.yaml", description("Old"));
        repository.write("client/spec/overlays/010.yaml", "old overlay");
        repository.write("client/spec/overlays/read.me", "");
        repository.write("client/spec/names.toml", "[schemas]\nA = 'Old'\n");
        repository.commit("one", &["v0.1.0"]);
        let changed = SETTINGS_TEXT.replace("a.yaml", "b.yaml");
        repository.write(
            "client/spec/generator.toml",
            changed.replace("Tiny", "Teeny"),
        );
        repository.write("client/spec/b.yaml", description("New"));
        repository.write("client/spec/overlays/010.yaml", "new overlay");
        repository.write("client/spec/overlays/020.yaml", "second overlay");
        repository.write("client/spec/names.toml", "[schemas]\nA = 'New'\n");
        repository
    }

    #[track_caller]
    fn is(side: &Side, name: &str, file: &str, api: &str, overlays: &[&str], pinned: &str) {
        assert_eq!(side.name, name);
        assert_eq!(side.input.description.name, file);
        assert_eq!(side.input.config.api, api);
        let texts = side.input.overlays.iter().map(|it| it.text.as_str());
        assert_eq!(texts.collect::<Vec<_>>(), overlays);
        let names = &side.input.names;
        assert_eq!(names.schemas.get("A").map_or("", String::as_str), pinned);
    }

    #[test]
    fn each_side_has_all_that_is_its_own() {
        let repository = repository();
        let workspace = repository.workspace("client");
        let (base, revision) = sides(&workspace, None, None).unwrap();
        let old = ["old overlay"].as_slice();
        let new = ["new overlay", "second overlay"].as_slice();
        is(
            &base,
            "spec/a.yaml at HEAD",
            "spec/a.yaml",
            "Tiny",
            old,
            "Old",
        );
        is(&revision, "spec/b.yaml", "spec/b.yaml", "Teeny", new, "New");
        assert_eq!(base.input.overlays[0].name, "spec/overlays/010.yaml");

        let elsewhere = repository.root().join("client");
        let elsewhere = elsewhere.to_str().unwrap();
        let (base, revision) = sides(&workspace, Some(elsewhere), Some("v0.1.0")).unwrap();
        let file = format!("{elsewhere}/spec/b.yaml");
        is(&base, &file, &file, "Teeny", new, "New");
        is(
            &revision,
            "spec/a.yaml at v0.1.0",
            "spec/a.yaml",
            "Tiny",
            old,
            "Old",
        );
        assert!(!base.alone && !revision.alone);
    }

    #[test]
    fn a_file_stands_alone() {
        let repository = repository();
        let path = repository.root().join("client/spec/b.yaml");
        let name = path.to_str().unwrap();
        let side = Side::named(&repository.workspace("client"), name).unwrap();
        is(&side, name, name, "New", &[], "");
        assert!(side.alone);
        assert_eq!(side.input.config.package, "new-client");
    }

    #[test]
    fn what_cannot_be_had_is_told_from_what_is_wrong() {
        let repository = repository();
        let workspace = repository.workspace("client");
        let fails = |name: &str, exit: Exit, texts: &[&str]| {
            let failure = Side::named(&workspace, name).unwrap_err();
            let all = format!("{failure:?}");
            assert_eq!(failure.exit, exit, "{all}");
            assert!(texts.iter().all(|text| all.contains(text)), "{all}");
        };
        let place = |path: &str| repository.root().join(path).to_str().unwrap().to_owned();
        fails(
            "v0.10",
            Exit::NoBase,
            &[
                "`v0.10` is neither a file, nor a checkout, nor a git revision",
                "no file or folder",
                "similar: v0.1.0",
            ],
        );
        fails(
            &place("client/spec"),
            Exit::NoBase,
            &["has no spec/generator.toml"],
        );

        let damage = |path: &str, text: &str, tag: &str| {
            repository.git(&["checkout", "--quiet", "--force", "v0.1.0"]);
            repository.write(path, text);
            repository.commit(tag, &[tag]);
        };
        damage("client/spec/generator.toml", "package = 5", "settings");
        fails(
            "settings",
            Exit::Failed,
            &["spec/generator.toml at settings cannot be used"],
        );
        damage("client/spec/names.toml", "[types]", "names");
        fails("names", Exit::Failed, &["spec/names.toml at names cannot"]);
        let lacking = SETTINGS_TEXT.replace("a.yaml", "c.yaml");
        damage("client/spec/generator.toml", &lacking, "lacking");
        fails(
            "lacking",
            Exit::NoBase,
            &["spec/c.yaml at lacking is missing"],
        );
        fails(
            &place("client"),
            Exit::NoBase,
            &["client/spec/c.yaml is missing"],
        );
        repository.write("client/README.md", "");
        repository.git(&["rm", "--quiet", "-r", "client/spec"]);
        repository.commit("none", &["none"]);
        fails("none", Exit::NoBase, &["spec/generator.toml at none is"]);

        repository.write("wrong.yaml", "openapi: [3");
        fails(
            &place("wrong.yaml"),
            Exit::Failed,
            &["NotReadable", "wrong.yaml cannot be read"],
        );
        repository.write("binary.yaml", b"\xff");
        fails(&place("binary.yaml"), Exit::Failed, &["is not UTF-8 text"]);
        let large = File::create(repository.root().join("large.yaml")).unwrap();
        large.set_len(MAX_BYTES + 1).unwrap();
        fails(
            &place("large.yaml"),
            Exit::NoBase,
            &["larger than 67108864"],
        );
    }
}
