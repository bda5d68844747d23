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

#[cfg(test)]
mod tests {
    use super::*;

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
