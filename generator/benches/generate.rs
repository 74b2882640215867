//! How long the pipeline takes for the description in `spec/`: as a whole, and stage by stage.
//!
//! `cargo bench -p generator` runs it. The files are read before the clock starts; each stage then
//! gets what the stages before it made.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use divan::Bencher;
use divan::counter::BytesCount;
use generator::api::{self, Api};
use generator::document::Document;
use generator::rust::{self, Client};
use generator::{Input, Source, output};

static INPUT: LazyLock<Input> = LazyLock::new(read);

fn main() {
    divan::main();
}

/// From text to files.
#[divan::bench(sample_count = 20)]
fn whole(bencher: Bencher<'_, '_>) {
    let input = &*INPUT;
    bencher
        .counter(BytesCount::of_str(&input.description.text))
        .bench(|| generator::generate(input).unwrap());
}

#[divan::bench]
fn stage_1_parse(bencher: Bencher<'_, '_>) {
    let source = &INPUT.description;
    bencher
        .counter(BytesCount::of_str(&source.text))
        .bench(|| Document::parse(source).unwrap());
}

#[divan::bench]
fn stage_1_overlays(bencher: Bencher<'_, '_>) {
    let parsed = Document::parse(&INPUT.description).unwrap();
    bencher
        .with_inputs(|| parsed.clone())
        .bench_refs(|document| document.apply(&INPUT.overlays).unwrap());
}

#[divan::bench]
fn stage_1_normalise(bencher: Bencher<'_, '_>) {
    let mut parsed = Document::parse(&INPUT.description).unwrap();
    parsed.apply(&INPUT.overlays).unwrap();
    bencher
        .with_inputs(|| parsed.clone())
        .bench_refs(Document::normalise);
}

#[divan::bench]
fn stage_2_api(bencher: Bencher<'_, '_>) {
    let document = document();
    bencher.bench(|| api::lower(&document, &mut Vec::new()));
}

#[divan::bench]
fn stage_3_rust(bencher: Bencher<'_, '_>) {
    let api = lower();
    bencher.bench(|| decide(&api));
}

#[divan::bench(sample_count = 20)]
fn stages_4_and_5_emit_and_print(bencher: Bencher<'_, '_>) {
    let client = decide(&lower());
    bencher.bench(|| output::print(&client, output::Layout::Modules).unwrap());
}

fn document() -> Document {
    generator::effective(&INPUT).unwrap().0
}

fn lower() -> Api {
    api::lower(&document(), &mut Vec::new())
}

fn decide(api: &Api) -> Client {
    rust::decide(api, &INPUT.names, &INPUT.config, &mut Vec::new())
}

/// What `cargo xtask regen` reads.
fn read() -> Input {
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
    }
}

fn text(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
