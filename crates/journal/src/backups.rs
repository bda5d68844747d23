//! Backups: what was there before a write.

use lockdown::change::{Event, TargetState, next};
use lockdown::inventory::LivePolicy;
use lockdown::meaning::Meaning;
use lockdown::permit::{BackupData, sha256_hex};
use lockdown::plan::{Plan, Target};
use rusqlite::{Connection, OptionalExtension as _, Transaction};
use time::OffsetDateTime;

use crate::changes::make_room;
use crate::record::{BackupId, BackupRecord, ChangeId, Step};
use crate::rows::{begin, database, from_json, parsed, target_row, time_of, time_text};
use crate::{Journal, JournalError, schema, steps};

const COLUMNS: &str = "id, change, (SELECT target FROM targets
     WHERE targets.change = backups.change AND targets.key = backups.key),
     account, region, policy, sha256, meaning, taken_at, caller";

impl Journal {
    /// Stores what is there now, commits, reads it back through a second connection and compares
    /// it, then moves the target to `BackedUp` (a foreign policy is kept beside the first backup).
    ///
    /// # Errors
    /// When the policy is not the one that the plan was made from, when a target that is tried again is held by
    /// another change by now, when what is read back differs, or
    /// when the database fails. Nothing may be written then.
    pub fn back_up(
        &self,
        change: ChangeId,
        target: &Target,
        live: &LivePolicy,
        now: OffsetDateTime,
    ) -> Result<BackupId, JournalError> {
        let what = "store a backup";
        let mut connection = self.lock();
        let row = target_row(&connection, change, &target.key())?;
        next(row.state, Event::BackedUp).map_err(JournalError::Illegal)?;
        let plan = plan_of(&connection, change)?;
        if row.state != TargetState::Foreign && !plan.is_basis(target, live) {
            return Err(JournalError::BasisChanged {
                target: target.clone(),
            });
        }
        let data = BackupData {
            target: target.clone(),
            account: plan.account().clone(),
            region: parsed(&row.region, "the Region")?,
            policy: live.clone(),
            sha256: sha256_hex(live.text().unwrap_or_default()),
            meaning: Meaning::of(live, &plan.principal_ids()).as_str().to_owned(),
            taken_at: now,
            caller: plan.caller().clone(),
        };
        // Committed on its own, before anything says that there is a backup.
        let transaction = begin(&mut connection, what)?;
        if matches!(row.state, TargetState::Stopped | TargetState::Failed) {
            make_room(&transaction, plan.account(), target, now)?;
        }
        let backup = insert(&transaction, change, target, &data)?;
        transaction.commit().map_err(database(what))?;
        self.committed(&target.to_string(), "backup stored");
        self.read_back(backup, &data)?;

        let transaction = begin(&mut connection, what)?;
        steps::take(
            &transaction,
            change,
            &target.key(),
            &Step::of(Event::BackedUp),
            None,
            now,
        )?;
        if row.state != TargetState::Foreign {
            transaction
                .execute(
                    "UPDATE targets SET backup = ?3 WHERE change = ?1 AND key = ?2",
                    (change.0, target.key(), backup.0),
                )
                .map_err(database(what))?;
        }
        transaction.commit().map_err(database(what))?;
        Ok(backup)
    }

    /// Every backup, newest first.
    ///
    /// # Errors
    /// When the database fails or holds something that can't be understood.
    pub fn backups(&self) -> Result<Vec<BackupRecord>, JournalError> {
        let what = "list the backups";
        let connection = self.lock();
        let mut statement = connection
            .prepare_cached(&format!("SELECT {COLUMNS} FROM backups ORDER BY id DESC"))
            .map_err(database(what))?;
        let rows = statement.query_map([], raw).map_err(database(what))?;
        rows.map(|row| row.map_err(database(what))?.understood())
            .collect()
    }

    /// One backup.
    ///
    /// # Errors
    /// When there is none, or the database fails.
    pub fn backup(&self, backup: BackupId) -> Result<BackupRecord, JournalError> {
        read(&self.lock(), backup)
    }

    /// Reads the backup through a connection of its own, as another process would, and compares it
    /// to the byte.
    fn read_back(&self, backup: BackupId, data: &BackupData) -> Result<(), JournalError> {
        let path = self.folder().join(schema::FILE);
        let found = read(&schema::connect(&path)?, backup)?;
        let same = found.data.policy == data.policy
            && found.data.sha256 == data.sha256
            && found.data.is_intact();
        if same {
            Ok(())
        } else {
            Err(JournalError::NotReadBack {
                target: data.target.clone(),
            })
        }
    }
}

pub(crate) fn plan_of(connection: &Connection, change: ChangeId) -> Result<Plan, JournalError> {
    let text: Option<String> = connection
        .query_row(
            "SELECT plan FROM changes WHERE id = ?1",
            [change.0],
            |row| row.get(0),
        )
        .optional()
        .map_err(database("read a change"))?;
    from_json(&text.ok_or(JournalError::NoChange(change))?, "the plan")
}

pub(crate) fn read(
    connection: &Connection,
    backup: BackupId,
) -> Result<BackupRecord, JournalError> {
    connection
        .query_row(
            &format!("SELECT {COLUMNS} FROM backups WHERE id = ?1"),
            [backup.0],
            raw,
        )
        .optional()
        .map_err(database("read a backup"))?
        .ok_or(JournalError::NoBackupOf(backup))?
        .understood()
}

fn insert(
    transaction: &Transaction<'_>,
    change: ChangeId,
    target: &Target,
    data: &BackupData,
) -> Result<BackupId, JournalError> {
    transaction
        .execute(
            "INSERT INTO backups (change, key, bucket, account, region, policy, sha256, meaning, taken_at, caller)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            (
                change.0,
                target.key(),
                data.target.to_string(),
                data.account.as_str(),
                data.region.as_str(),
                data.policy.text(),
                &data.sha256,
                &data.meaning,
                time_text(data.taken_at),
                data.caller.as_str(),
            ),
        )
        .map_err(database("store a backup"))?;
    Ok(BackupId(transaction.last_insert_rowid()))
}

struct Raw {
    ids: (i64, i64),
    place: (String, String, String),
    policy: Option<String>,
    digests: (String, String),
    taken: (String, String),
}

fn raw(row: &rusqlite::Row<'_>) -> rusqlite::Result<Raw> {
    Ok(Raw {
        ids: (row.get(0)?, row.get(1)?),
        place: (row.get(2)?, row.get(3)?, row.get(4)?),
        policy: row.get(5)?,
        digests: (row.get(6)?, row.get(7)?),
        taken: (row.get(8)?, row.get(9)?),
    })
}

impl Raw {
    fn understood(self) -> Result<BackupRecord, JournalError> {
        let (target, account, region) = self.place;
        let (sha256, meaning) = self.digests;
        Ok(BackupRecord {
            id: BackupId(self.ids.0),
            change: ChangeId(self.ids.1),
            data: BackupData {
                target: from_json(&target, "a target")?,
                account: parsed(&account, "the account")?,
                region: parsed(&region, "the Region")?,
                policy: self.policy.map_or(LivePolicy::None, LivePolicy::Text),
                sha256,
                meaning,
                taken_at: time_of(&self.taken.0)?,
                caller: parsed(&self.taken.1, "the ARN")?,
            },
        })
    }
}
