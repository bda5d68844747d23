//! `AssumeRoleWithWebIdentity`: a token of a web identity provider in place of a signature.
//!
//! The account has one provider, [`HOST`]. Its tokens have the form of a JWT; whether one is genuine is told by the
//! table of those that were issued, so that no signature has to be made. What a token may do is for the role's trust
//! policy to say. Sources: STS API reference, `AssumeRoleWithWebIdentity`; IAM User Guide, "OIDC federation".

use std::sync::{Mutex, PoisonError};

use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::StatusCode;
use iam_policy::Outcome;
use serde_json::{Value, json};
use time::{Duration, OffsetDateTime};

use super::{NAMESPACE, WITHOUT_SIGNATURE, assume};
use crate::authorize;
use crate::call::Call;
use crate::fault::Fault;
use crate::ids;
use crate::practice::Practice;
use crate::query::{self, Form};
use crate::world::{AccessKey, KeyOwner, World};

/// The provider, by its host.
const HOST: &str = "oidc.northwind.example";
/// Whom its tokens are for.
const AUDIENCE: &str = "sts.amazonaws.com";

/// The tokens that were issued.
#[derive(Debug, Default)]
pub(crate) struct WebTokens(Mutex<Vec<WebToken>>);

#[derive(Debug, Clone)]
struct WebToken {
    text: String,
    subject: String,
    expires: OffsetDateTime,
}

impl WebTokens {
    /// A new token.
    pub(crate) fn issue(&self, subject: &str, lasting: Duration) -> String {
        let now = OffsetDateTime::now_utc();
        let expires = now + lasting;
        let part = |value: Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let text = [
            part(json!({"alg": "RS256", "typ": "JWT", "kid": "practice"})),
            part(json!({
                "iss": format!("https://{HOST}"), "aud": AUDIENCE, "sub": subject,
                "iat": now.unix_timestamp(), "exp": expires.unix_timestamp(),
            })),
            URL_SAFE_NO_PAD.encode(format!("{}{}", ids::fresh_hex(), ids::fresh_hex())),
        ]
        .join(".");
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(WebToken {
                text: text.clone(),
                subject: subject.to_owned(),
                expires,
            });
        text
    }

    fn find(&self, text: &str) -> Option<WebToken> {
        let issued = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        issued.iter().find(|token| token.text == text).cloned()
    }
}

/// Makes a session of a role for whoever shows a good token.
pub(super) fn role(practice: &Practice, call: &Call, form: &Form) -> Result<Response, Fault> {
    let arn = form.require("RoleArn")?;
    let session = assume::session_name(form)?;
    let token = genuine(practice, form.require("WebIdentityToken")?)?;
    let key = practice.store.change(|world| {
        let role = trusting(world, call, arn, &token)?;
        let seconds = assume::duration(form, world, call, &role)?;
        let owner = KeyOwner::Session {
            role,
            session: session.to_owned(),
            mfa: false,
            policies: assume::session_policies(world, form)?,
        };
        let key = AccessKey::fresh(owner, Duration::seconds(i64::from(seconds)));
        world.keep_key(key.clone());
        Ok::<_, Fault>(key)
    })?;
    let name = arn.rsplit('/').next().unwrap_or_default();
    let provider = practice.store.read(provider);
    Ok(query::respond(
        WITHOUT_SIGNATURE,
        NAMESPACE,
        &call.request_id,
        |xml| {
            xml.text("SubjectFromWebIdentityToken", &token.subject);
            xml.text("Audience", AUDIENCE);
            assume::describe(xml, practice, &key, name, session);
            xml.text("Provider", &provider);
        },
    ))
}

/// The token, if the provider issued it and it is not over.
fn genuine(practice: &Practice, text: &str) -> Result<WebToken, Fault> {
    if text.split('.').count() != 3 {
        return Err(Fault::bad(
            "InvalidIdentityToken",
            "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)",
        ));
    }
    let token = practice.web_tokens.find(text).ok_or_else(|| {
        Fault::bad(
            "InvalidIdentityToken",
            "Couldn't retrieve verification key from your identity provider,  please reference \
             AssumeRoleWithWebIdentity documentation for requirements",
        )
    })?;
    let now = OffsetDateTime::now_utc();
    if token.expires <= now {
        return Err(Fault::bad(
            "ExpiredTokenException",
            format!(
                "Token expired: current date/time {} must be before the expiration date/time{}",
                now.unix_timestamp(),
                token.expires.unix_timestamp()
            ),
        ));
    }
    Ok(token)
}

/// The role's name, if it exists and trusts the token. AWS does not tell a missing role from a closed one.
fn trusting(world: &World, call: &Call, arn: &str, token: &WebToken) -> Result<String, Fault> {
    let refused = || {
        Fault::new(
            StatusCode::FORBIDDEN,
            "AccessDenied",
            "Not authorized to perform sts:AssumeRoleWithWebIdentity",
        )
    };
    let role = world.role_by_arn(arn).ok_or_else(refused)?;
    let keys = vec![
        (format!("{HOST}:sub"), token.subject.clone()),
        (format!("{HOST}:aud"), AUDIENCE.to_owned()),
    ];
    let decision = authorize::trusts_token(world, call, role, &provider(world), keys);
    if decision.outcome == Outcome::Allowed {
        Ok(role.name.clone())
    } else {
        Err(refused())
    }
}

/// The provider's ARN.
fn provider(world: &World) -> String {
    format!("arn:aws:iam::{}:oidc-provider/{HOST}", world.account.id)
}
