//! WebKitWebDriver: one for each session, because it serves only one.

use std::ffi::OsString;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use fantoccini::ClientBuilder;
use fantoccini::wd::Capabilities;
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::json;

use super::process::Process;
use super::{Display, DriveError, Window};

const PROGRAM: &str = "WebKitWebDriver";
const PATIENCE: Duration = Duration::from_secs(20);
const OPENING: Duration = Duration::from_secs(90);

/// What a driver opens.
#[derive(Debug, Clone)]
pub enum Launch {
    /// A Tauri app, by the path of its binary.
    App(PathBuf),
    /// WebKit's own small browser, for pages that are not the app's.
    Browser,
}

/// A driver with its log; the window that it opened is closed when this is dropped.
pub struct Driver {
    port: u16,
    log: PathBuf,
    process: Process,
}

impl Driver {
    /// Kills the driver and the app that it opened, in the middle of whatever they do.
    pub fn kill(self) {
        self.process.kill();
    }

    /// The number of a process that it started, by the name of its binary.
    pub fn process_of(&self, binary: &str) -> Option<u32> {
        self.process.one_of_group(binary)
    }

    /// Starts a driver on a display. What it opens inherits `environment` on top of this process's
    /// own; `log` takes what both print.
    ///
    /// # Errors
    ///
    /// Where the driver is missing or doesn't listen.
    pub async fn start(
        display: &Display,
        environment: &[(&str, OsString)],
        log: &Path,
    ) -> Result<Self, DriveError> {
        let port = free_port(log)?;
        let mut command = Command::new(PROGRAM);
        command
            .arg(format!("--port={port}"))
            // Where a core file of the app would be.
            .current_dir(log.parent().unwrap_or(Path::new("/")))
            .env("DISPLAY", display.name())
            .env_remove("WAYLAND_DISPLAY")
            // Without it a Tauri app refuses automation and the session never begins.
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            // There is no graphics card behind a virtual display.
            .env("WEBKIT_DISABLE_DMABUF_RENDERER", "1")
            .env("NO_AT_BRIDGE", "1")
            .envs(environment.iter().map(|(name, value)| (name, value)));
        let mut process = Process::start(&mut command, log)?;
        let started = Instant::now();
        while process.runs() && started.elapsed() < PATIENCE {
            if TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok() {
                return Ok(Self {
                    port,
                    log: log.to_owned(),
                    process,
                });
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Err(DriveError::Silent {
            program: PROGRAM.to_owned(),
            what: "doesn't listen",
            log: log.to_owned(),
        })
    }

    /// Opens the window.
    ///
    /// # Errors
    ///
    /// Where it doesn't open.
    pub async fn open(&self, launch: &Launch) -> Result<Window, DriveError> {
        let address = format!("http://127.0.0.1:{}", self.port);
        let mut capabilities = Capabilities::new();
        if let Launch::App(binary) = launch {
            capabilities.insert(
                "webkitgtk:browserOptions".to_owned(),
                json!({ "binary": binary, "args": [] }),
            );
        }
        let mut builder = ClientBuilder::new(HttpConnector::new());
        builder.capabilities(capabilities);
        let opening = builder.connect(&address);
        // An app that ends before its window opens leaves the driver waiting for it.
        match tokio::time::timeout(OPENING, opening).await {
            Ok(client) => Ok(Window::new(client?)),
            Err(_) => Err(DriveError::Silent {
                program: PROGRAM.to_owned(),
                what: "opened no window",
                log: self.log.clone(),
            }),
        }
    }
}

/// A port that was free a moment ago.
fn free_port(log: &Path) -> Result<u16, DriveError> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .and_then(|listener| listener.local_addr())
        .map(|address| address.port())
        .map_err(|cause| DriveError::File {
            path: log.to_owned(),
            cause,
        })
}
