//! What the blocks of a page say is so: schemas generate, rows are those of seed 42, commands run, and print what
//! is shown.
//!
//! | block | what is done with it |
//! |---|---|
//! | `json [NAME.json]`, `yaml`, `toml` | a schema: generated in full, and kept as NAME.json for the commands |
//! | `json merge` | changes the schema before it, see [`super::merge`]; generated in full |
//! | `json warns`, `json wrong` | a schema that has warnings, one that has errors |
//! | `json file PATH`, `sql file PATH` | the content of a file that the commands wrote |
//! | `csv TABLE` | the first rows of a table of the schema before it: as many and of such columns as shown |
//! | `sh` | commands, each of which ends well; those of `cargo` are not run |
//! | `sh fails`, `sh parsed` | each ends badly; they are too much for a test, only the arguments are read |
//! | `text output`, `text errors` | what the last command printed |
//! | `jsonc`, `text`, `rust` | for the reader alone |

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use datagen_core::schema::Format;
use serde_json::Value;

use super::engine::{Dataset, Expected};
use super::merge::merge;
use super::page::{Block, blocks, with_bodies};
use crate::support::{Outcome, Place, outcome};

/// What came of a page.
pub(crate) struct Report {
    /// What is not as the page says.
    pub(crate) problems: Vec<String>,
    /// The page with the true content of the blocks that show something.
    pub(crate) updated: String,
    /// The last schema in JSON, with all changes.
    pub(crate) schema: Option<Value>,
}

/// Carries out a page.
pub(crate) fn run(page: &str, text: &str) -> Report {
    let mut runner = Runner::new();
    let mut problems = Vec::new();
    let mut bodies = Vec::new();
    for block in blocks(text) {
        let mut problem = |words: String| problems.push(format!("{page}:{}: {words}", block.line));
        match runner.block(&block) {
            Err(words) => problem(words),
            Ok(Some(true_body)) if true_body != block.body => {
                problem(format!("the block shows\n{}but it is\n{true_body}", block.body));
                bodies.push((block, true_body));
            }
            Ok(_) => {}
        }
    }
    Report { problems, updated: with_bodies(text, &bodies), schema: runner.schema }
}

struct Runner {
    place: Place,
    /// The last schema in JSON; the file of the last schema, and its data.
    schema: Option<Value>,
    file: String,
    dataset: Option<Dataset>,
    last: Option<Outcome>,
}

impl Runner {
    fn new() -> Self {
        let place = Place::new();
        #[cfg(unix)]
        std::os::unix::fs::symlink(super::root().join("examples"), place.path("examples")).unwrap();
        Self { place, schema: None, file: "schema.json".to_owned(), dataset: None, last: None }
    }

    /// Carries a block out; `Some` is what it should show.
    fn block(&mut self, block: &Block) -> Result<Option<String>, String> {
        let words: Vec<&str> = block.words.iter().map(String::as_str).collect();
        match (block.language.as_str(), words.as_slice()) {
            ("json" | "sql", ["file", path]) => self.file_shown(path),
            ("json", ["merge"]) => self.merged(&block.body),
            ("json", words) => self.schema(&block.body, words, Format::Json),
            ("yaml", words) => self.schema(&block.body, words, Format::Yaml),
            ("toml", words) => self.schema(&block.body, words, Format::Toml),
            ("csv", [table]) => {
                let dataset = self.dataset.as_ref().ok_or("there is no schema before these rows")?;
                dataset.excerpt(table, &block.body).map(Some)
            }
            ("sh", []) => self.commands(&block.body, true),
            ("sh", ["fails"]) => self.commands(&block.body, false),
            ("sh", ["parsed"]) => commands_of(&block.body).iter().try_for_each(|line| self.parsed(line)).map(|()| None),
            ("text", ["output"]) => Ok(self.last.as_ref().map(|last| last.text().to_owned())),
            ("text", ["errors"]) => Ok(self.last.as_ref().map(|last| last.stderr.clone())),
            ("jsonc" | "text" | "rust" | "csv", []) => Ok(None),
            (language, words) => Err(format!("no test knows blocks of the kind `{language} {}`", words.join(" "))),
        }
    }

