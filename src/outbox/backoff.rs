//! How long to wait before another attempt.

pub(super) const LONGEST_MS: u64 = 30 * 60 * 1000;
/// Where nobody answers it may be an ad blocker: that costs five requests in ten minutes at most.
const UNANSWERED: [u64; 5] = [1000, 4000, 20_000, 160_000, 1_100_000];

/// Milliseconds to wait after `failures` failed attempts in a row (at least one). `random` spreads the waits of many
/// pages over the second half of the interval, so that a server that comes back is not hit by all at once.
pub(super) fn delay(failures: u32, is_unanswered: bool, random: u64) -> u64 {
    let before = failures.saturating_sub(1);
    let longest = if is_unanswered {
        UNANSWERED.get(before as usize).copied().unwrap_or(LONGEST_MS)
    } else {
        1000u64.saturating_mul(1 << before.min(20)).min(LONGEST_MS)
    };
    longest / 2 + random % (longest / 2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn waits_grow_and_stay_within_their_bounds(failures in 1u32.., unanswered: bool, random: u64) {
            let wait = delay(failures, unanswered, random);
            prop_assert!((500..LONGEST_MS).contains(&wait));
            let later = delay(failures.saturating_add(2), unanswered, 0);
            prop_assert!(later >= wait || wait >= LONGEST_MS / 4);
        }
    }

    #[test]
    fn the_first_waits_are_short_and_who_is_blocked_asks_five_times_in_ten_minutes() {
        for random in [0, 1 << 40, u64::MAX] {
            assert!((100..1000).contains(&delay(1, true, random)));
            assert!(delay(1, true, random) + delay(2, true, random) < 5000);
            let requests_before = |minutes: u64| {
                let mut at = 0;
                (1..)
                    .take_while(|&failures| {
                        at += delay(failures, true, random);
                        at < minutes * 60_000
                    })
                    .count()
                    + 1
            };
            assert!(requests_before(10) <= 5, "{}", requests_before(10));
        }
    }
}
