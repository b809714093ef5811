//! `datagen export`: the tables of a dataset in other formats, with what Keboola reads beside them.

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, ValueEnum};
use datagen_core::Control;
use datagen_core::schema::document::{Document, Node};
use datagen_io::atomic::{Existing, Staging};
use datagen_io::hash::sha256;
use datagen_io::keboola::{
    self, DATASET_FILE, DatasetFile, DatasetTable, Described, GenerationStats, ManifestForm, Template, manifest_file,
};
use datagen_io::read::Directory;
use datagen_io::read::files::Listing;
use datagen_io::write::{CsvOptions, Format};
use datagen_io::{Place, Source, Staged, WriteOptions, stage_dataset};

use crate::arguments::threads_or_all;
use crate::exit::Failure;
use crate::formats::{FormatArguments, FormatName};
use crate::generate::{stop_on_signal, tell_warnings};
use crate::place::place;
use crate::progress::{Observer, Watched};
use crate::script::{self, promises};
use crate::summary::Summary;
use crate::terminal::{Paint, tell};
use crate::{input, terminal};

const HELP: &str = "\
Examples:
  datagen export shop.json --data-dir output -o keboola
  datagen export shop.json --data-dir output -o keboola --incremental      only tables that changed
  datagen export shop.json --data-dir output -o lines --format jsonl --compression gzip
  datagen export shop.json --data-dir output -o old --manifest keboola-legacy

Exit codes:
  0    done
  1    the schema is at fault
  2    wrong usage: an argument, tables that are missing, or files that are in the way (--overwrite)
  3    the environment: files, the disk, memory
  130  interrupted; unfinished files are deleted";

/// What `datagen export` takes.
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub(crate) struct ExportArguments {
    /// The schema, in JSON, YAML or TOML; `-` reads it from standard input
    #[arg(value_name = "SCHEMA")]
    schema: PathBuf,

    /// The directory of the tables, Parquet or CSV, or s3://, gs://, az://bucket/folder
    #[arg(long, value_name = "DIR", value_parser = place, default_value = "./output", help_heading = "Data")]
    data_dir: Place,
    /// Only these tables, separated by commas [default: all that the dataset has]
    #[arg(long, value_name = "TABLES", value_delimiter = ',', help_heading = "Data")]
    tables: Vec<String>,
    /// Only tables that changed since the last export into this directory; manifests say that rows are added
    #[arg(long, help_heading = "Data")]
    incremental: bool,
    /// Take members that the language does not know as warnings
    #[arg(long, help_heading = "Data")]
    lenient: bool,

    /// The directory of the files, or s3://, gs://, az://bucket/folder
    #[arg(short, long, value_name = "DIR", value_parser = place, help_heading = "Output")]
    output: Place,
    /// The formats.
    #[command(flatten)]
    formats: FormatArguments,
    /// What describes each file [default: keboola for csv, none for others]
    #[arg(long, value_enum, value_name = "FORM", help_heading = "Output")]
    manifest: Option<ManifestName>,
    /// A JSON file of members for manifests: for all tables under "*", for one under its name
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    manifest_template: Option<PathBuf>,
    /// Replace files that exist
    #[arg(long, help_heading = "Output")]
    overwrite: bool,

    /// Threads; the bytes are the same for any number [default: all cores]
    #[arg(long, value_name = "N", help_heading = "Resources")]
    threads: Option<NonZeroUsize>,
    /// No progress and no summary; warnings and errors only
    #[arg(short, long, help_heading = "Messages")]
    quiet: bool,
}

/// A form of manifests, as it is called here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ManifestName {
    /// Keboola, native types: files with a header
    Keboola,
    /// Keboola before native types: files without a header
    KeboolaLegacy,
    /// No manifest
    None,
}

