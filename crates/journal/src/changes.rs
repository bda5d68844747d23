//! Changes: begun, moved, listed.

use lockdown::change::{ChangeState, Event, TargetState, Write};
use lockdown::ids::AccountId;
use lockdown::inventory::LivePolicy;
use lockdown::meaning::Meaning;
use lockdown::plan::{Plan, Target};
use rusqlite::{Connection, OptionalExtension as _, Transaction};
use time::OffsetDateTime;

use crate::record::{
    BackupId, ChangeId, ChangeRecord, ChangeSummary, LastWritten, Step, TargetRecord,
};
use crate::rows::{begin, database, from_json, parsed, target_rows, time_of, time_text, to_json};
use crate::{Journal, JournalError, steps};

impl Journal {
    /// Begins a change: the plan is stored as it was confirmed, its targets are `Planned`. Trials
    /// that have ended on the same targets are left as they are: the new change begins over them.
    ///
    /// # Errors
    /// When the plan can't be applied, or another unfinished change holds one of its targets.
    pub fn begin(
        &self,
        plan: &Plan,
        profile: &str,
        now: OffsetDateTime,
    ) -> Result<ChangeId, JournalError> {
        let what = "begin a change";
        if let Some(blocker) = plan.blockers().first() {
            return Err(JournalError::PlanRefused(blocker.note().title));
        }
        if !plan.can_be_applied() {
            return Err(JournalError::PlanRefused("it changes nothing".to_owned()));
        }
        let mut connection = self.lock();
        let transaction = begin(&mut connection, what)?;
        for target in plan.targets() {
            make_room(&transaction, plan.account(), &target.target, now)?;
        }
        transaction
            .execute(
                "INSERT INTO changes (kind, account, who, profile, digest, plan, started_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                (
                    plan.kind().code(),
                    plan.account().as_str(),
                    plan.caller().as_str(),
                    profile,
                    plan.digest(),
                    to_json(plan, "the plan")?,
                    time_text(now),
                ),
            )
            .map_err(database(what))?;
        let change = ChangeId(transaction.last_insert_rowid());
        for (position, target) in plan.targets().iter().enumerate() {
            transaction
                .execute(
                    "INSERT INTO targets (change, position, key, target, account, bucket, region, state)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                    (
                        change.0,
                        i64::try_from(position).unwrap_or(i64::MAX),
                        target.target.key(),
                        to_json(&target.target, "a target")?,
                        plan.account().as_str(),
                        target.target.to_string(),
                        target.region.as_str(),
                        to_json(&TargetState::Planned, "a state")?,
                    ),
                )
                .map_err(database(what))?;
        }
        transaction.commit().map_err(database(what))?;
        Ok(change)
    }

    /// Records what happened to a target and moves its state; the row is durable when this returns.
    ///
    /// # Errors
    /// When the move is not legal (nothing is recorded then), or the database fails.
    pub fn record(
        &self,
        change: ChangeId,
        target: &Target,
        step: &Step,
        now: OffsetDateTime,
    ) -> Result<TargetState, JournalError> {
        if matches!(step.event, Event::Write { .. } | Event::BackedUp) {
            // Those rows come with what makes them true: a stored backup, a token.
            return Err(JournalError::NotRecordedAlone);
        }
        let what = "record a step";
        let mut connection = self.lock();
        let transaction = begin(&mut connection, what)?;
        let state = steps::take(&transaction, change, &target.key(), step, None, now)?;
        transaction.commit().map_err(database(what))?;
        Ok(state)
    }

    /// Every change, newest first.
    ///
    /// # Errors
    /// When the database fails or holds something that can't be understood.
    pub fn changes(&self) -> Result<Vec<ChangeSummary>, JournalError> {
        let connection = self.lock();
        summaries(&connection, "SELECT id FROM changes ORDER BY id DESC")
    }

    /// One change with its plan and steps.
    ///
    /// # Errors
    /// When there is none, or the database fails.
    pub fn change(&self, change: ChangeId) -> Result<ChangeRecord, JournalError> {
        let connection = self.lock();
        let summary = summary(&connection, change)?;
        let (digest, plan): (String, String) = connection
            .query_row(
                "SELECT digest, plan FROM changes WHERE id = ?1",
                [change.0],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
            .map_err(database("read a change"))?;
        let mut targets = Vec::new();
        for row in target_rows(&connection, change)? {
            let steps = steps::of(&connection, change, &row.key)?;
            targets.push(TargetRecord {
                target: from_json(&row.target, "a target")?,
                region: parsed(&row.region, "the Region")?,
                state: row.state,
                backup: row.backup.map(BackupId),
                ends: steps::ends(&steps),
                steps,
            });
        }
        Ok(ChangeRecord {
            summary,
            plan: from_json(&plan, "the plan")?,
            digest,
            targets,
        })
    }

    /// Every change that is not final, oldest first: each is to be settled against the live policy.
    ///
    /// # Errors
    /// When the database fails or holds something that can't be understood.
    pub fn unfinished(&self) -> Result<Vec<ChangeSummary>, JournalError> {
        let connection = self.lock();
        let mut all = summaries(&connection, "SELECT id FROM changes ORDER BY id")?;
        // A failed target makes the whole change failed, yet another target may still wait.
        all.retain(|change| change.targets.iter().any(|(_, state)| !state.is_final()));
        Ok(all)
    }

    /// What Strongroom last left on a target, by the change that did and its kind: what the live state is
    /// compared with, to tell what was changed outside. None where it left nothing, or something else
    /// happened there since.
    ///
    /// # Errors
    /// When the database fails or holds something that can't be understood.
    pub fn last_written(
        &self,
        account: &AccountId,
        target: &Target,
    ) -> Result<Option<LastWritten>, JournalError> {
        let connection = self.lock();
        let Some(change) = last_written_by(&connection, account, target)? else {
            return Ok(None);
        };
        let text: String = connection
            .query_row(
                "SELECT plan FROM changes WHERE id = ?1",
                [change.0],
                |row| row.get(0),
            )
            .map_err(database("read a change"))?;
        let plan: Plan = from_json(&text, "the plan")?;
        let policy = plan.content(target, Write::Permanent, &LivePolicy::None);
        Ok(policy.map(|policy| LastWritten {
            change,
            kind: plan.kind(),
            meaning: Meaning::of(&policy, &plan.principal_ids()),
        }))
    }
}

