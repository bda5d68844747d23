//! The Regions that a look goes over: those known to have Connect, and the user's own.
//!
//! The user's own are kept in a file, for the practice account apart from the others. A list that can't be
//! read stops a look: leaving a Region out unsaid could lock Connect out of a bucket.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use aws_account::regions::is_of_partition;
use lockdown::ids::Region;

use crate::App;
use crate::api::{ErrorCode, ErrorView};
use crate::session::{Session, held};
use crate::view::error;

const FILE: &str = "own-regions.json";
/// More Regions than AWS has; a longer list is a mistake.
const MOST: usize = 60;

impl App {
    /// Adds a Region to those that are looked at. Returns whether a look that is under way takes it in;
    /// where none does, it counts as not read until the next one.
    ///
    /// # Errors
    /// When no account is open, the text is no Region of the account's partition, it is looked at
    /// already, or the list can't be kept.
    pub fn add_region(&self, text: &str) -> Result<bool, ErrorView> {
        let session = self.session()?;
        let text = text.trim().to_lowercase();
        let region: Region = text.parse().map_err(|_| {
            refused(
                &format!("`{text}` was not added: it is not the name of a Region."),
                "Names look like eu-west-3 or sa-east-1.",
            )
        })?;
        if !is_of_partition(&region, session.account.partition()) {
            return Err(refused(
                &format!(
                    "`{region}` was not added: it belongs to another part of AWS than this account ({}).",
                    session.account.partition()
                ),
                "Add Regions of the account's own part.",
            ));
        }
        let mut own = self.own_regions(&session)?;
        if session.account.regions().contains(&region) || own.contains(&region) {
            return Err(refused(
                &format!("`{region}` was not added: it is looked at already."),
                "",
            ));
        }
        if own.len() >= MOST {
            return Err(refused(
                &format!("`{region}` was not added: the list is full."),
                "Remove one that is not needed.",
            ));
        }
        own.insert(region.clone());
        self.keep_own_regions(&session, own)?;
        Ok(session.look_at_too(&region))
    }

    /// Takes one of the user's own Regions off the list, and out of what is looked at and was found. One in
    /// which instances were found stays.
    ///
    /// # Errors
    /// When no account is open, the Region is not one of the user's own, instances were found in it, or
    /// the list can't be kept.
    pub async fn remove_region(&self, text: &str) -> Result<(), ErrorView> {
        let session = self.session()?;
        let own = self.own_regions(&session)?;
        let Some(region) = own.iter().find(|region| region.as_str() == text).cloned() else {
            return Err(refused(
                &format!("`{text}` was not removed: it is not one of the Regions that you added."),
                "Regions that are known to have Connect are always looked at.",
            ));
        };
        if !session.look_away_from(&region).await {
            return Err(refused(
                &format!("`{region}` was not removed: it has Connect instances."),
                "Their roles have to be known before a bucket that they use is locked.",
            ));
        }
        // Another may have been added in the meantime.
        let mut own = self.own_regions(&session)?;
        own.remove(&region);
        self.keep_own_regions(&session, own).inspect_err(|_| {
            // It is on the list still, and so it is looked at.
            session.look_at_too(&region);
        })
    }

    /// Every Region that a look goes over.
    pub(crate) fn regions_to_look_at(&self, session: &Session) -> Result<Vec<Region>, ErrorView> {
        let mut regions: BTreeSet<Region> = session.account.regions().into_iter().collect();
        regions.extend(self.own_regions(session)?);
        Ok(regions.into_iter().collect())
    }

    /// The user's own Regions that belong to the account's partition.
    fn own_regions(&self, session: &Session) -> Result<BTreeSet<Region>, ErrorView> {
        let own = read(&self.own_regions_file(session)).map_err(|failed| {
            error::plain(
                ErrorCode::Other,
                format!(
                    "The list of your own Regions can't be read: {failed}. Nothing was looked at."
                ),
                "Mend or delete the file, then look again.",
            )
        })?;
        let partition = session.account.partition();
        let here: BTreeSet<Region> = own
            .into_iter()
            .filter(|region| is_of_partition(region, partition))
            .collect();
        held(&session.own_regions).clone_from(&here);
        Ok(here)
    }

    /// Keeps the list; Regions of other partitions stay as they are in it.
    fn keep_own_regions(&self, session: &Session, own: BTreeSet<Region>) -> Result<(), ErrorView> {
        let file = self.own_regions_file(session);
        let partition = session.account.partition();
        let mut all = own.clone();
        all.extend(
            read(&file)
                .unwrap_or_default()
                .into_iter()
                .filter(|region| !is_of_partition(region, partition)),
        );
        write(&file, &all).map_err(|failed| {
            error::caused(
                format!(
                    "The list of your own Regions can't be kept in `{}`. It is as it was.",
                    file.display()
                ),
                "Make room, or make the folder writable, then try again.",
                &failed,
            )
        })?;
        *held(&session.own_regions) = own;
        Ok(())
    }

    fn own_regions_file(&self, session: &Session) -> PathBuf {
        self.settings_dir(session.view.practice).join(FILE)
    }
}

fn refused(message: &str, help: &str) -> ErrorView {
    error::plain(ErrorCode::Other, message.to_owned(), help)
}

/// The list; empty where there is no file. An error says what is wrong, in words.
fn read(file: &Path) -> Result<BTreeSet<Region>, String> {
    let shown = file.display();
    match fs::read(file) {
        Ok(text) => serde_json::from_slice(&text).map_err(|bad| format!("`{shown}`: {bad}")),
        Err(none) if none.kind() == std::io::ErrorKind::NotFound => Ok(BTreeSet::new()),
        Err(failed) => Err(format!("`{shown}`: {failed}")),
    }
}

/// Whole or not at all: written beside it, then moved over it.
fn write(file: &Path, regions: &BTreeSet<Region>) -> std::io::Result<()> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    let new = file.with_extension("json.new");
    let mut out = fs::File::create(&new)?;
    out.write_all(&serde_json::to_vec(regions)?)?;
    out.sync_all()?;
    fs::rename(&new, file)
}
