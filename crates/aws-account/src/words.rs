//! Texts of causes, and what must not be in them.

use std::error::Error;

/// An error with all of its causes, each said once.
pub(crate) fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        let words = cause.to_string();
        if !text.contains(&words) {
            text.push_str(": ");
            text.push_str(&words);
        }
        next = cause.source();
    }
    text
}

/// The text without what a `credential_process` wrote: it may hold credentials.
pub(crate) fn without_secrets(text: &str) -> String {
    let ends = [
        "Stderr:",
        "could not parse response",
        "could not decode output",
    ];
    let cut = ends.iter().filter_map(|end| text.find(end)).min();
    match cut.and_then(|at| text.get(..at)) {
        Some(before) => format!(
            "{} (its output is not shown)",
            before.trim_end_matches([' ', '.', ',', ':'])
        ),
        None => text.to_owned(),
    }
}

/// What a `credential_process` did: the program, how it ended, the PATH it was looked for in. Neither its
/// arguments nor its output, which may hold secrets. None where the words are not about one.
pub(crate) fn process_words(words: &str, command: &str, path: &str) -> Option<String> {
    if !words.contains("external process") {
        return None;
    }
    let program = program_of(command);
    let did = if let Some((_, rest)) = words.split_once("exited with code ") {
        let end = [" (its", ". Stderr"]
            .iter()
            .filter_map(|end| rest.find(end))
            .min();
        let status = end.and_then(|end| rest.get(..end)).unwrap_or(rest);
        format!("ended with {status}")
    } else if words.contains("output is not shown") {
        "answered in a form that is not the one AWS asks for".to_owned()
    } else {
        "can't be started".to_owned()
    };
    Some(format!(
        "its credential process `{program}` {did}; its arguments and its output are not shown. The PATH is `{path}`"
    ))
}

/// The first word of a command, which may be in quotes. The shell takes `NAME=value` words before it as
/// variables, and their values may be secrets.
fn program_of(command: &str) -> &str {
    let mut command = command.trim_start();
    while let Some(rest) = after_variable(command) {
        command = rest;
    }
    for quote in ['"', '\''] {
        if let Some(rest) = command.strip_prefix(quote) {
            return rest.split(quote).next().unwrap_or_default();
        }
    }
    command.split_whitespace().next().unwrap_or_default()
}

/// What follows a `NAME=value` word, whose value may be in quotes; none where the command begins otherwise.
fn after_variable(command: &str) -> Option<&str> {
    let (name, value) = command.split_once('=')?;
    let is_name = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
    if name.is_empty() || !name.bytes().all(is_name) {
        return None;
    }
    let mut quote = None;
    let end = value.find(|letter: char| match quote {
        Some(open) => {
            if letter == open {
                quote = None;
            }
            false
        }
        None if letter == '"' || letter == '\'' => {
            quote = Some(letter);
            false
        }
        None => letter.is_whitespace(),
    });
    Some(
        end.and_then(|end| value.get(end..))
            .unwrap_or_default()
            .trim_start(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_is_told_by_its_program_its_end_and_the_path() {
        let words = "external process exited with code exit status: 127 (its output is not shown)";
        let told = process_words(words, "\"/opt/my app/keys\" --token hush", "/usr/bin:/bin");
        assert_eq!(
            told.as_deref(),
            Some(
                "its credential process `/opt/my app/keys` ended with exit status: 127; its arguments and its output \
                 are not shown. The PATH is `/usr/bin:/bin`"
            )
        );
        assert_eq!(process_words("no answer", "keys", ""), None);
        assert_eq!(program_of("keys --token hush"), "keys");
        assert_eq!(
            program_of("TOKEN=hush OTHER='hu sh' /opt/keys x=y"),
            "/opt/keys"
        );
        assert_eq!(program_of("TOKEN=hush"), "");
    }

    #[test]
    fn the_output_of_a_credential_process_is_cut_off() {
        let text = "external process exited with code exit status: 3. Stderr: AWS_SECRET=wJalr";
        assert_eq!(
            without_secrets(text),
            "external process exited with code exit status: 3 (its output is not shown)"
        );
        assert_eq!(without_secrets("no answer"), "no answer");
    }
}
