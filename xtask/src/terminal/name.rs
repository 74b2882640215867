//! The name of this command in messages.

use std::fmt::Display;

/// The name in messages: the alias in the workspace that it is developed in.
pub(crate) const ALIAS: &str = "cargo xtask";

/// The name of the installed command.
pub(crate) const INSTALLED: &str = env!("CARGO_BIN_NAME");

/// The variable by which the installed command passes its name on to a build that cargo runs in its place.
pub(crate) const PASSED_ON: &str = "CLIENTSMITH_NAME";

/// The command that the user typed: the alias if cargo runs it.
pub(crate) fn command_name() -> &'static str {
    let is_set = |variable| std::env::var_os(variable).is_some();
    if is_set("CARGO_MANIFEST_DIR") && !is_set(PASSED_ON) {
        ALIAS
    } else {
        INSTALLED
    }
}

/// A message with the command under the name that the user typed.
pub(super) fn named(text: impl Display) -> String {
    text.to_string().replace(ALIAS, command_name())
}
