//! The SDK's moments as ours.

use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;
use time::OffsetDateTime;

pub(crate) fn moment(wire: Option<DateTime>) -> Option<OffsetDateTime> {
    OffsetDateTime::from_unix_timestamp_nanos(wire?.as_nanos()).ok()
}

pub(crate) fn to_wire(moment: OffsetDateTime) -> DateTime {
    DateTime::from_secs(moment.unix_timestamp())
}

/// A Date header: `Sun, 22 Nov 2026 04:05:06 GMT`.
pub(crate) fn http_date(text: &str) -> Option<OffsetDateTime> {
    let date = DateTime::from_str(text, Format::HttpDate).ok()?;
    OffsetDateTime::from_unix_timestamp(date.secs()).ok()
}
