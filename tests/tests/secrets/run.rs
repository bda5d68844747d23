//! A whole run: every way to sign in, a look, a lock, playback, keeping, a restore, the history, a limit. All that passes
//! between window and host, each page, what is printed and every file is looked through for every secret of the run.

use std::collections::BTreeSet;
use std::path::PathBuf;

use practice_aws::{Secret, SecretKind};
use strongroom_tests::drive::{Message, Name, Role, Traffic, Way, Window};
use strongroom_tests::job::{
    JobError, Onlooker, Outcome, Stage, Step, play, play_limit, play_sign_ins,
};
use strongroom_tests::secrets::{Caught, Net};

use crate::elsewhere::{self, Elsewhere};
use crate::{ONE_WINDOW, log, planted};

/// The profile of the practice account's administrator.
const ADMIN: &str = "practice-admin";

/// Everything that a page holds: text, attributes, what is typed, and what it keeps for later.
const PAGE: &str = r"
    const fields = [...document.querySelectorAll('input, textarea')].map((field) => field.value);
    return [
        document.documentElement.outerHTML, document.body.innerText, document.title, window.location.href,
        document.cookie, JSON.stringify(window.history.state), JSON.stringify({ ...window.localStorage }),
        JSON.stringify({ ...window.sessionStorage }), window.name, ...fields,
        ...performance.getEntries().map((entry) => entry.name),
    ].join('\n');
";

/// Commands that a run like this can't do without: where one of them is not heard, others may be missing too.
const HEARD: [&str; 24] = [
    "list_accounts",
    "check_profile",
    "begin_sign_in",
    "sign_in_status",
    "portal_accounts",
    "portal_roles",
    "preview_profile",
    "save_profile",
    "open_account",
    "open_account_with_code",
    "start_discovery",
    "overview",
    "keep_list",
    "plan_lock",
    "apply_plan",
    "try_as",
    "recordings",
    "fetch_recording",
    "open_in_connect",
    "keep_trial",
    "history",
    "plan_restore",
    "plan_limit",
    "practice_code",
];

/// Where the code of a device is at home: typed by the user, and shown by the practice account's own device.
const WITH_CODES: [&str; 3] = ["open_account_with_code", "renew_session", "practice_code"];

/// The title of the dialog that a code is typed into.
const CODE_DIALOG: &str = "Code of the MFA device";

/// The places of AWS's own tools, and the practice account's side of the wire.
pub(crate) fn where_secrets_belong(stage: &Stage) -> Vec<PathBuf> {
    let files = stage.practice_files();
    let mut places = planted::places(&stage.folder().join("home"));
    places.extend([
        files.join("credentials"),
        files.join("sso/cache"),
        files.with_file_name("account.json"),
    ]);
    places
}

/// Looks at each page and listens to what passes.
struct Watch {
    traffic: Traffic,
    pages: Vec<Page>,
}

/// What a page held.
struct Page {
    /// After what.
    after: String,
    text: String,
    /// Whether a code was asked for in it.
    asks_for_a_code: bool,
}

impl Watch {
    async fn look(&mut self, name: &str, window: &Window) -> Result<(), JobError> {
        // Before the page itself: a dialog that closes meanwhile leaves no code in a page that is looked through.
        let asks_for_a_code = window.has(Role::Region, Name::has(CODE_DIALOG)).await?;
        let page = window.run(PAGE, vec![]).await?;
        self.pages.push(Page {
            after: name.to_owned(),
            text: page.as_str().unwrap_or_default().to_owned(),
            asks_for_a_code,
        });
        self.traffic.take(window).await?;
        Ok(())
    }

    /// What a net catches in the pages and in what passed.
    fn caught(&self, net: &Net) -> BTreeSet<Caught> {
        let mut caught = BTreeSet::new();
        for page in &self.pages {
            let place = format!("the page after {}", page.after);
            caught.extend(net.catch(&place, page.text.as_bytes()));
        }
        for message in &self.traffic.messages {
            let place = format!("{:?} {}", message.way, message.what);
            caught.extend(net.catch(&place, message.text.as_bytes()));
        }
        caught
    }

    /// One-time codes where neither the user typed them nor the practice device shows them: in no page once the dialog
    /// has closed.
    fn codes(&self, net: &Net) -> BTreeSet<Caught> {
        let mut caught = BTreeSet::new();
        for page in self.pages.iter().filter(|page| !page.asks_for_a_code) {
            let place = format!("the page after {}", page.after);
            caught.extend(net.codes(&place, page.text.as_bytes()));
        }
        for message in &self.traffic.messages {
            let with_codes = message
                .command()
                .is_some_and(|command| WITH_CODES.contains(&command));
            // The device's answer, as the page's own function gets it: the code and nothing else.
            let shown = message.way == Way::Told && message.text.len() == 6;
            if !with_codes && !shown {
                let place = format!("{:?} {}", message.way, message.what);
                caught.extend(net.codes(&place, message.text.as_bytes()));
            }
        }
        caught
    }
}

impl Onlooker for Watch {
    async fn saw(&mut self, step: &Step, stage: &Stage, _: &Outcome) -> Result<(), JobError> {
        self.look(&step.line, &stage.window).await
    }
}

