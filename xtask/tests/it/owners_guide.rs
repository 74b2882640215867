//! Follows the guide for owners from an empty folder: publishes its description on loopback, applies its
//! diffs, writes its program, and runs each of its commands, which must exit as documented.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};
use std::{fs, thread};

use crate::checkout::{Checkout, Run};

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// The address of the description in the guide.
const ADDRESS: &str = "https://library.example.com/openapi.yaml";

/// The commands that download, and need permission to use this machine's server.
const DOWNLOADING: [&str; 3] = ["init", "drift", "update"];

#[test]
fn every_command_of_the_guide_does_what_it_says() {
    let guide = fs::read_to_string(format!("{ROOT}/xtask/docs/owners.md")).unwrap();
    let place = Checkout::empty();
    let published = Published::default();
    let mut owner = Owner {
        folder: place.root().to_path_buf(),
        address: published.serve(),
        commands: 0,
    };
    for (language, text) in blocks(&guide) {
        match language {
            "yaml" => *published.0.lock().unwrap() = text,
            "diff" => published.change(&text),
            "rust" => {
                let examples = owner.folder.join("generated-client/examples");
                fs::create_dir_all(&examples).unwrap();
                fs::write(examples.join("titles.rs"), text).unwrap();
            }
            "console" => text.lines().for_each(|line| owner.follow(line)),
            // The installation: the tested command is already built.
            "sh" => {}
            other => panic!("the guide has a block of `{other}`"),
        }
    }
    assert!(owner.commands > 25, "{}", owner.commands);
}

/// The fenced blocks of a page: language and text.
fn blocks(page: &str) -> Vec<(&str, String)> {
    let fenced = page.split("```").skip(1).step_by(2);
    let blocks = fenced.filter_map(|block| block.split_once('\n'));
    blocks
        .map(|(language, text)| (language, text.to_owned()))
        .collect()
}

/// The currently published description.
#[derive(Clone, Default)]
struct Published(Arc<Mutex<String>>);

impl Published {
    /// Serves it until the test ends; returns its address.
    fn serve(&self) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}/openapi.yaml", listener.local_addr().unwrap());
        let published = self.clone();
        thread::spawn(move || {
            for stream in listener.incoming().take(20) {
                let mut stream = stream.unwrap();
                let mut request = [0; 4096];
                let _ = stream.read(&mut request).unwrap();
                let body = published.0.lock().unwrap().clone();
                let length = body.len();
                let head = format!(
                    "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n"
                );
                stream.write_all((head + &body).as_bytes()).unwrap();
            }
        });
        address
    }

    /// Applies a diff.
    fn change(&self, difference: &str) {
        let lines = |sign: char| -> String {
            let lines = difference
                .lines()
                .filter_map(|line| line.strip_prefix(sign));
            lines.map(|line| format!("{line}\n")).collect()
        };
        let (from, to) = (lines('-'), lines('+'));
        let mut text = self.0.lock().unwrap();
        assert!(text.contains(&from), "nothing to change:\n{difference}");
        *text = text.replacen(&from, &to, 1);
    }
}

/// A user who follows the guide.
struct Owner {
    folder: PathBuf,
    address: String,
    commands: usize,
}

impl Owner {
    /// Runs a line such as `$ clientsmith drift  # exits with 10: why`.
    fn follow(&mut self, line: &str) {
        let line = line.strip_prefix("$ ").unwrap();
        let (line, ends) = line.split_once("  # exits with ").unwrap_or((line, "0"));
        let digits = ends.split(':').next().unwrap();
        let code: i32 = digits.parse().unwrap();
        let words = words(&line.replace(ADDRESS, &self.address));
        let (program, arguments) = words.split_first().unwrap();
        if program == "cd" {
            self.folder.push(&arguments[0]);
            // The versions of this workspace, so that nothing is downloaded.
            fs::copy(format!("{ROOT}/Cargo.lock"), self.folder.join("Cargo.lock")).unwrap();
            return;
        }
        let mut command = self.command(program);
        command.args(arguments).current_dir(&self.folder);
        if DOWNLOADING.contains(&arguments[0].as_str()) && program != "git" {
            command.arg("--allow-http");
        }
        for (name, _) in std::env::vars_os() {
            // Variables that cargo sets for tests, and git for hooks, are not set for a user. Those that say how to
            // build stay, so that the dependencies are built once for all tests.
            let name = name.to_string_lossy().into_owned();
            let is_told = ["CARGO_", "GIT_", "GITHUB_", "NO_COLOR"];
            let stays = ["CARGO_HOME", "CARGO_INCREMENTAL", "CARGO_PROFILE_"];
            let starts = |with: &[&str]| with.iter().any(|start| name.starts_with(start));
            if starts(&is_told) && !starts(&stays) {
                command.env_remove(name);
            }
        }
        self.surround(&mut command);
        let run = Run::of(command);
        assert!(
            run.code == code,
            "{line} ended with {}:\n{}{}",
            run.code,
            run.stdout,
            run.stderr
        );
        self.commands += 1;
    }

    fn command(&self, program: &str) -> Command {
        match program {
            "clientsmith" => Command::new(env!("CARGO_BIN_EXE_clientsmith")),
            "cargo" => Command::new(std::env::var_os("CARGO").unwrap_or("cargo".into())),
            "git" => Command::new("git"),
            other => panic!("the guide runs {other}"),
        }
    }

    /// The environment of a user's machine.
    fn surround(&self, command: &mut Command) {
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
        command
            .stdin(Stdio::null())
            .env("CARGO_TARGET_DIR", target.join("fixtures"))
            .env("CARGO_NET_OFFLINE", "true")
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_NOSYSTEM", "1");
        for who in ["AUTHOR", "COMMITTER"] {
            command
                .env(format!("GIT_{who}_NAME"), "An Owner")
                .env(format!("GIT_{who}_EMAIL"), "owner@example.com");
        }
    }
}

/// The words of a command line; double quotes group words.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (index, part) in line.split('"').enumerate() {
        match index % 2 {
            0 => words.extend(part.split_whitespace().map(str::to_owned)),
            _ => words.push(part.to_owned()),
        }
    }
    words
}
