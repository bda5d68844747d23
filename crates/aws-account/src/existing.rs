//! What there is to be associated with an instance: buckets, streams, functions and keys, each list as
//! far as it can be read.

use futures::future::join_all;
use lockdown::ids::{Arn, BucketName, Region};
use lockdown::inventory::LivePolicy;
use lockdown::known::Known;
use lockdown::limit::{DeliveryStreamArn, Existing, FunctionArn, KeyArn, Seen, StreamArn};

use crate::account::Account;
use crate::call::{CallError, known};

/// How many delivery streams Firehose lists at once (its own limit).
const PAGE: i32 = 10_000;

impl Account {
    /// The account's buckets, and the streams, functions and keys in an instance's Region, without their
    /// own policies ([`Account::with_own_policies`] reads those). `instances` is what discovery found.
    pub async fn existing(&self, region: &Region, instances: Known<Vec<Arn>>) -> Existing {
        let (buckets, streams, delivery_streams, functions, keys) = tokio::join!(
            self.buckets(),
            // All five in one would be a future too large for a stack.
            Box::pin(self.streams(region)),
            self.delivery_streams(region),
            self.functions(region),
            self.keys(region),
        );
        Existing {
            buckets: seen(buckets),
            streams: known(streams),
            delivery_streams: known(delivery_streams),
            functions: seen(functions),
            keys: seen(keys),
            instances,
        }
    }

    /// The same with the own policies of those buckets, functions and keys that `wanted` names.
    pub async fn with_own_policies(
        &self,
        mut existing: Existing,
        region: &Region,
        wanted: impl Fn(&str) -> bool,
    ) -> Existing {
        if let Known::Value(list) = &mut existing.buckets {
            let named = list.iter_mut().filter(|seen| wanted(seen.what.as_str()));
            join_all(named.map(|seen| async {
                let read = self.bucket_policy_anywhere(&seen.what, region).await;
                seen.policy = known(read);
            }))
            .await;
        }
        if let Known::Value(list) = &mut existing.functions {
            let named = list.iter_mut().filter(|seen| wanted(seen.what.as_str()));
            join_all(named.map(|seen| async {
                seen.policy = known(self.function_policy(&seen.what, region).await);
            }))
            .await;
        }
        if let Known::Value(list) = &mut existing.keys {
            let named = list.iter_mut().filter(|seen| wanted(seen.what.as_str()));
            join_all(named.map(|seen| async {
                seen.policy = known(self.key_policy(&seen.what, region).await);
            }))
            .await;
        }
        existing
    }

    /// A bucket's policy, wherever the bucket is: S3 says where, if it is not in this Region.
    async fn bucket_policy_anywhere(
        &self,
        bucket: &BucketName,
        region: &Region,
    ) -> Result<LivePolicy, CallError> {
        let read = match self.bucket_policy(bucket, region).await {
            Err(error) => match error.right_region.as_deref().map(str::parse) {
                Some(Ok(right)) => self.bucket_policy(bucket, &right).await,
                _ => Err(error),
            },
            read => read,
        };
        read.map(|read| read.policy)
    }

    async fn buckets(&self) -> Result<Vec<BucketName>, CallError> {
        const ACTION: &str = "s3:ListAllMyBuckets";
        let mut names = Vec::new();
        let mut pages = self.home().s3.list_buckets().into_paginator().send();
        while let Some(page) = pages.next().await {
            let page = page.map_err(|error| CallError::new(ACTION, self.owner(), &error))?;
            let buckets = page.buckets.unwrap_or_default();
            // Directory buckets are another thing, and can't hold recordings.
            names.extend(buckets.into_iter().filter_map(|b| b.name?.parse().ok()));
        }
        Ok(names)
    }

    async fn streams(&self, region: &Region) -> Result<Vec<StreamArn>, CallError> {
        const ACTION: &str = "kinesis:ListStreams";
        let kinesis = self.clients(region).kinesis;
        let mut arns: Vec<StreamArn> = Vec::new();
        let mut token = None;
        loop {
            // Without a token, as before 2022, the list goes on after the last name. The SDK's own pages
            // would end there, and a list that was cut short would look whole.
            let after = arns.last().filter(|_| token.is_none());
            let page = kinesis
                .list_streams()
                .set_exclusive_start_stream_name(after.map(|arn| arn.name().to_owned()))
                .set_next_token(token)
                .send()
                .await
                .map_err(|error| CallError::new(ACTION, region.as_str(), &error))?;
            let came = page.stream_names.len();
            for name in page.stream_names {
                arns.push(self.named(ACTION, "kinesis", region, &format!("stream/{name}"))?);
            }
            if !page.has_more_streams || came == 0 {
                return Ok(arns);
            }
            token = page.next_token;
        }
    }

    async fn delivery_streams(&self, region: &Region) -> Result<Vec<DeliveryStreamArn>, CallError> {
        const ACTION: &str = "firehose:ListDeliveryStreams";
        let firehose = self.clients(region).firehose;
        let mut arns: Vec<DeliveryStreamArn> = Vec::new();
        loop {
            let after = arns.last().map(|arn| arn.name().to_owned());
            let page = firehose
                .list_delivery_streams()
                .limit(PAGE)
                .set_exclusive_start_delivery_stream_name(after)
                .send()
                .await
                .map_err(|error| CallError::new(ACTION, region.as_str(), &error))?;
            let came = page.delivery_stream_names.len();
            for name in page.delivery_stream_names {
                let resource = format!("deliverystream/{name}");
                arns.push(self.named(ACTION, "firehose", region, &resource)?);
            }
            if !page.has_more_delivery_streams || came == 0 {
                return Ok(arns);
            }
        }
    }

