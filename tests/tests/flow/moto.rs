//! The lists and the writes of identity policies against another server than ours: moto. It is no judge of
//! access, but reads and writes the wire of IAM, Lambda, Kinesis and KMS by its own lights.

use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use aws_account::{Account, AccountSource, ProfileFiles, Timeouts};
use lockdown::ids::{Arn, PolicyName, Region};
use lockdown::inventory::LivePolicy;
use lockdown::known::Known;
use lockdown::permit::{PermittedWrite, WriteToken, sha256_hex};
use lockdown::plan::Target;
use serde::Deserialize;
use serde_json::{Value, json};
use time::OffsetDateTime;

const REGION: &str = "eu-west-2";

fn python() -> PathBuf {
    std::env::var_os("STRONGROOM_PYTHON").map_or_else(|| "python3".into(), PathBuf::from)
}

/// A moto server while it runs.
struct Moto {
    child: Child,
    url: String,
}

impl Drop for Moto {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Moto {
    fn start() -> Self {
        let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = free.local_addr().unwrap().port();
        drop(free);
        let number = port.to_string();
        let mut child = Command::new(python())
            .args(["-B", "-m", "moto.server", "-H", "127.0.0.1", "-p", &number])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        for _ in 0..300 {
            if TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok() {
                let url = format!("http://127.0.0.1:{port}");
                return Self { child, url };
            }
            if child.try_wait().unwrap().is_some() {
                break;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        let _ = child.kill();
        panic!(
            "moto does not start: does `{}` have moto (tests/oracles/boto3/requirements.txt)?",
            python().display()
        );
    }

    /// Puts something there with boto3.
    fn furnish(&self) -> Stock {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("oracles/boto3/moto_stage.py");
        let run = Command::new(python())
            .arg("-B")
            .arg(script)
            .args([&self.url, REGION])
            .env_remove("AWS_PROFILE")
            .output()
            .unwrap();
        let told = String::from_utf8_lossy(&run.stderr);
        assert!(run.status.success(), "{told}");
        serde_json::from_slice(&run.stdout).unwrap()
    }

    /// The account as the app opens it, by a profile that leads here.
    async fn account(&self, folder: &Path) -> Account {
        let config = format!(
            "[profile moto]\nregion = {REGION}\nendpoint_url = {}\n",
            self.url
        );
        std::fs::write(folder.join("config"), config).unwrap();
        let credentials = "[moto]\naws_access_key_id = moto\naws_secret_access_key = moto\n";
        std::fs::write(folder.join("credentials"), credentials).unwrap();
        let source = AccountSource {
            profile: "moto".to_owned(),
            files: ProfileFiles::in_folder(folder),
            region: None,
            read_only: false,
            practice: true,
        };
        let timeouts = Timeouts {
            connect: Duration::from_secs(2),
            attempt: Duration::from_secs(10),
            call: Duration::from_secs(20),
            write: Duration::from_secs(10),
            sign_in: Duration::from_secs(10),
        };
        Account::open(source, timeouts, OffsetDateTime::now_utc)
            .await
            .unwrap()
    }
}

/// What boto3 put there: ARNs.
#[derive(Debug, Deserialize)]
struct Stock {
    role: String,
    user: String,
    functions: Vec<String>,
    streams: Vec<String>,
    keys: Vec<String>,
}

/// An account whose policies are written, each write with its own token.
struct Desk {
    account: Account,
    region: Region,
}

impl Desk {
    #[expect(
        clippy::disallowed_methods,
        reason = "the journal is not what is tested here; the account is moto's"
    )]
    fn token(&self, target: &Target, content: &LivePolicy) -> WriteToken {
        let write = content
            .text()
            .map_or(PermittedWrite::Delete, |text| PermittedWrite::Put {
                sha256: sha256_hex(text),
            });
        let owner = self.account.identity().account.clone();
        WriteToken::issue(target.clone(), owner, write)
    }

    async fn try_to_write(&self, target: &Target, content: &LivePolicy) -> Result<(), String> {
        let token = self.token(target, content);
        let written = self.account.write(token, &self.region, content).await;
        written.map(drop).map_err(|error| error.to_string())
    }

    async fn write(&self, target: &Target, content: &LivePolicy) {
        self.try_to_write(target, content).await.unwrap();
        assert_eq!(meaning(&self.live(target).await), meaning(content));
    }

    async fn live(&self, target: &Target) -> LivePolicy {
        self.account.live(target, &self.region).await.unwrap()
    }

