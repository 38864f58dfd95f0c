//! How long to wait before another attempt.

/// Waits double from here.
const FIRST_MS: u64 = 1000;
const LONGEST_MS: u64 = 30 * 60 * 1000;

/// Milliseconds to wait after `failures` failed attempts in a row (at least one). `random` spreads the waits of many
/// pages over the second half of the interval, so that a server that comes back is not hit by all at once.
pub(super) fn delay(failures: u32, random: u64) -> u64 {
    let longest = FIRST_MS.saturating_mul(1 << failures.saturating_sub(1).min(20)).min(LONGEST_MS);
    longest / 2 + random % (longest / 2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn waits_grow_and_stay_within_their_bounds(failures in 1u32.., random: u64) {
            let wait = delay(failures, random);
            prop_assert!((FIRST_MS / 2..LONGEST_MS).contains(&wait));
            prop_assert!(delay(failures.saturating_add(2), 0) >= delay(failures, random) || wait >= LONGEST_MS / 2);
        }
    }
}
