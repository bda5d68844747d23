//! The look beside a script that does the same with the AWS CLI, on the same server in the same run.

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use super::Measured;
use super::look::{REGIONS, account, times};
use crate::headless::Fallible;

/// Both, without budgets on the server; the app keeps its own pace all the same. `aws` is the CLI.
///
/// # Errors
/// When either fails.
pub async fn measure(folder: &Path, aws: &Path) -> Fallible<Vec<Measured>> {
    let account = account(folder, false).await?;
    let ours = times(folder).await?.total.as_secs_f64();
    let mut script = Command::new(concat!(env!("CARGO_MANIFEST_DIR"), "/bench/look.sh"));
    script
        .arg(aws)
        .args(REGIONS.map(|(region, _)| region))
        .env("AWS_CONFIG_FILE", folder.join("profiles/config"))
        .env(
            "AWS_SHARED_CREDENTIALS_FILE",
            folder.join("profiles/credentials"),
        )
        .env("AWS_PROFILE", "practice-admin")
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .env("NO_PROXY", "127.0.0.1");
    let began = Instant::now();
    let output = tokio::task::spawn_blocking(move || script.output()).await??;
    let theirs = began.elapsed().as_secs_f64();
    account.stop().await;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned().into());
    }
    let calls = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    Ok(vec![Measured {
        what: "the same look with the AWS CLI, no budgets on the server".to_owned(),
        figure: format!(
            "{theirs:.1} s for {calls} calls; ours {ours:.1} s at AWS's pace: {:.1} times as fast",
            theirs / ours
        ),
        share: None,
    }])
}
