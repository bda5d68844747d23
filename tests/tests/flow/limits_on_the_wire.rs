//! What the matrix of a limit says is what happens: every attempt is made on the wire by boto3 as the
//! limited identity, before the limit and with it.

use std::collections::BTreeMap;

use strongroom::api::{
    AttemptRow, LimitDelivery, LimitRequest, LimitStyle, StorageLimit, VerdictView,
};

use crate::boto::{Boto, Ended};
use crate::stage::{Stage, every_region_answers, practice_with};

const INSTANCE: &str = "northwind-claims";
const STYLES: [LimitStyle; 4] = [
    LimitStyle::Allow,
    LimitStyle::AllowToTheLetter,
    LimitStyle::Deny,
    LimitStyle::DenyElsewhereToo,
];
const HOME: &str = "eu-west-2:604712903388";

/// Whom a limit is for.
struct Person {
    arn: &'static str,
    profile: &'static str,
}

const BUILDER: Person = Person {
    arn: "arn:aws:iam::604712903388:role/connect/ConnectBuilder",
    profile: "practice-builder",
};
const EDITOR: Person = Person {
    arn: "arn:aws:iam::604712903388:user/connect/connect-flow-editor",
    profile: "practice-editor",
};
const MANAGER: Person = Person {
    arn: "arn:aws:iam::604712903388:role/connect/ConnectManager",
    profile: "practice-manager",
};

/// What is limited: the three examples of the AWS page, with what each leaves out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Example {
    /// Buckets, and a key.
    Buckets,
    /// Functions.
    Functions,
    /// Contact records on a data stream or a delivery stream.
    Streams,
}

const EXAMPLES: [Example; 3] = [Example::Buckets, Example::Functions, Example::Streams];

impl Example {
    fn fill(self, request: &mut LimitRequest, key: &str) {
        let storage = |resource_type: &str, targets: &[&str]| StorageLimit {
            resource_type: resource_type.to_owned(),
            targets: targets.iter().map(|one| (*one).to_owned()).collect(),
        };
        match self {
            Self::Buckets => {
                request.storage = vec![
                    storage("CALL_RECORDINGS", &["northwind-claims-recordings"]),
                    storage("ATTACHMENTS", &["northwind-support-attachments"]),
                ];
                request.kms_keys = vec![key.to_owned()];
            }
            Self::Functions => {
                request.functions = vec![format!(
                    "arn:aws:lambda:{HOME}:function:northwind-claims-status"
                )];
            }
            Self::Streams => {
                let stream = format!("arn:aws:kinesis:{HOME}:stream/northwind-ctr");
                let delivery =
                    format!("arn:aws:firehose:{HOME}:deliverystream/northwind-agent-events");
                request.storage = vec![storage("CONTACT_TRACE_RECORDS", &[&stream, &delivery])];
            }
        }
    }
}

/// The practice account with every Region answering, so that another instance is a real one.
async fn stage() -> Stage {
    Stage::on(practice_with(every_region_answers).await)
}

/// What was compared, over all limits of a person.
#[derive(Debug, Default)]
struct Tally {
    /// By what the matrix and the wire said: `("before", "implicitly_denied", "denied")`.
    same: BTreeMap<(&'static str, String, String), usize>,
    /// Nothing of what follows is a proof, so it is printed.
    unsaid: BTreeMap<String, usize>,
    wrong: Vec<String>,
}

impl Tally {
    fn compare(&mut self, limit: &str, when: &'static str, rows: &[AttemptRow], wire: &[Ended]) {
        assert_eq!(rows.len(), wire.len());
        for (row, ended) in rows.iter().zip(wire) {
            let verdict = match when {
                "before" => &row.before,
                _ => &row.after,
            };
            self.one(limit, when, row, verdict, ended);
        }
    }

    fn one(
        &mut self,
        limit: &str,
        when: &'static str,
        row: &AttemptRow,
        verdict: &VerdictView,
        ended: &Ended,
    ) {
        let said = verdict.outcome.as_str();
        let is_same = match (said, ended.outcome.as_str()) {
            (_, "skipped") => {
                let what = format!("skipped: {}: {}", row.words, ended.message);
                *self.unsaid.entry(what).or_default() += 1;
                return;
            }
            ("unknown", wire) => {
                let what = format!("unknown, {wire} on the wire: {}", verdict.why);
                *self.unsaid.entry(what).or_default() += 1;
                return;
            }
            ("allowed", wire) => wire == "allowed",
            ("implicitly_denied" | "explicitly_denied", wire) => wire == "denied",
            (other, _) => panic!("`{other}` is no answer"),
        };
        if is_same {
            let key = (when, said.to_owned(), ended.outcome.clone());
            *self.same.entry(key).or_default() += 1;
        } else {
            self.wrong.push(format!(
                "{limit}, {when}, {} on {}: the matrix says {said} ({}), the wire {} ({}: {})",
                row.words, row.instance_arn, verdict.why, ended.outcome, ended.code, ended.message
            ));
        }
    }

