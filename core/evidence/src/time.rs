//! A device's claimed time: an instant to the millisecond with the offset shown on its clock (RFC 3339).

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::fmt::temporal::{DateTimeParser, DateTimePrinter};
use jiff::tz::Offset;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{Error, Result};

/// A claimed time, for example `2019-06-09T11:40:03.120+06:00`. A claim, never a proof.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ClaimedTime {
    instant: Timestamp,
    offset: Offset,
}

impl ClaimedTime {
    /// Builds a claimed time from an instant, cut to the millisecond, and the offset from UTC on the device's clock.
    pub fn new(instant: Timestamp, offset: Offset) -> Self {
        let millisecond = instant.as_millisecond();
        let instant = Timestamp::from_millisecond(millisecond).unwrap_or(instant);
        Self { instant, offset }
    }

    /// Returns the instant, without the offset.
    pub fn instant(&self) -> Timestamp {
        self.instant
    }

    /// Returns the offset from UTC that the device showed.
    pub fn offset(&self) -> Offset {
        self.offset
    }
}

impl fmt::Display for ClaimedTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const PRINTER: DateTimePrinter = DateTimePrinter::new().precision(Some(3));
        f.write_str(&PRINTER.timestamp_with_offset_to_string(&self.instant, self.offset))
    }
}

impl FromStr for ClaimedTime {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        const PARSER: DateTimeParser = DateTimeParser::new();
        let wrong = || Error::malformed("claimed time", "not an RFC 3339 time with an offset");
        if text.len() > 40 || text.contains('[') {
            return Err(wrong());
        }
        let pieces = PARSER.parse_pieces(text).map_err(|_| wrong())?;
        let offset = pieces.to_numeric_offset().ok_or_else(wrong)?;
        let time = pieces.time().ok_or_else(wrong)?;
        let instant = offset.to_timestamp(pieces.date().to_datetime(time)).map_err(|_| wrong())?;
        Ok(Self { instant, offset })
    }
}

impl Serialize for ClaimedTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ClaimedTime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_claimed_time_keeps_its_offset_and_its_milliseconds() {
        let text = "2019-06-09T11:40:03.120+06:00";
        assert_eq!(text.parse::<ClaimedTime>().unwrap().to_string(), text);
    }

    #[test]
    fn a_time_without_an_offset_is_refused() {
        for text in ["2019-06-09T11:40:03", "2019-06-09", "11:40", "", "2019-06-09T11:40:03+06:00[Asia/Almaty]"] {
            assert!(text.parse::<ClaimedTime>().is_err(), "{text}");
        }
    }
}