/// Carries out the subcommand.
pub(crate) fn export(arguments: &ExportArguments) -> Result<(), Failure> {
    let is_described = arguments.formats.are_described();
    let (formats, form) = if is_described { arguments.described()? } else { arguments.formats_and_form(None)? };
    let input = input::read(&arguments.schema, arguments.lenient)?;
    tell_warnings(&input.warnings);
    let observer_tables: Vec<String> = input.schema.document().nodes.iter().map(|node| node.id.clone()).collect();
    let observer = Arc::new(Observer::new(&observer_tables, arguments.quiet));
    let control = Control::with_progress(observer.clone());
    stop_on_signal(&[&control])?;
    let data = arguments.data_dir.local(&control)?;
    let document = input.schema.document();
    let mut export = Export { arguments, document, data: data.directory(), formats, form, observer, control: &control };
    export.check_data()?;
    if is_described {
        export.describe()?;
    }
    export.run()
}

/// What an export needs all along.
struct Export<'a> {
    arguments: &'a ExportArguments,
    document: &'a Document,
    data: &'a Path,
    formats: Vec<Format>,
    form: Option<ManifestForm>,
    observer: Arc<Observer>,
    control: &'a Control,
}

/// A table, and what tells whether it changed.
struct Hashed {
    name: String,
    hash: String,
}

impl ExportArguments {
    /// Checks what can be checked of formats of one file before anything is read; they are chosen later.
    fn described(&self) -> Result<(Vec<Format>, Option<ManifestForm>), Failure> {
        self.formats.check(FormatName::Csv)?;
        if self.incremental {
            let message = "--incremental: a file of all tables cannot have some of them; leave one of the two out";
            return Err(Failure::Usage(message.to_owned()));
        }
        Ok((Vec::new(), None))
    }

    /// What is written, after a check that it fits together.
    fn formats_and_form(
        &self,
        dataset: Option<&script::Described<'_>>,
    ) -> Result<(Vec<Format>, Option<ManifestForm>), Failure> {
        let mut formats = self.formats.formats(FormatName::Csv, dataset)?;
        let is_csv = matches!(formats[..], [Format::Csv(_)]);
        let form = match self.manifest {
            Some(ManifestName::None) => None,
            Some(ManifestName::KeboolaLegacy) => Some(ManifestForm::Legacy),
            Some(ManifestName::Keboola) => Some(ManifestForm::NativeTypes),
            None => is_csv.then_some(ManifestForm::NativeTypes),
        };
        let usage = |message: String| Err(Failure::Usage(message));
        let Some(form) = form else {
            if self.manifest_template.is_some() {
                return usage("--manifest-template: no manifests are written; pass --manifest keboola".to_owned());
            }
            return Ok((formats, None));
        };
        if !is_csv {
            return usage(format!("--manifest {} stands beside CSV; pass --format csv alone", form.word()));
        }
        if let Some(option) = self.formats.beyond_keboola() {
            return usage(format!(
                "{option} is nothing that a manifest can tell Keboola; leave it out, or pass --manifest none"
            ));
        }
        for format in &mut formats {
            if let Format::Csv(options) = format {
                options.header &= form.has_header();
            }
        }
        Ok((formats, Some(form)))
    }
}

