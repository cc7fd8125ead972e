//! Days of the calendar, counted from 1 January 1970: quick to compare, to add to and to write.

use std::fmt;

/// A day of the (proleptic Gregorian) calendar, as the number of days since 1 January 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Day(pub i32);

impl Day {
    /// The day of a year, month (1 to 12) and day of the month (from 1). A day beyond the month's end runs on into the
    /// next month. (Howard Hinnant’s `days_from_civil`.)
    #[must_use]
    pub fn of(year: i32, month: i32, day: i32) -> Self {
        let year = if month <= 2 { year - 1 } else { year };
        let era = year.div_euclid(400);
        let year_of_era = year - era * 400;
        let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        Self(era * 146_097 + day_of_era - 719_468)
    }

    /// Year, month (1 to 12) and day of the month.
    #[must_use]
    pub fn parts(self) -> (i32, i32, i32) {
        let shifted = self.0 + 719_468;
        let era = shifted.div_euclid(146_097);
        let day_of_era = shifted - era * 146_097;
        let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted_month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
        let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
        (year_of_era + era * 400 + i32::from(month <= 2), month, day)
    }

    /// The year.
    #[must_use]
    pub fn year(self) -> i32 {
        self.parts().0
    }

    /// A number of days later, or earlier if it is negative.
    #[must_use]
    pub fn plus(self, days: i32) -> Self {
        Self(self.0 + days)
    }

    /// Whole years from a day of birth until this day.
    #[must_use]
    pub fn age_of(self, born: Self) -> i32 {
        let ((year, month, day), (born_year, born_month, born_day)) = (self.parts(), born.parts());
        year - born_year - i32::from((month, day) < (born_month, born_day))
    }
}

impl fmt::Display for Day {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.parts();
        write!(formatter, "{year:04}-{month:02}-{day:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_go_there_and_back() {
        assert_eq!((Day::of(1970, 1, 1).0, Day::of(2000, 3, 1).0, Day::of(1969, 12, 31).0), (0, 11_017, -1));
        for number in (-50_000..40_000).step_by(13) {
            let (year, month, day) = Day(number).parts();
            assert_eq!(Day::of(year, month, day), Day(number));
        }
        assert_eq!(Day::of(2024, 2, 29).to_string(), "2024-02-29");
    }

    #[test]
    fn an_age_changes_on_the_birthday() {
        let born = Day::of(2000, 6, 15);
        assert_eq!((Day::of(2010, 6, 14).age_of(born), Day::of(2010, 6, 15).age_of(born)), (9, 10));
    }
}
