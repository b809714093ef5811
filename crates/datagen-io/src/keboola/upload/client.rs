//! Requests to the Storage API, repeated where that helps.

use std::time::Duration;

use datagen_core::Control;
use reqwest::header::{HeaderMap, HeaderValue, RETRY_AFTER};
use reqwest::redirect::Policy;
use reqwest::{Method, RequestBuilder, Response, StatusCode, Url};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::{Settings, Token};
use crate::error::{Error, Result};

/// How often a request is repeated.
const MOST_RETRIES: u32 = 11;
/// The longest wait between two tries, in seconds, where the stack does not say how long.
const LONGEST_WAIT: u64 = 20;
/// The longest wait that a stack may ask for, in seconds.
const LONGEST_MAINTENANCE: u64 = 600;

/// Something that the caller may want to tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// The stack asks to come back later: why, and after how many seconds.
    Waiting {
        /// What the stack said.
        reason: String,
        /// After how many seconds.
        seconds: u64,
    },
}

/// Where requests go.
pub(super) struct Client<'a> {
    http: reqwest::Client,
    /// Ends in `/v2/storage/`.
    base: Url,
    branch: Option<String>,
    control: &'a Control,
    tell: &'a (dyn Fn(Notice) + Sync),
}

/// What is sent along.
pub(super) enum Body<'a, T> {
    Nothing,
    Form(&'a [(&'a str, String)]),
    Json(&'a T),
}

/// How the Storage API says that something failed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Refusal {
    error: String,
    code: String,
    #[serde(rename = "exceptionId")]
    exception: String,
    reason: String,
}

/// A request that was answered, but not with what was asked for.
#[derive(Debug)]
pub(super) struct Refused {
    pub(super) status: StatusCode,
    pub(super) message: String,
}

/// What came of a request.
pub(super) type Answer<T> = Result<std::result::Result<T, Refused>>;

impl<'a> Client<'a> {
    pub(super) fn new(settings: &Settings, control: &'a Control, tell: &'a (dyn Fn(Notice) + Sync)) -> Result<Self> {
        let base = base(&settings.url)?;
        let http = reqwest::Client::builder()
            .default_headers(headers(&settings.token)?)
            .user_agent(concat!("datagen/", env!("CARGO_PKG_VERSION")))
            // Another host must not see the token.
            .redirect(Policy::none())
            .connect_timeout(Duration::from_secs(10))
            .timeout(Duration::from_secs(120))
            .build()
            .map_err(|error| failed("reach Keboola", error.to_string()))?;
        Ok(Self { http, base, branch: settings.branch.clone(), control, tell })
    }

    /// Asks, with a path below `/v2/storage/` or that of the branch.
    pub(super) async fn ask<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        body: Body<'_, impl Serialize>,
    ) -> Answer<T> {
        let in_branch = ["buckets", "tables", "files"].iter().any(|kind| path.starts_with(kind));
        let path = match &self.branch {
            Some(branch) if in_branch => format!("branch/{branch}/{path}"),
            _ => path.to_owned(),
        };
        let url = self.base.join(&path).map_err(|error| Error::bug(format!("{path}: {error}")))?;
        let mut tries = 0;
        loop {
            self.control.check()?;
            let request = with_body(self.http.request(method.clone(), url.clone()), &body);
            let (reason, seconds) = match request.send().await {
                Ok(response) => match self.read(response).await? {
                    Read::Answer(text) => return parse(&path, &text).map(Ok),
                    Read::Refused(refused) => return Ok(Err(refused)),
                    Read::Later(reason, seconds) => (reason, seconds),
                },
                Err(error) => (format!("{} cannot be reached: {}", self.base, words(&error)), None),
            };
            if tries == MOST_RETRIES {
                let advice = "check the URL and the network, or try later";
                return Err(failed(&format!("ask Keboola ({method} {path})"), format!("{reason}; {advice}")));
            }
            let seconds = seconds.unwrap_or_else(|| 2_u64.pow(tries.min(6)).min(LONGEST_WAIT));
            (self.tell)(Notice::Waiting { reason, seconds });
            self.pause(seconds).await?;
            tries += 1;
        }
    }

    async fn read(&self, response: Response) -> Result<Read> {
        let status = response.status();
        let wait = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
        let text = match response.text().await {
            Ok(text) => text,
            Err(error) => return Ok(Read::Later(format!("the answer broke off: {}", words(&error)), None)),
        };
        if status.is_success() {
            return Ok(Read::Answer(text));
        }
        let refusal: Refusal = serde_json::from_str(&text).unwrap_or_default();
        let message = refusal.words(status);
        let may_pass = status.is_server_error() && status != StatusCode::NOT_IMPLEMENTED;
        if may_pass || status == StatusCode::TOO_MANY_REQUESTS {
            return Ok(Read::Later(message, wait.map(|seconds| seconds.min(LONGEST_MAINTENANCE))));
        }
        match status {
            StatusCode::UNAUTHORIZED => Err(failed(
                "sign in to Keboola",
                format!(
                    "{message}; make a new Storage API token in the project's settings and set KEBOOLA_TOKEN to it"
                ),
            )),
            StatusCode::FORBIDDEN => {
                Err(failed("write to Keboola", format!("{message}; the token needs the right to write to the bucket")))
            }
            _ => Ok(Read::Refused(Refused { status, message })),
        }
    }

    /// Waits, but not when the caller wants to stop.
    pub(super) async fn pause(&self, seconds: u64) -> Result<()> {
        for _ in 0..seconds * 10 {
            self.control.check()?;
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        Ok(self.control.check()?)
    }
}

