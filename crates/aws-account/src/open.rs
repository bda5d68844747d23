//! Opening an account by a profile: sign in, ask who that is, tell apart what can go wrong.

use std::sync::Arc;

use aws_config::profile::ProfileFileCredentialsProvider;
use aws_config::provider_config::ProviderConfig;
use aws_config::{BehaviorVersion, SdkConfig};
use aws_credential_types::provider::ProvideCredentials;
use aws_credential_types::provider::error::CredentialsError;
use aws_smithy_types::retry::RetryConfig;
use lockdown::ids::{InvalidId, Region};
use lockdown::known::UnknownReason;
use time::OffsetDateTime;

use crate::account::Account;
use crate::call::CallError;
use crate::clients::Clients;
use crate::clock::Clock;
use crate::files::{ProfileFiles, ProfilesError};
use crate::pacer::Pacer;
use crate::profiles::{Profile, ProfileKind, describe};
use crate::timeouts::Timeouts;
use crate::watched::Watched;
use crate::words::{chain, without_secrets};
use crate::{http, identity, regions};

/// Attempts of a read in all; the SDK waits between them.
const ATTEMPTS: u32 = 3;

/// Which profile to open, and how.
#[derive(Debug, Clone)]
pub struct AccountSource {
    /// The profile's name.
    pub profile: String,
    /// The files that it is in.
    pub files: ProfileFiles,
    /// A Region to use in place of the profile's.
    pub region: Option<Region>,
    /// Refuse every write.
    pub read_only: bool,
    /// The practice account on this computer: the environment's proxies and AWS settings are left
    /// aside, only the profile counts, and its clock may be another one than this computer's.
    pub practice: bool,
}

/// Where the account's Region comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RegionSource {
    /// It was asked for.
    Asked,
    /// The profile names it.
    Profile,
    /// Nobody names one: `us-east-1`, which is good for what is global.
    Assumed,
}

/// Why an account can't be opened. Nothing was changed in any case.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The files can't be read.
    #[error(transparent)]
    Files(#[from] ProfilesError),
    /// No such profile.
    #[error("there is no profile `{profile}` in `{}` or `{}`", .files.config.display(), .files.credentials.display())]
    UnknownProfile {
        /// The name that was asked for.
        profile: String,
        /// Where it was looked for.
        files: ProfileFiles,
    },
    /// The profile's Region is not one.
    #[error("the Region of the profile `{profile}` can't be used: {source}")]
    BadRegion {
        /// The profile.
        profile: String,
        /// What is wrong with it.
        source: InvalidId,
    },
    /// The profile names no way to sign in, or one that can't work as it is written.
    #[error("the profile `{profile}` gives no credentials: {words}")]
    NoCredentials {
        /// The profile.
        profile: String,
        /// Why, in the SDK's words.
        words: String,
    },
    /// The sign-in of the profile has ended, or there was none.
    #[error("the profile `{profile}` ({}) is not signed in: {words}", .kind.words())]
    NotSignedIn {
        /// The profile.
        profile: String,
        /// How it signs in.
        kind: ProfileKind,
        /// Why, in AWS's or the SDK's words.
        words: String,
        /// AWS's request id.
        request_id: Option<String>,
    },
    /// Signing in took too long.
    #[error("the profile `{profile}` ({}) gave no credentials within {seconds} s", .kind.words())]
    SignInTooSlow {
        /// The profile.
        profile: String,
        /// How it signs in.
        kind: ProfileKind,
        /// How long was waited.
        seconds: u64,
    },
    /// AWS refused to say who this is, or who may sign in.
    #[error("the profile `{profile}` can't be used: {source}")]
    Refused {
        /// The profile.
        profile: String,
        /// The refused call.
        source: CallError,
    },
    /// AWS did not answer.
    #[error("can't reach AWS with the profile `{profile}`: {source}")]
    NoAnswer {
        /// The profile.
        profile: String,
        /// The call.
        source: CallError,
    },
    /// Anything else.
    #[error("the profile `{profile}` can't be opened: {source}")]
    Failed {
        /// The profile.
        profile: String,
        /// The call.
        source: CallError,
    },
}

impl OpenError {
    /// What to do about it.
    pub fn help(&self) -> String {
        match self {
            Self::Files(error) => error.help(),
            Self::UnknownProfile { .. } => "choose a profile from the list".to_owned(),
            Self::BadRegion { .. } => "correct `region` in the config file".to_owned(),
            Self::NoCredentials { .. } => {
                "mend the profile in the AWS files, or choose another one".to_owned()
            }
            Self::NotSignedIn { profile, kind, .. } => match kind {
                ProfileKind::IdentityCenter => {
                    format!("sign in with `aws sso login --profile {profile}`, then open it again")
                }
                ProfileKind::ConsoleLogin => {
                    format!("sign in with `aws login --profile {profile}`, then open it again")
                }
                ProfileKind::CredentialProcess => {
                    "run the profile's credential process in a terminal to see what it says"
                        .to_owned()
                }
                ProfileKind::AssumedRole => {
                    "sign in to its source profile, then open it again".to_owned()
                }
                _ => "replace the credentials in the AWS files, then open it again".to_owned(),
            },
            Self::SignInTooSlow { .. } => "check the network, then open it again".to_owned(),
            Self::Refused { source, .. }
            | Self::NoAnswer { source, .. }
            | Self::Failed { source, .. } => source
                .help()
                .unwrap_or_else(|| "open it again, or choose another profile".to_owned()),
        }
    }

    /// AWS's request id, where there is one.
    pub fn request_id(&self) -> Option<&str> {
        match self {
            Self::NotSignedIn { request_id, .. } => request_id.as_deref(),
            Self::Refused { source, .. }
            | Self::NoAnswer { source, .. }
            | Self::Failed { source, .. } => source.request_id.as_deref(),
            _ => None,
        }
    }
}

