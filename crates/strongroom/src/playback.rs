//! The playback check: the newest recordings, playing one here, opening it in Connect, and trying it
//! as someone else.

mod sound;

use std::sync::Arc;

use aws_account::object::ReadTry;
use aws_account::recordings::Recording;
use lockdown::ids::BucketName;
use tokio_util::sync::CancellationToken;

use crate::App;
use crate::api::{
    AccountChoice, ChangeView, ErrorCode, ErrorView, FetchProgress, PlayedView, PlayerReport,
    RecordingView, RecordingsView, TriedView,
};
use crate::change::checks;
use crate::session::{Session, held};
use crate::view::{self, error, overview, unknown};

/// Recordings that are listed for each instance.
const EACH: usize = 5;
/// How far the player must have come, in seconds.
const FAR_ENOUGH: f64 = 0.5;
/// How far the player's duration may be from the file's, in seconds.
const SAME_DURATION: f64 = 0.25;

impl App {
    /// The newest recordings of a bucket. A recording that Connect wrote after a lock on trial was in
    /// force is noted in the history.
    ///
    /// # Errors
    /// When no account is open or the bucket was not found in the look at it.
    pub async fn recordings(&self, bucket: &str) -> Result<RecordingsView, ErrorView> {
        let session = self.session()?;
        let inventory = session.inventory()?;
        let found = bucket
            .parse::<BucketName>()
            .ok()
            .and_then(|name| inventory.buckets.get(&name));
        let found = found.ok_or_else(|| {
            error::plain(
                ErrorCode::Other,
                format!("The bucket `{bucket}` was not found in this account."),
                "",
            )
        })?;
        let zone = iana_time_zone::get_timezone().unwrap_or_else(|_| "UTC".to_owned());
        let recordings = session
            .account
            .recordings(&inventory, found, EACH, &zone)
            .await;
        session.remember_recordings(&recordings.found);
        self.note_new_recordings(&session, &found.name, &recordings.found)
            .await;
        let name =
            |recording: &Recording| inventory.instance(&recording.instance).map(overview::name);
        Ok(RecordingsView {
            bucket: bucket.to_owned(),
            recordings: recordings
                .found
                .iter()
                .map(|one| row(one, name(one)))
                .collect(),
            unknown: recordings
                .unknown
                .iter()
                .map(|why| unknown::view(why, &format!("the recordings of `{bucket}`")))
                .collect(),
        })
    }

    /// Notes recordings that Connect stored after a lock was in force: the object itself has to be
    /// there, written since; that Connect names a place for it proves nothing.
    async fn note_new_recordings(
        &self,
        session: &Session,
        bucket: &BucketName,
        found: &[Recording],
    ) {
        let Some(record) = checks::trial_on(session, bucket) else {
            return;
        };
        let Some(since) = checks::bites_since(self.settings(), session, &record, bucket) else {
            return;
        };
        // The Date header and an object's time have whole seconds.
        let since = since.replace_nanosecond(0).unwrap_or(since);
        for recording in found
            .iter()
            .filter(|one| one.recorded_at.is_some_and(|at| at >= since))
        {
            let account = &session.account;
            let written = account
                .written_at(bucket, &recording.region, &recording.key)
                .await;
            if !written.is_ok_and(|at| at.is_some_and(|at| at >= since)) {
                continue;
            }
            let words = format!("Connect stored {}.", recording.key);
            let about = Some((bucket, Some(&recording.instance)));
            // Only a convenience: the check stays open where this can't be stored.
            drop(checks::note(
                session,
                &record,
                about,
                checks::NEW_RECORDING,
                &words,
                true,
            ));
        }
    }

