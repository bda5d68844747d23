//! The app without its window, on a practice account of its own.

use std::path::PathBuf;
use std::time::Duration;

use practice_aws::{Options, PracticeAccount};
use strongroom::api::{
    AccountChoice, AwsServices, ChangeView, Confirmation, ErrorView, KeepChoice, LockRequest,
    LockScope, MatchBy, OverviewView, PlanView,
};
use strongroom::{App, Patience, ProfileFiles, Settings, Timeouts};

/// A practice account and an app that has it open.
pub(crate) struct Stage {
    pub(crate) practice: PracticeAccount,
    pub(crate) app: App,
    pub(crate) folder: tempfile::TempDir,
}

pub(crate) fn settings() -> Settings {
    Settings {
        patience: Patience {
            total: Duration::from_secs(3),
            pause: Duration::from_millis(30),
            bites: Duration::ZERO,
        },
        timeouts: Timeouts {
            connect: Duration::from_secs(1),
            attempt: Duration::from_secs(2),
            call: Duration::from_secs(3),
            write: Duration::from_secs(2),
            sign_in: Duration::from_secs(10),
        },
        ..Settings::default()
    }
}

pub(crate) fn practice(profile: &str) -> AccountChoice {
    AccountChoice {
        practice: true,
        profile: profile.to_owned(),
    }
}

impl Stage {
    pub(crate) async fn start() -> Self {
        let practice = PracticeAccount::start(Options::default()).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let app = Self::app(&practice, folder.path().to_owned());
        Self {
            practice,
            app,
            folder,
        }
    }

    /// A practice account with a changed world, in which these instances alone are left and every Region
    /// answers: a look takes seconds.
    pub(crate) async fn with_world(
        instances: &[&str],
        change: impl FnOnce(&mut serde_json::Value),
    ) -> Self {
        let first = PracticeAccount::start(Options::default()).await.unwrap();
        let mut world = first.control().world();
        first.stop().await;
        world["regions"] = serde_json::json!({"not_enabled": [], "silent": []});
        let all = world["instances"].as_array_mut().unwrap();
        all.retain(|one| instances.contains(&one["alias"].as_str().unwrap()));
        change(&mut world);
        let folder = tempfile::tempdir().unwrap();
        let seed = folder.path().join("world.json");
        std::fs::write(&seed, world.to_string()).unwrap();
        let options = Options {
            seed: Some(seed),
            ..Options::default()
        };
        let practice = PracticeAccount::start(options).await.unwrap();
        let app = Self::app(&practice, folder.path().to_owned());
        Self {
            practice,
            app,
            folder,
        }
    }

    /// Another start of the app on the same folder and account.
    pub(crate) fn app(practice: &PracticeAccount, folder: PathBuf) -> App {
        let profiles = folder.join("profiles");
        practice.write_profiles(&profiles).unwrap();
        let app = App::new(folder, settings());
        app.practice_started(Ok(ProfileFiles::in_folder(&profiles)));
        app
    }

    /// Opens a profile and looks at everything.
    pub(crate) async fn open(&self, profile: &str) -> OverviewView {
        self.app.open_account(practice(profile)).await.unwrap();
        look(&self.app).await
    }

    /// A request to lock one bucket, with the break-glass user as the second way in and every unread
    /// Region accepted.
    pub(crate) async fn request(&self, buckets: &[&str]) -> LockRequest {
        let buckets: Vec<String> = buckets.iter().map(|name| (*name).to_owned()).collect();
        let list = self.app.keep_list(&buckets).await.unwrap();
        let everyone = list.suggested.iter().chain(&list.others);
        let keep = everyone
            .filter(|row| row.kind == "user" && row.second_way)
            .map(|row| KeepChoice {
                arn: row.arn.clone(),
                match_by: MatchBy::Id,
            })
            .collect();
        LockRequest {
            buckets,
            keep,
            required_match: Vec::new(),
            scope: LockScope::Everything,
            services: AwsServices::CutOff,
            trial_minutes: Some(15),
            no_trial_reason: None,
            no_second_way_reason: None,
            accepted_regions: list
                .unread_regions
                .into_iter()
                .map(|region| region.region)
                .collect(),
            without_dead_principals: false,
        }
    }

    pub(crate) async fn plan(&self, buckets: &[&str]) -> PlanView {
        let request = self.request(buckets).await;
        self.app.plan_lock(request).await.unwrap()
    }

    pub(crate) async fn apply(&self, plan: &PlanView) -> Result<ChangeView, ErrorView> {
        apply(&self.app, plan).await
    }

    pub(crate) fn policy(&self, bucket: &str) -> Option<serde_json::Value> {
        let text = self.practice.control().bucket_policy(bucket)?;
        Some(serde_json::from_str(&text).unwrap())
    }

    /// What another profile meets when it reads the newest recording of a bucket: outcome code.
    pub(crate) async fn try_as(&self, profile: &str, bucket: &str) -> String {
        let recordings = self.app.recordings(bucket).await.unwrap();
        let newest = recordings.recordings.first().unwrap();
        self.app
            .try_as(&practice(profile), &newest.id)
            .await
            .unwrap()
            .outcome
    }
}

pub(crate) async fn apply(app: &App, plan: &PlanView) -> Result<ChangeView, ErrorView> {
    let confirmation = Confirmation {
        digest: plan.digest.clone(),
        typed: "confirm".to_owned(),
    };
    app.apply_plan(confirmation, |_| {}).await
}

/// Looks at everything and waits until that is over.
pub(crate) async fn look(app: &App) -> OverviewView {
    let (done, finished) = tokio::sync::oneshot::channel();
    let done = std::sync::Mutex::new(Some(done));
    app.start_discovery(move |event| {
        if event.finished
            && let Some(done) = done.lock().unwrap().take()
        {
            let _ = done.send(());
        }
    })
    .unwrap();
    finished.await.unwrap();
    app.overview().unwrap()
}
