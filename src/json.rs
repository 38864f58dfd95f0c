//! JSON as text: the tracker never builds a value tree. An [`Object`] knows where its keys and values stand in the text
//! and keeps every value as it was written (RFC 8259).

use std::mem;
use std::str::Chars;

use crate::text::{slice, until};

/// How deep arrays and objects may nest; deeper text is refused.
const MAX_DEPTH: usize = 100;

/// Appends `value` as a JSON string, quoted and escaped.
pub fn push_string(out: &mut String, value: &str) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    out.push('"');
    let mut clean_from = 0;
    for (at, byte) in value.bytes().enumerate() {
        if byte >= 0x20 && byte != b'"' && byte != b'\\' {
            continue;
        }
        out.push_str(slice(value, clean_from, at));
        clean_from = at + 1;
        if byte < 0x20 {
            out.push_str("\\u00");
            out.push(HEX[usize::from(byte >> 4)] as char);
            out.push(HEX[usize::from(byte & 15)] as char);
        } else {
            out.push('\\');
            out.push(byte as char);
        }
    }
    out.push_str(slice(value, clean_from, value.len()));
    out.push('"');
}

/// `value` as a JSON string, quoted and escaped.
pub fn string(value: &str) -> String {
    let mut out = String::with_capacity(value.len() + 2);
    push_string(&mut out, value);
    out
}

/// Appends a whole number in decimal. (`format!` would bring 2 KB gzip of formatting code.)
pub fn push_integer(out: &mut String, value: u64) {
    if value >= 10 {
        push_integer(out, value / 10);
    }
    out.push((b'0' + (value % 10) as u8) as char);
}

/// A whole number in decimal.
pub fn integer(value: u64) -> String {
    let mut out = String::new();
    push_integer(&mut out, value);
    out
}

/// The whole number, of at most 18 digits, that `text` is in decimal.
pub fn parse_integer(text: &str) -> Option<u64> {
    if !matches!(text.len(), 1..=18) {
        return None;
    }
    let mut number = 0;
    for byte in text.bytes() {
        if !byte.is_ascii_digit() {
            return None;
        }
        number = number * 10 + u64::from(byte - b'0');
    }
    Some(number)
}

/// Milliseconds as a decimal number of seconds, such as `12.034`.
pub fn seconds(milliseconds: u64) -> String {
    let mut out = integer(milliseconds / 1000);
    out.push('.');
    push_integer(&mut out, milliseconds / 100 % 10);
    push_integer(&mut out, milliseconds / 10 % 10);
    push_integer(&mut out, milliseconds % 10);
    out
}

/// `true` or `false`.
pub fn boolean(value: bool) -> &'static str {
    if value { "true" } else { "false" }
}

/// The text of a JSON string (with its quotes) as the string that it stands for; `None` when `text` is no JSON string.
pub fn decode_string(text: &str) -> Option<String> {
    let inner = text.strip_prefix('"')?.strip_suffix('"')?;
    if until(inner, b"\\").len() == inner.len() {
        return Some(inner.to_owned());
    }
    let mut characters = inner.chars();
    let mut out = String::new();
    while let Some(character) = characters.next() {
        out.push(match character {
            '\\' => match characters.next()? {
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                'b' => '\u{8}',
                'f' => '\u{c}',
                'u' => {
                    let mut code = take_hex(&mut characters)?;
                    if (0xd800..0xdc00).contains(&code) && characters.as_str().starts_with("\\u") {
                        let mut after = characters.clone();
                        after.next();
                        after.next();
                        let low = take_hex(&mut after)?;
                        if (0xdc00..0xe000).contains(&low) {
                            characters = after;
                            code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
                        }
                    }
                    // A lone surrogate is no character: it becomes U+FFFD, as when UTF-16 is decoded with replacement.
                    char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER)
                }
                itself @ ('"' | '\\' | '/') => itself,
                _ => return None,
            },
            itself => itself,
        });
    }
    Some(out)
}

/// The number that the next four characters are in hexadecimal.
fn take_hex(characters: &mut Chars<'_>) -> Option<u32> {
    let mut number = 0;
    for _ in 0..4 {
        number = number * 16 + characters.next()?.to_digit(16)?;
    }
    Some(number)
}

