//! DuckDB, asked beside the collector: a process of Node's, with tables made of the same events.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use anyhow::{Context, Result, bail};
use rusqlite::types::ValueRef;
use serde_json::Value;

use crate::say;
use crate::stored::Stored;

const PROGRAM: &str = "collector/benches/insights/duckdb.js";
const FILE: &str = "yardstick.duckdb";
/// The tables, and how the collector's database answers for them. Persons are those of now.
const TABLES: [(&str, &str, &str); 4] = [
    (
        "events",
        "time TIMESTAMP_MS, event VARCHAR, person UUID, company VARCHAR, purchase_value DOUBLE, plan VARCHAR, feature VARCHAR",
        "SELECT happened_at, event, person_uuid, properties ->> '$.\"$group_0\"',
            CASE event WHEN 'invoice_paid' THEN properties ->> '$.purchase_value' END,
            CASE WHEN event IN ('invoice_paid', 'plan_upgraded') THEN properties ->> '$.plan' END,
            CASE event WHEN 'feature_used' THEN properties ->> '$.feature' END
        FROM events_with_person ORDER BY id",
    ),
    (
        "persons",
        "person UUID, created_at TIMESTAMP_MS, email VARCHAR, company VARCHAR, project_total INTEGER",
        "SELECT uuid, strftime('%Y-%m-%dT%H:%M:%fZ', created_at / 1000.0, 'unixepoch'), properties ->> '$.email',
            properties ->> '$.company', properties ->> '$.project_total' FROM persons",
    ),
    (
        "companies",
        "company VARCHAR, plan VARCHAR, seats INTEGER",
        "SELECT key, properties ->> '$.plan', properties ->> '$.seats' FROM groups WHERE type_index = 0",
    ),
    (
        "members",
        "person UUID, company VARCHAR",
        "SELECT p.uuid, g.key FROM person_groups g JOIN persons p ON p.id = g.person_id WHERE g.type_index = 0",
    ),
];

/// A running DuckDB, which ends when this is dropped.
pub(crate) struct DuckDb {
    process: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Drop for DuckDb {
    fn drop(&mut self) {
        // Both fail only where it has ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl DuckDb {
    /// DuckDB with the events that are stored. Its tables are kept beside them.
    pub(crate) fn start(stored: &Stored) -> Result<Self> {
        let file = stored.directory.join(FILE);
        if !file.exists() {
            let unfinished = stored.directory.join("unfinished.duckdb");
            if unfinished.exists() {
                fs::remove_file(&unfinished)?;
            }
            let mut made = Self::open(&unfinished)?;
            made.fill(stored)?;
            drop(made);
            fs::rename(unfinished, &file)?;
        }
        Self::open(&file)
    }

    /// The rows that a statement gives.
    pub(crate) fn ask(&mut self, sql: &str) -> Result<Vec<Vec<Value>>> {
        writeln!(self.input, "{}", Value::from(sql))?;
        let mut line = String::new();
        self.output.read_line(&mut line)?;
        let mut answer: Value = serde_json::from_str(&line).with_context(|| format!("DuckDB has ended: {line}"))?;
        if let Some(error) = answer["error"].as_str() {
            bail!("{error}\n{sql}");
        }
        Ok(serde_json::from_value(answer["rows"].take())?)
    }

    fn open(file: &Path) -> Result<Self> {
        let mut command = Command::new("node");
        command.arg(PROGRAM).arg(file).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut process = command.spawn()?;
        let input = process.stdin.take().context("no standard input")?;
        let output = BufReader::new(process.stdout.take().context("no standard output")?);
        Ok(Self { process, input, output })
    }

    fn fill(&mut self, stored: &Stored) -> Result<()> {
        let file = stored.directory.join("table.csv");
        for (table, columns, sql) in TABLES {
            say(format!("filling DuckDB's table of {table}"));
            export(stored, sql, &file)?;
            self.ask(&format!("CREATE TABLE {table} ({columns})"))?;
            self.ask(&format!("COPY {table} FROM '{}' (FORMAT csv, HEADER false)", file.display()))?;
            fs::remove_file(&file)?;
        }
        self.ask("CHECKPOINT")?;
        Ok(())
    }
}

/// Writes rows of the collector's database as CSV.
fn export(stored: &Stored, sql: &str, file: &Path) -> Result<()> {
    let connection = stored.open()?;
    let mut statement = connection.prepare(sql)?;
    let width = statement.column_count();
    let mut rows = statement.query([])?;
    let mut writer = csv::Writer::from_path(file)?;
    while let Some(row) = rows.next()? {
        for column in 0..width {
            match row.get_ref(column)? {
                ValueRef::Text(text) => writer.write_field(text)?,
                ValueRef::Integer(number) => writer.write_field(number.to_string())?,
                ValueRef::Real(number) => writer.write_field(number.to_string())?,
                _ => writer.write_field("")?,
            }
        }
        writer.write_record(None::<&[u8]>)?;
    }
    writer.flush()?;
    Ok(())
}
