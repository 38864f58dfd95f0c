//! Who saw which variant of a flag, and who of them reached the goal afterwards.

use std::ops::Range;

use rusqlite::{Connection, Result, Row, params};

use crate::experiments::record::Goal;
use crate::experiments::statistics::Counts;
use crate::flags::property::PropertyFilter;
use crate::text::Object;

/// What is counted.
#[derive(Debug)]
pub struct Question {
    /// The token of the project.
    pub token: String,
    /// The key of the flag.
    pub flag: String,
    /// The keys of its variants.
    pub variants: Vec<String>,
    /// The type of groups that get the variants, and not persons.
    pub group_type: Option<usize>,
    /// What they should do.
    pub goal: Goal,
    /// The times that count, in milliseconds.
    pub window: Range<i64>,
}

/// The answer.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// Of each variant, in the order of the question.
    pub variants: Vec<Counts>,
    /// Persons or groups that saw several variants, and are counted for none.
    pub several: u64,
}

/// Reads the calls and the goals of one person or group after the other, each in the order of time. Of events at the same
/// time the one that arrived first came first.
pub fn count(connection: &Connection, question: &Question) -> Result<Counted> {
    let unit = match question.group_type {
        None => "person_uuid".to_owned(),
        // Whoever sends events may send this property as anything.
        Some(index) => format!("nullif(CAST(properties ->> '$.\"$group_{index}\"' AS TEXT), '')"),
    };
    let sql = format!(
        "WITH mine AS (
            SELECT id, timestamp, event, properties, {unit} AS unit FROM events_with_person
            WHERE project_id = (SELECT id FROM projects WHERE token = ?1) AND timestamp >= ?2 AND timestamp < ?3
        )
        SELECT unit, timestamp, id, NULL AS variant, iif(?6, properties, NULL) FROM mine
        WHERE event = ?5 AND unit IS NOT NULL
        UNION ALL
        SELECT unit, timestamp, id, properties ->> '$.\"$feature_flag_response\"' AS variant, NULL FROM mine
        WHERE event = '$feature_flag_called' AND properties ->> '$.\"$feature_flag\"' = ?4
            AND json_type(properties, '$.\"$feature_flag_response\"') = 'text' AND unit IS NOT NULL
        ORDER BY unit, timestamp, id, variant"
    );
    let filters = question.goal.compile();
    let (window, goal) = (&question.window, &question.goal.event);
    let values = params![question.token, window.start, window.end, question.flag, goal, !filters.is_empty()];
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(values)?;
    let mut counted = Counted { variants: vec![Counts::default(); question.variants.len()], several: 0 };
    let mut unit: Option<(String, Seen)> = None;
    while let Some(row) = rows.next()? {
        let name = row.get_ref(0)?.as_str()?;
        if unit.as_ref().is_none_or(|(known, _)| known != name) {
            counted.add(unit.replace((name.to_owned(), Seen::default())));
        }
        let Some((_, seen)) = &mut unit else { continue };
        match row.get_ref(3)?.as_str_or_null()? {
            Some(variant) => seen.exposure(question.variants.iter().position(|known| known == variant)),
            None if !seen.is_waiting() => {}
            None => seen.converted = passes(row, &filters, window.end)?,
        }
    }
    counted.add(unit);
    Ok(counted)
}

impl Counted {
    fn add(&mut self, unit: Option<(String, Seen)>) {
        match unit {
            Some((_, Seen { several: true, .. })) => self.several += 1,
            Some((_, Seen { variant: Some(variant), converted, .. })) => {
                self.variants[variant].exposed += 1;
                self.variants[variant].converted += u64::from(converted);
            }
            _ => {}
        }
    }
}

/// One person or group so far.
#[derive(Debug, Default)]
struct Seen {
    variant: Option<usize>,
    several: bool,
    converted: bool,
}

impl Seen {
    /// Notes a call of the flag. What is no variant, such as a holdout, is no exposure.
    fn exposure(&mut self, variant: Option<usize>) {
        self.several |= variant.is_some() && self.variant.is_some_and(|before| Some(before) != variant);
        self.variant = self.variant.or(variant);
    }

    fn is_waiting(&self) -> bool {
        self.variant.is_some() && !self.several && !self.converted
    }
}

/// Whether the event of a row is the goal. Properties that cannot be read pass nothing.
fn passes(row: &Row<'_>, filters: &[PropertyFilter], now: i64) -> Result<bool> {
    if filters.is_empty() {
        return Ok(true);
    }
    let properties: Object = serde_json::from_str(row.get_ref(4)?.as_str()?).unwrap_or_default();
    Ok(filters.iter().all(|filter| filter.matches(properties.get(&filter.key), now)))
}