/// The members of a JSON object in their order, each value as the text it was written in.
///
/// Keys are taken to be different, as `JSON.stringify` writes them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Object {
    members: Vec<(String, String)>,
}

impl Object {
    /// Reads a JSON object; `None` when `text` is anything else, is malformed or nests deeper than 100 levels.
    pub fn parse(text: &str) -> Option<Self> {
        let mut object = Self::default();
        let is_object = scan(text, b'{', &mut |key, value| {
            object.members.push((decode_string(key).unwrap_or_default(), value.into()));
        });
        is_object.then_some(object)
    }

    /// Reads a JSON object; one without members when `text` is anything else.
    pub fn read(text: &str) -> Self {
        Self::parse(text).unwrap_or_default()
    }

    /// Where a member stands; behind the last one where there is no such member.
    fn position(&self, key: &str) -> usize {
        self.members.iter().position(|(name, _)| name == key).unwrap_or(self.members.len())
    }

    /// The text of a member's value.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.members.get(self.position(key)).map(|(_, value)| &**value)
    }

    /// A member's value, where it is a string.
    pub fn get_string(&self, key: &str) -> Option<String> {
        self.get(key).and_then(decode_string)
    }

    /// A member's value, where it is an object; an empty one otherwise.
    pub fn get_object(&self, key: &str) -> Object {
        self.get(key).and_then(Object::parse).unwrap_or_default()
    }

    /// A member's value, where it is a whole number from 0 to 2^53.
    pub fn get_integer(&self, key: &str) -> Option<u64> {
        parse_integer(self.get(key)?)
    }

    /// Whether a member's value counts as true in ECMAScript; `None` where there is none, or `null`.
    pub fn get_truth(&self, key: &str) -> Option<bool> {
        self.get(key).filter(|value| *value != "null").map(|value| !matches!(value, "false" | "0" | "\"\""))
    }

    /// Writes a member; `value` must be JSON text. Says whether anything changed.
    pub fn set(&mut self, key: impl AsRef<str>, value: impl AsRef<str>) -> bool {
        self.put(key.as_ref(), value.as_ref())
    }

    /// See [`Object::set`].
    pub fn put(&mut self, key: &str, value: &str) -> bool {
        let at = self.position(key);
        match self.members.get_mut(at) {
            Some((_, old)) if old == value => return false,
            Some((_, old)) => *old = value.into(),
            None => self.members.push((key.into(), value.into())),
        }
        true
    }

    /// Writes a member whose value is a string.
    pub fn put_string(&mut self, key: &str, value: &str) -> bool {
        self.put(key, &string(value))
    }

    /// Writes the members of another object.
    pub fn put_all(&mut self, other: &Self) {
        for (key, value) in &other.members {
            self.put(key, value);
        }
    }

    /// Deletes a member and gives the text of its value.
    pub fn take(&mut self, key: &str) -> Option<String> {
        let at = self.position(key);
        (at < self.members.len()).then(|| self.members.remove(at).1)
    }

    /// Deletes a member. Says whether there was one.
    pub fn delete(&mut self, key: &str) -> bool {
        self.take(key).is_some()
    }

    /// Deletes the members whose key does not pass `test`.
    pub fn retain(&mut self, test: impl Fn(&str) -> bool) {
        self.retain_where(&test);
    }

    fn retain_where(&mut self, test: &dyn Fn(&str) -> bool) {
        for (key, value) in &mem::take(&mut self.members) {
            if test(key) {
                self.put(key, value);
            }
        }
    }

    /// Whether there is such a member.
    pub fn contains(&self, key: &str) -> bool {
        self.position(key) < self.members.len()
    }

    /// The members, in order: key, text of the value.
    pub fn members(&self) -> &[(String, String)] {
        &self.members
    }

    /// How many members there are.
    pub fn len(&self) -> usize {
        self.members.len()
    }

    /// Whether there are no members.
    pub fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// The object as JSON text.
    pub fn text(&self) -> String {
        let mut out = String::from("{");
        push_members(&mut out, self, &[]);
        out.push('}');
        out
    }
}

