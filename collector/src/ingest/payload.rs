//! From the bytes of a request to its JSON text.

use crate::error::Refusal;
use crate::ingest::encoding::{self, Compression};
use crate::ingest::lz;

const FORM: &str = "application/x-www-form-urlencoded";

/// The parts of a request that decide how its payload is read.
#[derive(Debug, Default)]
pub struct Payload<'a> {
    /// `data` of the query.
    pub query_data: Option<String>,
    /// `compression` of the query.
    pub compression: Option<Compression>,
    /// The header `Content-Type`.
    pub content_type: Option<&'a str>,
    /// The header `Content-Encoding`.
    pub content_encoding: Option<&'a str>,
    /// The body.
    pub body: Vec<u8>,
}

impl Payload<'_> {
    /// The JSON text. The order of the steps is the protocol's and matters.
    pub fn text(self) -> Result<String, Refusal> {
        let mut bytes = match self.query_data {
            Some(data) => encoding::restore_plus(data).into_bytes(),
            None => self.body,
        };
        if bytes.is_empty() {
            return Err(Refusal::bad(
                "data",
                "request missing data payload; send the events as the body, or as `data`",
            ));
        }
        if !encoding::looks_like_form(&bytes)
            && encoding::looks_like_base64(&bytes)
            && let Some(decoded) = encoding::from_base64(&bytes)
        {
            bytes = decoded;
        }
        let mut compression = self.compression;
        if self.content_type.is_some_and(|kind| kind.starts_with(FORM)) {
            if encoding::looks_like_form(&bytes) {
                let form = Form::parse(&bytes);
                compression = compression.or(form.compression);
                bytes = form.data;
            } else if self.content_type == Some(FORM) {
                return Err(Refusal::bad("data", "expected form data in POST request payload, such as `data=…`"));
            }
        }
        let compression = compression.or_else(|| self.content_encoding.and_then(Compression::named));
        let text = decompress(bytes, compression)?;
        if encoding::looks_like_base64(text.as_bytes())
            && let Some(decoded) = encoding::from_base64(text.as_bytes())
        {
            return utf8(decoded);
        }
        Ok(text)
    }
}

struct Form {
    data: Vec<u8>,
    compression: Option<Compression>,
}

impl Form {
    fn parse(bytes: &[u8]) -> Self {
        let mut form = Self { data: Vec::new(), compression: None };
        for (name, value) in form_urlencoded::parse(bytes) {
            match &*name {
                "data" => form.data = encoding::restore_plus(value.into_owned()).into_bytes(),
                "compression" => form.compression = Compression::named(&value.to_ascii_lowercase()),
                _ => {}
            }
        }
        form
    }
}

fn decompress(bytes: Vec<u8>, compression: Option<Compression>) -> Result<String, Refusal> {
    if compression == Some(Compression::Gzip) || encoding::looks_like_gzip(&bytes) {
        utf8(encoding::from_gzip(&bytes)?)
    } else if compression == Some(Compression::Lz) {
        lz::from_lz_base64(&bytes)
    } else {
        utf8(bytes)
    }
}

fn utf8(bytes: Vec<u8>) -> Result<String, Refusal> {
    String::from_utf8(bytes).map_err(|_| Refusal::bad("body", "invalid UTF8 in request payload; send JSON in UTF-8"))
}
