//! A new project, assembled in a temporary folder and moved into place when it is complete. In: a
//! description. Out: the folders and files that every project has. Absent: any later choice of the user.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use generator::diagnostic::{Diagnostic, Severity};
use generator::propose;
use generator::{Choices, Config, Described, Effective, Input, Names, NextIs, Paging, Source};

use crate::disk::workspace::{CLIENT, SPEC, Workspace};
use crate::disk::write;
use crate::exit::{Failure, is_fault};
use crate::project::Project;
use crate::project::beside;
use crate::project::extent::Extent;
use crate::project::lock::{Found, Received};
use crate::project::names;
use crate::project::published::Published;
use crate::project::runtime_choice::RuntimeChoice;
use crate::project::spec::{NAMES, SETTINGS, Spec};
use crate::project::stainless;
use crate::terminal;
use crate::upkeep::regenerate;

/// The inputs of a new project.
pub(crate) struct New<'a> {
    /// The location of the description: a file or an address.
    pub(crate) spec: &'a str,
    /// The folder of the project.
    pub(crate) out: &'a Path,
    /// The name of the client's package, if given.
    pub(crate) name: Option<String>,
    /// A `stainless.yml` with names and paging for the description.
    pub(crate) stainless: Option<&'a Path>,
    /// The location of the runtime crate.
    pub(crate) runtime: RuntimeChoice,
    /// The download options.
    pub(crate) published: Published,
}

/// The result.
pub(crate) struct Created {
    /// The name of the client's package.
    pub(crate) package: String,
    /// The number of files.
    pub(crate) files: usize,
    /// Existing files that were kept.
    pub(crate) kept: Vec<String>,
}

/// Files that a project may share with existing content of its folder.
const SHARED: [&str; 2] = [".gitignore", "README.md"];

/// The workflow that checks for drift.
const WORKFLOW: &str = ".github/workflows/drift.yml";

/// Writes a project.
///
/// # Errors
///
/// If the description is unavailable or unusable, or if a part of a project already exists. Nothing is
/// written then.
pub(crate) fn write(new: New<'_>) -> Result<Created, Failure> {
    let taken: Vec<String> = [SPEC, CLIENT, "Cargo.toml", WORKFLOW]
        .into_iter()
        .filter(|path| new.out.join(path).symlink_metadata().is_ok())
        .map(|path| new.out.join(path).display().to_string())
        .collect();
    if !taken.is_empty() {
        return Err(Failure::refused(
            "the folder already has files of a project; nothing was written",
        )
        .details(taken)
        .help(
            "give another folder with `--out`; for an existing project, run `regen` or `update`",
        ));
    }
    let arrived = new.published.first(new.spec)?;
    let mut description = arrived.source()?;
    if arrived.url.is_none() {
        description = beside::of_file(description, Path::new(new.spec), None)?;
    }
    let mut input = Input {
        description,
        overlays: Vec::new(),
        names: Names::default(),
        config: Choices {
            package: new.name,
            ..Choices::default()
        },
    };
    terminal::transient(format_args!("Reading {}", terminal::printable(new.spec)));
    let found = read(&input);
    terminal::transient("");
    let wrong = |found| Failure::documents(new.spec, found);
    let (mut described, mut config) = found.map_err(wrong)?;
    let chosen = new
        .stainless
        .map(|path| stainless::read(path, described.document.value()));
    let chosen = chosen.transpose()?.unwrap_or_default();
    if let Some(overlay) = &chosen.overlay {
        input.overlays.push(Source {
            name: overlay.file_name.clone(),
            text: overlay.text.clone(),
            ..Source::default()
        });
        // Diagnostics caused by the names count among the initial defects.
        (described, config) = read(&input).map_err(wrong)?;
    }
    let is_defect = |it: &&Diagnostic| is_fault(it) && it.severity() != Severity::Error;
    let defects = described.diagnostics.iter().filter(is_defect);
    let defects: BTreeSet<&str> = defects.map(|it| it.code.as_str()).collect();

    let file = file_name(new.spec, &input.description.text);
    let mut files: BTreeMap<String, String> = BTreeMap::from([
        ("Cargo.toml".to_owned(), manifest(&new.runtime)),
        (".gitignore".to_owned(), "/target\n".to_owned()),
        ("README.md".to_owned(), readme(&config, &new.runtime)),
        (WORKFLOW.to_owned(), DRIFT.to_owned()),
        (
            SETTINGS.to_owned(),
            settings(
                arrived.url.as_deref(),
                &file,
                &config,
                &new.runtime,
                &defects,
                &paging(described.document.value()),
            ),
        ),
        (format!("{SPEC}/{file}"), input.description.text),
    ]);
    for (path, text) in input.description.files.texts() {
        files.insert(format!("{SPEC}/{path}"), text.to_owned());
    }
    if let Some(overlay) = chosen.overlay {
        let path = format!("{SPEC}/overlays/{}", overlay.file_name);
        files.insert(path, overlay.text);
    }
    let pinned = Names {
        schemas: chosen.schemas,
        ..Names::default()
    };
    let pinned = names::render(&names::OF_PROJECT, None, &Names::default(), &pinned)?;
    files.extend(pinned.map(|text| (NAMES.to_owned(), text)));
    let kept: Vec<String> = SHARED
        .into_iter()
        .filter(|path| new.out.join(path).symlink_metadata().is_ok())
        .map(str::to_owned)
        .collect();
    files.retain(|path, _| !kept.contains(path));
    let received = arrived.url.is_some().then(|| arrived.received());
    let files = put(new.out, &files, received)?;
    Ok(Created {
        package: config.package,
        files,
        kept,
    })
}

