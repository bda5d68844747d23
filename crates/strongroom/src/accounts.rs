//! Choosing an account and opening it.

use std::sync::Arc;

use aws_account::{
    Account, AccountSource, OpenError, Profile, ProfileFiles, ProfilesError, list_profiles,
};
use journal::{ChangeId, Journal};
use lockdown::inventory::Identity;

use crate::App;
use crate::api::{AccountChoice, AccountChoices, AccountView, ErrorCode, ErrorView, ProfileRow};
use crate::change;
use crate::session::Session;
use crate::view::{self, error, unknown};

/// Written by the practice account, and not for people: the session by which its Connect reads.
const HIDDEN: &str = "practice-connect";
/// The practice profile to start with.
const FIRST: &str = "practice-admin";

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
            problem: practice_problem.or(problem),
        }
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
        let account = Arc::new(self.sign_in(&choice, false).await?);
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
        let files = self.files(choice.practice).await?;
        let source = AccountSource {
            profile: choice.profile.clone(),
            files,
            region: None,
            read_only,
            practice: choice.practice,
        };
        let settings = self.settings();
        Account::open(source, settings.timeouts, settings.here)
            .await
            .map_err(|failed| open_error(&failed))
    }

    async fn files(&self, practice: bool) -> Result<ProfileFiles, ErrorView> {
        if practice {
            self.practice_files().await
        } else {
            Ok(self.settings().files.clone())
        }
    }

    /// The account that is open.
    pub fn current_account(&self) -> Option<AccountView> {
        let session = self.open_session()?;
        let ends = session.account.session_ends().map(view::time);
        Some(AccountView {
            session_ends: ends,
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
        OpenError::NotSignedIn { .. } => ErrorCode::SessionExpired,
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

/// An error's text as a sentence.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
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

fn row(profile: &Profile) -> ProfileRow {
    ProfileRow {
        name: profile.name.clone(),
        kind: profile.kind.words().to_owned(),
        region: profile.region.clone(),
        account: profile.account.as_ref().map(ToString::to_string),
        role: profile.role.clone(),
        note: profile.note.clone(),
    }
}

fn practice_note(profile: &str) -> Option<String> {
    let note = match profile {
        "practice-admin" => "An administrator. Start here.",
        "practice-auditor" => {
            "May read everything in S3 until a lock keeps it out: try it as someone else."
        }
        "practice-breakglass" => "A user for emergencies: a second way in.",
        "practice-readonly" => "May look, but not change a policy, and not everywhere.",
        "practice-root" => "The account's root user.",
        _ => return None,
    };
    Some(note.to_owned())
}

fn account_view(account: &Account, choice: &AccountChoice) -> AccountView {
    let identity = account.identity();
    AccountView {
        practice: choice.practice,
        profile: choice.profile.clone(),
        account_id: identity.account.to_string(),
        alias: identity.alias.value().cloned().flatten(),
        alias_unknown: unknown::of(&identity.alias, "the account's alias"),
        arn: identity.arn.to_string(),
        who: who(identity),
        session_ends: account.session_ends().map(view::time),
        writable: true,
        read_only_reason: None,
    }
}

/// The caller in a few words: "role Admin, session asha".
fn who(identity: &Identity) -> String {
    let resource = identity.arn.resource();
    match resource.split('/').collect::<Vec<_>>().as_slice() {
        ["root"] => "the account's root user".to_owned(),
        ["assumed-role", role, session] => format!("role {role}, session {session}"),
        ["user", .., name] => format!("user {name}"),
        ["federated-user", name] => format!("federated user {name}"),
        _ => resource.to_owned(),
    }
}
