//! The system's own dialogs and browser, opened from here and never from a page.

use std::path::PathBuf;

use rfd::FileHandle;
use strongroom::ExportFile;
use strongroom::api::{ErrorCode, ErrorView, OpenedPage, SavedFile};
use tauri::AppHandle;

/// Asks where to save a file and writes it there. The content is made by the app; a page only names
/// what is to be saved.
pub(crate) async fn save(handle: &AppHandle, file: ExportFile) -> Result<SavedFile, ErrorView> {
    let dialog = rfd::AsyncFileDialog::new().set_file_name(&file.name);
    let Some(path) = ask(handle, || dialog.save_file()).await? else {
        return Ok(SavedFile { path: None });
    };
    match std::fs::write(&path, file.text.as_bytes()) {
        Ok(()) => Ok(SavedFile {
            path: Some(path.display().to_string()),
        }),
        Err(error) => Err(failed(
            &format!("`{}` can't be written", path.display()),
            &error,
        )),
    }
}

/// Asks for a file and reads it. None where the user cancelled.
pub(crate) async fn open(handle: &AppHandle) -> Result<Option<(PathBuf, Vec<u8>)>, ErrorView> {
    let dialog = rfd::AsyncFileDialog::new().add_filter("Backups", &["json"]);
    let Some(path) = ask(handle, || dialog.pick_file()).await? else {
        return Ok(None);
    };
    match std::fs::read(&path) {
        Ok(text) => Ok(Some((path, text))),
        Err(error) => Err(failed(
            &format!("`{}` can't be read", path.display()),
            &error,
        )),
    }
}

/// Shows a dialog and waits for the answer.
async fn ask<Shown>(
    handle: &AppHandle,
    show: impl FnOnce() -> Shown + Send + 'static,
) -> Result<Option<PathBuf>, ErrorView>
where
    Shown: Future<Output = Option<FileHandle>> + Send + 'static,
{
    let (send, chosen) = tokio::sync::oneshot::channel();
    // GTK dialogs belong to the main thread.
    handle
        .run_on_main_thread(move || {
            let shown = show();
            tauri::async_runtime::spawn(async move {
                let path = shown.await.map(|handle| handle.path().to_owned());
                drop(send.send(path));
            });
        })
        .map_err(|error| failed("the dialog can't be opened", &error))?;
    Ok(chosen.await.ok().flatten())
}

/// Opens a page of Connect or of Identity Center in the browser. The address was built by the app.
pub(crate) fn open_page(url: String) -> OpenedPage {
    let opened = open::that_detached(&url).is_ok();
    OpenedPage { url, opened }
}

fn failed(words: &str, cause: &dyn std::error::Error) -> ErrorView {
    ErrorView {
        code: ErrorCode::Other,
        message: format!("The file can't be used: {words}. Nothing was changed."),
        help: Some("Choose another folder or file.".to_owned()),
        detail: Some(cause.to_string()),
        request_id: None,
    }
}
