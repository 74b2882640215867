//! `AGENTS.md` and `llms.txt`: instructions for coding agents, and an index of the rest.

use super::program::program;
use super::upkeep::Maintenance;
use crate::emit::FirstCall;
use crate::output::operations_table::plain;
use crate::rust::Client;

/// How code is written against the client, for agents.
pub(super) fn instructions(
    client: &Client,
    call: &FirstCall,
    upkeep: &Maintenance,
    mark: &str,
) -> String {
    let example = program(call, "").join("\n");
    let paged = client.operations.iter().any(|it| it.paging.is_some());
    let paged = match paged {
        true => {
            "* Lists come page by page: `.items()` and `.pages()` of a request go to the end, \
                 `while let Some(item) = items.try_next().await?`.\n"
        }
        false => "",
    };
    format!(
        "<!-- {mark} -->

# Instructions for agents: {package}

A Rust client for the {api}, generated from its OpenAPI description.

```rust
{example}
```

* Look an operation up in `OPERATIONS.md`: its path, its call in Rust, its request and response types.
* Required inputs are arguments, optional ones are setters of the request; `.await` sends it.
* Structs that are sent have `new` with their required properties, and setters. Structs, enums and unions may grow:
  match with a `_` arm, and use no struct literals.
* Every call fails with `Error`: `status()`, `is_not_found()`, `is_rate_limited()`, `kind()`, `request_id()`.
{paged}* For unit tests the feature `test-util` has a transport in memory, in the module `testing`.
* Files with the `@generated` mark are overwritten. Names are changed in `{names}`, payloads by an overlay of the
  description; then `{command}`{place} generates the client again.
* `cargo check` and `cargo test` verify a change.
",
        command = upkeep.command,
        place = upkeep.place,
        names = upkeep.names,
        package = client.package,
        api = plain(&client.api_title()),
    )
}

/// An index for language models, in the form of llmstxt.org.
pub(super) fn index(client: &Client, mark: &str) -> String {
    format!(
        "# {package}

> A Rust client for the {api} with {operations} operations, generated from its OpenAPI description.

<!-- {mark} -->

## Docs

- [OPERATIONS.md](OPERATIONS.md): every operation with its path, its call in Rust, and its types
- [README.md](README.md): a first call, credentials, where things are
- [AGENTS.md](AGENTS.md): how code is written against this crate
",
        package = client.package,
        api = plain(&client.api_title()),
        operations = client.operations.len(),
    )
}
