//! The projects' flags in memory, exchanged as a whole when one changes.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use rusqlite::{Connection, Result};
use tokio::sync::{Mutex, MutexGuard};

use crate::error::Refusal;
use crate::flags::project::Project;
use crate::store::{Store, cohorts, flags, projects};

/// All projects that have flags or cohorts, by their token.
type Projects = HashMap<String, Arc<Project>>;

/// What all requests share.
#[derive(Debug, Default)]
pub struct Registry {
    /// None until somebody asks.
    projects: RwLock<Option<Arc<Projects>>>,
    changing: Mutex<()>,
}

impl Registry {
    /// The project of `token`; one without flags if it has none.
    pub async fn project(&self, store: &Store, token: &str) -> Result<Arc<Project>, Refusal> {
        Ok(self.projects(store).await?.get(token).cloned().unwrap_or_default())
    }

    async fn projects(&self, store: &Store) -> Result<Arc<Projects>, Refusal> {
        let known = || self.projects.read().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(projects) = known() {
            return Ok(projects);
        }
        let _changing = self.changing.lock().await;
        match known() {
            Some(projects) => Ok(projects),
            None => self.load(store).await,
        }
    }

    /// Waits until nobody else changes anything. Whoever changes flags holds this from reading them to [`Self::load`].
    pub async fn change(&self) -> MutexGuard<'_, ()> {
        self.changing.lock().await
    }

    /// Reads everything anew, while nobody changes anything.
    pub async fn load(&self, store: &Store) -> Result<Arc<Projects>, Refusal> {
        let projects = Arc::new(store.reader.read(read).await?);
        for (token, project) in &*projects {
            for (name, fault) in project.faults() {
                eprintln!("hoofprint: {name} of {token} cannot be evaluated: {fault}");
            }
        }
        *self.projects.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&projects));
        Ok(projects)
    }
}

fn read(connection: &Connection) -> Result<Projects> {
    let one = |(id, token): (i64, String)| {
        let (flags, cohorts) = (flags::all(connection, Some(&token))?, cohorts::all(connection, Some(&token))?);
        let project = Project::new(id, flags, cohorts, projects::group_types(connection, id)?);
        Ok((token, Arc::new(project)))
    };
    projects::with_flags(connection)?.into_iter().map(one).collect()
}
