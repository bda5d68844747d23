//! The reasons in words.

use super::KeepReason;

impl KeepReason {
    /// The reason in a sentence.
    pub fn words(&self) -> String {
        match self {
            Self::Caller => "You are signed in with it.".to_owned(),
            Self::ServiceRole {
                name,
                bucket,
                resource_types,
                instance,
            } => format!(
                "Connect instance {name} in {} stores {} in `{bucket}` with it.",
                instance.region,
                resource_types.join(", ")
            ),
            Self::Picked => "You picked it.".to_owned(),
            Self::Replicates { bucket } => format!("It replicates out of `{bucket}`."),
            Self::Notified { bucket, function } => {
                format!(
                    "Function {} is told of new objects in `{bucket}` and runs with it.",
                    function.resource()
                )
            }
            Self::NamedInPolicy { bucket, statement } => {
                format!("Statement {statement} of `{bucket}` names it.")
            }
            Self::Delivers => "Its trust policy says that it delivers streams or logs.".to_owned(),
            Self::BreakGlass => "Its name or tags say that it is for emergencies.".to_owned(),
        }
    }
}
