//! The command itself: what it prints, and what is left when it is killed.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use hoofprint_collector::limits;
use rusqlite::Connection;

pub(crate) struct Process {
    child: Child,
    address: String,
    pub(crate) link: Option<String>,
}

impl Process {
    pub(crate) fn start(directory: &Path, first: bool) -> Self {
        Self::with_errors(directory, first, Stdio::inherit())
    }

    /// One whose standard error goes to `errors`.
    pub(crate) fn with_errors(directory: &Path, first: bool, errors: impl Into<Stdio>) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_hoofprint-collector"))
            .args(["--listen", "127.0.0.1:0", "--data"])
            .arg(directory)
            .arg("--static")
            .arg(directory.join("dist"))
            .stdout(Stdio::piped())
            .stderr(errors)
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
        let ready = lines.next().unwrap();
        let address = ready.strip_prefix("Hoofprint is listening on http://").unwrap().to_owned();
        let link = first.then(|| lines.next().unwrap());
        Self { child, address, link }
    }

    /// Posts an event; the answer's status line.
    fn post(&self, uuid: &str) -> String {
        let body = format!(r#"{{"event":"e","token":"t","distinct_id":"d","uuid":"{uuid}"}}"#);
        let length = body.len();
        let answer = self.ask(&format!("POST /e/ HTTP/1.1\r\nContent-Length: {length}"), &body);
        answer.lines().next().unwrap_or_default().to_owned()
    }

    /// The answer, whole, to a request that begins with `head`.
    pub(crate) fn ask(&self, head: &str, body: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        write!(stream, "{head}\r\nHost: x\r\nConnection: close\r\n\r\n{body}").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }
}

impl Drop for Process {
    /// A test that fails leaves none behind.
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn what_was_acknowledged_survives_a_kill() {
    let directory = tempfile::tempdir().unwrap();
    let mut process = Process::start(directory.path(), true);
    assert!(process.link.as_ref().unwrap().contains(&format!("http://{}/live#key=", process.address)));
    for number in 0..20 {
        assert_eq!(process.post(&format!("01900000-0000-7000-8000-{number:012x}")), "HTTP/1.1 200 OK");
    }
    process.child.kill().unwrap();
    process.child.wait().unwrap();

    let mut process = Process::start(directory.path(), false);
    assert_eq!(process.post("01900000-0000-7000-8000-000000000000"), "HTTP/1.1 200 OK");
    process.child.kill().unwrap();
    process.child.wait().unwrap();
    let database = Connection::open(directory.path().join("hoofprint.sqlite3")).unwrap();
    let count: i64 = database.query_row("SELECT count(*) FROM events", [], |row| row.get(0)).unwrap();
    assert_eq!(count, 20);
}

#[test]
fn events_are_stored_where_nobody_reads_what_is_logged() {
    let directory = tempfile::tempdir().unwrap();
    let (reader, errors) = std::io::pipe().unwrap();
    drop(reader);
    let process = Process::with_errors(directory.path(), true, errors);
    let [good, poison] = [1, 2].map(|number| format!("01900000-0000-7000-8000-{number:012x}"));
    let database = Connection::open(directory.path().join("hoofprint.sqlite3")).unwrap();
    let trigger = "CREATE TRIGGER poison BEFORE INSERT ON events WHEN new.uuid LIKE '%2'
        BEGIN SELECT raise(ABORT, 'poison'); END";
    database.execute_batch(trigger).unwrap();

    assert_eq!(process.post(&poison), "HTTP/1.1 503 Service Unavailable");
    assert_eq!(process.post(&good), "HTTP/1.1 200 OK");
}

#[test]
fn who_sends_too_much_reads_the_answer() {
    let directory = tempfile::tempdir().unwrap();
    let process = Process::start(directory.path(), true);
    // More than the sockets between them hold.
    let body = " ".repeat(limits::WIRE_BYTES + 12 * 1024 * 1024);
    let answer = process.ask(&format!("POST /e/ HTTP/1.1\r\nContent-Length: {}", body.len()), &body);
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
}

#[cfg(unix)]
#[test]
fn a_polite_stop_leaves_one_file() {
    let directory = tempfile::tempdir().unwrap();
    let mut process = Process::start(directory.path(), true);
    process.post("01900000-0000-7000-8000-000000000001");
    Command::new("kill").arg(process.child.id().to_string()).status().unwrap();
    assert!(process.child.wait().unwrap().success());
    let files: Vec<_> = std::fs::read_dir(directory.path()).unwrap().map(|file| file.unwrap().file_name()).collect();
    assert_eq!(files, ["hoofprint.sqlite3"]);
}

#[test]
fn nobody_else_reaches_it_unless_told_so_and_the_key_is_said_once() {
    use clap::Parser;
    use hoofprint_collector::arguments::Arguments;
    let address = |arguments: &[&str]| Arguments::parse_from([&["hoofprint-collector"], arguments].concat()).address();
    for (arguments, expected) in [
        (&["--port", "8000"][..], "127.0.0.1:8000"),
        (&["--port", "9000"], "127.0.0.1:9000"),
        (&["--listen", "0.0.0.0:8000"], "0.0.0.0:8000"),
    ] {
        assert_eq!(address(arguments), expected, "{arguments:?}");
    }

    let directory = tempfile::tempdir().unwrap();
    let process = Process::start(directory.path(), true);
    let link = process.link.clone().unwrap();
    let (_, key) = link.split_once("#key=").unwrap();
    let answer = process.ask(&format!("GET /api/events HTTP/1.1\r\nAuthorization: Bearer {key}"), "");
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    drop(process);
    let again = Process::start(directory.path(), true);
    let said = again.link.clone().unwrap();
    assert!(said.contains("Watch events arrive") && !said.contains("#key="), "{said}");
    drop(again);
    for file in std::fs::read_dir(directory.path()).unwrap().map(Result::unwrap) {
        let bytes = std::fs::read(file.path()).unwrap_or_default();
        assert!(!bytes.windows(key.len()).any(|window| window == key.as_bytes()), "{:?} holds the key", file.path());
    }
}
