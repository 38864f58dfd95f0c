//! Questions about stored events.

use rusqlite::{Connection, Result, params};

/// Those of `offers` that a project has stored: uuids of events, or `uuid/insert id` for events of which there are several of
/// one uuid.
pub fn stored(connection: &Connection, token: &str, mut offers: Vec<String>) -> Result<Vec<String>> {
    let sql = r#"SELECT 1 FROM events WHERE project_id = (SELECT id FROM projects WHERE token = ?1) AND uuid = ?2
        AND (?3 IS NULL OR properties ->> '$."$insert_id"' = ?3)"#;
    let mut stored = connection.prepare_cached(sql)?;
    let mut failure = None;
    offers.retain(|offer| {
        let (uuid, insert_id) = offer.split_once('/').map_or((&**offer, None), |(uuid, id)| (uuid, Some(id)));
        stored.exists(params![token, uuid.to_lowercase(), insert_id]).unwrap_or_else(|error| {
            failure = Some(error);
            false
        })
    });
    failure.map_or(Ok(offers), Err)
}
