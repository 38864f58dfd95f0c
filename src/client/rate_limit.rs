//! The page's own limit on how many events it sends (posthog-wire §8): a bucket of tokens, one an event. In memory; a
//! stored one would cost a write with every event. What is captured by itself has a bucket of its own, so that it takes
//! nothing from what the page captures.

use super::Client;
use crate::json;
use crate::platform::Platform;

const WARNING: &str = "$$client_ingestion_warning";
/// Where the page sets no limit: an ordinary burst passes, a loop without end does not. A second, and at once.
const DEFAULT: (u64, u64) = (50, 5000);
const AUTOMATIC: [&str; 3] = ["$autocapture", "$copy_autocapture", "$rageclick"];

/// The bucket. Tokens are counted in thousandths.
#[derive(Debug, Default)]
pub(super) struct Bucket {
    filled_at: Option<u64>,
    tokens: u64,
    dropped: u64,
}

impl<P: Platform> Client<P> {
    /// Takes a token for an event at `at`. Where there is none, the event counts as dropped, and an event says so, the first
    /// time in a row.
    pub(super) fn take_token(&mut self, event: &str, at: u64) -> bool {
        let (per_second, burst) = self.config.rate_limit.unwrap_or(DEFAULT);
        let now = self.platform.elapsed();
        let full = burst.saturating_mul(1000);
        let bucket = &mut self.buckets[usize::from(AUTOMATIC.contains(&event))];
        let refilled = match bucket.filled_at {
            Some(before) => now.saturating_sub(before).saturating_mul(per_second).saturating_add(bucket.tokens),
            None => full,
        };
        bucket.tokens = refilled.min(full);
        bucket.filled_at = Some(now);
        if bucket.tokens >= 1000 {
            bucket.tokens -= 1000;
            bucket.dropped = 0;
            return true;
        }
        bucket.dropped += 1;
        self.outbox.count_drop();
        if bucket.dropped == 1 {
            let message = [
                "client rate limited: events dropped. Config is set to ",
                &json::integer(per_second),
                " events per second and ",
                &json::integer(burst),
                " events burst limit.",
            ];
            let mut properties = String::from("{");
            json::push_member(&mut properties, "$$client_ingestion_warning_message", &json::string(&message.concat()));
            properties.push('}');
            self.capture(WARNING, &properties, "{\"skip_client_rate_limiting\":true}", at);
        }
        false
    }

    /// The number of tokens left, where there is a limit.
    pub(super) fn remaining_tokens(&self) -> Option<String> {
        self.config.rate_limit.map(|_| json::seconds(self.buckets[0].tokens))
    }
}
