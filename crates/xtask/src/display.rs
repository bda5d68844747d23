//! Whether a display answers.

/// Asks the display that `DISPLAY` or `WAYLAND_DISPLAY` names, the way the app itself will.
///
/// # Errors
///
/// Where none is named or the named one doesn't answer.
pub(crate) fn answers() -> Result<(), String> {
    gtk::init().map_err(|cause| format!("no display answers: {cause}"))
}
