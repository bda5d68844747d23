//! What CloudTrail tells of the writes of one bucket's policy, and which of them a write of ours went over.
//!
//! S3 offers no condition on the policy that a write replaces: somebody else's write may fall between our last
//! reading and our writing. Nothing in the bucket shows it then; CloudTrail's event history does, minutes later.
//!
//! What can be told from it: events have whole seconds, come late and in no order within a second. So nothing is
//! concluded before the event of our own write is there too, and what stands in the same second is said to.

use iam_policy::PrincipalIds;
use serde::{Deserialize, Serialize};
use time::{Duration, OffsetDateTime};

use crate::inventory::LivePolicy;
use crate::known::Unknown;
use crate::meaning::Meaning;

/// How long before our last reading somebody else's write may have been and not shown itself there: S3 settles in
/// seconds to minutes.
const SETTLING: Duration = Duration::minutes(1);

/// How far the time of a row and the second of an event may lie apart: AWS's clock is known from whole seconds.
const CLOCK_STEP: Duration = Duration::seconds(3);

/// How long after its row a write of ours may have been sent: it is repeated while AWS says "slow down".
const SENDING: Duration = Duration::minutes(2);

/// How long after a write its event, and any other of that moment, is to be expected in the event history. AWS names no
/// limit ("typically within an average of about 5 minutes"); our own being there says nothing of others.
/// Source: AWS CloudTrail User Guide, "How CloudTrail works".
pub const DELIVERED_WITHIN: Duration = Duration::minutes(15);

/// A write of the bucket's policy, as CloudTrail tells it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyEvent {
    /// CloudTrail's own id of it.
    pub event_id: String,
    /// When, in whole seconds.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    /// AWS's request id, as the answer to the write had it.
    pub request_id: Option<String>,
    /// Who: an ARN, or what CloudTrail names instead (an AWS service).
    pub who: String,
    /// The caller's unique id, `AROA…:session`.
    pub principal_id: Option<String>,
    /// What it put, or that it deleted the policy; nothing where the event does not hold it. The text is CloudTrail's
    /// copy: the same policy, its members in another order.
    pub wrote: Option<LivePolicy>,
    /// AWS's error code where the write was refused.
    pub refused: Option<String>,
}

/// A write of ours that was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnWrite {
    /// AWS's request id; none where the answer was lost.
    pub request_id: Option<String>,
    /// The caller's unique id.
    pub principal_id: String,
    /// When its row was stored, by AWS's clock: it was sent right after that.
    pub at: OffsetDateTime,
    /// When the policy was last read before it: not before this.
    pub read_after: OffsetDateTime,
    /// What it put.
    pub content: LivePolicy,
    /// What the last reading before it showed.
    pub over: LivePolicy,
}

/// What the event history says about a write of ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Looked {
    /// The event of our own write is not there (yet): nothing can be concluded.
    NotThere,
    /// Nobody else wrote between our reading and our writing.
    Nothing,
    /// Our write went over these, oldest first.
    Overwritten(Vec<Overwritten>),
}

/// Somebody else's write that ours went over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overwritten {
    /// The write.
    pub event: PolicyEvent,
    /// Whether it is in the same second as ours: that it came first follows from what the bucket showed
    /// afterwards, not from CloudTrail.
    pub same_second: bool,
}

/// What was found out about a target of a change by way of CloudTrail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "finding")]
pub enum TrailFinding {
    /// Nobody else wrote between our reading and our writing.
    Nothing {
        /// Whether it was looked up so long after the write that nothing more is to be expected.
        for_good: bool,
    },
    /// Our write went over somebody else's.
    Overwritten(Overwritten),
    /// Somebody else's write, by which the bucket has what it has.
    ChangedBy {
        /// The write.
        event: PolicyEvent,
    },
    /// CloudTrail does not show it yet, or never: our own write is not there, or nobody's that made the bucket what
    /// it is.
    NotThere,
    /// CloudTrail can't be read.
    Unreadable {
        /// Why.
        unknown: Unknown,
    },
}

impl OwnWrite {
    /// From when on events are of interest.
    pub fn since(&self) -> OffsetDateTime {
        self.read_after - SETTLING - CLOCK_STEP
    }

    /// What is to be stored of a look at `now`.
    pub fn findings(&self, looked: Looked, now: OffsetDateTime) -> Vec<TrailFinding> {
        match looked {
            Looked::NotThere => vec![TrailFinding::NotThere],
            Looked::Nothing => vec![TrailFinding::Nothing {
                for_good: now >= self.at + DELIVERED_WITHIN,
            }],
            Looked::Overwritten(all) => all.into_iter().map(TrailFinding::Overwritten).collect(),
        }
    }

