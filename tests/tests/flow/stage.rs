//! The app without its window, on a practice account of its own.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use practice_aws::{Options, PracticeAccount};
use serde_json::{Value, json};
use strongroom::api::{
    AccountChoice, AwsServices, ChangeView, Confirmation, DiscoveryEvent, ErrorView, KeepChoice,
    LockRequest, LockScope, MatchBy, OverviewView, PlanView,
};
use strongroom::{App, Patience, ProfileFiles, Settings, Timeouts};

/// A look that does not end in this time waits for something that it should not wait for.
const LONG: Duration = Duration::from_mins(1);

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

/// A practice account whose world was changed before it started.
pub(crate) async fn practice_with(change: impl FnOnce(&mut Value)) -> PracticeAccount {
    practice_as(Options::default(), change).await
}

/// As [`practice_with`], run as these options say.
pub(crate) async fn practice_as(
    options: Options,
    change: impl FnOnce(&mut Value),
) -> PracticeAccount {
    let first = PracticeAccount::start(Options::default()).await.unwrap();
    let mut world = first.control().world();
    first.stop().await;
    change(&mut world);
    // It is read when the account starts, and never again.
    let folder = tempfile::tempdir().unwrap();
    let seed = folder.path().join("world.json");
    std::fs::write(&seed, world.to_string()).unwrap();
    let options = Options {
        seed: Some(seed),
        ..options
    };
    PracticeAccount::start(options).await.unwrap()
}

/// Lets every Region of a world answer.
pub(crate) fn every_region_answers(world: &mut Value) {
    world["regions"] = json!({"not_enabled": [], "silent": []});
}

/// Takes all instances but these out of a world, in which every Region answers then.
pub(crate) fn leave_only(instances: &[&str], world: &mut Value) {
    every_region_answers(world);
    let all = world["instances"].as_array_mut().unwrap();
    all.retain(|one| instances.contains(&one["alias"].as_str().unwrap()));
}

impl Stage {
    pub(crate) async fn start() -> Self {
        Self::on(PracticeAccount::start(Options::default()).await.unwrap())
    }

    /// A practice account with a changed world, in which these instances alone are left and every Region
    /// answers: a look takes seconds.
    pub(crate) async fn with_world(instances: &[&str], change: impl FnOnce(&mut Value)) -> Self {
        let practice = practice_with(|world| {
            leave_only(instances, world);
            change(world);
        })
        .await;
        Self::on(practice)
    }

    /// An app on this practice account, in a folder of its own.
    pub(crate) fn on(practice: PracticeAccount) -> Self {
        let folder = tempfile::tempdir().unwrap();
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

    pub(crate) fn policy(&self, bucket: &str) -> Option<Value> {
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
    let done = Mutex::new(Some(done));
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

/// What a look says, as it comes.
#[derive(Clone, Default)]
pub(crate) struct Heard(Arc<Mutex<Vec<DiscoveryEvent>>>);

impl Heard {
    pub(crate) fn of_look(app: &App) -> Self {
        let heard = Self::default();
        let into = heard.clone();
        app.start_discovery(move |event| into.0.lock().unwrap().push(event))
            .unwrap();
        heard
    }

    pub(crate) fn all(&self) -> Vec<DiscoveryEvent> {
        self.0.lock().unwrap().clone()
    }

    pub(crate) fn has_ended(&self) -> bool {
        self.all().iter().any(|event| event.finished)
    }

    pub(crate) async fn until(&self, what: impl Fn(&Self) -> bool) {
        let wait = async {
            while !what(self) {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::time::timeout(LONG, wait).await.unwrap();
    }

    /// Until some storage was read: buckets are known then.
    pub(crate) async fn until_storage(&self) {
        let storage = |heard: &Self| {
            heard
                .all()
                .iter()
                .any(|one| one.line.contains("RECORDINGS"))
        };
        self.until(storage).await;
    }

    pub(crate) async fn to_the_end(&self) {
        self.until(Self::has_ended).await;
    }
}

/// An app that waits for AWS as long as it takes.
pub(crate) fn patient(stage: Stage) -> Stage {
    let long = Duration::from_mins(15);
    let app = App::new(
        stage.folder.path().to_owned(),
        Settings {
            timeouts: Timeouts {
                attempt: long,
                call: long,
                ..settings().timeouts
            },
            ..settings()
        },
    );
    let profiles = stage.folder.path().join("profiles");
    app.practice_started(Ok(ProfileFiles::in_folder(&profiles)));
    Stage { app, ..stage }
}
