//! A Storage API on this machine that answers as the real one is documented to: files prepared for three providers,
//! jobs that take a while, tables with and without types, and failures on demand.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, Method, Response, StatusCode, Uri};
use serde_json::{Value, json};

use super::objects::{self, Objects};

/// The token that opens the project.
pub(super) const TOKEN: &str = "1234-567-SeCrEtToKeN";

/// Whose storage takes the files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Provider {
    Aws,
    Azure,
    Gcp,
}

/// A table, as it arrived.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Table {
    pub(super) columns: Vec<String>,
    pub(super) types: BTreeMap<String, String>,
    pub(super) primary_key: Vec<String>,
    /// The rows of every load, without headers.
    pub(super) loads: Vec<Vec<u8>>,
}

#[derive(Debug)]
struct PreparedFile {
    key: String,
    sliced: bool,
}

#[derive(Debug)]
struct Job {
    polls: u32,
    result: Result<Value, String>,
}

/// An answer that comes instead of the right one.
#[derive(Debug, Clone)]
pub(super) struct Fault {
    pub(super) method: Method,
    /// What the path ends with or has in it.
    pub(super) path: &'static str,
    pub(super) times: u32,
    pub(super) status: u16,
    pub(super) retry_after: Option<u32>,
    pub(super) body: Value,
}

/// The project.
#[derive(Debug)]
pub(super) struct Project {
    pub(super) provider: Provider,
    pub(super) features: Vec<&'static str>,
    pub(super) buckets: Vec<String>,
    pub(super) tables: BTreeMap<String, Table>,
    pub(super) faults: Vec<Fault>,
    /// Imports whose table's name has this in it fail.
    pub(super) failing: Option<&'static str>,
    /// Every request, as `POST files/prepare`.
    pub(super) log: Vec<String>,
    objects: Objects,
    files: BTreeMap<u64, PreparedFile>,
    jobs: BTreeMap<u64, Job>,
    next: u64,
}

/// A server that ends with this value.
pub(super) struct Server {
    pub(super) address: SocketAddr,
    project: Arc<Mutex<Project>>,
    _runtime: tokio::runtime::Runtime,
}

impl Server {
    pub(super) fn start(provider: Provider) -> Self {
        let project = Project {
            provider,
            features: vec!["tables-definition"],
            buckets: Vec::new(),
            tables: BTreeMap::new(),
            faults: Vec::new(),
            failing: None,
            log: Vec::new(),
            objects: Objects::default(),
            files: BTreeMap::new(),
            jobs: BTreeMap::new(),
            next: 1000,
        };
        let project = Arc::new(Mutex::new(project));
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap();
        let app = Router::new().fallback(handle).with_state((Arc::clone(&project), address));
        let app = app.layer(axum::extract::DefaultBodyLimit::disable());
        runtime.spawn(async move { axum::serve(listener, app).await.unwrap() });
        Self { address, project, _runtime: runtime }
    }

    pub(super) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(super) fn project(&self) -> MutexGuard<'_, Project> {
        self.project.lock().unwrap()
    }
}

type Shared = (Arc<Mutex<Project>>, SocketAddr);

