//! One keep-alive connection to the collector, with one request at a time.

use std::net::SocketAddr;

use anyhow::{Context, Result, ensure};
use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::{Method, Request, StatusCode, header};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpStream;

/// An open connection.
pub(crate) struct Connection {
    sender: SendRequest<Full<Bytes>>,
}

impl Connection {
    /// Connects.
    pub(crate) async fn open(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let (sender, connection) = handshake(TokioIo::new(stream)).await?;
        // Ends with the connection; what went wrong, the request tells that it happened to.
        tokio::spawn(connection);
        Ok(Self { sender })
    }

    /// Asks for a file.
    pub(crate) async fn get(&mut self, path: &str) -> Result<Bytes> {
        self.ask(path, Request::get(path), Bytes::new()).await
    }

    /// Sends `body`, and gives the answer's. Any other status than 200 is a failure.
    pub(crate) async fn post(&mut self, path: &str, body: Bytes) -> Result<Bytes> {
        self.ask(path, Request::post(path).header(header::CONTENT_TYPE, "text/plain"), body).await
    }

    /// Sends JSON with a key, and gives the answer as JSON.
    pub(crate) async fn call(&mut self, path: &str, key: &str, body: &Value) -> Result<Value> {
        let request = Request::builder().method(Method::POST).uri(path);
        let request = request.header(header::AUTHORIZATION, format!("Bearer {key}"));
        let answer = self.ask(path, request, body.to_string().into()).await?;
        Ok(serde_json::from_slice(&answer)?)
    }

    async fn ask(&mut self, path: &str, request: hyper::http::request::Builder, body: Bytes) -> Result<Bytes> {
        let request = request.header(header::HOST, "127.0.0.1").body(Full::new(body))?;
        self.sender.ready().await.with_context(|| path.to_owned())?;
        let response = self.sender.send_request(request).await.with_context(|| path.to_owned())?;
        let status = response.status();
        let body = response.into_body().collect().await.with_context(|| path.to_owned())?.to_bytes();
        let is_good = matches!(status, StatusCode::OK | StatusCode::CREATED);
        ensure!(is_good, "{path}: {status} {}", String::from_utf8_lossy(&body));
        Ok(body)
    }
}
