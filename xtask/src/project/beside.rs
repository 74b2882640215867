//! The other files of a description: those that it references, below one folder.

use std::fs::{self, File};
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

use generator::document::Files;
use generator::{Source, Webhooks};

use crate::disk::tree::Tree;
use crate::exit::Failure;
use crate::terminal::printable;

/// The maximum size in bytes of all files of a description together.
const MAX_BYTES: u64 = 64 << 20;
/// The maximum number of files of a description.
const MAX_FILES: usize = 20_000;

/// The remaining limits.
struct Budget {
    bytes: u64,
    files: usize,
}

impl Budget {
    fn new() -> Self {
        Self {
            bytes: MAX_BYTES,
            files: MAX_FILES,
        }
    }

    /// Counts a text, or fails if it exceeds a limit.
    fn take(&mut self, text: String) -> Result<String, String> {
        let bytes = text.len() as u64;
        match (self.bytes.checked_sub(bytes), self.files.checked_sub(1)) {
            (Some(left), Some(files)) => {
                (self.bytes, self.files) = (left, files);
                Ok(text)
            }
            (None, _) => Err(format!(
                "the files have more than {MAX_BYTES} bytes together"
            )),
            (_, None) => Err(format!("there are more than {MAX_FILES} files")),
        }
    }
}

/// Adds the referenced files to a description from disk. All must be below `root`, by default the
/// folder of the description.
pub(crate) fn of_file(
    description: Source,
    path: &Path,
    root: Option<&Path>,
) -> Result<Source, Failure> {
    let unusable = |path: &Path, error: &std::io::Error| {
        Failure::failed(format!(
            "could not read {}",
            printable(&path.display().to_string())
        ))
        .cause(error)
    };
    let path = path
        .canonicalize()
        .map_err(|error| unusable(path, &error))?;
    let root = match root {
        Some(root) => root
            .canonicalize()
            .map_err(|error| unusable(root, &error))?,
        None => path.parent().map(Path::to_path_buf).unwrap_or_default(),
    };
    let own = path.strip_prefix(&root).map_err(|_| {
        let (path, root) = (path.display(), root.display());
        Failure::failed(format!("{path} is not below {root}"))
            .help("give a folder that contains the description, with `--spec-root`")
    })?;
    let parts: Vec<_> = own.iter().map(|it| it.to_string_lossy()).collect();
    let mut budget = Budget::new();
    let files = Files::collect(&parts.join("/"), &description.text, &mut |path| {
        budget.take(read(&root, path, budget.bytes)?)
    });
    Ok(Source {
        files,
        ..description
    })
}

/// Adds the document of the events, with the files that it references, and its overlays: all are in the
/// folder of the configuration.
pub(crate) fn events(
    webhooks: &mut Webhooks,
    config: &Path,
    read: &dyn Fn(&Path) -> Result<Source, Failure>,
) -> Result<(), Failure> {
    let path = config.with_file_name(&webhooks.description);
    webhooks.source = of_file(read(&path)?, &path, None)?;
    let overlays = webhooks.overlay_files.iter();
    let overlays = overlays.map(|name| read(&config.with_file_name(name)));
    webhooks.overlays = overlays.collect::<Result<_, _>>()?;
    Ok(())
}

/// The text of a file below a folder; links that leave the folder are refused.
fn read(root: &Path, path: &str, most: u64) -> Result<String, String> {
    let place: PathBuf = path
        .split('/')
        .fold(root.to_path_buf(), |at, it| at.join(it));
    let failed = |error: std::io::Error| match error.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory => "there is no such file".to_owned(),
        _ => format!("the file cannot be read: {error}"),
    };
    let place = place.canonicalize().map_err(failed)?;
    if !place.starts_with(root) {
        return Err(format!("a link points outside of {}", root.display()));
    }
    if !fs::metadata(&place).map_err(failed)?.is_file() {
        return Err("it is not a file".to_owned());
    }
    let mut bytes = Vec::new();
    let opened = File::open(&place).map_err(failed)?;
    opened
        .take(most + 1)
        .read_to_end(&mut bytes)
        .map_err(failed)?;
    String::from_utf8(bytes).map_err(|_| "the file is not UTF-8".to_owned())
}

/// Adds the referenced files in its folder to the description of a tree.
pub(crate) fn in_tree(description: Source, tree: &dyn Tree, path: &str) -> Source {
    let (folder, own) = path.rsplit_once('/').unwrap_or(("", path));
    let mut budget = Budget::new();
    let files = Files::collect(own, &description.text, &mut |path| {
        let text = tree.read_text(&format!("{folder}/{path}"));
        let text = text.map_err(|failure| failure.message)?;
        budget.take(text.ok_or_else(|| "there is no such file".to_owned())?)
    });
    Source {
        files,
        ..description
    }
}
