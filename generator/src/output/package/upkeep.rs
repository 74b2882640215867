//! How a package is kept in sync with its description, for its maintainers.

/// How a package is kept in sync with its description, for its maintainers.
pub(in crate::output) struct Maintenance {
    /// The command that writes it.
    pub(super) command: &'static str,
    /// The directory to run it in.
    pub(super) place: &'static str,
    /// The file of the pinned names.
    pub(super) names: &'static str,
}

/// A package without a project.
pub(in crate::output) const ALONE: Maintenance = Maintenance {
    command: "clientsmith generate --spec FILE --out FOLDER",
    place: "",
    names: "names.toml",
};

/// The package of a project.
pub(in crate::output) const IN_PROJECT: Maintenance = Maintenance {
    command: "clientsmith regen",
    place: ", run in the folder that has `spec/`,",
    names: "spec/names.toml",
};
