//! All flags of a project, ready for evaluation.

use std::collections::{BTreeSet, HashMap};

use crate::flags::cohort::Cohort;
use crate::flags::definition::{Condition, Definition};
use crate::flags::fault::Fault;
use crate::flags::filter::Filter;
use crate::flags::record::{CohortRecord, FlagRecord};
use crate::limits;

/// The flags, cohorts and types of groups of one project.
#[derive(Debug, Default)]
pub struct Project {
    /// The project's row.
    pub id: i64,
    /// The flags in the order of their keys.
    pub flags: Vec<Flag>,
    /// The cohorts as they are kept.
    pub cohort_records: Vec<CohortRecord>,
    /// The names of the types of groups, by their index.
    pub group_types: Vec<String>,
    cohorts: HashMap<i64, Loaded<Cohort>>,
    /// Flags by their key and by their id.
    by_name: HashMap<String, usize>,
}

/// A flag, ready for evaluation.
#[derive(Debug)]
pub struct Flag {
    /// The flag as it is kept.
    pub record: FlagRecord,
    /// What decides about it, unless that cannot be read.
    pub definition: Result<Definition, Fault>,
    /// What is wrong with the flags and cohorts that it asks for.
    pub unresolved: Option<Fault>,
    /// What has to be known of a visitor.
    pub needs: Needs,
    /// The flags that it asks for, and those that they ask for, each after those that it asks for itself.
    pub dependencies: Vec<usize>,
}

/// What has to be known of a visitor.
#[derive(Debug, Default, Clone)]
pub struct Needs {
    /// Properties of the person.
    pub person: BTreeSet<String>,
    /// Properties of the group of each type.
    pub groups: [BTreeSet<String>; limits::GROUP_TYPES],
    /// Which lists the person is on.
    pub lists: bool,
    /// By which id the person was known before.
    pub continuity: bool,
}

#[derive(Debug)]
struct Loaded<T> {
    content: Result<T, Fault>,
    /// What the cohorts inside of it need, too.
    keys: BTreeSet<String>,
    lists: bool,
    past: bool,
}

impl Project {
    /// Reads all definitions. What is wrong with one is kept with it.
    pub fn new(
        id: i64,
        mut flags: Vec<FlagRecord>,
        cohort_records: Vec<CohortRecord>,
        group_types: Vec<String>,
    ) -> Self {
        flags.sort_by(|one, other| one.key.cmp(&other.key));
        let mut by_name: HashMap<String, usize> =
            flags.iter().enumerate().map(|(at, flag)| (flag.id.to_string(), at)).collect();
        by_name.extend(flags.iter().enumerate().map(|(at, flag)| (flag.key.clone(), at)));
        let cohorts = load_cohorts(&cohort_records);
        let mut project = Self { id, flags: Vec::new(), cohort_records, group_types, cohorts, by_name };
        project.flags = flags.into_iter().map(|record| project.read(record)).collect();
        project.resolve();
        project
    }

    /// A flag by its key, or by its id.
    pub fn flag(&self, name: &str) -> Option<usize> {
        self.by_name.get(name).copied()
    }

    /// A cohort that flags can use.
    pub fn cohort(&self, id: i64) -> Option<&Cohort> {
        self.cohorts.get(&id).filter(|cohort| !cohort.past)?.content.as_ref().ok()
    }

    /// Everything that is wrong, with the names of what it is wrong with.
    pub fn faults(&self) -> Vec<(String, Fault)> {
        let flags =
            self.flags.iter().filter_map(|flag| Some((format!("flag `{}`", flag.record.key), flag.fault()?.clone())));
        let cohorts = self.cohort_records.iter().filter_map(|record| {
            let fault = self.cohorts.get(&record.id)?.content.as_ref().err()?;
            Some((format!("cohort {}", record.id), fault.clone()))
        });
        flags.chain(cohorts).collect()
    }

