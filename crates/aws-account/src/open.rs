//! Opening an account: sign in, ask who that is, tell apart what can go wrong.

mod error;
mod login;
mod told;

use std::sync::Arc;

use aws_config::identity::IdentityCache;
use aws_config::profile::ProfileSet;
use aws_config::provider_config::ProviderConfig;
use aws_config::{BehaviorVersion, ConfigLoader, SdkConfig};
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider};
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_smithy_types::retry::RetryConfig;
use lockdown::ids::Region;
use lockdown::inventory::Identity;
use time::OffsetDateTime;

use crate::account::{Account, Parts};
use crate::chain::{self, Links};
use crate::clients::Clients;
use crate::clock::Clock;
use crate::files::ProfileFiles;
use crate::pacer::{Budgets, Pacer};
use crate::portal::{Portal, PortalCredentials, Wire};
use crate::profiles::{Profile, ProfileKind, describe};
use crate::timeouts::Timeouts;
use crate::watched::Watched;
use crate::{http, identity, regions};

pub use error::OpenError;
pub use login::{Login, OneTimeCode, PortalRole};

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

/// An account whose credentials were had; who that is is not asked yet.
pub(crate) struct Opened {
    pub(crate) profile: Profile,
    pub(crate) region: Region,
    region_source: RegionSource,
    sdk: SdkConfig,
    endpoint: Option<String>,
    /// Where the sign-in of Identity Center is that the credentials come from in the end.
    sign_in: Option<Portal>,
    watched: Watched,
}

impl Account {
    /// Signs in by a profile and asks AWS who that is, with budgets of its own. `now` is this computer's
    /// clock.
    ///
    /// # Errors
    /// See [`OpenError`]; each situation has its own variant.
    pub async fn open(
        source: AccountSource,
        timeouts: Timeouts,
        now: fn() -> OffsetDateTime,
    ) -> Result<Self, OpenError> {
        Self::open_by(source, Login::Profile, &Budgets::default(), timeouts, now).await
    }

    /// The same, by another way to sign in, with the budgets that the account has left.
    ///
    /// # Errors
    /// See [`OpenError`]; each situation has its own variant.
    pub async fn open_by(
        source: AccountSource,
        login: Login,
        budgets: &Budgets,
        timeouts: Timeouts,
        now: fn() -> OffsetDateTime,
    ) -> Result<Self, OpenError> {
        // A chain of credentials is a large future.
        let clock = Arc::new(Clock::new(now));
        let opened = Box::pin(Opened::open(&source, &login, &timeouts, &clock)).await?;
        // Which account's budgets count is known once AWS has said which account it is.
        let nobodys = Arc::new(Pacer::default());
        let who = opened.who(&clock, &nobodys, timeouts).await?;
        let pacer = budgets.of(&who.account);
        let clients = opened.clients(&clock, &pacer, timeouts);
        let home = clients.of(&opened.region);
        let partition = who.arn.partition().to_owned();
        let identity = identity::complete(&home, who).await;
        let portal = match login {
            Login::Portal(role) => Some(role),
            _ => None,
        };
        Ok(Self::new(Parts {
            source,
            portal,
            sign_in: opened.sign_in,
            timeouts,
            profile: opened.profile,
            region: opened.region,
            region_source: opened.region_source,
            partition,
            identity,
            clients,
            clock,
            pacer,
            watched: opened.watched,
        }))
    }

    /// Signs in again, by the files as they are now, and goes on with the new credentials: whatever was
    /// opened, read and planned stays. Only the same identity may.
    ///
    /// # Errors
    /// See [`OpenError`]. The old credentials stay in any case.
    pub async fn renew(&self, code: Option<OneTimeCode>) -> Result<(), OpenError> {
        let parts = self.parts();
        let login = match (&parts.portal, code) {
            (Some(role), _) => Login::Portal(role.clone()),
            (None, Some(code)) => Login::Code(code),
            (None, None) => Login::Profile,
        };
        let opened = Box::pin(Opened::open(
            &parts.source,
            &login,
            &parts.timeouts,
            &parts.clock,
        ))
        .await?;
        let who = opened
            .who(&parts.clock, &parts.pacer, parts.timeouts)
            .await?;
        if who.account != parts.identity.account || who.arn != parts.identity.arn {
            return Err(OpenError::SomeoneElse {
                profile: parts.source.profile.clone(),
                now: who.arn.to_string(),
                before: parts.identity.arn.to_string(),
            });
        }
        parts.watched.become_like(&opened.watched).await;
        Ok(())
    }
}

impl Opened {
    /// Finds out how the source signs in, and gets credentials.
    pub(crate) async fn open(
        source: &AccountSource,
        login: &Login,
        timeouts: &Timeouts,
        clock: &Clock,
    ) -> Result<Self, OpenError> {
        match login {
            Login::Profile => by_profile(source, None, timeouts, clock).await,
            Login::Code(code) => by_profile(source, Some(code.digits()), timeouts, clock).await,
            Login::Portal(role) => by_portal(source, role, timeouts, clock).await,
        }
    }

    fn clients(&self, clock: &Arc<Clock>, pacer: &Arc<Pacer>, timeouts: Timeouts) -> Clients {
        Clients::new(
            self.sdk.clone(),
            self.endpoint.clone(),
            Arc::clone(clock),
            Arc::clone(pacer),
            timeouts,
        )
    }

    /// Asks AWS who this is.
    pub(crate) async fn who(
        &self,
        clock: &Arc<Clock>,
        pacer: &Arc<Pacer>,
        timeouts: Timeouts,
    ) -> Result<Identity, OpenError> {
        let home = self.clients(clock, pacer, timeouts).of(&self.region);
        identity::caller(&home)
            .await
            .map_err(|error| told::call(error, &self.profile, clock.here()))
    }