    /// Fetches a recording whole, with the app's own credentials.
    ///
    /// # Errors
    /// When it can't be read or the user cancelled.
    pub async fn fetch_recording(
        &self,
        recording: &str,
        on_progress: impl Fn(FetchProgress) + Send + Sync + 'static,
    ) -> Result<Vec<u8>, ErrorView> {
        let session = self.session()?;
        let wanted = session.recording(recording)?;
        let cancel = CancellationToken::new();
        std::mem::replace(&mut *held(&session.fetching), cancel.clone()).cancel();
        let small = |bytes: u64| u32::try_from(bytes).unwrap_or(u32::MAX);
        let fetched = session.account.fetch_object(
            &wanted.bucket,
            &wanted.region,
            &wanted.key,
            |progress| {
                on_progress(FetchProgress {
                    done: small(progress.done),
                    total: progress.total.map(small),
                });
            },
            &cancel,
        );
        let bytes = fetched
            .await
            .map_err(|failed| error::call(&format!("read `{}`", wanted.key), &failed))?;
        session.remember_duration(recording, sound::duration(&bytes));
        Ok(bytes)
    }

    /// Stops fetching.
    pub fn cancel_fetch(&self) {
        if let Some(session) = self.open_session() {
            held(&session.fetching).cancel();
        }
    }

    /// Judges what the player saw: no media error, time went past half a second, and the duration is
    /// the file's.
    ///
    /// # Errors
    /// When no account is open or the recording is not known.
    pub fn recording_played(&self, report: &PlayerReport) -> Result<PlayedView, ErrorView> {
        let session = self.session()?;
        let recording = session.recording(&report.recording)?;
        let file = session.duration(&report.recording);
        let (played, words) = judge(report, file);
        if let Some(record) = checks::trial_on(&session, &recording.bucket) {
            let about = Some((&recording.bucket, Some(&recording.instance)));
            checks::note(
                &session,
                &record,
                about,
                checks::PLAYED_HERE,
                &words,
                played,
            )?;
        }
        Ok(PlayedView { played, words })
    }

    /// The address of the recording's contact in Connect.
    ///
    /// # Errors
    /// When Connect does not name the contact.
    pub fn contact_page(&self, recording: &str) -> Result<String, ErrorView> {
        let recording = self.session()?.recording(recording)?;
        recording.contact_url.ok_or_else(|| {
            error::plain(
                ErrorCode::Other,
                "Connect names no contact for this recording, so there is no page to open.",
                "Open Contact search in Connect and look for the recording's time.",
            )
        })
    }

    /// The user says whether the recording played in Connect. "No" rolls a trial back at once.
    ///
    /// # Errors
    /// When the history can't be written, or rolling back fails.
    pub async fn said_in_connect(
        &self,
        recording: &str,
        played: bool,
    ) -> Result<Option<ChangeView>, ErrorView> {
        let session = self.session()?;
        let recording = session.recording(recording)?;
        let Some(record) = checks::trial_on(&session, &recording.bucket) else {
            return Ok(None);
        };
        let verb = if played { "played" } else { "did not play" };
        let words = format!("{} {verb} in Connect.", recording.key);
        let about = Some((&recording.bucket, Some(&recording.instance)));
        checks::note(&session, &record, about, checks::HEARD, &words, played)?;
        if played {
            return session.change_view(record.summary.id).map(Some);
        }
        self.roll_back(&record.summary.id.to_string(), Some(words))
            .await
            .map(Some)
    }

    /// Tries to read the same recording with another profile.
    ///
    /// # Errors
    /// When no account is open or the profile can't be used.
    pub async fn try_as(
        &self,
        profile: &AccountChoice,
        recording: &str,
    ) -> Result<TriedView, ErrorView> {
        let session = self.session()?;
        let recording = session.recording(recording)?;
        if profile.practice != session.view.practice {
            return Err(error::plain(
                ErrorCode::Other,
                "This profile is not one of the open account's kind.",
                "",
            ));
        }
        let other = Arc::new(self.sign_in(profile, true).await?);
        let tried = other
            .try_read(&recording.bucket, &recording.region, &recording.key)
            .await;
        let arn = other.identity().arn.to_string();
        let view = tried_view(&profile.profile, arn, tried);
        if view.proves_lock
            && let Some(record) = checks::trial_on(&session, &recording.bucket)
        {
            checks::note(
                &session,
                &record,
                Some((&recording.bucket, None)),
                checks::LOCK_BITES,
                &view.words,
                true,
            )?;
        }
        Ok(view)
    }
}

