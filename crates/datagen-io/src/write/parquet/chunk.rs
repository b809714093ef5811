//! Pages become a column chunk.

use std::io::Write;

use bytes::Bytes;
use parquet::arrow::arrow_writer::ArrowColumnChunk;
use parquet::basic::{Compression as Codec, Encoding, PageType};
use parquet::column::page::{CompressedPage, Page, PageWriter};
use parquet::column::writer::ColumnCloseResult;
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::{ColumnChunkMetaData, PageEncodingStats};
use parquet::file::statistics::Statistics;
use parquet::file::writer::{SerializedPageWriter, SerializedRowGroupWriter, TrackedWrite};
use parquet::schema::types::ColumnDescPtr;

use super::compressor::Compressor;

/// An encoded column of a row group.
pub(in crate::write) enum Chunk {
    /// By arrow-rs.
    Arrow(Box<ArrowColumnChunk>),
    /// By us.
    Own {
        /// The pages.
        bytes: Bytes,
        /// What the file's footer says of them.
        close: Box<ColumnCloseResult>,
    },
}

impl Chunk {
    pub(super) fn append<W: Write + Send>(self, row_group: &mut SerializedRowGroupWriter<'_, W>) -> Result<()> {
        match self {
            Self::Arrow(chunk) => chunk.append_to_row_group(row_group),
            Self::Own { bytes, close } => row_group.append_column(&bytes, *close),
        }
    }
}

/// A data page, not yet compressed.
pub(super) struct DataPage {
    pub(super) bytes: Vec<u8>,
    /// Rows, nulls included.
    pub(super) values: usize,
    pub(super) encoding: Encoding,
}

/// The pages of a chunk under construction.
pub(super) struct Pages<'a> {
    column: ColumnDescPtr,
    compressor: &'a mut Compressor,
    out: TrackedWrite<Vec<u8>>,
    uncompressed: usize,
    dictionary: Option<usize>,
    data: usize,
    stats: Vec<PageEncodingStats>,
}

impl<'a> Pages<'a> {
    pub(super) fn new(column: ColumnDescPtr, compressor: &'a mut Compressor) -> Self {
        let out = TrackedWrite::new(Vec::new());
        Self { column, compressor, out, uncompressed: 0, dictionary: None, data: 0, stats: Vec::new() }
    }

    /// Writes the dictionary, which stands before the data.
    pub(super) fn dictionary(&mut self, bytes: Vec<u8>, values: usize) -> Result<()> {
        self.dictionary = Some(self.out.bytes_written());
        let (num_values, encoding) = (values as u32, Encoding::PLAIN);
        self.page(bytes, |buf| Page::DictionaryPage { buf, num_values, encoding, is_sorted: false })
    }

    pub(super) fn data(&mut self, page: DataPage) -> Result<()> {
        self.data = self.out.bytes_written();
        let DataPage { bytes, values, encoding } = page;
        self.page(bytes, |buf| Page::DataPage {
            buf,
            num_values: values as u32,
            encoding,
            def_level_encoding: Encoding::RLE,
            rep_level_encoding: Encoding::RLE,
            statistics: None,
        })
    }

    fn page(&mut self, bytes: Vec<u8>, page: impl FnOnce(Bytes) -> Page) -> Result<()> {
        let (uncompressed, start) = (bytes.len(), self.out.bytes_written());
        let compressed = self.compressor.compress(bytes)?;
        let page = page(Bytes::from(compressed));
        self.stats.push(PageEncodingStats { page_type: page.page_type(), encoding: page.encoding(), count: 1 });
        let body = page.buffer().len();
        SerializedPageWriter::new(&mut self.out).write_page(CompressedPage::new(page, uncompressed))?;
        self.uncompressed += uncompressed + (self.out.bytes_written() - start - body);
        Ok(())
    }

    /// The chunk of `rows` rows.
    pub(super) fn finish(self, rows: usize, statistics: Statistics) -> Result<Chunk> {
        let codec: Codec = self.compressor.codec();
        let data_encoding = self.stats.iter().filter(|page| page.page_type == PageType::DATA_PAGE);
        let mut encodings = vec![Encoding::RLE];
        encodings.extend(data_encoding.map(|page| page.encoding));
        encodings.extend(self.dictionary.map(|_| Encoding::PLAIN));
        let bytes = self.out.into_inner()?;
        let position = |offset: usize| i64::try_from(offset).map_err(|error| ParquetError::General(error.to_string()));
        let metadata = ColumnChunkMetaData::builder(self.column)
            .set_compression(codec)
            .set_encodings(encodings)
            .set_page_encoding_stats(self.stats)
            .set_total_compressed_size(position(bytes.len())?)
            .set_total_uncompressed_size(position(self.uncompressed)?)
            .set_num_values(position(rows)?)
            .set_data_page_offset(position(self.data)?)
            .set_dictionary_page_offset(self.dictionary.map(position).transpose()?)
            .set_statistics(statistics)
            .build()?;
        let close = ColumnCloseResult {
            bytes_written: bytes.len() as u64,
            rows_written: rows as u64,
            metadata,
            bloom_filter: None,
            column_index: None,
            offset_index: None,
        };
        Ok(Chunk::Own { bytes: Bytes::from(bytes), close: Box::new(close) })
    }
}
