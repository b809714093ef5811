//! The storage of the stack's provider, where a file goes before it is imported.

use std::fs::File;
use std::io::Read as _;
use std::path::Path as FilePath;
use std::sync::Arc;

use bytes::Bytes;
use datagen_core::Control;
use object_store::aws::AmazonS3Builder;
use object_store::azure::{AzureConfigKey, MicrosoftAzureBuilder};
use object_store::gcp::{GcpCredential, GoogleCloudStorageBuilder};
use object_store::path::Path;
use object_store::{MultipartUpload as _, ObjectStore, ObjectStoreExt as _, StaticCredentialProvider};
use serde::Serialize;

use super::api::{AzureParams, GcsParams, Prepared, S3Params};
use super::client::failed;
use crate::error::{Error, Result};

/// What is sent at a time.
const PART_BYTES: usize = 8 << 20;

/// A place for one file, or for the slices of one.
pub(super) struct Storage {
    store: Arc<dyn ObjectStore>,
    key: String,
    /// The URL of the key, as a slice manifest names it.
    url: String,
}

/// The file that lists the slices.
#[derive(Serialize)]
struct SliceManifest {
    entries: Vec<Slice>,
}

#[derive(Serialize)]
struct Slice {
    url: String,
}

impl Storage {
    /// Where `prepared` says; `variables` may name another endpoint.
    pub(super) fn of(prepared: Prepared, variables: &[(String, String)]) -> Result<Self> {
        let variable = |name: &str| variables.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
        let Prepared { region, upload_params, abs_upload_params, gcs_upload_params, .. } = prepared;
        let storage = match (upload_params, abs_upload_params, gcs_upload_params) {
            (Some(params), _, _) => s3(params, region, variable("aws_endpoint_url")),
            (_, Some(params), _) => azure(params),
            (_, _, Some(params)) => gcs(params, variable("google_base_url")),
            (None, None, None) => {
                let message = "it names no storage of S3, Azure or Google; use a newer program".to_owned();
                return Err(failed("send a file to Keboola", message));
            }
        };
        storage.map_err(|error| unsent(&error))
    }

    /// Sends the file at `path`.
    pub(super) async fn send(&self, path: &FilePath, control: &Control) -> Result<()> {
        let read = |source| Error::io("read", path, source);
        let mut file = File::open(path).map_err(read)?;
        let mut part = |size: usize| -> Result<Bytes> {
            let mut bytes = Vec::with_capacity(size);
            file.by_ref().take(size as u64).read_to_end(&mut bytes).map_err(read)?;
            Ok(Bytes::from(bytes))
        };
        let first = part(PART_BYTES)?;
        if first.len() < PART_BYTES {
            return self.put(&self.key, first).await;
        }
        let key = Path::from(self.key.as_str());
        let mut parts = self.store.put_multipart(&key).await.map_err(|error| unsent(&error))?;
        let mut next = first;
        while !next.is_empty() {
            control.check()?;
            parts.put_part(next.into()).await.map_err(|error| unsent(&error))?;
            next = part(PART_BYTES)?;
        }
        parts.complete().await.map(drop).map_err(|error| unsent(&error))
    }

    /// Sends `slices` and their list.
    pub(super) async fn send_slices(
        &self,
        slices: impl Iterator<Item = Result<Vec<u8>>>,
        control: &Control,
    ) -> Result<()> {
        let mut entries = Vec::new();
        for (number, slice) in slices.enumerate() {
            control.check()?;
            let end = format!("part_{number:05}.gz");
            self.put(&format!("{}{end}", self.key), Bytes::from(slice?)).await?;
            entries.push(Slice { url: format!("{}{end}", self.url) });
        }
        let list = serde_json::to_vec(&SliceManifest { entries }).map_err(|error| Error::bug(error.to_string()))?;
        self.put(&format!("{}manifest", self.key), Bytes::from(list)).await
    }

    pub(super) async fn put(&self, key: &str, bytes: Bytes) -> Result<()> {
        let put = self.store.put(&Path::from(key), bytes.into()).await;
        put.map(drop).map_err(|error| unsent(&error))
    }

    /// Sends a small text as the file.
    pub(super) async fn send_text(&self, text: String) -> Result<()> {
        self.put(&self.key, Bytes::from(text)).await
    }
}

type Built = object_store::Result<Storage>;

fn s3(params: S3Params, region: Option<String>, endpoint: Option<&str>) -> Built {
    let mut builder = AmazonS3Builder::new()
        .with_bucket_name(&params.bucket)
        .with_region(region.unwrap_or_else(|| "us-east-1".to_owned()))
        .with_access_key_id(params.credentials.access_key_id)
        .with_secret_access_key(params.credentials.secret_access_key)
        .with_token(params.credentials.session_token);
    if let Some(endpoint) = endpoint {
        builder = builder.with_endpoint(endpoint).with_allow_http(endpoint.starts_with("http://"));
    }
    if let (Some(encryption), Ok(key)) = (params.encryption, "aws_server_side_encryption".parse()) {
        builder = builder.with_config(key, encryption);
    }
    let url = format!("s3://{}/{}", params.bucket, params.key);
    Ok(Storage { store: Arc::new(builder.build()?), key: params.key, url })
}

/// `BlobEndpoint=https://account.blob.core.windows.net;SharedAccessSignature=...`.
fn azure(params: AzureParams) -> Built {
    let member = |name: &str| {
        let members = params.abs_credentials.connection.split(';');
        let mut values = members.filter_map(|member| member.split_once('='));
        values.find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim_end_matches('/').to_owned())
    };
    let endpoint = member("BlobEndpoint").unwrap_or_default();
    let host = endpoint.split("://").nth(1).unwrap_or_default();
    let account = host.split(['.', ':', '/']).next().unwrap_or_default();
    let builder = MicrosoftAzureBuilder::new()
        .with_account(account)
        .with_endpoint(endpoint.clone())
        .with_allow_http(endpoint.starts_with("http://"))
        .with_container_name(&params.container)
        .with_config(AzureConfigKey::SasKey, member("SharedAccessSignature").unwrap_or_default());
    let url = format!("azure://{host}/{}/{}", params.container, params.blob_name);
    Ok(Storage { store: Arc::new(builder.build()?), key: params.blob_name, url })
}

fn gcs(params: GcsParams, endpoint: Option<&str>) -> Built {
    let credential = StaticCredentialProvider::new(GcpCredential { bearer: params.access_token });
    let mut builder =
        GoogleCloudStorageBuilder::new().with_bucket_name(&params.bucket).with_credentials(Arc::new(credential));
    if let Some(endpoint) = endpoint {
        let options = object_store::ClientOptions::new().with_allow_http(endpoint.starts_with("http://"));
        builder = builder.with_base_url(endpoint).with_client_options(options);
    }
    let url = format!("gs://{}/{}", params.bucket, params.key);
    Ok(Storage { store: Arc::new(builder.build()?), key: params.key, url })
}

fn unsent(error: &object_store::Error) -> Error {
    failed("send a file to the stack's storage", crate::store::without_queries(&error.to_string()))
}
