//! What a report says, whatever form it is printed in.

use generator::Hand;
use generator::compare::{Bump, Change, Http, Rule};
use serde::Serialize;
use serde_json::Value;

/// The version of the JSON form; it changes when a program that reads it would have to.
pub(crate) const SCHEMA_VERSION: u32 = 1;

/// The whole report. Its JSON form is this, with `schema.json` beside this file as its schema.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Report {
    /// [`SCHEMA_VERSION`].
    pub(crate) schema_version: u32,
    /// The name of the API in prose, such as `Dixa`.
    pub(crate) api: String,
    /// The package of its client, such as `dixa-client`.
    pub(crate) package: String,
    /// What all changes together come to.
    pub(crate) state: State,
    /// The side that is compared with.
    pub(crate) base: Side,
    /// The side that is judged.
    pub(crate) revision: Side,
    /// What is said about the descriptions and does not fit them any more, for a person to adapt.
    pub(crate) needs_a_hand: Vec<Hand>,
    /// How many changes there are of each kind; accepted ones count as accepted only.
    pub(crate) counts: Counts,
    /// The changes: the most urgent first.
    pub(crate) changes: Vec<Judged>,
    /// The release that they need, where the package is known to the workspace.
    pub(crate) release: Option<Release>,
    /// Acceptances that match no change any more.
    pub(crate) stale_acceptances: Vec<Accepted>,
    /// What `regen` does to files of the client; empty for all other commands.
    pub(crate) files: Vec<File>,
    /// What the changes mean for programs that depend on the client, where that was asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) used_by: Vec<UsedBy>,
    /// What a person should know about the comparison itself, a sentence each.
    pub(crate) notes: Vec<String>,
}

/// What all changes together come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum State {
    /// Nothing changed.
    Fresh,
    /// Nothing that changed breaks released clients, or all that does is accepted; or something
    /// needs a hand although the API is the same.
    Compatible,
    /// Something breaks released clients.
    Breaking,
}

/// One of the two descriptions.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Side {
    /// What a person calls it: a file, `spec/dixa-api-beta.yaml at v0.2.0`, an address.
    pub(crate) source: String,
    /// The digest of the description with all overlays applied, formatting and key order aside.
    pub(crate) sha256: String,
    /// `info.version`.
    pub(crate) info_version: String,
    /// The number of operations.
    pub(crate) operations: usize,
    /// The number of schemas under `components`.
    pub(crate) schemas: usize,
}

/// How many changes there are of each kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Counts {
    pub(crate) breaking: usize,
    pub(crate) warning: usize,
    pub(crate) compatible: usize,
    /// Of the breaking ones and the warnings: those that somebody accepted, with a reason.
    pub(crate) accepted: usize,
}

/// A change and what was decided about it.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Judged {
    #[serde(flatten)]
    pub(crate) change: Change,
    /// The title of the rule.
    pub(crate) title: &'static str,
    /// Why it is acceptable, where somebody said so.
    pub(crate) accepted: Option<String>,
    /// The schemas that it stands in, before and after.
    #[serde(skip)]
    pub(crate) schemas: [Option<Value>; 2],
}

/// An entry of `spec/accepted.toml`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Accepted {
    /// The fingerprint of the change; none where the entry accepts by something else.
    pub(crate) fingerprint: Option<String>,
    /// The rule that judged it.
    pub(crate) rule: String,
    /// What it was about.
    pub(crate) place: String,
    /// Why it is acceptable.
    pub(crate) reason: String,
}

/// The release that the changes since the last one need.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Release {
    /// The most demanding verdict of all changes since the last release.
    pub(crate) level: Bump,
    /// The last released version; none where there is no release yet.
    pub(crate) from: Option<String>,
    /// The version that comes next.
    pub(crate) to: String,
    /// The operations on which released clients fail at run time, accepted changes aside.
    pub(crate) failing_operations: usize,
}

/// A file of the client that `regen` writes or removes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct File {
    /// Relative to the workspace.
    pub(crate) path: String,
    /// `created`, `updated` or `removed`.
    pub(crate) status: &'static str,
}

/// What a comparison means for a program that depends on the client.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct UsedBy {
    /// The name of its package.
    pub(crate) name: String,
    /// The folder, as the command line names it.
    pub(crate) folder: String,
    /// The operations whose methods its code names, as method and path.
    pub(crate) calls: Vec<String>,
    /// The breaking changes that are not accepted.
    pub(crate) breaking: usize,
    /// Those of them that are about an operation which it calls.
    pub(crate) touched: Vec<Touched>,
    /// What the compiler says against it with the client of the revision, and not with that of the
    /// base.
    pub(crate) errors: Vec<CompileError>,
    /// How many errors it has with the client of the base.
    pub(crate) errors_before: usize,
}

/// A change that is about an operation which a program calls.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Touched {
    pub(crate) fingerprint: String,
    pub(crate) rule: Rule,
    pub(crate) message: String,
    /// The operations that it calls.
    pub(crate) operations: Vec<String>,
}

/// An error of the compiler, at its place in the program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct CompileError {
    /// With its code, such as `no field x [E0609]`.
    pub(crate) message: String,
    /// Relative to the folder of the program's workspace.
    pub(crate) file: String,
    pub(crate) line: u64,
    pub(crate) column: u64,
}

impl Report {
    /// The changes with this verdict that are not accepted.
    pub(crate) fn of(&self, http: Http) -> impl Iterator<Item = &Judged> {
        let open = self.changes.iter().filter(|one| one.accepted.is_none());
        open.filter(move |one| one.change.http == http)
    }
}
