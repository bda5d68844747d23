//! Random accounts, policies and requests, from a seed; weighted towards what locks are made of.

use serde_json::{Map, Value, json};

/// `SplitMix64`: small, and the same everywhere.
#[derive(Debug, Clone)]
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub(crate) fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % bound as u64).unwrap()
    }

    /// True in `percent` of a hundred cases.
    pub(crate) fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub(crate) fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        from[self.below(from.len())]
    }

    /// One to `most` different ones, as one value or an array.
    pub(crate) fn some(&mut self, from: &[&str], most: usize) -> Value {
        let count = 1 + self.below(most);
        let mut chosen: Vec<&str> = Vec::new();
        for _ in 0..count {
            let one = self.pick(from);
            if !chosen.contains(&one) {
                chosen.push(one);
            }
        }
        if chosen.len() == 1 && self.chance(60) {
            json!(chosen[0])
        } else {
            json!(chosen)
        }
    }
}

pub(crate) const OWN: &str = "111122223333";
pub(crate) const OTHER: &str = "444455556666";

const ACTIONS: [&str; 8] = [
    "s3:GetObject",
    "s3:PutObject",
    "s3:DeleteObject",
    "s3:ListBucket",
    "s3:GetBucketPolicy",
    "s3:PutBucketPolicy",
    "s3:GetBucketAcl",
    "s3:DeleteBucketPolicy",
];
const ACTION_PATTERNS: [&str; 14] = [
    "s3:*",
    "*",
    "s3:GetObject",
    "s3:Get*",
    "s3:*Object",
    "S3:getobject",
    "s3:Put*",
    "s3:*BucketPolicy",
    "s3:GetBucket*",
    "s3:List*",
    "s3:Get?bject",
    "ec2:*",
    "s3:DeleteObject",
    "s3:P*t*t",
];
const RESOURCE_PATTERNS: [&str; 11] = [
    "*",
    "arn:aws:s3:::acme",
    "arn:aws:s3:::acme/*",
    "arn:aws:s3:::*",
    "arn:aws:s3:::acme*",
    "arn:aws:s3:::acme/rec/*",
    "arn:aws:s3:::acme/*.wav",
    "arn:aws:s3:::acme/rec/????.wav",
    "arn:aws:s3:::other/*",
    "arn:aws:s3:::acme/${aws:username}/*",
    "arn:aws:s3:::acme/${aws:PrincipalTag/team, 'rec'}/*",
];

/// Who asks, with the context that follows: derived here a second time, on purpose.
struct Asker {
    name: String,
    id: Option<String>,
    context: Map<String, Value>,
}

fn who(random: &mut Random) -> Asker {
    let account = if random.chance(80) { OWN } else { OTHER };
    let mut context = Map::new();
    let mut put = |key: &str, value: &str| {
        context.insert(key.to_owned(), json!(value));
    };
    let (principal, id) = match random.below(10) {
        0 => {
            put("aws:userid", account);
            put("aws:PrincipalType", "Account");
            put("aws:PrincipalArn", &format!("arn:aws:iam::{account}:root"));
            (format!("arn:aws:iam::{account}:root"), None)
        }
        1..=3 => {
            let (name, id) = *random.pick(&[
                &("alice", "AIDAALICEALICEALICE12"),
                &("ops/bob", "AIDABOBBOBBOBBOBBOB12"),
            ]);
            let arn = format!("arn:aws:iam::{account}:user/{name}");
            put("aws:userid", id);
            put("aws:username", name.rsplit('/').next().unwrap());
            put("aws:PrincipalType", "User");
            put("aws:PrincipalArn", &arn);
            (arn, Some(id.to_owned()))
        }
        4..=7 => {
            let (role, id) = *random.pick(&[
                &("Admin", "AROAADMINADMINADMIN12"),
                &("Auditor", "AROAAUDITORAUDITORA12"),
            ]);
            let session = random.pick(&["eve", "i-0123456789abcdef0", "a@b.c"]);
            put("aws:userid", &format!("{id}:{session}"));
            put("aws:PrincipalType", "AssumedRole");
            put(
                "aws:PrincipalArn",
                &format!("arn:aws:iam::{account}:role/{role}"),
            );
            (
                format!("arn:aws:sts::{account}:assumed-role/{role}/{session}"),
                Some(id.to_owned()),
            )
        }
        8 => {
            put("aws:userid", "anonymous");
            put("aws:PrincipalType", "Anonymous");
            put("aws:PrincipalAccount", "anonymous");
            return Asker {
                name: "anonymous".to_owned(),
                id: None,
                context,
            };
        }
        _ => {
            let name = random.pick(&["connect.amazonaws.com", "logging.s3.amazonaws.com"]);
            put("aws:PrincipalIsAWSService", "true");
            put("aws:PrincipalServiceName", name);
            return Asker {
                name: name.to_owned(),
                id: None,
                context,
            };
        }
    };
    put("aws:PrincipalAccount", account);
    put("aws:PrincipalIsAWSService", "false");
    Asker {
        name: principal,
        id,
        context,
    }
}

