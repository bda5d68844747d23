//! One Region's instances: the list, each description and service role, each storage type.

use aws_sdk_connect::types::{InstanceStorageResourceType, InstanceSummary};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use futures::stream::{self, StreamExt as _};
use lockdown::ids::{Arn, BucketName, InstanceId, Region};
use lockdown::inventory::{Instance, InstanceKey, StorageConfig};
use lockdown::known::{Known, UnknownReason};
use tokio::sync::mpsc::UnboundedSender;

use super::board::Board;
use super::buckets::CALLS_FOR_A_BUCKET;
use super::event::Found;
use super::roles::Roles;
use super::storage::storage_config;
use crate::account::Account;
use crate::call::{CallError, known};
use crate::wire_time::moment;
use crate::{identity, regions};

/// The resource types, those with recordings first; `ListInstanceStorageConfigs` takes one at a time
/// (domain: Connect). More will come: a type that is not here is not seen.
pub(super) const RESOURCE_TYPES: [&str; 13] = [
    "CALL_RECORDINGS",
    "SCREEN_RECORDINGS",
    "CHAT_TRANSCRIPTS",
    "ATTACHMENTS",
    "EMAIL_MESSAGES",
    "CONTACT_EVALUATIONS",
    "SCHEDULED_REPORTS",
    "MEDIA_STREAMS",
    "CONTACT_TRACE_RECORDS",
    "AGENT_EVENTS",
    "REAL_TIME_CONTACT_ANALYSIS_SEGMENTS",
    "REAL_TIME_CONTACT_ANALYSIS_CHAT_SEGMENTS",
    "REAL_TIME_CONTACT_ANALYSIS_VOICE_SEGMENTS",
];

/// A page of `ListInstanceStorageConfigs` and `ListInstances` (AWS's most).
const PAGE: i32 = 10;
/// Calls of one API that are under way at the same time in one Region; the pacer lets five go at once.
const AT_ONCE: usize = 8;
/// Rounds of a call that AWS slows down, each with the SDK's own retries.
const ROUNDS: u32 = 5;
/// Pages of one list; a list that goes on beyond this is an answer that can't be understood.
const MOST_PAGES: usize = 200;

/// A Region that is looked at.
struct Look<'a> {
    account: &'a Account,
    region: &'a Region,
    connect: aws_sdk_connect::Client,
    board: &'a Board<'a>,
}

impl Account {
    pub(super) async fn one_region(
        &self,
        region: &Region,
        board: &Board<'_>,
        roles: &Roles,
        found: &UnboundedSender<BucketName>,
    ) {
        let look = Look {
            account: self,
            region,
            connect: self.clients(region).connect,
            board,
        };
        let instances = match look.instances().await {
            Ok(instances) => instances,
            Err(error) => {
                let error = look.as_not_enabled(error).await;
                board.region(region, error.known(), 0);
                return;
            }
        };
        let keys: Vec<InstanceKey> = instances
            .iter()
            .map(|instance| instance.key.clone())
            .collect();
        let calls_each = RESOURCE_TYPES.len() + 1;
        let more = u32::try_from(keys.len() * calls_each).unwrap_or(u32::MAX);
        let listed_roles: Vec<Option<Arn>> = instances
            .iter()
            .map(|instance| instance.service_role.value().map(|role| role.arn.clone()))
            .collect();
        board.region(region, Known::Value(instances), more);

        // Collected by loops, not by closures: the future would be `Send` for one lifetime alone, and
        // could not be spawned.
        let mut describe = Vec::new();
        for (key, listed) in keys.iter().zip(listed_roles) {
            describe.push(look.describe(key, listed, roles));
        }
        let mut storage = Vec::new();
        for kind in RESOURCE_TYPES {
            for key in &keys {
                storage.push(look.storage(key, kind, found));
            }
        }
        let describe = stream::iter(describe)
            .buffer_unordered(AT_ONCE)
            .collect::<Vec<()>>();
        let storage = stream::iter(storage)
            .buffer_unordered(AT_ONCE)
            .collect::<Vec<()>>();
        tokio::join!(describe, storage);
    }
}

