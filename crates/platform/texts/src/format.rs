//! How dates, money and sizes are written in each language.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

use crate::{Lang, Texts};

/// The space that keeps a number and its unit on one line.
const NBSP: char = '\u{a0}';

impl Texts {
    /// «22 ноября 2026».
    pub fn date(self, at: Timestamp, zone: &TimeZone) -> String {
        self.day(at.to_zoned(zone.clone()).date())
    }

    /// «22.11.2026».
    pub fn date_short(self, at: Timestamp, zone: &TimeZone) -> String {
        self.day_short(at.to_zoned(zone.clone()).date())
    }

    /// «9:30».
    pub fn time(self, at: Timestamp, zone: &TimeZone) -> String {
        time(&at.to_zoned(zone.clone()))
    }

    /// «22 ноября 2026, 9:30».
    pub fn date_time(self, at: Timestamp, zone: &TimeZone) -> String {
        let local = at.to_zoned(zone.clone());
        format!("{}, {}", self.day(local.date()), time(&local))
    }

    /// As a person would say it on the day of `now`: «сегодня, 9:02», «вчера, 18:30»,
    /// «20 ноября, 11:05» in the same year, otherwise «14 сентября 2025».
    pub fn relative(self, at: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
        let local = at.to_zoned(zone.clone());
        let today = now.to_zoned(zone.clone()).date();
        let day = local.date();
        if day == today {
            self.with1("date-today", "time", time(&local))
        } else if today.yesterday().is_ok_and(|yesterday| day == yesterday) {
            self.with1("date-yesterday", "time", time(&local))
        } else if day.year() == today.year() {
            format!("{}, {}", self.day_of_year(day), time(&local))
        } else {
            self.day(day)
        }
    }

    /// «22 ноября 2026» of a calendar date.
    pub fn day(self, date: Date) -> String {
        format!("{} {}", self.day_of_year(date), date.year())
    }

    /// «22 ноября» of a calendar date.
    pub fn day_of_year(self, date: Date) -> String {
        let month = self.get(&format!("date-month-{}", date.month()));
        format!("{}{NBSP}{month}", date.day())
    }

    /// «22.11.2026» of a calendar date, the way people type it: see [`Texts::parse_day`].
    pub fn day_short(self, date: Date) -> String {
        format!("{:02}.{:02}.{}", date.day(), date.month(), date.year())
    }

    /// Reads «22.11.2026», also «2.1.2026» and with stray spaces; `None` when there is no such day.
    pub fn parse_day(text: &str) -> Option<Date> {
        let mut parts = text.trim().split('.').map(str::trim);
        let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
        let short_digits =
            |part: &str| (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        let four_digits = year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit());
        if parts.next().is_some() || !short_digits(day) || !short_digits(month) || !four_digits {
            return None;
        }
        Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
    }

    /// Kopecks as «4 500,00 ₽», spaces unbreakable; in English «4,500.00 ₽».
    pub fn money(self, kopecks: i64) -> String {
        let (group, point) = self.separators();
        let sign = if kopecks < 0 { "−" } else { "" };
        let kopecks = kopecks.unsigned_abs();
        let rubles = group_digits(kopecks / 100, group);
        format!("{sign}{rubles}{point}{:02}{NBSP}₽", kopecks % 100)
    }

    /// A number with its thousands apart from five digits on, «12 345».
    pub fn number(self, number: i64) -> String {
        grouped(number, self.separators().0)
    }

    /// A size of a file, «1,2 МБ». A kilobyte is 1024 bytes, as upload limits count it.
    pub fn bytes(self, bytes: u64) -> String {
        const UNITS: [&str; 4] = ["size-kb", "size-mb", "size-gb", "size-tb"];
        if bytes < 1024 {
            return format!("{bytes}{NBSP}{}", self.get("size-b"));
        }
        // In tenths of the unit, so that rounding needs no floats. A value that would read
        // "1024" already belongs to the next unit.
        let mut unit = 0;
        let mut divisor = 1024_u128;
        while u128::from(bytes) * 2 >= divisor * 2047 && unit + 1 < UNITS.len() {
            divisor *= 1024;
            unit += 1;
        }
        let tenths = (u128::from(bytes) * 10 + divisor / 2) / divisor;
        let number = if tenths >= 100 || tenths.is_multiple_of(10) {
            (tenths / 10).to_string()
        } else {
            format!("{}{}{}", tenths / 10, self.separators().1, tenths % 10)
        };
        format!("{number}{NBSP}{}", self.get(UNITS[unit]))
    }