/// A whole case, in the form of the `evaluate` example, its context complete.
pub(crate) fn case(random: &mut Random, name: &str) -> Value {
    let Asker {
        name: principal,
        id,
        mut context,
    } = who(random);
    let action = random.pick(&ACTIONS.each_ref().map(|a| *a));
    let object = action.ends_with("Object");
    let resource = if object {
        random.pick(&[
            "arn:aws:s3:::acme/rec/2026.wav",
            "arn:aws:s3:::acme/alice/x",
            "arn:aws:s3:::acme/rec/2026/11/22/a_20261122T10:00_UTC.wav",
        ])
    } else {
        "arn:aws:s3:::acme"
    };
    let time = random.pick(&[
        "2026-11-22T11:59:59Z",
        "2026-11-22T12:00:00Z",
        "2026-11-22T12:00:01Z",
    ]);
    context.insert("aws:CurrentTime".to_owned(), json!(time));
    if random.chance(50) {
        let secure = random.pick(&["true", "false"]);
        context.insert("aws:SecureTransport".to_owned(), json!(secure));
    }
    if random.chance(50) {
        let address = random.pick(&["10.1.2.3", "203.0.113.7", "2001:db8::7"]);
        context.insert("aws:SourceIp".to_owned(), json!(address));
    }
    if random.chance(40) {
        let account = random.pick(&[OWN, OTHER]);
        context.insert("aws:SourceAccount".to_owned(), json!(account));
    }
    let has_account = context.contains_key("aws:username")
        || context
            .get("aws:PrincipalType")
            .is_some_and(|kind| kind == "AssumedRole");
    if has_account && random.chance(40) {
        let team = random.pick(&["rec", "Rec", "ops"]);
        context.insert("aws:PrincipalTag/team".to_owned(), json!(team));
    }
    if has_account && random.chance(30) {
        let issued = "2026-11-22T09:00:00Z";
        context.insert("aws:TokenIssueTime".to_owned(), json!(issued));
    }
    let owned = principal.starts_with("arn:");
    let root = principal.ends_with(":root");
    let mut case = json!({
        "name": name,
        "request": {
            "principal": principal,
            "action": action,
            "resource": resource,
            "resource_account": OWN,
            "context": context,
        },
        "identity_policies": [],
    });
    if let Some(id) = id {
        case["request"]["principal_id"] = json!(id);
    }
    if owned && !root {
        let mut policies = Vec::new();
        if random.chance(75) {
            policies.push(json!({
                "Version": "2012-10-17",
                "Statement": { "Effect": "Allow", "Action": random.pick(&["*", "s3:*"]), "Resource": "*" }
            }));
        }
        if random.chance(40) {
            policies.push(policy(random, Kind::Own));
        }
        case["identity_policies"] = json!(policies);
        if random.chance(12) {
            case["permissions_boundaries"] = json!([policy(random, Kind::Own)]);
        }
        if case["request"]["principal"]
            .as_str()
            .unwrap()
            .contains("assumed-role")
            && random.chance(12)
        {
            case["session_policies"] = json!([policy(random, Kind::Own)]);
        }
    }
    if owned && random.chance(15) {
        case["service_control_policies"] = levels(random, Kind::ServiceControl);
    }
    if random.chance(12) {
        case["resource_control_policies"] = levels(random, Kind::ResourceControl);
    }
    if random.chance(8) {
        case["endpoint_policies"] = json!([policy(random, Kind::Endpoint)]);
    }
    if random.chance(90) {
        case["resource_policy"] = policy(random, Kind::Bucket);
    }
    case
}

