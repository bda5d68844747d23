//! Starting and stopping a practice account.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use thiserror::Error;
use time::OffsetDateTime;
use tokio::net::TcpListener;
use tokio::task::{JoinHandle, JoinSet};
use tokio_util::sync::CancellationToken;

use crate::bucket_policy;
use crate::clock::Clock;
use crate::control::{self, Control, ControlError};
use crate::practice::Practice;
use crate::profiles::{self, ProfileError};
use crate::server::Server;
use crate::store::{self, Store, StoreError};
use crate::throttle::Throttle;
use crate::trouble::Troubles;
use crate::world::{World, seed};

/// How a practice account is started.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where it listens; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Where the control API listens; `None` is nowhere.
    pub control: Option<SocketAddr>,
    /// The file that keeps the world; read if it exists, written after each change.
    pub state: Option<PathBuf>,
    /// A world of one's own instead of the built-in one, in the form of the state file.
    pub seed: Option<PathBuf>,
    /// What the practice clock says at the start; `None` is real time, or what the state file says.
    pub now: Option<OffsetDateTime>,
    /// How long every answer waits.
    pub latency: Duration,
    /// Whether the real budgets of the Connect APIs are kept.
    pub throttle: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            control: None,
            state: None,
            seed: None,
            now: None,
            latency: Duration::ZERO,
            throttle: false,
        }
    }
}

/// Why a practice account does not start.
#[derive(Debug, Error)]
pub enum StartError {
    /// The address is not one of this computer's own.
    #[error("`{0}` is not a loopback address: the practice account is for this computer alone")]
    NotLoopback(SocketAddr),
    /// The port can't be had.
    #[error("can't listen on `{address}`")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// The world can't be read or kept.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A running practice account. Dropping it stops it without waiting.
#[derive(Debug)]
pub struct PracticeAccount {
    practice: Arc<Practice>,
    control: Control,
    control_url: Option<String>,
    stop: CancellationToken,
    tasks: Vec<JoinHandle<()>>,
}

impl PracticeAccount {
    /// Starts one. Ready for calls when this returns.
    pub async fn start(options: Options) -> Result<Self, StartError> {
        for address in [Some(options.listen), options.control]
            .into_iter()
            .flatten()
        {
            if !address.ip().is_loopback() {
                return Err(StartError::NotLoopback(address));
            }
        }
        let practice = Arc::new(build(&options)?);
        let control = Control(Arc::clone(&practice));
        let stop = CancellationToken::new();
        let listener = listen(options.listen).await?;
        let url = url(&listener, options.listen)?;
        practice.url.get_or_init(|| url);
        let mut tasks = Vec::new();
        let mut control_url = None;
        if let Some(address) = options.control {
            let listener = listen(address).await?;
            control_url = Some(self::url(&listener, address)?);
            tasks.push(tokio::spawn(serve_control(
                listener,
                control.clone(),
                stop.clone(),
            )));
        }
        let server = Server::new(Arc::clone(&practice));
        tasks.push(tokio::spawn(accept(listener, server, stop.clone())));
        Ok(Self {
            practice,
            control,
            control_url,
            stop,
            tasks,
        })
    }

    /// The endpoint for every service: `http://127.0.0.1:PORT`.
    pub fn url(&self) -> String {
        self.practice.url().to_owned()
    }

    /// The control API's address, if it has one.
    pub fn control_url(&self) -> Option<String> {
        self.control_url.clone()
    }

    /// What can be done to it from outside.
    pub fn control(&self) -> &Control {
        &self.control
    }

    /// The troubles that can be switched on.
    pub fn troubles(&self) -> &Troubles {
        &self.practice.troubles
    }

    /// Writes `config` and `credentials` with the profiles into a folder. Profiles that were added to `config` stay,
    /// at the present address.
    pub fn write_profiles(&self, folder: &Path) -> Result<(), ProfileError> {
        self.practice
            .store
            .read(|world| profiles::write(world, self.practice.url(), folder))
    }

