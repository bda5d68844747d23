//! Choosing an account.

use strongroom::api::{AccountChoice, AccountChoices, AccountView};

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
    Ok(app.current_account())
}

#[tauri::command]
pub(crate) async fn close_account(app: Strongroom<'_>) -> Answer<()> {
    app.close_account();
    Ok(())
}
