//! The rooms of the command line: commands use them, and they use no command.

use std::collections::BTreeSet;

use crate::paths::used;
use crate::{none, sources};

const SRC: &str = "xtask/src";

const COMMANDS: &str = "command";

/// The folders other than commands, each with one topic.
const ROOMS: [&str; 12] = [
    "disk", "exchange", "git", "judging", "mock", "net", "observe", "project", "proof", "report",
    "terminal", "upkeep",
];

/// The entry point, and the exit of every command.
const AT_THE_DOOR: [&str; 2] = ["main.rs", "exit.rs"];

/// A longer file does more than parse arguments and call the rooms.
const MAX_LINES: usize = 320;

#[test]
fn every_source_stands_in_a_room() {
    let mut findings = Vec::new();
    let mut seen = BTreeSet::new();
    for source in sources(SRC) {
        let path = source.path.strip_prefix(SRC).unwrap().trim_matches('/');
        let Some((room, _)) = path.split_once('/') else {
            if !AT_THE_DOOR.contains(&path) {
                findings.push(format!("{} stands in no room", source.path));
            }
            continue;
        };
        seen.insert(room.to_owned());
        if room != COMMANDS && !ROOMS.contains(&room) {
            findings.push(format!(
                "{} stands in a room that is not known",
                source.path
            ));
        }
        if path == format!("{room}/mod.rs") && !source.text.starts_with("//! ") {
            findings.push(format!("{} does not begin with `//!`", source.path));
        }
    }
    none(&findings);
    for room in ROOMS.iter().chain([&COMMANDS]) {
        assert!(seen.contains(*room), "{room} holds no source");
    }
}

#[test]
fn rooms_know_no_command_and_commands_no_other() {
    let mut findings = Vec::new();
    for source in sources(SRC) {
        let path = source.path.strip_prefix(SRC).unwrap().trim_matches('/');
        if path == "main.rs" || path == "command/mod.rs" {
            continue;
        }
        let used = used(&source, SRC);
        // The tests of a command refer to it by `super`.
        let of_command = path.starts_with(COMMANDS);
        let names_a_command = source.text.contains("crate::command");
        if names_a_command || (!of_command && used.own.contains(COMMANDS)) {
            findings.push(format!("{} uses a command", source.path));
        }
        let lines = source.text.split("#[cfg(test)]").next().unwrap().lines();
        if of_command && lines.count() > MAX_LINES {
            findings.push(format!(
                "{} does too much for a command; {MAX_LINES} lines are the limit",
                source.path
            ));
        }
    }
    none(&findings);
}

/// Rooms about files don't know projects, and output knows only how a command ends.
#[test]
fn low_rooms_know_no_high_ones() {
    let mut findings = Vec::new();
    for (room, may) in [
        ("terminal", &["terminal", "exit"][..]),
        ("net", &["net", "terminal", "exit"]),
        ("disk", &["disk", "terminal", "exit"]),
        ("git", &["git", "disk", "terminal", "exit"]),
        ("project", &["project", "disk", "net", "terminal", "exit"]),
    ] {
        for source in sources(&format!("{SRC}/{room}")) {
            for other in used(&source, SRC).own {
                if ROOMS.contains(&other.as_str()) && !may.contains(&other.as_str()) {
                    findings.push(format!("{} uses `crate::{other}`", source.path));
                }
            }
        }
    }
    none(&findings);
}