    fn schema(&mut self, text: &str, words: &[&str], format: Format) -> Result<Option<String>, String> {
        let mut expected = Expected::Fine;
        for word in words {
            match *word {
                "warns" => expected = Expected::Warnings,
                "wrong" => expected = Expected::Errors,
                name if name.contains('.') => name.clone_into(&mut self.file),
                other => return Err(format!("no test knows what `{other}` means for a schema")),
            }
        }
        self.place.file(&self.file, text);
        self.dataset = Dataset::new(text, format, expected)?;
        if format == Format::Json {
            self.schema = serde_json::from_str(text).ok();
        }
        Ok(None)
    }

    fn merged(&mut self, fragment: &str) -> Result<Option<String>, String> {
        let fragment: Value = serde_json::from_str(fragment).map_err(|error| error.to_string())?;
        let mut schema = self.schema.take().ok_or("there is no schema before this change")?;
        merge(&mut schema, fragment);
        let text = format!("{schema:#}\n");
        self.schema(&text, &[], Format::Json)
    }

    fn file_shown(&self, path: &str) -> Result<Option<String>, String> {
        if cfg!(not(unix)) {
            return Ok(None);
        }
        let text = std::fs::read_to_string(self.place.path(path)).map_err(|error| format!("{path}: {error}"))?;
        Ok(Some(text))
    }

    /// Runs commands as a reader would: one shell line each.
    fn commands(&mut self, body: &str, succeed: bool) -> Result<Option<String>, String> {
        for line in commands_of(body) {
            if cfg!(not(unix)) {
                self.parsed(&line)?;
                continue;
            }
            let ran = self.shell(&line);
            if (ran.code == 0) != succeed {
                return Err(format!("{line}\nended with {}: {}", ran.code, ran.stderr));
            }
            self.last = Some(ran);
        }
        Ok(None)
    }

    fn shell(&self, line: &str) -> Outcome {
        let program = Path::new(env!("CARGO_BIN_EXE_datagen"));
        let mut path = program.parent().unwrap().as_os_str().to_owned();
        path.push(":");
        path.push(std::env::var_os("PATH").unwrap_or_default());
        let mut command = Command::new("sh");
        command.args(["-c", line]).env("PATH", path).current_dir(self.place.path("."));
        outcome(command.output().unwrap())
    }

    /// Lets the program read the arguments and print its help.
    fn parsed(&self, line: &str) -> Result<(), String> {
        for arguments in calls_of(line) {
            let mut arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
            arguments.push("--help");
            let ran = self.place.run(&arguments);
            if ran.code != 0 {
                return Err(format!("{line}\n{}", ran.stderr));
            }
        }
        Ok(())
    }
}

/// The commands of a block; a backslash joins lines, and `cargo` is for the reader.
fn commands_of(body: &str) -> Vec<String> {
    let joined = body.replace("\\\n", " ");
    let is_command = |line: &&str| !line.trim().is_empty() && !line.starts_with('#') && !line.starts_with("cargo ");
    joined.lines().filter(is_command).map(str::to_owned).collect()
}

/// The arguments of every call of the program in a shell line.
fn calls_of(line: &str) -> Vec<Vec<String>> {
    let stages = line.split(['|', ';']);
    let words = stages.map(|stage| stage.split_whitespace().map(|word| word.trim_matches(['"', '\''])));
    let calls = words.filter_map(|mut words| (words.next() == Some("datagen")).then_some(words));
    calls.map(|words| words.take_while(|word| !matches!(*word, "<" | ">" | "#")).map(str::to_owned).collect()).collect()
}

/// All problems of all pages, or nothing.
#[track_caller]
pub(crate) fn expect_none(problems: &[String]) {
    let mut shown = String::new();
    for problem in problems {
        let _ = writeln!(shown, "{problem}\n");
    }
    assert!(
        problems.is_empty(),
        "{shown}UPDATE_DOCS=1 cargo test -p datagen-cli docs writes what the blocks should show"
    );
}
