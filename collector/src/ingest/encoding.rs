//! The encodings a payload may come in, each undone without trusting its size.

use std::io::Read;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::read::GzDecoder;

use crate::error::Refusal;
use crate::limits;

/// How much of a payload is looked at to guess what it is.
const LOOK: usize = 128;

/// A compression that the sender names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compression {
    /// `gzip`, `gzip-js`.
    Gzip,
    /// `lz64`, `lz-string`.
    Lz,
    /// `base64`, `b64`: recognised by its look, so the name has no effect of its own.
    Base64,
}

impl Compression {
    /// The compression of that name; none for a name unknown here, which is no error.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "gzip" | "gzip-js" => Some(Self::Gzip),
            "lz64" | "lz-string" => Some(Self::Lz),
            "base64" | "b64" => Some(Self::Base64),
            _ => None,
        }
    }
}

/// Whether `bytes` begin like gzip.
pub fn looks_like_gzip(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0x1f, 0x8b, 0x08])
}

/// Whether `bytes` may be base64.
pub fn looks_like_base64(bytes: &[u8]) -> bool {
    let alphabet = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=');
    !bytes.is_empty() && bytes.len().is_multiple_of(4) && bytes.iter().take(LOOK).all(alphabet)
}

/// Whether `bytes` are a form with one of the fields that are read.
pub fn looks_like_form(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(LOOK)];
    head.split(|byte| *byte == b'&')
        .any(|field| [&b"data="[..], b"_=", b"ip=", b"compression="].iter().any(|name| field.starts_with(name)))
}

/// Turns spaces back into the `+` they were before a form was decoded, if the rest is base64.
pub fn restore_plus(text: String) -> String {
    if !text.contains(' ') {
        return text;
    }
    let restored = text.replace(' ', "+");
    if looks_like_base64(restored.as_bytes()) { restored } else { text }
}

/// Undoes base64; none if it is not base64 after all.
pub fn from_base64(bytes: &[u8]) -> Option<Vec<u8>> {
    STANDARD.decode(bytes).ok()
}

/// Undoes gzip, up to [`limits::TEXT_BYTES`].
pub fn from_gzip(bytes: &[u8]) -> Result<Vec<u8>, Refusal> {
    let mut text = Vec::new();
    let read = GzDecoder::new(bytes).take(limits::TEXT_BYTES as u64 + 1).read_to_end(&mut text);
    if text.len() > limits::TEXT_BYTES {
        return Err(too_long(limits::TEXT_BYTES));
    }
    read.map_err(|error| {
        Refusal::bad("body", format!("the body is not valid gzip ({error}); send it whole, or as JSON"))
    })?;
    Ok(text)
}

/// The refusal of a payload of more than `bound` bytes once decoded.
pub fn too_long(bound: usize) -> Refusal {
    Refusal::too_large("body", format!("the decoded body is over {bound} bytes; send the events in several requests"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looks() {
        assert!(looks_like_base64(b"eyJhIjoxfQ=="));
        assert!(!looks_like_base64(b"eyJhIjoxfQ="));
        assert!(!looks_like_base64(b""));
        assert!(!looks_like_base64(br#"{"a":12}"#));
        assert!(looks_like_form(b"ip=0&data=abcd"));
        assert!(!looks_like_form(b"mydata=abcd"));
        assert_eq!(restore_plus("ab cd/w=".into()), "ab+cd/w=");
        assert_eq!(restore_plus("{\"a\": 1}".into()), "{\"a\": 1}");
    }
}
