//! The tracker's files, as a running collector serves them.

use std::fs;

use serde_json::Value;
use tempfile::TempDir;

use crate::process::Process;

const OWN: &str = env!("CARGO_PKG_VERSION");
const KEPT: &str = "public, max-age=31536000, immutable";

/// A collector with a tracker, another of an older version, and a secret outside of what it serves.
struct Site {
    process: Process,
    directory: TempDir,
}

struct Answer {
    status: u16,
    cache: String,
    head: String,
    body: String,
}

impl Site {
    fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let site = [
            ("dist/array.js", "now"),
            ("dist/0.0.9/array.js", "then"),
            ("dist/other/file.js", "other"),
            ("secret", "s"),
        ];
        for (file, text) in site {
            let file = directory.path().join(file);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, text).unwrap();
        }
        Self { process: Process::start(directory.path(), true), directory }
    }

    fn ask(&self, head: &str) -> Answer {
        let text = self.process.ask(head, "");
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        let line = head.lines().find_map(|line| line.strip_prefix("cache-control: "));
        Answer { status, cache: line.unwrap_or_default().into(), head: head.into(), body: body.into() }
    }

    fn get(&self, path: &str) -> Answer {
        self.ask(&format!("GET {path} HTTP/1.1"))
    }

    /// Asserts what is served at `path`, and how long browsers keep it.
    fn serves(&self, path: &str, text: &str, cache: &str) {
        let answer = self.get(path);
        assert_eq!((answer.status, &*answer.body, &*answer.cache), (200, text, cache), "{path}");
        assert!(answer.head.contains("access-control-allow-origin: *"), "{path}: {}", answer.head);
        assert!(answer.head.contains("content-type: text/javascript"), "{path}: {}", answer.head);
    }
}

#[test]
fn posthog_s_snippets_find_the_script_under_their_token() {
    let site = Site::new();
    site.serves("/array/my-token/array.js", "now", "no-cache");
    assert_eq!(site.get("/array/my-token/config").status, 200);
    assert_eq!(site.get("/array/my-token/none.js").status, 404);
}

#[test]
fn the_package_has_the_collectors_version() {
    let package = fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/../package.json")).unwrap();
    let package: Value = serde_json::from_slice(&package).unwrap();
    assert_eq!(package["version"], OWN);
}

#[test]
fn addresses_without_a_version_are_asked_for_each_time() {
    let site = Site::new();
    site.serves("/static/array.js", "now", "no-cache");
    site.serves("/static/other/file.js", "other", "no-cache");
}

#[test]
fn the_collectors_own_version_is_kept() {
    let site = Site::new();
    site.serves(&format!("/static/{OWN}/array.js"), "now", KEPT);
    site.serves(&format!("/static/{OWN}/array.js?a=b"), "now", KEPT);
}

#[test]
fn a_version_with_a_directory_is_kept() {
    let site = Site::new();
    site.serves("/static/0.0.9/array.js", "then", KEPT);
    let own = site.directory.path().join("dist").join(OWN);
    fs::create_dir(&own).unwrap();
    fs::write(own.join("array.js"), "own").unwrap();
    site.serves(&format!("/static/{OWN}/array.js"), "own", KEPT);
}

#[test]
fn another_version_gets_what_is_there() {
    let site = Site::new();
    let too_long = format!("1.0.0-{}", "a".repeat(300));
    for version in ["0.0.8", "999.0.0", "1.0.0-rc.1", "1.0.0+build", &too_long] {
        site.serves(&format!("/static/{version}/array.js"), "now", "no-cache");
    }
    fs::write(site.directory.path().join("dist/new.js"), "new").unwrap();
    site.serves("/static/0.0.9/new.js", "new", "no-cache");
}

#[test]
fn what_has_not_changed_is_not_sent_again() {
    let site = Site::new();
    for (version, cache) in [("0.0.9", KEPT), (OWN, KEPT), ("0.0.8", "no-cache")] {
        let path = format!("/static/{version}/array.js");
        let head = site.get(&path).head;
        let etag = head.lines().find_map(|line| line.strip_prefix("etag: ")).unwrap();
        let again = site.ask(&format!("GET {path} HTTP/1.1\r\nIf-None-Match: {etag}"));
        assert_eq!((again.status, &*again.cache, &*again.body), (304, cache, ""), "{version}");
    }
}

#[test]
fn nothing_else_is_served_and_no_refusal_is_kept() {
    let site = Site::new();
    let own = format!("/static/{OWN}");
    for path in [
        &format!("{own}/nothing.js"),
        &format!("{own}/../../secret"),
        &format!("{own}/..%2f..%2fsecret"),
        &format!("{own}/%2e%2e/%2e%2e/secret"),
        &format!("{own}/..%5c..%5csecret"),
        &format!("{own}/..%00"),
        &format!("{own}/"),
        &own,
        &format!("{own}/0.0.9"),
        &format!("{own}//array.js"),
        &format!("{own}/0.0.9/array.js"),
        "/static/../secret",
        "/static/0.0.9/..%2f..%2fsecret",
        "/static/0.0.9/../../secret",
        "/static/v0.0.9/array.js",
        "/static/0.0/array.js",
        "/static/0.0.9%2farray.js/array.js",
    ] {
        let answer = site.get(path);
        assert_eq!((answer.status, &*answer.cache), (404, "no-cache"), "{path}: {}", answer.body);
    }
    let answer = site.ask(&format!("POST {own}/array.js HTTP/1.1\r\nContent-Length: 0"));
    assert_eq!((answer.status, &*answer.cache), (405, "no-cache"));
}