    /// Whether this is the event of this very write: by its request id, or where the answer was lost by who wrote
    /// what and when.
    fn is(&self, event: &PolicyEvent, ids: &PrincipalIds) -> bool {
        if self.request_id.is_some() {
            return event.request_id == self.request_id;
        }
        event.refused.is_none()
            && event.principal_id.as_deref().map(without_session)
                == Some(without_session(&self.principal_id))
            && event.at >= self.at - CLOCK_STEP
            && event.at <= self.at + SENDING
            && event
                .wrote
                .as_ref()
                .is_some_and(|wrote| Meaning::of(wrote, ids) == Meaning::of(&self.content, ids))
    }
}

/// The role of a session: a change may go on in another session of the same role.
fn without_session(id: &str) -> &str {
    id.split(':').next().unwrap_or_default()
}

/// Which writes of others `own` went over. `is_ours` knows the request ids of all our writes; `seen_after` is what
/// somebody else's policies the bucket showed after it: those came later and were not written over.
pub fn overwritten(
    own: &OwnWrite,
    is_ours: impl Fn(&str) -> bool,
    seen_after: &[LivePolicy],
    events: &[PolicyEvent],
    ids: &PrincipalIds,
) -> Looked {
    let Some(own_event) = events.iter().find(|event| own.is(event, ids)) else {
        return Looked::NotThere;
    };
    let over = Meaning::of(&own.over, ids);
    let later: Vec<Meaning> = seen_after.iter().map(|p| Meaning::of(p, ids)).collect();
    let ours = |event: &PolicyEvent| event.request_id.as_deref().is_some_and(&is_ours);
    let mut before: Vec<&PolicyEvent> = events
        .iter()
        .filter(|event| event.refused.is_none() && event.at <= own_event.at)
        .filter(|event| event.at >= own.since() && event.event_id != own_event.event_id)
        .collect();
    // Newest first. Within a second somebody else's counts as the later one: it is then looked at, not passed over.
    before.sort_by_key(|event| (std::cmp::Reverse(event.at), ours(event)));
    let mut found = Vec::new();
    for event in before {
        let meaning = event.wrote.as_ref().map(|wrote| Meaning::of(wrote, ids));
        // What stood there when we read it: whatever came before that, we did not go over.
        if ours(event) || meaning.as_ref() == Some(&over) {
            break;
        }
        let same_second = event.at == own_event.at;
        if same_second && meaning.is_some_and(|meaning| later.contains(&meaning)) {
            continue;
        }
        found.push(Overwritten {
            event: event.clone(),
            same_second,
        });
    }
    if found.is_empty() {
        return Looked::Nothing;
    }
    found.reverse();
    Looked::Overwritten(found)
}

/// Whose write made the bucket what it is: the newest one that put `live`, and is not ours.
pub fn changed_by<'a>(
    live: &LivePolicy,
    is_ours: impl Fn(&str) -> bool,
    events: &'a [PolicyEvent],
    ids: &PrincipalIds,
) -> Option<&'a PolicyEvent> {
    let meaning = Meaning::of(live, ids);
    events
        .iter()
        .filter(|event| event.refused.is_none())
        .filter(|event| !event.request_id.as_deref().is_some_and(&is_ours))
        .filter(|event| {
            event
                .wrote
                .as_ref()
                .is_some_and(|wrote| Meaning::of(wrote, ids) == meaning)
        })
        .max_by_key(|event| event.at)
}

#[cfg(test)]
mod tests {
    use super::*;

    const OURS: &str = "OURS";

    fn policy(name: &str) -> LivePolicy {
        LivePolicy::Text(format!(
            r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Deny","Principal":"*","Action":"s3:DeleteObject","Resource":"arn:aws:s3:::b/{name}"}}]}}"#
        ))
    }

    fn second(second: i64) -> OffsetDateTime {
        OffsetDateTime::UNIX_EPOCH + Duration::days(20_000) + Duration::seconds(second)
    }

    fn event(at: i64, request: &str, wrote: LivePolicy) -> PolicyEvent {
        PolicyEvent {
            event_id: format!("{request}-{at}"),
            at: second(at),
            request_id: Some(request.to_owned()),
            who: "arn:aws:iam::123456789012:user/sam".to_owned(),
            principal_id: Some("AIDASAM".to_owned()),
            wrote: Some(wrote),
            refused: None,
        }
    }

    fn own() -> OwnWrite {
        OwnWrite {
            request_id: Some(OURS.to_owned()),
            principal_id: "AROAADMIN:dana".to_owned(),
            at: second(100),
            read_after: second(98),
            content: policy("Lock"),
            over: policy("Before"),
        }
    }

