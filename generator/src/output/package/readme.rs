//! `README.md`: the package's purpose, a first program, and an index.

use super::program::program;
use super::upkeep::Maintenance;
use crate::emit::FirstCall;
use crate::output::operations_table::plain;
use crate::rust::Client;

pub(super) fn print(client: &Client, call: &FirstCall, upkeep: &Maintenance, mark: &str) -> String {
    let example = program(call, "").join("\n");
    let examples = if client.shows_values() {
        "| `tests/` | each example of the description, decoded and encoded back unchanged |\n"
    } else {
        ""
    };
    let unused = if client.unused.is_empty() {
        ""
    } else {
        "Models that no operation takes or returns, such as those of webhooks, are compiled with the\n\
         feature `all-models`.\n\n"
    };
    let tags = if client.tag_features().next().is_none() {
        ""
    } else {
        "Each tag has a feature, such as those in `Cargo.toml` that begin with `tag-`; `all-tags`, a default\n\
         feature, enables all of them. With `default-features = false` and the features `rustls` and `tag-…` a\n\
         program compiles the operations of these tags, and the models that they need.\n\n"
    };
    let token = if client.schemes.is_empty() {
        "The description has no security scheme, so no token is sent.\n".to_owned()
    } else {
        let what = if client.is_basic() {
            "User and password, with a colon between them, are"
        } else {
            "The token is"
        };
        format!(
            "{what} read from the environment variable `{}` by `Client::from_env`, or given to \
             `Client::new`. `Client::from_env` takes the base URL from `{}` if it is set.\n",
            client.token_env, client.base_url_env
        )
    };
    format!(
        "<!-- {mark} -->

# {package}

A Rust client for the {api}, generated from its OpenAPI description. It is asynchronous and runs on
[tokio](https://tokio.rs).

## A first call

```rust
{example}
```

{token}
## Where things are

| Path | Contents |
| --- | --- |
| [`OPERATIONS.md`](OPERATIONS.md) | every operation: its path, its call in Rust, its request and response types |
| `src/generated/` | the client: `operations` by tag, `models` of the payloads |
{examples}| `AGENTS.md`, `llms.txt` | instructions for coding agents |
| `Cargo.toml`, `src/lib.rs`, `README.md` | generated too; remove the mark at the top of a file to maintain it yourself |

{unused}{tags}`cargo doc --open` shows each operation with its parameters, its errors by status, and an example.

After a change of the description, `{command}`{place} generates all of it again. Names are stable: they are kept in
`{names}`. In `Cargo.toml`, the version and what you add stay, too.
",
        command = upkeep.command,
        place = upkeep.place,
        names = upkeep.names,
        package = client.package,
        api = plain(&client.api_title()),
    )
}
