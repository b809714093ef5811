//! A file on its way into an object store.

use std::io::{self, Write};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use object_store::{MultipartUpload, ObjectStoreExt as _};
use tokio::task::JoinSet;

use super::Folder;
use crate::error::Result;

/// The size of all parts but the last: some stores ask for equal parts of at least 5 MiB.
const PART_BYTES: usize = 8 << 20;
/// No store takes more.
const MOST_PARTS: usize = 10_000;
/// Parts under way at a time.
const AT_ONCE: usize = 4;

/// A file that is uploaded and not yet seen.
#[derive(Debug)]
pub(crate) struct Upload {
    folder: Folder,
    file: String,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// What was not sent yet: less than a part.
    buffer: Vec<u8>,
    /// None of a file that fits into the buffer; it is sent at the end, in one piece.
    parts: Option<Box<dyn MultipartUpload>>,
    sent: usize,
    under_way: JoinSet<object_store::Result<()>>,
}

/// The end of an [`Upload`] that is written to.
#[derive(Debug)]
pub(crate) struct UploadWriter(Arc<Upload>);

impl Upload {
    pub(crate) fn begin(folder: &Folder, file: &str) -> (Arc<Self>, UploadWriter) {
        let upload = Self { folder: folder.clone(), file: file.to_owned(), state: Mutex::default() };
        let upload = Arc::new(upload);
        (Arc::clone(&upload), UploadWriter(upload))
    }

    pub(crate) fn file(&self) -> &str {
        &self.file
    }

    /// Makes the file appear.
    pub(crate) fn complete(&self) -> Result<()> {
        let mut state = self.state();
        let completed = self.folder.runtime.block_on(self.finish(&mut state));
        completed.map_err(|error| self.folder.url.error("write", &self.file, &error))
    }

    async fn finish(&self, state: &mut State) -> object_store::Result<()> {
        let rest = Bytes::from(std::mem::take(&mut state.buffer));
        let Some(parts) = &mut state.parts else {
            let path = self.folder.path(&self.file);
            return self.folder.store.put(&path, rest.into()).await.map(drop);
        };
        if !rest.is_empty() {
            parts.put_part(rest.into()).await?;
        }
        while let Some(sent) = state.under_way.join_next().await {
            sent??;
        }
        parts.complete().await?;
        state.parts = None;
        Ok(())
    }

    /// Takes back what was sent, as far as the store lets us; it is invisible all the same.
    pub(crate) fn abandon(&self) {
        let mut state = self.state();
        state.buffer = Vec::new();
        state.under_way.abort_all();
        if let Some(mut parts) = state.parts.take() {
            let _ = self.folder.runtime.block_on(parts.abort());
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn send(&self, state: &mut State, part: Bytes) -> object_store::Result<()> {
        let parts = match &mut state.parts {
            Some(parts) => parts,
            none => none.insert(self.folder.store.put_multipart(&self.folder.path(&self.file)).await?),
        };
        while state.under_way.len() >= AT_ONCE {
            if let Some(sent) = state.under_way.join_next().await {
                sent??;
            }
        }
        state.under_way.spawn(parts.put_part(part.into()));
        state.sent += 1;
        Ok(())
    }
}

impl Write for UploadWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let upload = &self.0;
        let mut state = upload.state();
        let taken = bytes.len().min(PART_BYTES - state.buffer.len());
        state.buffer.extend_from_slice(&bytes[..taken]);
        if state.buffer.len() == PART_BYTES {
            if state.sent + 1 == MOST_PARTS {
                let most = MOST_PARTS * PART_BYTES / 1_000_000_000;
                return Err(io::Error::other(format!("a file of more than {most} GB; split it (--split-bytes)")));
            }
            let part = Bytes::from(std::mem::take(&mut state.buffer));
            let sent = upload.folder.runtime.block_on(upload.send(&mut state, part));
            sent.map_err(|error| io::Error::other(upload.folder.url.error("write", &upload.file, &error).to_string()))?;
        }
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
