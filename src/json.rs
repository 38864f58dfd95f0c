//! JSON as text: the tracker never builds a value tree. An [`Object`] knows where its keys and values stand in the text
//! and keeps every value as it was written (RFC 8259).

use std::borrow::Cow;

use crate::text::until;

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
        out.push_str(&value[clean_from..at]);
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
    out.push_str(&value[clean_from..]);
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

/// Milliseconds as a decimal number of seconds, such as `12.034`.
pub fn seconds(milliseconds: u64) -> String {
    let mut out = integer(milliseconds / 1000);
    let fraction = milliseconds % 1000;
    out.push('.');
    for digit in [fraction / 100, fraction / 10 % 10, fraction % 10] {
        out.push((b'0' + digit as u8) as char);
    }
    out
}

/// `true` or `false`.
pub fn boolean(value: bool) -> &'static str {
    if value { "true" } else { "false" }
}

/// The text of a JSON string (with its quotes) as the string that it stands for; `None` when `text` is no JSON string.
pub fn decode_string(text: &str) -> Option<Cow<'_, str>> {
    let inner = text.strip_prefix('"')?.strip_suffix('"')?;
    let mut rest = inner;
    let mut out = String::new();
    loop {
        let clean = until(rest, b"\\");
        if clean.len() == inner.len() {
            return Some(Cow::Borrowed(inner));
        }
        out.push_str(clean);
        if clean.len() == rest.len() {
            return Some(Cow::Owned(out));
        }
        let at = clean.len();
        let escaped = *rest.as_bytes().get(at + 1)?;
        rest = rest.get(at + 2..)?;
        match escaped {
            b'"' | b'\\' | b'/' => out.push(escaped as char),
            b'n' => out.push('\n'),
            b'r' => out.push('\r'),
            b't' => out.push('\t'),
            b'b' => out.push('\u{8}'),
            b'f' => out.push('\u{c}'),
            b'u' => {
                let unit = take_hex(&mut rest)?;
                // A lone surrogate is no character: it becomes U+FFFD, as when UTF-16 is decoded with replacement.
                let code = if (0xd800..0xdc00).contains(&unit) && rest.starts_with("\\u") {
                    let mut after = &rest[2..];
                    let low = take_hex(&mut after)?;
                    if (0xdc00..0xe000).contains(&low) {
                        rest = after;
                        0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00)
                    } else {
                        unit
                    }
                } else {
                    unit
                };
                out.push(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
            }
            _ => return None,
        }
    }
}

fn take_hex(rest: &mut &str) -> Option<u32> {
    let digits = rest.get(..4)?;
    *rest = &rest[4..];
    digits.bytes().try_fold(0, |unit, byte| Some(unit * 16 + (byte as char).to_digit(16)?))
}

/// The members of a JSON object in their order, each value as the text it was written in.
///
/// Keys are taken to be different, as `JSON.stringify` writes them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Object<'a> {
    members: Vec<(Cow<'a, str>, Cow<'a, str>)>,
}

impl<'a> Object<'a> {
    /// Reads a JSON object; `None` when `text` is anything else, is malformed or nests deeper than 100 levels.
    pub fn parse(text: &'a str) -> Option<Self> {
        let mut scanner = Scanner { text, at: 0 };
        let mut object = Self::default();
        scanner.space();
        scanner.members(|key, value| {
            object.members.push((decode_string(key)?, value.into()));
            Some(())
        })?;
        scanner.space();
        (scanner.at == text.len()).then_some(object)
    }

    /// The text of a member's value.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.members.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_ref())
    }

    /// A member's value, where it is a string.
    pub fn get_string(&self, key: &str) -> Option<Cow<'_, str>> {
        self.get(key).and_then(decode_string)
    }

    /// A member's value, where it is an object; an empty one otherwise.
    pub fn get_object(&self, key: &str) -> Object<'static> {
        self.get(key).and_then(Object::parse).unwrap_or_default().into_owned()
    }

    /// A member's value, where it is a whole number from 0 to 2^53.
    pub fn get_integer(&self, key: &str) -> Option<u64> {
        self.get(key)?.parse().ok()
    }

    /// Whether a member's value counts as true in ECMAScript; `None` where there is none, or `null`.
    pub fn get_truth(&self, key: &str) -> Option<bool> {
        self.get(key).filter(|value| *value != "null").map(|value| !matches!(value, "false" | "0" | "\"\""))
    }

    /// Writes a member; `value` must be JSON text. Says whether anything changed.
    pub fn set(&mut self, key: impl Into<Cow<'a, str>>, value: impl Into<Cow<'a, str>>) -> bool {
        self.put(key.into(), value.into())
    }

    fn put(&mut self, key: Cow<'a, str>, value: Cow<'a, str>) -> bool {
        match self.members.iter_mut().find(|(name, _)| *name == key) {
            Some((_, old)) if *old == value => return false,
            Some((_, old)) => *old = value,
            None => self.members.push((key, value)),
        }
        true
    }

    /// Deletes a member and gives the text of its value.
    pub fn take(&mut self, key: &str) -> Option<Cow<'a, str>> {
        let at = self.members.iter().position(|(name, _)| name == key)?;
        Some(self.members.remove(at).1)
    }

    /// Deletes the members whose key does not pass `test`.
    pub fn retain(&mut self, test: impl Fn(&str) -> bool) {
        self.members.retain(|(key, _)| test(key));
    }

    /// Whether there is such a member.
    pub fn contains(&self, key: &str) -> bool {
        self.members.iter().any(|(name, _)| name == key)
    }

    /// The members, in order: key, text of the value.
    pub fn members(&self) -> &[(Cow<'a, str>, Cow<'a, str>)] {
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

    /// The same object, holding its own text.
    pub fn into_owned(self) -> Object<'static> {
        let members = self.members.into_iter();
        Object { members: members.map(|(k, v)| (Cow::Owned(k.into_owned()), Cow::Owned(v.into_owned()))).collect() }
    }
}