fn row(recording: &Recording, instance: Option<String>) -> RecordingView {
    RecordingView {
        id: id(recording),
        bucket: recording.bucket.to_string(),
        key: recording.key.clone(),
        contact_id: recording.contact_id.clone(),
        instance_key: Some(overview::key(&recording.instance)),
        instance,
        size: recording
            .size
            .map(|bytes| u32::try_from(bytes).unwrap_or(u32::MAX)),
        recorded_at: recording.recorded_at.map(view::time),
        contact_url: recording.contact_url.clone(),
    }
}

/// How a recording is referred to: bucket and key.
pub(crate) fn id(recording: &Recording) -> String {
    format!("{}/{}", recording.bucket, recording.key)
}

fn judge(report: &PlayerReport, file: Option<f64>) -> (bool, String) {
    if let Some(problem) = &report.error {
        return (false, format!("The recording did not play: {problem}."));
    }
    if report.reached.is_nan() || report.reached <= FAR_ENOUGH {
        return (
            false,
            "The recording did not get past its first half second.".to_owned(),
        );
    }
    match file {
        Some(file) if (file - report.duration).abs() > SAME_DURATION => (
            false,
            format!(
                "The player found {:.1} s of sound, the file has {file:.1} s.",
                report.duration
            ),
        ),
        Some(file) => (
            true,
            format!("The recording played here: {file:.1} s of sound."),
        ),
        None => (
            report.duration.is_finite() && report.duration > FAR_ENOUGH,
            format!(
                "The recording played here: {:.1} s of sound. It is no WAV file, so its own length is not known.",
                report.duration
            ),
        ),
    }
}

fn tried_view(profile: &str, arn: String, tried: ReadTry) -> TriedView {
    let (outcome, proves_lock, words, detail) = match tried {
        ReadTry::Read => (
            "read",
            false,
            format!("{profile} could read the recording."),
            None,
        ),
        ReadTry::RefusedByLock(why) => (
            "refused_by_lock",
            true,
            format!("{profile} was refused by the bucket's policy: the lock is in force."),
            Some(why.message),
        ),
        ReadTry::RefusedOtherwise(why) => (
            "refused_otherwise",
            false,
            format!(
                "{profile} was refused, but not by the lock as far as AWS says. This proves nothing about the lock."
            ),
            Some(why.message),
        ),
        ReadTry::NotFound(why) => (
            "failed",
            false,
            format!("{profile} found no such recording. This proves nothing about the lock."),
            Some(why.message),
        ),
        ReadTry::Failed(why) => (
            "failed",
            false,
            format!("It could not be tried as {profile}. This proves nothing about the lock."),
            Some(why.to_string()),
        ),
    };
    TriedView {
        profile: profile.to_owned(),
        arn: Some(arn),
        outcome: outcome.to_owned(),
        proves_lock,
        words,
        detail,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(duration: f64, reached: f64, error: Option<&str>) -> PlayerReport {
        PlayerReport {
            recording: "b/k".to_owned(),
            duration,
            reached,
            error: error.map(str::to_owned),
        }
    }

    #[test]
    fn played_means_sound_of_the_files_length() {
        assert!(judge(&report(3.0, 0.8, None), Some(3.0)).0);
        assert!(!judge(&report(3.0, 0.5, None), Some(3.0)).0);
        assert!(!judge(&report(3.0, 0.8, Some("MediaError 4")), Some(3.0)).0);
        assert!(!judge(&report(1.0, 0.8, None), Some(3.0)).0);
        assert!(!judge(&report(3.0, f64::NAN, None), Some(3.0)).0);
    }
}
