//! A deliberately simple second evaluator, for the subset that it covers: one bucket policy, identity
//! policies, single-valued keys, everything known. It works on the JSON itself and shares no code with
//! the crate.

use serde_json::Value;

/// Everything the evaluator looks at.
pub(crate) struct Asked<'a> {
    pub(crate) case: &'a Value,
}

/// Whether the simple evaluator covers the case: nothing but identity policies and a bucket policy without
/// `NotPrincipal`, no variables, no principal that has special rules.
pub(crate) fn covers(case: &Value) -> bool {
    let text = case.to_string();
    let plain = [
        "permissions_boundaries",
        "session_policies",
        "service_control_policies",
        "resource_control_policies",
        "endpoint_policies",
    ]
    .iter()
    .all(|key| case[*key].is_null());
    plain
        && !text.contains("${")
        && !text.contains("NotPrincipal")
        && !text.contains(":root\",\"action")
        && !case["request"]["principal"]
            .as_str()
            .unwrap()
            .ends_with(":root")
}

impl Asked<'_> {
    pub(crate) fn decision(&self) -> &'static str {
        let principal = self.text("principal");
        let account = principal.split(':').nth(4).unwrap_or("");
        let own: Vec<&Value> = if principal.starts_with("arn:") {
            self.case["identity_policies"]
                .as_array()
                .unwrap()
                .iter()
                .collect()
        } else {
            Vec::new()
        };
        let mut denied = false;
        let mut identity = false;
        for policy in own {
            for statement in statements(policy) {
                if self.matches(statement) {
                    if statement["Effect"] == "Deny" {
                        denied = true;
                    } else {
                        identity = true;
                    }
                }
            }
        }
        let (mut direct, mut account_wide) = (false, false);
        for statement in statements(&self.case["resource_policy"]) {
            let named = self.named(&statement["Principal"]);
            if named == 0 || !self.matches(statement) {
                continue;
            }
            if statement["Effect"] == "Deny" {
                denied = true;
            } else if named == 2 {
                direct = true;
            } else {
                account_wide = true;
            }
        }
        let same = account == self.text("resource_account");
        let allowed = match (principal.starts_with("arn:"), same) {
            (false, _) => direct,
            (true, true) => identity || direct,
            (true, false) => identity && (direct || account_wide),
        };
        match (denied, allowed) {
            (true, _) => "explicitly_denied",
            (false, true) => "allowed",
            (false, false) => "implicitly_denied",
        }
    }

    fn text(&self, field: &str) -> &str {
        self.case["request"][field].as_str().unwrap()
    }

    /// 0: not named, 1: by its account, 2: itself, its role, or everyone.
    fn named(&self, principal: &Value) -> u8 {
        if principal == "*" {
            return 2;
        }
        let who = self.text("principal");
        let parts: Vec<&str> = who.split(':').collect();
        let mut best = 0;
        for (kind, values) in principal.as_object().unwrap() {
            for value in list(values) {
                let itself = match kind.as_str() {
                    "Service" => value == who,
                    _ if value == "*" || value == who => true,
                    _ if who.contains(":assumed-role/") => {
                        let role = who.split('/').nth(1).unwrap();
                        value == format!("arn:aws:iam::{}:role/{role}", parts[4])
                    }
                    _ => false,
                };
                let account = who.starts_with("arn:")
                    && (value == parts[4] || value == format!("arn:aws:iam::{}:root", parts[4]));
                best = best.max(if itself { 2 } else { u8::from(account) });
            }
        }
        best
    }

    fn matches(&self, statement: &Value) -> bool {
        let any = |values: &Value, text: &str, lower: bool| {
            list(values).iter().any(|pattern| {
                if lower {
                    like(&pattern.to_lowercase(), &text.to_lowercase())
                } else {
                    like(pattern, text)
                }
            })
        };
        let action = match &statement["NotAction"] {
            Value::Null => any(&statement["Action"], self.text("action"), true),
            not => !any(not, self.text("action"), true),
        };
        let resource = match &statement["NotResource"] {
            Value::Null => any(&statement["Resource"], self.text("resource"), false),
            not => !any(not, self.text("resource"), false),
        };
        action && resource && self.conditions(&statement["Condition"])
    }

    fn conditions(&self, block: &Value) -> bool {
        block
            .as_object()
            .into_iter()
            .flatten()
            .all(|(operator, keys)| {
                keys.as_object()
                    .unwrap()
                    .iter()
                    .all(|(key, values)| self.condition(operator, key, values))
            })
    }

    fn condition(&self, operator: &str, key: &str, values: &Value) -> bool {
        let found = self.case["request"]["context"]
            .as_object()
            .unwrap()
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(key))
            .map(|(_, value)| value.as_str().unwrap());
        let values = list(values);
        if operator == "Null" {
            return values
                .iter()
                .any(|wanted| (wanted == "true") == found.is_none());
        }
        let (core, if_exists) = match operator.strip_suffix("IfExists") {
            Some(core) => (core, true),
            None => (operator, false),
        };
        let negated = core.contains("Not");
        let Some(found) = found else {
            return if_exists || negated;
        };
        let any = values
            .iter()
            .any(|wanted| match core.replace("Not", "").as_str() {
                "StringEquals" | "Bool" => found == wanted,
                "StringEqualsIgnoreCase" => found.to_lowercase() == wanted.to_lowercase(),
                "StringLike" => like(wanted, found),
                "ArnLike" | "ArnEquals" => {
                    let split =
                        |text: &str| text.splitn(6, ':').map(str::to_owned).collect::<Vec<_>>();
                    let (a, b) = (split(wanted), split(found));
                    a.len() == 6 && b.len() == 6 && a.iter().zip(&b).all(|(a, b)| like(a, b))
                }
                // All moments here are written alike, so their texts are ordered as they are.
                "DateEquals" => moment(found) == moment(wanted),
                "DateLessThan" => moment(found) < moment(wanted),
                "DateLessThanEquals" => moment(found) <= moment(wanted),
                "DateGreaterThan" => moment(found) > moment(wanted),
                "DateGreaterThanEquals" => moment(found) >= moment(wanted),
                "IpAddress" => in_network(found, wanted),
                other => unreachable!("{other}"),
            });
        any != negated
    }
}

