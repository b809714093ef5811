//! Folders of object stores: S3, Google Cloud Storage and Azure, and whatever speaks like them.
//!
//! Files are uploaded while they are made, part by part, and appear only when the whole dataset is there: an object
//! store shows nothing of an upload before it is completed.

mod fetch;
mod upload;

use std::fmt;
use std::sync::Arc;

use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt as _};
use reqwest::Url;
use tokio::runtime::{Builder, Runtime};

use crate::error::{Error, Result};

pub(crate) use self::upload::{Upload, UploadWriter};

/// A folder of an object store, and what is needed to reach it.
#[derive(Clone, PartialEq, Eq)]
pub struct StoreUrl {
    /// As it was written, without a slash at its end. Holds no secret: credentials come from the environment.
    url: String,
    /// Settings by name, in lowercase letters.
    settings: Vec<(String, String)>,
}

impl StoreUrl {
    /// The folder at `text`, with the settings that the environment has for its kind of store.
    ///
    /// # Errors
    /// [`Error::Usage`] when it is no URL, or has what does not belong there.
    pub(crate) fn parse(text: &str, variables: impl IntoIterator<Item = (String, String)>) -> Result<Self> {
        let expected = |what: &str| Error::Usage(format!("expected a folder as in s3://bucket/folder, found {what}"));
        let url = Url::parse(text).map_err(|error| expected(&format!("{text:?} ({error})")))?;
        if url.host_str().is_none_or(str::is_empty) {
            return Err(expected(&format!("{text:?}, which names no bucket")));
        }
        if url.password().is_some() || url.query().is_some() || url.fragment().is_some() {
            let message = "a URL with more than a bucket and a folder; credentials come from the environment";
            return Err(expected(message));
        }
        let mut settings: Vec<(String, String)> = variables
            .into_iter()
            .map(|(name, value)| (name.to_ascii_lowercase(), value))
            .filter(|(name, _)| ["aws_", "google_", "azure_"].iter().any(|prefix| name.starts_with(prefix)))
            .collect();
        settings.sort();
        Ok(Self { url: text.trim_end_matches('/').to_owned(), settings })
    }

    /// The folder, ready to be read and written. Nothing is asked of the store yet.
    ///
    /// # Errors
    /// [`Error::Store`] when settings are missing or wrong.
    pub(crate) fn connect(&self) -> Result<Folder> {
        let failed = |error: object_store::Error| self.error("reach", "", &error);
        let url = Url::parse(&self.url).map_err(|error| Error::bug(error.to_string()))?;
        // An endpoint without encryption is one that somebody named, usually on this machine.
        let is_plain = |(name, value): &&(String, String)| {
            (name.contains("endpoint") || name.contains("base_url")) && value.starts_with("http://")
        };
        let plain = self.settings.iter().find(is_plain).map(|_| ("allow_http".to_owned(), "true".to_owned()));
        let settings = plain.into_iter().chain(self.settings.iter().cloned());
        let (store, prefix) = object_store::parse_url_opts(&url, settings).map_err(failed)?;
        let runtime = Builder::new_multi_thread().worker_threads(2).thread_name("store").enable_all().build();
        let runtime =
            runtime.map_err(|source| Error::io("start threads for", std::path::Path::new(&self.url), source))?;
        Ok(Folder { url: self.clone(), store: Arc::from(store), prefix, runtime: Arc::new(runtime) })
    }

    fn error(&self, action: &'static str, file: &str, error: &object_store::Error) -> Error {
        let place = if file.is_empty() { self.url.clone() } else { format!("{}/{file}", self.url) };
        let advice = match error {
            object_store::Error::NotFound { .. } => "; check the bucket's name",
            object_store::Error::PermissionDenied { .. } | object_store::Error::Unauthenticated { .. } => {
                "; check the credentials in the environment, and what they allow"
            }
            _ => "",
        };
        Error::Store { action, place, message: format!("{}{advice}", without_queries(&error.to_string())) }
    }
}

/// A message without what follows a question mark in its URLs: signatures are written there.
pub(crate) fn without_queries(message: &str) -> String {
    let mut words = message.split(' ').map(|word| match word.split_once('?') {
        Some((address, _)) if address.contains("://") => format!("{address}?…"),
        _ => word.to_owned(),
    });
    let first = words.next().unwrap_or_default();
    words.fold(first, |text, word| text + " " + &word)
}

impl fmt::Display for StoreUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.url)
    }
}

impl fmt::Debug for StoreUrl {
    /// Without the settings, some of which are secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoreUrl").field("url", &self.url).finish_non_exhaustive()
    }
}

/// A folder that can be reached.
#[derive(Debug, Clone)]
pub(crate) struct Folder {
    url: StoreUrl,
    store: Arc<dyn ObjectStore>,
    prefix: Path,
    runtime: Arc<Runtime>,
}

impl Folder {
    /// Whether there is such a file.
    pub(crate) fn has(&self, file: &str) -> Result<bool> {
        match self.runtime.block_on(self.store.head(&self.path(file))) {
            Ok(_) => Ok(true),
            Err(object_store::Error::NotFound { .. }) => Ok(false),
            Err(error) => Err(self.url.error("look for", file, &error)),
        }
    }

    /// Deletes a file.
    pub(crate) fn delete(&self, file: &str) -> Result<()> {
        let deleted = self.runtime.block_on(self.store.delete(&self.path(file)));
        deleted.map_err(|error| self.url.error("delete", file, &error))
    }

    /// What a file is called in messages.
    pub(crate) fn place(&self, file: &str) -> std::path::PathBuf {
        std::path::PathBuf::from(format!("{}/{file}", self.url))
    }

    /// `file` may lie in folders of its own.
    fn path(&self, file: &str) -> Path {
        file.split('/').fold(self.prefix.clone(), |path, part| path.join(part))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signatures_stay_out_of_messages() {
        let message = "error sending request for url (https://x.net/a?sig=secret&x=1) why? nobody knows";
        assert_eq!(without_queries(message), "error sending request for url (https://x.net/a?… why? nobody knows");
    }

    #[test]
    fn a_url_names_a_bucket_and_no_secret() {
        let wrong = ["s3://", "s3:///folder", "s3://user:secret@bucket/x", "s3://bucket/x?key=secret", "gs://b#x"];
        for text in wrong {
            let message = StoreUrl::parse(text, []).unwrap_err().to_string();
            assert!(message.starts_with("expected a folder as in s3://bucket/folder, found"), "{message}");
            assert!(!message.contains("secret"), "{message}");
        }
        let secret = ("AWS_SECRET_ACCESS_KEY".to_owned(), "secret".to_owned());
        let url = StoreUrl::parse("s3://bucket/folder/", [secret]).unwrap();
        assert_eq!(url.to_string(), "s3://bucket/folder");
        assert!(!format!("{url:?}").contains("secret"));
    }
}
