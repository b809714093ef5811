//! One table's file, part by part.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use ::parquet::errors::ParquetError;
use ::parquet::file::writer::SerializedFileWriter;

use crate::error::{Error, Result};
use crate::hash::{Fingerprint, HashWriter};
use crate::write::csv::Text;
use crate::write::parquet::{self, RowGroup};
use crate::write::table::Encoder;

/// Where bytes end up.
pub(super) type Sink<'a> = Box<dyn Write + Send + 'a>;

/// Some rows as they will be in the file.
pub(super) enum Part {
    /// A row group; none of an empty table.
    Parquet(Option<RowGroup>),
    /// Lines.
    Csv(Text),
}

/// A file that is being written.
pub(super) struct TableFile<'a> {
    path: PathBuf,
    body: Body<'a>,
}

enum Body<'a> {
    Parquet(SerializedFileWriter<HashWriter<Sink<'a>>>),
    Csv(HashWriter<Sink<'a>>),
}

impl<'a> TableFile<'a> {
    /// Writes what stands before the first row. `path` is named in errors.
    pub(super) fn begin(path: &Path, sink: Sink<'a>, encoder: &Encoder) -> Result<Self> {
        let writer = HashWriter::new(sink);
        let body = match encoder {
            Encoder::Parquet(encoder) => {
                Body::Parquet(encoder.file(writer).map_err(|error| parquet_error(path, error))?)
            }
            Encoder::Csv(_) => Body::Csv(writer),
        };
        Ok(Self { path: path.to_owned(), body })
    }

    /// Appends a part.
    pub(super) fn append(&mut self, part: Part, encoder: &Encoder) -> Result<()> {
        match (&mut self.body, part, encoder) {
            (Body::Parquet(file), Part::Parquet(Some(row_group)), _) => {
                parquet::append(file, row_group).map_err(|error| parquet_error(&self.path, error))
            }
            (Body::Csv(file), Part::Csv(text), Encoder::Csv(csv)) => {
                file.write_all(text.as_bytes()).map_err(|error| io_error(&self.path, error))?;
                csv.recycle(text);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// Writes what stands after the last row.
    pub(super) fn finish(self) -> Result<Fingerprint> {
        let path = &self.path;
        match self.body {
            Body::Parquet(mut file) => {
                file.finish().map_err(|error| parquet_error(path, error))?;
                Ok(file.inner().fingerprint())
            }
            Body::Csv(mut file) => {
                file.flush().map_err(|error| io_error(path, error))?;
                Ok(file.fingerprint())
            }
        }
    }
}

fn io_error(path: &Path, source: io::Error) -> Error {
    Error::io("write", path, source)
}

fn parquet_error(path: &Path, error: ParquetError) -> Error {
    match parquet::into_io(error) {
        Ok(source) => io_error(path, source),
        Err(other) => Error::bug(format!("{}: {other}", path.display())),
    }
}
