//! What the database knows of a visitor that flags may ask for.

use std::collections::{HashMap, HashSet};

use rusqlite::{Connection, OptionalExtension, Result, params};

use crate::limits;
use crate::store::persons::object;
use crate::text::Object;

/// What is to be read.
#[derive(Debug)]
pub struct Wanted {
    /// The project's row.
    pub project: i64,
    /// The person's distinct id.
    pub distinct_id: String,
    /// Whether the person's properties are needed.
    pub person: bool,
    /// The keys of the groups whose properties are needed, by their types.
    pub groups: [Option<String>; limits::GROUP_TYPES],
    /// Whether the lists are needed that the person is on.
    pub lists: bool,
    /// Whether the id is needed under which the person was known before.
    pub continuity: bool,
}

impl Wanted {
    /// Whether there is nothing to read.
    pub fn is_nothing(&self) -> bool {
        !self.person && !self.lists && !self.continuity && self.groups.iter().all(Option::is_none)
    }
}

/// What was found.
#[derive(Debug, Default)]
pub struct Profiles {
    /// The person's properties.
    pub person: Option<Object>,
    /// The properties of the groups.
    pub groups: [Option<Object>; limits::GROUP_TYPES],
    /// The lists that the person is on.
    pub lists: HashSet<i64>,
    /// By flag, the id under which the person got an answer first.
    pub hash_keys: HashMap<i64, String>,
}

/// All distinct ids of the person of the distinct id `?2` in the project `?1`, which may have no person.
const IDS: &str = "SELECT ?2 UNION SELECT theirs.distinct_id FROM person_distinct_ids one
    JOIN person_distinct_ids theirs ON theirs.person_id = one.person_id
    WHERE one.project_id = ?1 AND one.distinct_id = ?2";

/// Reads what is wanted.
pub fn read(connection: &Connection, wanted: &Wanted) -> Result<Profiles> {
    let mut found = Profiles::default();
    let person = params![wanted.project, wanted.distinct_id];
    if wanted.person {
        let sql = "SELECT properties FROM persons
            WHERE id = (SELECT person_id FROM person_distinct_ids WHERE project_id = ?1 AND distinct_id = ?2)";
        found.person = connection.prepare_cached(sql)?.query_row(person, |row| object(row, 0)).optional()?;
    }
    for (index, key) in wanted.groups.iter().enumerate() {
        if let Some(key) = key {
            let sql = "SELECT properties FROM groups WHERE project_id = ?1 AND type_index = ?2 AND key = ?3";
            let group = params![wanted.project, index as i64, key];
            found.groups[index] = connection.prepare_cached(sql)?.query_row(group, |row| object(row, 0)).optional()?;
        }
    }
    if wanted.lists {
        let sql = format!(
            "SELECT DISTINCT l.cohort_id FROM cohort_distinct_ids l JOIN cohorts c ON c.id = l.cohort_id
            WHERE c.project_id = ?1 AND l.distinct_id IN ({IDS})"
        );
        found.lists = connection.prepare_cached(&sql)?.query_map(person, |row| row.get(0))?.collect::<Result<_>>()?;
    }
    if wanted.continuity {
        found.hash_keys = hash_keys(connection, wanted.project, &wanted.distinct_id)?;
    }
    Ok(found)
}

/// By flag, the id under which a person got an answer first. Should several of a person's ids have one, the person's own
/// counts, and otherwise the first in the alphabet.
fn hash_keys(connection: &Connection, project: i64, distinct_id: &str) -> Result<HashMap<i64, String>> {
    let sql = format!(
        "SELECT flag_id, hash_key FROM flag_overrides WHERE project_id = ?1 AND distinct_id IN ({IDS})
        ORDER BY distinct_id = ?2, distinct_id DESC"
    );
    connection
        .prepare_cached(&sql)?
        .query_map(params![project, distinct_id], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect()
}

/// Remembers `hash_key` as the id under which `distinct_id` got its first answer of these flags. What is remembered stays.
pub fn remember(connection: &Connection, project: i64, distinct_id: &str, hash_key: &str, flags: &[i64]) -> Result<()> {
    let sql = "INSERT INTO flag_overrides (project_id, distinct_id, flag_id, hash_key)
        SELECT ?1, ?2, id, ?4 FROM flags WHERE id = ?3 ON CONFLICT DO NOTHING";
    let mut insert = connection.prepare_cached(sql)?;
    flags.iter().try_for_each(|flag| insert.execute(params![project, distinct_id, flag, hash_key]).map(drop))
}
