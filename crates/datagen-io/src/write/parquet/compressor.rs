//! How pages become smaller.

use parquet::basic::{Compression as Codec, ZstdLevel};
use parquet::errors::{ParquetError, Result};

use crate::write::format::Compression;

const ZSTD_LEVEL: i32 = 1;

/// The codec that Parquet's own writers are told to use.
pub(super) fn codec(compression: Compression) -> Codec {
    match compression {
        Compression::Snappy => Codec::SNAPPY,
        Compression::Zstd => Codec::ZSTD(ZstdLevel::try_new(ZSTD_LEVEL).unwrap_or_default()),
        Compression::None => Codec::UNCOMPRESSED,
    }
}

/// Compresses one page after another.
pub(super) enum Compressor {
    Snappy(Box<snap::raw::Encoder>),
    Zstd(Box<zstd::bulk::Compressor<'static>>),
    None,
}

impl Compressor {
    pub(super) fn new(compression: Compression) -> Result<Self> {
        Ok(match compression {
            Compression::Snappy => Self::Snappy(Box::new(snap::raw::Encoder::new())),
            Compression::Zstd => Self::Zstd(Box::new(zstd::bulk::Compressor::new(ZSTD_LEVEL)?)),
            Compression::None => Self::None,
        })
    }

    pub(super) fn codec(&self) -> Codec {
        codec(match self {
            Self::Snappy(_) => Compression::Snappy,
            Self::Zstd(_) => Compression::Zstd,
            Self::None => Compression::None,
        })
    }

    pub(super) fn compress(&mut self, bytes: Vec<u8>) -> Result<Vec<u8>> {
        match self {
            Self::Snappy(encoder) => {
                encoder.compress_vec(&bytes).map_err(|error| ParquetError::External(Box::new(error)))
            }
            Self::Zstd(encoder) => Ok(encoder.compress(&bytes)?),
            Self::None => Ok(bytes),
        }
    }
}
