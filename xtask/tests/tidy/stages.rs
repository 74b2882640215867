//! The allowed dependencies between stages of the generator, and the knowledge reserved to one of
//! them.

use std::collections::BTreeSet;

use crate::paths::{Used, used};
use crate::{none, sources};

const SRC: &str = "generator/src";

/// The stages in the order in which they run; each may use those before it.
const STAGES: [&str; 5] = ["document", "api", "rust", "emit", "output"];

/// The sources of the generator: their part, their path, and their uses. A part is a folder or a
/// file directly in `src`.
fn parts() -> Vec<(String, String, Used)> {
    let part = |path: &str| {
        let path = path.strip_prefix(SRC).unwrap().trim_start_matches('/');
        let first = path.split('/').next().unwrap();
        first.trim_end_matches(".rs").to_owned()
    };
    let sources = sources(SRC).into_iter();
    sources
        .map(|source| (part(&source.path), source.path.clone(), used(&source, SRC)))
        .collect()
}

/// The modules that a part of the generator must not use.
fn forbidden(part: &str) -> BTreeSet<&'static str> {
    // The pipeline itself, and modules that show all stages, use everything.
    let beside = ["compare", "judge", "propose", "dump"];
    match part {
        "lib" | "pipeline" | "events" | "regenerate" | "dump" | "coverage" | "name_quality"
        | "samples" => BTreeSet::new(),
        "compare" => BTreeSet::from(["emit", "output", "judge", "propose", "dump"]),
        "judge" => BTreeSet::from(["emit", "output", "dump"]),
        "propose" => BTreeSet::from(["rust", "emit", "output", "compare", "judge", "dump"]),
        // Credentials and signatures of the configuration, in the terms of the API.
        "auth" | "webhooks" => STAGES[2..].iter().chain(&beside).copied().collect(),
        // The foundations of all stages.
        "join" | "pointer" => {
            let others = ["diagnostic", "input", "auth"];
            STAGES
                .iter()
                .chain(&beside)
                .chain(&others)
                .copied()
                .collect()
        }
        "diagnostic" => STAGES.iter().chain(&beside).copied().collect(),
        "input" | "mention" | "source" | "names" | "choices" | "paging" | "rate_limit" => {
            STAGES[1..].iter().chain(&beside).copied().collect()
        }
        stage => {
            let known = STAGES.iter().position(|known| *known == stage);
            let at = known.unwrap_or_else(|| panic!("generator/src/{stage} is no known part"));
            STAGES[at + 1..].iter().chain(&beside).copied().collect()
        }
    }
}

#[test]
fn stages_depend_one_way() {
    let parts = parts();
    let mut findings = Vec::new();
    for (part, path, used) in &parts {
        for name in forbidden(part) {
            if used.own.contains(name) {
                findings.push(format!(
                    "{path} uses `crate::{name}`; `{part}` comes before it"
                ));
            }
        }
    }
    none(&findings);
    for (stage, before) in [
        ("api", "document"),
        ("rust", "api"),
        ("emit", "rust"),
        ("output", "emit"),
    ] {
        let mut of = parts.iter().filter(|(part, ..)| part == stage);
        assert!(
            of.any(|(_, _, used)| used.own.contains(before)),
            "{stage} does not use {before}"
        );
    }
}

#[test]
fn libraries_stay_in_their_stage() {
    let mut findings = Vec::new();
    let mut seen = BTreeSet::new();
    for (part, path, used) in parts() {
        for (library, stages) in [
            ("openapiv3", &["api"][..]),
            ("quote", &["emit", "output"]),
            ("proc_macro2", &["emit", "output"]),
            ("syn", &["emit", "output"]),
            ("prettyplease", &["output"]),
        ] {
            if used.roots.contains(library) {
                seen.insert(library);
                if !stages.contains(&part.as_str()) {
                    findings.push(format!(
                        "{path} uses `{library}`, which is for {stages:?} only"
                    ));
                }
            }
        }
    }
    none(&findings);
    assert!(
        ["openapiv3", "quote", "prettyplease"]
            .iter()
            .all(|library| seen.contains(library))
    );
}

/// The same input produces the same bytes; and no text of a document is parsed as Rust.
#[test]
fn nothing_unordered_and_nothing_parsed() {
    let mut findings = Vec::new();
    for (_, path, used) in parts() {
        for name in [
            "HashMap",
            "HashSet",
            "RandomState",
            "parse_str",
            "parse_file",
            "TokenStream::from_str",
        ] {
            if used.names.contains(name) {
                findings.push(format!("{path} uses `{name}`"));
            }
        }
    }
    none(&findings);
}

