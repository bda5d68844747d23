//! The seed: Northwind, an invented company that runs eight contact centres in three Regions.
//!
//! Everything follows from the moment it is given; two seeds made for the same moment are equal. What there is
//! to find is listed at [`buckets`](self::buckets) and [`instances`](self::instances).

mod access;
mod buckets;
pub(crate) mod calls;
mod documents;
pub(crate) mod generated;
mod instances;
mod keys;
pub(crate) mod lambda;
mod managed;
mod roles;
mod streams;
mod users;

use time::OffsetDateTime;

use super::{Account, FORMAT, Regions, World};

/// Northwind's account.
pub(crate) const ACCOUNT: &str = "604712903388";
/// The account of Meridian, a vendor: it owns one bucket and reads another.
pub(crate) const VENDOR: &str = "815530294417";
/// Northwind's organization; the vendor is not in it.
pub(crate) const ORGANIZATION: &str = "o-k2v7m4p9xq";

/// The world at `now` (practice time).
pub(crate) fn world(now: OffsetDateTime) -> World {
    let instances = instances::all();
    let mut buckets = buckets::all(now);
    let contacts = calls::place_all(now, &instances, &mut buckets);
    let roles = roles::all(&instances);
    let profiles = access::profiles();
    let keys = access::keys(&instances);
    let functions = lambda::all(&instances);
    World {
        format: FORMAT,
        seeded: now,
        clock_ahead_seconds: 0,
        account: Account {
            id: ACCOUNT.to_owned(),
            alias: Some("northwind-contact".to_owned()),
            organization: Some(ORGANIZATION.to_owned()),
            home_region: "eu-west-2".to_owned(),
            public_access_block: None,
        },
        regions: Regions {
            not_enabled: vec!["af-south-1".to_owned()],
            silent: vec!["ap-northeast-1".to_owned()],
        },
        users: users::users(),
        groups: users::groups(),
        roles,
        policies: managed::all(),
        keys,
        profiles,
        buckets,
        instances,
        contacts,
        functions,
        data_streams: streams::data(),
        delivery_streams: streams::delivery(),
        kms_keys: keys::all(),
        trail: Vec::new(),
    }
}

/// The unique id of a seeded role.
pub(crate) fn role_id(name: &str) -> String {
    crate::ids::unique("AROA", &format!("role/{name}"))
}

/// The unique id of a seeded user.
pub(crate) fn user_id(name: &str) -> String {
    crate::ids::unique("AIDA", &format!("user/{name}"))
}

/// Noon UTC of a day; the seed's days are all real ones.
fn day(year: i32, month: time::Month, day: u8) -> OffsetDateTime {
    time::Date::from_calendar_date(year, month, day).map_or(OffsetDateTime::UNIX_EPOCH, |date| {
        date.with_time(time::Time::MIDNIGHT).assume_utc()
    }) + time::Duration::hours(12)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]
    use super::*;
    use std::collections::BTreeSet;
    use time::macros::datetime;

    #[test]
    fn two_seeds_of_one_moment_are_equal() {
        let now = datetime!(2026-11-22 00:05 UTC);
        assert_eq!(world(now), world(now));
    }

    #[test]
    fn it_has_what_the_product_needs_to_find() {
        let now = datetime!(2026-11-22 00:05 UTC);
        let world = world(now);
        let regions: BTreeSet<_> = world
            .instances
            .iter()
            .map(|instance| instance.region.as_str())
            .collect();
        assert!(world.instances.len() >= 5 && regions.len() == 3);
        assert!(
            world.roles.len() + world.users.len() >= 25,
            "{}",
            world.roles.len()
        );
        for instance in &world.instances {
            let (bucket, prefix) = instance.call_recordings().unwrap();
            let today = format!("{prefix}/CallRecordings/2026/11/22/");
            let objects = &world.buckets.get(bucket).unwrap().objects;
            assert!(
                objects.keys().any(|key| key.starts_with(&today)),
                "{}",
                instance.alias
            );
            assert!(
                objects
                    .keys()
                    .any(|key| key.starts_with(prefix) && !key.starts_with(&today))
            );
            assert!(
                world.role_by_arn(&instance.service_role).is_some(),
                "{}",
                instance.alias
            );
        }
        for contact in &world.contacts {
            assert!(contact.initiated <= now);
            if let Some(place) = &contact.recording {
                assert!(
                    world
                        .buckets
                        .get(&place.bucket)
                        .unwrap()
                        .objects
                        .contains_key(&place.key)
                );
            }
        }
        let ids: BTreeSet<_> = world.roles.iter().map(|role| &role.id).collect();
        assert_eq!(ids.len(), world.roles.len());
    }
}
