//! The unique id of each service role, asked once.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use lockdown::ids::{Arn, UniqueId};
use lockdown::inventory::{ServiceRole, ServiceRoleKind};
use lockdown::known::Known;
use tokio::sync::OnceCell;

use super::board::Board;
use super::patience::patiently;
use crate::account::Account;
use crate::call::{CallError, known};

type Cell = Arc<OnceCell<Known<UniqueId>>>;

/// Roles that were asked about.
#[derive(Default)]
pub(super) struct Roles {
    asked: Mutex<HashMap<Arn, Cell>>,
}

impl Roles {
    pub(super) async fn service_role(
        &self,
        account: &Account,
        board: &Board<'_>,
        arn: Arn,
    ) -> ServiceRole {
        let cell = {
            let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(asked.entry(arn.clone()).or_default())
        };
        let unique_id = cell
            .get_or_init(|| async {
                known(patiently(board, None, || role_id(account, &arn)).await)
            })
            .await
            .clone();
        ServiceRole {
            kind: kind(&arn),
            arn,
            unique_id,
        }
    }
}

async fn role_id(account: &Account, arn: &Arn) -> Result<UniqueId, CallError> {
    let action = "iam:GetRole";
    let not_understood = |words: String| CallError::not_understood(action, arn.as_str(), words);
    let answer = account
        .home()
        .iam
        .get_role()
        .role_name(arn.name())
        .send()
        .await
        .map_err(|error| CallError::new(action, arn.as_str(), &error))?;
    let role = answer
        .role
        .ok_or_else(|| not_understood("the answer has no Role".to_owned()))?;
    if role.arn != arn.as_str() {
        return Err(not_understood(format!(
            "the role of that name is {}",
            role.arn
        )));
    }
    role.role_id
        .parse()
        .map_err(|error| not_understood(format!("{error}")))
}

/// Today's roles are service-linked; instances from before 17 October 2018 have
/// `connect-access-role-<uuid>` (domain: Connect).
pub(super) fn kind(arn: &Arn) -> ServiceRoleKind {
    if arn
        .resource()
        .starts_with("role/aws-service-role/connect.amazonaws.com/")
    {
        ServiceRoleKind::ServiceLinked
    } else if arn.name().starts_with("connect-access-role-") {
        ServiceRoleKind::BeforeServiceLinkedRoles
    } else {
        ServiceRoleKind::Other
    }
}
