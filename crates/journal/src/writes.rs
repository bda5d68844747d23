//! The permission to write: handed out once the backup and the step's row are durable.

use lockdown::change::{Event, TargetState, Write};
use lockdown::inventory::LivePolicy;
use lockdown::permit::{PermittedWrite, WriteToken, sha256_hex};
use lockdown::plan::{Plan, Target};
use rusqlite::Connection;
use time::OffsetDateTime;

use crate::record::{BackupId, ChangeId, Permitted, Step};
use crate::rows::{TargetRow, begin, database, target_row};
use crate::{Journal, JournalError, backups, steps};

impl Journal {
    /// Records that a write is about to be sent, with exactly what is sent, and hands out the token
    /// for it. What is written comes from the confirmed plan or from the backup, never from the caller.
    ///
    /// # Errors
    /// When the target has no backup in this change, when the plan has no such text, when the move is
    /// not legal now, or when the database fails.
    pub fn permit_write(
        &self,
        change: ChangeId,
        target: &Target,
        write: Write,
        now: OffsetDateTime,
    ) -> Result<Permitted, JournalError> {
        let what = "record a write";
        let mut connection = self.lock();
        let transaction = begin(&mut connection, what)?;
        let row = target_row(&transaction, change, &target.key())?;
        let plan = backups::plan_of(&transaction, change)?;
        let content = content(&transaction, &plan, change, target, &row, write)?;
        let step = Step::of(Event::Write { write, now });
        let state = steps::take(
            &transaction,
            change,
            &target.key(),
            &step,
            Some(&content),
            now,
        )?;
        // The row is durable before the token exists.
        transaction.commit().map_err(database(what))?;
        Ok(Permitted {
            token: token(&plan, target, &content),
            content,
            state,
        })
    }
}

/// What is written: only with an intact backup, and over a foreign policy only once that was kept too.
fn content(
    connection: &Connection,
    plan: &Plan,
    change: ChangeId,
    target: &Target,
    row: &TargetRow,
    write: Write,
) -> Result<LivePolicy, JournalError> {
    let no_backup = || JournalError::NoBackup {
        change,
        target: target.clone(),
    };
    let backup = backups::read(connection, BackupId(row.backup.ok_or_else(no_backup)?))?;
    if !backup.data.is_intact() {
        return Err(JournalError::NotReadBack {
            target: target.clone(),
        });
    }
    if row.state == TargetState::Foreign && !foreign_is_kept(connection, change, target)? {
        return Err(no_backup());
    }
    plan.content(target, write, &backup.data.policy)
        .ok_or_else(|| JournalError::NotInPlan {
            change,
            target: target.clone(),
        })
}

/// Whether the last thing that happened to a foreign policy is that it was backed up.
fn foreign_is_kept(
    connection: &Connection,
    change: ChangeId,
    target: &Target,
) -> Result<bool, JournalError> {
    let steps = steps::of(connection, change, &target.key())?;
    Ok(steps
        .last()
        .is_some_and(|step| step.event == Event::BackedUp))
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one place where a token is issued: backup and row are durable"
)]
fn token(plan: &Plan, target: &Target, content: &LivePolicy) -> WriteToken {
    let write = match content {
        LivePolicy::Text(text) => PermittedWrite::Put {
            sha256: sha256_hex(text),
        },
        LivePolicy::None => PermittedWrite::Delete,
    };
    WriteToken::issue(target.clone(), plan.account().clone(), write)
}
