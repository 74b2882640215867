//! How messages name this command.

use std::fmt::Display;

/// How messages name this command: by its alias in the workspace that it is developed in.
pub(crate) const ALIAS: &str = "cargo xtask";

/// The name of the installed command.
pub(crate) const INSTALLED: &str = env!("CARGO_BIN_NAME");

/// What a person types to run this command: the alias where cargo runs it.
pub(crate) fn command_name() -> &'static str {
    match std::env::var_os("CARGO_MANIFEST_DIR") {
        Some(_) => ALIAS,
        None => INSTALLED,
    }
}

/// A message with the command under the name that a person types.
pub(super) fn named(text: impl Display) -> String {
    text.to_string().replace(ALIAS, command_name())
}
