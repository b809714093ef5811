//! The files of all formats, to which parts of tables come in order.

use std::path::PathBuf;

use crate::error::{Error, Result};
use crate::hash::{Fingerprint, HashWriter};
use crate::write::dataset::{DatasetFormat, DatasetWriter, Out, TableInfo};
use crate::write::file::TableFile;
use crate::write::format::Format;
use crate::write::options::{Split, WriteOptions};
use crate::write::piece::{Piece, PieceBody, Sink};
use crate::write::table::{Spot, Table};
use crate::write::written::WrittenFile;

/// Makes a file of a name; the path is for errors.
pub(super) trait Open<'a>: FnMut(&str) -> Result<(PathBuf, Sink<'a>)> {}

impl<'a, F: FnMut(&str) -> Result<(PathBuf, Sink<'a>)>> Open<'a> for F {}

/// The files of all formats.
pub(super) struct Outputs<'o, 'a, F> {
    open: F,
    outputs: Vec<Output<'o, 'a>>,
}

enum Output<'o, 'a> {
    Tables(TableFiles<'o, 'a>),
    Dataset(Box<DatasetFile<'a>>),
}

impl<'o, 'a, F: Open<'a>> Outputs<'o, 'a, F> {
    pub(super) fn new(options: &'o WriteOptions, tables: &[Table], mut open: F) -> Result<Self> {
        let mut outputs = Vec::with_capacity(options.formats.len());
        for (number, format) in options.formats.iter().enumerate() {
            outputs.push(match format {
                Format::Dataset(format) => {
                    Output::Dataset(Box::new(DatasetFile::begin(format.as_ref(), tables, &mut open)?))
                }
                _ => Output::Tables(TableFiles::new(number, format, options.split)),
            });
        }
        Ok(Self { open, outputs })
    }

    /// The next part of `table`, in every format.
    pub(super) fn accept(&mut self, table: &Table, spot: &Spot, encoded: Vec<Vec<Piece>>) -> Result<()> {
        for (output, pieces) in self.outputs.iter_mut().zip(encoded) {
            match output {
                Output::Tables(files) => files.accept(table, spot, pieces, &mut self.open)?,
                Output::Dataset(file) => file.accept(&table.info(), spot, pieces)?,
            }
        }
        Ok(())
    }

    /// The files, format by format.
    pub(super) fn finish(self) -> Result<Vec<Vec<WrittenFile>>> {
        let written = self.outputs.into_iter().map(|output| match output {
            Output::Tables(files) => Ok(files.written),
            Output::Dataset(file) => Ok(vec![file.finish()?]),
        });
        written.collect()
    }
}

/// The files of a format that has files for each table, of which one is open at a time.
struct TableFiles<'o, 'a> {
    /// Which of the table's encoders is this format's.
    encoder: usize,
    format: &'o Format,
    /// As soon as a file has so many bytes, another one is begun.
    most_bytes: u64,
    /// The number of the next file within its table.
    number: u64,
    current: Option<(String, TableFile<'a>)>,
    written: Vec<WrittenFile>,
}

impl<'o, 'a> TableFiles<'o, 'a> {
    fn new(encoder: usize, format: &'o Format, split: Option<Split>) -> Self {
        let most_bytes = match split {
            Some(Split::Bytes(bytes)) => bytes.get(),
            _ => u64::MAX,
        };
        Self { encoder, format, most_bytes, number: 0, current: None, written: Vec::new() }
    }

    fn accept(&mut self, table: &Table, spot: &Spot, pieces: Vec<Piece>, open: &mut impl Open<'a>) -> Result<()> {
        if spot.begins_table {
            self.number = 0;
        }
        for piece in pieces {
            let (name, mut file) = self.file(table, open)?;
            file.append(piece, &table.encoders[self.encoder])?;
            let full = file.bytes() >= self.most_bytes;
            self.current = Some((name, file));
            if full {
                self.close(table)?;
            }
        }
        if spot.ends_table && self.number == 0 && self.current.is_none() {
            // No rows, but a file all the same.
            self.current = Some(self.file(table, open)?);
        }
        if spot.ends_file { self.close(table) } else { Ok(()) }
    }

    fn file(&mut self, table: &Table, open: &mut impl Open<'a>) -> Result<(String, TableFile<'a>)> {
        if let Some(current) = self.current.take() {
            return Ok(current);
        }
        let name = table.file_name(self.format, self.number);
        self.number += 1;
        let (path, sink) = open(&name)?;
        let file = TableFile::begin(&path, sink, &table.encoders[self.encoder])?;
        Ok((name, file))
    }

    fn close(&mut self, table: &Table) -> Result<()> {
        let Some((name, file)) = self.current.take() else { return Ok(()) };
        let rows = file.rows();
        let fingerprint = file.finish(&table.encoders[self.encoder])?;
        self.written.push(written(self.format.name(), name, Some(&table.name), rows, fingerprint));
        Ok(())
    }
}

/// The file of a format that has one for all tables.
struct DatasetFile<'a> {
    format: String,
    name: String,
    path: PathBuf,
    rows: u64,
    sink: HashWriter<Sink<'a>>,
    writer: Box<dyn DatasetWriter>,
}

impl<'a> DatasetFile<'a> {
    fn begin(format: &dyn DatasetFormat, tables: &[Table], open: &mut impl Open<'a>) -> Result<Self> {
        let name = format.file();
        let (path, sink) = open(&name)?;
        let mut sink = HashWriter::new(sink);
        let tables: Vec<TableInfo<'_>> = tables.iter().map(Table::info).collect();
        let writer = format.begin(&tables, &mut Out::new(&path, &mut sink))?;
        Ok(Self { format: format.name().to_owned(), name, path, rows: 0, sink, writer })
    }

    fn accept(&mut self, table: &TableInfo<'_>, spot: &Spot, pieces: Vec<Piece>) -> Result<()> {
        let mut out = Out::new(&self.path, &mut self.sink);
        if spot.begins_table {
            self.writer.begin_table(table, &mut out)?;
        }
        for piece in pieces {
            self.rows += piece.rows;
            match piece.body {
                PieceBody::Dataset(encoded) => self.writer.append(encoded, &mut out)?,
                _ => return Err(Error::bug(format!("{}: rows in the form of another format", self.path.display()))),
            }
        }
        if spot.ends_table { self.writer.end_table(&mut out) } else { Ok(()) }
    }

    fn finish(mut self) -> Result<WrittenFile> {
        let mut out = Out::new(&self.path, &mut self.sink);
        self.writer.finish(&mut out)?;
        out.flush()?;
        Ok(written(&self.format, self.name, None, self.rows, self.sink.fingerprint()))
    }
}

fn written(format: &str, name: String, table: Option<&String>, rows: u64, fingerprint: Fingerprint) -> WrittenFile {
    let Fingerprint { bytes, sha256 } = fingerprint;
    WrittenFile { format: format.to_owned(), name, table: table.cloned(), rows, bytes, sha256 }
}
