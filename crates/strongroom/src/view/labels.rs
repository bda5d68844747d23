//! Names that people use for Connect's resource types.

/// "Call recordings" for `CALL_RECORDINGS`. A type that this version does not know is shown in
/// words made from its own name: AWS adds types.
pub(crate) fn resource_type(code: &str) -> String {
    let known = match code {
        "CHAT_TRANSCRIPTS" => "Chat transcripts",
        "CALL_RECORDINGS" => "Call recordings",
        "SCHEDULED_REPORTS" => "Scheduled reports",
        "MEDIA_STREAMS" => "Media streams",
        "CONTACT_TRACE_RECORDS" => "Contact records",
        "AGENT_EVENTS" => "Agent events",
        "REAL_TIME_CONTACT_ANALYSIS_SEGMENTS" => "Real-time analysis (deprecated)",
        "ATTACHMENTS" => "Attachments",
        "CONTACT_EVALUATIONS" => "Contact evaluations",
        "SCREEN_RECORDINGS" => "Screen recordings",
        "REAL_TIME_CONTACT_ANALYSIS_CHAT_SEGMENTS" => "Real-time chat analysis",
        "REAL_TIME_CONTACT_ANALYSIS_VOICE_SEGMENTS" => "Real-time voice analysis",
        "EMAIL_MESSAGES" => "Email messages",
        other => return spelled_out(other),
    };
    known.to_owned()
}

fn spelled_out(code: &str) -> String {
    let words = code.to_lowercase().replace('_', " ");
    let mut letters = words.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().collect::<String>() + letters.as_str())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_type_is_still_readable() {
        assert_eq!(resource_type("HOLOGRAM_RECORDINGS"), "Hologram recordings");
        assert_eq!(resource_type("CALL_RECORDINGS"), "Call recordings");
    }
}
