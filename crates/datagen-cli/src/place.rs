//! Places and files as they are named on the command line: paths, or URLs of object stores.

use std::fmt;

use datagen_io::Place;

/// A file in a place.
#[derive(Debug, Clone)]
pub(crate) struct FilePlace {
    /// Where it lies.
    pub(crate) place: Place,
    /// Its name there.
    pub(crate) name: String,
    text: String,
}

/// A directory or a folder of an object store.
pub(crate) fn place(text: &str) -> Result<Place, String> {
    Place::parse(text, std::env::vars()).map_err(|error| error.to_string())
}

/// A file in one.
pub(crate) fn file(text: &str) -> Result<FilePlace, String> {
    let (place, name) = Place::of_file(text, std::env::vars()).map_err(|error| error.to_string())?;
    Ok(FilePlace { place, name, text: text.to_owned() })
}

impl FilePlace {
    /// The file `name` beside others.
    pub(crate) fn beside(place: &Place, name: &str) -> Self {
        Self { place: place.clone(), name: name.to_owned(), text: place.of(name).display().to_string() }
    }
}

impl fmt::Display for FilePlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
