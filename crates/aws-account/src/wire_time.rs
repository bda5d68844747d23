//! The SDK's moments as ours.

use aws_smithy_types::DateTime;
use time::OffsetDateTime;

pub(crate) fn moment(wire: Option<DateTime>) -> Option<OffsetDateTime> {
    OffsetDateTime::from_unix_timestamp_nanos(wire?.as_nanos()).ok()
}

pub(crate) fn to_wire(moment: OffsetDateTime) -> DateTime {
    DateTime::from_secs(moment.unix_timestamp())
}
