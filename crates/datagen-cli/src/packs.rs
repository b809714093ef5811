//! `datagen packs`: what challenges are made of.

use std::fmt::Write as _;
use std::path::PathBuf;

use clap::{Args, Subcommand};
use datagen_core::Control;
use factory_core::brief::{Function, Skill};
use factory_core::{Library, Pack, check};

use crate::exit::Failure;
use crate::generate::stop_on_signal;
use crate::terminal::{print, tell};

/// What `datagen packs` takes.
#[derive(Debug, Args)]
pub(crate) struct PacksArguments {
    /// What to do.
    #[command(subcommand)]
    command: PacksCommand,
}

/// Where packs come from.
#[derive(Debug, Args)]
pub(crate) struct PackSource {
    /// A folder of packs, beside those of the program; one of the same name comes first
    #[arg(long, value_name = "DIR")]
    pub(crate) packs: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum PacksCommand {
    /// List the packs
    List(PackSource),
    /// Show what is in a pack
    Show {
        /// The pack, by id, name or alias
        pack: String,
        /// The source.
        #[command(flatten)]
        source: PackSource,
    },
    /// Prove a pack: make every combination of function, skill and structure that it offers
    Check {
        /// The packs; all when none is named
        #[arg(value_name = "PACK")]
        names: Vec<String>,
        /// How many seeds each combination is tried with
        #[arg(long, value_name = "N", default_value_t = 1)]
        seeds: u64,
        /// The source.
        #[command(flatten)]
        source: PackSource,
    },
    /// Begin a pack of your own, as a copy of another one
    New {
        /// Its id: the name of its folder
        id: String,
        /// The pack that it begins as
        #[arg(long, value_name = "PACK", default_value = "generic")]
        from: String,
        /// The folder of packs that its folder is made in
        #[arg(short, long, value_name = "DIR", default_value = "./packs")]
        output_dir: PathBuf,
        /// The source.
        #[command(flatten)]
        source: PackSource,
    },
}

impl PackSource {
    /// All packs.
    pub(crate) fn library(&self) -> Result<Library, Failure> {
        let library = Library::embedded()?;
        Ok(match &self.packs {
            Some(directory) => library.with_directory(directory)?,
            None => library,
        })
    }
}

/// Runs `datagen packs`.
pub(crate) fn packs(arguments: &PacksArguments) -> Result<(), Failure> {
    match &arguments.command {
        PacksCommand::List(source) => list(&source.library()?),
        PacksCommand::Show { pack, source } => show(named(&source.library()?, pack)?),
        PacksCommand::Check { names, seeds, source } => check_packs(&source.library()?, names, *seeds),
        PacksCommand::New { id, from, output_dir, source } => {
            let library = source.library()?;
            let folder = named(&library, from)?.write_copy(id, output_dir)?;
            print(&format!(
                "Begun {}; change its files, and prove them with: datagen packs check {id} --packs {}\n",
                folder.display(),
                output_dir.display()
            ))
        }
    }
}

fn named<'l>(library: &'l Library, name: &str) -> Result<&'l Pack, Failure> {
    let names = || library.packs().iter().map(|pack| pack.id.as_str()).collect::<Vec<_>>().join(", ");
    library.named(name).ok_or_else(|| Failure::Usage(format!("there is no pack {name:?}; the packs are {}", names())))
}

fn list(library: &Library) -> Result<(), Failure> {
    let mut text = String::new();
    for pack in library.packs() {
        let (questions, insights) = (pack.questions.questions.len(), pack.insights.insights.len());
        // Writing to a String cannot fail.
        let _ = writeln!(
            text,
            "{:12} {} ({questions} questions, {insights} insights)\n{:12} {}",
            pack.id, pack.about.name, "", pack.about.summary
        );
    }
    print(&text)
}

fn show(pack: &Pack) -> Result<(), Failure> {
    let mut text =
        format!("{}: {}\nalso called {}\n\n", pack.about.name, pack.about.summary, pack.about.aliases.join(", "));
    let _ = writeln!(text, "Insights that can be planted");
    for insight in &pack.insights.insights {
        let skill = insight.skill.unwrap_or(Skill::Beginner);
        let _ = writeln!(text, "  {:24} from {skill}, {} rows: {}", insight.id, insight.min_rows, insight.claim);
    }
    let _ = writeln!(text, "\nQuestions by function");
    for function in Function::ALL {
        let own = pack.questions.questions.iter().filter(|question| question.functions.contains(&function));
        let own: Vec<&str> = own.map(|question| question.id.as_str()).collect();
        let _ = writeln!(text, "  {:22} {}", function.name(), own.join(", "));
    }
    let stories: Vec<&str> = pack.stories.stories.iter().map(|story| story.id.as_str()).collect();
    let _ = writeln!(text, "\nStories: {}", stories.join(", "));
    print(&text)
}

fn check_packs(library: &Library, wanted: &[String], seeds: u64) -> Result<(), Failure> {
    let packs = match wanted {
        [] => library.packs().iter().collect(),
        names => names.iter().map(|name| named(library, name)).collect::<Result<Vec<_>, _>>()?,
    };
    let control = Control::default();
    stop_on_signal(&[&control])?;
    let mut broken = Vec::new();
    for pack in packs {
        let place = tempfile::tempdir()
            .map_err(|error| Failure::Environment(format!("cannot make a temporary directory: {error}")))?;
        tell(format_args!("{}\n", pack.about.name));
        let found = check::check(pack, 0..seeds, place.path(), &control, |line| tell(format_args!("  {line}\n")))?;
        let mut text = format!(
            "{}: {} of {} combinations proven with the first seed\n",
            pack.id, found.first_try, found.combinations
        );
        let problems = found.problems.iter().map(|problem| {
            format!(
                "  problem: {problem}
"
            )
        });
        text.extend(problems.chain(found.remarks.iter().map(|remark| {
            format!(
                "  remark: {remark}
"
            )
        })));
        print(&text)?;
        if !found.problems.is_empty() {
            broken.push(pack.id.clone());
        }
    }
    if broken.is_empty() { Ok(()) } else { Err(Failure::Data(format!("not all is proven in {}", broken.join(", ")))) }
}
