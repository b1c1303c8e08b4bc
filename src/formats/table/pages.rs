//! Pages of a Parquet column, checked and decompressed under a bound.
//!
//! The `parquet` crate believes the sizes that a page states; a damaged one can ask for gigabytes.
//! So its page reader is told that nothing is compressed, and the pages it hands out are checked
//! against their own length and decompressed here, in pure Rust, up to a limit.

use crate::formats::zstd;
use bytes::Bytes;
use parquet::basic::{Compression, Type};
use parquet::column::page::{Page, PageMetadata, PageReader};
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::ColumnChunkMetaData;
use parquet::file::reader::SerializedPageReader;
use std::fs::File;
use std::io::Read;
use std::sync::Arc;

/// Codecs that can be read, in words.
pub(super) const CODECS: &str = "no compression, snappy, gzip or zstd";

pub(super) fn is_known(codec: Compression) -> bool {
    matches!(
        codec,
        Compression::UNCOMPRESSED
            | Compression::SNAPPY
            | Compression::GZIP(_)
            | Compression::ZSTD(_)
    )
}

/// The pages of one column chunk.
pub(super) struct Pages {
    inner: SerializedPageReader<File>,
    codec: Compression,
    physical: Type,
    /// Values that may still come.
    values_left: u64,
    /// Bytes that one page may have.
    limit: usize,
}

fn wrong(message: impl Into<String>) -> ParquetError {
    ParquetError::General(message.into())
}

impl Pages {
    /// `chunk` lies within the file; `limit` bounds the bytes of one page.
    pub(super) fn new(
        file: Arc<File>,
        chunk: &ColumnChunkMetaData,
        rows: usize,
        limit: usize,
    ) -> Result<Self> {
        let plain = chunk
            .clone()
            .into_builder()
            .set_compression(Compression::UNCOMPRESSED)
            .build()?;
        Ok(Self {
            inner: SerializedPageReader::new(file, &plain, rows, None)?,
            codec: chunk.compression(),
            physical: chunk.column_type(),
            values_left: rows as u64,
            limit,
        })
    }

    fn decompress(&self, packed: &Bytes) -> Result<Bytes> {
        let mut out = Vec::new();
        let most = self.limit as u64 + 1;
        match self.codec {
            Compression::UNCOMPRESSED => return Ok(packed.clone()),
            Compression::SNAPPY => {
                let length = snap::raw::decompress_len(packed)?;
                // One byte of snappy makes at most 64.
                if length > self.limit || length > packed.len().saturating_mul(64) {
                    return Err(wrong(format!("a page states {length} bytes")));
                }
                out = snap::raw::Decoder::new().decompress_vec(packed)?;
            }
            Compression::GZIP(_) => {
                flate2::read::MultiGzDecoder::new(&packed[..])
                    .take(most)
                    .read_to_end(&mut out)?;
            }
            Compression::ZSTD(_) => {
                out = zstd::unpack(packed, self.limit).map_err(|e| wrong(e.to_string()))?;
            }
            other => return Err(wrong(format!("compression {other}"))),
        }
        if out.len() > self.limit {
            return Err(wrong(format!("a page has more than {} bytes", self.limit)));
        }
        Ok(out.into())
    }

    fn take_values(&mut self, values: u32) -> Result<()> {
        self.values_left = self
            .values_left
            .checked_sub(u64::from(values))
            .ok_or_else(|| wrong("pages state more values than the column has rows"))?;
        Ok(())
    }

    fn check(&mut self, page: Page) -> Result<Page> {
        Ok(match page {
            Page::DataPage {
                buf,
                num_values,
                encoding,
                def_level_encoding,
                rep_level_encoding,
                statistics,
            } => {
                self.take_values(num_values)?;
                let buf = self.decompress(&buf)?;
                Page::DataPage {
                    buf,
                    num_values,
                    encoding,
                    def_level_encoding,
                    rep_level_encoding,
                    statistics,
                }
            }
            Page::DataPageV2 {
                buf,
                num_values,
                encoding,
                num_nulls,
                num_rows,
                def_levels_byte_len,
                rep_levels_byte_len,
                is_compressed,
                statistics,
            } => {
                self.take_values(num_values)?;
                let levels = def_levels_byte_len as usize + rep_levels_byte_len as usize;
                if levels > buf.len() || num_nulls > num_values || num_rows > num_values {
                    return Err(wrong(
                        "a page states more levels, nulls or rows than it has",
                    ));
                }
                let buf = if is_compressed && buf.len() > levels {
                    let values = self.decompress(&buf.slice(levels..))?;
                    [&buf[..levels], &values[..]].concat().into()
                } else {
                    buf
                };
                Page::DataPageV2 {
                    buf,
                    num_values,
                    encoding,
                    num_nulls,
                    num_rows,
                    def_levels_byte_len,
                    rep_levels_byte_len,
                    is_compressed: false,
                    statistics,
                }
            }
            Page::DictionaryPage {
                buf,
                num_values,
                encoding,
                is_sorted,
            } => {
                let buf = self.decompress(&buf)?;
                let width = match self.physical {
                    Type::INT64 | Type::DOUBLE => 8,
                    Type::INT96 => 12,
                    Type::INT32 | Type::FLOAT | Type::BYTE_ARRAY => 4,
                    _ => 1,
                };
                if num_values as usize > buf.len() / width {
                    return Err(wrong(format!(
                        "a dictionary states {num_values} values and has {} bytes",
                        buf.len()
                    )));
                }
                Page::DictionaryPage {
                    buf,
                    num_values,
                    encoding,
                    is_sorted,
                }
            }
        })
    }
}

impl Iterator for Pages {
    type Item = Result<Page>;

    fn next(&mut self) -> Option<Self::Item> {
        self.get_next_page().transpose()
    }
}

impl PageReader for Pages {
    fn get_next_page(&mut self) -> Result<Option<Page>> {
        match self.inner.get_next_page()? {
            Some(page) => self.check(page).map(Some),
            None => Ok(None),
        }
    }
    fn peek_next_page(&mut self) -> Result<Option<PageMetadata>> {
        self.inner.peek_next_page()
    }
    fn skip_next_page(&mut self) -> Result<()> {
        self.inner.skip_next_page()
    }
}
