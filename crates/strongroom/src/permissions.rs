//! What the app needs in AWS, as a page and a file, and what the signed-in identity lacks.

use std::sync::Arc;

use lockdown::ids::BucketName;
use lockdown::inventory::Inventory;
use lockdown::known::Known;
use lockdown::permissions::{
    Checked, Scope, Simulated, Simulation, Standing, Use, least_policy, missing, policy_of,
    preflight, simulation,
};
use lockdown::principals::Principals;

use crate::App;
use crate::api::{
    ErrorCode, ErrorView, Judge, PermissionRow, PermissionsView, PreflightView, UseView,
};
use crate::export::ExportFile;
use crate::look::Look;
use crate::plan::{bucket_names, known};
use crate::session::Session;
use crate::view::error;

/// What has to work before a lock is worth beginning.
const FOR_A_LOCK: [Use; 3] = [Use::Look, Use::Lock, Use::Playback];

impl App {
    /// Every action that the app needs, by use, and how the signed-in identity stands to each.
    ///
    /// # Errors
    /// When no account is open.
    pub async fn permissions(&self) -> Result<PermissionsView, ErrorView> {
        let session = self.session()?;
        let (inventory, looked) = session.seen_so_far();
        let scope = Scope::of(&inventory);
        let buckets: Vec<BucketName> = scope.buckets.iter().cloned().collect();
        let principals = session.principals().await;
        let (checked, judged_by) = session
            .checked(&inventory, &principals, &Use::ALL, &buckets)
            .await;
        let uses = Use::ALL
            .into_iter()
            .map(|one| UseView {
                code: one.code().to_owned(),
                policy: least_policy(&[one], &scope),
                rows: rows(&checked, one),
            })
            .collect();
        Ok(PermissionsView {
            who: session.view.who.clone(),
            looked,
            judged_by,
            policies_read_at: session.principals_read_at(),
            uses,
            missing: missing(&inventory, &known(&principals)),
        })
    }

    /// The least policy for some uses, by their codes, as a file.
    ///
    /// # Errors
    /// When no account is open, or a use is not one.
    pub fn permissions_file(&self, uses: &[String]) -> Result<ExportFile, ErrorView> {
        let session = self.session()?;
        let named: Option<Vec<Use>> = uses.iter().map(|code| Use::of_code(code)).collect();
        let Some(named) = named.filter(|named| !named.is_empty()) else {
            return Err(error::plain(
                ErrorCode::Other,
                "No policy was saved: what it is for is not known.".to_owned(),
                "Choose at least one use.",
            ));
        };
        let (inventory, _) = session.seen_so_far();
        Ok(ExportFile {
            name: format!("strongroom-{}-policy.json", uses.join("-")),
            text: least_policy(&named, &Scope::of(&inventory)) + "\n",
        })
    }

    /// What the signed-in identity lacks for locking these buckets, told before the wizard begins.
    ///
    /// # Errors
    /// When no account is open or a bucket's name is none.
    pub async fn preflight(&self, buckets: &[String]) -> Result<PreflightView, ErrorView> {
        let session = self.session()?;
        let buckets = bucket_names(buckets)?;
        let (inventory, _) = session.seen_so_far();
        let principals = session.principals().await;
        let (checked, _) = session
            .checked(&inventory, &principals, &FOR_A_LOCK, &buckets)
            .await;
        let grantable: Vec<_> = checked
            .iter()
            .filter(|one| {
                matches!(
                    one.standing,
                    Standing::Lacking {
                        denied_by_name: false,
                        ..
                    }
                )
            })
            .map(|one| one.permission)
            .collect();
        let scope = Scope {
            buckets: buckets.into_iter().collect(),
            ..Scope::of(&inventory)
        };
        let of = |code: &str| {
            // What the writes need comes first: without it nothing goes on.
            let writes = |one: &&Checked| one.permission.needed_for == Use::Lock;
            let (first, rest): (Vec<_>, Vec<_>) = checked.iter().partition(writes);
            let rows = first.into_iter().chain(rest).map(row);
            rows.filter(|row| row.standing == code).collect()
        };
        Ok(PreflightView {
            lacking: of("lacking"),
            unknown: of("unknown"),
            policy: (!grantable.is_empty()).then(|| policy_of(grantable, &scope)),
        })
    }
}

fn rows(checked: &[Checked], one: Use) -> Vec<PermissionRow> {
    let asked = |action: &str| checked.iter().find(|one| one.permission.action == action);
    lockdown::permissions::TABLE
        .iter()
        .filter(|permission| permission.needed_for == one)
        .map(|permission| match asked(permission.action) {
            Some(checked) => row(checked),
            None => PermissionRow {
                action: permission.action.to_owned(),
                why: permission.why.to_owned(),
                standing: "elsewhere".to_owned(),
                reason: Some("another identity needs it, in the management account".to_owned()),
            },
        })
        .collect()
}

fn row(checked: &Checked) -> PermissionRow {
    let (standing, reason) = match &checked.standing {
        Standing::Allowed => ("allowed", None),
        Standing::Lacking { why, .. } => ("lacking", Some(why.clone())),
        Standing::Unknown(why) => ("unknown", Some(why.clone())),
        Standing::NotNeeded => ("not_needed", None),
    };
    PermissionRow {
        action: checked.permission.action.to_owned(),
        why: checked.permission.why.to_owned(),
        standing: standing.to_owned(),
        reason,
    }
}

impl Session {
    /// How the identity stands to each action of these uses, and what told it. AWS's simulator is asked where its
    /// own policies can't be read.
    async fn checked(
        &self,
        inventory: &Inventory,
        principals: &Known<Principals>,
        uses: &[Use],
        buckets: &[BucketName],
    ) -> (Vec<Checked>, Judge) {
        let principals = known(principals);
        let (simulated, judge) = match simulation(inventory, &principals, uses, buckets) {
            Simulation::OwnPolicies => (Simulated::NotAsked, Judge::OwnPolicies),
            Simulation::Root => (Simulated::NotAsked, Judge::Root),
            Simulation::CanNotKnow => (Simulated::NotAsked, Judge::Nobody),
            Simulation::Ask(who, questions) => {
                let answers = self.account.simulate_principal(&who, &questions).await;
                let judge = match answers {
                    Ok(_) => Judge::Simulator,
                    Err(_) => Judge::Nobody,
                };
                (Simulated::Asked(aws_account::known(answers)), judge)
            }
        };
        let checked = preflight(inventory, &principals, &simulated, uses, buckets);
        (checked, judge)
    }

    /// What was found so far, and whether the look is over; before the first answer the Regions alone.
    fn seen_so_far(&self) -> (Arc<Inventory>, bool) {
        let seen = self
            .seen
            .read()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        let looked = seen.look == Look::Finished;
        let nothing = || {
            Arc::new(Inventory::not_read_yet(
                self.account.identity().clone(),
                self.account.aws_now(),
                self.account.regions(),
            ))
        };
        (seen.inventory.clone().unwrap_or_else(nothing), looked)
    }
}
