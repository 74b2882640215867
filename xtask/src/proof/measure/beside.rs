//! Another generator, run in turn with this one: load on the machine affects both alike.

use std::path::Path;
use std::process::{Command, Stdio};
use std::str::FromStr;

use super::compile::watched;
use super::figures::Sample;
use super::process;
use crate::exit::Failure;

/// `NAME=COMMAND`; the command is split at white space.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Beside {
    pub(super) name: String,
    words: Vec<String>,
}

impl FromStr for Beside {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (name, command) = text
            .split_once('=')
            .ok_or("give a name and a command, such as `other=other --spec {spec} --out {out}`")?;
        let words: Vec<String> = command.split_whitespace().map(str::to_owned).collect();
        if name.is_empty() || words.is_empty() {
            return Err("the name and the command must not be empty".to_owned());
        }
        Ok(Self {
            name: name.to_owned(),
            words,
        })
    }
}

impl Beside {
    /// Runs the command to its end, with `{spec}` and `{out}` replaced by these paths.
    pub(super) fn sample(&self, spec: &Path, out: &Path) -> Result<Sample, Failure> {
        let (_, sample) = watched(&mut self.command(spec, out), process::watch)?;
        Ok(sample)
    }

    fn command(&self, spec: &Path, out: &Path) -> Command {
        let (spec, out) = (spec.to_string_lossy(), out.to_string_lossy());
        let mut words =
            (self.words.iter()).map(|word| word.replace("{spec}", &spec).replace("{out}", &out));
        let mut command = Command::new(words.next().unwrap_or_default());
        command.args(words).stdin(Stdio::null());
        command
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cost_of_another_program() {
        let cost = |command: &str| {
            let beside: Beside = format!("other={command}").parse().unwrap();
            beside.sample(Path::new("spec"), Path::new("out"))
        };
        let found = cost("git --version").unwrap();
        assert!(found.seconds > 0.0);
        let failure = cost("git no-such-command {spec}").unwrap_err();
        assert!(
            failure
                .message
                .contains("`git no-such-command spec` failed")
        );
        let failure = cost("no-such-generator").unwrap_err();
        assert!(
            failure
                .message
                .contains("could not run `no-such-generator`")
        );
    }

    #[test]
    fn a_command_with_its_paths() {
        let beside: Beside = "other=target/other --in {spec} --out={out}/src"
            .parse()
            .unwrap();
        let command = beside.command(Path::new("/a b/api.yaml"), Path::new("/out"));
        let arguments: Vec<_> = command.get_args().collect();
        assert_eq!(command.get_program(), "target/other");
        assert_eq!(arguments, ["--in", "/a b/api.yaml", "--out=/out/src"]);
        for wrong in ["", "other", "other=", "=other", "other= "] {
            assert!(wrong.parse::<Beside>().is_err(), "{wrong}");
        }
    }
}
