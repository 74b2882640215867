//! Atomic writes, so that a file is either the old one or the new one, never partial: a temporary
//! file in the same folder, then a rename. A new file that nothing refers to yet is written directly.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

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

/// Replaces or creates files together: if one can't be written, those before it are restored.
///
/// # Errors
///
/// The error that stopped it, and the error of restoring a file, if that failed too.
pub(crate) fn together(files: &[(PathBuf, Vec<u8>)]) -> Result<(), (io::Error, Option<io::Error>)> {
    let prepared = files.iter().map(|(place, content)| {
        let old = match fs::read(place) {
            Ok(old) => Some(old),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(error),
        };
        Ok((place, old, prepare(place, content)?))
    });
    let prepared = prepared
        .collect::<io::Result<Vec<_>>>()
        .map_err(|error| (error, None))?;
    let mut done: Vec<(&PathBuf, Option<Vec<u8>>)> = Vec::new();
    for (place, old, new) in prepared {
        if let Err(error) = new.persist(place) {
            let back = done.into_iter().rev().map(|(place, old)| match &old {
                Some(old) => file(place, old),
                None => fs::remove_file(place),
            });
            let back = back.fold(Ok(()), Result::and);
            return Err((error.error, back.err()));
        }
        done.push((place, old));
    }
    Ok(())
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

    #[test]
    fn several_files_are_all_or_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let (first, second) = (folder.path().join("first"), folder.path().join("second"));
        let write = |files: &[(&PathBuf, &[u8])]| {
            let files = files
                .iter()
                .map(|(place, text)| (place.to_path_buf(), text.to_vec()));
            together(&files.collect::<Vec<_>>())
        };
        write(&[(&first, b"1"), (&second, b"2")]).unwrap();
        assert_eq!(
            (fs::read(&first).unwrap(), fs::read(&second).unwrap()),
            (b"1".to_vec(), b"2".to_vec())
        );

        // A file can't replace a folder.
        let blocked = folder.path().join("blocked");
        fs::create_dir_all(blocked.join("inside")).unwrap();
        let (_, back) =
            write(&[(&first, b"new"), (&second, b"new"), (&blocked, b"new")]).unwrap_err();
        assert!(back.is_none());
        assert_eq!(fs::read(&first).unwrap(), b"1");
        assert_eq!(fs::read(&second).unwrap(), b"2");

        let absent = folder.path().join("absent");
        write(&[(&absent, b"new"), (&blocked, b"new")]).unwrap_err();
        assert!(!absent.exists());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 3);
    }
}
