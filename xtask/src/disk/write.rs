//! Writing so that a file is either the old one or the new one, never a part: a temporary file in the
//! same folder, then a rename.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

/// How the names of our temporary files begin. One that an interrupted run left in a generated folder
/// is known by it and removed.
pub(crate) const TEMPORARY: &str = ".xtask-";

/// Replaces or creates the file at `place`, and its folders.
pub(crate) fn file(place: &Path, content: &[u8]) -> io::Result<()> {
    prepare(place, content)?
        .persist(place)
        .map(drop)
        .map_err(|error| error.error)
}

/// Replaces or creates files together: where one cannot be put in place, those before it are put back
/// as they were.
///
/// # Errors
///
/// The error that stopped it, and where a file could not be put back, that error too.
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

/// A temporary file beside `place` that holds `content`; it goes away unless it is renamed.
fn prepare(place: &Path, content: &[u8]) -> io::Result<NamedTempFile> {
    let folder = place.parent().unwrap_or_else(|| Path::new("."));
    fs::create_dir_all(folder)?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(TEMPORARY).suffix(".tmp");
    // Temporary files are private by default; these become ordinary ones, subject to the umask.
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

        // A folder cannot be replaced by a file.
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