    fn read(&self, record: FlagRecord) -> Flag {
        let definition = Definition::new(&record.key, &record.filters, record.early_access.is_some());
        let mut needs = Needs { continuity: record.ensure_experience_continuity, ..Needs::default() };
        let mut unresolved = None;
        if let Ok(definition) = &definition {
            for (field, condition, filter) in filters(definition) {
                let keys = match condition.group_type {
                    None => &mut needs.person,
                    Some(index) => &mut needs.groups[index],
                };
                match filter {
                    Filter::Property(filter) => {
                        keys.insert(filter.key.clone());
                    }
                    Filter::Cohort { id, .. } => match self.cohorts.get(id) {
                        Some(cohort) if cohort.past => {
                            let message = format!(
                                "cohort {id} asks for what was done, or for whom; flags know only what persons are"
                            );
                            unresolved = Some(Fault::new(format!("{field}.value"), message));
                        }
                        Some(cohort) if cohort.content.is_ok() => {
                            keys.extend(cohort.keys.iter().cloned());
                            needs.lists |= cohort.lists;
                        }
                        _ => {
                            unresolved = Some(Fault::new(format!("{field}.value"), format!("there is no cohort {id}")))
                        }
                    },
                    Filter::Flag { name, .. } if self.flag(name).is_none() => {
                        unresolved = Some(Fault::new(format!("{field}.key"), format!("there is no flag `{name}`")));
                    }
                    Filter::Flag { .. } => {}
                }
            }
        }
        Flag { record, definition, unresolved, needs, dependencies: Vec::new() }
    }

    /// Gives each flag what the flags that it asks for need, and finds those that ask for themselves.
    fn resolve(&mut self) {
        let asked: Vec<Vec<usize>> = self.flags.iter().map(|flag| self.asked(flag)).collect();
        let heights = heights(&asked);
        let mut order: Vec<usize> = (0..self.flags.len()).collect();
        order.sort_by_key(|at| heights[*at]);
        for at in order {
            let (mut dependencies, mut needs) = (Vec::new(), self.flags[at].needs.clone());
            let mut unresolved = None;
            if heights[at].is_none_or(|height| height > limits::FLAG_DEPENDENCY_DEPTH) {
                unresolved = Some(Fault::new("filters", "the flag asks for itself, by way of others, or of too many"));
            } else {
                for &other in &asked[at] {
                    let other_flag = &self.flags[other];
                    if other_flag.fault().is_some() {
                        let message =
                            format!("the flag `{}`, which it asks for, cannot be evaluated", other_flag.record.key);
                        unresolved = Some(Fault::new("filters", message));
                    }
                    needs.extend(&other_flag.needs);
                    for &dependency in other_flag.dependencies.iter().chain(&[other]) {
                        if !dependencies.contains(&dependency) {
                            dependencies.push(dependency);
                        }
                    }
                }
            }
            let flag = &mut self.flags[at];
            flag.unresolved = flag.unresolved.take().or(unresolved);
            (flag.dependencies, flag.needs) = (dependencies, needs);
        }
    }

    /// The flags that a flag asks for itself.
    fn asked(&self, flag: &Flag) -> Vec<usize> {
        let Ok(definition) = &flag.definition else { return Vec::new() };
        let names = filters(definition).filter_map(|(_, _, filter)| match filter {
            Filter::Flag { name, .. } => self.flag(name),
            _ => None,
        });
        names.collect::<BTreeSet<_>>().into_iter().collect()
    }
}

impl Flag {
    /// Why it cannot be evaluated.
    pub fn fault(&self) -> Option<&Fault> {
        self.definition.as_ref().err().or(self.unresolved.as_ref())
    }
}

impl Needs {
    /// Adds what another flag needs.
    fn extend(&mut self, other: &Self) {
        self.person.extend(other.person.iter().cloned());
        for (own, other) in self.groups.iter_mut().zip(&other.groups) {
            own.extend(other.iter().cloned());
        }
        self.lists |= other.lists;
        self.continuity |= other.continuity;
    }
}