async fn handle(
    State((project, address)): State<Shared>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response<Body> {
    let mut project = project.lock().unwrap();
    let path = uri.path().to_owned();
    let query = uri.query().unwrap_or_default().to_owned();
    if let Some(object) = ["/s3/", "/azure/", "/gcs/"].iter().find_map(|store| path.strip_prefix(store)) {
        return objects::handle(&mut project.objects, &method, object, &query, &headers, body);
    }
    let Some(path) = path.strip_prefix("/v2/storage/") else { return refused(404, "no such page", "notFound") };
    project.log.push(format!("{method} {path}"));
    if let Some(fault) = project.fault(&method, path) {
        return fault;
    }
    if headers.get("x-storageapi-token").is_none_or(|token| token != TOKEN) {
        return refused(401, "Invalid access token", "storage.tokenInvalid");
    }
    let path = match path.strip_prefix("branch/") {
        Some(rest) => rest.split_once('/').map_or("", |(_, path)| path),
        None => path,
    };
    let form = Form::read(&headers, &body);
    let parts: Vec<&str> = path.split('/').collect();
    match (method.as_str(), parts.as_slice()) {
        ("GET", ["tokens", "verify"]) => {
            answer(200, &json!({"id": "1", "owner": {"id": 7, "name": "Demo", "features": project.features}}))
        }
        ("GET", ["buckets", bucket]) if project.buckets.iter().any(|known| known == bucket) => {
            answer(200, &json!({"id": bucket, "tables": []}))
        }
        ("GET", ["buckets", _]) => refused(404, "Bucket not found", "storage.buckets.notFound"),
        ("POST", ["buckets"]) => {
            let id = format!("{}.c-{}", form.text("stage"), form.text("name").trim_start_matches("c-"));
            project.buckets.push(id.clone());
            answer(201, &json!({"id": id}))
        }
        ("GET", ["tables", id]) => match project.tables.get(*id) {
            Some(table) => answer(
                200,
                &json!({"id": id, "columns": table.columns, "primaryKey": table.primary_key,
                        "rowsCount": table.loads.iter().map(|rows| count(rows)).sum::<usize>()}),
            ),
            None => refused(404, "Table not found", "storage.tables.notFound"),
        },
        ("POST", ["files", "prepare"]) => project.prepare(&form, address),
        ("POST", ["buckets", bucket, "tables-definition"]) => project.define(bucket, &form),
        ("POST", ["buckets", bucket, "tables-async"]) => project.create(bucket, &form),
        ("POST", ["tables", id, "import-async"]) => project.import(id, &form),
        ("GET", ["jobs", id]) => project.job(id),
        _ => refused(404, &format!("nothing at {method} {path}"), "notFound"),
    }
}

impl Project {
    fn fault(&mut self, method: &Method, path: &str) -> Option<Response<Body>> {
        let fault = self.faults.iter_mut();
        let fault = fault.into_iter().find(|f| f.times > 0 && f.method == *method && path.contains(f.path))?;
        fault.times -= 1;
        let mut response = answer(fault.status, &fault.body);
        if let Some(seconds) = fault.retry_after {
            response.headers_mut().insert("retry-after", seconds.into());
        }
        Some(response)
    }

    fn number(&mut self) -> u64 {
        self.next += 1;
        self.next
    }

    fn prepare(&mut self, form: &Form, address: SocketAddr) -> Response<Body> {
        let id = self.number();
        let sliced = form.text("isSliced") == "1";
        assert_eq!(form.text("federationToken"), "1", "without it there are no credentials");
        let name = form.text("name");
        assert!(form.text("sizeBytes").parse::<u64>().is_ok());
        let key = format!("exp-15/7/files/2026/{id}.{name}");
        let mut answered = json!({"id": id, "name": name, "isSliced": sliced, "region": "us-east-1"});
        match self.provider {
            Provider::Aws => {
                answered["provider"] = json!("aws");
                answered["uploadParams"] = json!({
                    "bucket": "kbc-files", "key": key, "acl": "private", "x-amz-server-side-encryption": "AES256",
                    "credentials": {"AccessKeyId": "ASIAKEY", "SecretAccessKey": "S3cr3tOfTheStore",
                                    "SessionToken": "session", "Expiration": "2030-01-01T00:00:00Z"}});
            }
            Provider::Azure => {
                let connection = format!(
                    "BlobEndpoint=http://{address}/azure;SharedAccessSignature=sv=2020-04-08&sig=S3cr3tOfTheStore&sr=b"
                );
                answered["provider"] = json!("azure");
                answered["absUploadParams"] = json!({
                    "container": "kbc-files", "blobName": key, "absCredentials": {"SASConnectionString": connection}});
            }
            Provider::Gcp => {
                answered["provider"] = json!("gcp");
                answered["gcsUploadParams"] = json!({
                    "projectId": "p", "bucket": "kbc-files", "key": key, "access_token": "S3cr3tOfTheStore",
                    "token_type": "Bearer", "expires_in": 3600});
            }
        }
        self.files.insert(id, PreparedFile { key, sliced });
        answer(200, &answered)
    }

    fn define(&mut self, bucket: &str, form: &Form) -> Response<Body> {
        if self.features.is_empty() {
            return refused(501, "Types are not available", "notImplemented");
        }
        let definition = &form.0;
        let texts = |value: &Value| -> Vec<String> {
            value.as_array().unwrap().iter().map(|text| text.as_str().unwrap().to_owned()).collect()
        };
        let columns = definition["columns"].as_array().unwrap();
        let types: BTreeMap<String, String> = columns
            .iter()
            .map(|c| (c["name"].as_str().unwrap().to_owned(), c["basetype"].as_str().unwrap().to_owned()))
            .collect();
        let known = ["STRING", "INTEGER", "NUMERIC", "FLOAT", "BOOLEAN", "DATE", "TIMESTAMP"];
        if let Some(wrong) = types.values().find(|name| !known.contains(&name.as_str())) {
            return refused(400, &format!("{wrong} is no base type"), "storage.validation");
        }
        let table = Table {
            columns: columns.iter().map(|column| column["name"].as_str().unwrap().to_owned()).collect(),
            types,
            primary_key: texts(&definition["primaryKeysNames"]),
            loads: Vec::new(),
        };
        let id = format!("{bucket}.{}", definition["name"].as_str().unwrap());
        self.begin(Ok(json!({"id": id})), Some((id, table)))
    }

    fn create(&mut self, bucket: &str, form: &Form) -> Response<Body> {
        if !form.text("escapedBy").is_empty() && !form.text("enclosure").is_empty() {
            return refused(400, "enclosure and escapedBy exclude each other", "storage.validation");
        }
        let id = format!("{bucket}.{}", form.text("name"));
        let Some(bytes) = self.file(&form.text("dataFileId")) else {
            return refused(404, "File not found", "storage.files.notFound");
        };
        let (columns, rows) = header(&bytes);
        let primary_key = form.text("primaryKey").split(',').filter(|c| !c.is_empty()).map(str::to_owned).collect();
        let loads = if rows.is_empty() { Vec::new() } else { vec![rows.to_vec()] };
        let result = json!({"id": id, "totalRowsCount": count(rows)});
        let table = Table { columns, primary_key, types: BTreeMap::new(), loads };
        self.begin(Ok(result), Some((id, table)))
    }

    fn import(&mut self, id: &str, form: &Form) -> Response<Body> {
        let Some(bytes) = self.file(&form.text("dataFileId")) else {
            return refused(404, "File not found", "storage.files.notFound");
        };
        let Some(mut table) = self.tables.get(id).cloned() else {
            return refused(404, "Table not found", "storage.tables.notFound");
        };
        if self.failing.is_some_and(|name| id.contains(name)) {
            return self.begin(Err("Load error: odbc_execute(): Numeric value 'x' is not recognized".to_owned()), None);
        }
        let (columns, rows) = match form.text("withoutHeaders").as_str() {
            "1" => (form.list("columns"), bytes.as_slice()),
            _ => header(&bytes),
        };
        if columns != table.columns {
            let message = format!("Some columns are missing in the csv file. Expected: {:?}", table.columns);
            return self.begin(Err(message), None);
        }
        if form.text("incremental") != "1" {
            table.loads.clear();
        }
        table.loads.push(rows.to_vec());
        let result = json!({"importedRowsCount": count(rows), "totalRowsCount": count(rows), "warnings": []});
        self.begin(Ok(result), Some((id.to_owned(), table)))
    }

    /// Begins a job. Its effect shows at once, its end only when it was asked for twice.
    fn begin(&mut self, result: Result<Value, String>, effect: Option<(String, Table)>) -> Response<Body> {
        self.tables.extend(effect);
        let id = self.number();
        self.jobs.insert(id, Job { polls: 0, result });
        answer(202, &json!({"id": id, "status": "waiting", "url": format!("jobs/{id}")}))
    }

    fn job(&mut self, id: &str) -> Response<Body> {
        let id: u64 = id.parse().unwrap();
        let Some(job) = self.jobs.get_mut(&id) else { return refused(404, "Job not found", "storage.jobs.notFound") };
        job.polls += 1;
        answer(
            200,
            &match (&job.result, job.polls) {
                (_, 1) => json!({"id": id, "status": "processing"}),
                (Ok(results), _) => json!({"id": id, "status": "success", "results": results}),
                (Err(message), _) => json!({"id": id, "status": "error", "error":
                    {"message": message, "code": "storage.tableImport", "exceptionId": "exception-77"}}),
            },
        )
    }

    /// The bytes of a file that was sent, put together if it came in slices.
    fn file(&self, id: &str) -> Option<Vec<u8>> {
        let file = self.files.get(&id.parse().ok()?)?;
        let object = |key: &str| self.objects.get(&format!("kbc-files/{key}"));
        if !file.sliced {
            return object(&file.key).cloned();
        }
        let list: Value = serde_json::from_slice(object(&format!("{}manifest", file.key))?).unwrap();
        let mut bytes = Vec::new();
        for entry in list["entries"].as_array().unwrap() {
            let url = entry["url"].as_str().unwrap();
            let key = url.split_once("kbc-files/").unwrap().1;
            assert!(["s3://", "azure://", "gs://"].iter().any(|scheme| url.starts_with(scheme)), "{url}");
            std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(object(key)?.as_slice()), &mut bytes).unwrap();
        }
        Some(bytes)
    }

    /// Forgets all files, as time does.
    pub(super) fn forget_files(&mut self) {
        self.files.clear();
    }
}

