//! The parts of an address that events need. `location.href` and `document.referrer` come normalised from the engine, so
//! cutting at the separators is enough (URL Standard, "URL writing").

use crate::text::{after, split, until};

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
        if byte.is_ascii_alphanumeric() || b"-_.!~*'()".contains(&byte) {
            out.push(byte as char);
        } else {
            out.push('%');
            out.push(HEX[usize::from(byte >> 4)] as char);
            out.push(HEX[usize::from(byte & 15)] as char);
        }
    }
    out
}

/// The address without its fragment.
pub(crate) fn without_hash(url: &str) -> &str {
    until(url, b"#")
}

/// The address with the values of some query parameters replaced by `<masked>`. Of a second `?` or `#` and what follows
/// nothing is kept (posthog-state §6).
pub(crate) fn masked(url: &str, is_masked: impl Fn(&str) -> bool) -> String {
    let page = without_hash(url);
    let mut out = String::from(until(page, b"?"));
    if let Some(query) = after(page, "?") {
        let mut separator = '?';
        for pair in split(until(query, b"?"), b'&') {
            out.push(separator);
            separator = '&';
            let name = until(pair, b"=");
            out.push_str(name);
            if name.len() < pair.len() {
                out.push_str(if is_masked(name) { "=<masked>" } else { &pair[name.len()..] });
            }
        }
    }
    if let Some(hash) = after(url, "#") {
        out.push('#');
        out.push_str(without_hash(hash));
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
    fn parameters_are_masked_wherever_they_stand() {
        let mask = |url| masked(url, |name| matches!(name, "gclid" | "email"));
        assert_eq!(
            mask("https://e/?gclid=1&a=b=c&email&email=x#top"),
            "https://e/?gclid=<masked>&a=b=c&email&email=<masked>#top"
        );
        assert_eq!(mask("https://e/p?a=1?gclid=2#b#c"), "https://e/p?a=1#b");
        assert_eq!(mask("https://e/p"), "https://e/p");
    }

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
