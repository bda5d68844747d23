//! Signing in with IAM Identity Center.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use aws_account::PortalRole;
use aws_account::portal::{
    BrowserSignIn, DeviceSignIn, Portal, PortalSource, SignInError, assignments,
};
use tokio_util::sync::CancellationToken;

use crate::App;
use crate::accounts::{BY_SIGN_IN, sentence};
use crate::api::{
    AccountChoice, ErrorCode, ErrorView, PortalAccountView, SignInRequest, SignInState, SignInView,
    SignInWay,
};
use crate::session::held;
use crate::view::{self, error};

/// The sign-ins of this run, and the roles that are used without a profile.
#[derive(Default)]
pub(crate) struct SignIns {
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    count: u64,
    sign_ins: HashMap<String, Arc<SignIn>>,
    roles: HashMap<AccountChoice, PortalRole>,
}

/// A sign-in, from its beginning on.
pub(crate) struct SignIn {
    pub(crate) portal: Portal,
    pub(crate) source: PortalSource,
    pub(crate) practice: bool,
    view: Mutex<SignInView>,
    cancel: CancellationToken,
}

impl SignIn {
    fn view(&self) -> SignInView {
        held(&self.view).clone()
    }

    fn end(&self, result: Result<(), SignInError>) {
        let mut view = held(&self.view);
        match result {
            Ok(()) => view.state = SignInState::SignedIn,
            Err(SignInError::Cancelled) => view.state = SignInState::Cancelled,
            Err(failed) => {
                view.state = SignInState::Failed;
                view.error = Some(sign_in_error(&failed));
            }
        }
    }
}

impl SignIns {
    fn next_id(&self) -> String {
        let mut known = held(&self.known);
        known.count += 1;
        format!("sign-in-{}", known.count)
    }

    /// Keeps a sign-in; those that still wait are given up, and those that failed forgotten.
    fn keep(&self, id: &str, sign_in: &Arc<SignIn>) {
        let mut known = held(&self.known);
        known.sign_ins.retain(|_, other| {
            other.cancel.cancel();
            other.view().state == SignInState::SignedIn
        });
        known.sign_ins.insert(id.to_owned(), Arc::clone(sign_in));
    }

    pub(crate) fn get(&self, id: &str) -> Result<Arc<SignIn>, ErrorView> {
        held(&self.known).sign_ins.get(id).cloned().ok_or_else(|| {
            error::plain(
                ErrorCode::Other,
                "This sign-in is not known any more. Nothing was changed.",
                "Sign in again.",
            )
        })
    }

    /// A role that is used without a profile.
    pub(crate) fn role(&self, choice: &AccountChoice) -> Option<PortalRole> {
        held(&self.known).roles.get(choice).cloned()
    }

    pub(crate) fn keep_role(&self, choice: AccountChoice, role: PortalRole) {
        held(&self.known).roles.insert(choice, role);
    }
}

/// What waits for an answer.
enum Waiting {
    Browser(BrowserSignIn),
    Device(DeviceSignIn),
}

impl App {
    /// Begins to sign in. The answer names the page on which somebody has to allow it; the sign-in goes on by itself
    /// ([`App::sign_in_status`]).
    ///
    /// # Errors
    /// When there is nothing to sign in to, or Identity Center does not take it.
    pub async fn begin_sign_in(&self, request: SignInRequest) -> Result<SignInView, ErrorView> {
        let (practice, portal, source) =
            self.what_to_sign_in_to(&request)
                .await
                .map_err(|failed| match failed {
                    Begin::Failed(failed) => sign_in_error(&failed),
                    Begin::View(view) => view,
                })?;
        let failed = |failed: SignInError| sign_in_error(&failed);
        // The old form of a profile has no scopes to ask for, which the browser's flow needs: the AWS CLI takes
        // the code there as well.
        let way = match &portal.session {
            Some(_) => request.way,
            None => SignInWay::Code,
        };
        let waiting = match way {
            SignInWay::Browser => {
                let started = BrowserSignIn::start(source.clone(), portal.clone());
                Waiting::Browser(started.await.map_err(failed)?)
            }
            SignInWay::Code => {
                let started = DeviceSignIn::start(source.clone(), portal.clone());
                Waiting::Device(started.await.map_err(failed)?)
            }
        };
        let (page, user_code, ends) = match &waiting {
            Waiting::Browser(browser) => (browser.url(), None, browser.ends()),
            Waiting::Device(device) => (
                device.page_with_code(),
                Some(device.user_code().to_owned()),
                device.ends(),
            ),
        };
        let id = self.sign_ins().next_id();
        let view = SignInView {
            id: id.clone(),
            start_url: portal.start_url.clone(),
            region: portal.region.to_string(),
            way,
            page: page.to_owned(),
            user_code,
            ends: view::time(ends),
            state: SignInState::Waiting,
            error: None,
        };
        let sign_in = Arc::new(SignIn {
            portal,
            source,
            practice,
            view: Mutex::new(view.clone()),
            cancel: CancellationToken::new(),
        });
        self.sign_ins().keep(&id, &sign_in);
        tokio::spawn(async move {
            let result = match waiting {
                Waiting::Browser(browser) => browser.finish(&sign_in.cancel).await,
                Waiting::Device(device) => device.finish(&sign_in.cancel).await,
            };
            sign_in.end(result);
        });
        Ok(view)
    }

