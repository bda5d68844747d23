//! Choosing an account and opening it.

use std::sync::Arc;

use aws_account::check::check_profile;
use aws_account::portal::Portal;
use aws_account::{
    Account, AccountSource, Login, OneTimeCode, OpenError, ProfileFiles, ProfileKind,
    ProfilesError, Renewal, list_profiles,
};
use journal::{ChangeId, Journal};

use crate::App;
use crate::api::{
    AccountChoice, AccountChoices, AccountView, ErrorCode, ErrorView, ProfileRow, ProfileStateCode,
    ProfileStateView,
};
use crate::change;
use crate::session::Session;
use crate::view::account::{account_view, practice_note, row, state_view};
use crate::view::{self, error};

/// Written by the practice account, and not for people: the session by which its Connect reads.
const HIDDEN: &str = "practice-connect";
/// The practice profile to start with.
const FIRST: &str = "practice-admin";
/// The practice profile that is signed in to with Identity Center.
pub(crate) const BY_SIGN_IN: &str = "practice-sso";

impl App {
    /// What can be chosen: the practice account first, then the profiles of the AWS files.
    pub async fn list_accounts(&self) -> AccountChoices {
        let files = self.settings().files.clone();
        let (profiles, problem) = match list_profiles(&files).await {
            Ok(profiles) => (profiles.iter().map(row).collect(), None),
            // Nothing is wrong with having none: the page says where they would be.
            Err(ProfilesError::NoFiles(_)) => (Vec::new(), None),
            Err(failed) => {
                let help = failed.help();
                (
                    Vec::new(),
                    Some(error::caused(
                        sentence(&failed.to_string()),
                        &sentence(&help),
                        &failed,
                    )),
                )
            }
        };
        let (practice, practice_problem) = match self.practice_profiles().await {
            Ok(rows) => (rows, None),
            Err(problem) => (Vec::new(), Some(problem)),
        };
        AccountChoices {
            practice,
            profiles,
            files: vec![
                files.config.display().to_string(),
                files.credentials.display().to_string(),
            ],
            practice_start_url: self.practice_portal().await.map(|portal| portal.start_url),
            problem: practice_problem.or(problem),
        }
    }

    /// Where the practice account is signed in to.
    pub(crate) async fn practice_portal(&self) -> Option<Portal> {
        let files = self.practice_files().await.ok()?;
        Portal::of_profile(&files, BY_SIGN_IN).await.ok().flatten()
    }

    /// Finds out whether a profile could be opened now, by signing in with it and asking AWS who that is. One that
    /// starts a program is left alone unless `run_programs`.
    pub async fn check_profile(
        &self,
        choice: AccountChoice,
        run_programs: bool,
    ) -> ProfileStateView {
        let files = match self.files(choice.practice).await {
            Ok(files) => files,
            Err(problem) => {
                return ProfileStateView {
                    state: ProfileStateCode::NotChecked,
                    why: Some(problem.message),
                    help: problem.help,
                    account: None,
                    who: None,
                    session_ends: None,
                };
            }
        };
        let settings = self.settings();
        let source = source_of(&choice, files, true);
        let checked = check_profile(&source, run_programs, settings.timeouts, settings.here).await;
        state_view(&checked)
    }

    async fn practice_profiles(&self) -> Result<Vec<ProfileRow>, ErrorView> {
        let files = self.practice_files().await?;
        let profiles = list_profiles(&files).await.map_err(|failed| {
            error::caused(
                "The practice account's profiles can't be read.",
                "",
                &failed,
            )
        })?;
        let mut rows: Vec<ProfileRow> = profiles
            .iter()
            .filter(|profile| profile.name != HIDDEN)
            .map(|profile| ProfileRow {
                note: practice_note(&profile.name),
                ..row(profile)
            })
            .collect();
        rows.sort_by_key(|row| (row.name != FIRST, row.name.clone()));
        Ok(rows)
    }

    /// Opens an account: signs in, asks AWS who that is and opens the history that belongs to it. How every
    /// unfinished change of it really stands is found out in the background: [`App::settled`] waits for that.
    ///
    /// # Errors
    /// When the profile can't be used, AWS can't be reached or the history can't be opened. The account
    /// that was open before stays open.
    pub async fn open_account(&self, choice: AccountChoice) -> Result<AccountView, ErrorView> {
        self.open_by(choice, None).await
    }

    /// Opens an account whose role wants a one-time code.
    ///
    /// # Errors
    /// As [`App::open_account`]; also when the code was not taken.
    pub async fn open_account_with_code(
        &self,
        choice: AccountChoice,
        code: &str,
    ) -> Result<AccountView, ErrorView> {
        self.open_by(choice, Some(plausible(code)?)).await
    }

    async fn open_by(
        &self,
        choice: AccountChoice,
        code: Option<OneTimeCode>,
    ) -> Result<AccountView, ErrorView> {
        let account = Arc::new(self.sign_in_by(&choice, code, false).await?);
        let folder = self.journal_dir(choice.practice);
        let journal = Journal::open(&folder).map_err(|failed| {
            error::caused(
                "The history can't be opened, so nothing could be backed up. No account was opened and nothing was changed.",
                "Mend what the detail names, then open the account again.",
                &failed,
            )
        })?;
        let watcher = self.settings().watcher.clone();
        let journal = journal.watched(watcher.map(change::committed));
        let view = account_view(&account, &choice);
        let session = Arc::new(Session::new(
            self.settings().clone(),
            account,
            view.clone(),
            Arc::new(journal),
        ));
        let unfinished = session.unfinished().map_err(|failed| {
            error::caused(
                "The history can't be read. No account was opened and nothing was changed.",
                "",
                &failed,
            )
        })?;
        let unfinished: Vec<ChangeId> = unfinished.iter().map(|change| change.id).collect();
        session.will_settle(unfinished.iter().copied());
        tokio::spawn(change::settle(Arc::clone(&session), unfinished));
        self.replace_session(Some(session));
        Ok(view)
    }

