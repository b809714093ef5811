//! The storage of three providers, as far as an upload needs it: whole objects, and objects in parts.

use std::collections::BTreeMap;

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, Method, Response};

/// Objects by bucket and key, and parts of those that are not whole yet.
#[derive(Debug, Default)]
pub(super) struct Objects {
    whole: BTreeMap<String, Vec<u8>>,
    /// By key, then by the part's name, in the order in which they will be put together.
    parts: BTreeMap<String, BTreeMap<String, Vec<u8>>>,
}

impl Objects {
    pub(super) fn get(&self, path: &str) -> Option<&Vec<u8>> {
        self.whole.get(path)
    }
}

/// Names and values of a query or a form, unescaped.
pub(super) fn pairs(text: &str) -> Vec<(String, String)> {
    let pair = |pair: &str| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (unescaped(name), unescaped(value))
    };
    text.split('&').filter(|text| !text.is_empty()).map(pair).collect()
}

fn unescaped(text: &str) -> String {
    let bytes = text.as_bytes();
    let (mut out, mut at) = (Vec::new(), 0);
    while at < bytes.len() {
        match bytes[at] {
            b'%' => {
                out.push(u8::from_str_radix(&text[at + 1..at + 3], 16).unwrap());
                at += 3;
                continue;
            }
            b'+' => out.push(b' '),
            byte => out.push(byte),
        }
        at += 1;
    }
    String::from_utf8(out).unwrap()
}

/// What a provider's storage answers. `path` is bucket and key.
pub(super) fn handle(
    objects: &mut Objects,
    method: &Method,
    path: &str,
    query: &str,
    headers: &HeaderMap,
    body: Bytes,
) -> Response<Body> {
    let path = unescaped(path);
    let query = pairs(query);
    let value = |name: &str| query.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
    let allowed = headers.get("authorization").is_some() || value("sig") == Some("S3cr3tOfTheStore");
    assert!(allowed, "nobody may write without a signature");
    match (method.as_str(), value("comp"), value("uploadId")) {
        ("PUT", Some("block"), _) => {
            let name = value("blockid").unwrap().to_owned();
            objects.parts.entry(path).or_default().insert(name, body.to_vec());
            done("")
        }
        ("PUT", Some("blocklist"), _) => {
            let parts = objects.parts.remove(&path).unwrap();
            let list = String::from_utf8(body.to_vec()).unwrap();
            let names = list.split("<Uncommitted>").skip(1).map(|rest| rest.split('<').next().unwrap());
            let whole = names.flat_map(|name| parts[name].clone()).collect();
            objects.whole.insert(path, whole);
            done("")
        }
        ("PUT", None, Some(_)) => {
            let number = format!("{:05}", value("partNumber").unwrap().parse::<u32>().unwrap());
            objects.parts.entry(path).or_default().insert(number, body.to_vec());
            done("")
        }
        ("POST", None, Some(_)) => {
            let parts = objects.parts.remove(&path).unwrap();
            objects.whole.insert(path, parts.into_values().flatten().collect());
            done("<CompleteMultipartUploadResult><ETag>\"e\"</ETag></CompleteMultipartUploadResult>")
        }
        ("POST", None, None) if value("uploads").is_some() => done(
            "<InitiateMultipartUploadResult><Bucket>b</Bucket><Key>k</Key><UploadId>u</UploadId>\
             </InitiateMultipartUploadResult>",
        ),
        ("PUT", None, None) => {
            objects.whole.insert(path, body.to_vec());
            done("")
        }
        _ => Response::builder().status(400).body(Body::from(format!("{method} {path}"))).unwrap(),
    }
}

fn done(text: &str) -> Response<Body> {
    let response = Response::builder().status(if text.is_empty() { 201 } else { 200 }).header("etag", "\"e\"");
    response.body(Body::from(text.to_owned())).unwrap()
}
