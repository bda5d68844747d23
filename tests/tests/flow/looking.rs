//! Looks that are stopped, begun again, steered and overtaken by another account.

use std::time::Duration;

use practice_aws::{Kind, Options, PracticeAccount, Trouble};
use serde_json::json;
use strongroom::api::OverviewView;
use strongroom::{App, ProfileFiles, Settings};

use crate::accounts::{named, other_company};
use crate::stage::{Heard, Stage, leave_only, look, patient, practice, practice_as, settings};

const SUPPORT: &str = "northwind-support-recordings";
/// Regions that are not among the known ones.
const OWN: [&str; 2] = ["sa-east-1", "eu-south-1"];
const INSTANCES: [&str; 2] = ["northwind-support", "northwind-sales-us"];
/// Longer than any test waits; the calls' own patience is longer still.
const NEVER: i64 = 600_000;

async fn opened() -> Stage {
    let stage = patient(Stage::with_world(&INSTANCES, |_| {}).await);
    let choice = practice("practice-admin");
    stage.app.open_account(choice).await.unwrap();
    stage
}

fn hang(operation: &str) -> Trouble {
    Trouble {
        milliseconds: Some(NEVER),
        ..Trouble::new(Kind::Latency).on(operation)
    }
}

fn everything_is_read(overview: &OverviewView) {
    assert_eq!(overview.state, "finished");
    assert_eq!(overview.done, overview.total);
    let unread: Vec<_> = overview
        .regions
        .iter()
        .filter(|one| one.state != "read")
        .collect();
    assert!(unread.is_empty(), "{unread:#?}");
    let storage = overview.instances.iter().flat_map(|one| &one.storage);
    assert!(storage.into_iter().all(|one| one.unknown.is_none()));
    assert!(overview.buckets.iter().all(|one| one.state != "asking"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_look_that_is_stopped_is_over_at_once_and_names_what_it_did_not_read() {
    let stage = opened().await;
    let app = &stage.app;
    // Neither the list of roles nor these ever answer.
    for operation in [
        "iam:GetAccountAuthorizationDetails",
        "connect:DescribeInstance",
        "s3:GetBucketEncryption",
    ] {
        stage.practice.troubles().switch_on(hang(operation));
    }
    stage
        .practice
        .troubles()
        .switch_on(hang("connect:ListInstances").in_region("us-west-2"));
    let heard = Heard::of_look(app);
    heard.until_storage().await;
    app.cancel_discovery().unwrap();

    let stopped = app.overview().unwrap();
    assert_eq!(stopped.state, "cancelled");
    assert!(stopped.done < stopped.total, "{stopped:?}");
    let silent = stopped.regions.iter().find(|one| one.region == "us-west-2");
    let silent = silent.unwrap();
    assert_eq!(silent.state, "unknown");
    assert_eq!(silent.unknown.as_ref().unwrap().reason, "cancelled");
    let instance = stopped.instances.first().unwrap();
    assert!(
        instance
            .storage
            .iter()
            .filter_map(|one| one.unknown.as_ref())
            .all(|why| why.reason == "cancelled")
    );
    for bucket in &stopped.buckets {
        assert_ne!(bucket.state, "asking");
        let details = app.bucket_details(&bucket.name).unwrap();
        let of_encryption = details.facts.iter().find(|one| one.what == "encryption");
        let why = of_encryption.unwrap().unknown.as_ref().unwrap();
        assert_eq!(why.reason, "cancelled");
    }
    heard.to_the_end().await;
    let events = heard.all();
    let last = events.last().unwrap();
    assert!(last.finished && last.done < last.total, "{last:?}");

    // Whatever answers now comes too late.
    stage.practice.troubles().clear();
    let same = |a: &OverviewView, b: &OverviewView| {
        let of = |one| serde_json::to_value(one).unwrap();
        assert_eq!(of(a), of(b));
    };
    tokio::time::sleep(Duration::from_millis(200)).await;
    same(&stopped, &app.overview().unwrap());
    assert_eq!(heard.all().len(), events.len());
    app.cancel_discovery().unwrap();
    same(&stopped, &app.overview().unwrap());

    // What was not read stands in the way of a plan.
    let keep = app.keep_list(&[SUPPORT.to_owned()]).await.unwrap();
    assert!(
        keep.unread_regions
            .iter()
            .any(|one| one.region == "us-west-2"),
        "{:?}",
        keep.unread_regions
    );

    everything_is_read(&look(app).await);
    app.cancel_discovery().unwrap();
    everything_is_read(&app.overview().unwrap());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_look_that_is_begun_again_hears_nothing_more_of_the_one_before() {
    let stage = opened().await;
    let app = &stage.app;
    let slow = Trouble {
        milliseconds: Some(1_500),
        ..Trouble::new(Kind::Latency).on("connect:ListInstances")
    };
    // The first look's answer from here would come in the middle of the second.
    stage
        .practice
        .troubles()
        .switch_on(slow.in_region("us-east-1").counted(0, 1));
    let first = Heard::of_look(app);
    first.until_storage().await;
    let second = Heard::of_look(app);
    let until_then = first.all().len();
    let begun = app.overview().unwrap();
    assert_eq!(begun.state, "running");
    assert!(begun.instances.len() < INSTANCES.len(), "{begun:?}");
    first.to_the_end().await;
    assert!(!second.has_ended());
    second.to_the_end().await;
    everything_is_read(&app.overview().unwrap());
    assert_eq!(app.overview().unwrap().instances.len(), INSTANCES.len());
    // Its end, and at most the one message that was on its way.
    assert!(first.all().len() <= until_then + 2);
    // That it was stopped is nothing that the second should show, with what the first had found.
    assert!(first.all().iter().all(|event| event.line != "cancelled"));
    let ended = second.all();
    let last = ended.last().unwrap();
    assert_eq!(
        (last.done, last.total),
        (app.overview().unwrap().done, app.overview().unwrap().total)
    );
    assert!(ended.is_sorted_by_key(|event| event.done));
}

/// The instance `northwind-claims` is in the first of the Regions that are not known.
async fn with_own_regions() -> Stage {
    let aliases = [INSTANCES[0], INSTANCES[1], "northwind-claims"];
    let stage = Stage::with_world(&aliases, |world| {
        for instance in world["instances"].as_array_mut().unwrap() {
            if instance["alias"] == "northwind-claims" {
                instance["region"] = json!(OWN[0]);
            }
        }
    })
    .await;
    let stage = patient(stage);
    let choice = practice("practice-admin");
    stage.app.open_account(choice).await.unwrap();
    stage
}

fn region_of(overview: &OverviewView, name: &str) -> Option<String> {
    let found = overview.regions.iter().find(|one| one.region == name)?;
    Some(found.state.clone())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_region_that_is_added_during_a_look_is_looked_at_in_it() {
    let stage = with_own_regions().await;
    let app = &stage.app;
    let heard = Heard::of_look(app);
    heard.until_storage().await;
    assert!(app.add_region(OWN[0]).unwrap());
    heard.to_the_end().await;
    let overview = app.overview().unwrap();
    everything_is_read(&overview);
    assert_eq!(region_of(&overview, OWN[0]).as_deref(), Some("read"));
    let found = overview
        .instances
        .iter()
        .find(|one| one.name == "northwind-claims");
    assert_eq!(found.unwrap().storage.len(), 13);

    // After it, the Region counts as not read until the next look.
    assert!(!app.add_region(OWN[1]).unwrap());
    let stands = region_of(&app.overview().unwrap(), OWN[1]);
    assert_eq!(stands.as_deref(), Some("asking"));
    let keep = app.keep_list(&[SUPPORT.to_owned()]).await.unwrap();
    assert!(keep.unread_regions.iter().any(|one| one.region == OWN[1]));
    everything_is_read(&look(app).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_region_that_is_taken_off_during_a_look_is_out_of_it_unless_something_is_there() {
    let stage = with_own_regions().await;
    let app = &stage.app;
    for region in OWN {
        assert!(!app.add_region(region).unwrap());
    }
    stage
        .practice
        .troubles()
        .switch_on(hang("connect:ListInstances").in_region(OWN[1]));
    let heard = Heard::of_look(app);
    let there = |_: &Heard| {
        let stands = region_of(&app.overview().unwrap(), OWN[0]);
        stands.as_deref() == Some("read")
    };
    heard.until(there).await;
    let refused = app.remove_region(OWN[0]).await.unwrap_err();
    assert!(refused.message.contains("has Connect instances"));
    // The look would wait for this one for ever.
    app.remove_region(OWN[1]).await.unwrap();
    heard.to_the_end().await;
    let overview = app.overview().unwrap();
    everything_is_read(&overview);
    assert_eq!(region_of(&overview, OWN[1]), None);
    assert_eq!(region_of(&overview, OWN[0]).as_deref(), Some("read"));

    // One that is added and at once cancelled is not forgotten.
    let heard = Heard::of_look(app);
    assert!(app.add_region(OWN[1]).unwrap());
    app.cancel_discovery().unwrap();
    let stands = region_of(&app.overview().unwrap(), OWN[1]);
    assert_eq!(stands.as_deref(), Some("unknown"));
    heard.to_the_end().await;
    // Without a look it is gone as soon as it is taken off.
    app.remove_region(OWN[1]).await.unwrap();
    assert_eq!(region_of(&app.overview().unwrap(), OWN[1]), None);
}

/// An app with the profiles of two companies: `practice-…` and `other-…`.
async fn two_companies() -> (Stage, PracticeAccount) {
    let stage = Stage::with_world(&INSTANCES, |_| {}).await;
    let other = other_company().await;
    let (both, files) = (
        stage.folder.path().join("both"),
        stage.folder.path().join("other"),
    );
    stage.practice.write_profiles(&both).unwrap();
    other.write_profiles(&files).unwrap();
    for name in ["config", "credentials"] {
        let mine = std::fs::read_to_string(both.join(name)).unwrap();
        let theirs = std::fs::read_to_string(files.join(name)).unwrap();
        let theirs = theirs
            .replace("[profile practice-", "[profile other-")
            .replace("[practice-", "[other-")
            .replace("sso-session practice", "sso-session other");
        std::fs::write(both.join(name), mine + &theirs).unwrap();
    }
    let app = App::new(
        stage.folder.path().join("data"),
        Settings {
            files: ProfileFiles::in_folder(&both),
            ..settings()
        },
    );
    app.practice_started(Ok(ProfileFiles::in_folder(
        &stage.folder.path().join("profiles"),
    )));
    (Stage { app, ..stage }, other)
}

/// Every page that shows something of an account, as text.
async fn pages(app: &App, bucket: &str, instance: Option<&str>) -> Vec<String> {
    fn text<T: serde::Serialize, E: std::fmt::Debug>(page: Result<T, E>) -> String {
        page.map_or_else(
            |error| format!("{error:?}"),
            |page| serde_json::to_string(&page).unwrap(),
        )
    }
    let history = app.history().unwrap();
    let mut pages = vec![
        text::<_, ()>(Ok(app.current_account())),
        text(app.overview()),
        text(app.bucket_details(bucket)),
        text::<_, ()>(Ok((history.changes, history.backups))),
        text(app.permissions().await),
        text(app.preflight(&[bucket.to_owned()]).await),
        text(app.limits().await),
        text(app.keep_list(&[bucket.to_owned()]).await),
        text(app.recordings(bucket).await),
        text(
            app.permissions_file(&["lock".to_owned()])
                .map(|file| file.text),
        ),
    ];
    if let Some(instance) = instance {
        pages.push(text(app.limit_choices(instance).await));
    }
    pages
}

fn are_of_another(pages: &[String]) {
    for page in pages {
        let page = page.to_lowercase();
        for word in ["604712903388", "northwind"] {
            assert!(!page.contains(word), "{word}: {page}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_look_that_runs_while_another_account_is_opened_leaves_nothing_in_its_pages() {
    let (stage, other) = two_companies().await;
    let app = &stage.app;
    app.open_account(named("practice-admin")).await.unwrap();
    let first = Heard::of_look(app);
    first.until_storage().await;
    let mine = pages(app, SUPPORT, None).await;
    assert!(mine.iter().any(|page| page.contains("northwind")));

    app.open_account(named("other-admin")).await.unwrap();
    let until_then = first.all().len();
    let bucket = "southwind-support-recordings";
    assert_eq!(app.overview().unwrap().state, "idle");
    are_of_another(&pages(app, bucket, None).await);
    // Nor by asking for it by name.
    assert!(app.bucket_details(SUPPORT).is_err());

    let second = Heard::of_look(app);
    first.to_the_end().await;
    second.to_the_end().await;
    assert!(first.all().len() <= until_then + 2);
    let overview = app.overview().unwrap();
    assert!(overview.instances.len() > INSTANCES.len());
    let instance = overview.instances.first().map(|one| one.key.as_str());
    are_of_another(&pages(app, bucket, instance).await);
    let events: Vec<String> = second.all().into_iter().map(|event| event.line).collect();
    are_of_another(&events);

    // And back again: nothing of the second is left, not even what was found of the first.
    app.open_account(named("practice-admin")).await.unwrap();
    assert!(app.overview().unwrap().buckets.is_empty());
    other.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_that_is_opened_again_has_the_budget_that_is_left_of_it() {
    let options = Options {
        throttle: true,
        latency: Duration::from_millis(10),
        ..Options::default()
    };
    let practice_account = practice_as(options, |world| leave_only(&INSTANCES[..1], world)).await;
    let stage = Stage::on(practice_account);
    let app = &stage.app;
    for profile in ["practice-admin", "practice-admin", "practice-readonly"] {
        app.open_account(practice(profile)).await.unwrap();
        look(app).await;
    }
    let calls = stage.practice.control().seen_after(0);
    let storage = |call: &&practice_aws::Seen| {
        call.operation == "connect:ListInstanceStorageConfigs" && call.region == "eu-west-2"
    };
    assert_eq!(calls.iter().filter(storage).count(), 3 * 13);
    let slowed: Vec<_> = calls
        .iter()
        .filter(|call| call.status == Some(429))
        .collect();
    assert!(slowed.is_empty(), "{} of {}", slowed.len(), calls.len());
}
