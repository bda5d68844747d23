//! The page of a contact in Connect.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// Unreserved characters stay (RFC 3986, 2.3).
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// The address of a contact's page: `/contact-trace-records/details/<id>?tz=<IANA time zone>` under
/// the instance's access URL; on `*.awsapps.com` hosts under `/connect`, once (domain: Connect).
/// Nothing where the access URL is not an http or https address.
pub fn contact_url(access_url: &str, contact_id: &str, time_zone: &str) -> Option<String> {
    let base = access_url.trim().trim_end_matches('/');
    let rest = base
        .strip_prefix("https://")
        .or_else(|| base.strip_prefix("http://"))?;
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    if host.is_empty()
        || !rest
            .bytes()
            .all(|b| b.is_ascii_graphic() && !b"\"<>\\^`{|}".contains(&b))
    {
        return None;
    }
    let needs_connect = host.ends_with(".awsapps.com") && path.split('/').next() != Some("connect");
    let connect = if needs_connect { "/connect" } else { "" };
    let id = utf8_percent_encode(contact_id, ENCODED);
    let zone = utf8_percent_encode(time_zone, ENCODED);
    Some(format!(
        "{base}{connect}/contact-trace-records/details/{id}?tz={zone}"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_is_under_the_access_url() {
        assert_eq!(
            contact_url("https://acme.my.connect.aws/", "0b1c", "Europe/London").as_deref(),
            Some(
                "https://acme.my.connect.aws/contact-trace-records/details/0b1c?tz=Europe%2FLondon"
            )
        );
        assert_eq!(
            contact_url("http://127.0.0.1:4599/practice-connect/acme", "0b1c", "UTC").as_deref(),
            Some(
                "http://127.0.0.1:4599/practice-connect/acme/contact-trace-records/details/0b1c?tz=UTC"
            )
        );
    }

    #[test]
    fn old_hosts_have_connect_once() {
        let page = Some(
            "https://acme.awsapps.com/connect/contact-trace-records/details/1?tz=UTC".to_owned(),
        );
        assert_eq!(contact_url("https://acme.awsapps.com", "1", "UTC"), page);
        assert_eq!(
            contact_url("https://acme.awsapps.com/connect", "1", "UTC"),
            page
        );
        assert_eq!(
            contact_url("https://acme.awsapps.com/connect/", "1", "UTC"),
            page
        );
    }

    #[test]
    fn what_is_no_web_address_has_no_page() {
        for bad in [
            "",
            "javascript:alert(1)",
            "file:///etc/passwd",
            "https://",
            "https://a b",
            "https://a\"b",
        ] {
            assert_eq!(contact_url(bad, "1", "UTC"), None, "{bad}");
        }
    }

    #[test]
    fn a_contact_id_can_not_leave_its_place() {
        let page = contact_url("https://acme.my.connect.aws", "../x?y#z", "UTC");
        assert_eq!(
            page.as_deref(),
            Some("https://acme.my.connect.aws/contact-trace-records/details/..%2Fx%3Fy%23z?tz=UTC")
        );
    }
}