/// Reads a description and completes its settings.
fn read(input: &Input<Choices>) -> Result<(Described, Config), Vec<Diagnostic>> {
    let effective = Effective::read(input)?;
    let config = effective.complete(&input.config);
    Ok((Described::of(effective, &input.names, &config)?, config))
}

/// Writes the files to a temporary folder, generates like `regen`, and moves everything into place.
/// Returns the number of files.
fn put(
    out: &Path,
    files: &BTreeMap<String, String>,
    received: Option<Received>,
) -> Result<usize, Failure> {
    let failed = |error: &std::io::Error| {
        Failure::failed(format!("could not write {}", out.display())).cause(error)
    };
    let is_new = !out.is_dir();
    fs::create_dir_all(out).map_err(|error| failed(&error))?;
    let made = (|| {
        let half = tempfile::Builder::new()
            .prefix(write::TEMPORARY)
            .tempdir_in(out)
            .map_err(|error| failed(&error))?;
        let folder = Workspace::find(Some(half.path().to_path_buf()))?;
        for (path, text) in files {
            write::file(&folder.place(path), text.as_bytes()).map_err(|error| failed(&error))?;
        }
        let spec = Spec::read(&folder)?;
        let project = Project {
            // Relative paths refer to the final location of the project.
            extent: Extent::of(&Workspace::find(Some(out.to_path_buf()))?, &spec)?,
            lock: Found::Nothing,
            spec,
            folder: &folder,
        };
        let (generated, _) = regenerate::generate(&project, Err(None), true)?;
        let (plan, _) = regenerate::plan(&project, &generated, received, Vec::new())?;
        plan.apply(&folder)?;
        let more = plan.changes.iter().filter(|it| it.old.is_none()).count();
        let mut moved = Vec::new();
        for path in [
            ".github",
            ".gitignore",
            "README.md",
            "Cargo.toml",
            CLIENT,
            SPEC,
        ] {
            // From a folder with other content, only this file.
            let path = if path == ".github" { WORKFLOW } else { path };
            let (from, to) = (folder.place(path), out.join(path));
            if from.symlink_metadata().is_err() {
                continue;
            }
            let parent = to.parent().map_or(Ok(()), fs::create_dir_all);
            if let Err(error) = parent.and_then(|()| fs::rename(&from, &to)) {
                for (from, to) in moved.iter().rev() {
                    // The failure names the files that can't be moved back.
                    let _: std::io::Result<()> = fs::rename(to, from);
                }
                return Err(failed(&error));
            }
            moved.push((from, to));
        }
        Ok(files.len() + more)
    })();
    if made.is_err() && is_new {
        // Only if it is empty.
        let _: std::io::Result<()> = fs::remove_dir(out);
    }
    made
}