    /// The seed again, at real time, without troubles.
    pub fn reset(&self) -> Result<(), ControlError> {
        self.control.reset()
    }

    /// Stops: no new calls, open connections are closed.
    pub async fn stop(mut self) {
        self.stop.cancel();
        for task in std::mem::take(&mut self.tasks) {
            // A task that panicked has stopped as well.
            let _ = task.await;
        }
    }
}

impl Drop for PracticeAccount {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

fn build(options: &Options) -> Result<Practice, StartError> {
    let real = OffsetDateTime::now_utc();
    let own_seed = options.seed.as_deref().map(store::read).transpose()?;
    let own_seed = own_seed.map(as_s3_keeps_it);
    let kept = match &options.state {
        Some(path) if path.exists() => Some(store::read(path)?),
        _ => None,
    };
    let clock = match (options.now, &kept) {
        (Some(now), _) => Clock::ahead_by(now - real),
        (None, Some(kept)) => Clock::ahead_by(kept.clock_ahead()),
        (None, None) => Clock::default(),
    };
    let mut world = kept
        .or_else(|| own_seed.clone())
        .unwrap_or_else(|| seed::world(clock.now()));
    world.clock_ahead_seconds = clock.ahead().whole_seconds();
    Ok(Practice {
        store: Store::new(world, options.state.clone())?,
        clock,
        log: crate::call::Log::default(),
        troubles: Troubles::default(),
        sso: crate::sso::Desk::default(),
        signin: crate::signin::Desk::default(),
        metadata: crate::metadata::Metadata::default(),
        codes: crate::sts::UsedCodes::default(),
        web_tokens: crate::sts::WebTokens::default(),
        shown: crate::secrets::Shown::default(),
        throttle: options.throttle.then(Throttle::default),
        latency: options.latency,
        url: OnceLock::new(),
        own_seed,
    })
}

/// A world written by hand may name principals by ARN; S3 would keep their ids.
fn as_s3_keeps_it(mut world: World) -> World {
    let stored: Vec<_> = world
        .buckets
        .values()
        .map(|bucket| {
            bucket
                .policy
                .as_ref()
                .map(|policy| bucket_policy::stored(&world, policy))
        })
        .collect();
    for (bucket, policy) in world.buckets.values_mut().zip(stored) {
        bucket.policy = policy;
    }
    world
}

async fn listen(address: SocketAddr) -> Result<TcpListener, StartError> {
    TcpListener::bind(address)
        .await
        .map_err(|source| StartError::Listen { address, source })
}

fn url(listener: &TcpListener, address: SocketAddr) -> Result<String, StartError> {
    let bound = listener
        .local_addr()
        .map_err(|source| StartError::Listen { address, source })?;
    Ok(format!("http://{bound}"))
}

async fn serve_control(listener: TcpListener, control: Control, stop: CancellationToken) {
    let router = control::router(control);
    let served =
        axum::serve(listener, router).with_graceful_shutdown(stop.clone().cancelled_owned());
    tokio::select! {
        result = async { served.await } => if let Err(error) = result {
            tracing::error!(%error, "the control API stopped");
        },
        () = stop.cancelled() => {}
    }
}

async fn accept(listener: TcpListener, server: Server, stop: CancellationToken) {
    // Dropping the set ends the connections that are still open.
    let mut connections = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            Some(_) = connections.join_next() => continue,
            () = stop.cancelled() => break,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                // Out of file descriptors, or a client that was gone at once: wait a little, go on.
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(Duration::from_millis(20)).await;
                continue;
            }
        };
        let server = server.clone();
        connections.spawn(async move {
            let service =
                service_fn(move |request: Request<Incoming>| server.clone().handle(peer, request));
            let connection = http1::Builder::new()
                .timer(TokioTimer::new())
                .serve_connection(TokioIo::new(stream), service);
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection ended early");
            }
        });
    }
}
