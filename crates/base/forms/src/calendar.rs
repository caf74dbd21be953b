//! Working days: Saturdays and Sundays are off, and a table says which days differ.

use std::collections::BTreeSet;

use jiff::civil::{Date, Weekday};
use serde::Deserialize;

/// The table of days off, from `services/calendar.toml`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Calendar {
    /// Years that the table knows completely.
    years: BTreeSet<i16>,
    /// Days off besides Saturdays and Sundays (listing a Saturday or a Sunday does no harm).
    non_working: BTreeSet<Date>,
    /// Saturdays and Sundays that are worked.
    #[serde(default)]
    working: BTreeSet<Date>,
}

/// Why a calendar was not taken.
#[derive(Debug, thiserror::Error)]
pub enum CalendarError {
    #[error("{file}: {problem}; write dates as \"2026-01-01\" in years, non-working and working")]
    Syntax { file: String, problem: String },
    #[error("{file}: {date} is both working and non-working; remove one")]
    Both { file: String, date: Date },
    #[error("{file}: {date} is not in any of the listed years; add its year or correct the date")]
    OtherYear { file: String, date: Date },
}

impl Calendar {
    /// Reads the table; `file` is its path, for errors.
    pub fn from_toml(text: &str, file: &str) -> Result<Self, CalendarError> {
        let file = file.to_owned();
        let calendar: Self = match toml::from_str(text) {
            Ok(calendar) => calendar,
            Err(error) => {
                // The message alone, without the quoted source: it goes into one line of a log.
                let problem = error.message().replace('\n', " ");
                return Err(CalendarError::Syntax { file, problem });
            }
        };
        if let Some(date) = calendar.working.intersection(&calendar.non_working).next() {
            return Err(CalendarError::Both { file, date: *date });
        }
        let mut dates = calendar.working.union(&calendar.non_working);
        if let Some(date) = dates.find(|date| !calendar.years.contains(&date.year())) {
            return Err(CalendarError::OtherYear { file, date: *date });
        }
        Ok(calendar)
    }

    /// Whether the table knows the year; outside, only Saturdays and Sundays count as off.
    pub fn covers(&self, year: i16) -> bool {
        self.years.contains(&year)
    }

    pub fn is_working(&self, date: Date) -> bool {
        if self.working.contains(&date) {
            return true;
        }
        let is_weekend = matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday);
        !is_weekend && !self.non_working.contains(&date)
    }
}

/// The day on which a term of `days` working days ends. The term begins on the day after `date` (ГК РФ, article 191), so
/// `days` = 1 is the next working day and 0 is `date` itself. `None` only past the last date that can be written.
pub fn add_working_days(date: Date, days: u32, calendar: &Calendar) -> Option<Date> {
    let mut end = date;
    let mut left = days;
    while left > 0 {
        end = end.tomorrow().ok()?;
        if calendar.is_working(end) {
            left -= 1;
        }
    }
    Some(end)
}

/// Working days after `from` up to `until`, inclusive: what is left of a term. 0 when it has ended.
pub fn working_days_left(from: Date, until: Date, calendar: &Calendar) -> u32 {
    let mut left = 0;
    let mut day = from;
    while day < until {
        let Ok(next) = day.tomorrow() else { break };
        day = next;
        left += u32::from(calendar.is_working(day));
    }
    left
}
