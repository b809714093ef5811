//! `datagen challenge`: from a brief to a data challenge, phase by phase.

mod brief;
mod package;
mod progress;
mod shown;

use std::io::{BufRead, IsTerminal, stdin};
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use datagen_core::Control;
use factory_core::session::{Command, Edit, Effect, OFFLINE, Phase, Session, step};
use factory_core::workshop::{HANDED_OUT, Workshop};

use crate::exit::Failure;
use crate::generate::stop_on_signal;
use crate::packs::PackSource;
use crate::terminal::{print, tell};

use self::brief::BriefArguments;
use self::package::PackageArguments;
use self::progress::Teller;

const CREATE_HELP: &str = "\
Examples:
  datagen challenge create --domain E-Commerce --function Sales --context \"$(cat context.txt)\" -o shop --yes
  datagen challenge create --domain Banking --function Risk --skill Advanced --rows 100000 --structure denormalized ...
  datagen challenge show shop
  datagen challenge regenerate shop \"harder, and from 2021 to 2023\"

Without --yes each phase waits for approval: on a terminal it is asked for, else with `datagen challenge approve`.";

/// What `datagen challenge` takes.
#[derive(Debug, Args)]
pub(crate) struct ChallengeArguments {
    /// What to do.
    #[command(subcommand)]
    command: ChallengeCommand,
}

#[derive(Debug, Subcommand)]
enum ChallengeCommand {
    /// Make a challenge from a brief
    #[command(after_help = CREATE_HELP)]
    Create(Box<BriefArguments>),
    /// Show a session: what is made, and what waits
    Show(Folder),
    /// Approve the phase that waits, and go on
    Approve(Folder),
    /// Make it otherwise
    Regenerate {
        /// The session.
        #[command(flatten)]
        folder: Folder,
        /// What to change, in plain words: more questions, harder, another company, in Germany, 50000 rows, ...
        words: String,
    },
    /// Change something by hand; it is held against the data at once
    Edit {
        /// The session.
        #[command(flatten)]
        folder: Folder,
        /// The change.
        #[command(flatten)]
        edit: EditArguments,
    },
    /// Go back to a phase; what was approved after it is dropped
    Reopen {
        /// The session.
        #[command(flatten)]
        folder: Folder,
        /// problem, schema, preview or dataset; or 1 to 4
        phase: String,
        /// Drop the later approvals without asking
        #[arg(long)]
        yes: bool,
    },
    /// Go on where work was interrupted
    Resume(Folder),
    /// Pack a complete session again: for learners, for instructors, with fonts of your own
    Package(PackageArguments),
}

/// The folder of a session.
#[derive(Debug, Args)]
struct Folder {
    /// The folder of the session
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Where packs come from.
    #[command(flatten)]
    source: PackSource,
}

#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
struct EditArguments {
    /// Another title
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
    /// Another company
    #[arg(long, value_name = "NAME")]
    company: Option<String>,
    /// A file with another story, 300 to 400 words
    #[arg(long, value_name = "FILE")]
    story: Option<PathBuf>,
    /// Another text of a question
    #[arg(long, value_name = "ID=TEXT")]
    question: Option<String>,
    /// Another query of a question
    #[arg(long, value_name = "ID=SQL")]
    sql: Option<String>,
}

/// Runs `datagen challenge`.
pub(crate) fn challenge(arguments: &ChallengeArguments) -> Result<(), Failure> {
    match &arguments.command {
        ChallengeCommand::Create(brief) => create(brief),
        ChallengeCommand::Show(folder) => shown::session(&folder.open()?.1),
        ChallengeCommand::Approve(folder) => folder.say(Command::Approve),
        ChallengeCommand::Regenerate { folder, words } => folder.say(Command::Regenerate(words.clone())),
        ChallengeCommand::Edit { folder, edit } => folder.say(Command::Edit(edit.read()?)),
        ChallengeCommand::Reopen { folder, phase, yes } => folder.reopen(phase, *yes),
        ChallengeCommand::Resume(folder) => {
            let (mut workshop, session) = folder.open()?;
            let effects = session.pending();
            shown::phase(&carry_out(&mut workshop, session, effects)?)
        }
        ChallengeCommand::Package(arguments) => package::package(arguments),
    }
}

fn create(arguments: &BriefArguments) -> Result<(), Failure> {
    let control = Control::default();
    stop_on_signal(&[&control])?;
    let (session, effects) = Session::start(arguments.brief()?)?;
    let mut workshop = Workshop::open(arguments.source.library()?, &arguments.output_dir, control)?;
    if workshop.has_session() && !arguments.overwrite {
        let folder = arguments.output_dir.display();
        return Err(Failure::Usage(format!(
            "{folder} has a session already; go on with it, choose another folder, or pass --overwrite"
        )));
    }
    let foreign = HANDED_OUT.into_iter().find(|name| arguments.output_dir.join(name).exists());
    if let Some(name) = foreign.filter(|_| !workshop.has_session()) {
        let folder = arguments.output_dir.display();
        return Err(Failure::Usage(format!("{folder} has {name}, which is of no session; choose another folder")));
    }
    let mut session = carry_out(&mut workshop, session, effects)?;
    loop {
        shown::phase(&session)?;
        if session.is_complete() {
            return print(&format!("\nEverything is in {}\n", arguments.output_dir.display()));
        }
        let command = if arguments.yes { Some(Command::Approve) } else { ask(&arguments.output_dir)? };
        let Some(command) = command else { return Ok(()) };
        session = say(&mut workshop, session, command)?;
    }
}

