//! The path by which the manifest of a package in one folder refers to the runtime crate in
//! another.

use std::ffi::OsString;
use std::io;
use std::path::{Component, Path, PathBuf};

use generator::Runtime;

use crate::disk::workspace;
use crate::exit::Failure;

/// The crate that generated clients depend on.
pub(crate) const RUNTIME: &str = "openapi-client-runtime";

/// The location of the runtime crate in `folder`, as seen from a package in `out`. A folder given
/// relative to the current one becomes relative to `out`, so that both can move together.
pub(crate) fn runtime(folder: &Path, out: &Path) -> Result<Runtime, Failure> {
    check(folder)?;
    from_to(out, folder).map(Runtime::Folder)
}

/// Checks that a folder holds the runtime crate.
pub(crate) fn check(folder: &Path) -> Result<(), Failure> {
    let shown = folder.display();
    if !holds_the_runtime(folder)? {
        return Err(
            Failure::failed(format!("{shown} does not contain the crate {RUNTIME}"))
                .help("give the folder of its Cargo.toml as `path=DIR`"),
        );
    }
    Ok(())
}

/// The path of a folder as a manifest in `out` writes it; one given relative to the current folder
/// becomes relative to `out`. The folder need not exist.
pub(crate) fn from_to(out: &Path, folder: &Path) -> Result<String, Failure> {
    let shown = folder.display();
    let unusable =
        |error: io::Error| Failure::failed(format!("{shown} cannot be used")).cause(&error);
    let place = existing(folder).map_err(unusable)?;
    let path = if folder.is_absolute() {
        place
    } else {
        let out = existing(out).map_err(unusable)?;
        between(&out, &place).unwrap_or(place)
    };
    let text = path.to_str().ok_or_else(|| {
        Failure::failed(format!("{shown} is not UTF-8, which a manifest must be"))
    })?;
    // On Windows canonical paths are verbatim paths, which cargo doesn't accept.
    let text = text.strip_prefix(r"\\?\").unwrap_or(text);
    Ok(text.replace('\\', "/"))
}

fn holds_the_runtime(folder: &Path) -> Result<bool, Failure> {
    let manifest = folder.join("Cargo.toml");
    let bytes = workspace::read(&manifest, &manifest.display().to_string())?;
    let text = String::from_utf8(bytes.unwrap_or_default()).unwrap_or_default();
    let name = toml_edit::Document::parse(text)
        .ok()
        .and_then(|it| Some(it.get("package")?.get("name")?.as_str()? == RUNTIME));
    Ok(name.unwrap_or_default())
}

/// The canonical form of a path whose last components need not exist.
fn existing(path: &Path) -> io::Result<PathBuf> {
    let path = std::path::absolute(path)?;
    let mut missing: Vec<OsString> = Vec::new();
    let mut start = path.as_path();
    loop {
        match start.canonicalize() {
            Ok(found) => {
                return Ok(missing
                    .into_iter()
                    .rev()
                    .fold(found, |at, name| at.join(name)));
            }
            Err(error) => {
                let (Some(parent), Some(name)) = (start.parent(), start.file_name()) else {
                    return Err(error);
                };
                missing.push(name.to_owned());
                start = parent;
            }
        }
    }
}

/// The relative path from one folder to another; `None` if they share no root.
fn between(from: &Path, to: &Path) -> Option<PathBuf> {
    let (from, to): (Vec<Component<'_>>, Vec<Component<'_>>) =
        (from.components().collect(), to.components().collect());
    let shared = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    if shared == 0 {
        return None;
    }
    let up = from[shared..].iter().map(|_| Component::ParentDir);
    Some(up.chain(to[shared..].iter().copied()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_between_folders() {
        let way = |from: &str, to: &str| {
            between(Path::new(from), Path::new(to)).map(|path| path.display().to_string())
        };
        assert_eq!(way("/a/b", "/a/c/d").as_deref(), Some("../c/d"));
        assert_eq!(way("/a/b", "/a/b/d").as_deref(), Some("d"));
        assert_eq!(way("a", "b"), None);
    }
}