impl Look<'_> {
    /// Every instance of the Region, with what is not asked yet marked so.
    async fn instances(&self) -> Result<Vec<Instance>, CallError> {
        let action = "connect:ListInstances";
        let mut instances = Vec::new();
        let mut token: Option<String> = None;
        for _ in 0..MOST_PAGES {
            let page = self
                .paced("ListInstances", action, self.region.as_str(), || {
                    self.connect
                        .list_instances()
                        .max_results(PAGE)
                        .set_next_token(token.clone())
                        .send()
                })
                .await?;
            for summary in page.instance_summary_list.unwrap_or_default() {
                let instance = self.instance(summary).map_err(|words| {
                    CallError::not_understood(action, self.region.as_str(), words)
                })?;
                instances.push(instance);
            }
            token = page.next_token.filter(|token| !token.is_empty());
            if token.is_none() {
                return Ok(instances);
            }
        }
        Err(CallError::not_understood(
            action,
            self.region.as_str(),
            "the list does not end",
        ))
    }

    fn instance(&self, summary: InstanceSummary) -> Result<Instance, String> {
        let id: InstanceId = summary
            .id
            .unwrap_or_default()
            .parse()
            .map_err(|error| format!("{error}"))?;
        let arn: Arn = summary
            .arn
            .unwrap_or_default()
            .parse()
            .map_err(|error| format!("{error}"))?;
        let account = self.account.identity().account.clone();
        let service_role = summary
            .service_role
            .and_then(|arn| arn.parse().ok())
            .map_or_else(Known::not_read_yet, |arn: Arn| {
                Known::Value(lockdown::inventory::ServiceRole {
                    kind: super::roles::kind(&arn),
                    arn,
                    unique_id: Known::not_read_yet(),
                })
            });
        Ok(Instance {
            key: InstanceKey {
                account,
                region: self.region.clone(),
                id,
            },
            arn,
            alias: summary.instance_alias.filter(|alias| !alias.is_empty()),
            created: moment(summary.created_time),
            status: summary
                .instance_status
                .map(|status| status.as_str().to_owned())
                .unwrap_or_default(),
            access_url: summary.instance_access_url,
            service_role,
            storage: RESOURCE_TYPES
                .iter()
                .map(|kind| ((*kind).to_owned(), Known::not_read_yet()))
                .collect(),
            read_at: Some(self.account.here_now()),
        })
    }

    /// Asks for the description; the service role in it counts, and the list's where it can't be read.
    async fn describe(&self, key: &InstanceKey, listed: Option<Arn>, roles: &Roles) {
        let action = "connect:DescribeInstance";
        let on = key.id.as_str();
        let answer = self
            .paced("DescribeInstance", action, on, || {
                self.connect.describe_instance().instance_id(on).send()
            })
            .await
            .and_then(|answer| {
                answer.instance.ok_or_else(|| {
                    CallError::not_understood(action, on, "the answer has no Instance")
                })
            });
        let role = match &answer {
            Ok(instance) => match instance.service_role.as_deref().map(str::parse::<Arn>) {
                Some(Ok(arn)) => Ok(arn),
                Some(Err(error)) => Err(CallError::not_understood(action, on, error.to_string())),
                None => Err(CallError::not_understood(
                    action,
                    on,
                    "the instance names no service role",
                )),
            },
            Err(error) => listed.ok_or_else(|| error.clone()),
        };
        let role = match role {
            Ok(arn) => Known::Value(roles.service_role(self.account, self.board, arn).await),
            Err(error) => error.known(),
        };
        self.board
            .instance(key, 1, Found::Instance(key.clone()), |instance| {
                instance.service_role = role;
                if let Ok(described) = answer {
                    instance.alias = described
                        .instance_alias
                        .filter(|alias| !alias.is_empty())
                        .or(instance.alias.take());
                    instance.created = moment(described.created_time).or(instance.created);
                    instance.access_url =
                        described.instance_access_url.or(instance.access_url.take());
                    if let Some(status) = described.instance_status {
                        status.as_str().clone_into(&mut instance.status);
                    }
                }
            });
    }

    async fn storage(&self, key: &InstanceKey, kind: &str, found: &UnboundedSender<BucketName>) {
        let configs = known(self.storage_configs(key, kind).await);
        for bucket in self.board.storage(key, kind, configs, CALLS_FOR_A_BUCKET) {
            // The other end is gone only when the whole look is.
            let _ = found.send(bucket);
        }
    }

    async fn storage_configs(
        &self,
        key: &InstanceKey,
        kind: &str,
    ) -> Result<Vec<StorageConfig>, CallError> {
        let action = "connect:ListInstanceStorageConfigs";
        let on = format!("{} ({kind})", key.id);
        let mut configs = Vec::new();
        let mut token: Option<String> = None;
        for _ in 0..MOST_PAGES {
            let page = self
                .paced("ListInstanceStorageConfigs", action, &on, || {
                    self.connect
                        .list_instance_storage_configs()
                        .instance_id(key.id.as_str())
                        .resource_type(InstanceStorageResourceType::from(kind))
                        .max_results(PAGE)
                        .set_next_token(token.clone())
                        .send()
                })
                .await?;
            for config in page.storage_configs.unwrap_or_default() {
                configs.push(
                    storage_config(config)
                        .map_err(|words| CallError::not_understood(action, on.as_str(), words))?,
                );
            }
            token = page.next_token.filter(|token| !token.is_empty());
            if token.is_none() {
                return Ok(configs);
            }
        }
        Err(CallError::not_understood(
            action,
            on,
            "the list does not end",
        ))
    }

    /// Makes a call in its turn, and again at a lower pace while AWS slows it down.
    async fn paced<T, E, F>(
        &self,
        api: &str,
        action: &str,
        on: &str,
        call: impl Fn() -> F,
    ) -> Result<T, CallError>
    where
        E: std::error::Error + ProvideErrorMetadata + 'static,
        F: Future<Output = Result<T, SdkError<E, HttpResponse>>>,
    {
        let mut round = 1;
        loop {
            let pacer = self.account.pacer();
            pacer.turn(api, self.region).await;
            let slowed = pacer.slowed(api, self.region);
            let answer = call().await;
            // The SDK's own retries may have got through: the slowing is told all the same.
            if pacer.slowed(api, self.region) != slowed {
                self.board
                    .tell(0, 0, Found::Slowed(self.region.clone()), |_| ());
            }
            let error = match answer {
                Ok(answer) => return Ok(answer),
                Err(error) => CallError::new(action, on, &error),
            };
            if error.reason != UnknownReason::Throttled || round >= ROUNDS {
                return Err(error);
            }
            round += 1;
        }
    }

    /// A Region that is switched off does not know the caller. The same words come from a session
    /// that has ended, so it counts as switched off only where a Region can be, where the session
    /// still holds elsewhere, and where its token is of the kind that such Regions take. Whatever is
    /// left stays unknown: "not enabled" means that nothing can be there.
    async fn as_not_enabled(&self, error: CallError) -> CallError {
        let codes = [
            "UnrecognizedClientException",
            "InvalidClientTokenId",
            "InvalidToken",
            "AuthFailure",
        ];
        if !error.has_code(&codes)
            || !regions::has_to_be_enabled(self.region)
            || self.account.session().old_token
            || identity::caller(&self.account.home()).await.is_err()
        {
            return error;
        }
        CallError {
            reason: UnknownReason::RegionNotEnabled,
            ..error
        }
    }
}

#[cfg(test)]
mod tests {
    use aws_sdk_connect::types::InstanceStorageResourceType;

    use super::RESOURCE_TYPES;

    #[test]
    fn call_recordings_are_asked_for_first() {
        assert_eq!(RESOURCE_TYPES.first(), Some(&"CALL_RECORDINGS"));
        let known = InstanceStorageResourceType::values();
        assert!(RESOURCE_TYPES.iter().all(|kind| known.contains(kind)));
        assert_eq!(known.len(), RESOURCE_TYPES.len());
    }
}
