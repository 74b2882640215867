//! The number of instructions that the generator and the client execute, compared with the recorded counts.
//! Unlike times, the counts don't depend on the machine's load; they depend on the compiler, so counts of
//! another compiler are not compared.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::Path;
use std::process::{Command, Stdio};

use serde::{Deserialize, Serialize};

use super::command::{ended_badly, not_started, ran};
use super::compile::program;
use crate::disk::workspace::Workspace;
use crate::exit::{Exit, Failure};
use crate::terminal::{self, count};

/// The recorded counts, relative to the workspace.
const RECORD: &str = "xtask/docs/instructions.toml";
const HEADER: &str = "\
# Instructions, counted by callgrind in release builds: of the whole process that generates, of one repetition of all
# else. Written by `cargo xtask measure --instructions --record`.
";
/// The allowed increase over a recorded count, in percent.
const TOLERANCE: u128 = 2;
/// The measured work of the client, by its name in the benchmark, with enough repetitions to make
/// one-time work negligible.
const OF_CLIENT: [(&str, &str, u64); 3] = [
    ("decoding a page of 100 conversations", "page", 20),
    ("building a GET", "get", 500),
    ("building a POST with a message", "post", 500),
];
const GENERATING: &str = "generating Dixa's client";

/// Counts, and the toolchain that they depend on.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Counts {
    /// The compiler's version string.
    rustc: String,
    /// Its default target.
    host: String,
    /// The counts by work.
    instructions: BTreeMap<String, u64>,
}

/// The result of a comparison.
#[derive(Debug, PartialEq)]
struct Verdict {
    /// One line per count.
    lines: Vec<String>,
    /// The counts above the tolerance.
    more: Vec<String>,
    /// The counts so far below the record that it no longer guards them.
    less: Vec<String>,
}

/// Counts, and compares with the record or updates it. If counting or comparing is impossible, reports the
/// reason and succeeds.
///
/// # Errors
///
/// If something does not build or run, or the record can't be read.
pub(crate) fn measure(workspace: &Workspace, record: bool, json: bool) -> Result<Exit, Failure> {
    match Command::new("valgrind").arg("--version").output() {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            terminal::note("valgrind is not installed: instructions are not counted");
            return Ok(Exit::Success);
        }
        _ => {}
    }
    let (rustc, host) = toolchain()?;
    let recorded = read(workspace)?;
    if let Some(recorded) = &recorded
        && !record
        && (&recorded.rustc, &recorded.host) != (&rustc, &host)
    {
        terminal::note(format_args!(
            "{RECORD} was recorded with {} for {}, and this is {rustc} for {host}: instructions are not compared",
            recorded.rustc, recorded.host
        ));
        return Ok(Exit::Success);
    }
    let counts = Counts {
        rustc,
        host,
        instructions: count_all(workspace)?,
    };
    if json {
        let text = serde_json::to_string_pretty(&counts)
            .map_err(|error| Failure::failed("could not write the counts as JSON").cause(&error))?;
        terminal::data(&(text + "\n"))?;
    }
    let verdict = compare(
        recorded.as_ref().map(|it| &it.instructions),
        &counts.instructions,
    );
    if !json {
        terminal::data(&verdict.lines.concat())?;
    }
    if record {
        let text = toml_edit::ser::to_string_pretty(&counts)
            .map_err(|error| Failure::failed(format!("could not write {RECORD}")).cause(&error))?;
        crate::disk::write::file(
            &workspace.place(RECORD),
            (HEADER.to_owned() + &text).as_bytes(),
        )
        .map_err(|error| Failure::failed(format!("could not write {RECORD}")).cause(&error))?;
        terminal::status("Recorded", RECORD);
        return Ok(Exit::Success);
    }
    for name in &verdict.less {
        terminal::note(format_args!(
            "{name} takes over {TOLERANCE} % less than recorded; `cargo xtask measure --instructions --record` updates the record"
        ));
    }
    if verdict.more.is_empty() {
        return Ok(Exit::Success);
    }
    Err(Failure::failed(format!(
        "over {TOLERANCE} % more instructions than recorded"
    ))
    .details(verdict.more)
    .help("find the cause, or, if a feature costs that much, run `cargo xtask measure --instructions --record`"))
}

/// The version of the compiler that cargo runs, and its target.
pub(in crate::proof) fn toolchain() -> Result<(String, String), Failure> {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = ran(Command::new(rustc).arg("-vV").stdin(Stdio::null()))?;
    let text = String::from_utf8_lossy(&output.stdout);
    let host = text.lines().find_map(|line| line.strip_prefix("host: "));
    let version = text.lines().next().unwrap_or_default();
    Ok((version.to_owned(), host.unwrap_or_default().to_owned()))
}

fn read(workspace: &Workspace) -> Result<Option<Counts>, Failure> {
    let Some(text) = workspace.read_text(RECORD)? else {
        return Ok(None);
    };
    let read = toml_edit::de::from_str(&text).map_err(|error| {
        Failure::failed(format!("{RECORD} can't be read"))
            .cause(&error)
            .help("restore it, or run `cargo xtask measure --instructions --record`")
    })?;
    Ok(Some(read))
}

