//! One answer for each value of a property.

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension};
use rustc_hash::FxHashMap;
use serde_json::Value;

use crate::facts::{View, value};
use crate::flags::fault::Fault;
use crate::insights::filter::group_type;
use crate::insights::job::Stop;
use crate::insights::properties::{Properties, Values};
use crate::insights::query::{self, Subject};
use crate::insights::selection::{Event, Needs, type_index};
use crate::{limits, text};

/// Values that are shown where the question does not say how many.
const SHOWN: usize = 25;
/// All values beyond the bound together.
pub const OTHER: &str = "$other";
/// The key of what has no value.
pub const NONE: u32 = 0;

/// What is broken down, and what it needs of each event.
#[derive(Debug, Clone)]
pub struct Planned {
    by: By,
    ranges: Option<Vec<Bin>>,
    /// How many values are shown.
    pub limit: usize,
}

type Bin = (Option<f64>, Option<f64>);

#[derive(Debug, Clone)]
enum By {
    Event { property: String },
    Person { property: Option<String> },
    Group { type_index: Option<usize>, property: Option<String> },
}

impl Planned {
    /// Reads a breakdown.
    pub fn new(connection: &Connection, project: i64, breakdown: &query::Breakdown) -> Result<Self, Stop> {
        let property = breakdown.key.clone().filter(|key| !key.is_empty());
        let by = match breakdown.subject {
            Subject::Event => {
                let missing = || Fault::new("breakdown.key", "the name of a property is needed");
                By::Event { property: property.ok_or_else(missing)? }
            }
            Subject::Person => By::Person { property },
            Subject::Group => {
                let name = group_type("breakdown", breakdown.group_type.as_deref())?;
                By::Group { type_index: type_index(connection, project, name)?, property }
            }
            Subject::Cohort => {
                return Err(Fault::new("breakdown.type", "one of `event`, `person` and `group` is possible").into());
            }
        };
        let limit = breakdown.limit.unwrap_or(SHOWN);
        if !(1..=limits::INSIGHT_BREAKDOWN).contains(&limit) {
            let most = limits::INSIGHT_BREAKDOWN;
            return Err(Fault::new("breakdown.limit", format!("a number from 1 to {most} is needed")).into());
        }
        let ranges = breakdown.ranges.clone();
        let itself = matches!(&by, By::Person { property: None } | By::Group { property: None, .. });
        if ranges.is_some() && itself {
            return Err(Fault::new("breakdown.key", "ranges need the name of a property").into());
        }
        Ok(Self { by, ranges, limit })
    }

    /// Whether values are ranges of numbers, so that some lie in none.
    pub fn has_ranges(&self) -> bool {
        self.ranges.is_some()
    }

    /// Asks for what it needs of events. The place of the property, where it is the event's.
    pub fn needs(&self, needs: &mut Needs) -> usize {
        match &self.by {
            By::Event { property } => return needs.property(property),
            By::Group { type_index, .. } => needs.group(*type_index),
            By::Person { .. } => {}
        }
        0
    }
}

/// Gives each event the key of its value.
#[derive(Debug)]
pub struct Splitter {
    by: Keys,
    labels: Labels,
}

#[derive(Debug)]
enum Keys {
    Whole,
    Event,
    Persons(Vec<Option<u32>>),
    Groups(Option<usize>, Vec<Option<u32>>),
    Person,
    Group(Option<usize>),
}

impl Splitter {
    /// Looks up the properties of persons or groups. Without a breakdown everything has one key.
    pub fn new(properties: &Properties<'_>, planned: Option<&Planned>) -> Result<Self, Stop> {
        let Some(planned) = planned else { return Ok(Self { by: Keys::Whole, labels: Labels::new(None) }) };
        let mut labels = Labels::new(planned.ranges.clone());
        let mut keys = |values: Values| values.iter().map(|value| labels.key_of(value.as_ref())).collect();
        let by = match &planned.by {
            By::Event { .. } => Keys::Event,
            By::Person { property: Some(property) } => Keys::Persons(keys(properties.of_persons(property)?)),
            By::Person { property: None } => Keys::Person,
            By::Group { type_index, property: Some(property) } => {
                Keys::Groups(*type_index, keys(properties.of_groups(*type_index, property)?))
            }
            By::Group { type_index, property: None } => Keys::Group(*type_index),
        };
        Ok(Self { by, labels })
    }

