//! A lock that allows one run at a time in a folder of the build.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::Path;

use crate::exit::Failure;
use crate::terminal;

/// Waits until no other run uses the folder, and locks it until the file is dropped.
///
/// # Errors
///
/// If the folder can't be made or locked.
pub(crate) fn of(folder: &Path) -> Result<File, Failure> {
    let place = folder.join("lock");
    let wait = || -> io::Result<File> {
        fs::create_dir_all(folder)?;
        let file = File::create(&place)?;
        if let Err(TryLockError::WouldBlock) = file.try_lock() {
            let folder = folder.display();
            terminal::note(format_args!(
                "another run uses {folder}; waiting for it to finish"
            ));
            file.lock()?;
        }
        Ok(file)
    };
    wait().map_err(|error| {
        Failure::failed(format!("could not use {}", place.display())).cause(&error)
    })
}