    /// The versions' ids, oldest first, the one in force with a star.
    async fn versions(&self, arn: &Arn) -> Vec<String> {
        let mut versions = self.account.policy_versions(arn).await.unwrap();
        versions.sort_by_key(|version| version.id.clone());
        let id = |version: lockdown::limit::PolicyVersion| {
            let star = if version.is_default { "*" } else { "" };
            format!("{}{star}", version.id)
        };
        versions.into_iter().map(id).collect()
    }
}

/// A policy whatever its layout; what is no JSON (an attachment's ARN) as it is.
fn meaning(policy: &LivePolicy) -> Option<Value> {
    let text = policy.text()?;
    Some(serde_json::from_str(text).unwrap_or_else(|_| json!(text)))
}

fn limit(bucket: &str) -> LivePolicy {
    let policy = json!({"Version": "2012-10-17", "Statement": [{
        "Sid": "StrongroomLimitBuckets", "Effect": "Deny", "Action": ["s3:GetBucketAcl", "s3:GetBucketLocation"],
        "NotResource": [format!("arn:aws:s3:::{bucket}")],
    }]});
    LivePolicy::Text(policy.to_string())
}

fn listed<T>(known: &Known<Vec<T>>, text: impl Fn(&T) -> String) -> Vec<String> {
    let Known::Value(list) = known else {
        panic!("not listed: {:?}", known.unknown());
    };
    let mut texts: Vec<String> = list.iter().map(text).collect();
    texts.sort();
    texts
}

fn sorted(mut texts: Vec<String>) -> Vec<String> {
    texts.sort();
    texts
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_and_writes_work_against_another_server() {
    let moto = Moto::start();
    let stock = moto.furnish();
    let folder = tempfile::tempdir().unwrap();
    let account = moto.account(folder.path()).await;
    let region: Region = REGION.parse().unwrap();
    let desk = Desk { account, region };
    the_lists_hold_what_is_there(&desk, &stock).await;
    inline_policies(&desk, &stock).await;
    managed_policies(&desk, &stock).await;
}

async fn the_lists_hold_what_is_there(desk: &Desk, stock: &Stock) {
    let none = Known::Value(Vec::new());
    let existing = desk.account.existing(&desk.region, none).await;
    assert_eq!(
        listed(&existing.functions, |seen| seen.what.to_string()),
        sorted(stock.functions.clone())
    );
    assert_eq!(
        listed(&existing.streams, ToString::to_string),
        sorted(stock.streams.clone())
    );
    assert_eq!(
        listed(&existing.keys, |seen| seen.what.to_string()),
        sorted(stock.keys.clone())
    );
    let aliases = desk.account.key_aliases(&desk.region).await.unwrap();
    let aliases: Vec<(String, String)> = aliases
        .into_iter()
        .map(|(key, alias)| (key.to_string(), alias))
        .collect();
    let wanted = (stock.keys[0].clone(), "northwind-recordings".to_owned());
    assert_eq!(aliases, [wanted]);
    // Their own policies, too.
    let existing = desk
        .account
        .with_own_policies(existing, &desk.region, |_| true)
        .await;
    let Known::Value(keys) = &existing.keys else {
        panic!("{:?}", existing.keys);
    };
    assert!(
        keys.iter().all(|seen| seen.policy.value().is_some()),
        "{keys:?}"
    );
}

async fn inline_policies(desk: &Desk, stock: &Stock) {
    for principal in [&stock.role, &stock.user] {
        let name: PolicyName = "Limit".parse().unwrap();
        let target = Target::InlinePolicy {
            principal: principal.parse().unwrap(),
            name,
        };
        assert_eq!(desk.live(&target).await, LivePolicy::None);
        desk.write(&target, &limit("northwind-a")).await;
        desk.write(&target, &limit("northwind-b")).await;
        desk.write(&target, &LivePolicy::None).await;
    }
}

async fn managed_policies(desk: &Desk, stock: &Stock) {
    let account = &desk.account.identity().account;
    let arn: Arn = format!("arn:aws:iam::{account}:policy/team/Limit")
        .parse()
        .unwrap();
    let policy = Target::ManagedPolicy { arn: arn.clone() };
    assert_eq!(desk.live(&policy).await, LivePolicy::None);
    assert!(desk.versions(&arn).await.is_empty());
    desk.write(&policy, &limit("northwind-1")).await;
    // The same again makes no version; another text makes one; an older text is put in force again.
    desk.write(&policy, &limit("northwind-1")).await;
    assert_eq!(desk.versions(&arn).await, ["v1*"]);
    for number in 2..=5 {
        desk.write(&policy, &limit(&format!("northwind-{number}")))
            .await;
    }
    desk.write(&policy, &limit("northwind-1")).await;
    assert_eq!(desk.versions(&arn).await, ["v1*", "v2", "v3", "v4", "v5"]);
    // A sixth costs the oldest that is not in force, which is not the first.
    desk.write(&policy, &limit("northwind-6")).await;
    assert_eq!(desk.versions(&arn).await, ["v1", "v3", "v4", "v5", "v6*"]);

    let on = |principal: &str| Target::Attachment {
        policy: arn.clone(),
        principal: principal.parse().unwrap(),
    };
    let attached = LivePolicy::Text(arn.to_string());
    for principal in [&stock.role, &stock.user] {
        assert_eq!(desk.live(&on(principal)).await, LivePolicy::None);
        desk.write(&on(principal), &attached).await;
    }
    let refused = desk.try_to_write(&policy, &LivePolicy::None).await;
    assert!(refused.unwrap_err().contains("attached"));
    assert_eq!(desk.versions(&arn).await.len(), 5);
    for principal in [&stock.role, &stock.user] {
        desk.write(&on(principal), &LivePolicy::None).await;
    }
    desk.write(&policy, &LivePolicy::None).await;
    assert!(desk.versions(&arn).await.is_empty());
}