/// Appends the members of `object` that are in none of `hidden` to an object that is being written.
pub fn push_members(out: &mut String, object: &Object<'_>, hidden: &[&Object<'_>]) {
    for (key, value) in &object.members {
        if !hidden.iter().any(|object| object.contains(key)) {
            push_member(out, key, value);
        }
    }
}

/// Appends one `"key":value` pair, after a comma unless it opens the object.
pub fn push_member(out: &mut String, key: &str, value: &str) {
    if !out.ends_with('{') {
        out.push(',');
    }
    push_string(out, key);
    out.push(':');
    out.push_str(value);
}

/// The elements of a JSON array, each as its text; `None` when `text` is no array.
pub fn elements(text: &str) -> Option<Vec<&str>> {
    let mut scanner = Scanner { text, at: 0 };
    let mut elements = Vec::new();
    scanner.space();
    scanner.items(&mut |element| elements.push(element), 0)?;
    scanner.space();
    (scanner.at == text.len()).then_some(elements)
}

/// The strings of a JSON array; what is no string is left out.
pub fn strings(text: &str) -> Vec<String> {
    let elements = elements(text).unwrap_or_default();
    elements.into_iter().filter_map(|element| decode_string(element).map(Into::into)).collect()
}

struct Scanner<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Scanner<'a> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn eat(&mut self, byte: u8) -> bool {
        let there = self.peek() == Some(byte);
        self.at += usize::from(there);
        there
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn members(&mut self, mut member: impl FnMut(&'a str, &'a str) -> Option<()>) -> Option<()> {
        self.members_at(&mut member, 0)
    }

    fn members_at(&mut self, member: &mut dyn FnMut(&'a str, &'a str) -> Option<()>, depth: usize) -> Option<()> {
        self.eat(b'{').then_some(())?;
        self.space();
        if self.eat(b'}') {
            return Some(());
        }
        loop {
            self.space();
            let key_from = self.at;
            self.string()?;
            let key = &self.text[key_from..self.at];
            self.space();
            self.eat(b':').then_some(())?;
            member(key, self.value(depth + 1)?)?;
            if !self.eat(b',') {
                return self.eat(b'}').then_some(());
            }
        }
    }

    fn items(&mut self, item: &mut dyn FnMut(&'a str), depth: usize) -> Option<()> {
        self.eat(b'[').then_some(())?;
        self.space();
        if self.eat(b']') {
            return Some(());
        }
        loop {
            item(self.value(depth + 1)?);
            if !self.eat(b',') {
                return self.eat(b']').then_some(());
            }
        }
    }

    /// One value with the space around it; gives its text without that space.
    fn value(&mut self, depth: usize) -> Option<&'a str> {
        if depth > MAX_DEPTH {
            return None;
        }
        self.space();
        let from = self.at;
        match self.peek()? {
            b'{' => self.members_at(&mut |_, _| Some(()), depth)?,
            b'[' => self.items(&mut |_| {}, depth)?,
            b'"' => self.string()?,
            b't' => self.word("true")?,
            b'f' => self.word("false")?,
            b'n' => self.word("null")?,
            _ => self.number()?,
        }
        let text = &self.text[from..self.at];
        self.space();
        Some(text)
    }

    fn word(&mut self, word: &str) -> Option<()> {
        self.text[self.at..].starts_with(word).then(|| self.at += word.len())
    }

    fn string(&mut self) -> Option<()> {
        self.eat(b'"').then_some(())?;
        loop {
            let byte = self.peek()?;
            self.at += 1;
            match byte {
                b'"' => return Some(()),
                b'\\' => {
                    let escaped = self.peek()?;
                    self.at += 1;
                    match escaped {
                        b'u' => {
                            let digits = self.text.as_bytes().get(self.at..self.at + 4)?;
                            digits.iter().all(u8::is_ascii_hexdigit).then(|| self.at += 4)?;
                        }
                        b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => {}
                        _ => return None,
                    }
                }
                0..0x20 => return None,
                _ => {}
            }
        }
    }

    fn number(&mut self) -> Option<()> {
        self.eat(b'-');
        if !self.eat(b'0') {
            self.digits()?;
        }
        if self.eat(b'.') {
            self.digits()?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            if !self.eat(b'+') {
                self.eat(b'-');
            }
            self.digits()?;
        }
        Some(())
    }

    fn digits(&mut self) -> Option<()> {
        let from = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        (self.at > from).then_some(())
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
