//! Searching in text by plain byte loops. The standard library's searchers are faster on long text and cost 4 KB of wasm;
//! what is searched here is short.

/// Where `needle` first stands in `text`.
pub(crate) fn find(text: &str, needle: &str) -> Option<usize> {
    let (text, needle) = (text.as_bytes(), needle.as_bytes());
    (0..(text.len() + 1).saturating_sub(needle.len())).find(|&at| text[at..].starts_with(needle))
}

/// What stands behind the first `needle`.
pub(crate) fn after<'t>(text: &'t str, needle: &str) -> Option<&'t str> {
    find(text, needle).map(|at| slice(text, at + needle.len(), text.len()))
}

/// What stands before the first of the ASCII characters `ends`, or all of it.
pub(crate) fn until<'t>(text: &'t str, ends: &[u8]) -> &'t str {
    leading(text, |byte| ends.iter().all(|end| *end != byte))
}

/// A part of `text`, between two characters; nothing where there is no such part. (Every `&text[from..to]` of its own brings the
/// checks of the characters' bounds again.)
#[inline(never)]
pub(crate) fn slice(text: &str, from: usize, to: usize) -> &str {
    text.get(from..to).unwrap_or_default()
}

/// The longest start of `text` of ASCII characters (or others, but whole ones) that pass `test`.
pub(crate) fn leading(text: &str, test: impl Fn(u8) -> bool) -> &str {
    let mut end = 0;
    while end < text.len() && test(text.as_bytes()[end]) {
        end += 1;
    }
    slice(text, 0, end)
}

/// `text` without the ASCII whitespace that it begins with.
pub(crate) fn trim_start(text: &str) -> &str {
    slice(text, leading(text, |byte| byte.is_ascii_whitespace()).len(), text.len())
}

/// The parts of `text` between ASCII characters `separator`; an empty part at the end is none.
pub(crate) fn split(text: &str, separator: u8) -> Split<'_> {
    Split { rest: text, separator }
}

/// See [`split`].
pub(crate) struct Split<'t> {
    rest: &'t str,
    separator: u8,
}

impl<'t> Iterator for Split<'t> {
    type Item = &'t str;

    fn next(&mut self) -> Option<&'t str> {
        if self.rest.is_empty() {
            return None;
        }
        let part = until(self.rest, &[self.separator]);
        self.rest = slice(self.rest, part.len() + 1, self.rest.len());
        Some(part)
    }
}

/// Whether `name` is one of `names`, which stand between commas.
pub(crate) fn is_in(names: &str, name: &str) -> bool {
    split(names, b',').any(|each| each == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn finding_is_what_the_standard_library_finds(text in "[ab😀]{0,12}", needle in "[ab😀]{0,3}") {
            prop_assert_eq!(find(&text, &needle), text.find(&needle));
        }
    }

    #[test]
    fn parts_of_a_text() {
        assert_eq!(after("a=b=c", "="), Some("b=c"));
        assert_eq!(after("abc", "="), None);
        assert_eq!(until("ab/c?d", b"?/"), "ab");
        assert_eq!(until("abc", b"?/"), "abc");
        assert_eq!(split("a,,b,", b',').collect::<Vec<_>>(), ["a", "", "b"]);
        assert_eq!(leading("12é3", |byte| byte.is_ascii_digit()), "12");
    }
}
