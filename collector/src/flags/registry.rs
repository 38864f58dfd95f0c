//! The projects' flags in memory, exchanged as a whole when one changes.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use rusqlite::{Connection, Result};
use tokio::sync::{Mutex, OwnedMutexGuard};

use crate::error::Refusal;
use crate::flags::project::Project;
use crate::log;
use crate::store::{Store, cohorts, flags, projects};

/// All projects that have flags or cohorts, by their token.
type Projects = HashMap<String, Arc<Project>>;

/// What all requests share.
#[derive(Debug, Default)]
pub struct Registry {
    /// None until somebody asks.
    projects: RwLock<Option<Arc<Projects>>>,
    changing: Arc<Mutex<()>>,
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

    /// Waits until nobody else changes anything. Whoever changes flags holds this from reading them on.
    pub async fn change(&self) -> OwnedMutexGuard<()> {
        Arc::clone(&self.changing).lock_owned().await
    }

    /// Carries out a change and reads everything anew, even if whoever asked goes away meanwhile: what is in memory must not
    /// fall behind the database.
    pub async fn apply<T: Send + 'static>(
        self: &Arc<Self>,
        store: &Store,
        changing: OwnedMutexGuard<()>,
        change: impl FnOnce(&Connection) -> Result<T> + Send + 'static,
    ) -> Result<T, Refusal> {
        let (this, store) = (Arc::clone(self), store.clone());
        let work = async move {
            let _changing = changing;
            let result = store.writer.change(change).await?;
            this.load(&store).await?;
            Ok(result)
        };
        let stopped = || Refusal::Unavailable("the change was stopped".into());
        tokio::spawn(work).await.unwrap_or_else(|_| Err(stopped()))
    }

    /// Reads everything anew, while nobody changes anything. Should that fail, the next one who asks tries again.
    pub async fn load(&self, store: &Store) -> Result<Arc<Projects>, Refusal> {
        let read = store.reader.read(read).await.map(Arc::new);
        *self.projects.write().unwrap_or_else(PoisonError::into_inner) = read.as_ref().ok().map(Arc::clone);
        let projects = read?;
        for (token, project) in &*projects {
            for (name, fault) in project.faults() {
                log::line(format_args!("{name} of {token} cannot be evaluated: {fault}"));
            }
        }
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