/// A body, as a form or as JSON.
struct Form(Value);

impl Form {
    fn read(headers: &HeaderMap, body: &Bytes) -> Self {
        let kind = headers.get("content-type").map_or("", |kind| kind.to_str().unwrap());
        if kind.starts_with("application/json") {
            return Self(serde_json::from_slice(body).unwrap());
        }
        let mut form = serde_json::Map::new();
        for (name, value) in objects::pairs(std::str::from_utf8(body).unwrap_or_default()) {
            match name.strip_suffix("[]") {
                Some(list) => {
                    let list = form.entry(list.to_owned()).or_insert_with(|| json!([]));
                    list.as_array_mut().unwrap().push(value.into());
                }
                None => drop(form.insert(name, value.into())),
            }
        }
        Self(Value::Object(form))
    }

    fn text(&self, name: &str) -> String {
        match &self.0[name] {
            Value::String(text) => text.clone(),
            Value::Null => String::new(),
            other => other.to_string(),
        }
    }

    fn list(&self, name: &str) -> Vec<String> {
        let values = self.0[name].as_array().cloned().unwrap_or_default();
        values.iter().map(|value| value.as_str().unwrap().to_owned()).collect()
    }
}

fn answer(status: u16, body: &Value) -> Response<Body> {
    let builder = Response::builder().status(status).header("content-type", "application/json");
    builder.body(Body::from(body.to_string())).unwrap()
}

fn refused(status: u16, error: &str, code: &str) -> Response<Body> {
    debug_assert!(StatusCode::from_u16(status).is_ok());
    answer(status, &json!({"error": error, "code": code, "exceptionId": "exception-1", "status": "error"}))
}

/// The columns that the first row names, and the other rows.
fn header(bytes: &[u8]) -> (Vec<String>, &[u8]) {
    let end = bytes.iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |at| at + 1);
    let line = std::str::from_utf8(&bytes[..end]).unwrap().trim_end();
    (line.split(',').map(|name| name.trim_matches('"').to_owned()).collect(), &bytes[end..])
}

/// How many rows there are, whatever stands in quotes.
fn count(bytes: &[u8]) -> usize {
    let mut quoted = false;
    let ends = bytes.iter().filter(|byte| {
        quoted ^= **byte == b'"';
        **byte == b'\n' && !quoted
    });
    ends.count()
}
