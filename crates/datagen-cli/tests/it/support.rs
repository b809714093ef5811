//! Running the program in a directory of its own.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// What a run left.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Outcome {
    pub(crate) code: i32,
    pub(crate) stdout: Vec<u8>,
    pub(crate) stderr: String,
}

impl Outcome {
    /// Standard output as text.
    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.stdout).unwrap()
    }

    /// Fails unless the run ended with `code` and said `words` on standard error.
    #[track_caller]
    pub(crate) fn expect(&self, code: i32, words: &[&str]) {
        assert_eq!(self.code, code, "{self:?}");
        for word in words {
            assert!(self.stderr.contains(word), "expected {word:?} in {}", self.stderr);
        }
    }
}

/// A directory to run in; it disappears with this value.
pub(crate) struct Place {
    directory: TempDir,
}

impl Place {
    pub(crate) fn new() -> Self {
        Self { directory: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    /// Writes a file.
    pub(crate) fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::write(&path, content).unwrap();
        path
    }

    /// The program, about to run here, without a terminal and whatever the user's settings are.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_datagen"));
        command.args(arguments).current_dir(self.directory.path());
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        for variable in ["COLUMNS", "LINES", "CLICOLOR_FORCE", "RUST_BACKTRACE"] {
            command.env_remove(variable);
        }
        command
    }

    /// Runs the program.
    pub(crate) fn run(&self, arguments: &[&str]) -> Outcome {
        outcome(self.command(arguments).output().unwrap())
    }

    /// Runs the program with `input` on standard input.
    pub(crate) fn run_with(&self, arguments: &[&str], input: &[u8]) -> Outcome {
        let mut child = self.command(arguments).stdin(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(input).unwrap();
        outcome(child.wait_with_output().unwrap())
    }

    /// Generates a schema of this folder into `directory` and expects that all goes well.
    #[track_caller]
    pub(crate) fn generate(&self, name: &str, directory: &str, arguments: &[&str]) -> Outcome {
        let schema = schema(name);
        let outcome = self.run(&[&["generate", schema.as_str(), "-o", directory], arguments].concat());
        assert_eq!(outcome.code, 0, "{outcome:?}");
        outcome
    }

    /// The names of everything here.
    pub(crate) fn names(&self) -> Vec<String> {
        names(self.directory.path())
    }
}

pub(crate) fn outcome(output: std::process::Output) -> Outcome {
    Outcome {
        code: output.status.code().unwrap_or(-1),
        stdout: output.stdout,
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// The path of a schema of this folder.
pub(crate) fn schema(name: &str) -> String {
    format!("{}/tests/it/schemas/{name}", env!("CARGO_MANIFEST_DIR"))
}

/// The names in a directory, sorted.
pub(crate) fn names(directory: &Path) -> Vec<String> {
    let entries = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap());
    let mut names: Vec<String> = entries.map(|entry| entry.file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// Every file of a directory.
pub(crate) fn files(directory: &Path) -> BTreeMap<String, Vec<u8>> {
    names(directory).into_iter().map(|name| (name.clone(), fs::read(directory.join(name)).unwrap())).collect()
}

/// Whether the test runs as somebody to whom permissions mean nothing.
#[cfg(unix)]
pub(crate) fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output();
    id.is_ok_and(|id| id.stdout == b"0\n")
}

/// Compares with a snapshot, without paths, times and rates.
macro_rules! assert_shown {
    ($text:expr) => {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/schemas/").replace('.', r"\.");
        insta::with_settings!({ filters => vec![
            (folder.as_str(), ""),
            (r" in \d+(\.\d+)? m?s( |\n|$)", " in [time]$2"),
            (r"(?m)^((?:\w+ +)(?:[\d,]+ +)[\d.]+ (?:k|M)?B) +[\d.]+( k| M| G)?$", "$1  [rate]"),
            (r"rows/s", "[rate]"),
        ], omit_expression => true }, { insta::assert_snapshot!($text) });
    };
}
pub(crate) use assert_shown;
