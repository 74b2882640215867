//! Operations that are selected on the command line.

use clap::Args;
use generator::diagnostic::did_you_mean;
use generator::{Choices, Chosen, Mention};

/// The selected operations.
#[derive(Args, Default)]
pub(crate) struct Selecting {
    /// Take only operations with this tag, operationId (or method and path) or path, and only with this
    /// method: `tag=Users`, `operation=listUsers`, `path=/users/**`, `method=get`. Repeatable; only the
    /// models that these operations use are generated.
    #[arg(long, value_name = "KIND=NAME", value_parser = subject)]
    only: Vec<Subject>,
    /// Skip operations with this tag, name, path or method.
    #[arg(long, value_name = "KIND=NAME", value_parser = subject)]
    exclude: Vec<Subject>,
}

/// The kinds of selectors.
const KINDS: [&str; 4] = ["tag", "operation", "path", "method"];

#[derive(Clone)]
struct Subject {
    list: fn(&mut Chosen) -> &mut Vec<Mention>,
    pub(super) name: String,
}

fn subject(text: &str) -> Result<Subject, String> {
    let (kind, name) = text.split_once('=').unwrap_or((text, ""));
    let list: fn(&mut Chosen) -> &mut Vec<Mention> = match kind {
        "tag" => |it| &mut it.tags,
        "operation" => |it| &mut it.operations,
        "path" => |it| &mut it.paths,
        "method" => |it| &mut it.methods,
        _ => {
            let meant = did_you_mean(kind, KINDS);
            return Err(format!(
                "unknown kind `{kind}`{meant}; the kinds are tag, operation, path and method: `tag=Users`"
            ));
        }
    };
    if name.is_empty() {
        return Err(format!("`{kind}=` needs a name"));
    }
    let name = name.to_owned();
    Ok(Subject { list, name })
}

impl Selecting {
    /// Adds the selectors of the command line to those of the configuration.
    pub(crate) fn add_to(&self, choices: &mut Choices) {
        let sides = [
            (&self.only, &mut choices.only),
            (&self.exclude, &mut choices.exclude),
        ];
        for (subjects, chosen) in sides {
            for Subject { list, name } in subjects {
                list(chosen).push(name.clone().into());
            }
        }
    }
}
