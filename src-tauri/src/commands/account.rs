//! Choosing an account.

use strongroom::api::{AccountChoice, AccountChoices, AccountView, ProfileStateView};

use super::{Answer, Strongroom};

#[tauri::command]
pub(crate) async fn list_accounts(app: Strongroom<'_>) -> Answer<AccountChoices> {
    Ok(app.list_accounts().await)
}

#[tauri::command]
pub(crate) async fn open_account(
    app: Strongroom<'_>,
    choice: AccountChoice,
) -> Answer<AccountView> {
    app.open_account(choice).await
}

#[tauri::command]
pub(crate) async fn current_account(app: Strongroom<'_>) -> Answer<Option<AccountView>> {
    Ok(app.account_now().await)
}

#[tauri::command]
pub(crate) async fn close_account(app: Strongroom<'_>) -> Answer<()> {
    app.close_account();
    Ok(())
}

#[tauri::command]
pub(crate) async fn check_profile(
    app: Strongroom<'_>,
    choice: AccountChoice,
    run_programs: bool,
) -> Answer<ProfileStateView> {
    Ok(app.check_profile(choice, run_programs).await)
}

#[tauri::command]
pub(crate) async fn open_account_with_code(
    app: Strongroom<'_>,
    choice: AccountChoice,
    code: String,
) -> Answer<AccountView> {
    app.open_account_with_code(choice, &code).await
}

#[tauri::command]
pub(crate) async fn renew_session(
    app: Strongroom<'_>,
    code: Option<String>,
) -> Answer<AccountView> {
    app.renew_session(code).await
}