    /// When the credentials end.
    pub(crate) fn ends(&self) -> Option<OffsetDateTime> {
        self.watched.session().ends
    }
}

async fn by_profile(
    source: &AccountSource,
    code: Option<String>,
    timeouts: &Timeouts,
    clock: &Clock,
) -> Result<Opened, OpenError> {
    let set = source.files.parse().await?;
    let section = set
        .get_profile(&source.profile)
        .ok_or_else(|| OpenError::UnknownProfile {
            profile: source.profile.clone(),
            files: source.files.clone(),
        })?;
    let profile = describe(&set, section);
    let endpoint = section
        .get("endpoint_url")
        .map(str::to_owned)
        .filter(|_| source.practice);
    let (region, region_source) = region_of(source, &profile)?;
    let client = http::client(source.practice);
    let files = source.files.checked().await?;
    let loader = aws_config::defaults(BehaviorVersion::latest())
        .profile_files(files.clone())
        .profile_name(source.profile.clone());
    let sdk = settings(loader, &client, &region, timeouts, source.practice).await;
    let links = Links {
        set: &set,
        files,
        settings: ProviderConfig::without_region()
            .with_region(sdk.region().cloned())
            .with_http_client(client)
            .with_timeout_config(timeouts.for_reads())
            .with_behavior_version(Some(BehaviorVersion::latest())),
        wire: Wire::new(sdk.clone(), endpoint.clone()),
        sso_cache: source.files.sso_cache.clone(),
        code,
    };
    let provider = links
        .provider(&source.profile)
        .map_err(|chain::NoChain(words)| OpenError::NoCredentials {
            profile: source.profile.clone(),
            words,
        })?;
    let watched = Watched::new(provider);
    let asked = told::Asked {
        set: &set,
        profile: &profile,
        with_code: links.code.is_some(),
        clock,
    };
    sign_in(&watched, &asked, timeouts).await?;
    Ok(Opened {
        profile,
        region,
        region_source,
        sdk: with_credentials(&sdk, &watched),
        endpoint,
        sign_in: chain::links(&set, &source.profile)
            .last()
            .and_then(|last| Portal::of_section(&set, last).ok().flatten()),
        watched,
    })
}

async fn by_portal(
    source: &AccountSource,
    role: &PortalRole,
    timeouts: &Timeouts,
    clock: &Clock,
) -> Result<Opened, OpenError> {
    let profile = Profile {
        name: source.profile.clone(),
        kind: ProfileKind::IdentityCenter,
        region: Some(role.region.to_string()),
        account: Some(role.account.clone()),
        role: Some(role.role.clone()),
        mfa_serial: None,
        identity_center: true,
        source_profile: None,
        note: None,
    };
    let sdk = SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(aws_config::Region::new(role.region.as_str().to_owned()))
        .http_client(http::client(source.practice))
        .retry_config(RetryConfig::standard().with_max_attempts(ATTEMPTS))
        .timeout_config(timeouts.for_reads())
        .build();
    let endpoint = role.practice.clone().filter(|_| source.practice);
    let watched = Watched::new(SharedCredentialsProvider::new(PortalCredentials {
        portal: role.portal.clone(),
        account: role.account.to_string(),
        role: role.role.clone(),
        folder: source.files.sso_cache.clone(),
        wire: Wire::new(sdk.clone(), endpoint.clone()),
    }));
    let asked = told::Asked {
        set: &ProfileSet::default(),
        profile: &profile,
        with_code: false,
        clock,
    };
    sign_in(&watched, &asked, timeouts).await?;
    Ok(Opened {
        profile,
        region: role.region.clone(),
        region_source: RegionSource::Profile,
        sdk: with_credentials(&sdk, &watched),
        endpoint,
        sign_in: Some(role.portal.clone()),
        watched,
    })
}

/// The SDK's settings by this profile alone: its `endpoint_url` and `services` section count, and no
/// instance metadata is waited for. Without credentials yet.
async fn settings(
    loader: ConfigLoader,
    client: &SharedHttpClient,
    region: &Region,
    timeouts: &Timeouts,
    practice: bool,
) -> SdkConfig {
    let mut loader = loader
        .region(aws_config::Region::new(region.as_str().to_owned()))
        .http_client(client.clone())
        .retry_config(RetryConfig::standard().with_max_attempts(ATTEMPTS))
        .timeout_config(timeouts.for_reads())
        .no_credentials();
    if practice {
        // The practice account's clock may be set to any time, but it checks signatures by this
        // computer's: the SDK must not sign by the Date header.
        loader = loader
            .use_fips(false)
            .use_dual_stack(false)
            .disable_clock_skew_correction(true);
    }
    loader.load().await
}

/// The same with the profile's credentials, which are the only ones that are tried.
fn with_credentials(sdk: &SdkConfig, watched: &Watched) -> SdkConfig {
    sdk.to_builder()
        .credentials_provider(SharedCredentialsProvider::new(watched.clone()))
        .identity_cache(IdentityCache::no_cache())
        .build()
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

async fn sign_in(
    watched: &Watched,
    asked: &told::Asked<'_>,
    timeouts: &Timeouts,
) -> Result<(), OpenError> {
    match tokio::time::timeout(timeouts.sign_in, watched.provide_credentials()).await {
        Ok(Ok(_)) => Ok(()),
        Ok(Err(error)) => Err(told::credentials(&error, asked, timeouts)),
        Err(_) => Err(told::too_slow(asked.profile, timeouts)),
    }
}
