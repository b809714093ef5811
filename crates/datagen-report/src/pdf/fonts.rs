//! The fonts of the program, and which characters they have.

use std::sync::LazyLock;

use typst::foundations::Bytes;
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;

use crate::error::{Error, Result};

/// What text is set in, the first that has a character before the others. DejaVu Sans comes in its condensed width alone.
const FAMILIES: [&str; 4] = ["DejaVu Sans", "DejaVu Sans Mono", "Libertinus Serif", "New Computer Modern Math"];

/// All fonts.
pub(super) struct Fonts {
    /// What text is set in, the first that has a character before the others.
    pub(super) families: Vec<String>,
    pub(super) book: LazyHash<FontBook>,
    pub(super) fonts: Vec<Font>,
}

impl Fonts {
    /// The fonts, read once.
    pub(super) fn get() -> &'static Self {
        static FONTS: LazyLock<Fonts> = LazyLock::new(Fonts::new);
        &FONTS
    }

    fn new() -> Self {
        let condensed =
            [dejavu::sans_condensed::regular(), dejavu::sans_condensed::bold(), dejavu::sans_condensed::oblique()];
        let data = condensed.into_iter().chain(typst_assets::fonts());
        let fonts: Vec<Font> = data.flat_map(|data| Font::iter(Bytes::new(data))).collect();
        let families = FAMILIES.map(str::to_owned).to_vec();
        Self { families, book: LazyHash::new(FontBook::from_fonts(&fonts)), fonts }
    }

    /// The fonts of the program, and further ones for what these do not have.
    pub(super) fn with(further: &[Vec<u8>]) -> Result<Self> {
        let own = Self::get();
        let (mut families, mut fonts) = (own.families.clone(), own.fonts.clone());
        for (at, data) in further.iter().enumerate() {
            let before = fonts.len();
            fonts.extend(Font::iter(Bytes::new(data.clone())));
            if fonts.len() == before {
                return Err(Error::Font { number: at + 1, bytes: data.len() });
            }
            for font in &fonts[before..] {
                let family = &font.info().family;
                if !families.contains(family) {
                    families.push(family.clone());
                }
            }
        }
        Ok(Self { families, book: LazyHash::new(FontBook::from_fonts(&fonts)), fonts })
    }

    /// Whether some font has a character.
    pub(super) fn has(&self, character: char) -> bool {
        let wanted = character as u32;
        self.families.iter().any(|family| {
            let fonts = self.book.select_family(&family.to_lowercase());
            fonts.filter_map(|index| self.book.info(index)).any(|info| info.coverage.contains(wanted))
        })
    }
}
