//! `Cargo.toml`. Text is written as TOML strings.

use std::fmt::Write;

use toml_writer::{ToTomlValue, TomlStringBuilder};

use crate::rust::Client;
use crate::{Dependencies, Runtime};

/// The version of this workspace, which the runtime crate has, too.
const RUNTIME: &str = env!("CARGO_PKG_VERSION");

/// The oldest versions that the runtime crate supports.
const SERDE: &str = "1.0.229";
const SERDE_JSON: &str = "1.0.154";

pub(super) fn print(client: &Client, runtime: &Runtime, mark: &str) -> String {
    let about = format!(
        "Client for the {}, generated from its OpenAPI description.",
        client.api_title()
    );
    let runtime = place(runtime);
    let mut text = format!(
        "# {mark}\n# `version`, `description` and what you add stay; without this mark, the whole file is \
         yours.\n\n[package]\n\
         name = {}\ndescription = {}\n",
        string(&client.package),
        string(&about)
    );
    let tags: Vec<String> = client.tag_features().map(string).collect();
    let all_tags = match tags.is_empty() {
        true => "[]".to_owned(),
        false => format!("[\n    {},\n]", tags.join(",\n    ")),
    };
    let tags: String = client
        .tag_features()
        .map(|tag| format!("{tag} = []\n"))
        .collect();
    let further = match of_choices(&client.dependencies, " # @generated") {
        lines if lines.is_empty() => lines,
        lines => {
            format!("# Of chosen types and derives; without its mark, a line is yours.\n{lines}")
        }
    };
    // Writing to a String does not fail. The version is that of the crate, not of the API: an API's
    // version need not be valid in Cargo, and follows other rules.
    let _ = write!(
        text,
        r#"version = "0.1.0"
edition = "2024"
rust-version = "1.89"

[features]
default = ["rustls", "gzip", "brotli", "charset", "all-tags"]
rustls = ["reqwest", "openapi-client-runtime/rustls"]
native-tls = ["reqwest", "openapi-client-runtime/native-tls"]
# The default transport; without it, programs need one of their own.
reqwest = ["openapi-client-runtime/reqwest"]
# Response bodies in the content codings gzip and deflate.
gzip = ["openapi-client-runtime/gzip"]
# Response bodies in the content coding br.
brotli = ["openapi-client-runtime/brotli"]
# Response bodies in the content coding zstd; builds a C library.
zstd = ["openapi-client-runtime/zstd"]
# Response bodies in other charsets than UTF-8.
charset = ["openapi-client-runtime/charset"]
# `ClientCredentials`: tokens by OAuth 2 client credentials.
oauth = ["reqwest", "openapi-client-runtime/oauth"]
# Pages, items, events and lines as streams of futures-core.
stream = ["openapi-client-runtime/stream"]
# `send_blocking` and iterators, for programs without an asynchronous runtime.
blocking = ["openapi-client-runtime/blocking"]
# Spans and events of calls.
tracing = ["openapi-client-runtime/tracing"]
# Events that the API sends, and their signatures.
webhooks = ["openapi-client-runtime/webhooks"]
# `record`: exchanges as masked JSON lines, and their replay in tests.
record = ["openapi-client-runtime/record"]
# `testing`: a transport in memory for unit tests. Outside the semver promise.
test-util = ["openapi-client-runtime/test-util"]
# All models, including those that no operation uses, such as those of webhooks.
all-models = ["all-tags"]
# The operations of all tags. A tag's feature compiles its operations and the models that they need.
all-tags = {all_tags}
{tags}
[dependencies]
# Transport, errors, JSON.
openapi-client-runtime = {{ {runtime}, default-features = false }}
# Serializes and deserializes the models in any format.
serde = {{ version = "{SERDE}", features = ["derive"] }}
# Arbitrary JSON.
serde_json = "{SERDE_JSON}"
{further}
[lints.rust]
missing_docs = "warn"
unreachable_pub = "warn"
unsafe_code = "forbid"
"#
    );
    text
}

/// What the manifest of a crate needs for a client that is a module of it.
pub(crate) fn dependencies(client: &Client, runtime: &Runtime) -> String {
    let runtime = place(runtime);
    let features = match client.webhooks {
        Some(_) => ", features = [\"webhooks\"]",
        None => "",
    };
    format!(
        r#"[dependencies]
openapi-client-runtime = {{ {runtime}{features} }}
serde = {{ version = "{SERDE}", features = ["derive"] }}
serde_json = "{SERDE_JSON}"
{further}
[dev-dependencies]
openapi-client-runtime = {{ {runtime}, features = ["test-util"] }}
"#,
        further = of_choices(&client.dependencies, ""),
    )
}

/// Where the runtime crate is.
fn place(runtime: &Runtime) -> String {
    match runtime {
        Runtime::Published => format!("version = {}", string(RUNTIME)),
        Runtime::Folder(folder) => format!("path = {}", string(folder)),
        Runtime::Git(address, None) => format!("git = {}", string(address)),
        Runtime::Git(address, Some(revision)) => {
            format!("git = {}, rev = {}", string(address), string(revision))
        }
    }
}

/// The lines of the dependencies that the configuration names, each with this at its end.
fn of_choices(all: &Dependencies, end: &str) -> String {
    let lines = all.iter().map(|(name, it)| {
        let texts = [
            ("version", &it.version),
            ("path", &it.path),
            ("git", &it.git),
            ("branch", &it.branch),
            ("tag", &it.tag),
            ("rev", &it.rev),
            ("package", &it.package),
            ("registry", &it.registry),
        ];
        let texts = texts.into_iter();
        let mut keys: Vec<String> = texts
            .filter_map(|(key, text)| Some(format!("{key} = {}", string(text.as_ref()?))))
            .collect();
        keys.extend(
            it.default_features
                .map(|it| format!("default-features = {it}")),
        );
        if !it.features.is_empty() {
            let features: Vec<String> = it.features.iter().map(|it| string(it)).collect();
            keys.push(format!("features = [{}]", features.join(", ")));
        }
        let name = name.as_str();
        match (keys.as_slice(), &it.version) {
            ([_], Some(version)) => format!("{name} = {}{end}\n", string(version)),
            _ => format!("{name} = {{ {} }}{end}\n", keys.join(", ")),
        }
    });
    lines.collect()
}

fn string(text: &str) -> String {
    TomlStringBuilder::new(text).as_basic().to_toml_value()
}
