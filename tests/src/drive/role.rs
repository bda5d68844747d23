//! Roles and names: how a thing in a page is found.

use std::fmt;

/// The roles that the steps look for, in ARIA's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Something to press.
    Button,
    /// A link.
    Link,
    /// A field to type into.
    Textbox,
    /// A box to tick.
    Checkbox,
    /// One choice among several.
    Radio,
    /// A choice in an open list.
    Option,
    /// A heading.
    Heading,
    /// A table.
    Table,
    /// A tab.
    Tab,
    /// A named part of the page, a dialog among them.
    Region,
}

impl Role {
    /// What may have this role. The name that the browser computes decides; this only says whom
    /// to ask.
    pub(super) fn candidates(self) -> &'static str {
        match self {
            Self::Button => "button,[role=button],summary",
            Self::Link => "a[href],[role=link]",
            Self::Textbox => {
                "textarea,[role=textbox],[role=searchbox],input:not([type]),input[type=text],input[type=search],input[type=number]"
            }
            Self::Checkbox => "input[type=checkbox],[role=checkbox],[role=switch]",
            Self::Radio => "input[type=radio],[role=radio]",
            Self::Option => "option,[role=option]",
            Self::Heading => "h1,h2,h3,h4,h5,[role=heading]",
            Self::Table => "table,[role=table],[role=grid]",
            Self::Tab => "[role=tab]",
            Self::Region => {
                "section,[role=region],dialog,[role=dialog],[role=alertdialog],[role=group],[role=status],[role=alert]"
            }
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Button => "button",
            Self::Link => "link",
            Self::Textbox => "field",
            Self::Checkbox => "checkbox",
            Self::Radio => "radio button",
            Self::Option => "option",
            Self::Heading => "heading",
            Self::Table => "table",
            Self::Tab => "tab",
            Self::Region => "region",
        })
    }
}

/// The accessible name that a thing is to have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Name {
    /// This very name.
    Is(String),
    /// A name that begins with this.
    Begins(String),
    /// A name with this in it.
    Has(String),
}

impl Name {
    /// A name that begins with `text`.
    pub fn begins(text: impl Into<String>) -> Self {
        Self::Begins(text.into())
    }

    /// A name with `text` in it.
    pub fn has(text: impl Into<String>) -> Self {
        Self::Has(text.into())
    }

    /// The text that any matching name has in it.
    pub(super) fn part(&self) -> &str {
        match self {
            Self::Is(text) | Self::Begins(text) | Self::Has(text) => text,
        }
    }

    /// Whether a name, with its spaces collapsed, is one.
    pub(super) fn fits(&self, name: &str) -> bool {
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        match self {
            Self::Is(text) => name == *text,
            Self::Begins(text) => name.starts_with(text.as_str()),
            Self::Has(text) => name.contains(text.as_str()),
        }
    }
}

impl From<&str> for Name {
    fn from(text: &str) -> Self {
        Self::Is(text.to_owned())
    }
}

impl From<String> for Name {
    fn from(text: String) -> Self {
        Self::Is(text)
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Is(text) => write!(f, "`{text}`"),
            Self::Begins(text) => write!(f, "that begins with `{text}`"),
            Self::Has(text) => write!(f, "with `{text}` in its name"),
        }
    }
}
