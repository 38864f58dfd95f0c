//! The views of a page: each `$pageview`, and the `$pageleave` at its end, tells of the view before (posthog-autocapture §1).

use crate::json::{self, Object};

/// A view that goes on.
#[derive(Debug)]
struct View {
    id: String,
    pathname: String,
    since: u64,
}

/// Knows the current view, and how long it was seen. Never stored; a new session begins without a view. Times are
/// milliseconds since the Unix epoch.
#[derive(Debug, Default)]
pub struct Pageviews {
    current: Option<View>,
    /// For how long the view was seen while the page was not hidden, before `seen_since`.
    seen: u64,
    /// Since when it is seen now.
    seen_since: Option<u64>,
    /// The uuid of the view's `$pageleave`.
    leave: String,
}

impl Pageviews {
    /// The current view's id: the uuid of its `$pageview`.
    pub fn id(&self) -> Option<&str> {
        self.current.as_ref().map(|view| &*view.id)
    }

    /// Another view begins.
    pub fn begin(&mut self, id: &str, pathname: &str, now: u64) {
        self.clear(now);
        self.current = Some(View { id: id.to_owned(), pathname: pathname.to_owned(), since: now });
    }

    /// The page can be seen.
    pub fn shown(&mut self, now: u64) {
        self.seen_since.get_or_insert(now);
    }

    /// The page cannot be seen any more, so that the visitor may have left. Gives the uuid of the `$pageleave`, one for all
    /// leaves of a view, of which the last counts; nothing where the page was not seen since the last one.
    pub fn left(&mut self, now: u64, uuid: impl FnOnce() -> String) -> Option<String> {
        self.seen += now.saturating_sub(self.seen_since.take()?);
        if self.leave.is_empty() {
            self.leave = uuid();
        }
        Some(self.leave.clone())
    }

    /// Adds what is known of the current view to the event that ends it; `scrolled` is what the page tells.
    pub fn describe_previous(&self, properties: &mut Object, scrolled: &str, now: u64) {
        let Some(view) = &self.current else { return };
        let seen = self.seen + self.seen_since.map_or(0, |since| now.saturating_sub(since));
        properties.put_all(&Object::read(scrolled));
        properties.put_string("$prev_pageview_id", &view.id);
        properties.put_string("$prev_pageview_pathname", &view.pathname);
        properties.put("$prev_pageview_duration", &json::seconds(now.saturating_sub(view.since)));
        properties.put("$prev_pageview_active_duration", &json::seconds(seen));
    }

    /// Forgets the current view.
    pub fn clear(&mut self, now: u64) {
        *self = Self { seen_since: self.seen_since.and(Some(now)), ..Self::default() };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(pageviews: &Pageviews, now: u64) -> String {
        let mut properties = Object::default();
        pageviews.describe_previous(&mut properties, r#"{"depth":7}"#, now);
        properties.text()
    }

    #[test]
    fn each_view_tells_of_the_one_before() {
        let mut pageviews = Pageviews::default();
        pageviews.shown(500);
        assert_eq!(told(&pageviews, 1000), "{}");
        pageviews.begin("one", "/a", 1000);
        assert_eq!(
            told(&pageviews, 3500),
            r#"{"depth":7,"$prev_pageview_id":"one","$prev_pageview_pathname":"/a","$prev_pageview_duration":2.500,"$prev_pageview_active_duration":2.500}"#
        );
        assert_eq!(pageviews.id(), Some("one"));
        pageviews.clear(4000);
        assert_eq!((pageviews.id(), told(&pageviews, 5000)), (None, "{}".into()));
    }

    #[test]
    fn a_view_is_left_once_each_time_it_was_seen_always_under_one_uuid() {
        let mut pageviews = Pageviews::default();
        pageviews.begin("one", "/a", 0);
        assert_eq!(pageviews.left(100, || unreachable!()), None, "nobody saw it");
        pageviews.shown(1000);
        pageviews.shown(1500);
        assert_eq!(pageviews.left(3000, || "leave".into()), Some("leave".into()));
        assert_eq!(pageviews.left(4000, || unreachable!()), None, "told already");
        pageviews.shown(10_000);
        assert_eq!(pageviews.left(10_500, || unreachable!()), Some("leave".into()));
        assert!(
            told(&pageviews, 20_000)
                .ends_with(r#""$prev_pageview_duration":20.000,"$prev_pageview_active_duration":2.500}"#)
        );
        pageviews.shown(30_000);
        pageviews.begin("two", "/b", 31_000);
        assert_eq!(pageviews.left(33_000, || "another".into()), Some("another".into()));
        assert!(told(&pageviews, 33_000).contains(r#""$prev_pageview_active_duration":2.000"#));
    }
}
