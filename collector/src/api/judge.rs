//! Whether a change of flags or cohorts leaves a project whole.

use crate::error::Refusal;
use crate::flags::project::Project;
use crate::flags::record::{CohortRecord, FlagRecord};
use crate::limits;

/// The flags and cohorts of a project.
#[derive(Debug, Clone)]
pub(super) struct Definitions {
    pub(super) flags: Vec<FlagRecord>,
    pub(super) cohorts: Vec<CohortRecord>,
}

impl Definitions {
    /// Refuses a change after which something could not be evaluated that could be before. `changed` is the name of what is
    /// changed, as a [`Project`] names it: its faults are the caller's, those of others are in the way.
    pub(super) fn judge(self, after: Self, changed: &str) -> Result<(), Refusal> {
        let (flags, cohorts) = (after.flags.len(), after.cohorts.len());
        if flags > limits::FLAGS || cohorts > limits::COHORTS {
            let message = format!("a project has at most {} flags and {} cohorts", limits::FLAGS, limits::COHORTS);
            return Err(Refusal::conflict("token", message));
        }
        let mut keys: Vec<&str> = after.flags.iter().map(|flag| &*flag.key).collect();
        keys.sort_unstable();
        if let Some([key, _]) = keys.windows(2).find(|pair| pair[0] == pair[1]) {
            return Err(Refusal::conflict("key", format!("there is a flag `{key}` already")));
        }
        let mut new = after.project().faults();
        if new.is_empty() {
            return Ok(());
        }
        let known: Vec<String> = self.project().faults().into_iter().map(|(name, _)| name).collect();
        new.retain(|(name, _)| name == changed || !known.contains(name));
        if let Some(at) = new.iter().position(|(name, _)| name == changed) {
            return Err(new.swap_remove(at).1.into());
        }
        match new.first() {
            None => Ok(()),
            Some((name, fault)) => Err(Refusal::conflict("id", format!("the {name} needs it as it is: {fault}"))),
        }
    }

    fn project(self) -> Project {
        Project::new(0, self.flags, self.cohorts, Vec::new())
    }
}