    async fn what_to_sign_in_to(
        &self,
        request: &SignInRequest,
    ) -> Result<(bool, Portal, PortalSource), Begin> {
        let practice_portal = self.practice_portal().await;
        let typed = request.start_url.as_deref().map(str::trim);
        // The practice account's start URL may be typed like any other.
        let practice = request.practice
            || practice_portal
                .as_ref()
                .is_some_and(|portal| typed == Some(portal.start_url.as_str()));
        let files = self.files(practice).await.map_err(Begin::View)?;
        let settled = |portal, profile: Option<String>, endpoint| {
            let source = PortalSource {
                files: files.clone(),
                profile,
                practice: endpoint,
                timeouts: self.settings().timeouts,
            };
            (practice, portal, source)
        };
        if let Some(profile) = &request.profile {
            let choice = AccountChoice {
                practice,
                profile: profile.clone(),
            };
            if let Some(role) = self.sign_ins().role(&choice) {
                return Ok(settled(role.portal, None, role.practice));
            }
            let portal = Portal::of_profile(&files, profile).await?;
            let portal = portal.ok_or_else(|| SignInError::OtherKind {
                profile: profile.clone(),
            })?;
            let endpoint = if practice {
                files.endpoint(profile).await
            } else {
                None
            };
            return Ok(settled(portal, Some(profile.clone()), endpoint));
        }
        let region = request.region.as_deref().unwrap_or_default();
        let portal = Portal::by_url(&files, typed.unwrap_or_default(), region, practice).await?;
        let endpoint = if practice {
            files.endpoint(BY_SIGN_IN).await
        } else {
            None
        };
        Ok(settled(portal, None, endpoint))
    }

    /// How a sign-in stands.
    ///
    /// # Errors
    /// When it is not known.
    pub fn sign_in_status(&self, id: &str) -> Result<SignInView, ErrorView> {
        Ok(self.sign_ins().get(id)?.view())
    }

    /// Gives a sign-in up. One that is done stays.
    ///
    /// # Errors
    /// When it is not known.
    pub fn cancel_sign_in(&self, id: &str) -> Result<SignInView, ErrorView> {
        let sign_in = self.sign_ins().get(id)?;
        sign_in.cancel.cancel();
        let mut view = held(&sign_in.view);
        if view.state == SignInState::Waiting {
            view.state = SignInState::Cancelled;
        }
        Ok(view.clone())
    }

    /// The accounts that a sign-in leads to.
    ///
    /// # Errors
    /// When it is not known or over, or the portal does not answer.
    pub async fn portal_accounts(&self, id: &str) -> Result<Vec<PortalAccountView>, ErrorView> {
        let sign_in = self.sign_ins().get(id)?;
        let accounts = assignments::accounts(&sign_in.source, &sign_in.portal)
            .await
            .map_err(|failed| sign_in_error(&failed))?;
        Ok(accounts
            .into_iter()
            .map(|account| PortalAccountView {
                id: account.id.to_string(),
                name: account.name,
                email: account.email,
            })
            .collect())
    }

    /// The roles that a sign-in leads to in an account.
    ///
    /// # Errors
    /// As for the accounts.
    pub async fn portal_roles(&self, id: &str, account: &str) -> Result<Vec<String>, ErrorView> {
        let sign_in = self.sign_ins().get(id)?;
        let account = account.parse().map_err(|failed| {
            error::caused("This is no account id. Nothing was changed.", "", &failed)
        })?;
        assignments::roles(&sign_in.source, &sign_in.portal, &account)
            .await
            .map_err(|failed| sign_in_error(&failed))
    }
}

/// Why a sign-in does not begin.
enum Begin {
    Failed(SignInError),
    View(ErrorView),
}

impl From<SignInError> for Begin {
    fn from(failed: SignInError) -> Self {
        Self::Failed(failed)
    }
}

pub(crate) fn sign_in_error(failed: &SignInError) -> ErrorView {
    let code = match failed {
        SignInError::Cancelled => ErrorCode::Cancelled,
        SignInError::Session(_) => ErrorCode::SignInNeeded,
        _ => ErrorCode::Other,
    };
    ErrorView {
        request_id: failed.request_id().map(str::to_owned),
        ..error::plain(
            code,
            format!("{} Nothing was changed.", sentence(&failed.to_string())),
            &sentence(&failed.help()),
        )
    }
}
