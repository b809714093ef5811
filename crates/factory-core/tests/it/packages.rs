//! Packages of complete sessions: a folder, and what was packed from it.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use datagen_core::Control;
use factory_core::brief::{Function, Skill, Structure};
use factory_core::check::trial;
use factory_core::package::{Audience, Packed, Packing};
use factory_core::session::{Command, Session, step};
use factory_core::workshop::Workshop;
use factory_core::{Brief, Library};

use crate::databases::variable;

/// A session that is complete, in a folder of its own.
pub(crate) struct Done {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) session: Session,
}

/// A brief of a small challenge.
pub(crate) fn small(domain: &str, skill: Skill, structure: Structure, seed: u64) -> Brief {
    Brief { dataset_size: 3000, ..trial(domain, Function::Sales, skill, structure, (1 << 42) + seed) }
}

pub(crate) fn workshop(folder: &Path) -> Workshop {
    Workshop::open(Library::embedded().unwrap(), folder, Control::default()).unwrap()
}

/// Carries a brief through all phases.
pub(crate) fn done(brief: Brief, packing: Packing) -> Done {
    done_with(Library::embedded().unwrap(), brief, packing)
}

/// The same, with packs besides those of the program.
pub(crate) fn done_with(library: Library, brief: Brief, packing: Packing) -> Done {
    let folder = tempfile::tempdir().unwrap();
    let mut workshop = Workshop::open(library, folder.path(), Control::default()).unwrap().with_packing(packing);
    let (mut session, mut effects) = Session::start(brief).unwrap();
    loop {
        session = workshop.carry_out(session, effects, |_| {}).unwrap();
        if session.is_complete() {
            return Done { folder, session };
        }
        (session, effects) = step(session, Command::Approve).unwrap();
    }
}

impl Done {
    pub(crate) fn packed(&self) -> &Packed {
        self.session.package.as_ref().unwrap()
    }

    /// The path of an archive.
    pub(crate) fn archive(&self, audience: Audience) -> PathBuf {
        let archive = self.packed().archives.iter().find(|archive| archive.audience == audience).unwrap();
        self.folder.path().join(&archive.file)
    }

    /// What an archive holds, by name.
    pub(crate) fn files(&self, audience: Audience) -> BTreeMap<String, Vec<u8>> {
        unzipped(File::open(self.archive(audience)).unwrap())
    }

    /// An archive as a folder.
    pub(crate) fn extracted(&self, audience: Audience) -> tempfile::TempDir {
        let place = tempfile::tempdir().unwrap();
        for (name, bytes) in self.files(audience) {
            let path = place.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, bytes).unwrap();
        }
        place
    }
}

/// What is in an archive, or in a workbook, which is one too.
pub(crate) fn unzipped(archive: impl std::io::Read + std::io::Seek) -> BTreeMap<String, Vec<u8>> {
    let mut archive = zip::ZipArchive::new(archive).unwrap();
    let mut files = BTreeMap::new();
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).unwrap();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        files.insert(file.name().unwrap().into_owned(), bytes);
    }
    files
}

/// The Python of a tool's virtual environment; none when `DATAGEN_TEST_TOOLS` does not say where they are.
pub(crate) fn python(tool: &str) -> Option<PathBuf> {
    variable("DATAGEN_TEST_TOOLS").map(|tools| PathBuf::from(tools).join(tool).join("bin/python"))
}
