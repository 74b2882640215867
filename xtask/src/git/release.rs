//! The last released version of the client, from git tags, and the version that comes next.

use generator::compare::Bump;
use semver::{Prerelease, Version};

use crate::disk::workspace::Workspace;
use crate::exit::Failure;
use crate::git::revision::{Revision, UNSHALLOW};

/// A version that was released.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Released {
    /// The version.
    pub(crate) version: Version,
    /// The tag of the release commit.
    pub(crate) tag: String,
}

/// The last release that HEAD builds on: the highest version among its tags `v0.2.0` and
/// `PACKAGE-v0.2.0`, a pre-release below its final version. `None` if there is no release.
///
/// # Errors
///
/// If git fails, and if a shallow clone shows no release: there may be one in the missing history.
pub(crate) fn last(workspace: &Workspace, package: &str) -> Result<Option<Released>, Failure> {
    let head = Revision::find(workspace, "HEAD")?;
    let mut released: Vec<Released> = head
        .tags()?
        .into_iter()
        .filter_map(|tag| {
            let version = version(&tag, package)?;
            Some(Released { version, tag })
        })
        .collect();
    // Of two tags for one version, the package's own is more specific.
    released.sort_by(|a, b| (&a.version, a.tag.len()).cmp(&(&b.version, b.tag.len())));
    let last = released.pop();
    if last.is_none() && head.is_shallow() {
        return Err(Failure::no_base(
            "the last released version is unknown: this is a shallow clone without a tag \
             such as `v0.2.0`",
        )
        .help(UNSHALLOW));
    }
    Ok(last)
}

/// The version in the name of a tag.
fn version(tag: &str, package: &str) -> Option<Version> {
    let of_package = tag
        .strip_prefix(package)
        .and_then(|rest| rest.strip_prefix('-'));
    let number = of_package.unwrap_or(tag).strip_prefix('v')?;
    Version::parse(number).ok()
}

/// The version after this one, by the rules of Cargo, which treat the first number that is not zero
/// as the major one: `0.1.2` is followed by `0.2.0` or `0.1.3`, and `0.0.2` by `0.0.3` for any
/// change. `None` if nothing changed in the crate.
///
/// A pre-release promises no compatibility except for its final version. So it is followed by the
/// next pre-release of the same version, unless that version wouldn't allow the change:
/// `0.2.0-beta.1` by `0.2.0-beta.2`, but `0.2.1-beta.1` by `0.3.0-beta.1` if code no longer
/// compiles.
pub(crate) fn next(version: &Version, bump: Bump) -> Option<Version> {
    if bump == Bump::None {
        return None;
    }
    if !version.pre.is_empty() && bump <= allowed(version) {
        return Some(Version {
            pre: successor(&version.pre),
            build: semver::BuildMetadata::EMPTY,
            ..version.clone()
        });
    }
    let (major, minor, patch) = (version.major, version.minor, version.patch);
    let after = |number: u64| number.saturating_add(1);
    let mut next = match (bump, major, minor) {
        (_, 0, 0) => Version::new(0, 0, after(patch)),
        (Bump::Major, 0, _) => Version::new(0, after(minor), 0),
        (Bump::Major, ..) => Version::new(after(major), 0, 0),
        (Bump::Minor, 1.., _) => Version::new(major, after(minor), 0),
        _ => Version::new(major, minor, after(patch)),
    };
    if !version.pre.is_empty() {
        next.pre = first(&version.pre);
    }
    Some(next)
}

/// The largest change that the final version of a pre-release allows.
fn allowed(version: &Version) -> Bump {
    match (version.major, version.minor, version.patch) {
        (0, 0, _) | (0, _, 0) | (_, 0, 0) => Bump::Major,
        (0, ..) | (_, _, 0) => Bump::Minor,
        _ => Bump::Patch,
    }
}

/// `beta.1` to `beta.2`, and `beta` to `beta.1`.
fn successor(pre: &Prerelease) -> Prerelease {
    let (label, number) = match pre.rsplit_once('.') {
        Some((label, number)) => (Some(label), number),
        None => (None, pre.as_str()),
    };
    let text = match (
        label,
        number.parse::<u64>().ok().and_then(|it| it.checked_add(1)),
    ) {
        (Some(label), Some(number)) => format!("{label}.{number}"),
        (None, Some(number)) => number.to_string(),
        (_, None) => format!("{pre}.1"),
    };
    Prerelease::new(&text).unwrap_or_else(|_| pre.clone())
}