    async fn functions(&self, region: &Region) -> Result<Vec<FunctionArn>, CallError> {
        const ACTION: &str = "lambda:ListFunctions";
        let mut arns = Vec::new();
        let lambda = self.clients(region).lambda;
        let mut pages = lambda.list_functions().into_paginator().send();
        while let Some(page) = pages.next().await {
            let page = page.map_err(|error| CallError::new(ACTION, region.as_str(), &error))?;
            for function in page.functions.unwrap_or_default() {
                let arn = function.function_arn.unwrap_or_default();
                arns.push(understood(ACTION, region, &arn)?);
            }
        }
        Ok(arns)
    }

    async fn keys(&self, region: &Region) -> Result<Vec<KeyArn>, CallError> {
        const ACTION: &str = "kms:ListKeys";
        let mut arns = Vec::new();
        let kms = self.clients(region).kms;
        let mut pages = kms.list_keys().into_paginator().send();
        while let Some(page) = pages.next().await {
            let page = page.map_err(|error| CallError::new(ACTION, region.as_str(), &error))?;
            for key in page.keys.unwrap_or_default() {
                let arn = key.key_arn.unwrap_or_default();
                arns.push(understood(ACTION, region, &arn)?);
            }
        }
        Ok(arns)
    }

    /// The aliases of keys: the key's ARN and the alias without `alias/`, AWS's own left out.
    ///
    /// # Errors
    /// When they can't be listed.
    pub async fn key_aliases(&self, region: &Region) -> Result<Vec<(KeyArn, String)>, CallError> {
        const ACTION: &str = "kms:ListAliases";
        let mut aliases = Vec::new();
        let kms = self.clients(region).kms;
        let mut pages = kms.list_aliases().into_paginator().send();
        while let Some(page) = pages.next().await {
            let page = page.map_err(|error| CallError::new(ACTION, region.as_str(), &error))?;
            for alias in page.aliases.unwrap_or_default() {
                let (Some(name), Some(id)) = (alias.alias_name, alias.target_key_id) else {
                    continue;
                };
                let name = name.strip_prefix("alias/").unwrap_or(&name);
                if !name.starts_with("aws/") {
                    let key = self.named(ACTION, "kms", region, &format!("key/{id}"))?;
                    aliases.push((key, name.to_owned()));
                }
            }
        }
        Ok(aliases)
    }

    async fn function_policy(
        &self,
        function: &FunctionArn,
        region: &Region,
    ) -> Result<LivePolicy, CallError> {
        const ACTION: &str = "lambda:GetPolicy";
        let lambda = self.clients(region).lambda;
        let answer = lambda
            .get_policy()
            .function_name(function.as_str())
            .send()
            .await;
        match answer {
            Ok(answer) => Ok(answer.policy.map_or(LivePolicy::None, LivePolicy::Text)),
            Err(error) => {
                let error = CallError::new(ACTION, function.name(), &error);
                // The function was just listed: what is not found is its policy.
                if error.has_code(&["ResourceNotFoundException"]) {
                    Ok(LivePolicy::None)
                } else {
                    Err(error)
                }
            }
        }
    }

    async fn key_policy(&self, key: &KeyArn, region: &Region) -> Result<LivePolicy, CallError> {
        const ACTION: &str = "kms:GetKeyPolicy";
        let kms = self.clients(region).kms;
        // A key has one policy, of this name.
        let call = kms.get_key_policy().key_id(key.as_str());
        let answer = call.policy_name("default").send().await;
        let answer = answer.map_err(|error| CallError::new(ACTION, key.name(), &error))?;
        Ok(answer.policy.map_or(LivePolicy::None, LivePolicy::Text))
    }

    fn named<T: std::str::FromStr<Err = lockdown::ids::InvalidId>>(
        &self,
        action: &str,
        service: &str,
        region: &Region,
        resource: &str,
    ) -> Result<T, CallError> {
        let arn = format!(
            "arn:{}:{service}:{region}:{}:{resource}",
            self.partition(),
            self.owner()
        );
        understood(action, region, &arn)
    }
}

/// A name that AWS would never give can't be allowed either: it makes the whole list unknown, not short.
fn understood<T: std::str::FromStr<Err = lockdown::ids::InvalidId>>(
    action: &str,
    region: &Region,
    arn: &str,
) -> Result<T, CallError> {
    arn.parse().map_err(|bad: lockdown::ids::InvalidId| {
        CallError::not_understood(action, region.as_str(), bad.to_string())
    })
}

fn seen<T>(list: Result<Vec<T>, CallError>) -> Known<Vec<Seen<T>>> {
    known(list.map(|list| {
        list.into_iter()
            .map(|what| Seen {
                what,
                policy: Known::not_read_yet(),
            })
            .collect()
    }))
}
