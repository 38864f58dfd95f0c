//! One keep-alive connection to the collector, with one request at a time.

use std::net::SocketAddr;

use anyhow::{Context, Result, ensure};
use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::http::request::Builder;
use hyper::{Request, StatusCode, header};
use hyper_util::rt::TokioIo;
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

    /// Sends `body`, and gives the answer's.
    pub(crate) async fn post(&mut self, path: &str, body: Bytes) -> Result<Bytes> {
        self.ask(Request::post(path).header(header::CONTENT_TYPE, "text/plain"), body).await
    }

    /// Sends any request, and gives the answer's body. Any other status than 200 or 201 is a failure.
    pub(crate) async fn ask(&mut self, request: Builder, body: Bytes) -> Result<Bytes> {
        let request = request.header(header::HOST, "127.0.0.1").body(Full::new(body))?;
        let path = request.uri().to_string();
        self.sender.ready().await.with_context(|| path.clone())?;
        let response = self.sender.send_request(request).await.with_context(|| path.clone())?;
        let status = response.status();
        let body = response.into_body().collect().await.with_context(|| path.clone())?.to_bytes();
        let is_good = matches!(status, StatusCode::OK | StatusCode::CREATED);
        ensure!(is_good, "{path}: {status} {}", String::from_utf8_lossy(&body));
        Ok(body)
    }
}
