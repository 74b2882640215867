//! Peak memory and processor time, if the system provides them: Linux, in `/proc`
//! (proc_pid_status(5), proc_pid_stat(5)).

use std::collections::BTreeSet;
use std::fs;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use crate::exit::Failure;
use crate::terminal;

/// The interval for polling a compiler. Its memory is a high-water mark, so a late sample is
/// enough.
const PAUSE: Duration = Duration::from_millis(10);

/// New compilers are searched for only once per so many samples: listing all processes costs more.
const SAMPLES_PER_SEARCH: usize = 10;

/// The number of the field `cutime` in `/proc/PID/stat`, counted from 1; `cstime` follows it.
const CUTIME: usize = 16;

/// The unit of these fields: user space sees 100 on every Linux that Rust's standard library
/// supports, regardless of the kernel's own clock.
const TICKS_A_SECOND: f64 = 100.0;

/// The prefix of this program's own peak in bytes, when it reports that.
pub(crate) const MARK: &str = "peak memory in bytes: ";

/// Fields of `/proc/PID/status`.
#[derive(Debug, PartialEq, Eq)]
struct Status {
    name: String,
    parent: u32,
    /// The largest resident set so far; absent for a process that has ended.
    peak_bytes: Option<u64>,
}

impl Status {
    fn of(process: &str) -> Option<Self> {
        Self::parse(&fs::read_to_string(format!("/proc/{process}/status")).ok()?)
    }

    fn parse(text: &str) -> Option<Self> {
        let field = |name: &str| {
            text.lines()
                .find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))
                .map(str::trim)
        };
        let kibibytes = field("VmHWM").and_then(|value| value.strip_suffix(" kB"));
        Some(Self {
            name: field("Name")?.to_owned(),
            parent: field("PPid")?.parse().ok()?,
            peak_bytes: kibibytes.and_then(|value| Some(value.parse::<u64>().ok()? * 1024)),
        })
    }
}

/// Watches the compilers that the cargo with this process id starts until `done`, and returns the
/// peak memory of the largest.
pub(crate) fn watch_compilers(cargo: u32, done: &AtomicBool) -> Option<u64> {
    let mut compilers = BTreeSet::new();
    let mut peak = None;
    for look in 0.. {
        if compilers.is_empty() || look % SAMPLES_PER_SEARCH == 0 {
            compilers.extend(compilers_of(cargo));
        }
        compilers.retain(|process: &String| {
            let bytes = Status::of(process).and_then(|status| status.peak_bytes);
            peak = peak.max(bytes);
            bytes.is_some()
        });
        if done.load(Ordering::Relaxed) {
            break;
        }
        thread::sleep(PAUSE);
    }
    peak
}

/// The ids of the compilers that this cargo runs.
fn compilers_of(cargo: u32) -> Vec<String> {
    let Ok(processes) = fs::read_dir("/proc") else {
        return Vec::new();
    };
    processes
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| name.bytes().all(|byte| byte.is_ascii_digit()))
        .filter(|process| {
            Status::of(process)
                .is_some_and(|status| status.parent == cargo && status.name == "rustc")
        })
        .collect()
}

/// The processor time in seconds of all processes that this one started and waited for, and of
/// those that they waited for.
pub(super) fn children_seconds() -> Option<f64> {
    parse_children_seconds(&fs::read_to_string("/proc/self/stat").ok()?)
}

/// The increase of [`children_seconds`] since it returned `before`.
pub(super) fn seconds_since(before: Option<f64>) -> Option<f64> {
    Some(children_seconds()? - before?)
}

fn parse_children_seconds(stat: &str) -> Option<f64> {
    // The second field is a name in brackets, which may contain anything.
    let (_, fields) = stat.rsplit_once(") ")?;
    let mut fields = fields.split(' ').skip(CUTIME - 3);
    let user: u32 = fields.next()?.parse().ok()?;
    let system: u32 = fields.next()?.parse().ok()?;
    Some(f64::from(user + system) / TICKS_A_SECOND)
}

/// Prints the peak memory of this process, for the measuring process.
pub(crate) fn report_peak() -> Result<(), Failure> {
    match Status::of("self").and_then(|status| status.peak_bytes) {
        Some(bytes) => terminal::data(&format!("{MARK}{bytes}\n")),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn status_of_a_process() {
        let text = "Name:\trustc\nPid:\t7\nPPid:\t5\nVmPeak:\t 9 kB\nVmHWM:\t  2276 kB\n";
        let expected = Status {
            name: "rustc".into(),
            parent: 5,
            peak_bytes: Some(2276 * 1024),
        };
        assert_eq!(Status::parse(text), Some(expected));
        let ended = Status::parse("Name:\trustc\nPPid:\t5\n");
        assert_eq!(ended.map(|status| status.peak_bytes), Some(None));
        assert_eq!(Status::parse(""), None);
    }

    #[test]
    fn processor_time_of_children() {
        let stat = "7 (a) b) S 1 7 7 0 -1 4 5 6 7 8 11 12 150 25 20 0 1 0 99";
        assert_eq!(parse_children_seconds(stat), Some(1.75));
        assert_eq!(parse_children_seconds("7 (a"), None);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn this_process_takes_memory() {
        let peak = Status::of("self").and_then(|status| status.peak_bytes);
        assert!(peak.is_some_and(|bytes| bytes > 100 << 10), "{peak:?}");
    }
}
