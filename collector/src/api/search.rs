//! Texts that are searched for in properties, keys and ids.

use crate::api::parameters::Parameters;
use crate::error::Refusal;
use crate::limits;

/// What is searched for, as patterns of SQLite's `LIKE`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Search {
    /// The text itself.
    pub(super) text: String,
    /// Texts that contain it.
    pub(super) pattern: String,
    /// JSON texts that may contain it, where it cannot stand in them in another form: a quick look before the thorough one.
    pub(super) in_json: String,
}

impl Search {
    /// What `search` says, if anything.
    pub(super) fn of(parameters: &Parameters) -> Result<Option<Self>, Refusal> {
        let Some(text) = parameters.text("search").filter(|text| !text.is_empty()) else { return Ok(None) };
        if text.len() > limits::SEARCH_BYTES {
            return Err(Refusal::bad("search", format!("at most {} bytes are possible", limits::SEARCH_BYTES)));
        }
        let pattern = pattern(&text);
        // JSON may hold any other character as `\u…`, or behind a backslash.
        let plain = text.chars().all(|c| c.is_ascii_alphanumeric() || " @._-:+".contains(c));
        let in_json = if plain { pattern.clone() } else { "%".into() };
        Ok(Some(Self { text, pattern, in_json }))
    }
}

/// The SQL of whether a value in `column`, JSON text, contains what is searched for. Names of properties do not count, nor
/// does the id of a person's first event, which nobody knows and which has many a short text in it by chance.
pub(super) fn in_values(column: &str, in_json: &str, pattern: &str) -> String {
    format!(
        r"({column} LIKE {in_json} ESCAPE '\' AND EXISTS (
            SELECT 1 FROM json_tree({column}) v
            WHERE v.type NOT IN ('true', 'false') AND v.key IS NOT '$creator_event_uuid' AND v.atom LIKE {pattern} ESCAPE '\'))"
    )
}

/// The pattern of texts that contain `search`.
fn pattern(search: &str) -> String {
    let escaped: String =
        search.chars().flat_map(|c| matches!(c, '%' | '_' | '\\').then_some('\\').into_iter().chain([c])).collect();
    format!("%{escaped}%")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_take_text_literally() {
        assert_eq!(pattern(r"a_b%c\"), r"%a\_b\%c\\%");
    }
}
