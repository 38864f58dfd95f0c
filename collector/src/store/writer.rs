//! The one thread that writes. All requests that wait at the same time share one commit.

use rusqlite::{Connection, Result, TransactionBehavior};
use tokio::sync::{mpsc, oneshot, watch};

use crate::error::Refusal;
use crate::store::apply;
use crate::store::submission::Submission;
use crate::{limits, log};

/// The way to the writer, for any number of requests at once.
#[derive(Debug, Clone)]
pub struct Writer {
    queue: mpsc::Sender<Job>,
}

#[derive(Debug)]
enum Job {
    Store(Request),
    Change(Change),
    /// Answered when the database is closed.
    Stop(oneshot::Sender<()>),
}

#[derive(Debug)]
struct Request {
    submission: Submission,
    answer: oneshot::Sender<(bool, Submission)>,
}

/// Any other work on the database, in a transaction of its own.
struct Change(Box<dyn FnOnce(&mut Connection) + Send>);

impl std::fmt::Debug for Change {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Change")
    }
}

impl Writer {
    /// Starts the thread. `newest` is told the id of the newest event after each commit.
    pub(super) fn start(connection: Connection, newest: watch::Sender<i64>) -> std::io::Result<Self> {
        let (queue, jobs) = mpsc::channel(limits::WRITER_QUEUE);
        std::thread::Builder::new().name("writer".into()).spawn(move || run(connection, jobs, &newest))?;
        Ok(Self { queue })
    }

    /// Hands over a submission, and returns once it is on disk.
    pub async fn submit(&self, submission: Submission) -> Result<(), Refusal> {
        let (answer, committed) = oneshot::channel();
        self.hand_over(Job::Store(Request { submission, answer })).await?;
        match committed.await {
            // What was stored comes back, since freeing it is nothing that others should wait for.
            Ok((true, _)) => Ok(()),
            Ok((false, _)) | Err(_) => Err(Refusal::Unavailable("the database failed".into())),
        }
    }

    /// Runs `change` in a transaction, and returns once it is on disk.
    pub async fn change<T: Send + 'static>(
        &self,
        change: impl FnOnce(&Connection) -> Result<T> + Send + 'static,
    ) -> Result<T, Refusal> {
        let (answer, committed) = oneshot::channel();
        let work = move |connection: &mut Connection| {
            let result = connection.transaction_with_behavior(TransactionBehavior::Immediate).and_then(|transaction| {
                let result = change(&transaction)?;
                transaction.commit()?;
                Ok(result)
            });
            // Whoever asked may have gone away.
            let _ = answer.send(result);
        };
        self.hand_over(Job::Change(Change(Box::new(work)))).await?;
        match committed.await {
            Ok(result) => Ok(result?),
            Err(_) => Err(Refusal::Unavailable("the database failed".into())),
        }
    }

    async fn hand_over(&self, job: Job) -> Result<(), Refusal> {
        self.queue.send_timeout(job, limits::QUEUE_WAIT).await.map_err(|error| match error {
            mpsc::error::SendTimeoutError::Timeout(_) => Refusal::Unavailable("the collector is overloaded".into()),
            mpsc::error::SendTimeoutError::Closed(_) => Refusal::Unavailable("the collector is stopping".into()),
        })
    }

    /// Stores what is waiting, closes the database and ends the thread.
    pub async fn stop(&self) {
        let (answer, stopped) = oneshot::channel();
        if self.queue.send(Job::Stop(answer)).await.is_ok() {
            let _ = stopped.await;
        }
    }

    /// Whether the thread still runs.
    pub fn is_alive(&self) -> bool {
        !self.queue.is_closed()
    }
}

