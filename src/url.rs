//! The parts of an address that events need. `location.href` and `document.referrer` come normalised from the engine, so
//! cutting at the separators is enough (URL Standard, "URL writing").

/// Host with port of an absolute address; empty where it has none.
pub(crate) fn host(url: &str) -> &str {
    let Some((_, rest)) = url.split_once("://") else { return "" };
    let authority = &rest[..rest.find(['/', '?', '#']).unwrap_or(rest.len())];
    authority.rsplit_once('@').map_or(authority, |(_, host)| host)
}

/// Path of an absolute address.
pub(crate) fn pathname(url: &str) -> &str {
    let rest = match url.split_once("://") {
        Some((_, rest)) => &rest[rest.find(['/', '?', '#']).unwrap_or(rest.len())..],
        None => url.split_once(':').map_or("", |(_, rest)| rest),
    };
    &rest[..rest.find(['?', '#']).unwrap_or(rest.len())]
}

/// A query parameter's value: the first one with that very key; `None` where it is missing or empty (posthog-state §6,
/// "query parsing").
pub(crate) fn query_parameter(url: &str, key: &str) -> Option<String> {
    let url = url.split('#').next().unwrap_or_default();
    let (_, query) = url.split_once('?')?;
    let mut pairs = query.split('&').map(|pair| pair.split('='));
    let value = pairs.find_map(|mut pair| (pair.next() == Some(key)).then(|| pair.next().unwrap_or_default()))?;
    let decoded = percent_decode(value).unwrap_or_else(|| value.into()).replace('+', " ");
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

/// The first `units` UTF-16 units of `text` (the unit of `String.prototype.slice`), never half a character.
pub(crate) fn cut(text: &str, units: usize) -> &str {
    let mut left = units;
    let end = text.char_indices().find(|(_, c)| {
        let enough = c.len_utf16() > left;
        left = left.saturating_sub(c.len_utf16());
        enough
    });
    &text[..end.map_or(text.len(), |(at, _)| at)]
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

    #[test]
    fn cutting_never_splits_a_character() {
        assert_eq!(cut("ab😀c", 3), "ab");
        assert_eq!(cut("ab😀c", 4), "ab😀");
        assert_eq!(cut("ab", 9), "ab");
    }
}