fn levels(random: &mut Random, kind: Kind) -> Value {
    let count = 1 + random.below(3);
    let levels: Vec<Value> = (0..count)
        .map(|index| {
            // AWS itself attaches the full access policy of resource control policies.
            let mut policies = match kind {
                Kind::ResourceControl => Vec::new(),
                _ => vec![json!({"Version":"2012-10-17","Statement":
                    {"Effect":"Allow","Action":"*","Resource":"*"}})],
            };
            if random.chance(40) {
                policies.push(policy(random, kind));
            }
            json!({ "level": format!("level {index}"), "policies": policies })
        })
        .collect();
    json!(levels)
}

/// What a random policy is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Own,
    Bucket,
    Endpoint,
    ServiceControl,
    ResourceControl,
}

/// A random policy of one to four statements.
pub(crate) fn policy(random: &mut Random, kind: Kind) -> Value {
    let version = if random.chance(92) {
        "2012-10-17"
    } else {
        "2008-10-17"
    };
    let count = 1 + random.below(4);
    let statements: Vec<Value> = (0..count).map(|_| statement(random, kind)).collect();
    json!({ "Version": version, "Statement": statements })
}

fn statement(random: &mut Random, kind: Kind) -> Value {
    let deny = match kind {
        Kind::ResourceControl => true,
        Kind::Bucket | Kind::ServiceControl => random.chance(60),
        Kind::Own | Kind::Endpoint => random.chance(35),
    };
    let mut statement = Map::new();
    statement.insert(
        "Effect".to_owned(),
        json!(if deny { "Deny" } else { "Allow" }),
    );
    match kind {
        Kind::Bucket => {
            if deny && random.chance(8) {
                statement.insert(
                    "NotPrincipal".to_owned(),
                    json!({ "AWS": principals(random) }),
                );
            } else {
                statement.insert("Principal".to_owned(), principal(random));
            }
        }
        Kind::ResourceControl | Kind::Endpoint => {
            statement.insert("Principal".to_owned(), json!("*"));
        }
        Kind::Own | Kind::ServiceControl => {}
    }
    if kind == Kind::ResourceControl {
        statement.insert(
            "Action".to_owned(),
            random.some(&["s3:*", "s3:Get*", "s3:PutObject"], 2),
        );
    } else {
        let name = if random.chance(15) {
            "NotAction"
        } else {
            "Action"
        };
        statement.insert(name.to_owned(), random.some(&ACTION_PATTERNS, 3));
    }
    let name = if random.chance(12) {
        "NotResource"
    } else {
        "Resource"
    };
    statement.insert(name.to_owned(), random.some(&RESOURCE_PATTERNS, 3));
    if random.chance(75) {
        statement.insert("Condition".to_owned(), conditions(random));
    }
    Value::Object(statement)
}

fn principal(random: &mut Random) -> Value {
    match random.below(10) {
        0..=4 => json!("*"),
        5 => json!({ "AWS": "*" }),
        6 => {
            json!({ "Service": random.some(&["connect.amazonaws.com", "logging.s3.amazonaws.com"], 2) })
        }
        _ => json!({ "AWS": principals(random) }),
    }
}

fn principals(random: &mut Random) -> Value {
    random.some(
        &[
            "111122223333",
            "arn:aws:iam::111122223333:root",
            "444455556666",
            "arn:aws:iam::444455556666:root",
            "arn:aws:iam::111122223333:user/alice",
            "arn:aws:iam::111122223333:user/ops/bob",
            "arn:aws:iam::111122223333:role/Admin",
            "arn:aws:iam::111122223333:role/Auditor",
            "arn:aws:iam::444455556666:role/Admin",
            "arn:aws:sts::111122223333:assumed-role/Admin/eve",
            "arn:aws:sts::111122223333:assumed-role/Auditor/a@b.c",
        ],
        3,
    )
}

