//! The system's own dialogs and browser, opened from here and never from a page.

use strongroom::ExportFile;
use strongroom::api::{ErrorCode, ErrorView, OpenedPage, SavedFile};
use tauri::AppHandle;

/// Asks where to save a file and writes it there. The content is made by the app; a page only names
/// what is to be saved.
pub(crate) async fn save(handle: &AppHandle, file: ExportFile) -> Result<SavedFile, ErrorView> {
    let (send, chosen) = tokio::sync::oneshot::channel();
    let name = file.name.clone();
    // GTK dialogs belong to the main thread.
    handle
        .run_on_main_thread(move || {
            let dialog = rfd::AsyncFileDialog::new().set_file_name(name).save_file();
            tauri::async_runtime::spawn(async move {
                let path = dialog.await.map(|handle| handle.path().to_owned());
                drop(send.send(path));
            });
        })
        .map_err(|error| failed("the dialog can't be opened", &error.to_string()))?;
    let Ok(Some(path)) = chosen.await else {
        return Ok(SavedFile { path: None });
    };
    match std::fs::write(&path, file.text.as_bytes()) {
        Ok(()) => Ok(SavedFile { path: Some(path.display().to_string()) }),
        Err(error) => {
            let words = format!("`{}` can't be written", path.display());
            Err(failed(&words, &error.to_string()))
        }
    }
}

/// Opens a page of Connect in the browser. The address was built by the app.
pub(crate) fn open_page(url: String) -> OpenedPage {
    let opened = open::that_detached(&url).is_ok();
    OpenedPage { url, opened }
}

fn failed(words: &str, cause: &str) -> ErrorView {
    ErrorView {
        code: ErrorCode::Other,
        message: format!("The file was not saved: {words}."),
        help: Some("Choose another folder and save it again. Nothing else was changed.".to_owned()),
        detail: Some(cause.to_owned()),
        request_id: None,
    }
}