/// Appends the members of `object` that are in none of `hidden` to an object that is being written.
pub fn push_members(out: &mut String, object: &Object, hidden: &[&Object]) {
    for (key, value) in &object.members {
        if !hidden.iter().any(|object| object.contains(key)) {
            push_member(out, key, value);
        }
    }
}

/// Appends one `"key":value` pair, after a comma unless it opens the object.
pub fn push_member(out: &mut String, key: &str, value: &str) {
    push_key(out, key);
    out.push_str(value);
}

/// Appends a pair whose value is a string.
pub fn push_string_member(out: &mut String, key: &str, value: &str) {
    push_key(out, key);
    push_string(out, value);
}

fn push_key(out: &mut String, key: &str) {
    if !out.ends_with('{') {
        out.push(',');
    }
    push_string(out, key);
    out.push(':');
}

/// The elements of a JSON array, each as its text; `None` when `text` is no array.
pub fn elements(text: &str) -> Option<Vec<&str>> {
    let mut elements = Vec::new();
    scan(text, b'[', &mut |_, element| elements.push(element)).then_some(elements)
}

/// The strings of a JSON array; what is no string is left out.
pub fn strings(text: &str) -> Vec<String> {
    let mut strings = Vec::new();
    scan(text, b'[', &mut |_, element| {
        if let Some(string) = decode_string(element) {
            strings.push(string);
        }
    });
    strings
}

/// Appends an element to an array that is being written, after a comma unless it opens the array.
pub fn push_element(out: &mut String, value: &str) {
    if !out.ends_with('[') {
        out.push(',');
    }
    out.push_str(value);
}

/// Gives each member of the object, or element of the array, that `text` is: key and value as they are written. Says whether
/// it is one, and nothing else.
pub fn scan<'t>(text: &'t str, open: u8, visit: &mut dyn FnMut(&'t str, &'t str)) -> bool {
    let mut scanner = Scanner { text, at: 0 };
    scanner.space();
    if scanner.peek() != open || !scanner.collection(visit, 0) {
        return false;
    }
    scanner.space();
    scanner.at == text.len()
}

