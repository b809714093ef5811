//! The requests of an upload, one function each, and their answers.

use reqwest::{Method, StatusCode};
use serde::{Deserialize, Serialize};

use super::client::{Answer, Body, Client, Refused, failed};
use super::folder::Table;
use crate::error::{Error, Result};

/// Of `GET tokens/verify`.
#[derive(Debug, Deserialize)]
pub(super) struct Verified {
    pub(super) owner: Owner,
}

/// A project.
#[derive(Debug, Deserialize)]
pub(super) struct Owner {
    pub(super) name: String,
    features: Option<Vec<String>>,
}

/// Of `GET tables/{id}`.
#[derive(Debug, Deserialize)]
pub(super) struct TableDetail {
    pub(super) columns: Vec<String>,
}

/// Of `POST files/prepare`: where the file goes, by provider.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Prepared {
    pub(super) id: u64,
    pub(super) region: Option<String>,
    pub(super) upload_params: Option<S3Params>,
    pub(super) abs_upload_params: Option<AzureParams>,
    pub(super) gcs_upload_params: Option<GcsParams>,
}

#[derive(Debug, Deserialize)]
pub(super) struct S3Params {
    pub(super) bucket: String,
    pub(super) key: String,
    pub(super) credentials: S3Credentials,
    #[serde(rename = "x-amz-server-side-encryption")]
    pub(super) encryption: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct S3Credentials {
    pub(super) access_key_id: String,
    pub(super) secret_access_key: String,
    pub(super) session_token: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct AzureParams {
    pub(super) abs_credentials: AzureCredentials,
    pub(super) container: String,
    pub(super) blob_name: String,
}

#[derive(Deserialize)]
pub(super) struct AzureCredentials {
    #[serde(rename = "SASConnectionString")]
    pub(super) connection: String,
}

#[derive(Deserialize)]
pub(super) struct GcsParams {
    pub(super) access_token: String,
    pub(super) bucket: String,
    pub(super) key: String,
}

/// Of what goes on after the answer.
#[derive(Debug, Deserialize)]
pub(super) struct Job {
    pub(super) id: u64,
    pub(super) status: String,
    #[serde(default)]
    pub(super) error: Option<JobError>,
    #[serde(default)]
    pub(super) results: Option<JobResults>,
}

#[derive(Debug, Deserialize)]
pub(super) struct JobError {
    message: Option<String>,
    code: Option<serde_json::Value>,
    #[serde(rename = "exceptionId")]
    exception: Option<String>,
}

/// What a job says it did; every kind of job has other members.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct JobResults {
    pub(super) total_rows_count: Option<u64>,
    pub(super) imported_rows_count: Option<u64>,
}

/// Anything at all.
#[derive(Debug, Deserialize)]
pub(super) struct Whatever {}

/// A table with types.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Definition<'a> {
    name: &'a str,
    primary_keys_names: &'a [String],
    columns: Vec<ColumnDefinition<'a>>,
}

#[derive(Debug, Serialize)]
struct ColumnDefinition<'a> {
    name: &'a str,
    /// The stack finds the type of its own backend.
    basetype: &'a str,
}

const NOTHING: Body<'static, ()> = Body::Nothing;

