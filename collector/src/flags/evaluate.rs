//! Evaluation: what a visitor gets.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use crate::flags::cohort::{Cohort, Group, Member};
use crate::flags::definition::{Condition, Definition};
use crate::flags::filter::{Filter, Wanted};
use crate::flags::hash;
use crate::flags::project::{Flag, Needs, Project};
use crate::limits;
use crate::text::Object;

/// Whom the flags are evaluated for.
#[derive(Debug)]
pub struct Visitor<'a> {
    /// The person; its name is the distinct id.
    pub person: Profile<'a>,
    /// The group of each type that the person acts for.
    pub groups: [Option<Profile<'a>>; limits::GROUP_TYPES],
    /// The lists that the person is on.
    pub lists: &'a HashSet<i64>,
    /// By flag, the id under which the person got an answer first.
    pub hash_keys: &'a HashMap<i64, String>,
    /// Whether all that the database knows has been read.
    pub is_complete: bool,
    /// The time, in milliseconds.
    pub now: i64,
}

/// What is known of a person or a group.
#[derive(Debug, Clone, Copy)]
pub struct Profile<'a> {
    /// The property that is its name.
    pub name_key: &'static str,
    /// Its name, as text.
    pub name: &'a Value,
    /// Properties that came with the request; they count more than what is stored.
    pub given: Option<&'a Object>,
    /// Properties of the database.
    pub stored: Option<&'a Object>,
}

impl<'a> Profile<'a> {
    fn get(&self, key: &str) -> Option<&'a Value> {
        let of = |object: Option<&'a Object>| object.and_then(|object| object.get(key));
        of(self.given).or_else(|| of(self.stored)).or((key == self.name_key).then_some(self.name))
    }

    fn name(&self) -> &'a str {
        self.name.as_str().unwrap_or_default()
    }

    /// Whether the request says all of this by itself.
    fn says<'k>(&self, mut keys: impl Iterator<Item = &'k String>) -> bool {
        keys.all(|key| key == self.name_key || self.given.is_some_and(|given| given.contains_key(key)))
    }
}

impl Visitor<'_> {
    /// Whether the request says all that is needed by itself.
    pub fn says(&self, needs: &Needs) -> bool {
        let of_group = |(group, keys): (&Option<Profile<'_>>, &std::collections::BTreeSet<String>)| {
            group.is_none_or(|group| group.says(keys.iter()))
        };
        !needs.lists
            && !needs.continuity
            && self.person.says(needs.person.iter())
            && self.groups.iter().zip(&needs.groups).all(of_group)
    }
}

/// What a visitor gets of one flag.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Answer<'a> {
    /// Whether the flag is on.
    pub enabled: bool,
    /// Which of its variants.
    pub variant: Option<&'a str>,
    /// Why.
    pub reason: Reason,
    /// The condition that decided.
    pub condition: Option<usize>,
    /// Whether it could not be evaluated.
    pub failed: bool,
}

/// Why a visitor gets what they get.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// A condition matches.
    ConditionMatch,
    /// None does.
    NoConditionMatch,
    /// One would, but the roll-out leaves the visitor out.
    OutOfRolloutBound,
    /// The flag is for groups, and the visitor acts for none of that type.
    NoGroupType,
    /// The visitor said whether they want it early.
    SuperConditionValue,
    /// The visitor is kept out of experiments.
    HoldoutConditionValue,
    /// The flag is switched off.
    FlagDisabled,
    /// A flag that it asks for is missing.
    MissingDependency,
}

