//! An account that is open: who is signed in, until when, and by which clock.

use std::sync::Arc;

use aws_credential_types::provider::ProvideCredentials as _;
use lockdown::ids::{BucketName, Region};
use lockdown::inventory::Identity;
use time::{Duration, OffsetDateTime};

use crate::call::CallError;
use crate::clients::{Clients, RegionClients};
use crate::clock::Clock;
use crate::identity;
use crate::open::{AccountSource, PortalRole, RegionSource};
use crate::pacer::Pacer;
use crate::portal::{self, Lasting, Portal};
use crate::profiles::Profile;
use crate::regions;
use crate::timeouts::Timeouts;
use crate::watched::{Session, Watched};

/// An AWS account, opened by [`Account::open`]. Copies share the session.
#[derive(Debug, Clone)]
pub struct Account {
    inner: Arc<Parts>,
}

/// How a session is renewed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Renewal {
    /// By signing in to Identity Center; while that sign-in lasts, by itself.
    IdentityCenter,
    /// By another one-time code.
    Code,
    /// By the tool that made the credentials, or by itself.
    Elsewhere,
}

/// The parts of an account, handed over once.
#[derive(Debug)]
pub(crate) struct Parts {
    pub(crate) source: AccountSource,
    /// The role of a sign-in without a profile.
    pub(crate) portal: Option<PortalRole>,
    /// Where the sign-in of Identity Center is that the credentials come from in the end.
    pub(crate) sign_in: Option<Portal>,
    pub(crate) timeouts: Timeouts,
    pub(crate) profile: Profile,
    pub(crate) region: Region,
    pub(crate) region_source: RegionSource,
    pub(crate) partition: String,
    pub(crate) identity: Identity,
    pub(crate) clients: Clients,
    pub(crate) clock: Arc<Clock>,
    pub(crate) pacer: Arc<Pacer>,
    pub(crate) watched: Watched,
}

/// How the session of an account ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionEnd {
    /// When, where the credentials say so.
    pub at: Option<OffsetDateTime>,
    /// Whether it renews itself then, without anyone signing in again: a refresh token of Identity Center is kept.
    pub renews_itself: bool,
}

impl Account {
    pub(crate) fn new(parts: Parts) -> Self {
        Self {
            inner: Arc::new(parts),
        }
    }

    pub(crate) fn parts(&self) -> &Parts {
        &self.inner
    }

    /// Who is signed in.
    pub fn identity(&self) -> &Identity {
        &self.inner.identity
    }

    /// Who is signed in right now, asked again: credentials that renew themselves may have changed.
    /// Role and alias are not asked.
    ///
    /// # Errors
    /// When AWS can't be asked.
    pub async fn who_now(&self) -> Result<Identity, CallError> {
        identity::caller(&self.home()).await
    }

    /// The profile that it was opened with.
    pub fn profile(&self) -> &Profile {
        &self.inner.profile
    }

    /// The Region for questions that are not about one, and where it comes from.
    pub fn region(&self) -> (&Region, RegionSource) {
        (&self.inner.region, self.inner.region_source)
    }

    /// `aws`, `aws-us-gov` or `aws-cn`.
    pub fn partition(&self) -> &str {
        &self.inner.partition
    }

    /// The Regions that discovery looks at unless told otherwise, sorted.
    pub fn regions(&self) -> Vec<Region> {
        regions::connect_regions(&self.inner.partition)
    }

    /// Asks for credentials where the ones at hand are about to end; whether they are good now.
    pub async fn refresh(&self) -> bool {
        self.inner.watched.provide_credentials().await.is_ok()
    }

    /// How the session is renewed once its credentials have ended.
    pub fn renewal(&self) -> Renewal {
        let profile = &self.inner.profile;
        if profile.mfa_serial.is_some() {
            Renewal::Code
        } else if profile.identity_center {
            Renewal::IdentityCenter
        } else {
            Renewal::Elsewhere
        }
    }

    /// When the session ends. Credentials that renew themselves move it, as long as there is a sign-in to renew them by:
    /// where that ends by itself, the session does not end before it.
    pub fn session_end(&self) -> SessionEnd {
        let ends = self.session().ends;
        let sign_in = self.sign_in();
        SessionEnd {
            at: match sign_in {
                Some(Lasting::Until(sign_in)) => ends.map(|ends| ends.max(sign_in)),
                _ => ends,
            },
            renews_itself: sign_in == Some(Lasting::Renews),
        }
    }

    /// How long the sign-in of Identity Center lasts by which the credentials renew themselves.
    fn sign_in(&self) -> Option<Lasting> {
        let parts = &self.inner;
        let portal = parts.sign_in.as_ref()?;
        if self.renewal() != Renewal::IdentityCenter {
            return None;
        }
        portal::lasting(&parts.source.files.sso_cache, portal, self.here_now())
    }

    /// The time by AWS's clock, from the Date header of its last answer.
    pub fn aws_now(&self) -> OffsetDateTime {
        self.inner.clock.aws_now()
    }

    /// The time by this computer's clock, which the ages of what was read are counted by.
    pub fn here_now(&self) -> OffsetDateTime {
        self.inner.clock.here()
    }

    /// How far AWS's clock is ahead of this computer's; negative when it is behind.
    pub fn clock_ahead(&self) -> Option<Duration> {
        self.inner.clock.ahead()
    }

    /// Whether every write is refused here.
    pub fn is_read_only(&self) -> bool {
        self.inner.source.read_only
    }

    /// Whether this is the practice account.
    pub fn is_practice(&self) -> bool {
        self.inner.source.practice
    }

    pub(crate) fn clients(&self, region: &Region) -> RegionClients {
        self.inner.clients.of(region)
    }

    /// The clients for what is not about one Region.
    pub(crate) fn home(&self) -> RegionClients {
        self.clients(&self.inner.region)
    }

    pub(crate) fn pacer(&self) -> &Pacer {
        &self.inner.pacer
    }

    pub(crate) fn session(&self) -> Session {
        self.inner.watched.session()
    }

    /// The account id for `ExpectedBucketOwner`.
    pub(crate) fn owner(&self) -> &str {
        self.inner.identity.account.as_str()
    }

    /// The ARN of a bucket in this partition.
    pub fn bucket_arn(&self, bucket: &BucketName) -> String {
        format!("arn:{}:s3:::{bucket}", self.inner.partition)
    }
}
