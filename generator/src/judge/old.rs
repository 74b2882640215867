//! The base of a comparison: lowered and decided before, or lowered now and decided on demand.

use std::sync::{Arc, OnceLock};

use crate::api::Api;
use crate::pipeline::{Decided, Lowered};
use crate::rust::Client;
use crate::{Described, Effective, Input};

pub(super) enum Old<'a> {
    /// An earlier comparison with another revision produced it.
    Described(Arc<Described>),
    Lowered(Box<Undecided<'a>>),
}

pub(super) struct Undecided<'a> {
    lowered: Lowered,
    input: &'a Input,
    decided: OnceLock<Decided>,
}

impl Undecided<'_> {
    fn decided(&self) -> &Decided {
        self.decided.get_or_init(|| self.decide())
    }

    fn decide(&self) -> Decided {
        self.lowered.decide(&self.input.names, &self.input.config)
    }
}

impl<'a> Old<'a> {
    /// Uses the known base if it is the same, and lowers it otherwise.
    pub(super) fn of(read: Effective, known: Option<&Arc<Described>>, input: &'a Input) -> Self {
        let is_same = |known: &&Arc<Described>| {
            known.actions == read.actions && known.document.value() == read.document.value()
        };
        match known.filter(is_same) {
            Some(known) => Self::Described(known.clone()),
            None => Self::Lowered(Box::new(Undecided {
                lowered: Lowered::of(read, &input.config),
                input,
                decided: OnceLock::new(),
            })),
        }
    }

    pub(super) fn api(&self) -> &Api {
        match self {
            Self::Described(described) => &described.api,
            Self::Lowered(undecided) => &undecided.lowered.api,
        }
    }

    pub(super) fn client(&self) -> &Client {
        match self {
            Self::Described(described) => &described.client,
            Self::Lowered(undecided) => &undecided.decided().client,
        }
    }

    /// Its events, with their types.
    pub(super) fn events(&self) -> Option<(&Api, &Client)> {
        match self {
            Self::Described(described) => {
                let events = described.events.as_ref()?;
                Some((&events.api, &events.client))
            }
            Self::Lowered(undecided) => {
                let events = undecided.lowered.events.as_ref()?;
                Some((&events.api, undecided.decided().of_events.as_ref()?))
            }
        }
    }

    pub(super) fn describe(self) -> Arc<Described> {
        match self {
            Self::Described(described) => described,
            Self::Lowered(mut undecided) => {
                let decided = undecided.decided.take();
                let decided = decided.unwrap_or_else(|| undecided.decide());
                Arc::new(undecided.lowered.with(decided))
            }
        }
    }
}
