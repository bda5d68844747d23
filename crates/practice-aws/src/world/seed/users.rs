//! The users and groups.

use serde_json::json;
use time::Month::{April, January, July, June, March, September};

use super::documents::{allow, document};
use super::{ACCOUNT, day, user_id};
use crate::ids;
use crate::world::{Group, Inline, MfaDevice, User};

/// All users.
pub(super) fn users() -> Vec<User> {
    vec![
        User {
            attached: vec!["arn:aws:iam::aws:policy/AdministratorAccess".to_owned()],
            mfa: vec![MfaDevice {
                serial: format!("arn:aws:iam::{ACCOUNT}:mfa/breakglass"),
                secret: ids::letters("mfa/breakglass", 32),
            }],
            ..user("breakglass", "/emergency/", day(2019, January, 8))
        },
        User {
            groups: vec!["Supervisors".to_owned()],
            ..user("priya.nair", "/", day(2020, March, 2))
        },
        User {
            groups: vec!["Supervisors".to_owned()],
            ..user("tomas.lind", "/", day(2022, September, 19))
        },
        User {
            inline: vec![Inline {
                name: "UploadPrompts".to_owned(),
                document: document(allow("s3:PutObject", "arn:aws:s3:::northwind-website/*")),
            }],
            ..user("ci-uploader", "/machines/", day(2021, July, 27))
        },
        User {
            inline: vec![Inline {
                name: "Billing".to_owned(),
                document: document(allow("aws-portal:View* ce:Get*", "*")),
            }],
            ..user("billing", "/", day(2018, April, 3))
        },
        User {
            attached: vec![format!("arn:aws:iam::{ACCOUNT}:policy/ContactCentreBuild")],
            ..user("connect-flow-editor", "/connect/", day(2023, June, 6))
        },
    ]
}

/// All groups.
pub(super) fn groups() -> Vec<Group> {
    vec![Group {
        name: "Supervisors".to_owned(),
        path: "/".to_owned(),
        id: ids::unique("AGPA", "Supervisors"),
        created: day(2020, March, 2),
        inline: vec![Inline {
            name: "ListenToRecordings".to_owned(),
            document: document(json!([
                allow(
                    "s3:GetObject",
                    "arn:aws:s3:::northwind-support-recordings/*"
                ),
                allow("s3:ListBucket", "arn:aws:s3:::northwind-support-recordings"),
            ])),
        }],
        attached: Vec::new(),
    }]
}

fn user(name: &str, path: &str, created: time::OffsetDateTime) -> User {
    User {
        name: name.to_owned(),
        path: path.to_owned(),
        id: user_id(name),
        created,
        inline: Vec::new(),
        attached: Vec::new(),
        groups: Vec::new(),
        boundary: None,
        mfa: Vec::new(),
        tags: Vec::new(),
    }
}
