//! The query parameters of the reading interface.

use axum::http::Uri;

use crate::error::Refusal;
use crate::limits;

/// The parameters of one request.
#[derive(Debug)]
pub struct Parameters(Vec<(String, String)>);

impl Parameters {
    /// The parameters of `uri`.
    pub fn of(uri: &Uri) -> Self {
        let query = uri.query().unwrap_or_default();
        Self(form_urlencoded::parse(query.as_bytes()).into_owned().collect())
    }

    /// A text, if it is given.
    pub fn text(&self, name: &str) -> Option<String> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone())
    }

    /// All texts of one name.
    pub fn texts(&self, name: &str) -> Vec<String> {
        self.0.iter().filter(|(key, _)| key == name).map(|(_, value)| value.clone()).collect()
    }

    /// An id of an event, if it is given.
    pub fn id(&self, name: &'static str) -> Result<Option<i64>, Refusal> {
        let parse = |text: String| text.parse().ok().filter(|id| *id >= 0);
        let wrong = || Refusal::bad(name, format!("`{name}` must be the id of an event, a whole number"));
        self.text(name).map(|text| parse(text).ok_or_else(wrong)).transpose()
    }

    /// How many rows are asked for.
    pub fn limit(&self) -> Result<i64, Refusal> {
        self.number("limit", limits::PAGE_ROWS).map(|rows| rows.unwrap_or(limits::PAGE_ROWS_DEFAULT))
    }

    /// A whole number from 1 to `most`, if it is given.
    pub fn number(&self, name: &'static str, most: i64) -> Result<Option<i64>, Refusal> {
        let parse = |text: String| text.parse().ok().filter(|number| (1..=most).contains(number));
        let wrong = || Refusal::bad(name, format!("`{name}` must be a whole number from 1 to {most}"));
        self.text(name).map(|text| parse(text).ok_or_else(wrong)).transpose()
    }

    /// One of several words, if it is given.
    pub fn choice<T: Copy>(&self, name: &'static str, words: &[(&str, T)]) -> Result<Option<T>, Refusal> {
        let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        let find = |text: String| words.iter().find(|(word, _)| *word == text).map(|(_, meant)| *meant);
        let wrong = || Refusal::bad(name, format!("`{name}` must be one of {}", known.join(", ")));
        self.text(name).map(|text| find(text).ok_or_else(wrong)).transpose()
    }
}
