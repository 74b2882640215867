//! The effective description of the last run of `generate`, in the folder of the client, so that items of
//! both descriptions keep their names. A project has its history in git instead.

use generator::diagnostic::Diagnostic;
use generator::{Described, Effective, Events, Generated, Input, Source};

use crate::disk::plan::Plan;
use crate::disk::workspace::Workspace;
use crate::exit::Failure;
use crate::project::Project;

/// Its file.
const DESCRIPTION: &str = ".generator/description.json";

/// The document of the events.
const EVENTS: &str = ".generator/events.yaml";

/// The description that a client was generated from.
pub(crate) struct Kept {
    description: Source,
    events: Option<Source>,
}

impl Kept {
    /// That of the client in a folder; `None` before the first run.
    pub(crate) fn find(folder: &Workspace) -> Result<Option<Self>, Failure> {
        let source = |name: &str| {
            let text = folder.read_text(name)?;
            Ok::<_, Failure>(text.map(|text| Source {
                name: name.to_owned(),
                text,
                ..Source::default()
            }))
        };
        let Some(description) = source(DESCRIPTION)? else {
            return Ok(None);
        };
        let events = source(EVENTS)?;
        Ok(Some(Self {
            description,
            events,
        }))
    }

    /// The client of the description of `input`, with the names of this one.
    pub(crate) fn followed_by(
        &self,
        effective: Effective,
        input: &Input,
    ) -> Result<Described, Vec<Diagnostic>> {
        Described::after(&self.description, self.events.as_ref(), effective, input)
    }

    /// Adds the files for the next run to a plan.
    pub(crate) fn plan(
        plan: &mut Plan,
        project: &Project<'_>,
        generated: &Generated,
    ) -> Result<(), Failure> {
        plan.then(project.folder, DESCRIPTION, generated.effective.to_string())?;
        if let Some(webhooks) = &project.spec.input.config.webhooks {
            let (events, _) = Events::read(webhooks)
                .map_err(|found| Failure::documents(&webhooks.source.name, found))?;
            plan.then(project.folder, EVENTS, events.value().to_string())?;
        }
        Ok(())
    }
}