    /// The key of an event, whose property, where the breakdown is by one, has this place. None lies in no range.
    pub fn key(&mut self, view: &View<'_>, event: &Event<'_>, place: usize) -> Option<u32> {
        match &self.by {
            Keys::Whole => Some(NONE),
            Keys::Event => self.labels.key_of_stored(event.value(place)),
            Keys::Persons(keys) => keys[view.people.number(event.who) as usize],
            Keys::Groups(index, keys) => match event.group(*index) {
                Some(group) => keys.get(group as usize).copied().unwrap_or_else(|| self.labels.absent()),
                None => self.labels.absent(),
            },
            Keys::Person => Some(view.people.number(event.who) + 1),
            Keys::Group(index) => Some(event.group(*index).unwrap_or(NONE)),
        }
    }

    /// What a key stands for; null where there is no value.
    pub fn label(&self, view: &View<'_>, key: u32) -> rusqlite::Result<Option<String>> {
        let named =
            |sql: &str, id: i64| view.connection.prepare_cached(sql)?.query_row([id], |row| row.get(0)).optional();
        match self.by {
            _ if key == NONE => Ok(None),
            Keys::Person => named("SELECT distinct_id FROM ids WHERE id = ?1", view.people.id(key - 1)),
            Keys::Group(_) => named("SELECT key FROM groups WHERE id = ?1", key.into()),
            _ => Ok(self.labels.texts.get(key as usize).cloned().flatten()),
        }
    }
}

/// Numbers for texts.
#[derive(Debug)]
pub struct Labels {
    ranges: Option<Vec<Bin>>,
    /// By key; the first is [`NONE`].
    texts: Vec<Option<String>>,
    keys: FxHashMap<String, u32>,
}

impl Labels {
    fn new(ranges: Option<Vec<Bin>>) -> Self {
        let mut texts = vec![None];
        texts.extend(ranges.iter().flatten().map(|bin| Some(name_of(bin))));
        Self { ranges, texts, keys: FxHashMap::default() }
    }

    /// Labels for the values of a breakdown.
    pub fn of(planned: Option<&Planned>) -> Self {
        Self::new(planned.and_then(|planned| planned.ranges.clone()))
    }

    /// What a key stands for.
    pub fn text(&self, key: u32) -> Option<&str> {
        self.texts[key as usize].as_deref()
    }

    fn absent(&self) -> Option<u32> {
        self.ranges.is_none().then_some(NONE)
    }

    /// The key of a value; none for one that lies in no range.
    pub fn key_of(&mut self, value: Option<&Value>) -> Option<u32> {
        if self.ranges.is_some() {
            let number = match value {
                Some(Value::Number(number)) => number.as_f64(),
                Some(Value::String(text)) => text.trim().parse().ok(),
                _ => None,
            };
            return number.filter(|number: &f64| number.is_finite()).and_then(|number| self.bin(number));
        }
        match value {
            None | Some(Value::Null) => Some(NONE),
            Some(Value::String(text)) => Some(self.key_of_text(text)),
            Some(value) => Some(self.key_of_text(&text::plain(value))),
        }
    }

    fn key_of_stored(&mut self, stored: ValueRef<'_>) -> Option<u32> {
        if self.ranges.is_some() {
            return value::number(stored).and_then(|number| self.bin(number));
        }
        match stored {
            ValueRef::Text(bytes) => match std::str::from_utf8(bytes) {
                Ok(text) => Some(self.key_of_text(text)),
                Err(_) => Some(NONE),
            },
            stored => self.key_of(value::read(stored).as_ref()),
        }
    }

    fn bin(&self, number: f64) -> Option<u32> {
        let fits = |(from, to): &Bin| from.is_none_or(|from| number >= from) && to.is_none_or(|to| number < to);
        let bin = self.ranges.iter().flatten().position(fits)?;
        u32::try_from(bin + 1).ok()
    }

    fn key_of_text(&mut self, text: &str) -> u32 {
        let text = text::cut_bytes(text, limits::INSIGHT_VALUE_BYTES);
        if let Some(key) = self.keys.get(text) {
            return *key;
        }
        let key = self.texts.len() as u32;
        self.texts.push(Some(text.to_owned()));
        self.keys.insert(text.to_owned(), key);
        key
    }
}

fn name_of(bin: &Bin) -> String {
    match bin {
        (None, None) => "all".into(),
        (Some(from), None) => format!("≥ {from}"),
        (None, Some(to)) => format!("< {to}"),
        (Some(from), Some(to)) => format!("{from} – {to}"),
    }
}
