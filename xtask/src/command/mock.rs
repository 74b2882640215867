//! `cargo xtask mock`: a server on loopback for any description.

use clap::{Args, Subcommand};
use url::Url;

use crate::disk::workspace::Workspace;
use crate::exit::{Exit, Failure};
use crate::project::effective::Which;

/// Serve an API from its description: check requests, respond with examples.
///
/// Listens on loopback until Ctrl-C. A request that the description forbids gets 400 with a problem
/// document (RFC 9457) with the problem, its position in the request and in the description; a request
/// without a credential gets 401, one that matches no operation 404 or 405. Responses are the documented examples, or
/// values made from the schemas, the same for the same seed. A request can ask for more with
/// `Prefer: code=429`, `example=NAME`, `dynamic=true`, `delay=MILLISECONDS` and
/// `fault=close|truncate|garbage|stall`. A page at the printed address shows the operations and the
/// latest exchanges.
#[derive(Args)]
#[command(subcommand_negates_reqs = true)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    what: Option<What>,
    #[command(flatten)]
    which: Which,
    /// The port; 0 takes any free one.
    #[arg(long, value_name = "N", default_value_t = 4010)]
    port: u16,
    /// The same seed makes the same values.
    #[arg(long, value_name = "N", default_value_t = 0, global = true)]
    seed: u64,
    /// Generate values even if the description has an example, new ones for each request.
    #[arg(long)]
    dynamic: bool,
    /// Delay each response by this many milliseconds.
    #[arg(long, value_name = "MS", default_value_t = 0)]
    delay: u64,
    /// Percentage of faulty responses: closed, truncated, garbage or stalled.
    #[arg(long, value_name = "PERCENT", default_value_t = 0, value_parser = clap::value_parser!(u8).range(0..=100))]
    faults: u8,
    /// Also refuse undeclared parameters, headers and properties.
    #[arg(long)]
    strict: bool,
    /// Accept any number of requests, regardless of `[rate-limit]` in the configuration.
    #[arg(long)]
    no_rate_limit: bool,
}

#[derive(Subcommand)]
enum What {
    /// Deliver a webhook event, signed as configured in `[webhooks]`.
    Send {
        /// The event, such as CONVERSATION_CREATED.
        event: String,
        /// Where to deliver it, such as http://127.0.0.1:8080/hooks.
        #[arg(long, value_name = "URL")]
        to: Url,
        /// The environment variable with the key; without it, a test key signs, and is printed.
        #[arg(long, value_name = "NAME")]
        key_env: Option<String>,
        /// Allow delivery to another machine.
        #[arg(long)]
        anywhere: bool,
    },
}

/// Runs the command in a build that has a server.
#[cfg(not(feature = "mock"))]
pub(crate) fn run(
    _: impl FnOnce() -> Result<Workspace, Failure>,
    _: &Arguments,
) -> Result<Exit, Failure> {
    Err(crate::net::elsewhere::again(
        "mock",
        "with an HTTP server and a validator",
    ))
}

/// Runs the command.
#[cfg(feature = "mock")]
pub(crate) fn run(
    workspace: impl FnOnce() -> Result<Workspace, Failure>,
    arguments: &Arguments,
) -> Result<Exit, Failure> {
    use std::time::Duration;

    use crate::exchange::Description;
    use crate::mock::{Mock, Options, run};
    use crate::terminal;

    let subject = arguments.which.read(workspace)?;
    if let Some(what) = &arguments.what {
        return send(subject, what, arguments.seed);
    }
    let description = Description::of(subject.document);
    let operations = terminal::count(description.operations().len(), "operation");
    let name = terminal::printable(&subject.name);
    terminal::status("Serving", format_args!("{operations} of {name}"));
    let rate_limit = subject.rate_limit.filter(|_| !arguments.no_rate_limit);
    let options = Options {
        seed: arguments.seed,
        dynamic: arguments.dynamic,
        delay: Duration::from_millis(arguments.delay),
        faults: arguments.faults,
        strict: arguments.strict,
        rate_limit,
        paging: subject.paging,
    };
    run(Mock::of(description, options), arguments.port)
}

/// Delivers an event.
#[cfg(feature = "mock")]
fn send(
    subject: crate::project::effective::Subject,
    what: &What,
    seed: u64,
) -> Result<Exit, Failure> {
    use crate::mock::send::Delivery;
    use crate::terminal;

    let What::Send {
        event,
        to,
        key_env,
        anywhere,
    } = what;
    let key = match key_env {
        None => None,
        Some(name) => Some(std::env::var(name).map_err(|_| {
            let name = terminal::printable(name);
            Failure::failed(format!("the environment variable `{name}` is not set"))
                .help("set it, or omit `--key-env` to sign with a test key")
        })?),
    };
    let webhooks = subject.webhooks.as_ref();
    let delivery = Delivery::of(subject.document, webhooks, event, key.as_deref(), seed)?;
    let sent = delivery.send(to, *anywhere)?;
    terminal::data(&format!("{}\n", delivery.body()))?;
    if let Some(key) = &sent.test_key {
        terminal::note(format_args!("signed with a key for tests: {key}"));
    }
    let status = sent.status;
    if (200..300).contains(&status) {
        terminal::status(
            "Delivered",
            format_args!("{} ({status})", terminal::printable(event)),
        );
        return Ok(Exit::Success);
    }
    terminal::problem(
        "Refused",
        format_args!("{} ({status})", terminal::printable(event)),
    );
    Ok(Exit::Failed)
}
