//! What the typesetter sees of the world: one text and our fonts. No file, no package, no date.

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, Source};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};

use super::fonts::Fonts;

/// One text, about to be typeset.
pub(super) struct Typesetter<'f> {
    library: LazyHash<Library>,
    main: Source,
    fonts: &'f Fonts,
}

impl<'f> Typesetter<'f> {
    pub(super) fn new(text: String, fonts: &'f Fonts) -> Self {
        Self { library: LazyHash::new(Library::default()), main: Source::detached(text), fonts }
    }
}

impl World for Typesetter<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.fonts.book
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.main.id() { Ok(self.main.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn file(&self, _: FileId) -> FileResult<Bytes> {
        Err(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
