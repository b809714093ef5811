//! A folder of an object store becomes a directory of this machine, for whoever reads files.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::Path;

use datagen_core::Control;
use futures::{StreamExt as _, TryStreamExt as _};
use object_store::{ObjectMeta, ObjectStoreExt as _};

use super::Folder;
use crate::error::{Error, Result};

impl Folder {
    /// The files below `folder`, as names within this one.
    pub(crate) fn files(&self, folder: &str) -> Result<Vec<String>> {
        let listed = self.runtime.block_on(self.store.list(Some(&self.path(folder))).try_collect::<Vec<_>>());
        let objects = listed.map_err(|error| self.url.error("list", folder, &error))?;
        let name = |object: &ObjectMeta| {
            let parts = object.location.prefix_match(&self.prefix)?;
            Some(parts.map(|part| part.as_ref().to_owned()).collect::<Vec<_>>().join("/"))
        };
        let mut files: Vec<String> = objects.iter().filter_map(name).collect();
        files.sort();
        Ok(files)
    }

    /// Copies all files of the folder to `directory`, which exists, and returns how many there are.
    pub(crate) fn fetch(&self, directory: &Path, control: &Control) -> Result<u64> {
        self.runtime.block_on(async {
            let listed = self.store.list(Some(&self.prefix)).try_collect::<Vec<_>>().await;
            let mut objects = listed.map_err(|error| self.url.error("list", "", &error))?;
            objects.sort_by(|one, other| one.location.cmp(&other.location));
            for object in &objects {
                self.fetch_one(object, directory, control).await?;
            }
            Ok(objects.len() as u64)
        })
    }

    async fn fetch_one(&self, object: &ObjectMeta, directory: &Path, control: &Control) -> Result<()> {
        let Some(parts) = object.location.prefix_match(&self.prefix) else { return Ok(()) };
        let parts: Vec<String> = parts.map(|part| part.as_ref().to_owned()).collect();
        let name = parts.join("/");
        if parts.iter().any(|part| matches!(part.as_str(), "" | "." | "..") || part.contains(['\\', ':'])) {
            return Err(Error::Usage(format!("{}/{name} cannot be the name of a file here; rename it", self.url)));
        }
        let target = parts.iter().fold(directory.to_owned(), |path, part| path.join(part));
        let refused = |source| Error::io("write", &target, source);
        fs::create_dir_all(target.parent().unwrap_or(directory)).map_err(refused)?;
        let mut file = File::create(&target).map_err(refused)?;
        let failed = |error| self.url.error("read", &name, &error);
        let mut stream = self.store.get(&object.location).await.map_err(failed)?.into_stream();
        while let Some(bytes) = stream.next().await {
            control.check()?;
            file.write_all(&bytes.map_err(failed)?).map_err(refused)?;
        }
        Ok(())
    }
}