impl Client<'_> {
    pub(super) async fn verify(&self) -> Result<Verified> {
        granted("check the token", self.ask(Method::GET, "tokens/verify", NOTHING).await)
    }

    pub(super) async fn has_bucket(&self, bucket: &str) -> Result<bool> {
        found("look for the bucket", self.ask::<Whatever>(Method::GET, &format!("buckets/{bucket}"), NOTHING).await)
            .map(|found| found.is_some())
    }

    /// Makes the bucket `stage.c-name`.
    pub(super) async fn create_bucket(&self, bucket: &str) -> Result<()> {
        let (stage, name) = split_bucket(bucket)?;
        let form = [("stage", stage.to_owned()), ("name", name.to_owned())];
        let answer = self.ask::<Whatever>(Method::POST, "buckets", Body::<()>::Form(&form)).await;
        granted("make the bucket", answer).map(drop)
    }

    pub(super) async fn table(&self, id: &str) -> Result<Option<TableDetail>> {
        found("look for the table", self.ask(Method::GET, &format!("tables/{id}"), NOTHING).await)
    }

    pub(super) async fn prepare(&self, name: &str, bytes: u64, sliced: bool) -> Result<Prepared> {
        let form = [
            ("name", name.to_owned()),
            ("sizeBytes", bytes.to_string()),
            ("federationToken", "1".to_owned()),
            ("isSliced", u8::from(sliced).to_string()),
            ("tags[]", "datagen".to_owned()),
        ];
        granted("prepare a file", self.ask(Method::POST, "files/prepare", Body::<()>::Form(&form)).await)
    }

    /// Begins to make a table with types. `Ok(None)`: the project has none.
    pub(super) async fn define(&self, bucket: &str, table: &Table) -> Result<Option<Job>> {
        let column = |column: &'_ super::ManifestColumn| {
            let base_type = column.base_type.clone().unwrap_or_else(|| "STRING".to_owned());
            (column.name.clone(), base_type)
        };
        let columns: Vec<(String, String)> = table.manifest.columns.iter().map(column).collect();
        let definition = Definition {
            name: &table.name,
            primary_keys_names: &table.manifest.primary_key,
            columns: columns.iter().map(|(name, basetype)| ColumnDefinition { name, basetype }).collect(),
        };
        let path = format!("buckets/{bucket}/tables-definition");
        match self.ask(Method::POST, &path, Body::Json(&definition)).await? {
            Ok(job) => Ok(Some(job)),
            Err(Refused { status: StatusCode::NOT_FOUND | StatusCode::NOT_IMPLEMENTED, .. }) => Ok(None),
            Err(refused) => Err(failed("make the table", refused.message)),
        }
    }

    /// Begins to make a table without types from a file.
    pub(super) async fn create_table(&self, bucket: &str, table: &Table, file: u64) -> Result<Job> {
        let manifest = &table.manifest;
        let form = [
            ("name", table.name.clone()),
            ("dataFileId", file.to_string()),
            ("delimiter", manifest.delimiter.clone()),
            ("enclosure", manifest.enclosure.clone()),
            ("primaryKey", manifest.primary_key.join(",")),
        ];
        let path = format!("buckets/{bucket}/tables-async");
        granted("make the table", self.ask(Method::POST, &path, Body::<()>::Form(&form)).await)
    }

    /// Begins to load a file into a table. `Ok(None)`: the file is gone.
    pub(super) async fn import(&self, id: &str, table: &Table, file: u64, how: Import) -> Result<Option<Job>> {
        let manifest = &table.manifest;
        let mut form = vec![
            ("dataFileId", file.to_string()),
            ("delimiter", manifest.delimiter.clone()),
            ("enclosure", manifest.enclosure.clone()),
            ("incremental", u8::from(how.incremental).to_string()),
            ("withoutHeaders", u8::from(how.without_headers).to_string()),
        ];
        if how.without_headers {
            form.extend(manifest.names().into_iter().map(|name| ("columns[]", name.to_owned())));
        }
        match self.ask(Method::POST, &format!("tables/{id}/import-async"), Body::<()>::Form(&form)).await? {
            Ok(job) => Ok(Some(job)),
            Err(Refused { status: StatusCode::NOT_FOUND, .. }) => Ok(None),
            Err(refused) => Err(failed("load the table", refused.message)),
        }
    }

    /// Waits for the end of a job.
    pub(super) async fn finish(&self, job: u64) -> Result<Job> {
        let mut polls = 0;
        loop {
            let answer = self.ask::<Job>(Method::GET, &format!("jobs/{job}"), NOTHING).await;
            let state = granted("ask for the job", answer)?;
            match state.status.as_str() {
                "success" => return Ok(state),
                "error" | "terminated" | "cancelled" => {
                    return Err(failed(&format!("finish the job {job}"), job_words(&state)));
                }
                _ => self.pause(2_u64.pow(polls.min(6)).min(20)).await?,
            }
            polls += 1;
        }
    }
}

/// How a file is loaded.
#[derive(Debug, Clone, Copy)]
pub(super) struct Import {
    pub(super) incremental: bool,
    pub(super) without_headers: bool,
}

impl Owner {
    /// Whether tables have types; unknown is yes, and the stack will say.
    pub(super) fn has_types(&self) -> bool {
        let types = |feature: &String| feature == "tables-definition" || feature.contains("native-types");
        self.features.as_ref().is_none_or(|features| features.iter().any(types))
    }
}

/// `in.c-demo` is the bucket `demo` of the stage `in`.
pub(super) fn split_bucket(bucket: &str) -> Result<(&str, &str)> {
    let wrong = || Error::Usage(format!("expected a bucket as in in.c-demo, found {bucket:?}"));
    let (stage, name) = bucket.split_once(".c-").ok_or_else(wrong)?;
    let is_name = |name: &str| !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || "_-".contains(c));
    if ["in", "out"].contains(&stage) && is_name(name) { Ok((stage, name)) } else { Err(wrong()) }
}

fn granted<T>(action: &str, answer: Answer<T>) -> Result<T> {
    answer?.map_err(|refused| failed(action, refused.message))
}

fn found<T>(action: &str, answer: Answer<T>) -> Result<Option<T>> {
    match answer? {
        Ok(answer) => Ok(Some(answer)),
        Err(Refused { status: StatusCode::NOT_FOUND, .. }) => Ok(None),
        Err(refused) => Err(failed(action, refused.message)),
    }
}

fn job_words(job: &Job) -> String {
    let Some(error) = &job.error else { return format!("it ended as {}", job.status) };
    let mut words = error.message.clone().unwrap_or_else(|| "it failed and does not say why".to_owned());
    if let Some(code) = &error.code {
        words.push_str(&format!(" ({})", code.as_str().map_or_else(|| code.to_string(), str::to_owned)));
    }
    if let Some(exception) = &error.exception {
        words.push_str(&format!(" [exception {exception}]"));
    }
    words
}

impl std::fmt::Debug for S3Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("S3Credentials(…)")
    }
}

impl std::fmt::Debug for AzureCredentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AzureCredentials(…)")
    }
}

impl std::fmt::Debug for GcsParams {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("GcsParams(…)")
    }
}
