//! Databases of older versions, brought up to date when they are opened.

use std::path::Path;

use hoofprint_collector::{Keys, Store};
use rusqlite::Connection;
use tempfile::TempDir;

use crate::rig::{Rig, event};

/// The schema of version 1, as that version made it.
const FIRST: &str = include_str!("schemas/1.sql");

/// What the first version stored of two visitors of a company, one of whom was two persons for a while.
const ROWS: &str = r#"
    INSERT INTO projects VALUES (1, 't', 0), (2, 'other', 0);
    INSERT INTO group_types VALUES (1, 0, 'company'), (1, 1, '0'), (2, 0, 'company');
    INSERT INTO persons VALUES (1, 1, 'nora', 10, 1, '{}'), (2, 1, 'otto', 10, 1, '{}'), (3, 2, 'elsewhere', 10, 1, '{}');
    INSERT INTO person_distinct_ids VALUES (1, 'anon', 1), (1, 'nora', 1), (1, 'otto', 2), (2, 'nora', 3);
    INSERT INTO events (project_id, uuid, event, distinct_id, person_uuid, person_mode, timestamp, received_at, properties)
    VALUES
        (1, 'u1', 'e', 'anon', 'gone', 'full', 300, 0, '{"$groups":{"company":"acme"},"$group_0":"acme"}'),
        (1, 'u2', 'e', 'nora', 'nora', 'full', 100, 0, '{"$groups":{"company":"acme"},"$group_0":"acme"}'),
        (1, 'u3', 'e', 'nora', 'nora', 'force_upgrade', 900, 0, '{"$groups":{"company":7.0},"$group_0":"7.0"}'),
        (1, 'u4', 'e', 'nora', 'nora', 'propertyless', 1, 0, '{"$groups":{"company":"acme"}}'),
        (1, 'u5', 'e', 'otto', 'otto', 'full', 400, 0, '{"$groups":{"company":"","unknown":"x","0":null}}'),
        (1, 'u6', 'e', 'otto', 'otto', 'full', 400, 0, '{"$groups":["acme"],"$group_0":"forged"}'),
        (1, 'u7', '$pageleave', 'otto', 'otto', 'full', 500, 0, '{"$groups":{"company":"acme"}}'),
        (1, 'v7', '$pageleave', 'otto', 'otto', 'full', 600, 0, '{"$groups":{"company":7}}'),
        (1, 'w7', 'e', 'otto', 'otto', 'full', 700, 0, '{"$groups":{"company":7},"$group_0":"7"}'),
        (1, 'u8', 'e', 'otto', 'otto', 'full', 500, 0, '{"$groups":{"company":"a\u0000b"},"$group_0":"a\u0000b"}'),
        (1, 'u9', 'e', 'stranger', 'x', 'propertyless', 500, 0, '{"$groups":{"company":"acme"}}'),
        (2, 'u1', 'e', 'nora', 'elsewhere', 'full', 600, 0, '{"$groups":{"company":"acme"},"$group_0":"acme"}');
"#;

fn first_version(rows: &str) -> TempDir {
    let directory = tempfile::tempdir().unwrap();
    let database = open(directory.path());
    database.execute_batch(FIRST).unwrap();
    database.execute_batch("INSERT INTO meta VALUES ('schema', '1')").unwrap();
    database.execute_batch(rows).unwrap();
    directory
}

fn open(directory: &Path) -> Connection {
    Connection::open(directory.join("hoofprint.sqlite3")).unwrap()
}

fn schema(directory: &Path) -> Vec<(String, String, Option<String>)> {
    let database = open(directory);
    let mut statement = database.prepare("SELECT type, name, sql FROM sqlite_schema ORDER BY type, name").unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap();
    rows.map(Result::unwrap).collect()
}

fn version(directory: &Path) -> String {
    open(directory).query_row("SELECT value FROM meta WHERE key = 'schema'", [], |row| row.get(0)).unwrap()
}

fn error(directory: &Path) -> String {
    Store::open(directory, &Keys::default()).map(drop).unwrap_err().to_string()
}

#[tokio::test]
async fn the_schema_becomes_that_of_a_new_database() {
    let (old, new) = (first_version(ROWS), tempfile::tempdir().unwrap());
    for directory in [&old, &new] {
        let (store, _) = Store::open(directory.path(), &Keys::default()).unwrap();
        store.writer.stop().await;
    }
    assert_eq!(schema(old.path()), schema(new.path()));
    assert_eq!(version(old.path()), version(new.path()));
    let faults = |directory: &Path| -> String {
        open(directory)
            .query_row("SELECT group_concat(integrity_check) FROM pragma_integrity_check", [], |row| row.get(0))
            .unwrap()
    };
    assert_eq!(faults(old.path()), "ok");
}

#[tokio::test]
async fn memberships_are_found_in_the_events_so_far() {
    let rig = Rig::over(first_version(ROWS));
    let found: String = rig.sql(
        "SELECT group_concat(line, '; ') FROM (
            SELECT concat_ws(' ', p.uuid, m.project_id, m.type_index, m.key, m.first_seen, m.last_seen) AS line
            FROM person_groups m JOIN persons p ON p.id = m.person_id ORDER BY line)",
    );
    assert_eq!(
        found,
        "elsewhere 2 0 acme 600 600; nora 1 0 7.0 900 900; nora 1 0 acme 100 300; otto 1 0 7 600 700; otto 1 0 acme 500 500"
    );
    // And it goes on from there.
    rig.accept(serde_json::json!([event("e", "otto", serde_json::json!({"$groups": {"company": "new"}}))])).await;
    assert_eq!(rig.sql::<i64>("SELECT count(*) FROM person_groups WHERE person_id = 2"), 3);
}

#[tokio::test]
async fn no_person_gets_more_memberships_than_are_kept() {
    let many = format!(
        "{ROWS} WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1100)
        INSERT INTO events (project_id, uuid, event, distinct_id, person_uuid, person_mode, timestamp, received_at, properties)
        SELECT 1, 'n' || i, 'e', 'otto', 'otto', 'full', 1000 + i, 0, json_object('$groups', json_object('company', 'c' || i))
        FROM n"
    );
    let rig = Rig::over(first_version(&many));
    assert_eq!(rig.sql::<i64>("SELECT count(*) FROM person_groups WHERE person_id = 2"), 1000);
    assert_eq!(rig.sql::<i64>("SELECT min(first_seen) FROM person_groups WHERE person_id = 2"), 1101);
}

#[tokio::test]
async fn a_step_that_fails_leaves_the_version_before() {
    // The index cannot be made under the name of a table, when the step has made its own table already.
    let directory = first_version("CREATE TABLE person_groups_by_group (x)");
    let before = schema(directory.path());
    assert!(error(directory.path()).contains("person_groups_by_group"));
    assert_eq!(version(directory.path()), "1");
    assert_eq!(schema(directory.path()), before);

    open(directory.path()).execute_batch("DROP TABLE person_groups_by_group").unwrap();
    let rig = Rig::over(directory);
    assert_eq!(rig.count("person_groups"), 0);
}

#[tokio::test]
async fn a_version_that_is_not_known_is_refused() {
    for unknown in ["0", "99", "", "1.5", "two"] {
        let directory = first_version(&format!("UPDATE meta SET value = '{unknown}'"));
        let before = schema(directory.path());
        let message = error(directory.path());
        assert!(message.contains(&format!("has schema {unknown}, this collector knows ")), "{message}");
        assert_eq!(schema(directory.path()), before);
    }
}
