//! What is logged while a program that gives credentials fails and prints secrets, as much as a user can ask for.

use std::ffi::OsString;
use std::time::Duration;

use strongroom_tests::drive::{Role, Window};
use strongroom_tests::job::Stage;
use strongroom_tests::secrets::Net;

use crate::{ONE_WINDOW, planted};

const PATIENCE: Duration = Duration::from_mins(1);

/// More than `trace` for everything: directives for the very modules that know secrets, which win over coarser ones.
pub(crate) const EVERYTHING: &str = "trace,aws_config=trace,aws_config::profile=trace,aws_config::profile::credentials=trace,\
    aws_config::credential_process=trace,aws_config::meta=trace,aws_smithy_runtime=trace,\
    aws_smithy_runtime::client::orchestrator=trace,aws_smithy_runtime_api=trace,aws_runtime=trace,aws_sigv4=trace,\
    aws_sdk_sts=trace,aws_sdk_sso=trace,aws_sdk_ssooidc=trace,aws_sdk_s3=trace,hyper::proto=trace,rustls=trace,\
    practice_aws=trace,s3s=trace";

/// The environment of an app that is to say all it can.
pub(crate) fn loud(log: &str) -> Vec<(&'static str, OsString)> {
    vec![
        ("STRONGROOM_LOG", log.into()),
        ("STRONGROOM_PRACTICE_CONTROL", "1".into()),
        ("RUST_LOG", "trace".into()),
        ("RUST_BACKTRACE", "full".into()),
    ]
}

/// Checks and opens the profiles whose programs print secrets.
pub(crate) async fn ask_the_programs(window: &Window) {
    window
        .press(Role::Button, "Check profile vault")
        .await
        .unwrap();
    window
        .press(Role::Button, "Why vault is broken")
        .await
        .unwrap();
    window.says(PATIENCE, &["exit status: 7"]).await.unwrap();
    window
        .press(Role::Button, "Check profile odd")
        .await
        .unwrap();
    window
        .find(Role::Button, "Why odd is broken")
        .await
        .unwrap();
    for profile in ["odd", "vault"] {
        let open = format!("Open profile {profile}");
        window.press(Role::Button, open).await.unwrap();
        let refused = format!("The profile {profile} ");
        window.says(PATIENCE, &[&refused]).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_failing_program_prints_is_not_logged_however_much_is_asked_for() {
    let net = Net::new(planted::secrets());
    for log in ["warn", "debug", EVERYTHING] {
        let _turn = ONE_WINDOW.lock().await;
        let stage = Stage::open_in(&Stage::app_binary(), loud(log), planted::write)
            .await
            .unwrap();
        ask_the_programs(&stage.window).await;
        let printed = stage.log();
        assert_eq!(printed.contains("DEBUG"), log != "warn", "{printed}");
        let page = stage.window.text().await.unwrap();
        for (place, text) in [("the log", &printed), ("the page", &page)] {
            let caught = net.catch(place, text.as_bytes());
            assert!(caught.is_empty(), "STRONGROOM_LOG={log}: {caught:#?}");
        }
    }
}
