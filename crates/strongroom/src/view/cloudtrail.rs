//! What CloudTrail told, in words. What it does not tell is never shown as "nobody".

use journal::{ChangeRecord, TargetRecord, TrailRecord};
use lockdown::inventory::LivePolicy;
use lockdown::plan::diff_lines;
use lockdown::trail::{DELIVERED_WITHIN, PolicyEvent, TrailFinding};
use time::OffsetDateTime;

use super::{plan, time, unknown};
use crate::api::{ForeignWriteView, TrailView};
use crate::change::cloudtrail::{asked_about, restore_id};

/// What is known about a target; none where there is nothing to be asked.
pub(crate) fn view(
    record: &ChangeRecord,
    entry: &TargetRecord,
    known: &[TrailRecord],
    before: &LivePolicy,
    now: OffsetDateTime,
) -> Option<TrailView> {
    entry.target.bucket()?;
    let steps = asked_about(record, entry);
    let last_step = *steps.last()?;
    let about: Vec<&TrailRecord> = known
        .iter()
        .filter(|known| known.key == entry.target.key())
        .collect();
    let writes: Vec<ForeignWriteView> = about
        .iter()
        .filter_map(|known| write(known, before))
        .collect();
    // What was found last about each step; the least certain one is what is said.
    let last = |step: usize| {
        let mut all = about.iter().filter(|known| known.step == step);
        all.next_back().map(|known| &known.finding)
    };
    let latest: Vec<Option<&TrailFinding>> = steps.iter().map(|step| last(*step)).collect();
    let unreadable = latest.iter().find_map(|finding| match finding {
        Some(TrailFinding::Unreadable { unknown }) => Some(unknown),
        _ => None,
    });
    let any = |wanted: fn(Option<&TrailFinding>) -> bool| latest.iter().copied().any(wanted);
    let is_late = entry
        .steps
        .get(last_step)
        .is_some_and(|step| now > step.at + DELIVERED_WITHIN * 2);
    let (state, words) = if let Some(why) = unreadable {
        (
            "unreadable",
            unreadable_words(&unknown::view(why, "CloudTrail").words),
        )
    } else if latest.contains(&None) {
        (
            "not_asked",
            "CloudTrail was not asked yet whether somebody else wrote in the same instant."
                .to_owned(),
        )
    } else if any(|finding| matches!(finding, Some(TrailFinding::NotThere))) {
        ("waiting", waiting_words(is_late).to_owned())
    } else if !writes.is_empty() {
        ("found", found_words(&writes).to_owned())
    } else if any(|finding| matches!(finding, Some(TrailFinding::Nothing { for_good: false }))) {
        (
            "nothing_yet",
            "CloudTrail shows nobody else's write between our reading and our writing so far. Events may come up to \
             15 minutes late."
                .to_owned(),
        )
    } else {
        (
            "nothing",
            "By CloudTrail, nobody else wrote between our reading and our writing.".to_owned(),
        )
    };
    Some(TrailView {
        state: state.to_owned(),
        words,
        unknown: unreadable.map(|why| unknown::view(why, "CloudTrail")),
        writes,
    })
}

fn unreadable_words(why: &str) -> String {
    format!(
        "{why} Whether somebody else wrote between our reading and our writing is not known: S3 itself does not tell."
    )
}

fn waiting_words(is_late: bool) -> &'static str {
    if is_late {
        "CloudTrail does not show what is asked about, though it should by now. So it says nothing about the writes of \
         others."
    } else {
        "CloudTrail does not show it yet: events come minutes late. Whether somebody else wrote between our reading and \
         our writing is not known yet."
    }
}

fn found_words(writes: &[ForeignWriteView]) -> &'static str {
    if writes.iter().any(|write| write.overwritten) {
        "CloudTrail shows that this change wrote over somebody else's write. What that put is kept here."
    } else {
        "CloudTrail shows who changed the policy."
    }
}

fn write(known: &TrailRecord, before: &LivePolicy) -> Option<ForeignWriteView> {
    let (event, overwritten, words) = match &known.finding {
        TrailFinding::Overwritten(one) => (
            &one.event,
            true,
            overwritten_words(&one.event, one.same_second),
        ),
        TrailFinding::ChangedBy { event } => {
            (event, false, format!("{} {}.", event.who, did(event)))
        }
        TrailFinding::Nothing { .. } | TrailFinding::NotThere | TrailFinding::Unreadable { .. } => {
            return None;
        }
    };
    let wrote = event.wrote.as_ref();
    Some(ForeignWriteView {
        restore: wrote.map(|_| restore_id(known)),
        who: event.who.clone(),
        at: time(event.at),
        overwritten,
        words,
        diff: wrote.map(|wrote| plan::diff(&diff_lines(before, wrote))),
        request_id: event.request_id.clone(),
    })
}

fn did(event: &PolicyEvent) -> String {
    let at = time(event.at);
    match event.wrote {
        Some(LivePolicy::None) => format!("deleted the policy at {at}"),
        Some(LivePolicy::Text(_)) => format!("put a policy at {at}"),
        None => format!("put a policy at {at}; CloudTrail does not hold its text"),
    }
}

fn overwritten_words(event: &PolicyEvent, same_second: bool) -> String {
    let order = if same_second {
        " It is in the same second as ours; that it came first follows from the bucket, which showed ours afterwards."
    } else {
        ""
    };
    format!(
        "{} {}, after the policy was read for the last time, and this change wrote over it.{order}",
        event.who,
        did(event)
    )
}
