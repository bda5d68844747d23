//! The SDK's clients of one account, a set for each Region, all over one HTTP client.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use aws_config::SdkConfig;
use aws_smithy_types::retry::RetryConfig;
use lockdown::ids::Region;

use crate::clock::Clock;
use crate::pacer::Pacer;
use crate::tap::Tap;
use crate::timeouts::Timeouts;

/// The clients of one Region.
#[derive(Clone)]
pub(crate) struct RegionClients {
    pub(crate) cloudtrail: aws_sdk_cloudtrail::Client,
    pub(crate) connect: aws_sdk_connect::Client,
    pub(crate) s3: aws_sdk_s3::Client,
    /// S3 without retries, for writes: a lost answer must not become a second write.
    pub(crate) s3_once: aws_sdk_s3::Client,
    /// What is about the account and not about a bucket.
    pub(crate) s3control: aws_sdk_s3control::Client,
    pub(crate) iam: aws_sdk_iam::Client,
    /// IAM without retries, for writes.
    pub(crate) iam_once: aws_sdk_iam::Client,
    pub(crate) sts: aws_sdk_sts::Client,
    pub(crate) lambda: aws_sdk_lambda::Client,
    pub(crate) kinesis: aws_sdk_kinesis::Client,
    pub(crate) firehose: aws_sdk_firehose::Client,
    pub(crate) kms: aws_sdk_kms::Client,
}

pub(crate) struct Clients {
    sdk: SdkConfig,
    /// The practice account's address, which goes before the environment's settings.
    endpoint: Option<String>,
    clock: Arc<Clock>,
    pacer: Arc<Pacer>,
    timeouts: Timeouts,
    made: Mutex<HashMap<Region, RegionClients>>,
}

/// One client: the services' builders have no common trait.
macro_rules! client {
    ($service:ident, $sdk:expr, $endpoint:expr, $tap:expr, $change:expr) => {{
        let mut config = $service::config::Builder::from($sdk).interceptor($tap);
        if let Some(endpoint) = $endpoint {
            config = config.endpoint_url(endpoint);
        }
        $service::Client::from_conf($change(config).build())
    }};
}

/// Says nothing: the SDK's configuration holds the parsed files, and shows their keys.
impl fmt::Debug for Clients {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clients")
    }
}

impl Clients {
    pub(crate) fn new(
        sdk: SdkConfig,
        endpoint: Option<String>,
        clock: Arc<Clock>,
        pacer: Arc<Pacer>,
        timeouts: Timeouts,
    ) -> Self {
        Self {
            sdk,
            endpoint,
            clock,
            pacer,
            timeouts,
            made: Mutex::default(),
        }
    }

    /// The clients of a Region, made once.
    pub(crate) fn of(&self, region: &Region) -> RegionClients {
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        made.entry(region.clone())
            .or_insert_with(|| self.make(region))
            .clone()
    }

    fn make(&self, region: &Region) -> RegionClients {
        let sdk = self
            .sdk
            .to_builder()
            .region(aws_config::Region::new(region.as_str().to_owned()))
            .build();
        let endpoint = self.endpoint.as_deref();
        let tap = || Tap {
            clock: Arc::clone(&self.clock),
            pacer: Arc::clone(&self.pacer),
            region: region.clone(),
        };
        let once = |config: aws_sdk_s3::config::Builder| {
            config
                .retry_config(RetryConfig::disabled())
                .timeout_config(self.timeouts.for_writes())
        };
        let iam_once = |config: aws_sdk_iam::config::Builder| {
            config
                .retry_config(RetryConfig::disabled())
                .timeout_config(self.timeouts.for_writes())
        };
        RegionClients {
            cloudtrail: client!(
                aws_sdk_cloudtrail,
                &sdk,
                endpoint,
                tap(),
                std::convert::identity
            ),
            connect: client!(
                aws_sdk_connect,
                &sdk,
                endpoint,
                tap(),
                std::convert::identity
            ),
            s3: client!(aws_sdk_s3, &sdk, endpoint, tap(), std::convert::identity),
            s3_once: client!(aws_sdk_s3, &sdk, endpoint, tap(), once),
            s3control: client!(
                aws_sdk_s3control,
                &sdk,
                endpoint,
                tap(),
                std::convert::identity
            ),
            iam: client!(aws_sdk_iam, &sdk, endpoint, tap(), std::convert::identity),
            iam_once: client!(aws_sdk_iam, &sdk, endpoint, tap(), iam_once),
            sts: client!(aws_sdk_sts, &sdk, endpoint, tap(), std::convert::identity),
            lambda: client!(
                aws_sdk_lambda,
                &sdk,
                endpoint,
                tap(),
                std::convert::identity
            ),
            kinesis: client!(
                aws_sdk_kinesis,
                &sdk,
                endpoint,
                tap(),
                std::convert::identity
            ),
            firehose: client!(
                aws_sdk_firehose,
                &sdk,
                endpoint,
                tap(),
                std::convert::identity
            ),
            kms: client!(aws_sdk_kms, &sdk, endpoint, tap(), std::convert::identity),
        }
    }
}
