//! `datagen upload`: exported tables become tables of a service.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use datagen_core::Control;
use datagen_io::Place;
use datagen_io::keboola::upload::{
    self as keboola, Folder, Notice, Outcome, Report, SLICE_BYTES, Settings, Step, Token, Watch,
};

use crate::exit::Failure;
use crate::generate::stop_on_signal;
use crate::place::place;
use crate::terminal::{Paint, print, tell};
use crate::text_table::{Align, TextTable};
use crate::units;

const KEBOOLA_HELP: &str = "\
Examples:
  datagen export shop.json --data-dir output -o keboola      CSV files with their manifests
  datagen upload keboola keboola --bucket in.c-shop          tables of the bucket in.c-shop
  datagen upload keboola keboola --bucket in.c-shop --dry-run   what would be done

The token is read from the variable KEBOOLA_TOKEN, the stack from KEBOOLA_URL; both may stand in a file .env, or in the one
that --env-file names. An upload that stopped half way goes on where it stopped when the command is given again.

Exit codes:
  0    done
  1    at least one table failed
  2    wrong usage: an argument, no such directory
  3    the environment: files, the network, the token
  70   a bug in datagen; please report it
  130  interrupted";

/// What `datagen upload` takes.
#[derive(Debug, Args)]
pub(crate) struct UploadArguments {
    /// Where to.
    #[command(subcommand)]
    service: Service,
}

#[derive(Debug, Subcommand)]
enum Service {
    /// Keboola Storage: CSV files and manifests become tables of a bucket
    Keboola(Box<KeboolaArguments>),
}

#[derive(Debug, Args)]
#[command(after_help = KEBOOLA_HELP)]
struct KeboolaArguments {
    /// The directory that `datagen export` wrote, or s3://, gs://, az://bucket/folder
    #[arg(value_name = "DIR", value_parser = place)]
    directory: Place,
    /// The bucket; it is made if need be
    #[arg(long, value_name = "BUCKET", default_value = "in.c-datagen")]
    bucket: String,
    /// The stack, such as connection.keboola.com [default: KEBOOLA_URL]
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    /// A development branch, by its number
    #[arg(long, value_name = "ID", value_parser = branch)]
    branch: Option<String>,
    /// A file of variables such as KEBOOLA_TOKEN=... [default: .env, if there is one]
    #[arg(long, value_name = "FILE")]
    env_file: Option<PathBuf>,
    /// Only these tables, separated by commas
    #[arg(long, value_name = "TABLES", value_delimiter = ',')]
    tables: Vec<String>,
    /// Add rows to tables that exist, in the place of those with the same key
    #[arg(long)]
    incremental: bool,
    /// Say what would be done, and change nothing
    #[arg(long)]
    dry_run: bool,
    /// Files of more than this are compressed and sent in slices of it
    #[arg(long, value_name = "SIZE", value_parser = slice_bytes, default_value = "100MB")]
    slice: u64,
    /// No progress and no summary
    #[arg(short, long)]
    quiet: bool,
}

/// Carries out the subcommand.
pub(crate) fn upload(arguments: &UploadArguments) -> Result<(), Failure> {
    let Service::Keboola(arguments) = &arguments.service;
    let control = Control::default();
    stop_on_signal(&[&control])?;
    let settings = settings(arguments)?;
    let local = arguments.directory.local(&control)?;
    let folder = Folder::open(local.directory(), &arguments.tables)?;
    let teller = Teller { quiet: arguments.quiet };
    let report = if arguments.dry_run {
        keboola::check(&folder, &settings, &control, &teller)?
    } else {
        keboola::upload(&folder, &settings, &control, &teller)?
    };
    if !arguments.quiet {
        print(&summary(&report, arguments, Paint::stdout()))?;
    }
    match report.failures() {
        0 => Ok(()),
        1 => Err(Failure::Tables("one table failed".to_owned())),
        failures => Err(Failure::Tables(format!("{failures} tables failed"))),
    }
}

fn settings(arguments: &KeboolaArguments) -> Result<Settings, Failure> {
    let variables = Variables::read(arguments.env_file.as_deref())?;
    let missing = |name: &str, what: &str| {
        Failure::Environment(format!("expected {what} in the variable {name}, or in a file .env; it is not set"))
    };
    let url = arguments.url.clone().or_else(|| variables.get("KEBOOLA_URL"));
    let token = variables.get("KEBOOLA_TOKEN").ok_or_else(|| missing("KEBOOLA_TOKEN", "a Storage API token"))?;
    let lowercase = |(name, value): (String, String)| (name.to_ascii_lowercase(), value);
    Ok(Settings {
        url: url.ok_or_else(|| missing("KEBOOLA_URL", "the URL of a stack"))?,
        token: Token::new(&token),
        bucket: arguments.bucket.clone(),
        branch: arguments.branch.clone(),
        incremental: arguments.incremental,
        slice_bytes: arguments.slice,
        variables: std::env::vars().map(lowercase).collect(),
    })
}

