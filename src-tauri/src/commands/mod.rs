//! What the pages may call. The list in `build.rs` and the grants in `capabilities/main.json` name
//! the same commands; a command that is missing there can't be called.

mod account;
mod change;
mod history;
mod limit;
mod lock;
mod overview;
mod permissions;
mod playback;
mod practice;
mod sign_in;

use std::sync::Arc;

use strongroom::App;
use strongroom::api::ErrorView;

/// The app, as every command sees it.
type Strongroom<'a> = tauri::State<'a, Arc<App>>;

/// What every command answers.
type Answer<T> = Result<T, ErrorView>;

/// The handler of all commands.
pub(crate) fn handler() -> impl Fn(tauri::ipc::Invoke<tauri::Wry>) -> bool + Send + Sync + 'static {
    tauri::generate_handler![
        account::list_accounts,
        account::open_account,
        account::current_account,
        account::close_account,
        account::check_profile,
        account::open_account_with_code,
        account::renew_session,
        sign_in::begin_sign_in,
        sign_in::sign_in_status,
        sign_in::open_sign_in_page,
        sign_in::cancel_sign_in,
        sign_in::portal_accounts,
        sign_in::portal_roles,
        sign_in::preview_profile,
        sign_in::save_profile,
        sign_in::use_role,
        overview::start_discovery,
        overview::cancel_discovery,
        overview::overview,
        overview::bucket_details,
        overview::add_region,
        overview::remove_region,
        permissions::permissions,
        permissions::preflight,
        permissions::save_permissions,
        lock::keep_list,
        lock::plan_lock,
        lock::plan_restore,
        lock::plan_unlock,
        lock::save_plan_policy,
        lock::save_recovery_card,
        change::apply_plan,
        change::change_status,
        change::keep_trial,
        change::roll_back,
        change::extend_trial,
        change::settle_change,
        change::leave_change,
        change::retry_change,
        change::look_into_trail,
        playback::recordings,
        playback::fetch_recording,
        playback::cancel_fetch,
        playback::recording_played,
        playback::open_in_connect,
        playback::said_in_connect,
        playback::try_as,
        limit::limits,
        limit::limit_choices,
        limit::plan_limit,
        limit::plan_unlimit,
        limit::save_limit_text,
        history::history,
        history::save_backup,
        history::verify_backup,
        history::open_backup_file,
        history::save_report,
        practice::practice_troubles,
        practice::set_practice_trouble,
        practice::reset_practice,
        practice::place_test_call,
        practice::practice_code,
    ]
}