/// The last change that left what it planned on the target, if nothing was written there since.
fn last_written_by(
    connection: &Connection,
    account: &AccountId,
    target: &Target,
) -> Result<Option<ChangeId>, JournalError> {
    let what = "read a change";
    let mut statement = connection
        .prepare_cached("SELECT change, state FROM targets WHERE account = ?1 AND key = ?2 ORDER BY change DESC")
        .map_err(database(what))?;
    let rows = statement
        .query_map((account.as_str(), target.key()), |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?))
        })
        .map_err(database(what))?;
    for row in rows {
        let (change, state) = row.map_err(database(what))?;
        match from_json::<TargetState>(&state, "a state")? {
            TargetState::Done => return Ok(Some(ChangeId(change))),
            // Nothing was written by these: look further back.
            TargetState::Planned
            | TargetState::BackedUp
            | TargetState::Stopped
            | TargetState::Failed
            | TargetState::NothingToDo => {}
            _ => return Ok(None),
        }
    }
    Ok(None)
}

/// No other change may be under way on the target; trials that have ended give way. (The rows of a change that is tried
/// again are final, so it is not in its own way.)
pub(crate) fn make_room(
    transaction: &Transaction<'_>,
    account: &AccountId,
    target: &Target,
    now: OffsetDateTime,
) -> Result<(), JournalError> {
    let what = "begin a change";
    let mut statement = transaction
        .prepare_cached("SELECT t.change, t.key, t.state, c.started_at FROM targets t JOIN changes c ON c.id = t.change WHERE t.account = ?1 AND t.key = ?2")
        .map_err(database(what))?;
    let rows = statement
        .query_map((account.as_str(), target.key()), |row| {
            Ok((
                row.get::<_, i64>(0)?,
                row.get::<_, String>(1)?,
                row.get::<_, String>(2)?,
                row.get::<_, String>(3)?,
            ))
        })
        .map_err(database(what))?;
    for row in rows {
        let (change, key, state, started) = row.map_err(database(what))?;
        let change = ChangeId(change);
        let state: TargetState = from_json(&state, "a state")?;
        if matches!(state, TargetState::TrialEnded { .. }) {
            let step = Step::of(Event::Leave).with_error("a new change began here");
            steps::take(transaction, change, &key, &step, None, now)?;
        } else if !state.is_final() {
            return Err(JournalError::Busy {
                target: target.clone(),
                change: Some(change),
                since: Some(time_of(&started)?),
            });
        }
    }
    Ok(())
}

fn summaries(
    connection: &Connection,
    query: &'static str,
) -> Result<Vec<ChangeSummary>, JournalError> {
    let what = "list the changes";
    let mut statement = connection.prepare_cached(query).map_err(database(what))?;
    let ids = statement
        .query_map([], |row| row.get::<_, i64>(0))
        .map_err(database(what))?;
    ids.map(|id| summary(connection, ChangeId(id.map_err(database(what))?)))
        .collect()
}

fn summary(connection: &Connection, change: ChangeId) -> Result<ChangeSummary, JournalError> {
    let what = "read a change";
    let row = connection
        .query_row(
            "SELECT kind, account, who, profile, started_at,
                    (SELECT at FROM steps WHERE change = changes.id ORDER BY id DESC LIMIT 1)
             FROM changes WHERE id = ?1",
            [change.0],
            |row| {
                let texts: (String, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
                let rest: (String, String, Option<String>) =
                    (row.get(3)?, row.get(4)?, row.get(5)?);
                Ok((texts, rest))
            },
        )
        .optional()
        .map_err(database(what))?;
    let Some(((kind, account, who), (profile, started_at, last_step))) = row else {
        return Err(JournalError::NoChange(change));
    };
    let mut targets = Vec::new();
    for row in target_rows(connection, change)? {
        targets.push((from_json::<Target>(&row.target, "a target")?, row.state));
    }
    let states: Vec<TargetState> = targets.iter().map(|(_, state)| *state).collect();
    let ended = states.iter().all(|state| state.is_final());
    Ok(ChangeSummary {
        id: change,
        kind: from_json(&format!("\"{kind}\""), "the kind of a change")?,
        state: ChangeState::of(&states),
        started_at: time_of(&started_at)?,
        ended_at: last_step
            .filter(|_| ended)
            .map(|at| time_of(&at))
            .transpose()?,
        who: parsed(&who, "the ARN")?,
        profile,
        account: parsed(&account, "the account")?,
        targets,
    })
}