fn count_all(workspace: &Workspace) -> Result<BTreeMap<String, u64>, Failure> {
    let built = |folder: &str| {
        terminal::status("Preparing", format_args!("{folder} in release mode"));
        program(&workspace.place(folder).join("Cargo.toml"), &[])
    };
    let generator = built("xtask")?;
    let client = built("generated-client/benches/counted")?;
    let mut counts = BTreeMap::new();
    let root = workspace.place("").into_os_string();
    let mut generating = counted(&generator);
    generating
        .arg("--root")
        .arg(root)
        .args(super::generating::COMMAND.split(' '));
    counts.insert(GENERATING.to_owned(), instructions(generating)?);
    for (name, work, times) in OF_CLIENT {
        let run = |times: u64| {
            let mut command = counted(&client);
            command.args([work, &times.to_string()]);
            instructions(command)
        };
        let each = run(2 * times)?.saturating_sub(run(times)?) / times;
        counts.insert(name.to_owned(), each);
    }
    Ok(counts)
}

fn counted(program: &Path) -> Command {
    let mut command = Command::new("valgrind");
    command
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(program)
        .stdin(Stdio::null());
    command
}

/// Runs a command under callgrind and returns its count.
fn instructions(mut command: Command) -> Result<u64, Failure> {
    let output = command
        .output()
        .map_err(|error| not_started(&command, &error))?;
    // A stale checkout takes the same work.
    let codes = [Exit::Success as i32, Exit::Stale as i32];
    let ended = output
        .status
        .code()
        .is_some_and(|code| codes.contains(&code));
    let collected = collected(&String::from_utf8_lossy(&output.stderr)).filter(|_| ended);
    collected.ok_or_else(|| ended_badly(&command, &output))
}

/// Parses the last line of callgrind: `==PID== Collected : COUNT`.
fn collected(stderr: &str) -> Option<u64> {
    let line = stderr
        .lines()
        .find_map(|line| line.split_once("Collected : "));
    line.and_then(|(_, count)| count.trim().parse().ok())
}

fn compare(recorded: Option<&BTreeMap<String, u64>>, now: &BTreeMap<String, u64>) -> Verdict {
    let mut verdict = Verdict {
        lines: Vec::new(),
        more: Vec::new(),
        less: Vec::new(),
    };
    for (name, now) in now {
        let shown = count(usize::try_from(*now).unwrap_or(usize::MAX), "instruction");
        let Some(then) = recorded.and_then(|it| it.get(name)) else {
            verdict
                .lines
                .push(format!("{name}: {shown}, not recorded\n"));
            continue;
        };
        #[allow(clippy::cast_precision_loss)] // No work takes 2^53 instructions.
        let change = (*now as f64 / (*then).max(1) as f64 - 1.0) * 100.0;
        let line = format!("{name}: {shown}, {change:+.1} %");
        let (hundredfold, then) = (100 * u128::from(*now), u128::from(*then));
        if hundredfold > (100 + TOLERANCE) * then {
            verdict.more.push(line.clone());
        } else if hundredfold < (100 - TOLERANCE) * then {
            verdict.less.push(name.clone());
        }
        verdict.lines.push(line + "\n");
    }
    verdict
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn what_callgrind_collected() {
        let said = "==7== Events    : Ir\n==7== Collected : 4142\n==7== \n";
        assert_eq!(collected(said), Some(4142));
        assert_eq!(collected("==7== Collected : many\n"), None);
        assert_eq!(collected(""), None);
    }

    #[test]
    fn two_percent_are_tolerated() {
        let counts = |pairs: &[(&str, u64)]| -> BTreeMap<String, u64> {
            pairs
                .iter()
                .map(|(name, count)| ((*name).to_owned(), *count))
                .collect()
        };
        let then = counts(&[("a", 1000), ("b", 1000), ("c", 1000), ("d", 1000)]);
        let now = counts(&[("a", 1020), ("b", 1021), ("c", 980), ("d", 979), ("e", 1)]);
        let verdict = compare(Some(&then), &now);
        assert_eq!(verdict.more, ["b: 1,021 instructions, +2.1 %"]);
        assert_eq!(verdict.less, ["d"]);
        assert_eq!(verdict.lines.len(), 5);
        assert_eq!(verdict.lines[4], "e: 1 instruction, not recorded\n");
    }

    #[test]
    fn what_is_recorded_is_read_back() {
        let counts = Counts {
            rustc: "rustc 1.0.0".to_owned(),
            host: "a-b-c".to_owned(),
            instructions: BTreeMap::from([("building a GET".to_owned(), 7)]),
        };
        let text = HEADER.to_owned() + &toml_edit::ser::to_string_pretty(&counts).unwrap();
        assert_eq!(toml_edit::de::from_str::<Counts>(&text).unwrap(), counts);
    }
}