/// All filters of a definition, each with the path of its field and its condition.
fn filters(definition: &Definition) -> impl Iterator<Item = (String, &Condition, &Filter)> {
    let listed =
        definition.conditions.iter().enumerate().map(|(at, condition)| (format!("filters.groups[{at}]"), condition));
    let enrolment = definition.enrolment.iter().map(|condition| ("filters.super_groups[0]".to_owned(), condition));
    listed.chain(enrolment).flat_map(|(field, condition)| {
        let filters = condition.filters.iter().enumerate();
        filters.map(move |(at, filter)| (format!("{field}.properties[{at}]"), condition, filter))
    })
}

fn load_cohorts(records: &[CohortRecord]) -> HashMap<i64, Loaded<Cohort>> {
    let places: HashMap<i64, usize> = records.iter().enumerate().map(|(at, record)| (record.id, at)).collect();
    let mut cohorts: Vec<Loaded<Cohort>> = Vec::new();
    let mut inside: Vec<Vec<usize>> = Vec::new();
    for record in records {
        let mut content = Cohort::new(record.filters.as_ref());
        let (mut keys, mut parts, mut missing) = (BTreeSet::new(), Vec::new(), None);
        for filter in content.iter().flat_map(Cohort::filters) {
            match filter {
                Filter::Property(filter) => _ = keys.insert(filter.key.clone()),
                Filter::Cohort { id, .. } => match places.get(id) {
                    Some(at) => parts.push(*at),
                    None => missing = Some(Fault::new("filters", format!("there is no cohort {id}"))),
                },
                Filter::Flag { .. } => {}
            }
        }
        if let Some(fault) = missing {
            content = Err(fault);
        }
        let (lists, past) = match &content {
            Ok(cohort) => (matches!(cohort, Cohort::List), cohort.asks_for_past()),
            Err(_) => (false, false),
        };
        cohorts.push(Loaded { content, keys, lists, past });
        inside.push(parts);
    }
    let heights = heights(&inside);
    let mut order: Vec<usize> = (0..records.len()).collect();
    order.sort_by_key(|at| heights[*at]);
    for at in order {
        if heights[at].is_none_or(|height| height > limits::COHORT_DEPTH) {
            cohorts[at].content = Err(Fault::new("filters", "the cohort is inside of itself, or too many others are"));
            continue;
        }
        for &part in &inside[at] {
            let (keys, lists, past) = (cohorts[part].keys.clone(), cohorts[part].lists, cohorts[part].past);
            if cohorts[part].content.is_err() {
                let message = format!("cohort {}, which is part of it, cannot be used", records[part].id);
                cohorts[at].content = Err(Fault::new("filters", message));
            }
            cohorts[at].keys.extend(keys);
            cohorts[at].lists |= lists;
            cohorts[at].past |= past;
        }
    }
    records.iter().map(|record| record.id).zip(cohorts).collect()
}

/// How many steps lead down from each node at most; none where they lead in a circle.
fn heights(edges: &[Vec<usize>]) -> Vec<Option<usize>> {
    #[derive(Clone, Copy)]
    enum State {
        New,
        Open,
        Done(Option<usize>),
    }
    fn visit(node: usize, edges: &[Vec<usize>], states: &mut [State]) -> Option<usize> {
        match states[node] {
            State::Done(height) => return height,
            State::Open => return None,
            State::New => states[node] = State::Open,
        }
        let mut height = Some(0);
        for &next in &edges[node] {
            let below = visit(next, edges, states);
            height = height.zip(below).map(|(height, below): (usize, usize)| height.max(below + 1));
        }
        states[node] = State::Done(height);
        height
    }
    let mut states = vec![State::New; edges.len()];
    (0..edges.len()).map(|node| visit(node, edges, &mut states)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_down_and_circles() {
        let edges = [vec![1, 2], vec![2], vec![], vec![4], vec![3], vec![3, 2]];
        assert_eq!(heights(&edges), [Some(2), Some(1), Some(0), None, None, None]);
    }
}
