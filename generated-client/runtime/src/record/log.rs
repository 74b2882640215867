//! The destination of lines: a file that is rotated by size, or any writer.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

pub(super) enum Log {
    File(Rotated),
    Writer(Box<dyn Write + Send>),
}

impl Log {
    pub(super) fn write(&mut self, line: &[u8]) -> io::Result<()> {
        match self {
            Self::File(file) => file.write(line),
            Self::Writer(writer) => writer.write_all(line).and_then(|()| writer.flush()),
        }
    }
}

/// `traffic.jsonl`, and before it `traffic.jsonl.1`, `traffic.jsonl.2`, …
pub(super) struct Rotated {
    path: PathBuf,
    file: File,
    bytes: u64,
    pub(super) max_bytes: u64,
    pub(super) max_files: usize,
}

impl Rotated {
    pub(super) fn open(path: &Path, max_bytes: u64, max_files: usize) -> io::Result<Self> {
        let file = open(path)?;
        let bytes = file.metadata()?.len();
        Ok(Self {
            path: path.to_owned(),
            file,
            bytes,
            max_bytes,
            max_files,
        })
    }

    fn write(&mut self, line: &[u8]) -> io::Result<()> {
        let length = line.len() as u64;
        if self.bytes > 0 && self.bytes + length > self.max_bytes {
            self.rotate()?;
        }
        // In one call, so that lines of several processes do not mix.
        self.file.write_all(line)?;
        self.bytes += length;
        Ok(())
    }

    fn rotate(&mut self) -> io::Result<()> {
        // The file may have been taken away, or the next one could not be opened: then the older
        // ones stay as they are.
        if self.path.exists() {
            let older = self.max_files.saturating_sub(1);
            if older == 0 {
                fs::remove_file(&self.path)?;
            }
            for number in (1..older).rev() {
                let from = self.numbered(number);
                if from.exists() {
                    fs::rename(from, self.numbered(number + 1))?;
                }
            }
            if older > 0 {
                fs::rename(&self.path, self.numbered(1))?;
            }
        }
        self.file = open(&self.path)?;
        self.bytes = 0;
        Ok(())
    }

    fn numbered(&self, number: usize) -> PathBuf {
        let mut path = self.path.clone().into_os_string();
        path.push(format!(".{number}"));
        path.into()
    }
}

/// Readable by its owner only: even masked lines show how a program uses an API.
fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