/// Stage 1 reads the keywords of an object through `Keyed`, which says what a value of another type
/// means.
#[test]
fn keywords_are_read_one_way() {
    const OTHERS: [&str; 4] = [
        // A node reads in the same way.
        "document/described.rs",
        // An overlay is no description: an action or field of another type is an error.
        "document/overlay/action.rs",
        "document/overlay/reusable.rs",
        // The merge keys of YAML, before there is a description.
        "document/value.rs",
    ];
    let folder = format!("{SRC}/document");
    let mut findings = Vec::new();
    let mut others = OTHERS.to_vec();
    for source in sources(&folder) {
        let path = source.path.trim_start_matches(SRC).trim_start_matches('/');
        let raw = source.text.lines().enumerate();
        let mut raw = raw.filter(|(_, line)| line.contains(".get(\"")).peekable();
        if OTHERS.contains(&path) && raw.peek().is_some() {
            others.retain(|other| *other != path);
        } else {
            findings.extend(raw.map(|(at, line)| format!("{path}:{}: {}", at + 1, line.trim())));
        }
    }
    findings.extend(
        others
            .iter()
            .map(|path| format!("{path} reads no keyword itself")),
    );
    none(&findings);
}

/// Extensions belong to vendors. The generator's own data is not among them, or a description could
/// change it.
#[test]
fn extensions_are_named_where_they_are_read() {
    const READERS: [&str; 14] = [
        "api/annotations.rs",
        "api/enumeration.rs",
        "api/keywords.rs",
        "api/operation.rs",
        "api/paging.rs",
        "api/tags.rs",
        // It marks what another form lost.
        "document/normalise/keywords.rs",
        "document/normalise/nullable.rs",
        "document/normalise/schema_forms.rs",
        "document/normalise/vendor_enums.rs",
        "document/overlay",
        "document/swagger2/parameters.rs",
        // It writes extensions that the others read.
        "propose/stainless",
        // A package may have such a name.
        "rust/package.rs",
    ];
    let mut findings = Vec::new();
    for source in sources(SRC) {
        let path = source.path.trim_start_matches(SRC).trim_start_matches('/');
        let is_reader = READERS.iter().any(|reader| path.starts_with(reader));
        for (index, line) in source.text.lines().enumerate() {
            let named = line.split("\"x-").skip(1);
            let mut named = named.filter(|rest| rest.starts_with(|c: char| c.is_alphabetic()));
            let is_media_type = |rest: &str| rest.starts_with("x-www-form-urlencoded");
            if !is_reader && named.any(|rest| !is_media_type(&format!("x-{rest}"))) {
                findings.push(format!("{path}:{}: {}", index + 1, line.trim()));
            }
        }
    }
    none(&findings);
}

/// A further type is a row of a table, and a line where types are rendered: code that decides by type asks
/// these.
#[test]
fn few_files_know_all_types() {
    const MOST: usize = 4;
    let is_variant = |rest: &str| {
        let mut chars = rest.chars();
        let (first, second) = (chars.next(), chars.next());
        first.is_some_and(char::is_uppercase) && second.is_some_and(char::is_lowercase)
    };
    let knows = |text: &str| {
        let mut found = text.match_indices("Type::");
        found.any(|(at, name)| {
            let is_own = !text[..at].ends_with(|c: char| c.is_alphanumeric());
            is_own && is_variant(&text[at + name.len()..])
        })
    };
    let sources = sources(SRC).into_iter();
    let with_types = sources;
    let files: Vec<String> = with_types
        .filter(|source| source.text.contains("enum Type ") || knows(&source.text))
        .map(|source| source.path)
        .collect();
    assert!(files.len() > 1 && files.len() <= MOST, "{files:#?}");
}

/// A fact about an operation and a paging style are a row each: a further one touches as many files as these
/// examples, in all crates.
#[test]
fn few_files_know_one_fact_or_one_style() {
    const MOST: usize = 4;
    for (words, at_least) in [
        (["reading_only", "reading-only"], 3),
        (["NextIs::Offset", "next_offset"], 3),
    ] {
        let all = [SRC, "generated-client/runtime/src", "xtask/src"].map(sources);
        let files: Vec<String> = (all.into_iter().flatten())
            .filter(|source| words.iter().any(|word| source.text.contains(word)))
            .map(|source| source.path)
            .collect();
        let count = files.len();
        assert!((at_least..=MOST).contains(&count), "{words:?}: {files:#?}");
    }
}
