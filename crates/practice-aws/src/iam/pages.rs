//! Pages of a listing: `MaxItems`, `Marker`, `IsTruncated`.

use crate::fault::Fault;
use crate::query::Form;
use crate::xml::Xml;

/// A page.
pub(super) struct Page<T> {
    pub(super) items: Vec<T>,
    /// Where the next page begins, if there is one.
    marker: Option<String>,
}

impl<T> Page<T> {
    /// The page that a call asks for: 100 items unless it says otherwise, 1,000 at most.
    pub(super) fn of(items: Vec<T>, form: &Form) -> Result<Self, Fault> {
        let most = form.number("MaxItems", 100, 1_000)?;
        let start = match form.get("Marker") {
            None => 0,
            Some(marker) => marker
                .strip_prefix("AAEP")
                .and_then(|digits| usize::from_str_radix(digits, 16).ok())
                .ok_or_else(|| Fault::bad("ValidationError", "Invalid Marker."))?,
        };
        let end = start.saturating_add(most);
        let marker = (end < items.len()).then(|| format!("AAEP{end:08x}"));
        Ok(Self {
            items: items.into_iter().skip(start).take(most).collect(),
            marker,
        })
    }

    /// `IsTruncated` and `Marker`.
    pub(super) fn end(marker: Option<&str>, xml: &mut Xml) {
        xml.text(
            "IsTruncated",
            if marker.is_some() { "true" } else { "false" },
        );
        xml.optional("Marker", marker);
    }

    /// Where the next page begins.
    pub(super) fn marker(&self) -> Option<&str> {
        self.marker.as_deref()
    }
}