    fn count(&self, when: &str, said: &[&str]) -> usize {
        let meant = self
            .same
            .iter()
            .filter(|((moment, ours, _), _)| *moment == when && said.contains(&ours.as_str()));
        meant.map(|(_, count)| count).sum()
    }
}

/// Makes every limit for a person, tries everything before and after, and takes it off again.
async fn everything_is_tried(person: &Person, turn: usize) -> Tally {
    let stage = stage().await;
    let overview = stage.open("practice-admin").await;
    let instance = overview.instances.iter().find(|one| one.name == INSTANCE);
    let instance = instance.unwrap().key.clone();
    let choices = stage.app.limit_choices(&instance).await.unwrap();
    let key = choices
        .keys
        .rows
        .iter()
        .find(|row| row.name == "northwind-connect")
        .unwrap()
        .value
        .clone();
    let mut boto = Boto::start(&stage.folder.path().join("profiles"));
    let mut tally = Tally::default();
    for (number, style) in STYLES.into_iter().enumerate() {
        for (other, example) in EXAMPLES.into_iter().enumerate() {
            // Over all people each limit is made in both ways.
            let delivery = if (turn + number + other).is_multiple_of(2) {
                LimitDelivery::Managed
            } else {
                LimitDelivery::Inline
            };
            let mut request = LimitRequest {
                instance: instance.clone(),
                principal: person.arn.to_owned(),
                storage: Vec::new(),
                kms_keys: Vec::new(),
                functions: Vec::new(),
                style,
                delivery,
                policy_name: format!("Limit{number}{other}"),
                replaces: None,
            };
            example.fill(&mut request, &key);
            let limit = format!("{} {style:?} {example:?} {delivery:?}", person.profile);
            let plan = stage.app.plan_limit(request).await.unwrap();
            assert_eq!(plan.plan.cannot_apply, None, "{:#?}", plan.plan.blockers);
            assert!(plan.attempts.len() > 4, "{limit}: {:#?}", plan.attempts);
            let wire = boto.attempts(person.profile, &plan.attempts).await;
            tally.compare(&limit, "before", &plan.attempts, &wire);

            let change = stage.apply(&plan.plan).await.unwrap();
            assert_eq!(change.state, "done", "{change:#?}");
            let wire = boto.attempts(person.profile, &plan.attempts).await;
            tally.compare(&limit, "after", &plan.attempts, &wire);

            let found = stage.app.limits().await.unwrap().limits;
            assert_eq!(found.len(), 1, "{found:#?}");
            let plan = stage.app.plan_unlimit(&found[0].key).await.unwrap();
            let off = stage.apply(&plan).await.unwrap();
            assert_eq!(off.state, "done", "{off:#?}");
        }
    }
    println!("{}:", person.profile);
    for ((when, said, wire), count) in &tally.same {
        println!("  {count} {when}: {said}, {wire} on the wire");
    }
    for (what, count) in &tally.unsaid {
        println!("  {count} {what}");
    }
    assert!(tally.wrong.is_empty(), "{}", tally.wrong.join("\n"));
    tally
}

const DENIED: [&str; 2] = ["implicitly_denied", "explicitly_denied"];

/// The role has nothing to begin with: a limit that allows is all that it may.
#[tokio::test(flavor = "multi_thread")]
async fn a_role_meets_what_its_matrix_says() {
    let tally = Box::pin(everything_is_tried(&BUILDER, 0)).await;
    assert_eq!(tally.count("before", &["allowed"]), 0, "{tally:#?}");
    assert!(tally.count("before", &DENIED) > 80, "{tally:#?}");
    assert!(tally.count("after", &["allowed"]) > 5, "{tally:#?}");
    assert!(tally.count("after", &DENIED) > 60, "{tally:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_user_meets_what_its_matrix_says() {
    let tally = Box::pin(everything_is_tried(&EDITOR, 1)).await;
    assert_eq!(tally.count("before", &["allowed"]), 0, "{tally:#?}");
    assert!(tally.count("after", &["allowed"]) > 5, "{tally:#?}");
    assert!(tally.count("after", &DENIED) > 60, "{tally:#?}");
}

/// The role has `AmazonConnect_FullAccess`: what a limit that allows leaves open is open, what one that
/// denies forbids is forbidden.
#[tokio::test(flavor = "multi_thread")]
async fn a_role_with_full_access_meets_what_its_matrix_says() {
    let tally = Box::pin(everything_is_tried(&MANAGER, 0)).await;
    assert!(tally.count("before", &["allowed"]) > 5, "{tally:#?}");
    assert!(tally.count("after", &["allowed"]) > 5, "{tally:#?}");
    assert!(
        tally.count("after", &["explicitly_denied"]) > 20,
        "{tally:#?}"
    );
}
