//! Vague dates and times as spans of local minutes: the part of EDTF that forms need.
//!
//! Never makes a date more exact than the person did. Source: Library of Congress, Extended Date/Time Format, levels 0
//! to 2 in part.

/// Earliest and latest minute, local, since 1970-01-01T00:00. Infinite if open; none for "about".
pub(crate) type Bounds = Option<(f64, f64)>;

/// Longest vague date, in bytes.
const MAX_LENGTH: usize = 48;
const MINUTES: i64 = 24 * 60;

/// A calendar day in the person's own time, which `today()` returns in a form.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Day(i64);

impl Day {
    /// Reads `2019-06-09`; none when there is no such day.
    pub fn parse(text: &str) -> Option<Self> {
        let whole = text.len() == 10 && text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
        let day = if whole { day(text)? } else { return None };
        (day.0 == day.1).then_some(Self(day.0))
    }

    /// Returns true while a time that ends with the vague date `until` has certainly not ended: until the first
    /// possible day, and never for an open or approximate date.
    pub fn is_within(self, until: &str) -> bool {
        let first = read(until, false).flatten().map(|(from, _)| from);
        first.is_some_and(|from| from.is_finite() && self.bounds().0 <= from)
    }

    pub(crate) fn bounds(self) -> (f64, f64) {
        minutes((self.0, self.0))
    }
}

/// Returns true for a date that a form accepts and, if `timed`, also for a local time on a day.
pub fn is_vague_date(text: &str, timed: bool) -> bool {
    read(text, timed).is_some()
}

/// Reads `2019-06-09`, `2019-06-XX`, `2019-06~`, `a/b`, `a/..` and, if `timed`, also `2019-06-09T11:40~`. None for any
/// other text.
pub(crate) fn read(text: &str, timed: bool) -> Option<Bounds> {
    if text.len() > MAX_LENGTH {
        return None;
    }
    let Some((from, to)) = text.split_once('/') else { return point(text, timed) };
    let end = |t: &str, open: f64| match t {
        "" | ".." => Some(Some((open, open))),
        t => point(t, timed),
    };
    if matches!(from, "" | "..") && matches!(to, "" | "..") {
        return None;
    }
    match (end(from, f64::NEG_INFINITY)?, end(to, f64::INFINITY)?) {
        (Some(from), Some(to)) if from.0 > to.1 => None,
        (Some(from), Some(to)) => Some(Some((from.0, to.1))),
        // An approximate end leaves no certain bound.
        _ => Some(None),
    }
}

/// Reads `11:40` as minutes after midnight.
pub(crate) fn clock(text: &str) -> Option<u16> {
    let number = |t: &str, below: u16| {
        let digits = t.len() == 2 && t.bytes().all(|b| b.is_ascii_digit());
        t.parse::<u16>().ok().filter(|n| digits && *n < below)
    };
    let (hours, minutes) = text.split_once(':')?;
    Some(number(hours, 24)? * 60 + number(minutes, 60)?)
}

fn point(text: &str, timed: bool) -> Option<Bounds> {
    let bare = text.strip_suffix(['?', '~', '%']).unwrap_or(text);
    let bounds = match bare.split_once('T') {
        None => minutes(day(bare)?),
        Some((date, time)) if timed => {
            let day = Day::parse(date)?;
            let at = (day.0 * MINUTES + i64::from(clock(time)?)) as f64;
            (at, at)
        }
        Some(_) => return None,
    };
    Some((bare.len() == text.len()).then_some(bounds))
}

fn minutes(days: (i64, i64)) -> (f64, f64) {
    ((days.0 * MINUTES) as f64, (days.1 * MINUTES + MINUTES - 1) as f64)
}

/// Returns the first and last day that `YYYY`, `YYYY-MM` or `YYYY-MM-DD` can mean, with `X` for an unknown digit.
fn day(text: &str) -> Option<(i64, i64)> {
    let mut pieces = text.split('-');
    let (year, month, day) = (pieces.next()?, pieces.next(), pieces.next());
    if pieces.next().is_some() || year.len() != 4 || !year.bytes().all(|b| b.is_ascii_digit() || b == b'X') {
        return None;
    }
    let years = (year.replace('X', "0").parse().ok()?, year.replace('X', "9").parse().ok()?);
    let months = within(month, 12)?;
    let most = if years.0 == years.1 { month_length(years.0, months.1) } else { month_length(2000, months.1) };
    let days = match day {
        Some("XX") | None => (1, month_length(years.1, months.1)),
        Some(day) => within(Some(day), most)?,
    };
    let last = days.1.min(month_length(years.1, months.1));
    Some((number(years.0, months.0, days.0), number(years.1, months.1, last)))
}

