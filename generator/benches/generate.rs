//! How long the pipeline takes and how much memory it needs: as a whole, and stage by stage.
//!
//! `cargo bench -p clientsmith-generator` measures the description in `spec/`. `DESCRIPTIONS` names further
//! files, joined like those of `PATH`: each is measured as it stands, without overlays or pinned
//! names. Files are read before the clock starts; each stage then gets what the stages before it
//! made.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::{env, fmt, fs};

use divan::counter::BytesCount;
use divan::{AllocProfiler, Bencher};
use generator::api::{self, Api};
use generator::compare::Correspondence;
use generator::document::Document;
use generator::rust::{self, Client};
use generator::{Choices, Input, Names, Source, output};

#[global_allocator]
static ALLOCATOR: AllocProfiler<mimalloc::MiMalloc> = AllocProfiler::new(mimalloc::MiMalloc);

static INPUTS: LazyLock<Vec<Input>> = LazyLock::new(|| {
    let further = env::var_os("DESCRIPTIONS").unwrap_or_default();
    let further = env::split_paths(&further).filter(|path| !path.as_os_str().is_empty());
    let further = further.map(|path| alone(source(&path)));
    [ours()].into_iter().chain(further).collect()
});

fn main() {
    divan::main();
}

/// One of the descriptions, by its place among them.
#[derive(Clone, Copy)]
struct Which(usize);

impl Which {
    fn input(self) -> &'static Input {
        &INPUTS[self.0]
    }

    fn document(self) -> Document {
        generator::Effective::read(self.input()).unwrap().document
    }

    fn api(self) -> Api {
        api::lower(&self.document(), None, &mut Vec::new())
    }

    fn client(self) -> Client {
        decide(&self.api(), self.input())
    }
}

impl fmt::Display for Which {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = Path::new(&self.input().description.name);
        f.write_str(&path.file_stem().unwrap_or_default().to_string_lossy())
    }
}

fn descriptions() -> impl Iterator<Item = Which> {
    (0..INPUTS.len()).map(Which)
}

/// From text to files.
#[divan::bench(args = descriptions(), sample_count = 10)]
fn whole(bencher: Bencher<'_, '_>, which: Which) {
    let input = which.input();
    bencher
        .counter(BytesCount::of_str(&input.description.text))
        .bench(|| generator::generate(input).unwrap());
}

#[divan::bench(args = descriptions(), sample_count = 10)]
fn stage_1_parse(bencher: Bencher<'_, '_>, which: Which) {
    let source = &which.input().description;
    bencher
        .counter(BytesCount::of_str(&source.text))
        .bench(|| Document::parse(source).unwrap());
}

#[divan::bench(args = descriptions(), sample_count = 10)]
fn stage_1_overlays(bencher: Bencher<'_, '_>, which: Which) {
    let input = which.input();
    let parsed = Document::parse(&input.description).unwrap();
    bencher
        .with_inputs(|| parsed.clone())
        .bench_refs(|document| document.apply(&input.overlays).unwrap());
}

#[divan::bench(args = descriptions(), sample_count = 10)]
fn stage_1_normalise(bencher: Bencher<'_, '_>, which: Which) {
    let input = which.input();
    let mut parsed = Document::parse(&input.description).unwrap();
    parsed.apply(&input.overlays).unwrap();
    bencher
        .with_inputs(|| parsed.clone())
        .bench_refs(Document::normalise);
}

#[divan::bench(args = descriptions(), sample_count = 10)]
fn stage_2_api(bencher: Bencher<'_, '_>, which: Which) {
    let document = which.document();
    bencher.bench(|| api::lower(&document, None, &mut Vec::new()));
}

#[divan::bench(args = descriptions(), sample_count = 10)]
fn stage_3_rust(bencher: Bencher<'_, '_>, which: Which) {
    let api = which.api();
    bencher.bench(|| decide(&api, which.input()));
}

#[divan::bench(args = descriptions(), sample_count = 10)]
fn stages_4_and_5_emit_and_print(bencher: Bencher<'_, '_>, which: Which) {
    let client = which.client();
    bencher.bench(|| output::print(&client, output::Layout::Modules).unwrap());
}

/// From two texts to judged changes: each description against the next one, the last against itself.
/// `DESCRIPTIONS=old.json:new.json` brings two versions of one API.
#[divan::bench(args = descriptions(), sample_count = 10)]
fn judge(bencher: Bencher<'_, '_>, which: Which) {
    let base = which.input();
    let revision = INPUTS[1..].get(which.0).filter(|_| which.0 > 0);
    bencher.bench(|| generator::judge(base, revision.unwrap_or(base)).unwrap());
}

/// The same without reading: two models of each side to judged changes.
#[divan::bench(args = descriptions(), sample_count = 10)]
fn stage_6_compare(bencher: Bencher<'_, '_>, which: Which) {
    let (api, client) = (which.api(), which.client());
    let (api, client) = (&api, &client);
    bencher.bench(|| Correspondence::of([api, api]).compare([client, client]));
}

fn decide(api: &Api, input: &Input) -> Client {
    rust::decide(api, &input.names, &input.config, None, &mut Vec::new())
}

/// A description with nothing said about it.
fn alone(description: Source) -> Input {
    Input {
        config: rust::complete(&Choices::default(), &description.name),
        description,
        overlays: Vec::new(),
        names: Names::default(),
    }
}

/// What `cargo xtask regen` reads.
fn ours() -> Input {
    let spec = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec");
    let mut settings: toml_edit::DocumentMut = text(&spec.join("generator.toml")).parse().unwrap();
    // These two keys are the command line's; the library refuses what it does not know.
    settings.remove("source");
    let description = settings.remove("description").unwrap();
    let mut overlays: Vec<PathBuf> = fs::read_dir(spec.join("overlays"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    overlays.sort();
    Input {
        description: source(&spec.join(description.as_str().unwrap())),
        overlays: overlays.iter().map(|path| source(path)).collect(),
        names: toml_edit::de::from_str(&text(&spec.join("names.toml"))).unwrap(),
        config: toml_edit::de::from_document(settings).unwrap(),
    }
}

fn source(path: &Path) -> Source {
    Source {
        name: path.display().to_string(),
        text: text(path),
        ..Source::default()
    }
}

fn text(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
