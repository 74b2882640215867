//! Atomic writes, so that a file is either the old one or the new one, never partial: a temporary
//! file in the same folder, then a rename. A new file that nothing refers to yet is written directly.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use tempfile::NamedTempFile;

/// The prefix of our temporary files' names. It identifies the ones that an interrupted run left in a
/// generated folder, so that they can be removed.
pub(crate) const TEMPORARY: &str = ".xtask-";

/// Replaces or creates the file at `place`, and its folders.
pub(crate) fn file(place: &Path, content: &[u8]) -> io::Result<()> {
    prepare(place, content)?
        .persist(place)
        .map(drop)
        .map_err(|error| error.error)
}

/// Creates the file at `place`, and its folders, if nothing needs the file before it is complete: this
/// takes half the time of [`file()`]. An interrupted run may leave a partial file.
pub(crate) fn new_file(place: &Path, content: &[u8]) -> io::Result<()> {
    let created = match File::create_new(place) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            fs::create_dir_all(place.parent().unwrap_or_else(|| Path::new(".")))?;
            File::create_new(place)
        }
        created => created,
    };
    match created {
        // Something is in the way, such as a dangling link.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => file(place, content),
        created => created?.write_all(content),
    }
}

/// A temporary file beside `place` that holds `content`; it is deleted unless it is renamed.
fn prepare(place: &Path, content: &[u8]) -> io::Result<NamedTempFile> {
    let folder = place.parent().unwrap_or_else(|| Path::new("."));
    fs::create_dir_all(folder)?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(TEMPORARY).suffix(".tmp");
    // Temporary files are private by default; this makes them ordinary ones, subject to the umask.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut temporary = builder.tempfile_in(folder)?;
    temporary.write_all(content)?;
    temporary.flush()?;
    Ok(temporary)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn nothing_is_left_beside_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("a/b.txt");
        file(&place, b"one").unwrap();
        file(&place, b"two").unwrap();
        assert_eq!(fs::read(&place).unwrap(), b"two");
        assert_eq!(fs::read_dir(folder.path().join("a")).unwrap().count(), 1);
    }

    #[test]
    fn a_new_file_brings_its_folders() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("a/b.txt");
        for content in [b"one", b"two"] {
            new_file(&place, content).unwrap();
            assert_eq!(fs::read(&place).unwrap(), content);
        }
        assert_eq!(fs::read_dir(folder.path().join("a")).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_not_written_through() {
        let folder = tempfile::tempdir().unwrap();
        let [place, elsewhere] = ["place", "elsewhere"].map(|name| folder.path().join(name));
        std::os::unix::fs::symlink(&elsewhere, &place).unwrap();
        new_file(&place, b"one").unwrap();
        assert!(!elsewhere.exists());
        assert!(!place.symlink_metadata().unwrap().is_symlink());
    }

    #[cfg(unix)]
    #[test]
    fn files_are_not_private() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("ordinary"), "").unwrap();
        file(&folder.path().join("ours"), b"").unwrap();
        let mode = |name| {
            fs::metadata(folder.path().join(name))
                .unwrap()
                .permissions()
                .mode()
        };
        assert_eq!(mode("ours"), mode("ordinary"));
    }
}
