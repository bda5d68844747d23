//! Signing in with IAM Identity Center.

use strongroom::api::{
    AccountChoice, OpenedPage, PortalAccountView, ProfilePreview, RoleRequest, SavedProfile,
    SignInRequest, SignInView,
};

use super::{Answer, Strongroom};
use crate::dialogs;

#[tauri::command]
pub(crate) async fn begin_sign_in(
    app: Strongroom<'_>,
    request: SignInRequest,
) -> Answer<SignInView> {
    app.begin_sign_in(request).await
}

#[tauri::command]
pub(crate) async fn sign_in_status(app: Strongroom<'_>, sign_in: String) -> Answer<SignInView> {
    app.sign_in_status(&sign_in)
}

#[tauri::command]
pub(crate) async fn open_sign_in_page(app: Strongroom<'_>, sign_in: String) -> Answer<OpenedPage> {
    Ok(dialogs::open_page(app.sign_in_status(&sign_in)?.page))
}

#[tauri::command]
pub(crate) async fn cancel_sign_in(app: Strongroom<'_>, sign_in: String) -> Answer<SignInView> {
    app.cancel_sign_in(&sign_in)
}

#[tauri::command]
pub(crate) async fn portal_accounts(
    app: Strongroom<'_>,
    sign_in: String,
) -> Answer<Vec<PortalAccountView>> {
    app.portal_accounts(&sign_in).await
}

#[tauri::command]
pub(crate) async fn portal_roles(
    app: Strongroom<'_>,
    sign_in: String,
    account: String,
) -> Answer<Vec<String>> {
    app.portal_roles(&sign_in, &account).await
}

#[tauri::command]
pub(crate) async fn preview_profile(
    app: Strongroom<'_>,
    request: RoleRequest,
) -> Answer<ProfilePreview> {
    app.preview_profile(request).await
}

#[tauri::command]
pub(crate) async fn save_profile(
    app: Strongroom<'_>,
    request: RoleRequest,
    lines: String,
) -> Answer<SavedProfile> {
    app.save_profile(request, &lines).await
}

#[tauri::command]
pub(crate) async fn use_role(app: Strongroom<'_>, request: RoleRequest) -> Answer<AccountChoice> {
    app.use_role(request).await
}
