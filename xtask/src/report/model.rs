//! The content of a report, independent of its format.

use generator::Mismatch;
use generator::compare::{Bump, Change, Http, Rule};
use serde::Serialize;
use serde_json::Value;

/// The version of the JSON form; it changes with incompatible changes of the form.
pub(crate) const SCHEMA_VERSION: u32 = 1;

/// The whole report. Its JSON form is this struct, with `schema.json` beside this file as its
/// schema.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Report {
    /// [`SCHEMA_VERSION`].
    pub(crate) schema_version: u32,
    /// The name of the API in prose, such as `Dixa`.
    pub(crate) api: String,
    /// The package of its client, such as `dixa-client`.
    pub(crate) package: String,
    /// The summary of all changes.
    pub(crate) state: State,
    /// The side that is compared with.
    pub(crate) base: Side,
    /// The side that is judged.
    pub(crate) revision: Side,
    /// The overlays and settings that no longer fit the descriptions and need adapting.
    pub(crate) mismatches: Vec<Mismatch>,
    /// The number of changes of each kind; accepted ones are counted only as accepted.
    pub(crate) counts: Counts,
    /// The changes: the most urgent first.
    pub(crate) changes: Vec<Judged>,
    /// The release that they need, if the package is known to the workspace.
    pub(crate) release: Option<Release>,
    /// Acceptances that no longer match a change.
    pub(crate) stale_acceptances: Vec<Accepted>,
    /// The changes by `regen` to files of the client; empty for all other commands.
    pub(crate) files: Vec<File>,
    /// The effect on programs that depend on the client, if requested.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) used_by: Vec<UsedBy>,
    /// Notes on the comparison itself, one sentence each.
    pub(crate) notes: Vec<String>,
}

/// The summary of all changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum State {
    /// No changes.
    Fresh,
    /// No change breaks released clients, or all that do are accepted; or something needs adapting
    /// although the API is unchanged.
    Compatible,
    /// A change breaks released clients.
    Breaking,
}

/// One of the two descriptions.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Side {
    /// Its name for users: a file, `spec/dixa-api-beta.yaml at v0.2.0`, an address.
    pub(crate) source: String,
    /// The digest of the description with all overlays applied, independent of formatting and key
    /// order.
    pub(crate) sha256: String,
    /// `info.version`.
    pub(crate) info_version: String,
    /// The number of operations.
    pub(crate) operations: usize,
    /// The number of schemas under `components`.
    pub(crate) schemas: usize,
}

/// The number of changes of each kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Counts {
    pub(crate) breaking: usize,
    pub(crate) warning: usize,
    pub(crate) compatible: usize,
    /// Breaking changes and warnings that are accepted, with a reason.
    pub(crate) accepted: usize,
}

/// A change and the decision about it.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Judged {
    #[serde(flatten)]
    pub(crate) change: Change,
    /// The title of the rule.
    pub(crate) title: &'static str,
    /// The reason for its acceptance, if it is accepted.
    pub(crate) accepted: Option<String>,
    /// The schemas that contain it, before and after.
    #[serde(skip)]
    pub(crate) schemas: [Option<Value>; 2],
}

/// An entry of `spec/accepted.toml`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Accepted {
    /// The fingerprint of the change; `None` if the entry uses other keys.
    pub(crate) fingerprint: Option<String>,
    /// The rule of the change.
    pub(crate) rule: String,
    /// The position of the change.
    pub(crate) place: String,
    /// The reason for the acceptance.
    pub(crate) reason: String,
}

/// The release that the changes since the last one need.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Release {
    /// The most demanding verdict of all changes since the last release.
    pub(crate) level: Bump,
    /// The last released version; `None` before the first release.
    pub(crate) from: Option<String>,
    /// The next version.
    pub(crate) to: String,
    /// The number of operations on which released clients fail at run time, accepted changes not
    /// counted.
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

/// The effect of a comparison on a program that depends on the client.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct UsedBy {
    /// The name of its package.
    pub(crate) name: String,
    /// The folder, as on the command line.
    pub(crate) folder: String,
    /// The operations whose methods its code names, by method and path.
    pub(crate) calls: Vec<String>,
    /// The number of breaking changes that are not accepted.
    pub(crate) breaking: usize,
    /// The breaking changes of operations that it calls.
    pub(crate) touched: Vec<AffectedOperation>,
    /// The compile errors with the client of the revision that don't occur with the client of the
    /// base.
    pub(crate) errors: Vec<CompileError>,
    /// The number of compile errors with the client of the base.
    pub(crate) errors_before: usize,
}

/// A change of an operation that a program calls.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct AffectedOperation {
    pub(crate) fingerprint: String,
    pub(crate) rule: Rule,
    pub(crate) message: String,
    /// The called operations.
    pub(crate) operations: Vec<String>,
}

/// A compile error with its position in the program.
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