impl Reason {
    /// The protocol's name.
    pub fn code(self) -> &'static str {
        match self {
            Self::ConditionMatch => "condition_match",
            Self::NoConditionMatch => "no_condition_match",
            Self::OutOfRolloutBound => "out_of_rollout_bound",
            Self::NoGroupType => "no_group_type",
            Self::SuperConditionValue => "super_condition_value",
            Self::HoldoutConditionValue => "holdout_condition_value",
            Self::FlagDisabled => "flag_disabled",
            Self::MissingDependency => "missing_dependency",
        }
    }

    /// Whether a reason not to match says more than another one: the visitor was nearer to getting the flag.
    fn is_nearer_than(self, other: Self) -> bool {
        let rank = |reason| match reason {
            Self::OutOfRolloutBound => 3,
            Self::NoConditionMatch => 2,
            _ => 1,
        };
        rank(self) >= rank(other)
    }
}

impl Answer<'_> {
    fn no(reason: Reason) -> Self {
        Self { enabled: false, variant: None, reason, condition: None, failed: false }
    }

    fn failure(reason: Reason) -> Self {
        Self { failed: true, ..Self::no(reason) }
    }
}

/// Evaluates flags of a project for one visitor, each of them once.
#[derive(Debug)]
pub struct Evaluation<'a> {
    project: &'a Project,
    visitor: &'a Visitor<'a>,
    answers: Vec<Option<Answer<'a>>>,
    /// By cohort and by the type of group whose properties count.
    cohorts: HashMap<(i64, Option<usize>), bool>,
}

impl<'a> Evaluation<'a> {
    /// Evaluates nothing yet.
    pub fn new(project: &'a Project, visitor: &'a Visitor<'a>) -> Self {
        Self { project, visitor, answers: vec![None; project.flags.len()], cohorts: HashMap::new() }
    }

