//! lz-string, as `compressToBase64` writes it.
//!
//! Written here because a decoder must stop at a bound: this format may grow with the square of its input.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::error::Refusal;
use crate::ingest::encoding::too_long;
use crate::limits;

/// Codes with a meaning of their own; dictionary entries are numbered after them.
const CHARACTER_8: u32 = 0;
const CHARACTER_16: u32 = 1;
const END: u32 = 2;

/// Undoes lz-string in base64, up to [`limits::LZ_TEXT_BYTES`].
pub fn from_lz_base64(text: &[u8]) -> Result<String, Refusal> {
    let malformed = || Refusal::bad("body", "the body is not valid lz-string; send it whole, or as JSON");
    // The last character may stand alone, which is no base64; zeroes after the end mark mean nothing.
    let mut text = text.trim_ascii_end().to_vec();
    while text.pop_if(|byte| *byte == b'=').is_some() {}
    text.resize(text.len().next_multiple_of(4), b'A');
    let bytes = STANDARD.decode(text).map_err(|_| malformed())?;
    let units = decode(&bytes, limits::LZ_TEXT_BYTES)?.ok_or_else(malformed)?;
    let text = String::from_utf16(&units).map_err(|_| malformed())?;
    if text.len() > limits::LZ_TEXT_BYTES { Err(too_long(limits::LZ_TEXT_BYTES)) } else { Ok(text) }
}

/// Bits of the stream: highest of each byte first, but a number's lowest first.
struct Bits<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Bits<'_> {
    fn number(&mut self, bits: u32) -> Option<u32> {
        let mut number = 0;
        for place in 0..bits {
            let byte = *self.bytes.get(self.at / 8)?;
            number |= u32::from(byte >> (7 - self.at % 8) & 1) << place;
            self.at += 1;
        }
        Some(number)
    }

    /// A character that the dictionary does not hold yet.
    fn character(&mut self, code: u32) -> Option<u16> {
        u16::try_from(self.number(if code == CHARACTER_8 { 8 } else { 16 })?).ok()
    }
}

/// The text's UTF-16 units, or none where the stream is malformed. Dictionary entries are stretches of the text itself.
fn decode(bytes: &[u8], most: usize) -> Result<Option<Vec<u16>>, Refusal> {
    let mut bits = Bits { bytes, at: 0 };
    let mut text: Vec<u16> = Vec::new();
    let mut entries: Vec<(usize, usize)> = Vec::new();
    let mut width = 2;
    // Entries that may still be added before codes grow by a bit.
    let mut room = 1_usize;
    let mut previous: Option<(usize, usize)> = None;
    loop {
        let Some(code) = bits.number(width) else { return Ok(None) };
        let start = text.len();
        if code == END {
            return Ok(Some(text));
        } else if code == CHARACTER_8 || code == CHARACTER_16 {
            let Some(unit) = bits.character(code) else { return Ok(None) };
            text.push(unit);
            entries.push((start, 1));
            if previous.is_some() {
                (width, room) = grow(width, room);
            } else {
                width = 3;
                room = 4;
            }
        } else {
            let known = entries.get(code as usize - 3).copied();
            let next = entries.len() as u32 + 3;
            let (from, length) = match (known, previous) {
                (Some(entry), Some(_)) => entry,
                // The one entry that is being made by this very code: the previous stretch and its first unit.
                (None, Some((from, length))) if code == next => (from, length + 1),
                _ => return Ok(None),
            };
            if start + length > most {
                return Err(too_long(most));
            }
            for at in from..from + length {
                text.push(text[at]);
            }
        }
        if let Some((from, length)) = previous {
            entries.push((from, length + 1));
            (width, room) = grow(width, room);
        }
        previous = Some((start, text.len() - start));
    }
}

fn grow(width: u32, room: usize) -> (u32, usize) {
    match room - 1 {
        0 => (width + 1, 1 << width),
        left => (width, left),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn undoes_what_lz_string_writes() {
        let texts = [
            String::new(),
            "a".into(),
            "aaaaaaaaaaaaaaaaaaaa".into(),
            "hello hello hello, häßlich 世界 😀".into(),
            r#"{"event":"x","properties":{"distinct_id":"d","token":"t"}}"#.repeat(500),
            (0..20_000_u32).filter_map(char::from_u32).collect(),
        ];
        for text in texts {
            let packed = lz_str::compress_to_base64(&text);
            assert_eq!(from_lz_base64(packed.as_bytes()).unwrap(), text);
        }
    }

    proptest::proptest! {
        #[test]
        fn undoes_any_text(text in "[a-cé😀]{0,200}|.{0,60}") {
            proptest::prop_assert_eq!(from_lz_base64(lz_str::compress_to_base64(&text).as_bytes()).unwrap(), text);
        }

        #[test]
        fn survives_any_bytes(bytes in proptest::collection::vec(0_u8.., 0..300)) {
            let _ = decode(&bytes, 10_000);
        }
    }

    #[test]
    fn a_bomb_is_stopped() {
        let bomb = lz_str::compress_to_uint8_array(&"a".repeat(100_000));
        assert!(matches!(decode(&bomb, 50_000), Err(Refusal::TooLarge { .. })));
    }

    #[test]
    fn garbage_is_refused() {
        for bytes in [&b"\xff\xff\xff"[..], b"\x00", b"", b"\xc0\xff\xff"] {
            assert!(matches!(decode(bytes, 1000), Ok(None)), "{bytes:?}");
        }
    }
}