impl Account {
    /// Signs in by a profile and asks AWS who that is. `now` is this computer's clock.
    ///
    /// # Errors
    /// See [`OpenError`]; each situation has its own variant.
    pub async fn open(
        source: AccountSource,
        timeouts: Timeouts,
        now: fn() -> OffsetDateTime,
    ) -> Result<Self, OpenError> {
        let set = source.files.parse().await?;
        let section =
            set.get_profile(&source.profile)
                .ok_or_else(|| OpenError::UnknownProfile {
                    profile: source.profile.clone(),
                    files: source.files.clone(),
                })?;
        let profile = describe(&set, section);
        let endpoint = section
            .get("endpoint_url")
            .map(str::to_owned)
            .filter(|_| source.practice);
        let (region, region_source) = region_of(&source, &profile)?;
        let (sdk, watched) = configure(&source, &region, &timeouts).await?;
        sign_in(&watched, &profile, &timeouts).await?;

        let clock = Arc::new(Clock::new(now));
        let pacer = Arc::new(Pacer::default());
        let clients = Clients::new(
            sdk,
            endpoint,
            Arc::clone(&clock),
            Arc::clone(&pacer),
            timeouts,
        );
        let home = clients.of(&region);
        let who = identity::caller(&home)
            .await
            .map_err(|error| told_apart(error, &profile))?;
        let partition = who.arn.partition().to_owned();
        let identity = identity::complete(&home, who).await;
        Ok(Self::new(
            source,
            profile,
            region,
            region_source,
            partition,
            identity,
            clients,
            clock,
            pacer,
            watched,
        ))
    }
}

fn region_of(
    source: &AccountSource,
    profile: &Profile,
) -> Result<(Region, RegionSource), OpenError> {
    if let Some(region) = &source.region {
        return Ok((region.clone(), RegionSource::Asked));
    }
    let (name, from) = match &profile.region {
        Some(name) => (name.as_str(), RegionSource::Profile),
        None => (regions::default_region("aws"), RegionSource::Assumed),
    };
    let region = name.parse().map_err(|source| OpenError::BadRegion {
        profile: profile.name.clone(),
        source,
    })?;
    Ok((region, from))
}

/// The SDK's configuration by this profile alone: its `endpoint_url` and `services` section count, its
/// credentials are the only ones that are tried, and no instance metadata is waited for.
async fn configure(
    source: &AccountSource,
    region: &Region,
    timeouts: &Timeouts,
) -> Result<(SdkConfig, Watched), OpenError> {
    let files = source.files.checked().await?;
    let client = http::client(source.practice);
    let sdk_region = aws_config::Region::new(region.as_str().to_owned());
    let for_credentials = ProviderConfig::without_region()
        .with_region(Some(sdk_region.clone()))
        .with_http_client(client.clone())
        .with_timeout_config(timeouts.for_reads())
        .with_behavior_version(Some(BehaviorVersion::latest()));
    let provider = ProfileFileCredentialsProvider::builder()
        .configure(&for_credentials)
        .profile_files(files.clone())
        .profile_name(source.profile.clone())
        .build();
    let watched = Watched::new(provider);
    let mut loader = aws_config::defaults(BehaviorVersion::latest())
        .profile_files(files)
        .profile_name(source.profile.clone())
        .region(sdk_region)
        .http_client(client)
        .retry_config(RetryConfig::standard().with_max_attempts(ATTEMPTS))
        .timeout_config(timeouts.for_reads())
        .credentials_provider(watched.clone());
    if source.practice {
        // The practice account's clock may be set to any time, but it checks signatures by this
        // computer's: the SDK must not sign by the Date header.
        loader = loader
            .use_fips(false)
            .use_dual_stack(false)
            .disable_clock_skew_correction(true);
    }
    Ok((loader.load().await, watched))
}

async fn sign_in(
    watched: &Watched,
    profile: &Profile,
    timeouts: &Timeouts,
) -> Result<(), OpenError> {
    let outcome = tokio::time::timeout(timeouts.sign_in, watched.provide_credentials()).await;
    let error = match outcome {
        Ok(Ok(_)) => return Ok(()),
        Ok(Err(error)) => error,
        Err(_) => {
            return Err(OpenError::SignInTooSlow {
                profile: profile.name.clone(),
                kind: profile.kind,
                seconds: timeouts.sign_in.as_secs(),
            });
        }
    };
    let words = without_secrets(&chain(&error));
    let name = profile.name.clone();
    Err(match error {
        CredentialsError::ProviderTimedOut(_) => OpenError::SignInTooSlow {
            profile: name,
            kind: profile.kind,
            seconds: timeouts.sign_in.as_secs(),
        },
        CredentialsError::CredentialsNotLoaded(_) | CredentialsError::InvalidConfiguration(_) => {
            OpenError::NoCredentials {
                profile: name,
                words,
            }
        }
        _ => OpenError::NotSignedIn {
            profile: name,
            kind: profile.kind,
            words,
            request_id: None,
        },
    })
}

fn told_apart(error: CallError, profile: &Profile) -> OpenError {
    let name = profile.name.clone();
    match error.reason {
        UnknownReason::NotSignedIn => OpenError::NotSignedIn {
            profile: name,
            kind: profile.kind,
            words: error.unknown().detail,
            request_id: error.request_id,
        },
        UnknownReason::Refused => OpenError::Refused {
            profile: name,
            source: error,
        },
        UnknownReason::NoAnswer => OpenError::NoAnswer {
            profile: name,
            source: error,
        },
        _ => OpenError::Failed {
            profile: name,
            source: error,
        },
    }
}