    /// Between thousands, and before the fraction.
    fn separators(self) -> (char, char) {
        match self.lang() {
            Lang::Ru => (NBSP, ','),
            Lang::En => (',', '.'),
        }
    }
}

fn time(local: &Zoned) -> String {
    format!("{}:{:02}", local.hour(), local.minute())
}

/// Digits in threes from five digits on: «4500» but «12 345».
pub(crate) fn grouped(number: i64, separator: char) -> String {
    let sign = if number < 0 { "−" } else { "" };
    let digits = number.unsigned_abs();
    if digits < 10_000 {
        return format!("{sign}{digits}");
    }
    format!("{sign}{}", group_digits(digits, separator))
}

fn group_digits(number: u64, separator: char) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3 * separator.len_utf8());
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(separator);
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    const RU: fn() -> Texts = || Texts::new(Lang::Ru);
    const EN: fn() -> Texts = || Texts::new(Lang::En);

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn dates_are_written_in_the_zone_of_the_organization() {
        let moscow = TimeZone::get("Europe/Moscow").unwrap();
        let vladivostok = TimeZone::get("Asia/Vladivostok").unwrap();
        let moment = at("2026-11-22T21:05:00Z");
        assert_eq!(RU().date(moment, &moscow), "23\u{a0}ноября 2026");
        assert_eq!(RU().date_short(moment, &moscow), "23.11.2026");
        assert_eq!(RU().time(moment, &moscow), "0:05");
        assert_eq!(
            RU().date_time(moment, &vladivostok),
            "23\u{a0}ноября 2026, 7:05"
        );
        assert_eq!(EN().date(moment, &TimeZone::UTC), "22\u{a0}November 2026");
    }

    #[test]
    fn yesterday_is_counted_by_the_calendar_not_by_hours() {
        let moscow = TimeZone::get("Europe/Moscow").unwrap();
        let now = at("2026-11-22T06:30:00Z");
        let said = |moment: &str| RU().relative(at(moment), now, &moscow);
        assert_eq!(said("2026-11-22T06:02:00Z"), "сегодня, 9:02");
        assert_eq!(said("2026-11-21T20:59:00Z"), "вчера, 23:59");
        assert_eq!(said("2026-11-20T08:05:00Z"), "20\u{a0}ноября, 11:05");
        assert_eq!(said("2025-09-14T08:05:00Z"), "14\u{a0}сентября 2025");
    }

    #[test]
    fn a_typed_date_is_read_or_refused() {
        assert_eq!(Texts::parse_day(" 1.12.2026 "), Some(date(2026, 12, 1)));
        for wrong in [
            "31.02.2026",
            "2026-12-01",
            "1.12.26",
            "01.12.2026.",
            "",
            "+1.12.2026",
            "1.12.20260",
        ] {
            assert_eq!(Texts::parse_day(wrong), None, "{wrong}");
        }
        let day = date(2026, 12, 1);
        assert_eq!(Texts::parse_day(&RU().day_short(day)), Some(day));
    }

    #[test]
    fn money_is_written_to_the_kopeck() {
        assert_eq!(RU().money(450_000), "4\u{a0}500,00\u{a0}₽");
        assert_eq!(RU().money(-5), "−0,05\u{a0}₽");
        assert_eq!(
            RU().money(12_345_678_901),
            "123\u{a0}456\u{a0}789,01\u{a0}₽"
        );
        assert_eq!(EN().money(450_000), "4,500.00\u{a0}₽");
        assert!(RU().money(i64::MIN).ends_with(",08\u{a0}₽"));
    }

    #[test]
    fn sizes_are_rounded_to_what_a_person_reads() {
        assert_eq!(RU().bytes(0), "0\u{a0}Б");
        assert_eq!(RU().bytes(1023), "1023\u{a0}Б");
        assert_eq!(RU().bytes(1_258_291), "1,2\u{a0}МБ");
        assert_eq!(RU().bytes(5 * 1024 * 1024), "5\u{a0}МБ");
        assert_eq!(RU().bytes(1024 * 1024), "1\u{a0}МБ");
        assert_eq!(EN().bytes(1_258_291), "1.2\u{a0}MB");
        assert!(RU().bytes(u64::MAX).ends_with("ТБ"));
    }

    #[test]
    fn numbers_of_five_digits_get_a_space() {
        assert_eq!(RU().number(4500), "4500");
        assert_eq!(RU().number(12_345), "12\u{a0}345");
        assert_eq!(EN().number(1_000_000), "1,000,000");
    }
}
