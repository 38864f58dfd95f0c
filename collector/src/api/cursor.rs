//! Where a page of a list ends, so that the next one begins there whatever has been added meanwhile.

use std::fmt;

use crate::api::parameters::Parameters;
use crate::error::Refusal;

/// The last row of a page, in a list of which the largest `value` comes first, and of equal ones the largest `id`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cursor {
    pub(super) value: i64,
    pub(super) id: i64,
}

impl Cursor {
    /// Before all rows.
    pub(super) const START: Self = Self { value: i64::MAX, id: i64::MAX };

    /// What `before` says.
    pub(super) fn of(parameters: &Parameters) -> Result<Option<Self>, Refusal> {
        parameters.text("before").map(|text| Self::parse(&text).ok_or_else(wrong)).transpose()
    }

    fn parse(text: &str) -> Option<Self> {
        let (value, id) = text.split_once('.')?;
        Some(Self { value: value.parse().ok()?, id: id.parse().ok()? })
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}.{}", self.value, self.id)
    }
}

/// The last row of a page of groups, which have no id of their own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct GroupCursor {
    pub(super) value: i64,
    pub(super) project: i64,
    pub(super) type_index: i64,
    pub(super) key: String,
}

impl GroupCursor {
    /// What `before` says.
    pub(super) fn of(parameters: &Parameters) -> Result<Option<Self>, Refusal> {
        parameters.text("before").map(|text| Self::parse(&text).ok_or_else(wrong)).transpose()
    }

    fn parse(text: &str) -> Option<Self> {
        let mut parts = text.splitn(4, '.');
        let mut number = || parts.next()?.parse().ok();
        let (value, project, type_index) = (number()?, number()?, number()?);
        Some(Self { value, project, type_index, key: parts.next()?.to_owned() })
    }
}

impl fmt::Display for GroupCursor {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}.{}.{}.{}", self.value, self.project, self.type_index, self.key)
    }
}

fn wrong() -> Refusal {
    Refusal::bad("before", "`before` must be what a page of the same list gave as `next`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_read_as_it_was_written() {
        for cursor in [Cursor { value: -5, id: 3 }, Cursor::START] {
            assert_eq!(Cursor::parse(&cursor.to_string()), Some(cursor));
        }
        let cursor = GroupCursor { value: 0, project: 1, type_index: 4, key: "a.b & ü".into() };
        assert_eq!(GroupCursor::parse(&cursor.to_string()), Some(cursor));
        for wrong in ["", "1", "1.", "1.x", ".1"] {
            assert_eq!(Cursor::parse(wrong), None, "{wrong}");
        }
        assert_eq!(GroupCursor::parse("1.2.x.key"), None);
    }
}
