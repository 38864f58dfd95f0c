//! The file of the facts, which is made anew whatever happens to it: before the collector starts, and while it runs.

use std::fs::{self, OpenOptions};
use std::io::{Seek, SeekFrom, Write};
use std::path::Path;
use std::thread;

use rusqlite::Connection;
use serde_json::{Value, json};

use crate::process::Process;
use crate::rig::{batch, event};

const EVENTS: usize = 3_000;
const PAGE: u64 = 4_096;

type Mishap = (&'static str, fn(&Path));

/// What happens to the file.
const MISHAPS: [Mishap; 6] = [
    ("damaged in the middle", |file| {
        let end = fs::metadata(file).unwrap().len() - PAGE;
        let mut file = OpenOptions::new().write(true).open(file).unwrap();
        let from = 12 * PAGE;
        assert!(from < end, "the file is too small for this");
        file.seek(SeekFrom::Start(from)).unwrap();
        file.write_all(&vec![0xff; (end - from) as usize]).unwrap();
    }),
    ("cut in half", |file| {
        let half = fs::metadata(file).unwrap().len() / 2;
        OpenOptions::new().write(true).open(file).unwrap().set_len(half).unwrap();
    }),
    ("emptied", |file| drop(fs::File::create(file).unwrap())),
    ("overwritten", |file| fs::write(file, vec![b'x'; 100_000]).unwrap()),
    ("replaced", |file| {
        fs::remove_file(file).unwrap();
        fs::write(file, vec![b'x'; 100_000]).unwrap();
    }),
    ("deleted", |file| {
        for suffix in ["", "-wal", "-shm"] {
            let _ = fs::remove_file(file.with_file_name(format!("facts.sqlite3{suffix}")));
        }
    }),
];

/// A collector that has stored events and answered a question, its read key, and the directory.
fn running() -> (Process, String, tempfile::TempDir) {
    let directory = tempfile::tempdir().unwrap();
    let process = Process::start(directory.path(), true);
    let key = process.link.as_ref().unwrap().split_once("#key=").unwrap().1.to_owned();
    for number in 0..EVENTS / 1_000 {
        let events: Vec<Value> = (0..1_000)
            .map(|event_number| event("e", &format!("{number} {event_number}"), json!({ "p": "x".repeat(100) })))
            .collect();
        let body = batch(events.into()).to_string();
        let answer = process.ask(&format!("POST /batch/ HTTP/1.1\r\nContent-Length: {}", body.len()), &body);
        assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    }
    assert_counts(&process, &key, "nothing");
    // What is in the log would hide some of what happens to the file.
    let facts = Connection::open(directory.path().join("facts.sqlite3")).unwrap();
    facts.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
    (process, key, directory)
}

/// The answer to a question.
fn count(process: &Process, key: &str) -> String {
    let series = json!([{ "event": "e", "math": "dau", "filters": [{ "key": "p", "operator": "is_set" }] }]);
    let body = json!({ "token": "t", "kind": "trends", "series": series }).to_string();
    let length = body.len();
    let head = format!("POST /api/insights/run HTTP/1.1\r\nAuthorization: Bearer {key}\r\nContent-Length: {length}");
    process.ask(&head, &body)
}

fn assert_counts(process: &Process, key: &str, mishap: &str) {
    let answer = count(process, key);
    let total = format!(r#""total":{EVENTS}.0"#);
    assert!(answer.starts_with("HTTP/1.1 200 ") && answer.contains(&total), "{mishap}: {answer}");
}

#[test]
fn facts_that_were_damaged_are_made_anew_at_the_next_start() {
    for (name, mishap) in MISHAPS {
        let (process, key, directory) = running();
        drop(process);
        mishap(&directory.path().join("facts.sqlite3"));
        assert_counts(&Process::start(directory.path(), false), &key, name);
    }
}

#[test]
fn facts_that_are_damaged_meanwhile_are_made_anew_for_all_who_ask() {
    for (name, mishap) in MISHAPS {
        let (process, key, directory) = running();
        mishap(&directory.path().join("facts.sqlite3"));
        thread::scope(|scope| {
            // More than there are idle connections.
            for _ in 0..8 {
                scope.spawn(|| assert_counts(&process, &key, name));
            }
        });
        assert_counts(&process, &key, name);
    }
}

#[test]
fn a_directory_in_place_of_the_facts_fails_questions_until_it_is_gone() {
    let (process, key, directory) = running();
    drop(process);
    let facts = directory.path().join("facts.sqlite3");
    fs::remove_file(&facts).unwrap();
    fs::create_dir(&facts).unwrap();
    let log = directory.path().join("log");
    let process = Process::with_errors(directory.path(), false, fs::File::create(&log).unwrap());
    assert!(count(&process, &key).starts_with("HTTP/1.1 503 "));
    let advice = format!("remove {} by hand", facts.display());
    assert!(fs::read_to_string(&log).unwrap().contains(&advice));
    fs::remove_dir(&facts).unwrap();
    assert_counts(&process, &key, "a directory");
}