fn within(piece: Option<&str>, most: i64) -> Option<(i64, i64)> {
    match piece {
        None | Some("XX") => Some((1, most)),
        Some(t) if t.len() == 2 && t.bytes().all(|b| b.is_ascii_digit()) => {
            t.parse().ok().filter(|n| (1..=most).contains(n)).map(|n| (n, n))
        }
        Some(_) => None,
    }
}

fn month_length(year: i64, month: i64) -> i64 {
    let leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Returns the days since 1970-01-01 in the proleptic Gregorian calendar (H. Hinnant, days_from_civil).
fn number(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_vague_date_stays_vague_and_an_impossible_one_is_refused() {
        for good in [
            "2019",
            "2019-06",
            "2019-06-09",
            "2019-06-XX",
            "2019-XX-XX",
            "201X",
            "2020-02-29",
            "2019-06-09~",
            "2019-06-09/2019-06-10",
            "2019-06-09/..",
            "../2019-06-09",
            "2019-06~/2019-07",
            "XXXX-02-29",
        ] {
            assert!(read(good, false).is_some(), "{good}");
            assert!(read(good, true).is_some(), "{good}");
        }
        for good in ["2019-06-09T11:40", "2019-06-09T11:40~", "2019-06-09T23:00/2019-06-10T01:30"] {
            assert!(read(good, true).is_some() && read(good, false).is_none(), "{good}");
        }
        for bad in [
            "",
            "/",
            "../..",
            "19",
            "2019-13",
            "2019-02-29",
            "2019-06-31",
            "2019-6-9",
            "09.06.2019",
            "2019-06-0+",
            "2019-06-10/2019-06-09",
            "2019-06-XXT11:40",
            "2019-06-09T24:00",
            "2019-06-09T11:60",
            "2019-06-09T1140",
            "a/b/c",
            "٢٠١٩",
        ] {
            assert!(read(bad, true).is_none(), "{bad}");
        }
    }

    #[test]
    fn bounds_say_the_earliest_and_the_latest_minute_it_can_have_been() {
        let bounds = |t| read(t, true).unwrap();
        assert_eq!(bounds("1970-01-01"), Some((0.0, 1439.0)));
        assert_eq!(bounds("1970-01-02T00:01"), Some((1441.0, 1441.0)));
        assert_eq!(bounds("1970-01-XX"), Some((0.0, 31.0 * 1440.0 - 1.0)));
        assert_eq!(bounds("2000-03-01").unwrap().0, 11_017.0 * 1440.0);
        assert_eq!(bounds("2019-02-28").unwrap().1 + 1.0, bounds("2019-03-01").unwrap().0);
        assert_eq!(bounds("2020-02-29").unwrap().1 + 1.0, bounds("2020-03-01").unwrap().0);
        assert_eq!(bounds("2019-06-09/..").unwrap().1, f64::INFINITY);
        assert_eq!(bounds("2019-06-09~"), None, "about has no bound");
        assert_eq!(Day::parse("2019-06-09").map(Day::bounds), bounds("2019-06-09"));
        assert_eq!(Day::parse("2019-06"), None);
        assert_eq!(clock("11:40"), Some(700));
    }

    #[test]
    fn a_time_with_a_vague_end_lasts_until_the_first_day_that_the_end_can_be() {
        let day = Day::parse("2026-06-09").unwrap();
        for until in ["2026-06-09", "2026-06-10", "2026-07", "2027", "2026-06-09/2026-06-20"] {
            assert!(day.is_within(until), "{until}");
        }
        for until in [
            "2026-06-08",
            "2026-06",
            "2026",
            "2026-06-XX",
            "2026-06-10~",
            "2026-06-01/..",
            "../2026-07-01",
            "",
            "never",
        ] {
            assert!(!day.is_within(until), "{until}");
        }
    }
}