/// One to three tests, negated ones first among them.
pub(crate) fn conditions(random: &mut Random) -> Value {
    let mut block: Map<String, Value> = Map::new();
    for _ in 0..=random.below(3) {
        let (operator, key, values) = test(random);
        block
            .entry(operator)
            .or_insert_with(|| json!({}))
            .as_object_mut()
            .unwrap()
            .insert(key, values);
    }
    Value::Object(block)
}

fn test(random: &mut Random) -> (String, String, Value) {
    let if_exists = if random.chance(20) { "IfExists" } else { "" };
    let with = |operator: &str| format!("{operator}{if_exists}");
    match random.below(12) {
        0..=2 => (
            with(random.pick(&[
                "StringNotLike",
                "StringNotLike",
                "StringLike",
                "StringNotEquals",
                "StringEquals",
            ])),
            random
                .pick(&["aws:userid", "aws:userId", "AWS:USERID"])
                .to_owned(),
            random.some(
                &[
                    "AROAADMINADMINADMIN12:*",
                    "AROAAUDITORAUDITORA12:*",
                    "AROAADMINADMINADMIN12:eve",
                    "AROAADMINADMINADMIN12",
                    "AIDAALICEALICEALICE12",
                    "111122223333",
                    "anonymous",
                    "*:e?e",
                    "aroaadminadminadmin12:*",
                ],
                4,
            ),
        ),
        3..=4 => (
            with(random.pick(&["ArnNotLike", "ArnNotEquals", "ArnLike", "ArnEquals"])),
            "aws:PrincipalArn".to_owned(),
            random.some(
                &[
                    "arn:aws:iam::111122223333:role/Admin",
                    "arn:aws:iam::*:role/Audit*",
                    "arn:aws:iam::111122223333:user/*",
                    "arn:aws:iam::111122223333:root",
                    "arn:aws:iam::44445555666?:role/?dmin",
                    "arn:*:iam::*:*",
                ],
                3,
            ),
        ),
        5 => (
            random
                .pick(&[
                    "DateLessThan",
                    "DateGreaterThanEquals",
                    "DateGreaterThan",
                    "DateLessThanEquals",
                    "DateEquals",
                    "DateNotEquals",
                ])
                .to_owned(),
            "aws:CurrentTime".to_owned(),
            json!(random.pick(&["2026-11-22T12:00:00Z", "2026-11-22T12:00:01Z", "2026-11-22"])),
        ),
        6 => (
            with("Bool"),
            random
                .pick(&["aws:PrincipalIsAWSService", "aws:SecureTransport"])
                .to_owned(),
            if random.chance(50) {
                json!(random.chance(50))
            } else {
                random.some(&["true", "false"], 1)
            },
        ),
        7 => (
            "Null".to_owned(),
            random
                .pick(&[
                    "aws:SourceAccount",
                    "aws:TokenIssueTime",
                    "aws:username",
                    "aws:PrincipalTag/team",
                    "aws:PrincipalArn",
                ])
                .to_owned(),
            random.some(&["true", "false"], 1),
        ),
        8 => (
            with(random.pick(&["StringNotEquals", "StringEquals"])),
            random
                .pick(&[
                    "aws:SourceAccount",
                    "aws:PrincipalAccount",
                    "aws:PrincipalType",
                ])
                .to_owned(),
            random.some(&[OWN, OTHER, "User", "AssumedRole"], 3),
        ),
        9 => (
            with(random.pick(&["NotIpAddress", "IpAddress"])),
            "aws:SourceIp".to_owned(),
            random.some(
                &[
                    "10.0.0.0/8",
                    "203.0.113.7",
                    "2001:db8::/32",
                    "203.0.113.0/24",
                ],
                2,
            ),
        ),
        10 => (
            with(random.pick(&[
                "StringEqualsIgnoreCase",
                "StringNotEqualsIgnoreCase",
                "StringEquals",
                "StringNotLike",
            ])),
            "aws:PrincipalTag/team".to_owned(),
            random.some(
                &[
                    "rec",
                    "REC",
                    "r*",
                    "${aws:username}",
                    "${aws:PrincipalTag/team, 'ops'}",
                ],
                2,
            ),
        ),
        _ => (
            with(random.pick(&["StringEquals", "StringNotEquals", "StringLike"])),
            "aws:username".to_owned(),
            random.some(&["alice", "bob", "a*", "${aws:PrincipalTag/team}"], 2),
        ),
    }
}
