//! All files of a client, printed in parallel.

use std::collections::BTreeMap;
use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::items::{print_items, print_statements};
use super::layout::Layout;
use super::{data, module, operations_table, package};
use crate::emit;
use crate::rust::{Client, Operation};

/// All files of a client: path relative to its package, with content.
///
/// # Errors
///
/// The path and the reason, if emitted tokens are not valid Rust: a defect of the generator.
pub fn print(client: &Client, layout: Layout<'_>) -> Result<BTreeMap<String, String>, String> {
    let mark = layout.mark();
    let mut sources = emit::files(client);
    sources.retain(|file| match layout {
        // It has calls over a socket instead.
        Layout::Modules => file.path != package::REQUESTS,
        Layout::Package(_) | Layout::Project(_) => package::has(client, &file.path),
        Layout::Module { .. } => module::has(&file.path),
    });
    let mut files = print_sources(client, &sources, layout)?;
    files.insert(
        "OPERATIONS.md".to_owned(),
        operations_table::print(client, &mark),
    );
    files.insert(
        "src/generated/testing.json".to_owned(),
        data::print_testing(client, &mark),
    );
    match layout {
        Layout::Modules => {
            files.insert(
                "tests/generated/data.json".to_owned(),
                data::print(client, &mark),
            );
        }
        Layout::Package(runtime) => {
            package::add(client, runtime, &package::ALONE, &mark, &mut files);
        }
        Layout::Project(runtime) => {
            package::add(client, runtime, &package::IN_PROJECT, &mark, &mut files);
        }
        Layout::Module { path, .. } => {
            let root = package::print_module(client, path, &mark);
            files.insert("src/mod.rs".to_owned(), root);
            files = module::files(files);
        }
    }
    Ok(files)
}

/// The documented example of an operation as a function that only needs the client's crate.
pub(crate) fn sample(client: &Client, operation: &Operation) -> Option<String> {
    let call = emit::sample(client, operation, &print_statements)?;
    Some(package::program(&call, "").join("\n"))
}

/// Printing takes most of the time of a run, and files are independent: every processor takes the
/// next remaining file.
fn print_sources(
    client: &Client,
    files: &[emit::File<'_>],
    layout: Layout<'_>,
) -> Result<BTreeMap<String, String>, String> {
    let mark = layout.mark();
    let next = AtomicUsize::new(0);
    let work = || -> Result<Vec<(String, String)>, String> {
        let mut printed = Vec::new();
        while let Some(file) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
            let tokens = emit::emit(client, file, &print_statements);
            let text = match layout {
                Layout::Module { .. } => module::print(tokens, &file.path),
                _ => print_items(tokens),
            };
            let text = text.map_err(|error| format!("{}: {error}", file.path))?;
            printed.push((file.path.clone(), format!("// {mark}\n\n{text}")));
        }
        Ok(printed)
    };
    let workers = thread::available_parallelism().map_or(1, NonZero::get);
    thread::scope(|scope| {
        let others: Vec<_> = (1..workers).map(|_| scope.spawn(work)).collect();
        let mut printed = work()?;
        for other in others {
            let part = other
                .join()
                .map_err(|_| "a printing thread panicked".to_owned())?;
            printed.extend(part?);
        }
        Ok(printed.into_iter().collect())
    })
}
