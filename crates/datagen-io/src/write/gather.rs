//! Rows gathered by a key, in the order in which they came. What is more than fits in memory waits in a temporary file.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use arrow::array::RecordBatch;
use arrow::compute::concat_batches;
use arrow::datatypes::SchemaRef;
use arrow::ipc::reader::StreamReader;
use arrow::ipc::writer::StreamWriter;
use datagen_core::control::Control;

use crate::error::{Error, Result};
use crate::source::{BLOCK_ROWS, Batches, Source};
use crate::write::table::Table;

/// The most rows that are kept in memory.
const KEPT_ROWS: usize = 262_144;

/// Rows by key; once finished, a source with a table for each key.
#[derive(Debug)]
pub(super) struct Gathered<K> {
    schema: SchemaRef,
    groups: BTreeMap<K, Group>,
    kept: usize,
    file: Option<Mutex<File>>,
    end: u64,
    name: String,
}

#[derive(Debug, Default)]
struct Group {
    segments: Vec<Segment>,
    kept: Vec<RecordBatch>,
    rows: u64,
}

/// Rows that belong together.
#[derive(Debug)]
struct Segment {
    rows: u64,
    body: Body,
}

#[derive(Debug)]
enum Body {
    Memory(RecordBatch),
    File { offset: u64, length: usize },
}

impl<K: Ord + Copy> Gathered<K> {
    pub(super) fn new(schema: &SchemaRef) -> Self {
        let (groups, name) = (BTreeMap::new(), String::new());
        Self { schema: Arc::clone(schema), groups, kept: 0, file: None, end: 0, name }
    }

    /// The number of keys.
    pub(super) fn len(&self) -> usize {
        self.groups.len()
    }

    /// Adds rows by key.
    pub(super) fn add(&mut self, divided: Vec<(K, RecordBatch)>) -> Result<()> {
        for (key, batch) in divided {
            let group = self.groups.entry(key).or_default();
            group.rows += batch.num_rows() as u64;
            self.kept += batch.num_rows();
            group.kept.push(batch);
        }
        if self.kept > KEPT_ROWS { self.spill() } else { Ok(()) }
    }

    /// No further rows come.
    pub(super) fn finish(mut self, table: &Table) -> Result<Self> {
        self.name.clone_from(&table.name);
        for group in self.groups.values_mut() {
            if let Some(segment) = take(&self.schema, &mut group.kept)? {
                group.segments.push(Segment { rows: segment.num_rows() as u64, body: Body::Memory(segment) });
            }
        }
        Ok(self)
    }

    /// The keys in order, with their numbers of rows.
    pub(super) fn groups(&self) -> Vec<(K, u64)> {
        self.groups.iter().map(|(key, group)| (*key, group.rows)).collect()
    }

    fn spill(&mut self) -> Result<()> {
        let mut file = match self.file.take() {
            Some(file) => file,
            None => Mutex::new(tempfile::tempfile().map_err(failed)?),
        };
        let writer = file.get_mut().unwrap_or_else(PoisonError::into_inner);
        for group in self.groups.values_mut() {
            let Some(batch) = take(&self.schema, &mut group.kept)? else { continue };
            let bytes = encode(&batch).map_err(|error| Error::bug(error.to_string()))?;
            writer.write_all(&bytes).map_err(failed)?;
            let body = Body::File { offset: self.end, length: bytes.len() };
            group.segments.push(Segment { rows: batch.num_rows() as u64, body });
            self.end += bytes.len() as u64;
        }
        self.kept = 0;
        self.file = Some(file);
        Ok(())
    }

    fn load(&self, segment: &Segment) -> datagen_core::error::Result<RecordBatch> {
        let resource = |error: String| datagen_core::error::Error::Resource {
            message: format!("cannot read a temporary file in {}: {error}", std::env::temp_dir().display()),
        };
        match (&segment.body, &self.file) {
            (Body::Memory(batch), _) => Ok(batch.clone()),
            (Body::File { offset, length }, Some(file)) => {
                let bytes = read(file, *offset, *length).map_err(|error| resource(error.to_string()))?;
                let batch = StreamReader::try_new(&bytes[..], None).and_then(|reader| {
                    let batches = reader.collect::<std::result::Result<Vec<_>, _>>()?;
                    concat_batches(&self.schema, &batches)
                });
                batch.map_err(|error| resource(error.to_string()))
            }
            (Body::File { .. }, None) => Err(datagen_core::error::Error::Bug("a segment without a file".to_owned())),
        }
    }
}

/// The batches as one; none of nothing.
fn take(schema: &SchemaRef, batches: &mut Vec<RecordBatch>) -> Result<Option<RecordBatch>> {
    let batches = std::mem::take(batches);
    if batches.is_empty() {
        return Ok(None);
    }
    concat_batches(schema, &batches).map(Some).map_err(|error| Error::bug(error.to_string()))
}

fn encode(batch: &RecordBatch) -> std::result::Result<Vec<u8>, arrow::error::ArrowError> {
    let mut writer = StreamWriter::try_new(Vec::new(), &batch.schema())?;
    writer.write(batch)?;
    writer.into_inner()
}

fn read(file: &Mutex<File>, offset: u64, length: usize) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; length];
    let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
    file.seek(SeekFrom::Start(offset))?;
    file.read_exact(&mut bytes)?;
    Ok(bytes)
}

fn failed(error: io::Error) -> Error {
    Error::io("write a temporary file in", &std::env::temp_dir(), error)
}

impl<K: Ord + Copy + Send + Sync> Source for Gathered<K> {
    fn tables(&self) -> usize {
        self.groups.len()
    }

    fn name(&self, _: usize) -> &str {
        &self.name
    }

    fn schema(&self, _: usize) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    fn rows(&self, table: usize, _: &Control) -> datagen_core::error::Result<u64> {
        Ok(self.groups.values().nth(table).map_or(0, |group| group.rows))
    }

    fn batches<'a>(&'a self, table: usize, rows: Range<u64>, control: &'a Control) -> Batches<'a> {
        let mut start = 0;
        let segments = self.groups.values().nth(table).map_or(&[][..], |group| &group.segments);
        let overlapping = segments.iter().filter_map(move |segment| {
            let (first, end) = (start, start + segment.rows);
            start = end;
            let clamp = |row: u64| (row.clamp(first, end) - first) as usize;
            let own = clamp(rows.start)..clamp(rows.end);
            (!own.is_empty()).then_some((segment, own))
        });
        Box::new(overlapping.flat_map(move |(segment, own)| {
            let loaded = control.check().and_then(|()| self.load(segment));
            slices(loaded, own)
        }))
    }
}

/// The rows `own` of a batch, in blocks.
fn slices(
    batch: datagen_core::error::Result<RecordBatch>,
    own: Range<usize>,
) -> Box<dyn Iterator<Item = datagen_core::error::Result<RecordBatch>>> {
    match batch {
        Ok(batch) => Box::new(
            own.clone()
                .step_by(BLOCK_ROWS as usize)
                .map(move |start| Ok(batch.slice(start, (own.end - start).min(BLOCK_ROWS as usize)))),
        ),
        Err(error) => Box::new(std::iter::once(Err(error))),
    }
}
