//! The module as text, for the bundles that hold everything.
//!
//! Base64 cuts bytes apart, so that compressors no longer see what repeats. Here a frequent byte is one character and any
//! other two, all of them printable ASCII: smaller than base64 raw (by a fifth), and once compressed as small as the bytes.

use std::fmt::Write;

/// The hand-written half of the script.
const UNPACK: &str = include_str!("unpack.js");

/// Characters that would need an escape in some kind of string, or could end a script element.
const LEFT_OUT: &[u8] = b"\"$'<\\`";

/// A script whose export `load` gives the bytes.
pub(crate) fn script(bytes: &[u8]) -> String {
    let characters: Vec<u8> = (b' '..=b'~').filter(|character| !LEFT_OUT.contains(character)).collect();
    // The last two introduce a second character.
    let (singles, prefixes) = characters.split_at(characters.len() - 2);

    let mut counts = [0_usize; 256];
    bytes.iter().for_each(|&byte| counts[usize::from(byte)] += 1);
    let mut ranked: Vec<usize> = (0..256).collect();
    ranked.sort_by_key(|&byte| usize::MAX - counts[byte]);
    let mut is_frequent = [false; 256];
    ranked.iter().take(singles.len()).for_each(|&byte| is_frequent[byte] = true);

    let mut codes: [(Option<u8>, u8); 256] = [(None, 0); 256];
    let frequent = (0..256).filter(|&byte| is_frequent[byte]);
    frequent.zip(singles).for_each(|(byte, &single)| codes[byte] = (None, single));
    let rare = (0..256).filter(|&byte| !is_frequent[byte]);
    let pairs = prefixes.iter().flat_map(|&prefix| singles.iter().map(move |&single| (Some(prefix), single)));
    rare.zip(pairs).for_each(|(byte, pair)| codes[byte] = pair);

    let mut text = String::with_capacity(bytes.len() * 5 / 4);
    for &byte in bytes {
        let (prefix, single) = codes[usize::from(byte)];
        text.extend(prefix.into_iter().chain([single]).map(char::from));
    }
    let mut bits = String::new();
    for eight in is_frequent.chunks(8) {
        let byte = eight.iter().enumerate().fold(0_u8, |byte, (at, &bit)| byte | u8::from(bit) << at);
        let _ = write!(bits, "{byte:02x}");
    }
    format!("const LENGTH = {};\nconst FREQUENT = '{bits}';\nconst TEXT = '{text}';\n{UNPACK}", bytes.len())
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;
    use crate::shell;

    /// What the script gives, in Node.
    fn unpacked(bytes: &[u8]) -> Vec<u8> {
        let script = script(bytes) + "\nconsole.log(JSON.stringify(Array.from(load())));";
        let text = shell::read(Command::new("node").args(["--input-type=module", "--eval", &script])).unwrap();
        serde_json::from_str(&text).unwrap()
    }

    #[test]
    fn the_script_gives_back_every_byte() {
        let mut bytes: Vec<u8> = (0..=255).chain((0..=255).rev()).collect();
        assert_eq!(unpacked(&bytes), bytes);
        bytes.extend(std::iter::repeat_n(0xff, 300));
        bytes.extend([0x00, 0x7f, 0x80].repeat(100));
        assert_eq!(unpacked(&bytes), bytes);
        assert!(unpacked(&[]).is_empty());
    }

    #[test]
    fn the_text_needs_no_escapes() {
        let script = script(&(0..=255).collect::<Vec<u8>>());
        let text = script.lines().find_map(|line| line.strip_prefix("const TEXT = '")?.strip_suffix("';")).unwrap();
        assert!(text.bytes().all(|byte| (b' '..=b'~').contains(&byte) && !LEFT_OUT.contains(&byte)));
    }
}
