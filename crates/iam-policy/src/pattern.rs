//! Patterns with wildcards, compiled once.
//!
//! A compiled glob is a string in which five control characters stand for the wildcards, so that a
//! pattern takes no more memory than its text; a literal control character is marked by [`LITERAL`].

/// Any run of characters.
pub(crate) const RUN: char = '\u{1}';
/// Any run of characters other than the colon.
pub(crate) const RUN_IN_PART: char = '\u{2}';
/// Any one character.
pub(crate) const ONE: char = '\u{3}';
/// Any one character other than the colon.
pub(crate) const ONE_IN_PART: char = '\u{4}';
/// The next character stands for itself.
pub(crate) const LITERAL: char = '\u{5}';

/// How the text of a pattern is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Dialect {
    /// Nothing is a wildcard: `StringEquals`.
    Exact,
    /// `*` and `?`: `StringLike`, actions.
    Like,
    /// Six parts, each with its own wildcards: `ArnLike`, `ArnEquals`.
    ///
    /// Source: "Condition operators", ARN: "Each of the six colon-delimited components of the ARN is
    /// checked separately".
    Arn,
    /// A resource's ARN: a `*` that ends a part may go on past the colon; missing parts are filled with `*`.
    ///
    /// Source: "IAM JSON policy elements: Resource": "If the * wildcard is the last character of a resource
    /// ARN segment, it can expand to match beyond the colon boundaries"; "IAM identifiers": "AWS
    /// automatically completes the ARN by adding wildcard characters (*) to all missing fields".
    Resource,
}

/// A compiled pattern.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Pattern {
    /// Matches every text.
    All,
    /// Matches this text.
    Exact(Box<str>),
    /// Matches every text that begins so.
    Starts(Box<str>),
    /// Matches as the encoded glob says.
    Glob(Box<str>),
}

impl Pattern {
    /// Compiles a text in which [`LITERAL`] marks characters that stand for themselves (write it with
    /// [`mark_literal`]); `None` where the dialect wants an ARN and the text has fewer than six parts.
    pub(crate) fn compile(marked: &str, dialect: Dialect) -> Option<Self> {
        match dialect {
            Dialect::Exact => Some(Self::Exact(unmark(marked).into())),
            Dialect::Like => Some(Self::from_glob(translate(marked, |_, _| (RUN, ONE)))),
            Dialect::Arn => {
                if marked.split(':').count() < 6 {
                    return None;
                }
                Some(Self::from_glob(translate(marked, |part, _| {
                    if part < 5 {
                        (RUN_IN_PART, ONE_IN_PART)
                    } else {
                        (RUN, ONE)
                    }
                })))
            }
            Dialect::Resource => {
                if !marked.starts_with("arn:") {
                    return Self::compile(marked, Dialect::Like);
                }
                let parts = marked.split(':').count();
                let filled = format!("{marked}{}", ":*".repeat(6_usize.saturating_sub(parts)));
                Some(Self::from_glob(translate(&filled, |part, ends| {
                    match (part < 5, ends) {
                        (true, false) => (RUN_IN_PART, ONE_IN_PART),
                        (true, true) => (RUN, ONE_IN_PART),
                        (false, _) => (RUN, ONE),
                    }
                })))
            }
        }
    }

    fn from_glob(glob: String) -> Self {
        let special = |c: char| (RUN..=LITERAL).contains(&c);
        if !glob.contains(special) {
            return Self::Exact(glob.into());
        }
        match glob.strip_suffix(RUN) {
            Some("") => Self::All,
            Some(start) if !start.contains(special) => Self::Starts(start.into()),
            _ => Self::Glob(glob.into()),
        }
    }

    /// Whether the text matches.
    pub(crate) fn matches(&self, text: &str) -> bool {
        match self {
            Self::All => true,
            Self::Exact(exact) => **exact == *text,
            Self::Starts(start) => text.starts_with(&**start),
            Self::Glob(glob) => glob_matches(glob, text),
        }
    }

    /// The items of the pattern, for questions about all texts at once.
    pub(crate) fn items(&self) -> Vec<Item> {
        match self {
            Self::All => vec![Item::Run { colon: true }],
            Self::Exact(text) => text.chars().map(Item::Char).collect(),
            Self::Starts(text) => text
                .chars()
                .map(Item::Char)
                .chain([Item::Run { colon: true }])
                .collect(),
            Self::Glob(glob) => {
                let mut items = Vec::new();
                let mut rest = &**glob;
                while let Some((item, after)) = next_item(rest) {
                    items.push(item);
                    rest = after;
                }
                items
            }
        }
    }

