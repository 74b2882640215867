//! Overlay actions that differ with the evidence in a new description: shown, or inserted.

use clap::Args;
use generator::Source;
use generator::diagnostic::escape;
use generator::propose::{Adaptation, adapt, adapted};

use crate::exit::Failure;
use crate::terminal::{self, count, printable};

/// Whether overlays follow the evidence.
#[derive(Args)]
pub(crate) struct Adapt {
    /// Also replace the actions that `cargo xtask propose` wrote for the old description with those for
    /// the new one; they are printed first.
    #[arg(long)]
    pub(crate) adapt: bool,
}

/// The effect of a new description's evidence on the overlays.
pub(crate) struct Adapting {
    adaptations: Vec<Adaptation>,
    /// The overlays with the actions inserted; `None` if an overlay has a different layout.
    overlays: Option<Vec<Source>>,
}

impl Adapting {
    /// Compares the evidence in both descriptions.
    pub(crate) fn of(old: &Source, new: &Source, overlays: &[Source]) -> Self {
        let adaptations = adapt(old, new, overlays);
        Self {
            overlays: adapted(overlays, &adaptations),
            adaptations,
        }
    }

    /// Whether all actions stay the same.
    pub(crate) fn is_empty(&self) -> bool {
        self.adaptations.is_empty()
    }

    /// Shows the new actions, ready to be pasted.
    pub(crate) fn show(&self) {
        for it in &self.adaptations {
            let (file, target) = (printable(&it.file), printable(&it.target));
            terminal::status("Adapted", format_args!("{file}:{}: {target}", it.line));
            it.text
                .lines()
                .for_each(|line| terminal::plain(escape(line)));
        }
    }

    /// The help if the actions are not inserted.
    pub(crate) fn help(&self) -> String {
        let actions = count(self.adaptations.len(), "action");
        match self.overlays {
            Some(_) => format!(
                "`--adapt` puts the {actions} above, which the evidence in the new description \
                 gives, into the overlays"
            ),
            None => format!("paste the {actions} above into the overlays"),
        }
    }

    /// The resulting overlays.
    ///
    /// # Errors
    ///
    /// If the lines of an action can't be determined.
    pub(crate) fn take(&self) -> Result<&[Source], Failure> {
        self.overlays.as_deref().ok_or_else(|| {
            Failure::refused("an overlay is not laid out as `cargo xtask propose` writes it")
                .help("paste the actions above into it by hand, and run the command again")
        })
    }
}
