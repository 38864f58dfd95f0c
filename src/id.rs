//! Ids: UUIDv7 (RFC 9562 §5.7) in the order of their making, and short random ids.

use crate::platform::Platform;

/// A clock that runs back by less than this keeps counting from where it was.
const ROLLBACK_MS: u64 = 10_000;
const COUNTER_BITS: u32 = 42;
/// Bytes fetched at a time: some twenty events' worth.
const POOL: usize = 512;

/// Makes ids. Random bytes are fetched from the platform in one go for many ids.
#[derive(Debug)]
pub struct Ids {
    pool: [u8; POOL],
    left: usize,
    last_ms: u64,
    counter: u64,
}

impl Default for Ids {
    fn default() -> Self {
        Self { pool: [0; POOL], left: 0, last_ms: 0, counter: 0 }
    }
}

impl Ids {
    /// A UUIDv7 of time `now` (milliseconds since the Unix epoch), greater than each one before it: a 42-bit counter
    /// starts at random in each millisecond and counts on within it (RFC 9562 §6.2, method 1).
    pub fn uuid<P: Platform>(&mut self, platform: &P, now: u64) -> String {
        if now > self.last_ms || now + ROLLBACK_MS <= self.last_ms {
            self.last_ms = now;
            // The top bit stays free, so that the counter has room to grow.
            self.counter = self.random(platform, 6) >> (48 - COUNTER_BITS + 1);
        } else {
            self.counter += 1;
            if self.counter >> COUNTER_BITS != 0 {
                self.counter = 0;
                self.last_ms += 1;
            }
        }
        let high = (self.counter >> 30) as u16;
        let low = (self.counter & 0x3fff_ffff) as u32;
        let tail = self.random(platform, 4) as u32;
        let mut bytes = [0; 10];
        bytes[..2].copy_from_slice(&high.to_be_bytes());
        bytes[2..6].copy_from_slice(&low.to_be_bytes());
        bytes[6..].copy_from_slice(&tail.to_be_bytes());
        let uuid = uuid::Builder::from_unix_timestamp_millis(self.last_ms, &bytes).into_uuid();
        String::from(&*uuid.hyphenated().encode_lower(&mut [0; uuid::fmt::Hyphenated::LENGTH]))
    }

    /// Sixteen random characters of `0-9a-z`.
    pub fn short<P: Platform>(&mut self, platform: &P) -> String {
        let mut id = String::new();
        for _ in 0..16 {
            id.push(b"0123456789abcdefghijklmnopqrstuvwxyz"[(self.random(platform, 1) % 36) as usize] as char);
        }
        id
    }

    /// A random whole number below `256^bytes`, for `bytes` up to 8.
    pub fn random<P: Platform>(&mut self, platform: &P, bytes: usize) -> u64 {
        if self.left < bytes {
            platform.random(&mut self.pool);
            self.left = self.pool.len();
        }
        self.left -= bytes;
        self.pool[self.left..self.left + bytes].iter().fold(0, |number, byte| number << 8 | u64::from(*byte))
    }
}

/// Whether `text` has the form of a UUID, of any version. (The parser of the `uuid` crate is 1.2 KB of wasm.)
pub fn is_uuid(text: &str) -> bool {
    let is_right = |(at, byte): (usize, u8)| match at {
        8 | 13 | 18 | 23 => byte == b'-',
        _ => byte.is_ascii_hexdigit(),
    };
    text.len() == 36 && text.bytes().enumerate().all(is_right)
}

/// The time of a UUIDv7, in milliseconds since the Unix epoch; `None` for anything else.
pub fn time(text: &str) -> Option<u64> {
    if !is_uuid(text) || text.as_bytes()[14] != b'7' {
        return None;
    }
    let digits = text.bytes().take(13).filter_map(|byte| char::from(byte).to_digit(16));
    Some(digits.fold(0, |time, digit| time << 4 | u64::from(digit)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::World;

    #[test]
    fn uuids_ascend_within_a_millisecond_and_over_a_small_rollback() {
        let world = World::default();
        let mut ids = Ids::default();
        let mut times = Vec::from([1_700_000_000_000; 5000]);
        times.extend([1_700_000_000_001, 1_699_999_999_000, 1_700_000_000_000]);
        let uuids: Vec<String> = times.iter().map(|&now| ids.uuid(&world, now)).collect();
        assert!(uuids.is_sorted());
        assert!(uuids.iter().all(|id| uuid::Uuid::try_parse(id).unwrap().get_version_num() == 7));
        assert_eq!(uuid::Uuid::try_parse(&uuids[0]).unwrap().get_timestamp().unwrap().to_unix().0, 1_700_000_000);
    }

    #[test]
    fn a_clock_set_back_is_followed() {
        let world = World::default();
        let mut ids = Ids::default();
        let late = ids.uuid(&world, 1_700_000_000_000);
        assert!(ids.uuid(&world, 1_700_000_000_000 - ROLLBACK_MS) < late);
    }

    #[test]
    fn the_time_of_an_id_is_the_time_of_its_making() {
        let id = Ids::default().uuid(&World::default(), 1_700_000_000_042);
        assert_eq!(time(&id), Some(1_700_000_000_042));
        assert_eq!(time("0190163d-8694-439b-aea5-966c26f8ad91"), None, "version 4");
        assert_eq!(time(""), None);
    }

    #[test]
    fn short_ids_are_sixteen_base36_characters() {
        let id = Ids::default().short(&World::default());
        assert_eq!(id.len(), 16);
        assert!(id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()));
    }

    #[test]
    fn uuids_are_told_from_other_text() {
        assert!(is_uuid("0190163d-8694-739b-aea5-966c26f8ad91"));
        assert!(!is_uuid("0190163d8694739baea5966c26f8ad91"));
        assert!(!is_uuid("{190163d-8694-739b-aea5-966c26f8ad91"));
        assert!(!is_uuid("0190163d-8694-739b-aea5-966c26f8ad9g"));
        assert!(!is_uuid("0190163d-8694-739b-aea5966c-26f8ad91"));
    }
}