/// The file name of the description in `spec/`.
fn file_name(spec: &str, text: &str) -> String {
    let last = spec.rsplit(['/', '\\']).next().unwrap_or_default();
    let last = last.split(['?', '#']).next().unwrap_or_default();
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    let has_ending = [".yaml", ".yml", ".json"]
        .iter()
        .any(|end| last.ends_with(end));
    match last.chars().all(is_plain) && has_ending && !last.starts_with('.') {
        true => last.to_owned(),
        false if text.trim_start().starts_with('{') => "openapi.json".to_owned(),
        false => "openapi.yaml".to_owned(),
    }
}

/// `spec/generator.toml`: each setting with its default.
fn settings(
    url: Option<&str>,
    file: &str,
    config: &Config,
    runtime: &RuntimeChoice,
    defects: &BTreeSet<&str>,
    paging: &str,
) -> String {
    let string = |text: &str| toml_edit::Value::from(text).to_string().trim().to_owned();
    let source = match url {
        Some(url) => format!("source = {}", string(url)),
        None => "# source = \"https://example.com/openapi.yaml\"".to_owned(),
    };
    let defects: Vec<String> = defects.iter().map(|code| string(code)).collect();
    let accepted = match defects.is_empty() {
        true => "# accept-defects = []".to_owned(),
        false => format!("accept-defects = [{}]", defects.join(", ")),
    };
    SETTINGS_TEXT
        .replace("{source}", &source)
        .replace("{description}", &string(file))
        .replace("{package}", &string(&config.package))
        .replace("{api}", &string(&config.api))
        .replace("{token}", &string(&config.token_env))
        .replace("{runtime}", &string(&runtime.render()))
        .replace("{accepted}", &accepted)
        .replace("{styles}", &paging_styles())
        .replace("{paging}", paging)
}

/// The paging styles, a line each.
fn paging_styles() -> String {
    let lines = NextIs::ALL.map(|next_is| {
        let name = serde_json::to_value(next_is).unwrap_or_default();
        format!("# * {name}: {}", Paging::of(next_is).style().about)
    });
    lines.join("\n")
}

/// The tables for paging: the conventions in the description if they are unambiguous, else an example.
fn paging(effective: &serde_json::Value) -> String {
    let mut found = propose::paging(effective);
    found.retain(|convention| convention.is_sure(effective));
    let is_one_of_several = found.len() > 1;
    let text = found.iter().map(|it| it.text(effective, is_one_of_several));
    match found.is_empty() {
        true => PAGING_EXAMPLE.to_owned(),
        false => text.collect(),
    }
}

fn readme(config: &Config, runtime: &RuntimeChoice) -> String {
    let vendored = match runtime {
        RuntimeChoice::Vendored(_) => {
            "| `generated-client/runtime/` | the runtime crate of the client |\n"
        }
        _ => "",
    };
    format!(
        "# {}\n\nA Rust client for the {} API, generated from the description in `spec/`.\n\n\
         | Folder | Contents |\n| --- | --- |\n\
         | `spec/` | the description, its lock, overlays, pinned names, and the configuration, `generator.toml` |\n\
         | `generated-client/` | the client; files with the `@generated` mark are written by `regen` |\n\
         {vendored}",
        config.package, config.api
    )
}

fn manifest(runtime: &RuntimeChoice) -> String {
    let members = match runtime {
        RuntimeChoice::Vendored(_) => r#""generated-client", "generated-client/runtime""#,
        _ => r#""generated-client""#,
    };
    format!("[workspace]\nresolver = \"3\"\nmembers = [{members}]\n")
}

const DRIFT: &str = r#"# Checks daily whether the published description differs from the one in spec/. Exits with 10 or 11 if it does,
# and with 12 if it can't be downloaded.
name: Drift

on:
  schedule:
    - cron: "17 5 * * *"
  workflow_dispatch:

permissions:
  contents: read

jobs:
  drift:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - uses: actions/checkout@v5
        with:
          fetch-depth: 0 # the last release
      - run: |
          [ -n "$GENERATOR" ] || {
            echo "::error::set the variable GENERATOR_REPOSITORY (Settings, Secrets and variables, Actions) to the git address of clientsmith"
            exit 1
          }
          cargo install --locked --git "$GENERATOR" clientsmith
        env:
          GENERATOR: ${{ vars.GENERATOR_REPOSITORY }}
      - run: clientsmith drift --format github