    fn look(own: &OwnWrite, events: &[PolicyEvent]) -> Looked {
        let ours = |id: &str| id.starts_with(OURS);
        overwritten(own, ours, &[], events, &PrincipalIds::default())
    }

    fn went_over(looked: Looked) -> Vec<(String, bool)> {
        match looked {
            Looked::Overwritten(all) => all
                .into_iter()
                .map(|one| (one.event.event_id, one.same_second))
                .collect(),
            _ => Vec::new(),
        }
    }

    #[test]
    fn a_write_in_between_is_found_and_one_of_the_same_second_is_said_to_be() {
        let mine = event(101, OURS, policy("Lock"));
        for (at, same_second) in [(99, false), (101, true)] {
            let events = [event(at, "THEIRS", policy("Theirs")), mine.clone()];
            assert_eq!(
                went_over(look(&own(), &events)),
                [(format!("THEIRS-{at}"), same_second)]
            );
        }
    }

    #[test]
    fn nothing_is_concluded_before_our_own_write_is_there() {
        let events = [event(99, "THEIRS", policy("Theirs"))];
        assert_eq!(look(&own(), &events), Looked::NotThere);
        assert_eq!(look(&own(), &[]), Looked::NotThere);
    }

    #[test]
    fn what_was_undone_before_we_read_was_refused_or_came_later_was_not_written_over() {
        let mine = event(101, OURS, policy("Lock"));
        let refused = PolicyEvent {
            refused: Some("AccessDenied".to_owned()),
            ..event(99, "THEIRS", policy("Theirs"))
        };
        let cases = [
            vec![
                event(60, "THEIRS", policy("Theirs")),
                event(70, "BACK", policy("Before")),
                mine.clone(),
            ],
            vec![
                event(60, "THEIRS", policy("Theirs")),
                event(70, "OURS-BEFORE", policy("Else")),
                mine.clone(),
            ],
            vec![refused, mine.clone()],
            vec![mine.clone(), event(102, "THEIRS", policy("Theirs"))],
            vec![event(20, "THEIRS", policy("Theirs")), mine],
        ];
        for events in cases {
            assert_eq!(look(&own(), &events), Looked::Nothing, "{events:#?}");
        }
    }

    #[test]
    fn every_write_since_what_we_read_is_named_oldest_first() {
        let mut unknown = event(100, "DELETED", LivePolicy::None);
        unknown.wrote = None;
        let events = [
            event(101, OURS, policy("Lock")),
            unknown,
            event(99, "THEIRS", policy("Theirs")),
            event(97, "BACK", policy("Before")),
        ];
        let names: Vec<String> = went_over(look(&own(), &events))
            .into_iter()
            .map(|(name, _)| name)
            .collect();
        assert_eq!(names, ["THEIRS-99", "DELETED-100"]);
    }

    #[test]
    fn a_write_of_the_same_second_that_the_bucket_showed_afterwards_came_later() {
        let events = [
            event(101, OURS, policy("Lock")),
            event(101, "THEIRS", policy("Theirs")),
        ];
        let ours = |id: &str| id == OURS;
        let ids = PrincipalIds::default();
        let looked = overwritten(&own(), ours, &[policy("Theirs")], &events, &ids);
        assert_eq!(looked, Looked::Nothing);
    }

    #[test]
    fn a_write_whose_answer_was_lost_is_known_by_who_wrote_what() {
        let lost = OwnWrite {
            request_id: None,
            ..own()
        };
        let mut mine = event(101, "UNKNOWN", policy("Lock"));
        assert_eq!(look(&lost, std::slice::from_ref(&mine)), Looked::NotThere);
        mine.principal_id = Some("AROAADMIN:dana".to_owned());
        let events = [event(100, "THEIRS", policy("Theirs")), mine];
        assert_eq!(
            went_over(look(&lost, &events)),
            [("THEIRS-100".to_owned(), false)]
        );
    }

    #[test]
    fn the_newest_write_of_what_is_there_changed_it() {
        let ids = PrincipalIds::default();
        let ours = |id: &str| id == OURS;
        let events = [
            event(10, "FIRST", policy("Theirs")),
            event(20, "AGAIN", policy("Theirs")),
            event(30, OURS, policy("Theirs")),
            event(40, "ELSE", policy("Else")),
        ];
        let by = changed_by(&policy("Theirs"), ours, &events, &ids);
        assert_eq!(by.and_then(|by| by.request_id.as_deref()), Some("AGAIN"));
        assert_eq!(changed_by(&LivePolicy::None, ours, &events, &ids), None);
    }
}
