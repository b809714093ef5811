//! `datagen challenge package`: the archives of a complete session, once more.

use std::fs;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use factory_core::package::{Audience, Packing};

use crate::exit::Failure;
use crate::terminal::print;

use super::progress::Teller;
use super::{Folder, shown};

/// What `datagen challenge package` takes.
#[derive(Debug, Args)]
pub(super) struct PackageArguments {
    /// The session.
    #[command(flatten)]
    folder: Folder,
    /// A folder of fonts (.ttf, .otf, .ttc) for signs that the program's own fonts lack
    #[arg(long, value_name = "DIR")]
    fonts: Option<PathBuf>,
    /// For whom an archive is written
    #[arg(long, value_enum, default_value_t = AudienceName::Both)]
    audience: AudienceName,
}

/// An audience, as it is called here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum AudienceName {
    /// Data, documents and questions
    Learner,
    /// Everything
    Instructor,
    /// An archive for each
    Both,
}

impl AudienceName {
    fn audiences(self) -> Vec<Audience> {
        match self {
            Self::Learner => vec![Audience::Learner],
            Self::Instructor => vec![Audience::Instructor],
            Self::Both => Audience::ALL.into(),
        }
    }
}

/// Packs a complete session again.
pub(super) fn package(arguments: &PackageArguments) -> Result<(), Failure> {
    let fonts = arguments.fonts.as_deref().map_or_else(|| Ok(Vec::new()), fonts)?;
    let (workshop, session) = arguments.folder.open()?;
    let packing = Packing { audiences: arguments.audience.audiences(), fonts, ..Packing::default() };
    let teller = Teller::new();
    let session = workshop.with_packing(packing).pack_again(session, |doing| teller.tell(doing))?;
    drop(teller);
    print(&shown::packages(&session))
}

/// The fonts of a folder, by name.
fn fonts(folder: &Path) -> Result<Vec<Vec<u8>>, Failure> {
    let failed =
        |path: &Path, error: std::io::Error| Failure::Environment(format!("cannot read {}: {error}", path.display()));
    let entries = fs::read_dir(folder).map_err(|error| failed(folder, error))?;
    let paths = entries.map(|entry| entry.map(|entry| entry.path())).collect::<Result<Vec<PathBuf>, _>>();
    let mut paths = paths.map_err(|error| failed(folder, error))?;
    let is_font = |path: &PathBuf| {
        let extension = path.extension().map(|extension| extension.to_string_lossy().to_ascii_lowercase());
        matches!(extension.as_deref(), Some("ttf" | "otf" | "ttc"))
    };
    paths.retain(is_font);
    paths.sort();
    if paths.is_empty() {
        return Err(Failure::Usage(format!(
            "--fonts {}: expected files that end in .ttf, .otf or .ttc, found none",
            folder.display()
        )));
    }
    paths.iter().map(|path| fs::read(path).map_err(|error| failed(path, error))).collect()
}
