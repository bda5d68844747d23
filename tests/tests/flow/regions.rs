//! The Regions of a look: the known ones, the user's own, and those in which AWS slows the calls down.

use std::time::Duration;

use practice_aws::{Kind, Trouble};
use serde_json::json;
use strongroom::api::{OverviewView, RegionView};

use crate::stage::{Stage, look, patient, practice};

/// One that is not among the known Regions.
const OWN: &str = "sa-east-1";

const INSTANCES: [&str; 3] = [
    "northwind-claims",
    "northwind-support",
    "northwind-sales-us",
];

/// A practice account whose instance `northwind-claims` is in a Region that is not known to have Connect.
async fn stage() -> Stage {
    Stage::with_world(&INSTANCES, |world| {
        for instance in world["instances"].as_array_mut().unwrap() {
            if instance["alias"] == "northwind-claims" {
                instance["region"] = json!(OWN);
            }
        }
    })
    .await
}

fn region<'a>(overview: &'a OverviewView, name: &str) -> Option<&'a RegionView> {
    overview.regions.iter().find(|row| row.region == name)
}

fn finds(overview: &OverviewView, alias: &str) -> bool {
    overview.instances.iter().any(|one| one.name == alias)
}

/// Every Region has answered, and a bucket has not yet: the look takes no more Regions and is not over.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_added_or_taken_off_while_only_buckets_are_read_stays_so() {
    const LONG: i64 = 12_000;
    let stage = patient(stage().await);
    let app = &stage.app;
    app.open_account(practice("practice-admin")).await.unwrap();
    app.add_region("eu-south-1").unwrap();
    let slow = Trouble {
        milliseconds: Some(LONG),
        ..Trouble::new(Kind::Latency).on("s3:GetBucketTagging")
    };
    stage.practice.troubles().switch_on(slow);
    let looking = look(app);
    let meddling = async {
        let all_answered = |seen: &OverviewView| {
            let storage = seen.instances.iter().flat_map(|one| &one.storage);
            seen.instances.len() == 2
                && seen.regions.iter().all(|one| one.state == "read")
                && storage.into_iter().all(|one| one.unknown.is_none())
        };
        while !all_answered(&app.overview().unwrap()) {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        tokio::time::sleep(Duration::from_millis(300)).await;
        assert_eq!(app.overview().unwrap().state, "running");
        app.remove_region("eu-south-1").await.unwrap();
        assert!(!app.add_region(OWN).unwrap());
    };
    let (overview, ()) = tokio::join!(looking, meddling);
    assert!(region(&overview, "eu-south-1").is_none());
    assert_eq!(region(&overview, OWN).unwrap().state, "asking");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_region_of_the_users_own_is_looked_at_kept_and_taken_off() {
    let stage = stage().await;
    let first = stage.open("practice-admin").await;
    assert!(region(&first, OWN).is_none() && !finds(&first, "northwind-claims"));

    for (text, why) in [
        ("Atlantis", "not the name of a Region"),
        ("eu-west-2", "looked at already"),
        ("us-gov-west-1", "another part of AWS"),
        ("cn-north-1", "another part of AWS"),
    ] {
        let refused = stage.app.add_region(text).unwrap_err();
        assert!(refused.message.contains(why), "{text}: {}", refused.message);
    }
    stage
        .app
        .add_region(&format!(" {} ", OWN.to_uppercase()))
        .unwrap();
    assert!(stage.app.add_region(OWN).is_err());
    stage.app.add_region("eu-south-1").unwrap();
    let second = look(&stage.app).await;
    let own = region(&second, OWN).unwrap();
    assert!(
        own.own && own.instances == 1 && own.read_at.is_some(),
        "{own:?}"
    );
    assert!(!region(&second, "eu-west-2").unwrap().own);
    assert!(finds(&second, "northwind-claims"));

    // Another start of the app still has it; the practice account's list is not the others'.
    let again = Stage::app(&stage.practice, stage.folder.path().to_owned());
    again
        .open_account(practice("practice-admin"))
        .await
        .unwrap();
    assert!(region(&look(&again).await, OWN).is_some());
    assert!(
        stage
            .folder
            .path()
            .join("practice/own-regions.json")
            .exists()
    );
    assert!(!stage.folder.path().join("own-regions.json").exists());

    let refused = stage.app.remove_region(OWN).await.unwrap_err();
    assert!(
        refused.message.contains("has Connect instances"),
        "{refused}"
    );
    assert!(stage.app.remove_region("eu-west-2").await.is_err());
    stage.app.remove_region("eu-south-1").await.unwrap();
    let third = look(&stage.app).await;
    assert!(region(&third, "eu-south-1").is_none() && region(&third, OWN).is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_of_regions_that_can_not_be_read_stops_the_look() {
    let stage = stage().await;
    stage
        .app
        .open_account(practice("practice-admin"))
        .await
        .unwrap();
    let file = stage.folder.path().join("practice/own-regions.json");
    std::fs::write(&file, "[\"Atlantis\"]").unwrap();
    let refused = stage.app.start_discovery(|_| {}).unwrap_err();
    assert!(refused.message.contains("own-regions.json"), "{refused}");
    assert_eq!(stage.app.overview().unwrap().state, "idle");
    std::fs::remove_file(&file).unwrap();
    look(&stage.app).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_storm_of_429s_is_shown_as_slowed_and_costs_nothing() {
    let stage = stage().await;
    stage.practice.troubles().switch_on(
        Trouble::new(Kind::Throttling)
            .on("connect:ListInstanceStorageConfigs")
            .in_region("us-east-1")
            .counted(0, 3),
    );
    let overview = stage.open("practice-admin").await;
    assert!(region(&overview, "us-east-1").unwrap().slowed);
    assert!(!region(&overview, "eu-west-2").unwrap().slowed);
    assert!(
        overview.regions.iter().all(|row| row.state == "read"),
        "{:#?}",
        overview.regions
    );
    let storage = overview.instances.iter().flat_map(|one| &one.storage);
    assert!(storage.into_iter().all(|row| row.unknown.is_none()));
    stage.practice.troubles().clear();
    assert!(!region(&look(&stage.app).await, "us-east-1").unwrap().slowed);
}

/// What is missing for one call in one Region or on one bucket costs that answer alone, and says so.
#[tokio::test(flavor = "multi_thread")]
async fn a_missing_permission_costs_one_answer_alone() {
    let stage = stage().await;
    let deny = |action: &str| Trouble::new(Kind::DenyAction).on(action);
    let troubles = stage.practice.troubles();
    troubles.switch_on(deny("connect:ListInstances").in_region("ap-southeast-2"));
    troubles.switch_on(deny("connect:DescribeInstance").in_region("us-east-1"));
    troubles
        .switch_on(deny("s3:GetEncryptionConfiguration").in_bucket("northwind-claims-recordings"));
    troubles.switch_on(deny("iam:ListAccountAliases"));
    stage
        .app
        .open_account(practice("practice-admin"))
        .await
        .unwrap();
    stage.app.add_region(OWN).unwrap();
    let overview = look(&stage.app).await;

    let sydney = region(&overview, "ap-southeast-2").unwrap();
    assert_eq!(sydney.state, "unknown");
    let unknown = sydney.unknown.as_ref().unwrap();
    assert_eq!(
        unknown.missing_permission.as_deref(),
        Some("connect:ListInstances")
    );
    // The trouble is a Deny by name, against which no grant helps.
    assert_eq!(unknown.policy, None);
    for row in &overview.regions {
        assert!(
            row.region == "ap-southeast-2" || row.state == "read",
            "{row:?}"
        );
    }
    // The list still names the service role; all storage was read.
    for instance in &overview.instances {
        assert!(
            instance.role.is_some() && instance.read_at.is_some(),
            "{instance:?}"
        );
        assert!(instance.storage.iter().all(|row| row.unknown.is_none()));
    }
    for bucket in overview
        .buckets
        .iter()
        .filter(|row| row.cannot_lock.is_none())
    {
        let details = stage.app.bucket_details(&bucket.name).unwrap();
        let unknown: Vec<&str> = details
            .facts
            .iter()
            .chain(&details.blocks)
            .filter(|fact| fact.unknown.is_some())
            .map(|fact| fact.what.as_str())
            .collect();
        let expected: &[&str] = if bucket.name == "northwind-claims-recordings" {
            &["encryption"]
        } else {
            &[]
        };
        assert_eq!(unknown, expected, "{}", bucket.name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_role_that_nobody_names_is_guessed_and_stands_in_the_way() {
    let stage = Stage::with_world(&["northwind-legacy"], |world| {
        world["instances"][0]["service_role"] = json!("");
    })
    .await;
    stage
        .practice
        .troubles()
        .switch_on(Trouble::new(Kind::DenyAction).on("connect:DescribeInstance"));
    let overview = stage.open("practice-admin").await;
    let legacy = overview
        .instances
        .iter()
        .find(|one| one.name == "northwind-legacy");
    let legacy = legacy.unwrap();
    assert!(legacy.role.is_none() && legacy.role_unknown.is_some());
    let guess = legacy.role_guess.as_ref().unwrap();
    assert!(guess.name.starts_with("connect-access-role-"), "{guess:?}");
    assert!(guess.words.contains("connect-7c1e0b44d9a2"), "{guess:?}");
    let plan = stage.plan(&["connect-7c1e0b44d9a2"]).await;
    assert!(
        plan.blockers
            .iter()
            .any(|note| note.code == "service_role_unknown"),
        "{:#?}",
        plan.blockers
    );
}
