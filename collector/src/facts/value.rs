//! Values of properties in SQLite: texts and numbers as they are, all else as JSON in a blob.

use rusqlite::ToSql;
use rusqlite::types::{ToSqlOutput, Value as Stored, ValueRef};
use serde_json::{Number, Value};

/// A property's value on its way into a column.
#[derive(Debug)]
pub(super) struct Column(pub(super) Value);

impl ToSql for Column {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        let number = |number: &Number| number.as_i64().map(Stored::Integer).or(number.as_f64().map(Stored::Real));
        Ok(match &self.0 {
            Value::String(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
            Value::Number(value) if let Some(stored) = number(value) => ToSqlOutput::Owned(stored),
            other => ToSqlOutput::Owned(Stored::Blob(other.to_string().into_bytes())),
        })
    }
}

/// What a column holds; nothing where the event has no such property.
pub fn read(stored: ValueRef<'_>) -> Option<Value> {
    match stored {
        ValueRef::Null => None,
        ValueRef::Integer(number) => Some(number.into()),
        ValueRef::Real(number) => Number::from_f64(number).map(Value::Number),
        ValueRef::Text(text) => Some(String::from_utf8_lossy(text).into()),
        ValueRef::Blob(json) => serde_json::from_slice(json).ok(),
    }
}

/// What a column holds as a number: numbers, and texts that are one.
pub fn number(stored: ValueRef<'_>) -> Option<f64> {
    let number = match stored {
        ValueRef::Integer(number) => number as f64,
        ValueRef::Real(number) => number,
        ValueRef::Text(text) => std::str::from_utf8(text).ok()?.trim().parse().ok()?,
        ValueRef::Null | ValueRef::Blob(_) => return None,
    };
    number.is_finite().then_some(number)
}
