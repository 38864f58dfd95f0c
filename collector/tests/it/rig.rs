//! A collector over a database in a temporary directory.

use std::path::PathBuf;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use axum::response::Response;
use hoofprint_collector::{Collector, Keys, Store, app};
use rusqlite::Connection;
use rusqlite::types::FromSql;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::sync::watch;
use tower::ServiceExt;

pub(crate) const KEY: &str = "a key of this test";
pub(crate) const ADMIN_KEY: &str = "an admin key of this test";

pub(crate) struct Rig {
    pub(crate) router: Router,
    pub(crate) collector: Collector,
    pub(crate) stopper: watch::Sender<bool>,
    database: Connection,
    _directory: TempDir,
}

impl Rig {
    pub(crate) fn new() -> Self {
        Self::over(tempfile::tempdir().unwrap())
    }

    /// A collector over the database that lies in `directory`, if there is one.
    pub(crate) fn over(directory: TempDir) -> Self {
        for (file, text) in [
            ("www/index.html", "<p>home"),
            ("www/live/index.html", "<p>live"),
            ("dist/array.js", "1"),
            ("dist/hoofprint_bg.wasm", "wasm"),
        ] {
            let file = directory.path().join(file);
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(file, text).unwrap();
        }
        let keys = Keys { given: Some(KEY.into()), another: false };
        let (mut store, _) = Store::open(directory.path(), &keys).unwrap();
        store.accept_admin_key(ADMIN_KEY);
        let (stopper, stopping) = watch::channel(false);
        let path = |name| -> PathBuf { directory.path().join(name) };
        let collector = Collector::new(store, path("dist"), path("www"), stopping);
        let router = app(collector.clone());
        let database = Connection::open(path("hoofprint.sqlite3")).unwrap();
        Self { router, collector, stopper, database, _directory: directory }
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Response {
        self.router.clone().oneshot(request).await.unwrap()
    }

    /// Sends a body with headers; the answer's status and JSON.
    pub(crate) async fn post(
        &self,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Body>,
    ) -> (StatusCode, Value) {
        let mut request = Request::post(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        json_of(self.send(request.body(body.into()).unwrap()).await).await
    }

    /// Sends `body` the way our tracker does.
    pub(crate) async fn post_json(&self, path: &str, body: &Value) -> (StatusCode, Value) {
        self.post(path, &[("content-type", "text/plain")], body.to_string()).await
    }

    /// Sends a batch that has to be accepted as a whole.
    pub(crate) async fn accept(&self, events: Value) {
        let (status, answer) = self.post_json("/e/", &batch(events)).await;
        assert_eq!((status, &answer["status"], answer.get("rejected")), (StatusCode::OK, &json!("Ok"), None));
    }

    pub(crate) async fn get(&self, path: &str) -> (StatusCode, Value) {
        json_of(self.send(Request::get(path).body(Body::empty()).unwrap()).await).await
    }

    /// Gets `path` with the read key.
    pub(crate) async fn read(&self, path: &str) -> (StatusCode, Value) {
        let request = Request::get(path).header(header::AUTHORIZATION, format!("Bearer {KEY}"));
        json_of(self.send(request.body(Body::empty()).unwrap()).await).await
    }

    /// Sends `body` with the admin key.
    pub(crate) async fn change(&self, method: &str, path: &str, body: &Value) -> (StatusCode, Value) {
        let request = Request::builder().method(method).uri(path);
        let request = request.header(header::AUTHORIZATION, format!("Bearer {ADMIN_KEY}"));
        json_of(self.send(request.body(body.to_string().into()).unwrap()).await).await
    }

    /// The first column of the first row.
    pub(crate) fn sql<T: FromSql>(&self, sql: &str) -> T {
        self.database.query_row(sql, [], |row| row.get(0)).unwrap_or_else(|error| panic!("{sql}: {error}"))
    }

    pub(crate) fn execute(&self, sql: &str) {
        self.database.execute_batch(sql).unwrap();
    }

    /// The JSON in the first column of the first row.
    pub(crate) fn json(&self, sql: &str) -> Value {
        serde_json::from_str(&self.sql::<String>(sql)).unwrap()
    }

    pub(crate) fn count(&self, table: &str) -> i64 {
        self.sql(&format!("SELECT count(*) FROM {table}"))
    }
}

pub(crate) async fn json_of(response: Response) -> (StatusCode, Value) {
    let status = response.status();
    let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
    (status, serde_json::from_slice(&bytes).unwrap_or(Value::Null))
}

/// A batch of the project `t`.
pub(crate) fn batch(events: Value) -> Value {
    json!({ "api_key": "t", "batch": events })
}

/// An event of `distinct_id` with `properties`.
pub(crate) fn event(name: &str, distinct_id: &str, properties: Value) -> Value {
    json!({ "event": name, "distinct_id": distinct_id, "properties": properties })
}
