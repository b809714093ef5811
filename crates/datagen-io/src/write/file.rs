//! One file of a table, piece by piece.

use std::io::{self, BufWriter, IntoInnerError, Write};
use std::path::{Path, PathBuf};

use ::parquet::errors::ParquetError;
use ::parquet::file::writer::SerializedFileWriter;
use arrow::error::ArrowError;

use crate::error::{Error, Result};
use crate::hash::{Fingerprint, HashWriter};
use crate::write::encoder::Encoder;
use crate::write::ipc::IpcFile;
use crate::write::parquet;
use crate::write::piece::{Piece, PieceBody, Sink};

/// A file that is being written.
pub(super) struct TableFile<'a> {
    path: PathBuf,
    body: Body<'a>,
    rows: u64,
}

enum Body<'a> {
    Parquet(Box<SerializedFileWriter<HashWriter<Sink<'a>>>>),
    Arrow(Box<IpcFile<'a>>),
    Text(HashWriter<Sink<'a>>),
}

impl<'a> TableFile<'a> {
    /// Writes what stands before the first row. `path` is named in errors.
    pub(super) fn begin(path: &Path, sink: Sink<'a>, encoder: &Encoder) -> Result<Self> {
        let mut writer = HashWriter::new(sink);
        let body = match encoder {
            Encoder::Parquet(encoder) => {
                Body::Parquet(Box::new(encoder.file(writer).map_err(|error| parquet_error(path, error))?))
            }
            Encoder::Arrow(encoder) => {
                Body::Arrow(Box::new(encoder.file(writer).map_err(|error| arrow_error(path, error))?))
            }
            Encoder::Text(encoder) => {
                if let Some(header) = encoder.header()? {
                    writer.write_all(header.as_bytes()).map_err(|error| io_error(path, error))?;
                    encoder.recycle(header);
                }
                Body::Text(writer)
            }
            Encoder::Dataset(format) => {
                return Err(Error::bug(format!("{} has no file of one table", format.name())));
            }
        };
        Ok(Self { path: path.to_owned(), body, rows: 0 })
    }

    /// Appends some rows.
    pub(super) fn append(&mut self, piece: Piece, encoder: &Encoder) -> Result<()> {
        self.rows += piece.rows;
        let path = &self.path;
        match (&mut self.body, piece.body, encoder) {
            (Body::Parquet(file), PieceBody::RowGroup(row_group), _) => {
                parquet::append(file, row_group).map_err(|error| parquet_error(path, error))
            }
            (Body::Arrow(file), PieceBody::Batch(batch), _) => {
                file.write(&batch).map_err(|error| arrow_error(path, error))
            }
            (Body::Text(file), PieceBody::Packet(packet), Encoder::Text(text)) => {
                file.write_all(packet.as_bytes()).map_err(|error| io_error(path, error))?;
                text.recycle(packet);
                Ok(())
            }
            _ => Err(Error::bug(format!("{}: rows in the form of another format", path.display()))),
        }
    }

    /// The number of rows so far.
    pub(super) const fn rows(&self) -> u64 {
        self.rows
    }

    /// The number of bytes so far.
    pub(super) fn bytes(&self) -> u64 {
        match &self.body {
            Body::Parquet(file) => file.inner().bytes(),
            Body::Arrow(file) => file.get_ref().get_ref().bytes(),
            Body::Text(file) => file.bytes(),
        }
    }

    /// Writes what stands after the last row.
    pub(super) fn finish(self, encoder: &Encoder) -> Result<Fingerprint> {
        let path = &self.path;
        match self.body {
            Body::Parquet(mut file) => {
                file.finish().map_err(|error| parquet_error(path, error))?;
                Ok(file.inner().fingerprint())
            }
            Body::Arrow(mut file) => {
                file.finish().map_err(|error| arrow_error(path, error))?;
                let buffered = file.into_inner().map_err(|error| arrow_error(path, error))?;
                let whole = BufWriter::into_inner(buffered).map_err(IntoInnerError::into_error);
                end(path, whole.map_err(|error| io_error(path, error))?)
            }
            Body::Text(mut file) => {
                if let (0, Encoder::Text(encoder)) = (file.bytes(), encoder) {
                    file.write_all(encoder.nothing()?.as_bytes()).map_err(|error| io_error(path, error))?;
                }
                end(path, file)
            }
        }
    }
}

fn end(path: &Path, mut file: HashWriter<Sink<'_>>) -> Result<Fingerprint> {
    file.flush().map_err(|error| io_error(path, error))?;
    Ok(file.fingerprint())
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

fn arrow_error(path: &Path, error: ArrowError) -> Error {
    match error {
        ArrowError::IoError(_, source) => io_error(path, source),
        other => Error::bug(format!("{}: {other}", path.display())),
    }
}