fn run(mut connection: Connection, mut jobs: mpsc::Receiver<Job>, newest: &watch::Sender<i64>) {
    let mut stop = None;
    while stop.is_none() {
        let mut next = jobs.blocking_recv();
        let mut events = 0;
        let (mut submissions, mut answers) = (Vec::new(), Vec::new());
        while let Some(Job::Store(request)) = next {
            events += request.submission.records.len();
            submissions.push(request.submission);
            answers.push(request.answer);
            next = if events < limits::EVENTS_PER_TRANSACTION { jobs.try_recv().ok() } else { None };
        }
        let mut change = None;
        match next {
            Some(Job::Stop(answer)) => stop = Some(answer),
            Some(Job::Change(work)) => change = Some(work),
            None if answers.is_empty() => break,
            _ => {}
        }
        let stored = commit(&mut connection, &submissions).unwrap_or_else(|error| {
            log::line(format_args!("a commit failed: {error}"));
            vec![false; answers.len()]
        });
        if let Ok(id) = newest_event(&connection) {
            newest.send_replace(id);
        }
        for (answer, stored) in answers.into_iter().zip(stored.into_iter().zip(submissions)) {
            // A sender that has gone away will send again.
            let _ = answer.send(stored);
        }
        if let Some(Change(work)) = change {
            work(&mut connection);
        }
    }
    // Folds the log into the database file; what fails here is done at the next start.
    let _ = connection.pragma_update(None, "wal_checkpoint", "TRUNCATE");
    drop(connection);
    if let Some(answer) = stop {
        let _ = answer.send(());
    }
}

/// Writes all submissions in one transaction. One that fails is undone alone; its place in the result is false.
fn commit(connection: &mut Connection, submissions: &[Submission]) -> Result<Vec<bool>> {
    if submissions.is_empty() {
        return Ok(Vec::new());
    }
    // Savepoints have SQLite copy each page before it is changed, so they are made only where one is needed.
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    if submissions.iter().try_for_each(|submission| apply::submission(&transaction, submission)).is_err() {
        transaction.rollback()?;
        return commit_one_by_one(connection, submissions);
    }
    apply::trim_reports(&transaction)?;
    transaction.commit()?;
    Ok(vec![true; submissions.len()])
}

fn commit_one_by_one(connection: &mut Connection, submissions: &[Submission]) -> Result<Vec<bool>> {
    let mut transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let mut stored = Vec::with_capacity(submissions.len());
    for submission in submissions {
        let mut savepoint = transaction.savepoint()?;
        let applied = apply::submission(&savepoint, submission);
        if let Err(error) = &applied {
            log::line(format_args!("a request cannot be stored: {error}"));
            savepoint.rollback()?;
        }
        savepoint.commit()?;
        stored.push(applied.is_ok());
    }
    apply::trim_reports(&transaction)?;
    transaction.commit()?;
    Ok(stored)
}

/// The id of the newest event, 0 if there is none.
pub(super) fn newest_event(connection: &Connection) -> Result<i64> {
    connection.prepare_cached("SELECT coalesce(max(id), 0) FROM events")?.query_row([], |row| row.get(0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::judge::judge;
    use crate::ingest::normalise::Surroundings;
    use crate::store::database;

    fn submission(event: &str) -> Submission {
        let event = format!(r#"{{"event":"{event}","distinct_id":"d","properties":{{"$groups":{{"company":"c"}}}}}}"#);
        let text = format!(r#"{{"api_key":"t","batch":[{event},{event}]}}"#);
        judge(&text, false, Surroundings::default(), 0).unwrap().submission
    }

    #[test]
    fn a_submission_that_fails_does_so_alone() {
        let directory = tempfile::tempdir().unwrap();
        let mut connection = database::open_writer(&directory.path().join("test.sqlite3")).unwrap();
        let poison = "CREATE TRIGGER poison BEFORE INSERT ON events WHEN new.event = 'poison'
            BEGIN SELECT raise(ABORT, 'poison'); END";
        connection.execute_batch(poison).unwrap();
        let submissions = ["before", "poison", "after"].map(submission);

        assert_eq!(commit(&mut connection, &submissions).unwrap(), [true, false, true]);
        assert_eq!(commit(&mut connection, &submissions[1..2]).unwrap(), [false]);
        assert_eq!(commit(&mut connection, &[]).unwrap(), [true; 0]);
        let sql = r#"SELECT group_concat(event || ' ' || (properties ->> '$."$group_0"')) FROM events"#;
        let stored: String = connection.query_row(sql, [], |row| row.get(0)).unwrap();
        assert_eq!(stored, "before c,before c,after c,after c");
        let count = |table| connection.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0));
        assert_eq!((count("persons"), count("warnings")), (Ok(1), Ok(0)));
    }
}
