//! Each kind of bucket in the world goes the whole path, or is refused with the reason for it.

use strongroom_tests::headless::truth::{Snapshot, untruths};
use strongroom_tests::headless::work;

use crate::stage::Stage;

/// A bucket, and what a plan for it says.
struct Kind {
    bucket: &'static str,
    /// The blockers without anything accepted or left out; none where it can be locked.
    blockers: &'static [&'static str],
    /// Some of the warnings.
    warnings: &'static [&'static str],
}

const KINDS: [Kind; 8] = [
    Kind {
        bucket: "northwind-support-recordings",
        blockers: &[],
        warnings: &["notifications"],
    },
    Kind {
        bucket: "connect-7c1e0b44d9a2",
        blockers: &[],
        warnings: &["role_from_before_2018"],
    },
    Kind {
        bucket: "northwind-claims-recordings",
        blockers: &[],
        warnings: &["stale_ids", "another_lock", "event_bridge"],
    },
    Kind {
        bucket: "northwind-global-recordings",
        blockers: &[],
        warnings: &[],
    },
    Kind {
        bucket: "amazon-connect-3f9ad2c08b17",
        blockers: &[],
        warnings: &["cloudformation_owned"],
    },
    Kind {
        bucket: "northwind-archive-recordings",
        blockers: &[],
        warnings: &["replication_not_kept", "services_cut_off"],
    },
    Kind {
        bucket: "northwind-support-attachments",
        blockers: &["dead_principals"],
        warnings: &[],
    },
    Kind {
        bucket: "northwind-reports",
        blockers: &["public_under_block"],
        warnings: &[],
    },
];

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_of_bucket_goes_the_path_or_is_refused_with_the_reason() {
    let stage = Stage::start().await;
    stage.open("practice-admin").await;
    let app = &stage.app;
    let names: Vec<&str> = KINDS.iter().map(|kind| kind.bucket).collect();
    let control = stage.practice.control();
    let before = Snapshot::take(control, &names);
    let mut wrong = Vec::new();
    for kind in KINDS {
        let plan = work::plan(app, &[kind.bucket], Some(15)).await.unwrap();
        let codes = |notes: &[strongroom::api::NoteView]| -> Vec<String> {
            notes.iter().map(|note| note.code.clone()).collect()
        };
        let (blockers, warnings) = (codes(&plan.blockers), codes(&plan.warnings));
        if blockers != kind.blockers {
            wrong.push(format!("{}: blockers {blockers:?}", kind.bucket));
            continue;
        }
        for expected in kind.warnings {
            if !warnings.iter().any(|code| code == expected) {
                wrong.push(format!("{}: no {expected} in {warnings:?}", kind.bucket));
            }
        }
        if !kind.blockers.is_empty() {
            assert!(work::apply(app, &plan).await.is_err());
            continue;
        }
        let change = work::apply(app, &plan).await.unwrap();
        assert_eq!(change.state, "on_trial", "{change:#?}");
        let kept = work::keep(app, &change.id).await.unwrap();
        assert_eq!(kept.state, "done", "{kept:#?}");
        let backup = kept.targets[0].backup.clone().unwrap();
        let mut request = strongroom::api::RestoreRequest {
            backup,
            accepted_regions: Vec::new(),
            without_dead_principals: false,
        };
        let mut restore = app.plan_restore(request.clone()).await.unwrap();
        if restore
            .blockers
            .iter()
            .any(|note| note.code == "region_unread")
        {
            request.accepted_regions = vec!["ap-northeast-1".to_owned()];
            restore = app.plan_restore(request).await.unwrap();
        }
        assert!(
            restore.blockers.is_empty(),
            "{}: {:#?}",
            kind.bucket,
            restore.blockers
        );
        let restored = work::apply(app, &restore).await.unwrap();
        assert_eq!(restored.state, "done", "{restored:#?}");
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    let differing = before.differing(control);
    assert!(differing.is_empty(), "{differing:?}");

    // What is another account's is not ours to change, and what can't be seen is no bucket.
    for (bucket, code) in [
        ("meridian-bpo-recordings", "other_account"),
        ("northwind-never-made", "bucket_not_seen"),
    ] {
        let plan = work::plan(app, &[bucket], Some(15)).await.unwrap();
        assert!(
            plan.blockers.iter().any(|note| note.code == code),
            "{:#?}",
            plan.blockers
        );
        assert!(work::apply(app, &plan).await.is_err());
    }

    // A principal that is gone is left out with the user's word, and only then.
    let attachments = "northwind-support-attachments";
    let mut request = work::request(app, &[attachments], Some(15)).await.unwrap();
    request.without_dead_principals = true;
    let plan = app.plan_lock(request).await.unwrap();
    assert!(plan.blockers.is_empty(), "{:#?}", plan.blockers);
    let change = work::apply(app, &plan).await.unwrap();
    assert_eq!(change.state, "on_trial", "{change:#?}");
    let history = stage.folder.path().join("practice").join("history");
    let untrue = untruths(&history, control, Some(&before)).unwrap();
    assert!(untrue.is_empty(), "{untrue:#?}");
}
