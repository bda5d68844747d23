//! The first two pages: the account and the overview.

use std::time::Duration;

use super::Play;
use crate::drive::Role;
use crate::job::{JobError, Onlooker, StepKind};

/// Regions that don't answer take until the app gives them up.
const DISCOVERY: Duration = Duration::from_mins(3);

/// A bucket with the recordings of one instance, whose role is the one that `practice-connect` is.
const BUCKET: &str = "northwind-support-recordings";

/// Rows of the table of buckets: name, state, uses. A table's rows have no names of their own.
const BUCKETS: &str = r"
    const table = [...document.querySelectorAll('table')].find(
        (table) => [...table.querySelectorAll('th')].some((cell) => cell.innerText.trim() === 'Bucket'));
    return [...(table?.querySelectorAll('tbody tr') ?? [])].map((row) => ({
        name: row.querySelector('a')?.innerText.trim() ?? '', text: row.innerText.replace(/\s+/g, ' ') }));
";

pub(super) async fn open_practice_account(
    play: &mut Play<'_, impl Onlooker>,
) -> Result<(), JobError> {
    play.window()
        .press(Role::Button, "Open practice account")
        .await?;
    let text = play.until(Duration::from_mins(1), "PRACTICE", &[]).await?;
    let who = between(&text, "PRACTICE ", " Change account").unwrap_or_default();
    play.done(StepKind::Opened, format!("practice account open: {who}"))
        .await
}

pub(super) async fn look_over_all_regions(
    play: &mut Play<'_, impl Onlooker>,
) -> Result<(), JobError> {
    play.window()
        .find_within(DISCOVERY, Role::Button, "Look again")
        .await?;
    let text = play.window().text().await?;
    let Some((instances, buckets)) = counts(&text) else {
        return play
            .wrong("the overview doesn't say how many instances and buckets were found")
            .await;
    };
    let Some(bucket) = open_bucket_with_recordings(play).await? else {
        return play
            .wrong(format!(
                "`{BUCKET}` is not in the table as an open bucket with call recordings"
            ))
            .await;
    };
    play.outcome.instances = instances;
    play.outcome.buckets = buckets;
    play.outcome.bucket = bucket;
    let line = format!(
        "all Regions looked at: {instances} instances, {buckets} buckets; {} holds call recordings and is open",
        play.outcome.bucket
    );
    play.done(StepKind::Found, line).await
}

/// Waits until all Regions were looked at again, as after a restart; what is found is not told.
pub(super) async fn wait_for_the_look(play: &Play<'_, impl Onlooker>) -> Result<(), JobError> {
    let window = play.window();
    window
        .find_within(DISCOVERY, Role::Button, "Look again")
        .await?;
    Ok(())
}

/// The bucket to lock, if the table shows it with call recordings and without a lock.
async fn open_bucket_with_recordings(
    play: &Play<'_, impl Onlooker>,
) -> Result<Option<String>, JobError> {
    let rows = play.window().run(BUCKETS, vec![]).await?;
    let bucket = rows.as_array().into_iter().flatten().find_map(|row| {
        let name = row.get("name")?.as_str()?;
        let text = row.get("text")?.as_str()?;
        let open = text.contains(" Open ") && text.contains("Call recordings");
        (open && name == BUCKET).then(|| name.to_owned())
    });
    Ok(bucket)
}

/// "7 instances and 12 buckets" → (7, 12).
fn counts(text: &str) -> Option<(usize, usize)> {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.windows(5).find_map(|window| match window {
        [instances, "instance" | "instances", "and", buckets, word]
            if word.trim_end_matches(',').starts_with("bucket") =>
        {
            Some((instances.parse().ok()?, buckets.parse().ok()?))
        }
        _ => None,
    })
}

/// The text between two others.
pub(super) fn between<'a>(text: &'a str, from: &str, to: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(from)?;
    let (inside, _) = rest.split_once(to)?;
    Some(inside.trim())
}

#[cfg(test)]
mod tests {
    use super::{between, counts};

    #[test]
    fn the_numbers_are_read_from_the_page() {
        assert_eq!(
            counts("Overview 7 instances and 12 buckets, as of 9:14"),
            Some((7, 12))
        );
        assert_eq!(counts("1 instance and 1 bucket"), Some((1, 1)));
        assert_eq!(counts("Buckets (12)"), None);
    }

    #[test]
    fn a_text_lies_between_two_others() {
        assert_eq!(
            between("a PRACTICE b c Change account", "PRACTICE ", " Change"),
            Some("b c")
        );
        assert_eq!(between("a", "PRACTICE", "Change"), None);
    }
}
