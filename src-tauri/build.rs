//! Declares every command, so that each needs a grant of its own, and makes sure that there is a page.

use std::path::Path;

/// The commands of the window; `capabilities/main.json` grants each one by name.
const COMMANDS: &[&str] = &[
    "list_accounts",
    "open_account",
    "current_account",
    "close_account",
    "check_profile",
    "open_account_with_code",
    "renew_session",
    "begin_sign_in",
    "sign_in_status",
    "open_sign_in_page",
    "cancel_sign_in",
    "portal_accounts",
    "portal_roles",
    "preview_profile",
    "save_profile",
    "use_role",
    "start_discovery",
    "cancel_discovery",
    "overview",
    "bucket_details",
    "add_region",
    "remove_region",
    "permissions",
    "preflight",
    "save_permissions",
    "keep_list",
    "plan_lock",
    "plan_restore",
    "plan_unlock",
    "apply_plan",
    "change_status",
    "keep_trial",
    "roll_back",
    "extend_trial",
    "settle_change",
    "leave_change",
    "retry_change",
    "look_into_trail",
    "recordings",
    "fetch_recording",
    "cancel_fetch",
    "recording_played",
    "open_in_connect",
    "said_in_connect",
    "try_as",
    "history",
    "save_plan_policy",
    "save_recovery_card",
    "save_backup",
    "verify_backup",
    "open_backup_file",
    "save_report",
    "limits",
    "limit_choices",
    "plan_limit",
    "plan_unlimit",
    "save_limit_text",
    "practice_troubles",
    "set_practice_trouble",
    "reset_practice",
    "place_test_call",
    "practice_code",
];

/// Shown where the front end was not built; `make` builds the real one first.
const PLACEHOLDER: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\">\
    <title>Strongroom</title><p>The pages are not built yet. Run <code>make run</code>.</p></html>";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let dist = Path::new("../ui/dist");
    if !dist.join("index.html").exists() {
        std::fs::create_dir_all(dist)?;
        std::fs::write(dist.join("index.html"), PLACEHOLDER)?;
    }
    println!("cargo:rerun-if-changed=../ui/dist");
    tauri_build::try_build(
        tauri_build::Attributes::new()
            .app_manifest(tauri_build::AppManifest::new().commands(COMMANDS)),
    )?;
    Ok(())
}