    /// The answer of the flag at `at`.
    pub fn answer(&mut self, at: usize) -> Answer<'a> {
        if let Some(answer) = self.answers[at] {
            return answer;
        }
        let project = self.project;
        let answer = self.flag(&project.flags[at]);
        self.answers[at] = Some(answer);
        answer
    }

    fn flag(&mut self, flag: &'a Flag) -> Answer<'a> {
        if !flag.record.active {
            return Answer::no(Reason::FlagDisabled);
        }
        if flag.unresolved.is_some() {
            return Answer::failure(Reason::MissingDependency);
        }
        match &flag.definition {
            Ok(definition) if self.visitor.is_complete || self.visitor.says(&flag.needs) => {
                self.definition(flag, definition)
            }
            _ => Answer::failure(Reason::NoConditionMatch),
        }
    }

    fn definition(&mut self, flag: &'a Flag, definition: &'a Definition) -> Answer<'a> {
        let visitor = self.visitor;
        let (profile, identifier) = match definition.group_type {
            None => {
                let known = visitor.hash_keys.get(&flag.record.id).filter(|_| flag.record.ensure_experience_continuity);
                (visitor.person, known.map_or(visitor.person.name(), String::as_str))
            }
            Some(index) => match visitor.groups[index] {
                None => return Answer::no(Reason::NoGroupType),
                Some(group) => (group, group.name()),
            },
        };
        if let Some(answer) =
            definition.enrolment.as_ref().and_then(|condition| self.enrolment(flag, condition, identifier))
        {
            return answer;
        }
        if let Some(holdout) = &definition.holdout
            && (holdout.percentage == 100.0 || hash::holdout(identifier) <= holdout.percentage / 100.0)
        {
            let computed = || self.variant(flag, definition, identifier);
            let variant = holdout.variant.as_deref().or_else(computed).or(Some("holdout"));
            let reason = Reason::HoldoutConditionValue;
            return Answer { enabled: true, variant, reason, condition: None, failed: false };
        }
        let mut best = Answer::no(Reason::NoConditionMatch);
        for (index, condition) in definition.conditions.iter().enumerate() {
            let (profile, identifier) = match condition.group_type {
                same if same == definition.group_type => (profile, identifier),
                None => (visitor.person, visitor.person.name()),
                Some(index) => match visitor.groups[index] {
                    None => continue,
                    Some(group) => (group, group.name()),
                },
            };
            let reason = self.condition(flag, condition, profile, identifier);
            let answer = Answer { condition: Some(index), ..Answer::no(reason) };
            if reason == Reason::ConditionMatch {
                let own = condition.variant.map(|variant| &*definition.variants[variant].key);
                let variant = own.or_else(|| self.variant(flag, definition, identifier));
                return Answer { enabled: true, variant, ..answer };
            }
            if reason.is_nearer_than(best.reason) {
                best = answer;
            }
            if definition.early_exit && reason == Reason::OutOfRolloutBound {
                break;
            }
        }
        best
    }

    /// The answer of who said whether they want the flag early; none of who did not.
    fn enrolment(&mut self, flag: &Flag, condition: &'a Condition, identifier: &str) -> Option<Answer<'a>> {
        let person = self.visitor.person;
        let has_any = condition.filters.iter().any(|filter| match filter {
            Filter::Property(filter) => person.get(&filter.key).is_some(),
            _ => false,
        });
        has_any.then(|| {
            let enabled = self.condition(flag, condition, person, identifier) == Reason::ConditionMatch;
            Answer { enabled, condition: Some(0), ..Answer::no(Reason::SuperConditionValue) }
        })
    }

    fn condition(&mut self, flag: &Flag, condition: &'a Condition, profile: Profile<'a>, identifier: &str) -> Reason {
        if !condition.filters.iter().all(|filter| self.filter(filter, profile, condition.group_type)) {
            return Reason::NoConditionMatch;
        }
        let is_in = |share: f64| share == 100.0 || hash::rollout(&flag.record.key, identifier) <= share / 100.0;
        if condition.rollout.is_none_or(is_in) { Reason::ConditionMatch } else { Reason::OutOfRolloutBound }
    }

    fn variant(&self, flag: &Flag, definition: &'a Definition, identifier: &str) -> Option<&'a str> {
        if definition.variants.is_empty() {
            return None;
        }
        let place = hash::variant(&flag.record.key, identifier);
        definition.variants.iter().find(|variant| place < variant.end).map(|variant| &*variant.key)
    }

    fn filter(&mut self, filter: &'a Filter, profile: Profile<'a>, group_type: Option<usize>) -> bool {
        match filter {
            Filter::Property(filter) => filter.matches(profile.get(&filter.key), self.visitor.now),
            Filter::Cohort { id, member } => self.cohort(*id, profile, group_type) == *member,
            Filter::Flag { name, wanted } => {
                let project = self.project;
                let answer = project.flag(name).map(|at| self.answer(at));
                answer.is_some_and(|answer| match wanted {
                    Wanted::Enabled(enabled) => answer.enabled == *enabled,
                    Wanted::Variant(variant) => answer.enabled && answer.variant == Some(variant),
                })
            }
        }
    }

    fn cohort(&mut self, id: i64, profile: Profile<'a>, group_type: Option<usize>) -> bool {
        if let Some(known) = self.cohorts.get(&(id, group_type)) {
            return *known;
        }
        let project = self.project;
        let is_member = match project.cohort(id) {
            None => false,
            Some(Cohort::List) => self.visitor.lists.contains(&id),
            Some(Cohort::Properties(group)) => self.group(group, profile, group_type),
        };
        self.cohorts.insert((id, group_type), is_member);
        is_member
    }

    fn group(&mut self, group: &'a Group, profile: Profile<'a>, group_type: Option<usize>) -> bool {
        let mut passes = |member: &'a Member| match member {
            Member::Group(group) => self.group(group, profile, group_type),
            Member::Filter { filter, negated } => self.filter(filter, profile, group_type) != *negated,
            // A project gives flags no such cohort.
            Member::Past { .. } => false,
        };
        if group.any { group.members.iter().any(&mut passes) } else { group.members.iter().all(&mut passes) }
    }
}

#[cfg(test)]
#[path = "evaluate_tests.rs"]
mod tests;