    /// Signs in by a profile, without opening it as the account; `read_only` refuses every write.
    pub(crate) async fn sign_in(
        &self,
        choice: &AccountChoice,
        read_only: bool,
    ) -> Result<Account, ErrorView> {
        self.sign_in_by(choice, None, read_only)
            .await
            .map_err(|failed| ErrorView {
                code: match failed.code {
                    // The session that the window could renew is another one: that of the open account.
                    ErrorCode::SessionExpired | ErrorCode::SignInNeeded | ErrorCode::CodeNeeded => {
                        ErrorCode::Other
                    }
                    code => code,
                },
                ..failed
            })
    }

    async fn sign_in_by(
        &self,
        choice: &AccountChoice,
        code: Option<OneTimeCode>,
        read_only: bool,
    ) -> Result<Account, ErrorView> {
        let files = self.files(choice.practice).await?;
        let login = match (self.sign_ins().role(choice), code) {
            (Some(role), _) => Login::Portal(role),
            (None, Some(code)) => Login::Code(code),
            (None, None) => Login::Profile,
        };
        let source = source_of(choice, files, read_only);
        let settings = self.settings();
        let (timeouts, here) = (settings.timeouts, settings.here);
        Account::open_by(source, login, self.budgets(), timeouts, here)
            .await
            .map_err(|failed| open_error(&failed))
    }

    /// Signs in again to the account that is open, after its session has ended: with a one-time code where the role
    /// wants one. Everything that was read and planned stays, and a change that waits goes on.
    ///
    /// # Errors
    /// When no account is open, the credentials can't be had, or they are somebody else's.
    pub async fn renew_session(&self, code: Option<String>) -> Result<AccountView, ErrorView> {
        let session = self.session()?;
        let code = code.as_deref().map(plausible).transpose()?;
        session
            .account
            .renew(code)
            .await
            .map_err(|failed| open_error(&failed))?;
        self.current_account().ok_or_else(|| {
            error::plain(
                ErrorCode::NoAccount,
                "The account was closed meanwhile.",
                "",
            )
        })
    }

    /// The account that is open, after its credentials were renewed where that is time and a sign-in of Identity
    /// Center does it by itself. Nothing else is tried: the window asks every half a minute, and a program might ask
    /// its user something.
    pub async fn account_now(&self) -> Option<AccountView> {
        if let Some(session) = self.open_session()
            && session.account.renewal() == Renewal::IdentityCenter
        {
            session.account.refresh().await;
        }
        self.current_account()
    }

    pub(crate) async fn files(&self, practice: bool) -> Result<ProfileFiles, ErrorView> {
        if practice {
            self.practice_files().await
        } else {
            Ok(self.settings().files.clone())
        }
    }

    /// The account that is open.
    pub fn current_account(&self) -> Option<AccountView> {
        let session = self.open_session()?;
        let end = session.account.session_end();
        Some(AccountView {
            session_ends: end.at.map(view::time),
            renews_itself: end.renews_itself,
            ..session.view.clone()
        })
    }

    /// Closes the account. A change that is under way goes on to its next safe point.
    pub fn close_account(&self) {
        self.replace_session(None);
    }
}

fn open_error(failed: &OpenError) -> ErrorView {
    let code = match failed {
        OpenError::NotSignedIn {
            kind: ProfileKind::IdentityCenter,
            ..
        } => ErrorCode::SignInNeeded,
        OpenError::NotSignedIn { .. } => ErrorCode::SessionExpired,
        OpenError::CodeNeeded { .. } | OpenError::WrongCode { .. } => ErrorCode::CodeNeeded,
        _ => ErrorCode::Other,
    };
    let detail = match failed {
        OpenError::WrongCode { source, .. } => Some(source.to_string().trim().to_owned()),
        _ => None,
    };
    ErrorView {
        detail,
        request_id: failed.request_id().map(str::to_owned),
        ..error::plain(
            code,
            format!("{} Nothing was changed.", sentence(&failed.to_string())),
            &sentence(&failed.help()),
        )
    }
}

fn source_of(choice: &AccountChoice, files: ProfileFiles, read_only: bool) -> AccountSource {
    AccountSource {
        profile: choice.profile.clone(),
        files,
        region: None,
        read_only,
        practice: choice.practice,
    }
}

fn plausible(code: &str) -> Result<OneTimeCode, ErrorView> {
    let code = OneTimeCode::new(code);
    if code.is_plausible() {
        return Ok(code);
    }
    Err(error::plain(
        ErrorCode::CodeNeeded,
        "A code of an MFA device has six digits. Nothing was sent and nothing was changed.",
        "Type the six digits that the device shows now.",
    ))
}

/// An error's text as a sentence.
pub(crate) fn sentence(text: &str) -> String {
    let mut letters = text.trim().chars();
    let mut sentence: String = letters
        .next()
        .map(|first| first.to_uppercase().to_string())
        .unwrap_or_default();
    sentence.push_str(letters.as_str());
    if !sentence.is_empty() && !sentence.ends_with(['.', '!', '?']) {
        sentence.push('.');
    }
    sentence
}