/// Variables of the environment, and of a file; the environment comes first.
struct Variables(Vec<(String, String)>);

impl Variables {
    fn read(named: Option<&Path>) -> Result<Self, Failure> {
        let path = named.unwrap_or(Path::new(".env"));
        let mut variables: Vec<(String, String)> = std::env::vars().collect();
        if named.is_none() && !path.exists() {
            return Ok(Self(variables));
        }
        // Their words could quote a line of the file, and with it the secret.
        let unreadable = |error: dotenvy::Error| match error {
            dotenvy::Error::Io(error) => Failure::Environment(format!("cannot read {}: {error}", path.display())),
            _ => Failure::Environment(format!("{}: expected lines such as NAME=value", path.display())),
        };
        for variable in dotenvy::from_path_iter(path).map_err(unreadable)? {
            variables.push(variable.map_err(unreadable)?);
        }
        Ok(Self(variables))
    }

    fn get(&self, name: &str) -> Option<String> {
        let mut values = self.0.iter().filter(|(known, value)| known == name && !value.trim().is_empty());
        values.next().map(|(_, value)| value.clone())
    }
}

fn branch(text: &str) -> Result<String, String> {
    let is_number = !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
    if is_number { Ok(text.to_owned()) } else { Err(format!("expected the number of a branch, found {text:?}")) }
}

fn slice_bytes(text: &str) -> Result<u64, String> {
    match units::parse_bytes(text)? {
        0 => Err(format!("expected a size such as {}", units::bytes(SLICE_BYTES))),
        bytes => Ok(bytes),
    }
}

/// Tells how an upload goes on, a line a step.
struct Teller {
    quiet: bool,
}

impl Watch for Teller {
    fn step(&self, table: &str, step: &Step) {
        if self.quiet {
            return;
        }
        let words = match step {
            Step::Sending(bytes) => format!("sending {}", units::bytes(*bytes)),
            Step::Loading(job) => format!("loading (job {job})"),
            Step::Over(outcome) => outcome_words(outcome, false),
        };
        tell(format_args!("{table}: {words}\n"));
    }

    fn notice(&self, notice: &Notice) {
        let Notice::Waiting { reason, seconds } = notice;
        tell(format_args!("{} {reason}; going on in {seconds} s\n", Paint::stderr().warning("waiting:")));
    }
}

fn outcome_words(outcome: &Outcome, dry_run: bool) -> String {
    let words = match outcome {
        Outcome::Created if dry_run => "would be created",
        Outcome::Replaced if dry_run => "would be replaced",
        Outcome::Added if dry_run => "would be added to",
        Outcome::Created => "created",
        Outcome::Replaced => "replaced",
        Outcome::Added => "added to",
        Outcome::Before => "done by an earlier run",
        Outcome::Failed(reason) => return format!("failed: {reason}"),
    };
    words.to_owned()
}

fn summary(report: &Report, arguments: &KeboolaArguments, paint: Paint) -> String {
    let mut text = TextTable::new([
        ("table", Align::Left),
        ("bytes", Align::Right),
        ("rows", Align::Right),
        ("what became of it", Align::Left),
    ]);
    for table in &report.tables {
        let rows = table.rows.map_or_else(String::new, units::count);
        let words = match &table.outcome {
            Outcome::Failed(_) => "failed".to_owned(),
            outcome => outcome_words(outcome, arguments.dry_run),
        };
        text.push([table.name.clone(), units::bytes(table.bytes), rows, words]);
    }
    let (project, bucket) = (&report.project, &arguments.bucket);
    let new = if report.new_bucket { " (new)" } else { "" };
    let verb = if arguments.dry_run { "Nothing was changed in" } else { "Uploaded to" };
    let mut rendered = text.render(None, paint);
    for table in &report.tables {
        if let Outcome::Failed(reason) = &table.outcome {
            rendered.push_str(&format!("{}: {reason}\n", paint.bold(&table.name)));
        }
    }
    format!("{rendered}\n{verb} the bucket {}{new} of the project {project}\n", paint.bold(bucket))
}
