//! What was done of an upload, kept beside the tables until all of it is.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};

use super::Settings;
use crate::error::{Error, Result};

const FILE: &str = ".keboola-upload.json";

/// Where an upload stands.
#[derive(Debug)]
pub(super) struct Resume {
    path: PathBuf,
    state: Mutex<State>,
}

#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
struct State {
    url: String,
    branch: Option<String>,
    bucket: String,
    incremental: bool,
    tables: BTreeMap<String, Done>,
}

/// What was done of a table.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Done {
    /// Of which file.
    pub(super) sha256: String,
    /// The file in the stack, whole.
    pub(super) file: Option<u64>,
    /// Whether it was sent in slices.
    pub(super) sliced: bool,
    /// The job that imports it.
    pub(super) job: Option<u64>,
    /// The rows that arrived, once it is done.
    pub(super) rows: Option<u64>,
}

impl Resume {
    /// What an earlier run with the same settings left in `directory`.
    pub(super) fn open(directory: &Path, settings: &Settings) -> Self {
        let path = directory.join(FILE);
        let fresh = State {
            url: settings.url.clone(),
            branch: settings.branch.clone(),
            bucket: settings.bucket.clone(),
            incremental: settings.incremental,
            tables: BTreeMap::new(),
        };
        let found = fs::read_to_string(&path).ok().and_then(|text| serde_json::from_str::<State>(&text).ok());
        let same = |found: &State| State { tables: BTreeMap::new(), ..copy(found) } == fresh;
        let state = found.filter(same).unwrap_or(fresh);
        Self { path, state: Mutex::new(state) }
    }

    /// What was done of a table whose file is still the same.
    pub(super) fn of(&self, table: &str, sha256: &str) -> Done {
        let state = self.state();
        let done = state.tables.get(table).filter(|done| done.sha256 == sha256).cloned();
        done.unwrap_or_else(|| Done { sha256: sha256.to_owned(), ..Done::default() })
    }

    /// Notes what was done.
    pub(super) fn note(&self, table: &str, done: &Done) -> Result<()> {
        let mut state = self.state();
        state.tables.insert(table.to_owned(), done.clone());
        let text = serde_json::to_string_pretty(&*state).map_err(|error| Error::bug(error.to_string()))?;
        let beside = self.path.with_extension("json.inprogress");
        fs::write(&beside, text).map_err(|source| Error::io("write", &beside, source))?;
        fs::rename(&beside, &self.path).map_err(|source| Error::io("write", &self.path, source))
    }

    /// All is done: the next run begins anew.
    pub(super) fn forget(&self) -> Result<()> {
        match fs::remove_file(&self.path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(Error::io("delete", &self.path, error)),
            _ => Ok(()),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn copy(state: &State) -> State {
    State {
        url: state.url.clone(),
        branch: state.branch.clone(),
        bucket: state.bucket.clone(),
        incremental: state.incremental,
        tables: BTreeMap::new(),
    }
}
