//! `datagen generate --metadata`: what other tools read about a dataset.

use clap::ValueEnum;
use datagen_io::Staged;
use datagen_io::atomic::Staging;
use datagen_io::catalog::Catalog;
use datagen_io::metadata::Metadata;
use datagen_io::write::{CsvOptions, Delimiter, Format, TextCompression};

use crate::exit::Failure;
use crate::generate::Run;

/// A form of metadata, as it is called here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum CatalogName {
    /// All of them
    All,
    /// Data Package: datapackage.json
    Datapackage,
    /// Croissant: croissant.json
    Croissant,
    /// Open Data Contract: contract.odcs.yaml
    Odcs,
    /// Sources and tests of dbt: schema.yml
    Dbt,
    /// Great Expectations: a suite a table
    Gx,
}

impl CatalogName {
    const fn catalogs(self) -> &'static [Catalog] {
        match self {
            Self::All => &Catalog::ALL,
            Self::Datapackage => &[Catalog::DataPackage],
            Self::Croissant => &[Catalog::Croissant],
            Self::Odcs => &[Catalog::Odcs],
            Self::Dbt => &[Catalog::Dbt],
            Self::Gx => &[Catalog::GreatExpectations],
        }
    }
}

impl Run<'_> {
    /// The forms that were asked for, each once.
    fn catalogs(&self) -> Vec<Catalog> {
        let mut catalogs: Vec<Catalog> =
            self.arguments.metadata.iter().flat_map(|name| name.catalogs()).copied().collect();
        catalogs.sort_unstable();
        catalogs.dedup();
        catalogs
    }

    /// Refuses files that are in the way before the first row.
    pub(crate) fn check_catalogs(&self) -> Result<(), Failure> {
        let files: Vec<String> = self.catalogs().into_iter().flat_map(|catalog| catalog.files(&self.tables)).collect();
        if files.is_empty() {
            return Ok(());
        }
        self.check_described()?;
        // Dropped at once: nothing stays of it.
        Staging::open(&self.arguments.output_dir, &files, self.options().existing)?;
        Ok(())
    }

    /// Refuses tables that catalogs would describe wrongly: they know of one file a table, and of usual CSV.
    fn check_described(&self) -> Result<(), Failure> {
        let is_usual = |csv: &CsvOptions| {
            csv.header && csv.delimiter == Delimiter::Comma && csv.compression == TextCompression::None
        };
        let is_known = match self.formats.first() {
            Some(Format::Parquet(_)) => true,
            Some(Format::Csv(csv)) => is_usual(csv),
            _ => false,
        };
        if is_known && self.arguments.split.is_whole() {
            return Ok(());
        }
        Err(Failure::Usage(
            "--metadata describes one Parquet or CSV file a table, with commas, a header and no compression; leave out \
             --metadata, or what makes them other files"
                .to_owned(),
        ))
    }

    /// Adds their files to a dataset.
    pub(crate) fn add_catalogs(&self, staged: &mut Staged, metadata: &Metadata) -> Result<(), Failure> {
        for catalog in self.catalogs() {
            for (name, text) in catalog.write(self.input.schema.document(), metadata) {
                staged.add(&name, &text)?;
            }
        }
        Ok(())
    }
}
