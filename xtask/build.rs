//! Puts the sources of the runtime crate into the command, which writes them beside clients that depend on
//! no registry (`generate --runtime vendored`); and, in a release build, the commit.
#![allow(clippy::print_stdout)]

use std::fmt::Write;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

fn main() -> io::Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let runtime = folder.join("../generated-client/runtime");
    let workspace = folder.join("../Cargo.toml");
    let mut files = Vec::new();
    // A build from the registry has the runtime there, and nothing to write.
    if runtime.join("Cargo.toml").is_file() {
        for name in ["Cargo.toml", "src"] {
            println!("cargo:rerun-if-changed={}", runtime.join(name).display());
        }
        println!("cargo:rerun-if-changed={}", workspace.display());
        sources(&runtime.join("src"), "src", &mut files)?;
        files.sort();
        files.insert(0, ("Cargo.toml".to_owned(), runtime.join("Cargo.toml")));
        files.insert(0, ("../Cargo.toml".to_owned(), workspace));
    }
    let mut text = "&[\n".to_owned();
    for (name, place) in files {
        // Writing to a string does not fail.
        let _ = writeln!(
            text,
            "    ({name:?}, include_str!({:?})),",
            place.canonicalize()?
        );
    }
    text.push_str("]\n");
    let out = PathBuf::from(std::env::var_os("OUT_DIR").unwrap_or_default());
    fs::write(out.join("runtime.in"), text)?;
    println!("cargo:rustc-env=COMMAND_VERSION={}", version(folder));
    Ok(())
}

/// The files below a folder.
fn sources(folder: &Path, name: &str, files: &mut Vec<(String, PathBuf)>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = format!("{name}/{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            sources(&entry.path(), &name, files)?;
        } else {
            files.push((name, entry.path()));
        }
    }
    Ok(())
}

/// The version, with the commit. A development build has none: it would be built anew with every commit.
fn version(folder: &Path) -> String {
    let version = env!("CARGO_PKG_VERSION");
    if std::env::var("PROFILE").is_ok_and(|profile| profile != "release") {
        return format!("{version} (development build)");
    }
    let git = |arguments: &[&str]| {
        let output = Command::new("git")
            .current_dir(folder)
            .args(arguments)
            .output();
        let output = output.ok().filter(|output| output.status.success())?;
        let text = String::from_utf8(output.stdout).ok()?;
        Some(text.trim().to_owned()).filter(|text| !text.is_empty())
    };
    // Outside a checkout of this repository, a commit would be somebody else's.
    let is_ours = folder
        .join("../generated-client/runtime/Cargo.toml")
        .is_file();
    let commit = git(&["rev-parse", "--short=12", "HEAD"]).filter(|_| is_ours);
    let Some(commit) = commit else {
        return version.to_owned();
    };
    for path in ["HEAD", "logs/HEAD"] {
        if let Some(path) = git(&["rev-parse", "--git-path", path]) {
            println!("cargo:rerun-if-changed={}", folder.join(path).display());
        }
    }
    let changed = git(&["status", "--porcelain", "--untracked-files=no"]).is_some();
    format!(
        "{version} ({commit}{})",
        if changed { ", changed" } else { "" }
    )
}
