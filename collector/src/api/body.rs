//! The JSON bodies of calls.

use axum::extract::Request;
use serde::de::DeserializeOwned;

use crate::error::Refusal;
use crate::flags::fault::Fault;
use crate::ingest::request::{INLINE_BYTES, blocking};
use crate::state::Collector;
use crate::{arriving, limits, text};

/// Reads a body. What is wrong with it names its field.
pub(super) async fn read<T>(collector: &Collector, request: Request) -> Result<T, Refusal>
where
    T: DeserializeOwned + Send + 'static,
{
    read_with(collector, request, limits::CALL_BYTES, json).await
}

/// Has `reader` read a body of at most `most` bytes, where it may block if that is long work. Room is taken for the body, and
/// for the worst that may come out of it.
pub(super) async fn read_with<T: Send + 'static>(
    collector: &Collector,
    request: Request,
    most: usize,
    reader: impl FnOnce(&[u8]) -> Result<T, Refusal> + Send + 'static,
) -> Result<T, Refusal> {
    let (bytes, arrived) = arriving::whole(collector, request.into_body(), most).await?;
    let room = collector.room_for_call(bytes.len().saturating_mul(limits::JSON_GROWTH)).await?;
    let large = bytes.len() > INLINE_BYTES;
    let work = move || {
        // Nobody may wait for it any more, and yet it goes on.
        let _taken = (arrived, room);
        reader(&bytes)
    };
    if large { blocking(work).await } else { work() }
}

/// Reads JSON text.
pub(super) fn json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Refusal> {
    let mut json = serde_json::Deserializer::from_slice(bytes);
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

#[cfg(test)]
mod tests {
    use std::thread::{self, ThreadId};

    use tokio::sync::watch;

    use super::*;
    use crate::store::{Keys, Store};

    /// Where a body of `length` bytes is read.
    async fn thread_of(collector: &Collector, length: usize) -> ThreadId {
        let request = Request::new(vec![b' '; length].into());
        read_with(collector, request, limits::CALL_BYTES, |_| Ok(thread::current().id())).await.unwrap()
    }

    #[tokio::test]
    async fn large_bodies_are_read_where_it_may_block() {
        let directory = tempfile::tempdir().unwrap();
        let (store, _) = Store::open(directory.path(), &Keys::default()).unwrap();
        let path = || directory.path().to_owned();
        let collector = Collector::new(store, path(), path(), watch::channel(false).1);
        let own = thread::current().id();
        assert_eq!(thread_of(&collector, INLINE_BYTES).await, own);
        assert_ne!(thread_of(&collector, INLINE_BYTES + 1).await, own);
    }
}
