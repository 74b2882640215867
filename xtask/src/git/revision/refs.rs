//! The names of tags and branches.

use super::git::Git;
use crate::exit::Failure;

/// The short names of the tags and branches that the arguments of `git for-each-ref` select.
pub(super) fn refs(git: &Git, select: &[&str]) -> Result<Vec<String>, Failure> {
    let arguments = ["for-each-ref", "--format=%(refname:strip=2)"];
    let output = git.ask(arguments.iter().chain(select))?;
    if !output.success {
        return Err(Failure::no_base("git could not list the tags").details(output.said));
    }
    let names = String::from_utf8_lossy(&output.stdout);
    Ok(names.lines().map(str::to_owned).collect())
}