impl Export<'_> {
    fn check_data(&self) -> Result<(), Failure> {
        if self.data.is_dir() {
            return Ok(());
        }
        let found = if self.data.exists() { "it is a file" } else { "there is no such directory" };
        let data = self.data.display();
        Err(Failure::Usage(format!("expected a directory with the tables at {data}, but {found}")))
    }

    /// Chooses formats of one file, now that it can be told which tables there are.
    fn describe(&mut self) -> Result<(), Failure> {
        let names = self.tables()?;
        let directory = Directory::open(self.data, self.document, &names, self.control)?;
        let metadata = directory.metadata();
        let described = script::Described {
            source: &directory,
            document: self.document,
            tables: &names,
            promises: promises(metadata),
            seed: metadata.map(|metadata| metadata.seed),
        };
        (self.formats, self.form) = self.arguments.formats_and_form(Some(&described))?;
        Ok(())
    }

    fn run(&self) -> Result<(), Failure> {
        let names = self.tables()?;
        let template = self.template(&names)?;
        let tables = self.hashed(&names)?;
        let previous = self.previous()?;
        let is_known = |table: &&Hashed| {
            previous
                .as_ref()
                .and_then(|file| file.tables.get(&table.name))
                .is_some_and(|old| old.source_hash == table.hash)
        };
        let changed: Vec<&Hashed> = tables.iter().filter(|table| !is_known(table)).collect();
        if changed.is_empty() {
            self.observer.finish();
            return self.say(&format!("Nothing changed since the last export to {}\n", self.arguments.output));
        }
        self.write(&changed, previous, &template)
    }

    fn say(&self, text: &str) -> Result<(), Failure> {
        if self.arguments.quiet { Ok(()) } else { terminal::print(text) }
    }

    /// The tables that were asked for, else those that have files, in the schema's order.
    fn tables(&self) -> Result<Vec<String>, Failure> {
        let all: Vec<&str> = self.document.nodes.iter().map(|node| node.id.as_str()).collect();
        let wanted = &self.arguments.tables;
        if let Some(unknown) = wanted.iter().find(|name| !all.contains(&name.as_str())) {
            let all = all.join(", ");
            return Err(Failure::Usage(format!("--tables: there is no table `{unknown}`; the tables are {all}")));
        }
        let names = all.into_iter().filter(|name| wanted.is_empty() || wanted.iter().any(|wanted| wanted == name));
        let names: Vec<String> = names.map(str::to_owned).collect();
        if wanted.is_empty() { self.with_files(names) } else { Ok(names) }
    }

    /// Leaves out tables that nobody wrote, and says so.
    fn with_files(&self, names: Vec<String>) -> Result<Vec<String>, Failure> {
        let listing = Listing::of(self.data);
        let (found, missing): (Vec<String>, Vec<String>) =
            names.into_iter().partition(|name| listing.names(name) || listing.find(name).is_ok());
        if found.is_empty() {
            let data = self.data.display();
            return Err(Failure::Usage(format!("{data} has no table of this schema; pass the schema it was made of")));
        }
        if !missing.is_empty() {
            let (paint, data, missing) = (Paint::stderr(), self.data.display(), missing.join(", "));
            tell(format_args!("{} {data} has no {missing}; not exported\n", paint.warning("warning:")));
        }
        Ok(found)
    }

    fn template(&self, tables: &[String]) -> Result<Template, Failure> {
        match (&self.arguments.manifest_template, self.form) {
            (Some(path), Some(form)) => Ok(Template::read(path, form, tables)?),
            _ => Ok(Template::default()),
        }
    }

    /// Tables with what changes when their files, or the choices of this export, do.
    fn hashed(&self, names: &[String]) -> Result<Vec<Hashed>, Failure> {
        let listing = Listing::of(self.data);
        let choices = format!("{:?} {:?}", self.formats, self.form);
        let hashed = names.iter().map(|name| {
            let found = listing.find(name).map_err(Failure::Usage)?;
            let hash = sha256(format!("{} {choices}", found.sha256(self.control)?).as_bytes());
            Ok(Hashed { name: name.clone(), hash })
        });
        hashed.collect()
    }

    /// The last export into this directory, as far as this one goes on from it.
    fn previous(&self) -> Result<Option<DatasetFile>, Failure> {
        if !self.arguments.incremental {
            return Ok(None);
        }
        let Some(directory) = self.arguments.output.directory() else {
            let message =
                "--incremental looks at the last export, which must be a directory of this machine".to_owned();
            return Err(Failure::Usage(message));
        };
        let previous = DatasetFile::read(directory)?;
        Ok(previous.filter(|previous| previous.dataset_name == self.document.metadata.name))
    }

    fn write(&self, changed: &[&Hashed], previous: Option<DatasetFile>, template: &Template) -> Result<(), Failure> {
        let names: Vec<String> = changed.iter().map(|table| table.name.clone()).collect();
        let options = self.options(names.clone());
        self.check_files(&names, &options)?;
        let directory = Directory::open(self.data, self.document, &names, self.control)?;
        let source = Watched::new(&directory, &self.observer);
        let staged = stage_dataset(&source, &self.arguments.output, &options, self.control);
        self.observer.finish();
        let mut staged = staged?;
        self.control.check()?;
        self.add_manifests(&mut staged, &directory, template)?;
        let dataset = self.dataset(&staged, changed, &directory, previous);
        staged.add(DATASET_FILE, &dataset.to_json()?)?;
        let written = staged.commit(None)?;
        let summary = Summary { written: &written.tables, observer: &self.observer, verbose: None };
        self.say(&summary.render(&self.arguments.output.to_string(), Paint::stdout()))
    }

    fn options(&self, tables: Vec<String>) -> WriteOptions {
        let replace = self.arguments.overwrite || self.arguments.incremental;
        WriteOptions {
            tables,
            formats: self.formats.clone(),
            threads: threads_or_all(self.arguments.threads),
            existing: if replace { Existing::Replace } else { Existing::Refuse },
            ..WriteOptions::default()
        }
    }

    /// Refuses files that are in the way before the first row.
    fn check_files(&self, tables: &[String], options: &WriteOptions) -> Result<(), Failure> {
        let mut files = vec![DATASET_FILE.to_owned()];
        if self.form.is_some() {
            files.extend(tables.iter().map(|table| manifest_file(&format!("{table}.csv"))));
        }
        // Dropped at once: nothing stays of it.
        Staging::open(&self.arguments.output, &files, options.existing)?;
        Ok(())
    }

    fn add_manifests(&self, staged: &mut Staged, directory: &Directory, template: &Template) -> Result<(), Failure> {
        let (Some(form), [Format::Csv(csv)]) = (self.form, &self.formats[..]) else { return Ok(()) };
        for table in staged.written().tables.clone() {
            let manifest = self.manifest(&table.name, table.table, directory, csv, form, template)?;
            staged.add(&manifest_file(&table.file), &keboola::text(&manifest))?;
        }
        Ok(())
    }

    fn manifest(
        &self,
        name: &str,
        position: usize,
        directory: &Directory,
        csv: &CsvOptions,
        form: ManifestForm,
        template: &Template,
    ) -> Result<serde_json::Value, Failure> {
        let (columns, incremental) = (directory.schema(position), self.arguments.incremental);
        let described =
            Described { document: self.document, node: self.node(name)?, columns: &columns, csv, incremental };
        let mut manifest = keboola::manifest(&described, form);
        template.apply(name, &mut manifest)?;
        Ok(manifest)
    }

    fn node(&self, name: &str) -> Result<&Node, Failure> {
        let found = self.document.nodes.iter().find(|node| node.id == name);
        found.ok_or_else(|| Failure::Usage(format!("the schema has no table {name}")))
    }

    /// All tables of this export and of those before it.
    fn dataset(
        &self,
        staged: &Staged,
        changed: &[&Hashed],
        directory: &Directory,
        previous: Option<DatasetFile>,
    ) -> DatasetFile {
        let mut tables = previous.map(|previous| previous.tables).unwrap_or_default();
        for table in &staged.written().tables {
            let node = self.document.nodes.iter().find(|node| node.id == table.name);
            let hash = changed.iter().find(|hashed| hashed.name == table.name).map(|hashed| hashed.hash.clone());
            let schema = directory.schema(table.table);
            let described = DatasetTable {
                rows: table.rows,
                columns: schema.fields().len() as u64,
                primary_key: node.map(|node| node.pk.clone()).unwrap_or_default(),
                kind: node.map(|node| node.kind.word().to_owned()).unwrap_or_default(),
                column_names: schema.fields().iter().map(|field| field.name().clone()).collect(),
                source_hash: hash.unwrap_or_default(),
            };
            tables.insert(table.name.clone(), described);
        }
        let formats: Vec<&str> = self.formats.iter().map(Format::name).collect();
        let schema_file = self.arguments.schema.file_name().map(|name| name.to_string_lossy().into_owned());
        DatasetFile {
            dataset_name: self.document.metadata.name.clone(),
            version: self.document.version.clone(),
            master_seed: directory.metadata().map(|metadata| metadata.seed),
            schema_file: schema_file.unwrap_or_default(),
            generation_stats: GenerationStats {
                exported_format: formats.join(","),
                total_tables: tables.len() as u64,
                total_rows: tables.values().map(|table| table.rows).sum(),
            },
            tables,
        }
    }
}
