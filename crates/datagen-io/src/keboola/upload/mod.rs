//! Tables into Keboola Storage: the folder that an export made becomes tables of a bucket.
//!
//! ```text
//! Folder::open -> tables with manifests -> files/prepare -> storage of the stack's provider -> import job -> Report
//! ```
//!
//! What was done is kept beside the tables while an upload is under way, so that a second run goes on where the first
//! one stopped.

mod api;
mod client;
mod flow;
mod folder;
mod manifest;
mod resume;
mod slices;
mod storage;
mod token;

pub use self::client::Notice;
pub use self::flow::{Outcome, Report, Step, TableReport, Watch, check, upload};
pub use self::folder::Folder;
pub use self::manifest::{Manifest, ManifestColumn};
pub use self::token::Token;

/// Where to, and how.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The stack, such as `https://connection.keboola.com`.
    pub url: String,
    /// The Storage API token.
    pub token: Token,
    /// The bucket, such as `in.c-demo`; it is made if need be.
    pub bucket: String,
    /// The development branch, if not the main one.
    pub branch: Option<String>,
    /// Whether rows are added to tables that exist, or put in the place of those with the same key.
    pub incremental: bool,
    /// A file of more bytes than this is compressed and sent in slices.
    pub slice_bytes: u64,
    /// Settings of the environment for the providers' storage, by lowercase name, such as `aws_endpoint_url`.
    pub variables: Vec<(String, String)>,
}

/// [`Settings::slice_bytes`] unless told otherwise.
pub const SLICE_BYTES: u64 = 100_000_000;
