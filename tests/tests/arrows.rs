//! Holds the workspace to its arrows (docs/architecture.md): who may depend on whom, and which
//! library is known to one crate alone.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may panic"
)]

use std::process::Command;

use serde_json::{Value, json};

/// A member of the workspace, and which members it may use: in the program, and in its tests.
const ARROWS: &[(&str, &[&str], &[&str])] = &[
    ("iam-policy", &[], &[]),
    ("lockdown", &["iam-policy"], &[]),
    ("aws-account", &["iam-policy", "lockdown"], &[]),
    ("journal", &["iam-policy", "lockdown"], &[]),
    (
        "strongroom",
        &["iam-policy", "lockdown", "aws-account", "journal"],
        &["practice-aws"],
    ),
    ("practice-aws", &["iam-policy"], &[]),
    ("strongroom-desktop", &["strongroom", "practice-aws"], &[]),
    ("xtask", &["strongroom", "iam-policy"], &[]),
    (
        "strongroom-tests",
        &[
            "iam-policy",
            "lockdown",
            "journal",
            "strongroom",
            "practice-aws",
        ],
        &["aws-account"],
    ),
];

/// Libraries (a name, or the beginning of one with `*`) and the members that may know them.
const KNOWN_TO: &[(&str, &[&str])] = &[
    ("aws-*", &["aws-account"]),
    ("tauri*", &["strongroom-desktop"]),
    ("wry", &["strongroom-desktop"]),
    ("rfd", &["strongroom-desktop"]),
    ("open", &["strongroom-desktop"]),
    ("gtk", &["strongroom-desktop", "xtask"]),
    ("rusqlite*", &["journal"]),
    ("s3s*", &["practice-aws"]),
    ("axum*", &["practice-aws"]),
    (
        "hyper*",
        &["aws-account", "practice-aws", "strongroom-tests"],
    ),
    ("reqwest", &[]),
    ("fantoccini", &["strongroom-tests"]),
    ("ts-rs", &["strongroom", "xtask"]),
];

/// Members that are pure: no runtime, no network, no disk, so none of these.
const PURE: &[&str] = &["iam-policy", "lockdown"];
const IMPURE: &[&str] = &[
    "tokio*", "futures*", "async-*", "dirs", "tempfile", "uuid", "rand*",
];

#[test]
fn the_workspace_keeps_its_arrows() {
    let broken = broken_arrows(&metadata());
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn an_arrow_that_points_back_is_found() {
    let mut metadata = metadata();
    add(&mut metadata, "lockdown", "journal", &Value::Null);
    assert_eq!(broken_arrows(&metadata), ["lockdown may not use journal"]);
}

#[test]
fn a_test_only_arrow_is_not_one_of_the_program() {
    let mut metadata = metadata();
    add(&mut metadata, "strongroom", "practice-aws", &Value::Null);
    assert_eq!(
        broken_arrows(&metadata),
        ["strongroom may not use practice-aws"]
    );
}

#[test]
fn the_sdk_outside_its_crate_and_a_runtime_in_a_pure_one_are_found() {
    let mut metadata = metadata();
    add(&mut metadata, "strongroom", "aws-sdk-s3", &Value::Null);
    add(&mut metadata, "lockdown", "tokio", &json!("dev"));
    add(
        &mut metadata,
        "practice-aws",
        "tauri-plugin-fs",
        &Value::Null,
    );
    let mut broken = broken_arrows(&metadata);
    broken.sort();
    assert_eq!(
        broken,
        [
            "lockdown is pure and may not use tokio",
            "practice-aws may not use tauri-plugin-fs, which only strongroom-desktop may",
            "strongroom may not use aws-sdk-s3, which only aws-account may",
        ]
    );
}

#[test]
fn a_member_without_arrows_is_found() {
    let mut metadata = metadata();
    metadata["packages"][0]["name"] = json!("helpers");
    let broken = broken_arrows(&metadata);
    assert!(
        broken.contains(&"helpers is not in the table of arrows".to_owned()),
        "{broken:?}"
    );
}

/// Everything in `cargo metadata` that the tables above don't allow, a line each.
fn broken_arrows(metadata: &Value) -> Vec<String> {
    let packages = metadata["packages"].as_array().unwrap();
    let members: Vec<&str> = packages
        .iter()
        .map(|package| package["name"].as_str().unwrap())
        .collect();
    let mut broken = Vec::new();
    for (name, package) in members.iter().zip(packages) {
        let Some((_, program, tests)) = ARROWS.iter().find(|(member, ..)| member == name) else {
            broken.push(format!("{name} is not in the table of arrows"));
            continue;
        };
        for dependency in package["dependencies"].as_array().unwrap() {
            let used = dependency["name"].as_str().unwrap();
            let in_tests = dependency["kind"] == "dev";
            // Our own have a path; a library on the registry with a member's name is no member.
            let ours = members.contains(&used) && !dependency["path"].is_null();
            if ours && !program.contains(&used) && !(in_tests && tests.contains(&used)) {
                broken.push(format!("{name} may not use {used}"));
            }
            if ours {
                continue;
            }
            for (library, allowed) in KNOWN_TO {
                if matches(library, used) && !allowed.contains(name) {
                    let only = allowed.join(" and ");
                    broken.push(format!("{name} may not use {used}, which only {only} may"));
                }
            }
            if PURE.contains(name) && IMPURE.iter().any(|library| matches(library, used)) {
                broken.push(format!("{name} is pure and may not use {used}"));
            }
        }
    }
    broken
}

/// Whether a library's name is the one in a table, which may end in `*`.
fn matches(pattern: &str, name: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(beginning) => name.starts_with(beginning),
        None => name == pattern,
    }
}

fn metadata() -> Value {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["metadata", "--format-version=1", "--no-deps", "--offline"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Adds a dependency to a member, as if its Cargo.toml had it.
fn add(metadata: &mut Value, member: &str, used: &str, kind: &Value) {
    let packages = metadata["packages"].as_array_mut().unwrap();
    let path = packages
        .iter()
        .find(|package| package["name"] == used)
        .map_or(Value::Null, |package| package["manifest_path"].clone());
    let member = packages
        .iter_mut()
        .find(|package| package["name"] == member)
        .unwrap_or_else(|| panic!("no member {member}"));
    member["dependencies"]
        .as_array_mut()
        .unwrap()
        .push(json!({ "name": used, "kind": kind, "path": path }));
}
