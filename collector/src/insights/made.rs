//! When actors were made.

use rusqlite::{Rows, params};

use crate::facts::View;
use crate::insights::job::{Job, Stop};
use crate::insights::selection::Actors;

/// By the number of a person or the row of a group: when it was made. Of one that nothing is stored about, the time of the first
/// event.
pub fn made(view: &View<'_>, actors: Actors, job: &Job) -> Result<Vec<Option<i64>>, Stop> {
    let mut made = Vec::new();
    let mut earliest = |actor: u32, at: i64| {
        let actor = actor as usize;
        if made.len() <= actor {
            made.resize(actor + 1, None);
        }
        made[actor] = Some(made[actor].map_or(at, |known: i64| known.min(at)));
    };
    match actors {
        Actors::Persons => {
            let sql = "SELECT id, created_at FROM store.persons WHERE project_id = ?1";
            let mut statement = view.connection.prepare_cached(sql)?;
            each(job, statement.query([view.project])?, |row, at| {
                view.people.number_of_row(row).into_iter().for_each(|number| earliest(number, at));
            })?;
            let sql = "SELECT id, since FROM ids WHERE project = ?1 AND person IS NULL";
            job.ran(sql, vec![view.project.to_string()]);
            let mut statement = view.connection.prepare_cached(sql)?;
            each(job, statement.query([view.project])?, |who, at| earliest(view.people.number(who), at))?;
        }
        Actors::Groups(Some(index)) => {
            let sql = "SELECT g.id, s.created_at FROM groups g
                JOIN store.groups s ON s.project_id = g.project AND s.type_index = g.type_index AND s.key = g.key
                WHERE g.project = ?1 AND g.type_index = ?2";
            let mut statement = view.connection.prepare_cached(sql)?;
            each(job, statement.query(params![view.project, index])?, |group, at| earliest(group as u32, at))?;
            // What is put together here is a number of ours alone.
            let sql = format!(
                "SELECT f.group_{index}, min(f.at) FROM facts f
                WHERE f.name IN (SELECT id FROM names WHERE project = ?1) AND f.group_{index} IN (
                    SELECT g.id FROM groups g WHERE g.project = ?1 AND g.type_index = ?2 AND NOT EXISTS (
                        SELECT 1 FROM store.groups s
                        WHERE s.project_id = g.project AND s.type_index = g.type_index AND s.key = g.key))
                GROUP BY 1"
            );
            let mut statement = view.connection.prepare_cached(&sql)?;
            each(job, statement.query(params![view.project, index])?, |group, at| earliest(group as u32, at))?;
        }
        Actors::Groups(None) => {}
    }
    Ok(made)
}

fn each(job: &Job, mut rows: Rows<'_>, mut take: impl FnMut(i64, i64)) -> Result<(), Stop> {
    while let Some(row) = rows.next()? {
        job.check()?;
        take(row.get(0)?, row.get(1)?);
    }
    Ok(())
}
