//! The context of a request: condition keys and their values.

/// What is known of one condition key.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Known {
    /// Its values; one for a single-valued key.
    Values(Vec<String>),
    /// It may have any value, or none.
    Unknown,
    /// The request does not have it, whatever would follow from the principal.
    Absent,
}

/// Condition keys and their values; keys are compared without regard to case.
///
/// A key that is not mentioned is absent from the request, except those that follow from the principal
/// and the resource, and `aws:CurrentTime`, which is unknown until it is given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Context {
    /// Lower-case key, sorted.
    entries: Vec<(String, Known)>,
}

impl Context {
    /// No keys.
    pub fn new() -> Self {
        Self::default()
    }

    /// With a key of one value.
    #[must_use]
    pub fn with(self, key: &str, value: impl Into<String>) -> Self {
        self.put(key, Known::Values(vec![value.into()]))
    }

    /// With a key of many values; an empty list is the same as an absent key.
    #[must_use]
    pub fn with_many(self, key: &str, values: impl IntoIterator<Item = String>) -> Self {
        self.put(key, Known::Values(values.into_iter().collect()))
    }

    /// With a key that may have any value, or none.
    #[must_use]
    pub fn with_unknown(self, key: &str) -> Self {
        self.put(key, Known::Unknown)
    }

    /// Without this key, even where it would follow from the principal.
    #[must_use]
    pub fn with_absent(self, key: &str) -> Self {
        self.put(key, Known::Absent)
    }

    /// Whether the key is mentioned: given, unknown or absent.
    pub fn mentions(&self, key: &str) -> bool {
        self.get(&key.to_ascii_lowercase()).is_some()
    }

    /// The given values of a key.
    pub fn values(&self, key: &str) -> Option<&[String]> {
        match self.get(&key.to_ascii_lowercase()) {
            Some(Known::Values(values)) => Some(values),
            _ => None,
        }
    }

    pub(crate) fn put(mut self, key: &str, known: Known) -> Self {
        let key = key.to_ascii_lowercase();
        match self.entries.binary_search_by(|(name, _)| name.cmp(&key)) {
            Ok(index) => {
                if let Some(entry) = self.entries.get_mut(index) {
                    entry.1 = known;
                }
            }
            Err(index) => self.entries.insert(index, (key, known)),
        }
        self
    }

    pub(crate) fn get(&self, lower_key: &str) -> Option<&Known> {
        let index = self
            .entries
            .binary_search_by(|(name, _)| name.as_str().cmp(lower_key))
            .ok()?;
        self.entries.get(index).map(|(_, known)| known)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &Known)> {
        self.entries
            .iter()
            .map(|(key, known)| (key.as_str(), known))
    }
}
