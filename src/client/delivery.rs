//! Getting the outbox's requests out: in time, after failures, and when the page goes.

use super::Client;
use crate::config::Config;
use crate::outbox;
use crate::platform::{Answer, Platform, Request};
use crate::session::Sessions;

impl<P: Platform> Client<P> {
    /// The platform's timer went off.
    pub fn tick(&mut self) {
        let now = self.platform.elapsed();
        self.wake_at = None;
        self.is_leaving = false;
        if let Some(request) = self.outbox.overdue(now) {
            self.answered(request, Answer::Unreachable);
        }
        if self.outbox.due().is_some_and(|due| due <= now) {
            self.flush();
        }
        self.wake_for_outbox(now);
    }

    /// Sends what waits, unless a request is on its way; its answer sends the rest.
    pub fn flush(&mut self) {
        let (platform, config) = (&self.platform, &self.config);
        let attempt = self.outbox.failures();
        if let Some((id, events)) = self.outbox.next_request(platform.elapsed()) {
            platform.send(Request { id, attempt, body: body(platform, config, events) });
        }
    }

    /// A request that was sent has ended.
    pub fn answered(&mut self, request: u32, answer: Answer) {
        let now = self.platform.elapsed();
        let random = self.ids.random(&self.platform, 4);
        let refused = self.outbox.answered(request, answer, now, random);
        if refused > 0 {
            self.log(&["the collector refused a request, its events are dropped"]);
        }
        self.wake_for_outbox(now);
    }

    /// The page is hidden and may never come back: everything that waits is handed to the browser, and everything that is
    /// captured before this task ends. A timer that still goes off shows that the page lives.
    pub fn hidden(&mut self) {
        self.is_leaving = true;
        self.leave();
        self.hand_over();
        self.platform.wake_after(0);
        self.save();
    }

    pub(super) fn hand_over(&mut self) {
        let (platform, config) = (&self.platform, &self.config);
        let take = |events: &[_]| platform.beacon(&body(platform, config, events));
        self.outbox.hand_over(take, platform.elapsed());
        // What no beacon would take goes as an ordinary request, which the page may live to see answered.
        self.flush();
    }

    /// The page goes: into the back/forward cache or for good.
    pub fn left(&mut self) {
        self.hidden();
        Sessions::unmark_window(&self.platform, &self.config);
    }

    /// Asks to be woken when the outbox has something to send. One timer is enough: an earlier one looks again.
    pub(super) fn wake_for_outbox(&mut self, now: u64) {
        let Some(due) = self.outbox.due() else { return };
        if self.wake_at.is_none_or(|at| due < at) {
            self.wake_at = Some(due);
            self.platform.wake_after(due.saturating_sub(now) as u32);
        }
    }
}

fn body<P: Platform>(platform: &P, config: &Config, events: &[String]) -> String {
    outbox::envelope(&config.token, events, &platform.iso(platform.now()))
}
