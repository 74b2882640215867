//! The requests of the documented example calls of a crate. A test that is added to the crate's own
//! makes them, because cargo runs the tests of library packages.

use std::fs;
use std::path::Path;

use generator::{Choices, Input, Names, Source};
use serde::Deserialize;
use serde_json::Value;

use crate::disk::write;
use crate::exit::Failure;
use crate::project::beside;
use crate::proof::corpus::find::Document;
use crate::proof::corpus::options::Run;
use crate::proof::corpus::unusable::unusable;
use crate::proof::corpus::{child, compile};

/// The test, which uses the calls of the crate's own.
const TEST: &str = include_str!("calls.rs.txt");

/// Further dependencies of the test; the runtime has it, too.
const DEPENDENCIES: &str = "\n[dev-dependencies]\nhttp-body-util = \"0.1.5\"\n";

/// A request as the client's transport receives it.
#[derive(Clone, Deserialize)]
pub(super) struct Request {
    /// The operation.
    pub(super) key: String,
    /// The reason why there is no request.
    #[serde(default)]
    pub(super) error: Option<String>,
    #[serde(default)]
    pub(super) method: String,
    /// Path and query.
    #[serde(default)]
    pub(super) target: String,
    #[serde(default)]
    pub(super) headers: Vec<(String, String)>,
    #[serde(default)]
    pub(super) body: Vec<u8>,
}

/// The requests of a crate, or the reason why there are none.
pub(super) fn requests(
    run: &Run<'_>,
    document: &Document,
) -> Result<Result<Vec<Request>, String>, Failure> {
    let folder = run.out.join(&document.package);
    if !folder.join("tests/requests.rs").is_file() {
        return Ok(Ok(Vec::new()));
    }
    let put = |path: &Path, text: &str| {
        write::file(path, text.as_bytes()).map_err(|error| unusable(path, &error))
    };
    let krate = document.package.replace('-', "_");
    put(
        &folder.join("tests/judged.rs"),
        &TEST.replace("CRATE", &krate),
    )?;
    let manifest = folder.join("Cargo.toml");
    let text = fs::read_to_string(&manifest).map_err(|error| unusable(&manifest, &error))?;
    put(&manifest, &(text + DEPENDENCIES))?;
    let file = folder.join("requests.jsonl");
    let mut command = compile::prepare_cargo(
        run,
        &document.package,
        "test",
        &["--quiet", "--test", "judged", "--features", "blocking"],
    )?;
    command
        .env("REQUESTS", &file)
        .env("SCHEMES", schemes(document).to_string())
        // The test code runs only once.
        .env("CARGO_PROFILE_DEV_DEBUG", "0");
    let ended = child::run(&mut command, run.timeout, None)?;
    compile::remove_artifacts(run, &document.package);
    if !ended.status.is_some_and(|status| status.success()) {
        return Ok(Err(compile::what_went_wrong(&ended)));
    }
    let text = fs::read_to_string(&file).map_err(|error| unusable(&file, &error))?;
    let requests = text.lines().map(serde_json::from_str);
    Ok(requests
        .collect::<Result<_, _>>()
        .map_err(|error| format!("{} is wrong: {error}", file.display())))
}

/// The security schemes of a description: the name, and whether it is basic authentication.
fn schemes(document: &Document) -> Value {
    let read = || {
        let description = Source {
            name: document.name.clone(),
            text: fs::read_to_string(&document.path).ok()?,
            ..Source::default()
        };
        let input = Input {
            description: beside::of_file(description, &document.path, None).ok()?,
            overlays: Vec::new(),
            names: Names::default(),
            config: Choices::default(),
        };
        Some(generator::Effective::read(&input).ok()?.document)
    };
    let document = read();
    let components = document.as_ref().map(|it| &it.value()["components"]);
    let schemes = components.and_then(|it| it["securitySchemes"].as_object());
    let is_basic = |scheme: &Value| {
        let of_http = scheme["scheme"].as_str().unwrap_or_default();
        of_http.eq_ignore_ascii_case("basic")
    };
    schemes
        .into_iter()
        .flatten()
        .map(|(name, scheme)| {
            Value::from(vec![Value::from(name.as_str()), is_basic(scheme).into()])
        })
        .collect()
}