/// Each method says whether it found what it is named after, and stands behind that then.
struct Scanner<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Scanner<'a> {
    /// The next byte; at the end 0, which stands nowhere in well-formed text.
    fn peek(&self) -> u8 {
        self.text.as_bytes().get(self.at).copied().unwrap_or(0)
    }

    fn next(&mut self) -> u8 {
        let byte = self.peek();
        self.at += 1;
        byte
    }

    fn eat(&mut self, byte: u8) -> bool {
        let there = self.peek() == byte;
        self.at += usize::from(there);
        there
    }

    fn space(&mut self) {
        while matches!(self.peek(), b' ' | b'\t' | b'\n' | b'\r') {
            self.at += 1;
        }
    }

    /// An object or an array.
    fn collection(&mut self, visit: &mut dyn FnMut(&'a str, &'a str), depth: usize) -> bool {
        let is_object = self.next() == b'{';
        let close = if is_object { b'}' } else { b']' };
        self.space();
        if self.eat(close) {
            return true;
        }
        loop {
            self.space();
            let from = self.at;
            if is_object && !self.string() {
                return false;
            }
            let key = slice(self.text, from, self.at);
            self.space();
            if is_object && !self.eat(b':') {
                return false;
            }
            self.space();
            let from = self.at;
            if !self.value(depth + 1) {
                return false;
            }
            visit(key, slice(self.text, from, self.at));
            self.space();
            if !self.eat(b',') {
                return self.eat(close);
            }
        }
    }

    fn value(&mut self, depth: usize) -> bool {
        depth <= MAX_DEPTH
            && match self.peek() {
                b'{' | b'[' => self.collection(&mut |_, _| {}, depth),
                b'"' => self.string(),
                b't' => self.word(b"true"),
                b'f' => self.word(b"false"),
                b'n' => self.word(b"null"),
                _ => self.number(),
            }
    }

    fn word(&mut self, word: &[u8]) -> bool {
        word.iter().all(|&byte| self.next() == byte)
    }

    fn string(&mut self) -> bool {
        if !self.eat(b'"') {
            return false;
        }
        loop {
            match self.next() {
                b'"' => return true,
                b'\\' => match self.next() {
                    b'u' if (0..4).all(|_| self.next().is_ascii_hexdigit()) => {}
                    b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => {}
                    _ => return false,
                },
                0..0x20 => return false,
                _ => {}
            }
        }
    }

    fn number(&mut self) -> bool {
        self.eat(b'-');
        let is_whole = self.eat(b'0') || self.digits();
        if !is_whole || self.eat(b'.') && !self.digits() {
            return false;
        }
        if matches!(self.peek(), b'e' | b'E') {
            self.at += 1;
            if !self.eat(b'+') {
                self.eat(b'-');
            }
            return self.digits();
        }
        true
    }

    fn digits(&mut self) -> bool {
        let from = self.at;
        while self.peek().is_ascii_digit() {
            self.at += 1;
        }
        self.at > from
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::Value;

    fn any_json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            any::<String>().prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 32, 6, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
                prop::collection::btree_map(any::<String>(), inner, 0..6)
                    .prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }

    #[test]
    fn whole_numbers_are_told_from_other_text() {
        assert_eq!(parse_integer("0"), Some(0));
        assert_eq!(parse_integer("9007199254740992"), Some(1 << 53));
        for text in ["", "-1", "+1", "1.5", "1e3", " 1", "99999999999999999999"] {
            assert_eq!(parse_integer(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn strings_survive_encoding_and_decoding(value in any::<String>()) {
            let text = string(&value);
            prop_assert_eq!(&serde_json::from_str::<String>(&text).unwrap(), &value);
            prop_assert_eq!(decode_string(&text).unwrap(), value);
        }

        #[test]
        fn every_object_is_read_as_serde_json_reads_it(value in any_json()) {
            for text in [value.to_string(), serde_json::to_string_pretty(&value).unwrap()] {
                match Object::parse(&text) {
                    Some(object) => {
                        prop_assert!(value.is_object());
                        let theirs: Value = serde_json::from_str(&text).unwrap();
                        prop_assert_eq!(serde_json::from_str::<Value>(&object.text()).unwrap(), theirs);
                    }
                    None => prop_assert!(!value.is_object()),
                }
            }
        }

        #[test]
        fn what_serde_json_refuses_is_refused(text in r#"[\{\}\[\]",:0-9eE.+\\utrfalsn \-]{0,24}"#) {
            let text = format!("{{\"a\":{text}}}");
            let theirs = serde_json::from_str::<Value>(&text).is_ok();
            // serde_json also refuses numbers beyond f64 and lone surrogates, which are well-formed by the RFC.
            if theirs {
                prop_assert!(Object::parse(&text).is_some(), "{text}");
            } else if !text.contains(['e', 'E', 'u']) {
                prop_assert!(Object::parse(&text).is_none(), "{text}");
            }
        }

        #[test]
        fn integers_are_decimal(value in any::<u64>()) {
            prop_assert_eq!(integer(value), value.to_string());
        }
    }

    #[test]
    fn escapes_of_characters_beyond_the_basic_plane_are_joined() {
        assert_eq!(decode_string(r#""\ud83d\ude00\ud83d""#).unwrap(), "😀\u{fffd}");
        assert_eq!(decode_string(r#""\ud83d\u0041""#).unwrap(), "\u{fffd}A");
    }

    #[test]
    fn deep_nesting_is_refused_and_does_not_overflow() {
        let text = "{\"a\":".repeat(100_000);
        assert!(Object::parse(&text).is_none());
    }

    #[test]
    fn seconds_keep_three_decimals() {
        assert_eq!(seconds(1_700_000_000_042), "1700000000.042");
    }

    #[test]
    fn elements_of_an_array() {
        assert_eq!(elements(r#" [1, "a,b" ,[2]] "#).unwrap(), ["1", "\"a,b\"", "[2]"]);
        assert!(elements("{}").is_none());
    }
}
