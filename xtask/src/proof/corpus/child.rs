//! A child process with a timeout.

use std::fs::File;
use std::io::{Read, Seek};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::exit::Failure;
use crate::proof::measure::process;

/// The interval for polling a process.
const PAUSE: Duration = Duration::from_millis(5);

/// How a process ended.
pub(crate) struct Ended {
    /// The status; `None` if it timed out and was killed.
    pub(crate) status: Option<ExitStatus>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    pub(crate) seconds: f64,
    /// The peak memory of the largest compiler that it ran, if requested.
    pub(crate) compiler_bytes: Option<u64>,
}

/// The processes whose memory is watched.
#[derive(Clone, Copy)]
pub(crate) struct Compilers;

/// Runs a command to its end, or kills it with all its descendants after the timeout.
pub(crate) fn run(
    command: &mut Command,
    timeout: Duration,
    watch: Option<Compilers>,
) -> Result<Ended, Failure> {
    let failed = |error: std::io::Error| {
        Failure::failed(format!(
            "could not run {}",
            command.get_program().to_string_lossy()
        ))
        .cause(&error)
    };
    // Files instead of pipes: a process with much output never waits for a reader.
    let (mut stdout, mut stderr) = (
        tempfile::tempfile().map_err(failed)?,
        tempfile::tempfile().map_err(failed)?,
    );
    let (out, err) = (
        stdout.try_clone().map_err(failed)?,
        stderr.try_clone().map_err(failed)?,
    );
    command.stdin(Stdio::null()).stdout(out).stderr(err);
    own_group(command);
    let start = Instant::now();
    let mut child = command.spawn().map_err(|error| {
        Failure::failed(format!(
            "could not run {}",
            command.get_program().to_string_lossy()
        ))
        .cause(&error)
    })?;
    let done = AtomicBool::new(false);
    let (pid, over) = (child.id(), &done);
    let (status, compiler_bytes) = thread::scope(|scope| {
        let watching =
            watch.map(|Compilers| scope.spawn(move || process::watch_compilers(pid, over)));
        let status = wait(&mut child, start, timeout);
        done.store(true, Ordering::Relaxed);
        (status, watching.and_then(|it| it.join().ok().flatten()))
    });
    Ok(Ended {
        status,
        stdout: read(&mut stdout),
        stderr: read(&mut stderr),
        seconds: start.elapsed().as_secs_f64(),
        compiler_bytes,
    })
}

fn wait(child: &mut Child, start: Instant, timeout: Duration) -> Option<ExitStatus> {
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Some(status),
            Ok(None) if start.elapsed() < timeout => thread::sleep(PAUSE),
            _ => break,
        }
    }
    end_group(child);
    let _ = child.kill();
    let _ = child.wait();
    None
}

/// The output; invalid UTF-8 is replaced.
fn read(file: &mut File) -> String {
    let mut bytes = Vec::new();
    let read = file.rewind().and_then(|()| file.read_to_end(&mut bytes));
    match read {
        Ok(_) => String::from_utf8_lossy(&bytes).into_owned(),
        Err(_) => String::new(),
    }
}

/// Makes the process the leader of a group, so that all its descendants can be killed with it.
#[cfg(unix)]
pub(super) fn own_group(command: &mut Command) {
    std::os::unix::process::CommandExt::process_group(command, 0);
}

#[cfg(not(unix))]
pub(super) fn own_group(_: &mut Command) {}

/// Kills the group of a process. The standard library has no call for that; the program `kill` does
/// it (POSIX.1-2024, kill: a negative process id identifies a group).
#[cfg(unix)]
pub(super) fn end_group(child: &Child) {
    let _ = Command::new("kill")
        .args(["-KILL", "--", &format!("-{}", child.id())])
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .status();
}

#[cfg(not(unix))]
pub(super) fn end_group(_: &Child) {}

#[cfg(all(test, unix))]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn what_takes_too_long_is_ended_with_its_children() {
        let mut command = Command::new("sh");
        command.args(["-c", "echo begun; sleep 60 & sleep 60"]);
        let ended = run(&mut command, Duration::from_millis(300), None).unwrap();
        assert!(ended.status.is_none() && ended.seconds < 30.0);
        assert_eq!(ended.stdout, "begun\n");
    }

    #[test]
    fn what_ends_is_read() {
        let mut command = Command::new("sh");
        command.args(["-c", "echo out; echo err >&2; exit 3"]);
        let ended = run(&mut command, Duration::from_secs(60), None).unwrap();
        assert_eq!(ended.status.unwrap().code(), Some(3));
        assert_eq!(
            (ended.stdout.as_str(), ended.stderr.as_str()),
            ("out\n", "err\n")
        );
    }
}
