//! Brings a local SQLite database in sync with Dixa. Run it as often as you like; it may be interrupted at
//! any moment.
//!
//! ```text
//! DIXA_API_KEY=… cargo run -p dixa-sync -- [DATABASE]
//! ```
#![allow(clippy::print_stdout, clippy::print_stderr)] // It shows how it goes.

use std::collections::BTreeMap;
use std::error::Error;
use std::io::{IsTerminal as _, stderr};
use std::path::PathBuf;
use std::process::ExitCode;

use dixa_client::Client;
use dixa_sync::{Progress, Store, sync};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let database = std::env::args_os()
        .nth(1)
        .unwrap_or_else(|| "dixa.sqlite".into());
    match run(database.into()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\n{error}\nStored rows are kept; the next run continues from there.");
            ExitCode::FAILURE
        }
    }
}

/// Ctrl-C ends the process at once, which is safe: there is nothing to wait for.
async fn run(database: PathBuf) -> Result<(), Box<dyn Error>> {
    let client = Client::from_env()?;
    let mut store = Store::open(&database)?;
    let mut shown = Shown::default();
    sync(&client, &mut store, &mut |progress| shown.show(&progress)).await?;
    eprintln!();
    for (table, rows) in store.counts()? {
        println!("{table}: {rows}");
    }
    Ok(())
}

/// What is shown on the terminal: one line that changes. Elsewhere, as in a log, one line at a time.
#[derive(Default)]
struct Shown {
    rows: BTreeMap<&'static str, usize>,
}

impl Shown {
    fn show(&mut self, progress: &Progress<'_>) {
        let (text, stays) = match progress {
            Progress::Page { list, rows } => {
                let all = self.rows.entry(list).or_default();
                *all += rows;
                (format!("{list}: {all}"), true)
            }
            Progress::Fetched { kind, left } => {
                (format!("{}s: {left} left", kind.name()), left % 100 == 0)
            }
            Progress::BeganAgain { list } => (format!("{list}: restarted"), true),
            Progress::Postponed {
                kind,
                id,
                request_id,
            }
            | Progress::Skipped {
                kind,
                id,
                request_id,
            } => {
                let request = request_id.unwrap_or("unknown");
                let what = match progress {
                    Progress::Skipped { .. } => "not found, skipped",
                    _ => "failed, left to the next run",
                };
                eprintln!("\r\x1b[K{} {id}: {what} (request {request})", kind.name());
                return;
            }
            _ => return,
        };
        if stderr().is_terminal() {
            eprint!("\r\x1b[K{text}");
        } else if stays {
            eprintln!("{text}");
        }
    }
}