/// The first pre-release of the same kind: `beta.7` to `beta.1`.
fn first(pre: &Prerelease) -> Prerelease {
    let label = pre.split('.').next().unwrap_or_default();
    let first = match label.parse::<u64>() {
        Ok(_) => "1".to_owned(),
        Err(_) => format!("{label}.1"),
    };
    Prerelease::new(&first).unwrap_or_else(|_| pre.clone())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::exit::Exit;
    use crate::git::revision::repository::Repository;

    #[test]
    fn the_next_version() {
        let table = [
            // version, after patch, minor, major
            ("0.0.0", ["0.0.1"; 3]),
            ("0.0.3", ["0.0.4"; 3]),
            ("0.1.0", ["0.1.1", "0.1.1", "0.2.0"]),
            ("0.9.9", ["0.9.10", "0.9.10", "0.10.0"]),
            ("1.0.0", ["1.0.1", "1.1.0", "2.0.0"]),
            ("1.2.3", ["1.2.4", "1.3.0", "2.0.0"]),
            ("1.2.3+build.7", ["1.2.4", "1.3.0", "2.0.0"]),
            // A pre-release keeps its version as long as that allows the change.
            ("0.0.1-alpha.1", ["0.0.1-alpha.2"; 3]),
            ("0.2.0-beta.1", ["0.2.0-beta.2"; 3]),
            ("0.2.0-beta.1+build", ["0.2.0-beta.2"; 3]),
            ("1.0.0-rc", ["1.0.0-rc.1"; 3]),
            ("2.0.0-4", ["2.0.0-5"; 3]),
            ("2.0.0-x.y", ["2.0.0-x.y.1"; 3]),
            (
                "0.2.1-beta.7",
                ["0.2.1-beta.8", "0.2.1-beta.8", "0.3.0-beta.1"],
            ),
            ("1.2.0-rc.1", ["1.2.0-rc.2", "1.2.0-rc.2", "2.0.0-rc.1"]),
            ("1.2.3-rc.1", ["1.2.3-rc.2", "1.3.0-rc.1", "2.0.0-rc.1"]),
            ("1.2.3-4", ["1.2.3-5", "1.3.0-1", "2.0.0-1"]),
        ];
        for (version, expected) in table {
            let version = Version::parse(version).unwrap();
            let after = |bump| next(&version, bump).map(|next| next.to_string());
            let found = [Bump::Patch, Bump::Minor, Bump::Major].map(|bump| after(bump).unwrap());
            assert_eq!(found, expected, "{version}");
            assert_eq!(after(Bump::None), None);
            // Every suggestion is newer, and a compatible upgrade only if the change allows it.
            for (next, bump) in found.iter().zip([Bump::Patch, Bump::Minor, Bump::Major]) {
                let next = Version::parse(next).unwrap();
                assert!(next > version, "{next} after {version}");
                let caret = semver::VersionReq::parse(&format!("^{version}")).unwrap();
                let taken = caret.matches(&next);
                assert!(
                    !(taken && bump == Bump::Major && version.pre.is_empty()),
                    "{next}"
                );
            }
        }
    }

    /// The last release in a history of commits with these tags.
    fn last_of(commits: &[&[&str]]) -> Option<String> {
        let repository = Repository::new();
        for tags in commits {
            repository.commit("more", tags);
        }
        let last = last(&repository.workspace(""), "tiny-client").unwrap();
        last.map(|last| format!("{} {}", last.version, last.tag))
    }

    #[test]
    fn the_last_release() {
        let check = |commits: &[&[&str]], expected: Option<&str>| {
            assert_eq!(last_of(commits).as_deref(), expected, "{commits:?}");
        };
        check(&[&[]], None);
        check(&[&["v0.1.0"], &[]], Some("0.1.0 v0.1.0"));
        check(&[&["v0.9.0"], &["v0.10.0"]], Some("0.10.0 v0.10.0"));
        // The order of the versions counts, not that of the commits.
        check(&[&["v1.0.0"], &["v0.9.1"]], Some("1.0.0 v1.0.0"));
        check(&[&["v0.2.0", "v0.2.0-rc.1"]], Some("0.2.0 v0.2.0"));
        check(
            &[&["v0.1.9"], &["v0.2.0-rc.1"]],
            Some("0.2.0-rc.1 v0.2.0-rc.1"),
        );
        check(
            &[&["tiny-client-v0.3.0", "v0.2.0"]],
            Some("0.3.0 tiny-client-v0.3.0"),
        );
        check(
            &[&["tiny-client-v0.3.0", "v0.3.0"]],
            Some("0.3.0 tiny-client-v0.3.0"),
        );
        // Tags of another package, and tags that are not versions.
        check(
            &[&[
                "other-v9.0.0",
                "9.0.0",
                "v9",
                "v9.0",
                "v09.0.0",
                "vv9.0.0",
                "nightly",
            ]],
            None,
        );
    }

    #[test]
    fn only_what_head_builds_on_counts() {
        let repository = Repository::new();
        repository.commit("one", &["v0.1.0"]);
        repository.git(&["checkout", "--quiet", "-b", "side"]);
        repository.commit("two", &[]);
        repository.git(&["tag", "-a", "-m", "annotated", "v0.2.0"]);
        let last_release = || last(&repository.workspace(""), "tiny-client").unwrap();
        assert_eq!(last_release().unwrap().tag, "v0.2.0");
        repository.git(&["checkout", "--quiet", "main"]);
        assert_eq!(last_release().unwrap().tag, "v0.1.0");
    }

    #[test]
    fn a_shallow_clone_is_not_one_without_releases() {
        let repository = Repository::new();
        repository.commit("one", &["v0.1.0"]);
        repository.commit("two", &[]);
        let clone = repository.clone(&["--depth", "1"]);
        let workspace = clone.workspace("");
        let failure = last(&workspace, "tiny-client").unwrap_err();
        assert_eq!(failure.exit, Exit::NoBase);
        assert!(failure.message.contains("shallow"), "{failure:?}");
        clone.git(&["fetch", "--quiet", "--unshallow", "--tags"]);
        assert!(last(&workspace, "tiny-client").unwrap().is_some());

        let failure = last(&Repository::new().workspace(""), "tiny-client").unwrap_err();
        assert_eq!(failure.exit, Exit::NoBase);
    }
}
