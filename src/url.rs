//! The parts of an address that events need. `location.href` and `document.referrer` come normalised from the engine, so
//! cutting at the separators is enough (URL Standard, "URL writing").

use crate::text::{after, until};

/// Host with port of an absolute address; empty where it has none.
pub(crate) fn host(url: &str) -> &str {
    let authority = until(after(url, "://").unwrap_or_default(), b"/?#");
    after(authority, "@").unwrap_or(authority)
}

/// Path of an absolute address.
pub(crate) fn pathname(url: &str) -> &str {
    let rest = match after(url, "://") {
        Some(rest) => &rest[until(rest, b"/?#").len()..],
        None => after(url, ":").unwrap_or_default(),
    };
    until(rest, b"?#")
}

/// A query parameter's value: the first one with that very key; `None` where it is missing or empty (posthog-state §6,
/// "query parsing").
pub(crate) fn query_parameter(url: &str, key: &str) -> Option<String> {
    let mut rest = after(until(url, b"#"), "?")?;
    let value = loop {
        let pair = until(rest, b"&");
        let name = until(pair, b"=");
        if name == key {
            break until(after(pair, "=")?, b"=");
        }
        rest = rest.get(pair.len() + 1..)?;
    };
    let mut decoded = percent_decode(value).unwrap_or_else(|| value.into());
    if decoded.contains('+') {
        decoded = decoded.chars().map(|c| if c == '+' { ' ' } else { c }).collect();
    }
    (!decoded.is_empty()).then_some(decoded)
}

/// `decodeURIComponent`; `None` where that would throw.
fn percent_decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        let mut hex = || (rest.next()? as char).to_digit(16);
        bytes.push(if byte == b'%' { (hex()? * 16 + hex()?) as u8 } else { byte });
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts() {
        for (url, expected) in [
            ("https://a.example:8443/p/q?x=/#/y", ("a.example:8443", "/p/q")),
            ("https://u:p@a.example/", ("a.example", "/")),
            ("https://a.example?x", ("a.example", "")),
            ("file:///C:/x.html#top", ("", "/C:/x.html")),
            ("about:blank", ("", "blank")),
            ("", ("", "")),
        ] {
            assert_eq!((host(url), pathname(url)), expected, "{url}");
        }
    }

    #[test]
    fn query_parameters() {
        let url = "https://e/?utm_source=a%20b+c&utm_term=%E0%A4%A&gclid=&x=1=2&utm_source=second#utm_medium=no?utm_medium=no";
        assert_eq!(query_parameter(url, "utm_source").unwrap(), "a b c");
        assert_eq!(query_parameter(url, "utm_term").unwrap(), "%E0%A4%A");
        assert_eq!(query_parameter(url, "x").unwrap(), "1");
        assert_eq!(query_parameter(url, "gclid"), None);
        assert_eq!(query_parameter(url, "utm_medium"), None);
        assert_eq!(query_parameter("https://e/", "x"), None);
    }
}
