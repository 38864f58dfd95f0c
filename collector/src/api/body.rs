//! The JSON bodies of calls that change something.

use axum::body::Body;
use axum::extract::Request;
use serde::de::DeserializeOwned;

use crate::arriving::Arriving;
use crate::error::Refusal;
use crate::flags::fault::Fault;
use crate::{limits, text};

/// Reads a body. What is wrong with it names its field.
pub(super) async fn read<T: DeserializeOwned>(request: Request) -> Result<T, Refusal> {
    let arrival = arrive(request.into_body());
    let bytes = tokio::time::timeout(limits::BODY_WAIT, arrival).await.map_err(|_| Refusal::TooSlow)??;
    let mut json = serde_json::Deserializer::from_slice(&bytes);
    let read = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let path = error.path().to_string();
        let message = error.inner().to_string();
        // Of a field that is unknown or missing, only the message has the name.
        let named = message.strip_prefix("unknown field `").or_else(|| message.strip_prefix("missing field `"));
        let named = named.and_then(|rest| rest.split('`').next()).filter(|_| path == ".").map(str::to_owned);
        let field = named.unwrap_or_else(|| if path == "." { "body".into() } else { path });
        Refusal::bad(field, format!("{message}; send a JSON object"))
    })?;
    json.end().map_err(|error| Refusal::bad("body", format!("{error}; send one JSON object")))?;
    Ok(read)
}

async fn arrive(body: Body) -> Result<Vec<u8>, Refusal> {
    let mut body = Arriving::new(body, limits::CHANGE_BYTES);
    let mut bytes = Vec::new();
    while let Some(data) = body.next().await? {
        bytes.extend_from_slice(&data);
    }
    Ok(bytes)
}

/// The id in the address.
pub(super) fn id(text: &str) -> Result<i64, Refusal> {
    text.parse().map_err(|_| Refusal::Missing(format!("there is nothing of the id `{}`", text::cut_bytes(text, 40))))
}

/// Refuses a text that is too long for its field, or that holds a NUL, which databases do not take for text.
pub(super) fn bounded(field: &str, text: &str, most: usize) -> Result<(), Fault> {
    if text.len() > most {
        return Err(Fault::new(field, format!("at most {most} bytes are possible")));
    }
    // In JSON text it is escaped.
    if text.contains('\0') || text.contains("\\u0000") {
        Err(Fault::new(field, "a NUL is not possible"))
    } else {
        Ok(())
    }
}
