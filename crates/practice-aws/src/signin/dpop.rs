//! Proof of possession: a JWT that the client signs for one request, with the key that its tokens are bound to.
//!
//! Checked as RFC 9449, 4.3, asks for. AWS documents the algorithm (ES256) alone; how old a proof may be is taken from
//! what signatures are held to.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::HeaderMap;
use p256::ecdsa::signature::Verifier as _;
use p256::ecdsa::{Signature, VerifyingKey};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use sha2::{Digest as _, Sha256};
use time::{Duration, OffsetDateTime};

/// How far the date of a proof may be from the server's.
const TOLERANCE: Duration = Duration::minutes(5);

/// A proof that holds.
#[derive(Debug)]
pub(super) struct Proof {
    /// `jti`: no other proof has it.
    pub(super) id: String,
    /// The key's thumbprint (RFC 7638).
    pub(super) thumbprint: String,
}

#[derive(Deserialize)]
struct Header {
    typ: String,
    alg: String,
    jwk: Jwk,
}

/// A public key on P-256. A proof that shows a private one is refused with it: the field is not known here.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Jwk {
    kty: String,
    crv: String,
    x: String,
    y: String,
}

#[derive(Deserialize)]
struct Claims {
    jti: String,
    htm: String,
    htu: String,
    iat: i64,
}

/// Checks the proof of a `POST` to `uri`; why it does not hold, in a few words.
pub(super) fn verify(
    headers: &HeaderMap,
    uri: &str,
    now: OffsetDateTime,
) -> Result<Proof, &'static str> {
    let mut shown = headers.get_all("dpop").iter();
    let (Some(jwt), None) = (shown.next(), shown.next()) else {
        return Err("exactly one is needed");
    };
    let jwt = jwt.to_str().map_err(|_| "it is not a JWT")?;
    let (signed, signature) = jwt.rsplit_once('.').ok_or("it is not a JWT")?;
    let (header, claims) = signed.split_once('.').ok_or("it is not a JWT")?;
    let header: Header = json(header)?;
    let claims: Claims = json(claims)?;
    if header.typ != "dpop+jwt" || header.alg != "ES256" {
        return Err("it is not signed with ES256");
    }
    key(&header.jwk)?
        .verify(signed.as_bytes(), &signature_of(signature)?)
        .map_err(|_| "the signature does not match")?;
    if claims.htm != "POST" || claims.htu != uri {
        return Err("it is for another request");
    }
    let made = OffsetDateTime::from_unix_timestamp(claims.iat).map_err(|_| "it has no date")?;
    if (made - now).abs() > TOLERANCE {
        return Err("its date is too far from the server's");
    }
    Ok(Proof {
        id: claims.jti,
        thumbprint: thumbprint(&header.jwk.x, &header.jwk.y),
    })
}

fn json<T: DeserializeOwned>(part: &str) -> Result<T, &'static str> {
    let bytes = URL_SAFE_NO_PAD
        .decode(part)
        .map_err(|_| "it is not a JWT")?;
    serde_json::from_slice(&bytes).map_err(|_| "a part of it is missing or too much")
}

fn key(jwk: &Jwk) -> Result<VerifyingKey, &'static str> {
    if jwk.kty != "EC" || jwk.crv != "P-256" {
        return Err("its key is not on P-256");
    }
    // SEC 1, 2.3.3: an uncompressed point.
    let mut point = vec![4];
    for half in [&jwk.x, &jwk.y] {
        let half = URL_SAFE_NO_PAD
            .decode(half)
            .map_err(|_| "its key can't be read")?;
        point.extend(half);
    }
    VerifyingKey::from_sec1_bytes(&point).map_err(|_| "its key can't be read")
}

fn signature_of(part: &str) -> Result<Signature, &'static str> {
    let bytes = URL_SAFE_NO_PAD
        .decode(part)
        .map_err(|_| "its signature can't be read")?;
    Signature::from_slice(&bytes).map_err(|_| "its signature can't be read")
}

/// The thumbprint of a key on P-256 by its coordinates in base64url. Source: RFC 7638, 3.2.
pub(super) fn thumbprint(x: &str, y: &str) -> String {
    let canonical = format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#);
    URL_SAFE_NO_PAD.encode(Sha256::digest(canonical.as_bytes()))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]
    use super::*;
    use http::HeaderValue;

    /// The proof of RFC 9449, figure 2.
    const PROOF: &str = "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpDa0RscEJoRjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19.eyJqdGkiOiItQndDM0VTYzZhY2MybFRjIiwiaHRtIjoiUE9TVCIsImh0dSI6Imh0dHBzOi8vc2VydmVyLmV4YW1wbGUuY29tL3Rva2VuIiwiaWF0IjoxNTYyMjYyNjE2fQ.2-GxA6T8lP4vfrg8v-FdWP0A0zdrj8igiMLvqRMUvwnQg4PtFLbdLXiOSsX0x7NVY-FNyJK70nfbV37xRZT3Lg";
    const URI: &str = "https://server.example.com/token";

    fn at(seconds: i64) -> OffsetDateTime {
        OffsetDateTime::from_unix_timestamp(seconds).unwrap()
    }

    fn headers(proof: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert("dpop", HeaderValue::from_str(proof).unwrap());
        headers
    }

    #[test]
    fn the_proof_of_the_standard_holds() {
        let proof = verify(&headers(PROOF), URI, at(1_562_262_620)).unwrap();
        assert_eq!(proof.id, "-BwC3ESc6acc2lTc");
        // Section 6: the `jkt` of this key.
        assert_eq!(
            proof.thumbprint,
            "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"
        );
    }

    #[test]
    fn another_request_time_or_signature_does_not() {
        let now = at(1_562_262_620);
        assert!(verify(&HeaderMap::new(), URI, now).is_err());
        assert!(verify(&headers(PROOF), "https://server.example.com/other", now).is_err());
        assert!(verify(&headers(PROOF), URI, now + Duration::minutes(10)).is_err());
        let changed = PROOF.replace(".2-Gx", ".3-Gx");
        assert!(verify(&headers(&changed), URI, now).is_err());
        let mut two = headers(PROOF);
        two.append("dpop", HeaderValue::from_str(PROOF).unwrap());
        assert!(verify(&two, URI, now).is_err());
    }
}
