//! The parts of an address that cookies need. `location.href` comes normalised from the engine, so cutting at the separators
//! is enough (URL Standard, "URL writing").

use crate::text::{after, until};

/// Host with port of an absolute address; empty where it has none.
pub(crate) fn host(url: &str) -> &str {
    let authority = until(after(url, "://").unwrap_or_default(), b"/?#");
    after(authority, "@").unwrap_or(authority)
}

/// `decodeURIComponent`; `None` where that would throw.
pub(crate) fn percent_decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        let mut hex = || (rest.next()? as char).to_digit(16);
        bytes.push(if byte == b'%' { (hex()? * 16 + hex()?) as u8 } else { byte });
    }
    String::from_utf8(bytes).ok()
}

/// `encodeURIComponent`.
pub(crate) fn percent_encode(text: &str) -> String {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let mut out = String::with_capacity(text.len() * 2);
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'!' | b'~' | b'*' | b'\'' | b'(' | b')')
        {
            out.push(byte as char);
        } else {
            out.push('%');
            out.push(HEX[usize::from(byte >> 4)] as char);
            out.push(HEX[usize::from(byte & 15)] as char);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn encoded_text_comes_back(text in any::<String>()) {
            prop_assert_eq!(percent_decode(&percent_encode(&text)).unwrap(), text);
        }
    }

    #[test]
    fn parts() {
        for (url, expected) in [
            ("https://a.example:8443/p/q?x=/#/y", "a.example:8443"),
            ("https://u:p@a.example/", "a.example"),
            ("https://a.example?x", "a.example"),
            ("file:///C:/x.html#top", ""),
            ("about:blank", ""),
            ("", ""),
        ] {
            assert_eq!(host(url), expected, "{url}");
        }
    }
}
