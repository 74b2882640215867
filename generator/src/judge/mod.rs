//! Two descriptions of one API, read and compared: what regenerating from the second one would mean
//! for users of the client that was made from the first.

mod events;
mod hand;
mod listed;
mod sides;

use std::collections::BTreeMap;
use std::panic::resume_unwind;
use std::sync::{Arc, OnceLock};
use std::thread;

use serde_json::Value;

use crate::compare::{self, Change, Comparison, Correspondence, Site};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::document::{Document, Pointer};
use crate::pipeline::Lowered;
use crate::{Bounded, Described, Effective, Input};
pub use hand::{Hand, Subject};

/// Which of two descriptions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Which {
    /// The one that is compared with.
    Base,
    /// The one that is judged.
    Revision,
}

/// Two descriptions and what differs between them.
#[derive(Clone, Debug)]
pub struct Judgement {
    /// The one that is compared with.
    pub base: Arc<Described>,
    /// The one that is judged, with the names that the base gives to what both have.
    pub revision: Described,
    /// What differs.
    pub comparison: Comparison,
    /// What is said about the descriptions and does not fit them: for a person to adapt. The sides
    /// are then not what a client would be generated from.
    pub hands: Vec<Hand>,
}

impl Judgement {
    /// The node of a change on one side: in the description, or in the document of the events.
    #[must_use]
    pub fn node(&self, which: Which, site: &Site) -> Option<&Value> {
        let side = match which {
            Which::Base => &*self.base,
            Which::Revision => &self.revision,
        };
        let events = side.events.as_ref().filter(|it| it.file == site.file);
        let document = events.map_or(&side.document, |it| &it.document);
        document.get(&site.pointer)
    }
}

/// Compares two descriptions of one API, each with its own overlays. What both have is called in
/// the revision what it was called in the base, also where the description calls it otherwise now.
///
/// An overlay action that does not fit one of them, and a name that cannot be given, is left out on
/// both sides and listed in [`Judgement::hands`]; all else is judged.
///
/// # Errors
///
/// Where one of the descriptions is no description, or an overlay is malformed by itself: what is
/// wrong, and with which.
pub fn judge(base: &Input, revision: &Input) -> Result<Judgement, (Which, Vec<Diagnostic>)> {
    let document = Document::parse_within(&base.description, base.config.limits());
    let document = document.map_err(|found| (Which::Base, found))?;
    judge_read(document, base, revision, |read| described(read, base))
}

/// A base that many revisions are compared with: it is parsed once, and described again only where a
/// revision leaves out parts of it.
#[derive(Debug)]
pub struct Base<'a> {
    input: &'a Input,
    document: Document,
    known: OnceLock<Option<Arc<Described>>>,
}

impl<'a> Base<'a> {
    /// Parses the description of a base.
    ///
    /// # Errors
    ///
    /// Where it is no description.
    pub fn parse(input: &'a Input) -> Result<Self, Vec<Diagnostic>> {
        Ok(Self {
            input,
            document: Document::parse_within(&input.description, input.config.limits())?,
            known: OnceLock::new(),
        })
    }

    /// The description as it is parsed, without its overlays.
    #[must_use]
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// Compares a revision with it.
    ///
    /// # Errors
    ///
    /// As of [`judge`].
    pub fn judge(&self, revision: &Input) -> Result<Judgement, (Which, Vec<Diagnostic>)> {
        let known = self.known.get_or_init(|| {
            let (read, _) = sides::read(self.document.clone(), self.input, self.input).ok()?;
            let [read, _] = read;
            Some(described(read, self.input))
        });
        judge_read(
            self.document.clone(),
            self.input,
            revision,
            |read| match known {
                Some(known) if is_same(known, &read) => known.clone(),
                _ => described(read, self.input),
            },
        )
    }
}

fn described(read: Effective, input: &Input) -> Arc<Described> {
    Arc::new(Described::decide(read, &input.names, &input.config))
}

fn is_same(known: &Described, read: &Effective) -> bool {
    known.actions == read.actions && known.document.value() == read.document.value()
}

fn judge_read(
    document: Document,
    base: &Input,
    revision: &Input,
    describe: impl FnOnce(Effective) -> Arc<Described>,
) -> Result<Judgement, (Which, Vec<Diagnostic>)> {
    let configs = [&base.config, &revision.config];
    let (read, mut hands) = sides::read(document, base, revision)?;
    let [read_base, read_revision] = read;
    let (mut base, lowered) = thread::scope(|scope| {
        let lowering = scope.spawn(|| Lowered::of(read_revision, &revision.config));
        (describe(read_base), lowering.join())
    });
    let lowered = lowered.unwrap_or_else(|panic| resume_unwind(panic));
    let apis = [&base.api, &lowered.api].map(compare::whole);
    let both = Correspondence::of(apis.each_ref().map(|api| &**api));
    let names = both.carry_names(&base.client, &revision.names);
    let decided = lowered.decide(&names, &revision.config);
    let mut comparison = both.compare([&base.client, &decided.0]);
    drop(apis);
    let mut revision = lowered.with(decided, &revision.config);
    let is_error =
        |it: &Diagnostic| it.severity() == Severity::Error || it.code == Code::NotOffered;
    let sides = [(Which::Base, &*base), (Which::Revision, &revision)];
    for (which, side) in sides {
        let errors = side.diagnostics.iter().filter(|it| is_error(it)).cloned();
        hands.extend(errors.map(|it| Hand::of_error(which, it)));
    }
    revision.diagnostics.retain(|it| !is_error(it));
    if base.diagnostics.iter().any(is_error) {
        Arc::make_mut(&mut base)
            .diagnostics
            .retain(|it| !is_error(it));
    }
    locate_changes(&mut comparison.changes, Which::Base, &base.document);
    locate_changes(&mut comparison.changes, Which::Revision, &revision.document);
    let [base_config, revision_config] = configs;
    comparison.join(events::judge([
        (&base, base_config),
        (&revision, revision_config),
    ]));
    Ok(Judgement {
        base,
        revision,
        comparison,
        hands,
    })
}

/// Looks up where the changes stand in the files of one side.
fn locate_changes(changes: &mut [Change], which: Which, document: &Document) {
    let sites = changes.iter_mut().filter_map(|change| match which {
        Which::Base => change.base.as_mut(),
        Which::Revision => change.revision.as_mut(),
    });
    locate(sites.collect(), document);
}

/// Looks up where the nodes stand in the files.
fn locate(sites: Vec<&mut Site>, document: &Document) {
    let pointers: Vec<Pointer> = sites.iter().map(|site| site.pointer.clone()).collect();
    let found: BTreeMap<Pointer, _> = document.sites(pointers);
    for site in sites {
        if let Some((file, place)) = found.get(&site.pointer) {
            site.file.clone_from(file);
            site.place = *place;
        }
    }
}