fn moment(text: &str) -> String {
    if text.len() == 10 {
        format!("{text}T00:00:00Z")
    } else {
        text.to_owned()
    }
}

fn in_network(address: &str, network: &str) -> bool {
    match network {
        "10.0.0.0/8" => address.starts_with("10."),
        "203.0.113.7" => address == "203.0.113.7",
        "203.0.113.0/24" => address.starts_with("203.0.113."),
        "2001:db8::/32" => address.starts_with("2001:db8:"),
        other => unreachable!("{other}"),
    }
}

fn list(values: &Value) -> Vec<String> {
    let text = |value: &Value| match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    match values {
        Value::Array(all) => all.iter().map(text).collect(),
        Value::Null => Vec::new(),
        one => vec![text(one)],
    }
}

fn statements(policy: &Value) -> Vec<&Value> {
    match &policy["Statement"] {
        Value::Array(all) => all.iter().collect(),
        Value::Null => Vec::new(),
        one => vec![one],
    }
}

/// Wildcards by the book: recursion on the first character.
fn like(pattern: &str, text: &str) -> bool {
    let mut rest = pattern.chars();
    match rest.next() {
        None => text.is_empty(),
        Some('*') => {
            like(rest.as_str(), text)
                || text
                    .chars()
                    .next()
                    .is_some_and(|c| like(pattern, &text[c.len_utf8()..]))
        }
        Some('?') => text
            .chars()
            .next()
            .is_some_and(|c| like(rest.as_str(), &text[c.len_utf8()..])),
        Some(c) => text
            .strip_prefix(c)
            .is_some_and(|text| like(rest.as_str(), text)),
    }
}
