//! Pictures of a window.

use std::path::Path;

use super::window::PATIENCE;
use super::{DriveError, Window};

/// Where pictures of the pages go, if anywhere.
const PICTURES: &str = "STRONGROOM_PICTURES";

/// A picture is taken when the page is next drawn, and a page in which nothing moves never is: a dot
/// that nobody sees changes for two seconds.
const REPAINT: &str = r"
    const dot = document.createElement('div');
    Object.assign(dot.style, { position: 'fixed', left: 0, top: 0, width: '1px', height: '1px', background: '#888' });
    document.documentElement.append(dot);
    let left = 40;
    const timer = setInterval(() => {
        dot.style.opacity = left % 2 ? 0.01 : 0.02;
        left -= 1;
        if (left === 0) { clearInterval(timer); dot.remove(); }
    }, 50);
";

impl Window {
    /// A picture of the window, PNG.
    ///
    /// # Errors
    ///
    /// Where the driver refuses.
    pub async fn picture(&self) -> Result<Vec<u8>, DriveError> {
        self.client.execute(REPAINT, vec![]).await?;
        match tokio::time::timeout(PATIENCE, self.client.screenshot()).await {
            Ok(picture) => Ok(picture?),
            Err(_) => Err(DriveError::NoPicture { waited: PATIENCE }),
        }
    }

    /// Puts a picture of the window into the folder that `STRONGROOM_PICTURES` names; without it, does nothing.
    ///
    /// # Errors
    ///
    /// Where the driver refuses, or the file can't be written.
    pub async fn keep_picture(&self, name: &str) -> Result<(), DriveError> {
        let Some(folder) = std::env::var_os(PICTURES) else {
            return Ok(());
        };
        let picture = self.picture().await?;
        let path = Path::new(&folder).join(name);
        std::fs::write(&path, picture).map_err(|cause| DriveError::File { path, cause })
    }
}
