//! A net for secrets: whether any part of one is in a text or in a file where it has no business.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;
use std::path::{Path, PathBuf};

use practice_aws::{Secret, SecretKind};

/// As many bytes of a secret as count as a part of it: enough that nothing else looks so by chance.
const PART: usize = 16;

/// Catches every part of [`PART`] bytes of every secret.
pub struct Net {
    parts: HashMap<[u8; PART], usize>,
    secrets: Vec<Secret>,
}

/// A secret that was caught.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Caught {
    /// What it is.
    pub kind: SecretKind,
    /// Where it was.
    pub place: String,
    /// What was before and after its first byte.
    pub around: String,
}

impl fmt::Display for Caught {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} in {}: {}", self.kind, self.place, self.around)
    }
}

impl Net {
    /// A net for these secrets.
    pub fn new(secrets: Vec<Secret>) -> Self {
        let mut parts = HashMap::new();
        for (number, secret) in secrets.iter().enumerate() {
            let bytes = secret.value.as_bytes();
            for part in bytes.windows(PART) {
                if let Ok(part) = part.try_into() {
                    parts.insert(part, number);
                }
            }
        }
        Self { parts, secrets }
    }

    /// How many secrets of each kind it is for.
    pub fn kinds(&self) -> BTreeMap<SecretKind, usize> {
        let mut kinds = BTreeMap::new();
        for secret in &self.secrets {
            *kinds.entry(secret.kind).or_default() += 1;
        }
        kinds
    }

    /// The secrets that have a part in these bytes, each kind once. One-time codes are too short for parts and are
    /// looked for by [`Net::codes`].
    pub fn catch(&self, place: &str, bytes: &[u8]) -> Vec<Caught> {
        let mut caught = BTreeMap::new();
        for (at, part) in bytes.windows(PART).enumerate() {
            let secret = self
                .parts
                .get(part)
                .and_then(|number| self.secrets.get(*number));
            if let Some(secret) = secret {
                caught
                    .entry(secret.kind)
                    .or_insert_with(|| around(bytes, at));
            }
        }
        told(place, caught)
    }

    /// The one-time codes that stand in these bytes as numbers of their own, and any other secret that is too short to
    /// have parts.
    pub fn codes(&self, place: &str, bytes: &[u8]) -> Vec<Caught> {
        let mut caught = BTreeMap::new();
        let short = self
            .secrets
            .iter()
            .filter(|secret| secret.value.len() < PART);
        for secret in short {
            let code = secret.value.as_bytes();
            let alone = |at: usize| {
                let apart = |byte: Option<&u8>| {
                    // A code in a time's fraction of a second or in an id is none.
                    byte.is_none_or(|byte| !byte.is_ascii_alphanumeric() && !b".-_".contains(byte))
                };
                apart(at.checked_sub(1).and_then(|before| bytes.get(before)))
                    && apart(bytes.get(at + code.len()))
            };
            let found = bytes
                .windows(code.len())
                .enumerate()
                .find(|(at, part)| *part == code && alone(*at));
            if let Some((at, _)) = found {
                caught
                    .entry(secret.kind)
                    .or_insert_with(|| around(bytes, at));
            }
        }
        told(place, caught)
    }

    /// The secrets, and codes, that are in the files below a folder, in UTF-8 or, as WebKit stores what pages keep, in
    /// UTF-16. Files below one of `but_for` are where secrets belong.
    ///
    /// # Errors
    ///
    /// When the folder can't be listed, or a file can't be read although it is still there.
    pub fn catch_below(&self, folder: &Path, but_for: &[PathBuf]) -> std::io::Result<Below> {
        let mut below = Below::default();
        let mut paths = Vec::new();
        list(folder, &mut paths)?;
        for path in paths {
            if but_for.iter().any(|allowed| path.starts_with(allowed)) {
                continue;
            }
            let bytes = match std::fs::read(&path) {
                Ok(bytes) => bytes,
                // Programs tidy up while this looks.
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
                Err(error) => return Err(error),
            };
            let place = path.display().to_string();
            for text in [
                bytes.clone(),
                every_second(&bytes, 0),
                every_second(&bytes, 1),
            ] {
                below.caught.extend(self.catch(&place, &text));
            }
            below.caught.extend(self.codes(&place, &bytes));
            below.files.push(path);
        }
        Ok(below)
    }
}

/// What was looked at in a folder, and what was caught.
#[derive(Debug, Default)]
pub struct Below {
    /// The files.
    pub files: Vec<PathBuf>,
    /// What was caught in them.
    pub caught: BTreeSet<Caught>,
}

fn told(place: &str, caught: BTreeMap<SecretKind, String>) -> Vec<Caught> {
    let caught = caught.into_iter().map(|(kind, around)| Caught {
        kind,
        place: place.to_owned(),
        around,
    });
    caught.collect()
}

fn around(bytes: &[u8], at: usize) -> String {
    let from = at.saturating_sub(60);
    let to = (at + 60).min(bytes.len());
    String::from_utf8_lossy(bytes.get(from..to).unwrap_or_default()).into_owned()
}

fn every_second(bytes: &[u8], start: usize) -> Vec<u8> {
    bytes.iter().skip(start).step_by(2).copied().collect()
}

/// All plain files below a folder: no sockets, nothing behind links.
fn list(folder: &Path, paths: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let kind = entry.file_type()?;
        if kind.is_dir() {
            list(&entry.path(), paths)?;
        } else if kind.is_file() {
            paths.push(entry.path());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]
    use super::*;

    fn net() -> Net {
        let secret = |kind, value: &str| Secret {
            kind,
            value: value.to_owned(),
        };
        Net::new(vec![
            secret(
                SecretKind::RefreshToken,
                "practice-refresh-token-0123456789abcdef",
            ),
            secret(SecretKind::OneTimeCode, "428190"),
        ])
    }

    #[test]
    fn a_part_of_a_secret_is_caught_and_less_is_not() {
        let caught = net().catch("here", b"... token-0123456789abc ...");
        assert_eq!(caught.len(), 1);
        assert!(
            caught
                .first()
                .unwrap()
                .around
                .contains("token-0123456789abc")
        );
        assert!(net().catch("here", b"... token-012345678 ...").is_empty());
    }

    #[test]
    fn a_code_is_caught_where_it_stands_alone() {
        for (text, count) in [
            ("code=428190&x", 1),
            ("428190", 1),
            ("12:04:59.428190Z", 0),
            ("a428190", 0),
            ("1428190", 0),
        ] {
            assert_eq!(net().codes("here", text.as_bytes()).len(), count, "{text}");
        }
    }

    #[test]
    fn files_are_looked_into_in_both_encodings_but_where_secrets_belong() {
        let folder = tempfile::tempdir().unwrap();
        let value = "practice-refresh-token-0123456789abcdef";
        let wide: Vec<u8> = value.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let below = |name: &str| folder.path().join(name);
        std::fs::create_dir(below("aws")).unwrap();
        std::fs::write(below("aws/cache"), value).unwrap();
        std::fs::write(below("wide"), wide).unwrap();
        std::fs::write(below("code"), "{\"code\":\"428190\"}").unwrap();
        let found = net().catch_below(folder.path(), &[below("aws")]).unwrap();
        assert_eq!(found.files.len(), 2);
        let kinds: Vec<SecretKind> = found.caught.iter().map(|caught| caught.kind).collect();
        assert_eq!(kinds, [SecretKind::RefreshToken, SecretKind::OneTimeCode]);
    }
}
