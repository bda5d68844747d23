//! Planning to put a backup back.

use iam_policy::Policy;
use time::OffsetDateTime;

use super::acceptance::{Origin, dead_principals, without_principals};
use super::blocker::{Blocker, minute};
use super::draft::{Draft, Texts};
use super::intent::RestoreIntent;
use super::warning::Warning;
use super::{Plan, PlanKind, access};
use crate::ids::BucketName;
use crate::inventory::{Inventory, LivePolicy};
use crate::keep::{required_in, unread_regions};
use crate::known::Known;
use crate::permit::BackupData;
use crate::principals::Principals;

/// Plans putting the backup of the bucket `name` back, over whatever is in the bucket now (`inventory` holds it as it was
/// just read).
///
/// A Region that could not be read blocks only where the policy, put back, would lock out a Connect
/// role that was not seen; otherwise it is warned of. A look at no Region at all always blocks.
pub fn plan_restore(
    inventory: &Inventory,
    principals: Known<&Principals>,
    name: &BucketName,
    backup: &BackupData,
    intent: &RestoreIntent,
    now: OffsetDateTime,
) -> Plan {
    let mut draft = Draft::new(PlanKind::Restore, inventory, principals, now);
    if !backup.is_intact() {
        draft.blockers.push(Blocker::BackupDamaged {
            bucket: name.clone(),
        });
    }
    if backup.account != inventory.identity.account {
        let account = Some(backup.account.clone());
        draft.blockers.push(Blocker::OtherAccount {
            bucket: name.clone(),
            account,
        });
        return draft.finish();
    }
    draft.take_no_region();
    let Some(ready) = draft.ready(name) else {
        return draft.finish();
    };
    let required = required_in(&draft.directory, std::slice::from_ref(name));
    draft.required = required.entries;
    match texts(&mut draft, name, backup, intent) {
        Ok(texts) => {
            if access::locks_out_unseen(&draft, &ready, &texts.permanent) {
                draft.blockers.extend(required.blockers);
                draft.take_unread_regions(&intent.accepted_regions);
            } else {
                let unread = unread_regions(inventory).into_iter();
                draft
                    .warnings
                    .extend(unread.map(|one| Warning::RegionUnread { region: one.region }));
            }
            draft.add_target(&ready, texts);
        }
        Err(problem) => draft.blockers.push(Blocker::PolicyUnreadable {
            bucket: name.clone(),
            problem,
        }),
    }
    draft.finish()
}

fn texts(
    draft: &mut Draft<'_>,
    bucket: &BucketName,
    backup: &BackupData,
    intent: &RestoreIntent,
) -> Result<Texts, String> {
    let text = match &backup.policy {
        LivePolicy::None => {
            return Ok(Texts {
                trial: None,
                permanent: LivePolicy::None,
                summary: "removes the policy: there was none".to_owned(),
            });
        }
        LivePolicy::Text(text) => text,
    };
    // What can't be understood can't be checked for a lock-out either.
    let policy = Policy::parse(text).map_err(|error| error.to_string())?;
    let mut permanent = backup.policy.clone();
    let dead = dead_principals(
        &policy,
        Origin::Backup,
        &draft.ids,
        draft.directory.account(),
    );
    if intent.without_dead_principals && !dead.is_empty() {
        let rest = without_principals(&policy, &dead).map_err(|error| error.to_string())?;
        if let Some(rest) = rest {
            permanent = if rest.statements().is_empty() {
                LivePolicy::None
            } else {
                LivePolicy::Text(rest.to_json())
            };
            draft.warnings.push(Warning::DeadLeftOut {
                bucket: bucket.clone(),
                principals: dead,
            });
        }
    }
    let taken = minute(backup.taken_at);
    Ok(Texts {
        trial: None,
        permanent,
        summary: format!("puts back the policy of {taken}"),
    })
}