/// One command to a session, and what follows from it. What is not understood leaves the session as it was.
fn say(workshop: &mut Workshop, session: Session, command: Command) -> Result<Session, Failure> {
    match step(session.clone(), command) {
        Ok((session, effects)) => carry_out(workshop, session, effects),
        Err(factory_core::Error::Request(message)) if stdin().is_terminal() => {
            tell(format_args!("{message}\n"));
            Ok(session)
        }
        Err(error) => Err(error.into()),
    }
}

fn carry_out(workshop: &mut Workshop, session: Session, effects: Vec<Effect>) -> Result<Session, Failure> {
    let teller = Teller::new();
    Ok(workshop.carry_out(session, effects, |doing| teller.tell(doing))?)
}

/// Asks for approval; none when the session is to wait.
fn ask(folder: &Path) -> Result<Option<Command>, Failure> {
    let waits = || {
        let folder = folder.display();
        print(&format!("\nIt waits for approval: datagen challenge approve {folder}, or datagen challenge regenerate {folder} \"...\"\n")).map(|()| None)
    };
    if !stdin().is_terminal() {
        return waits();
    }
    tell("\nApprove? [y]es, [q]uit and go on later, or say what to change: ");
    let mut line = String::new();
    let read = stdin().lock().read_line(&mut line);
    read.map_err(|error| Failure::Environment(format!("cannot read the answer: {error}")))?;
    match line.trim() {
        "" | "q" | "quit" | "n" | "no" => waits(),
        "y" | "yes" | "approve" => Ok(Some(Command::Approve)),
        "help" | "?" => print(&format!("{OFFLINE}\n")).and_then(|()| ask(folder)),
        words => Ok(Some(Command::Regenerate(words.to_owned()))),
    }
}

impl Folder {
    fn open(&self) -> Result<(Workshop, Session), Failure> {
        if !self.folder.is_dir() {
            return Err(Failure::Usage(format!(
                "expected the folder of a session, and there is no folder {}",
                self.folder.display()
            )));
        }
        let control = Control::default();
        stop_on_signal(&[&control])?;
        let workshop = Workshop::open(self.source.library()?, &self.folder, control)?;
        let session = workshop.load()?;
        Ok((workshop, session))
    }

    fn say(&self, command: Command) -> Result<(), Failure> {
        let (workshop, session) = self.open()?;
        go_on(workshop, session, command)
    }

    fn reopen(&self, phase: &str, yes: bool) -> Result<(), Failure> {
        let expected = || format!("expected problem, schema, preview or dataset, found {phase}");
        let wanted = Phase::named(phase).ok_or_else(|| Failure::Usage(expected()))?;
        let (workshop, session) = self.open()?;
        if !yes && session.phase > wanted {
            let wanted = wanted.word();
            return Err(Failure::Usage(format!("what was approved after {wanted} is dropped; pass --yes to do it")));
        }
        go_on(workshop, session, Command::Reopen(wanted))
    }
}

/// One command to a session, what follows from it, and what then waits.
fn go_on(mut workshop: Workshop, session: Session, command: Command) -> Result<(), Failure> {
    let (session, effects) = step(session, command)?;
    shown::phase(&carry_out(&mut workshop, session, effects)?)
}

impl EditArguments {
    fn read(&self) -> Result<Edit, Failure> {
        let pair = |text: &str| {
            let (id, text) =
                text.split_once('=').ok_or_else(|| Failure::Usage(format!("expected ID=TEXT, found {text:?}")))?;
            Ok::<_, Failure>((id.trim().to_owned(), text.to_owned()))
        };
        if let Some(path) = &self.story {
            let text = std::fs::read_to_string(path)
                .map_err(|error| Failure::Environment(format!("cannot read {}: {error}", path.display())))?;
            return Ok(Edit::Story(text.trim().to_owned()));
        }
        if let Some(text) = &self.question {
            let (id, text) = pair(text)?;
            return Ok(Edit::Question { id, text });
        }
        if let Some(text) = &self.sql {
            let (id, sql) = pair(text)?;
            return Ok(Edit::Sql { id, sql });
        }
        match (&self.title, &self.company) {
            (Some(title), _) => Ok(Edit::Title(title.clone())),
            (None, company) => Ok(Edit::Company(company.clone().unwrap_or_default())),
        }
    }
}
