//! What is handed out: one archive for learners, one for instructors.
//!
//! ```text
//! Completed -> further formats, documents, load scripts in a folder -> archives
//! ```
//!
//! A folder holds everything that instructors get. Learners get what `audience.rs` lists, and a README and metadata of
//! their own.

mod archive;
mod audience;
mod catalogs;
mod diagram;
mod documents;
mod formats;
mod load;
mod metadata;
mod readme;
mod reports;
mod shelf;
pub(crate) mod tables;

use std::path::Path;

use datagen_core::Control;
use datagen_io::Written;
use serde::{Deserialize, Serialize};

use crate::completed::Completed;
use crate::error::Result;
use crate::progress::Step;

pub use self::archive::Archive;
pub use self::audience::Audience;
pub use self::reports::{Make, Maker, REPORTS, Report};

use self::archive::Contents;
pub(crate) use self::archive::put;
pub(crate) use self::formats::{About, formats};
use self::shelf::Shelf;
pub(crate) use self::tables::visible;

/// The folder of the archives.
pub const PACKAGES: &str = "packages";

/// What came of a package.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Packed {
    /// The archives.
    pub archives: Vec<Archive>,
    /// What could not be made.
    pub left_out: Vec<LeftOut>,
    /// What is not quite as it was wanted.
    pub warnings: Vec<String>,
}

/// A file that could not be made, while all others could.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// The file.
    pub file: String,
    /// Why.
    pub reason: String,
}

/// How a package is made.
#[derive(Debug, Clone)]
pub struct Packing {
    /// For whom archives are written.
    pub audiences: Vec<Audience>,
    /// Fonts besides those of the program, for signs that these lack.
    pub fonts: Vec<Vec<u8>>,
    /// What is made besides data and documents.
    pub reports: Vec<Maker>,
}

impl Default for Packing {
    /// Both archives, all reports, the fonts of the program.
    fn default() -> Self {
        Self { audiences: Audience::ALL.into(), fonts: Vec::new(), reports: REPORTS.to_vec() }
    }
}

/// Makes what belongs to the tables that lie in `datasets` below `folder`, and `written` tells of, and to the solution
/// beside them; then packs all of it for each audience, into the folder [`PACKAGES`]. What could not be made before is
/// `left_out`.
///
/// # Errors
/// Those of reading and writing, and cancellation. A report that fails is left out.
pub fn package(
    completed: &Completed<'_>,
    written: &Written,
    folder: &Path,
    left_out: Vec<LeftOut>,
    packing: &Packing,
    control: &Control,
    mut tell: impl FnMut(Step),
) -> Result<Packed> {
    let mut files = documents::documents(completed);
    files.extend(load::scripts(completed)?);
    files.extend(catalogs::catalogs(completed, written)?);
    files.iter().try_for_each(|(name, text)| put(folder, name, text.as_bytes()))?;
    let mut packed = Packed { left_out, ..Packed::default() };
    for step in [Step::PdfGeneration, Step::ExcelGeneration] {
        tell(step);
        for maker in packing.reports.iter().filter(|maker| maker.step == step) {
            control.check()?;
            report(maker, completed, &packing.fonts, folder, &mut packed)?;
        }
    }
    let mut shelf = Shelf::fill(folder, completed.challenge.brief.date, control)?;
    for audience in Audience::ALL {
        let is_wanted = packing.audiences.contains(&audience);
        if !is_wanted && audience == Audience::Learner {
            continue;
        }
        let contents = Contents::of(completed, &shelf, audience, &packed);
        // The folder is what instructors get, whether it is packed for them or not.
        if audience == Audience::Instructor {
            contents.complete(folder)?;
        }
        if is_wanted {
            packed.archives.push(contents.write(completed, &mut shelf, folder, control)?);
        }
    }
    Ok(packed)
}

/// Makes one report; when that fails, the others are still made.
fn report(
    maker: &Maker,
    completed: &Completed<'_>,
    fonts: &[Vec<u8>],
    folder: &Path,
    packed: &mut Packed,
) -> Result<()> {
    match (maker.make)(completed, fonts) {
        Ok(report) => {
            packed.warnings.extend(report.warning.map(|warning| format!("{}: {warning}", maker.file)));
            put(folder, maker.file, &report.bytes)
        }
        Err(error) => {
            packed.left_out.push(LeftOut { file: maker.file.to_owned(), reason: error.to_string() });
            Ok(())
        }
    }
}