    /// The pattern as AWS writes it, for words and for comparing.
    pub(crate) fn text(&self) -> String {
        self.items()
            .iter()
            .map(|item| match item {
                Item::Char('*') => "${*}".to_owned(),
                Item::Char('?') => "${?}".to_owned(),
                Item::Char(c) => c.to_string(),
                Item::Run { .. } => "*".to_owned(),
                Item::One { .. } => "?".to_owned(),
            })
            .collect()
    }
}

/// One item of a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Item {
    /// This character.
    Char(char),
    /// Any run of characters; with colons or without.
    Run {
        /// Whether the run may hold colons.
        colon: bool,
    },
    /// Any one character; also a colon or not.
    One {
        /// Whether it may be a colon.
        colon: bool,
    },
}

impl Item {
    /// Whether one character can be taken by the item.
    pub(crate) fn takes(self, c: char) -> bool {
        match self {
            Self::Char(own) => own == c,
            Self::Run { colon } | Self::One { colon } => colon || c != ':',
        }
    }

    /// Whether the item may take nothing, or more than one character.
    pub(crate) fn is_run(self) -> bool {
        matches!(self, Self::Run { .. })
    }
}

/// Marks the wildcards and control characters of a text as literal.
pub(crate) fn mark_literal(text: &str, out: &mut String) {
    for c in text.chars() {
        if matches!(c, '*' | '?') || (RUN..=LITERAL).contains(&c) {
            out.push(LITERAL);
        }
        out.push(c);
    }
}

/// The text without the marks.
pub(crate) fn unmark(marked: &str) -> String {
    let mut out = String::with_capacity(marked.len());
    let mut chars = marked.chars();
    while let Some(c) = chars.next() {
        if c == LITERAL {
            out.extend(chars.next());
        } else {
            out.push(c);
        }
    }
    out
}

/// Writes wildcards as control characters; `wild` names them by part and by whether they end it.
fn translate(marked: &str, wild: impl Fn(usize, bool) -> (char, char)) -> String {
    let mut out = String::with_capacity(marked.len());
    let mut part = 0;
    let mut chars = marked.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            LITERAL => {
                if let Some(literal) = chars.next() {
                    if (RUN..=LITERAL).contains(&literal) {
                        out.push(LITERAL);
                    }
                    out.push(literal);
                }
            }
            '*' => {
                let ends = matches!(chars.peek(), None | Some(':'));
                let (run, _) = wild(part, ends);
                // Two runs side by side say no more than one.
                if !out.ends_with(RUN) || run != RUN {
                    out.push(run);
                }
            }
            '?' => {
                let ends = matches!(chars.peek(), None | Some(':'));
                out.push(wild(part, ends).1);
            }
            c => {
                if c == ':' {
                    part += 1;
                }
                if (RUN..=LITERAL).contains(&c) {
                    out.push(LITERAL);
                }
                out.push(c);
            }
        }
    }
    out
}

fn next_item(glob: &str) -> Option<(Item, &str)> {
    let mut chars = glob.chars();
    let item = match chars.next()? {
        RUN => Item::Run { colon: true },
        RUN_IN_PART => Item::Run { colon: false },
        ONE => Item::One { colon: true },
        ONE_IN_PART => Item::One { colon: false },
        LITERAL => Item::Char(chars.next()?),
        c => Item::Char(c),
    };
    Some((item, chars.as_str()))
}

/// Matches by going back to the last run: a run without colons that can't grow falls back to the last
/// run with them, which is enough because nothing before a later run of that kind can help it.
fn glob_matches(glob: &str, text: &str) -> bool {
    let mut pattern = glob;
    let mut rest = text;
    // Where to go on after the run has taken one more character: pattern after the run, text at the run.
    let mut any: Option<(&str, &str)> = None;
    let mut in_part: Option<(&str, &str)> = None;
    loop {
        match next_item(pattern) {
            Some((Item::Run { colon: true }, after)) => {
                any = Some((after, rest));
                in_part = None;
                pattern = after;
                continue;
            }
            Some((Item::Run { colon: false }, after)) => {
                in_part = Some((after, rest));
                pattern = after;
                continue;
            }
            Some((item, after)) => {
                let mut chars = rest.chars();
                if chars.next().is_some_and(|c| item.takes(c)) {
                    pattern = after;
                    rest = chars.as_str();
                    continue;
                }
            }
            None => {
                if rest.is_empty() {
                    return true;
                }
            }
        }
        if let Some((after, at)) = in_part {
            let mut chars = at.chars();
            if chars.next().is_some_and(|c| c != ':') {
                in_part = Some((after, chars.as_str()));
                pattern = after;
                rest = chars.as_str();
                continue;
            }
            in_part = None;
        }
        let Some((after, at)) = any else {
            return false;
        };
        let mut chars = at.chars();
        if chars.next().is_none() {
            return false;
        }
        any = Some((after, chars.as_str()));
        pattern = after;
        rest = chars.as_str();
    }
}
