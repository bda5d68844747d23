//! Steps: each one a row, together with the state that it leads to.

use lockdown::change::{Event, TargetState, Write, next};
use lockdown::inventory::LivePolicy;
use lockdown::lock::TrialEnd;
use rusqlite::{Connection, Transaction};
use time::OffsetDateTime;

use crate::JournalError;
use crate::record::{ChangeId, Step, StepRecord};
use crate::rows::{database, from_json, optional_json, target_row, time_of, time_text, to_json};

/// Moves a target by an event and stores the step, within a transaction.
pub(crate) fn take(
    transaction: &Transaction<'_>,
    change: ChangeId,
    key: &str,
    step: &Step,
    content: Option<&LivePolicy>,
    now: OffsetDateTime,
) -> Result<TargetState, JournalError> {
    let row = target_row(transaction, change, key)?;
    let state = next(row.state, step.event).map_err(JournalError::Illegal)?;
    let what = "record a step";
    let optional = |policy: Option<&LivePolicy>| policy.map(|p| to_json(p, "a policy")).transpose();
    transaction
        .execute(
            "INSERT INTO steps (change, key, at, event, state, words, request_id, error, content, found)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            (
                change.0,
                key,
                time_text(now),
                to_json(&step.event, "an event")?,
                to_json(&state, "a state")?,
                words(step.event, state),
                step.request_id.as_deref(),
                step.error.as_deref(),
                optional(content)?,
                optional(step.found.as_ref())?,
            ),
        )
        .map_err(database(what))?;
    transaction
        .execute(
            "UPDATE targets SET state = ?3 WHERE change = ?1 AND key = ?2",
            (change.0, key, to_json(&state, "a state")?),
        )
        .map_err(database(what))?;
    Ok(state)
}

/// Every step of a target, in order.
pub(crate) fn of(
    connection: &Connection,
    change: ChangeId,
    key: &str,
) -> Result<Vec<StepRecord>, JournalError> {
    let what = "read the steps of a change";
    let mut statement = connection
        .prepare_cached(
            "SELECT at, event, state, words, request_id, error, content, found
             FROM steps WHERE change = ?1 AND key = ?2 ORDER BY id",
        )
        .map_err(database(what))?;
    let rows = statement
        .query_map((change.0, key), |row| {
            let texts: (String, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
            let rest: (String, Option<String>, Option<String>) =
                (row.get(3)?, row.get(4)?, row.get(5)?);
            let policies: (Option<String>, Option<String>) = (row.get(6)?, row.get(7)?);
            Ok((texts, rest, policies))
        })
        .map_err(database(what))?;
    rows.map(|row| {
        let ((at, event, state), (words, request_id, error), (content, found)) =
            row.map_err(database(what))?;
        Ok(StepRecord {
            at: time_of(&at)?,
            event: from_json(&event, "an event")?,
            state: from_json(&state, "a state")?,
            words,
            request_id,
            error,
            content: optional_json(content, "a policy")?,
            found: optional_json(found, "a policy")?,
        })
    })
    .collect()
}

/// Every end of a trial that was written or was about to be, in order.
pub(crate) fn ends(steps: &[StepRecord]) -> Vec<TrialEnd> {
    let writes = steps.iter().filter_map(|step| match step.event {
        Event::Write { write, .. } => Some(write),
        _ => None,
    });
    writes
        .filter_map(|write| match write {
            Write::Trial { ends } | Write::Extend { ends } => Some(ends),
            Write::Permanent | Write::RollBack => None,
        })
        .collect()
}

fn words(event: Event, state: TargetState) -> String {
    match event {
        Event::BackedUp => "Backed up what is there, and read the backup back.".to_owned(),
        Event::NothingToDo => "What was planned is there already.".to_owned(),
        Event::PolicyChanged => {
            "The policy is not what was expected. It was not written over.".to_owned()
        }
        Event::Write { write, .. } => format!("Writing {}.", write.words()),
        Event::Accepted => "AWS accepted the write.".to_owned(),
        Event::Refused => "The write was refused. Nothing changed.".to_owned(),
        Event::AnswerLost => "The answer of AWS was lost.".to_owned(),
        Event::Settled(_) => format!("Read the policy. {}", state.words()),
        Event::GaveUp => "What is there could not be found out.".to_owned(),
        Event::Stop => "Stopped.".to_owned(),
        Event::Leave => "Left as it is.".to_owned(),
    }
}
