//! The file of the facts, which is made anew whatever happens to it: before the collector starts, and while it runs.

use std::fs::{self, OpenOptions};
use std::io::{Seek, SeekFrom, Write};
use std::ops::Range;
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
        let pages = fs::metadata(file).unwrap().len() / PAGE;
        overwrite(file, 12..pages - 1);
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

/// Overwrites pages of a file.
fn overwrite(file: &Path, pages: Range<u64>) {
    assert!(!pages.is_empty(), "the file is too small for this");
    let mut file = OpenOptions::new().write(true).open(file).unwrap();
    file.seek(SeekFrom::Start(pages.start * PAGE)).unwrap();
    file.write_all(&vec![0xff; ((pages.end - pages.start) * PAGE) as usize]).unwrap();
}

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
    (process, key, directory)
}

/// A directory that such a collector has left, with everything in the files and nothing in their logs, which would hide some
/// of what happens to the files.
fn left() -> (String, tempfile::TempDir) {
    let (process, key, directory) = running();
    drop(process);
    for file in ["hoofprint.sqlite3", "facts.sqlite3"] {
        let database = Connection::open(directory.path().join(file)).unwrap();
        database.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
    }
    (key, directory)
}

/// The answer to a question.
fn ask(process: &Process, key: &str, series: &Value) -> String {
    let body = json!({ "token": "t", "kind": "trends", "series": series }).to_string();
    let length = body.len();
    let head = format!("POST /api/insights/run HTTP/1.1\r\nAuthorization: Bearer {key}\r\nContent-Length: {length}");
    process.ask(&head, &body)
}

/// How many persons have events with a property.
fn count(process: &Process, key: &str) -> String {
    ask(process, key, &json!([{ "event": "e", "math": "dau", "filters": [{ "key": "p", "operator": "is_set" }] }]))
}

fn assert_counts(process: &Process, key: &str, mishap: &str) {
    let answer = count(process, key);
    let total = format!(r#""total":{EVENTS}.0"#);
    assert!(answer.starts_with("HTTP/1.1 200 ") && answer.contains(&total), "{mishap}: {answer}");
}

/// Asks more questions at once than there are idle connections.
fn assert_counts_for_many(process: &Process, key: &str, mishap: &str) {
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| assert_counts(process, key, mishap));
        }
    });
    assert_counts(process, key, mishap);
}

#[test]
fn facts_that_were_damaged_are_made_anew_at_the_next_start() {
    for (name, mishap) in MISHAPS {
        let (key, directory) = left();
        mishap(&directory.path().join("facts.sqlite3"));
        assert_counts(&Process::start(directory.path(), false), &key, name);
    }
}

#[test]
fn facts_that_are_damaged_meanwhile_are_made_anew_for_all_who_ask() {
    for (name, mishap) in MISHAPS {
        let (key, directory) = left();
        let process = Process::start(directory.path(), false);
        assert_counts(&process, &key, "nothing");
        mishap(&directory.path().join("facts.sqlite3"));
        assert_counts_for_many(&process, &key, name);
    }
}

#[test]
fn the_next_question_makes_facts_anew_that_were_deleted() {
    let (process, key, directory) = running();
    let facts = directory.path().join("facts.sqlite3");
    fs::remove_file(&facts).unwrap();
    assert_counts(&process, &key, "deleted");
    assert!(facts.exists());
}

/// Who opens an empty file removes its log, and finds no table. Who opens another file beside the index of the log cuts that,
/// and the process dies of it.
#[test]
fn facts_that_are_emptied_or_replaced_while_all_of_them_is_in_the_log_are_made_anew() {
    for (name, mishap) in MISHAPS.into_iter().filter(|(name, _)| ["emptied", "replaced"].contains(name)) {
        let (process, key, directory) = running();
        mishap(&directory.path().join("facts.sqlite3"));
        assert_counts_for_many(&process, &key, name);
    }
}

#[test]
fn a_directory_in_place_of_the_facts_fails_questions_until_it_is_gone() {
    let (key, directory) = left();
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

#[test]
fn facts_are_kept_where_the_database_beside_them_is_damaged() {
    let (key, directory) = left();
    let path = directory.path().join("hoofprint.sqlite3");
    let pages = fs::metadata(&path).unwrap().len() / PAGE;
    overwrite(&path, pages * 4 / 10..pages * 6 / 10);

    let log = directory.path().join("log");
    let process = Process::with_errors(directory.path(), false, fs::File::create(&log).unwrap());
    assert_counts(&process, &key, "before");
    let series = json!([{ "event": "e", "filters": [{ "key": "another", "operator": "is_set" }] }]);
    assert!(ask(&process, &key, &series).starts_with("HTTP/1.1 503 "));
    let log = fs::read_to_string(&log).unwrap();
    assert!(log.contains("opening it again: database disk image is malformed") && !log.contains("anew"), "{log}");
    assert_counts(&process, &key, "after");
}
