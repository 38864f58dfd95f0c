//! The page's own limit on how many events it sends (posthog-wire §8): a bucket of tokens, one an event. In memory; a
//! stored one would cost a write with every event. What is captured by itself has a bucket of its own, so that it takes
//! nothing from what the page captures.

use super::Client;
use crate::json;
use crate::platform::Platform;
use crate::text::is_in;

const WARNING: &str = "$$client_ingestion_warning";
/// Where the page sets no limit: an ordinary burst passes, a loop without end does not. A second, and at once.
const DEFAULT: (u64, u64) = (50, 5000);
const AUTOMATIC: &str = "$autocapture,$copy_autocapture,$rageclick";

/// The bucket. Tokens are counted in thousandths.
#[derive(Debug, Default)]
pub(super) struct Bucket {
    filled_at: Option<u64>,
    tokens: f64,
    dropped: u64,
}

impl<P: Platform> Client<P> {
    /// Takes a token for an event at `at`. Where there is none, the event counts as dropped, and an event says so, the first
    /// time in a row.
    pub(super) fn take_token(&mut self, event: &str, at: u64) -> bool {
        let (per_second, burst) = self.config.rate_limit.unwrap_or(DEFAULT);
        let now = self.platform.elapsed();
        let full = burst as f64 * 1000.0;
        let bucket = &mut self.buckets[usize::from(is_in(AUTOMATIC, event))];
        let refilled = match bucket.filled_at {
            Some(before) => now.saturating_sub(before) as f64 * per_second as f64 + bucket.tokens,
            None => full,
        };
        bucket.tokens = refilled.min(full);
        bucket.filled_at = Some(now);
        if bucket.tokens >= 1000.0 {
            bucket.tokens -= 1000.0;
            bucket.dropped = 0;
            return true;
        }
        bucket.dropped += 1;
        self.outbox.count_drop();
        if bucket.dropped == 1 {
            let mut message = String::from("client rate limited: events dropped. Config is set to ");
            json::push_integer(&mut message, per_second);
            message.push_str(" events per second and ");
            json::push_integer(&mut message, burst);
            message.push_str(" events burst limit.");
            let mut properties = String::from("{");
            json::push_string_member(&mut properties, "$$client_ingestion_warning_message", &message);
            properties.push('}');
            self.capture(WARNING, &properties, "{\"skip_client_rate_limiting\":true}", at);
        }
        false
    }

    /// The number of tokens left, where there is a limit.
    pub(super) fn remaining_tokens(&self) -> Option<String> {
        self.config.rate_limit.map(|_| json::seconds(self.buckets[0].tokens as u64))
    }
}