/// The run.
async fn play_all(stage: &Stage, watch: &mut Watch) -> Result<(), JobError> {
    let window = &stage.window;
    // What crossed before anybody listened crosses again.
    window.press(Role::Button, "Look again").await?;
    log::ask_the_programs(window).await;
    watch.look("asking the programs", window).await?;
    for (profile, who) in elsewhere::PROFILES {
        elsewhere::open(window, profile, who).await;
        watch.look(profile, window).await?;
        window.press(Role::Button, "Change account").await?;
        window.find(Role::Button, "Open practice account").await?;
    }
    play_sign_ins(stage, watch).await?;
    window.press(Role::Radio, Name::begins(ADMIN)).await?;
    play(stage, watch).await?;
    for page in ["Permissions", "Locked out?", "Practice account"] {
        window.press(Role::Link, page).await?;
        window.find(Role::Heading, page).await?;
        watch.look(page, window).await?;
    }
    window.press(Role::Button, "Change account").await?;
    window.press(Role::Radio, Name::begins(ADMIN)).await?;
    play_limit(stage, watch).await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn no_secret_of_a_whole_run_reaches_the_window_a_log_or_a_file() {
    let _turn = ONE_WINDOW.lock().await;
    let elsewhere = Elsewhere::start().await;
    let mut environment = log::loud(log::EVERYTHING);
    environment.extend(elsewhere.environment());
    let stage = Stage::open_in(&Stage::app_binary(), environment, |home| {
        planted::write(home)?;
        elsewhere.write(home)
    })
    .await
    .unwrap();
    let mut watch = Watch {
        traffic: Traffic::listen(&stage.window).await.unwrap(),
        pages: Vec::new(),
    };
    if let Err(error) = play_all(&stage, &mut watch).await {
        panic!("{}", error.chain());
    }
    watch.look("the end", &stage.window).await.unwrap();
    everything_was_heard(&watch, &stage);

    // The practice accounts know what they gave out and were shown: no kind of secret is missing in such a run.
    let mut secrets = stage.secrets().await.unwrap();
    secrets.extend(planted::secrets());
    secrets.extend(elsewhere.secrets());
    let net = Net::new(secrets);
    let kinds = net.kinds();
    println!("looking for {kinds:?}");
    for kind in SecretKind::ALL {
        assert!(kinds.contains_key(&kind), "no {kind:?} in this run");
    }
    assert_eq!(watch.caught(&net), BTreeSet::new());
    assert_eq!(watch.codes(&net), BTreeSet::new());
    let below = net
        .catch_below(stage.folder(), &where_secrets_belong(&stage))
        .unwrap();
    println!("looked through {} files", below.files.len());
    // WebKit keeps what it likes in the home folder.
    let of_webkit = stage.folder().join("home/.local");
    assert!(
        below.files.iter().any(|file| file.starts_with(&of_webkit)),
        "{:#?}",
        below.files
    );
    assert_eq!(below.caught, BTreeSet::new());
    no_signed_address(&watch, &stage.log());
}

/// What is looked through has in it what it must have, so that a secret would have been found there as well.
fn everything_was_heard(watch: &Watch, stage: &Stage) {
    let traffic = &watch.traffic;
    let heard: BTreeSet<&str> = traffic
        .of(Way::Answered)
        .filter_map(|message| message.command())
        .collect();
    for command in HEARD {
        assert!(
            heard.contains(command),
            "{command} was not heard: {heard:?}"
        );
    }
    // A page with the dialog in it, and one after it has closed.
    let asking = watch.pages.iter().position(|page| page.asks_for_a_code);
    let after = watch.pages.iter().skip(asking.unwrap());
    assert!(after.clone().any(|page| !page.asks_for_a_code));
    let unexplained = traffic.unexplained();
    assert!(unexplained.is_empty(), "{unexplained:#?}");
    // Messages of channels come without a command of their own.
    let of_a_channel = |message: &Message| message.text.contains("\"index\":");
    assert!(traffic.of(Way::Told).any(of_a_channel));

    let decoy = Net::new(vec![Secret {
        kind: SecretKind::AccessToken,
        value: "northwind-support-recordings".to_owned(),
    }]);
    let caught = watch.caught(&decoy);
    for place in ["the page after", "Asked", "Answered", "Told"] {
        let is_there = caught.iter().any(|caught| caught.place.starts_with(place));
        assert!(is_there, "{place}: {caught:#?}");
    }
    let below = decoy
        .catch_below(&stage.folder().join("data"), &where_secrets_belong(stage))
        .unwrap();
    let is_history = |caught: &Caught| caught.place.contains("/history/");
    assert!(below.caught.iter().any(is_history), "{below:#?}");
    assert!(stage.log().contains("DEBUG"));
}

/// An address that carries a signature or a token opens what it is for to whoever has it.
fn no_signed_address(watch: &Watch, log: &str) {
    let pages = watch.pages.iter().map(|page| (&page.after, &page.text));
    let messages = watch.traffic.messages.iter();
    let texts = pages.chain(messages.map(|message| (&message.what, &message.text)));
    let printed = "what was printed".to_owned();
    let log = log.to_owned();
    for (place, text) in texts.chain([(&printed, &log)]) {
        let text = text.to_ascii_lowercase();
        for part in [
            "x-amz-signature",
            "x-amz-security-token",
            "aws4-hmac-sha256",
        ] {
            assert!(!text.contains(part), "{part} in {place}");
        }
    }
}