"#;

const SETTINGS_TEXT: &str = r#"# The configuration for this API. Commented-out settings are defaults or examples.

# Where the description is published; `fetch`, `drift` and `update` get it from there.
{source}
# Its file in this folder.
description = {description}

# The name of the client's package, and of the API in documentation.
package = {package}
api = {api}
# The environment variables that `Client::from_env` reads the token and the base address from.
token-env = {token}
# base-url-env = "EXAMPLE_BASE_URL"
# Where the client finds the runtime crate: "vendored" writes it into generated-client/runtime; or
# "published", "git=URL#REVISION", or "path=DIR", a folder that another project maintains.
runtime = {runtime}

# Codes of known defects of the description, which do not stop `regen`; `explain CODE` says what to do.
{accepted}

# The reference page of an operation; `{tag}` and `{operation}` are replaced.
# reference = "https://example.com/reference/{tag}/{operation}"
# Operations that only read, although their method may write: they are safe to retry.
# reading-only = ["POST /search"]
# Whether the API omits JSON bodies that it describes.
# empty-success = false
# The maximum size of the description in bytes.
# max-bytes = 67108864

# A client of some operations only: include these ...
# [only]
# tags = ["Users"]
# operations = ["listTeams", "POST /search"]
# paths = ["/teams/**"]
# methods = ["get"]
# ... and exclude these.
# [exclude]
# methods = ["delete"]

# How lists are paged: the query parameter of the cursor (without it, the whole query of a link is used), the
# path of properties to the link to the next page, and the property of the items, if a page has several lists.
# For several conventions, use `[[paging]]`; an operation uses the first that matches. `next-is` is the
# reference to the next page:
{styles}
{paging}
# The rate limit of the API.
# [rate-limit]
# per-second = 10
# burst = 4
# per-day = 864000

# Where the credential goes, if the description does not say so: `header`, `query` or `cookie` with a name.
# [auth]
# header = "X-API-Key"

# Properties whose values `Debug` hides or shows, contrary to the default rules.
# [personal]
# hide = ["nickname"]
# show = ["Team.name"]

# Types of other crates, by format, component or `Type.property`; `example` is a value for tests.
# [types]
# decimal = "rust_decimal::Decimal"
# "Order.weight" = { type = "units::Mass", example = "2 kg" }

# Dependencies of these types and of the derives, as in Cargo.toml.
# [dependencies]
# rust_decimal = { version = "1", features = ["serde-float"] }

# Additional derives, by type or for `all`, `structs`, `enums` or `unions`.
# [derives]
# Order = ["Eq", "Hash"]

# Properties that may be absent or null: `Nullable`, the default, distinguishes the two. With `Option`, null is
# decoded as None and never sent. "*" stands for all of them.
# [nullable]
# option = ["*"]
# nullable = ["Order.note"]

# The documentation of handles, instead of the description of their tags.
# [handles.Orders]
# docs = "Orders, from the cart to the door."

# The events that the API sends: a file in this folder that describes them, files of overlays that apply to it,
# and how they are signed.
# [webhooks]
# description = "events.yaml"
# overlays = ["events-overlay.yaml"]
# header = "X-Signature"
# timestamp = "t"
# signature = "v1"
# key = "hex"
# id = "event_id"
"#;

const PAGING_EXAMPLE: &str = r#"# [paging]
# cursor = "pageKey"
# next = ["meta", "next"]
# next-is = "link"
# items = "data"
"#;

#[cfg(test)]
mod tests {
    use super::file_name;

    #[test]
    fn names_of_files() {
        for (spec, text, expected) in [
            ("a/b.yaml", "", "b.yaml"),
            ("https://example.com/api.json?x=1.yaml", "", "api.json"),
            ("https://example.com/openapi", " {", "openapi.json"),
            ("../.hidden.yaml", "", "openapi.yaml"),
            ("a/b c.yaml", "", "openapi.yaml"),
        ] {
            assert_eq!(file_name(spec, text), expected, "{spec}");
        }
    }
}
