//! Packs that are built in, and those of a folder.

use std::path::{Path, PathBuf};

use datagen_core::schema::{Format, read_as};
use schemars::JsonSchema;
use serde::de::DeserializeOwned;

use crate::error::{Error, Result};
use crate::session::Edits;

use super::Pack;

/// The files of a pack, in the order of [`Pack`]'s members.
pub(crate) const FILES: [&str; 5] = ["pack.yaml", "world.yaml", "insights.yaml", "questions.yaml", "stories.yaml"];

macro_rules! embedded {
    ($id:literal) => {
        (
            $id,
            [
                include_str!(concat!("../../packs/", $id, "/pack.yaml")),
                include_str!(concat!("../../packs/", $id, "/world.yaml")),
                include_str!(concat!("../../packs/", $id, "/insights.yaml")),
                include_str!(concat!("../../packs/", $id, "/questions.yaml")),
                include_str!(concat!("../../packs/", $id, "/stories.yaml")),
            ],
        )
    };
}

/// The packs of the program. The last one serves any other domain.
const EMBEDDED: [(&str, [&str; 5]); 4] =
    [embedded!("ecommerce"), embedded!("banking"), embedded!("healthcare"), embedded!("generic")];

/// How a brief's domain was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Match {
    /// A pack is about it.
    Known,
    /// No pack is; one for any domain is taken.
    Custom,
}

/// All packs that there are.
#[derive(Debug, Clone)]
pub struct Library {
    packs: Vec<Pack>,
}

impl Library {
    /// The packs of the program.
    ///
    /// # Errors
    /// [`Error::Pack`] when one of them is not as it should be.
    pub fn embedded() -> Result<Self> {
        let packs = EMBEDDED.iter().map(|(id, texts)| Pack::read(id, texts)).collect::<Result<_>>()?;
        Ok(Self { packs })
    }

    /// And those of the folders in `directory`, which come first; one of a name that is built in takes its place.
    ///
    /// # Errors
    /// [`Error::File`] and [`Error::Pack`].
    pub fn with_directory(mut self, directory: &Path) -> Result<Self> {
        let failed = |error| Error::File { verb: "read", path: directory.display().to_string(), error };
        let mut folders = Vec::new();
        for entry in std::fs::read_dir(directory).map_err(failed)? {
            folders.push(entry.map_err(failed)?.path());
        }
        folders.retain(|folder| folder.join(FILES[0]).is_file());
        folders.sort();
        for folder in folders.into_iter().rev() {
            let pack = Pack::read_folder(&folder)?;
            self.packs.retain(|other| other.id != pack.id);
            self.packs.insert(0, pack);
        }
        Ok(self)
    }

    /// The packs, with what was changed in the one for a domain.
    ///
    /// # Errors
    /// [`Error::Request`] when the pack cannot be changed so.
    pub fn with_edits(&self, domain: &str, edits: &Edits) -> Result<Self> {
        let mut library = self.clone();
        let changed = edits.in_pack(self.for_domain(domain)?.0)?;
        library.packs.iter_mut().filter(|pack| pack.id == changed.id).for_each(|pack| *pack = changed.clone());
        Ok(library)
    }

    /// The packs.
    #[must_use]
    pub fn packs(&self) -> &[Pack] {
        &self.packs
    }

    /// The pack with this id, name or alias.
    #[must_use]
    pub fn named(&self, text: &str) -> Option<&Pack> {
        let text = plain(text);
        self.packs.iter().find(|pack| pack.names().any(|name| plain(name) == text))
    }

    /// The pack for a domain, and whether it is about that domain.
    ///
    /// # Errors
    /// [`Error::Request`] when there is no pack at all.
    pub fn for_domain(&self, domain: &str) -> Result<(&Pack, Match)> {
        if let Some(pack) = self.named(domain) {
            return Ok((pack, Match::Known));
        }
        let none = || Error::Request("there are no domain packs".to_owned());
        let generic = self.packs.iter().find(|pack| pack.id == GENERIC).or_else(|| self.packs.last());
        Ok((generic.ok_or_else(none)?, Match::Custom))
    }
}

/// The pack that serves any domain.
const GENERIC: &str = "generic";

/// Letters and digits in small letters, "and" for "&".
fn plain(name: &str) -> String {
    name.replace('&', " and ").to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect()
}

impl Pack {
    /// All names of the pack.
    fn names(&self) -> impl Iterator<Item = &str> {
        [self.id.as_str(), self.about.name.as_str()].into_iter().chain(self.about.aliases.iter().map(String::as_str))
    }

    /// Reads the five files of a pack.
    ///
    /// # Errors
    /// [`Error::Pack`] with all mistakes of the first file that has some.
    pub fn read(id: &str, texts: &[&str; 5]) -> Result<Self> {
        Ok(Self {
            id: id.to_owned(),
            texts: texts.map(str::to_owned),
            about: part(id, 0, texts[0])?,
            world: part(id, 1, texts[1])?,
            insights: part(id, 2, texts[2])?,
            questions: part(id, 3, texts[3])?,
            stories: part(id, 4, texts[4])?,
            reshaped: false,
        })
    }

    /// Writes the files of the pack as a pack of another name into `directory`; the folder that it made.
    ///
    /// # Errors
    /// [`Error::Request`] when there is such a folder already, and [`Error::File`].
    pub fn write_copy(&self, id: &str, directory: &Path) -> Result<PathBuf> {
        let named = id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_') && !id.is_empty();
        if !named {
            return Err(Error::Request(format!("expected an id of letters, digits, - and _, found {id:?}")));
        }
        let folder = directory.join(id);
        if folder.exists() {
            return Err(Error::Request(format!("{} is there already; choose another id", folder.display())));
        }
        let failed = |verb, path: &Path, error| Error::File { verb, path: path.display().to_string(), error };
        std::fs::create_dir_all(&folder).map_err(|error| failed("make", &folder, error))?;
        for (file, text) in FILES.iter().zip(&self.texts) {
            let path = folder.join(file);
            std::fs::write(&path, text).map_err(|error| failed("write", &path, error))?;
        }
        Ok(folder)
    }

    /// Reads a pack from its folder.
    ///
    /// # Errors
    /// [`Error::File`] and [`Error::Pack`].
    pub fn read_folder(folder: &Path) -> Result<Self> {
        let id = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let mut texts = Vec::new();
        for file in FILES {
            let path = folder.join(file);
            let failed = |error| Error::File { verb: "read", path: path.display().to_string(), error };
            texts.push(std::fs::read_to_string(&path).map_err(failed)?);
        }
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        Self::read(&id, &[texts[0], texts[1], texts[2], texts[3], texts[4]])
    }
}

fn part<T: JsonSchema + DeserializeOwned>(pack: &str, file: usize, text: &str) -> Result<T> {
    let (part, diagnostics) = read_as::<T>(text, Format::Yaml);
    part.ok_or_else(|| Error::Pack { pack: pack.to_owned(), file: FILES[file].to_owned(), diagnostics })
}