/// What is to be made of a response.
enum Read {
    Answer(String),
    Refused(Refused),
    Later(String, Option<u64>),
}

impl Refusal {
    fn words(&self, status: StatusCode) -> String {
        let said = if self.error.is_empty() { &self.reason } else { &self.error };
        let mut words = if said.is_empty() { format!("it answered {status}") } else { said.clone() };
        if !self.code.is_empty() {
            words.push_str(&format!(" ({})", self.code));
        }
        if !self.exception.is_empty() {
            words.push_str(&format!(" [exception {}]", self.exception));
        }
        words
    }
}

fn with_body(request: RequestBuilder, body: &Body<'_, impl Serialize>) -> RequestBuilder {
    match body {
        Body::Nothing => request,
        Body::Form(form) => request.form(form),
        Body::Json(value) => request.json(value),
    }
}

fn parse<T: DeserializeOwned>(path: &str, text: &str) -> Result<T> {
    serde_json::from_str(text)
        .map_err(|error| failed(&format!("understand Keboola's answer to {path}"), error.to_string()))
}

pub(super) fn failed(action: &str, message: String) -> Error {
    Error::Service { action: action.to_owned(), message }
}

/// A network error without its URL, which the caller names anyway.
fn words(error: &reqwest::Error) -> String {
    let mut words = String::new();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        words = cause.to_string();
        source = cause.source();
    }
    if words.is_empty() { "no answer".to_owned() } else { words }
}

fn headers(token: &Token) -> Result<HeaderMap> {
    let mut value = HeaderValue::from_str(token.expose()).ok().filter(|value| !value.is_empty()).ok_or_else(|| {
        Error::Usage("the Storage API token is empty or holds signs that no token has; set KEBOOLA_TOKEN".to_owned())
    })?;
    value.set_sensitive(true);
    Ok(HeaderMap::from_iter([("x-storageapi-token".parse().map_err(|_| Error::bug("a header's name"))?, value)]))
}

/// The Storage API of a stack, however its URL was written. The token goes in the clear only to this machine.
fn base(url: &str) -> Result<Url> {
    let wrong = |found: &str| {
        Error::Usage(format!(
            "expected the URL of a Keboola stack such as https://connection.keboola.com, found {found}"
        ))
    };
    let text = url.trim().trim_end_matches('/').trim_end_matches("/v2/storage");
    let text = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
    let parsed = Url::parse(&text).map_err(|error| wrong(&format!("{url:?} ({error})")))?;
    let host = parsed.host_str().unwrap_or_default();
    let is_local = ["localhost", "127.0.0.1", "[::1]"].contains(&host);
    match parsed.scheme() {
        "https" => {}
        "http" if is_local => {}
        "http" => return Err(wrong(&format!("{url:?}: the token would be sent unencrypted; use https"))),
        _ => return Err(wrong(&format!("{url:?}"))),
    }
    if host.is_empty() || parsed.password().is_some() || parsed.query().is_some() {
        return Err(wrong("a URL with something else in it; the token comes from KEBOOLA_TOKEN"));
    }
    Url::parse(&format!("{}/v2/storage/", text)).map_err(|error| Error::bug(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_url_of_a_stack() {
        let base = |url| base(url).map(|url| url.to_string()).map_err(|error| error.to_string());
        for url in
            ["connection.keboola.com", "https://connection.keboola.com/", "https://connection.keboola.com/v2/storage/"]
        {
            assert_eq!(base(url).unwrap(), "https://connection.keboola.com/v2/storage/");
        }
        assert_eq!(base("http://127.0.0.1:8080").unwrap(), "http://127.0.0.1:8080/v2/storage/");
        for wrong in
            ["http://connection.keboola.com", "ftp://x", "https://u:secret@x", "https://x?token=secret", "https://"]
        {
            let message = base(wrong).unwrap_err();
            assert!(message.starts_with("expected the URL of a Keboola stack"), "{message}");
        }
    }
}
