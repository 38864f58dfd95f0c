//! Consistent hashing: the same identifier gives the same number, here and in PostHog's libraries.

use sha1::{Digest, Sha1};

/// What fifteen hexadecimal digits hold at most.
const SCALE: f64 = 0x0fff_ffff_ffff_ffff_u64 as f64;

/// A number from 0 to 1 for `identifier`: the first fifteen hexadecimal digits of the SHA-1 of all three texts.
fn hash(prefix: &[&str], identifier: &str, salt: &str) -> f64 {
    let mut sha = Sha1::new();
    for part in prefix.iter().chain(&[identifier, salt]) {
        sha.update(part.as_bytes());
    }
    let first = sha.finalize().iter().take(8).fold(0, |number: u64, byte| number << 8 | u64::from(*byte));
    (first >> 4) as f64 / SCALE
}

/// Where `identifier` stands in the roll-out of a flag.
pub fn rollout(flag: &str, identifier: &str) -> f64 {
    hash(&[flag, "."], identifier, "")
}

/// Where `identifier` stands among the variants of a flag.
pub fn variant(flag: &str, identifier: &str) -> f64 {
    hash(&[flag, "."], identifier, "variant")
}

/// Where `identifier` stands in a holdout, which is the same for all flags.
pub fn holdout(identifier: &str) -> f64 {
    hash(&["holdout-"], identifier, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_vectors() {
        // One of them was computed with exact integers, which differs in the seventeenth digit.
        let same = |hash: f64, published: f64| assert!((hash - published).abs() < 1e-15, "{hash} {published}");
        same(holdout("some_distinct_id"), 0.7270002403585725);
        same(rollout("simple-flag", "distinct_id"), 0.3457103347480679);
        same(variant("simple-flag", "distinct_id"), 0.5441445815159149);
        same(rollout("my-flag", "user-1"), 0.163427915624657);
        same(variant("my-flag", "user-1"), 0.03834367294165884);
    }
}
