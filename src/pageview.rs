//! The views of a page: each `$pageview`, and the `$pageleave` at its end, tells of the view before (posthog-autocapture §1).

use crate::json::{self, Object};

/// A view that goes on.
#[derive(Debug)]
struct View {
    id: String,
    pathname: String,
    since: u64,
}

/// Knows the current view. Never stored; a new session begins without one.
#[derive(Debug, Default)]
pub struct Pageviews {
    current: Option<View>,
}

impl Pageviews {
    /// The current view's id: the uuid of its `$pageview`.
    pub fn id(&self) -> Option<&str> {
        self.current.as_ref().map(|view| &*view.id)
    }

    /// Another view begins at `now` (milliseconds since the Unix epoch).
    pub fn begin(&mut self, id: &str, pathname: &str, now: u64) {
        self.current = Some(View { id: id.to_owned(), pathname: pathname.to_owned(), since: now });
    }

    /// Adds what is known of the current view to the event that ends it.
    pub fn describe_previous(&self, properties: &mut Object<'_>, now: u64) {
        let Some(view) = &self.current else { return };
        properties.set("$prev_pageview_id", json::string(&view.id));
        properties.set("$prev_pageview_pathname", json::string(&view.pathname));
        properties.set("$prev_pageview_duration", json::seconds(now.saturating_sub(view.since)));
    }

    /// Forgets the current view.
    pub fn clear(&mut self) {
        self.current = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_view_tells_of_the_one_before() {
        let mut pageviews = Pageviews::default();
        let mut properties = Object::default();
        pageviews.describe_previous(&mut properties, 1000);
        assert!(properties.is_empty());
        pageviews.begin("one", "/a", 1000);
        pageviews.describe_previous(&mut properties, 3500);
        let expected = r#"{"$prev_pageview_id":"one","$prev_pageview_pathname":"/a","$prev_pageview_duration":2.500}"#;
        assert_eq!((properties.text().as_str(), pageviews.id()), (expected, Some("one")));
        pageviews.clear();
        assert_eq!(pageviews.id(), None);
    }
}
