//! Every rate of the generative model in one place, each with its unit and its reason. The simulation reads the
//! constants, and `docs/concepts/synthetic-place.md` holds the same list (a test keeps the two equal).

/// A rate of the model.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rate {
    /// The part of the model.
    pub group: &'static str,
    /// Its name in the code.
    pub name: &'static str,
    /// Its value.
    pub value: f64,
    /// What the value is counted in.
    pub unit: &'static str,
    /// Why this value.
    pub reason: &'static str,
}

macro_rules! rates {
    ($($group:literal { $($name:ident = $value:literal, $unit:literal, $reason:literal;)* })*) => {
        $($(#[doc = $reason] pub(crate) const $name: f64 = $value;)*)*
        /// All rates, in the order of the documentation.
        pub const RATES: &[Rate] = &[
            $($(Rate { group: $group, name: stringify!($name), value: $value, unit: $unit, reason: $reason },)*)*
        ];
    };
}

rates! {
    "Families" {
        PARTNERED_AT_40 = 0.73, "share of women of 35 to 64", "Nearly three in four live as a couple; younger and older women less (`life::found`)";
        MARRIED_SHARE = 0.78, "share of couples at the beginning", "Cohabiting couples are about a fifth of couples";
        TWIN_MATERNITY = 0.015, "per maternity", "About 15 in 1,000 maternities are multiple";
        NAMESAKE_SON = 0.03, "per son of a present father", "Fathers and sons of one name must exist to be told apart";
        COUPLE_FORMS = 0.100, "per single woman of 18 to 59 a year", "Keeps the share of couples about level";
        SAME_COMMUNITY = 0.90, "share of new couples", "Most couples share a way of naming";
        MARRIAGE = 0.085, "per unmarried couple a year", "Half of cohabiting couples marry within eight years";
        SEPARATION = 0.014, "per couple a year", "Divorces are about 9 in 1,000 married couples; unmarried couples part more often";
        SURNAME_BACK = 0.25, "per separated wife who took a surname", "Some go back to an earlier name";
        DOUBLE_CHILD = 0.04, "per child", "Children with both parents’ surnames";
        LEAVE_HOME = 0.11, "per adult child at home a year", "The median age at leaving is about 24";
    }
    "Moves" {
        MOVE_OWNER = 0.035, "per owning household a year", "Owners move about every 25 years";
        MOVE_PRIVATE = 0.20, "per private renting household a year", "A private tenancy lasts about four to five years";
        MOVE_SOCIAL = 0.055, "per social renting household a year", "Social tenants stay about twelve years";
        NEAR_MOVE = 0.55, "share of moves", "Most moves are short: the nearer of several free homes is taken";
        LEAVE_PLACE = 0.034, "per household a year", "About 4 in 100 people leave a district for elsewhere each year";
        ARRIVE = 0.046, "households per household of the first day a year", "A little more than leave: districts of this kind grow slowly";
    }
    "Homes and money" {
        RENT_PRIVATE_SHARE = 0.18, "share of homes", "English Housing Survey, shire districts, in round figures";
        RENT_SOCIAL_SHARE = 0.15, "share of homes", "The same";
        LOW_INCOME_SHARE = 0.17, "share of households", "Relative low income before housing costs; more in deprived neighbourhoods";
        JOB_LOSS = 0.022, "per household with an adult of working age a year", "Between the usual rates of redundancy and of new claims";
        JOB_LOSS_TO_DEBT = 0.16, "per job lost", "Set for the pathway, not measured";
        DEBT = 0.020, "per household a year, before tenure and neighbourhood", "Set so that new problem debt comes to about 25 in 1,000 households a year";
        COUNCIL_TAX_ARREARS = 0.55, "per household in debt", "Council tax is often the first bill that is missed";
        RENT_ARREARS = 0.45, "per renting household in debt", "Set for the pathway";
        ARREARS_TO_APPLICATION = 0.34, "per household in rent arrears without the advice", "Set for the pathway; the planted effect works on this";
        MONEY_ADVICE_DRAWN = 0.50, "per household in rent arrears in a pilot district", "A lottery: places were too few";
        MONEY_ADVICE_EFFECT = 0.60, "risk ratio of an application", "Planted effect, found by comparing drawn with not drawn";
        NOTICE = 0.014, "per private renting household a year", "End of a private tenancy: about a quarter of duties owed";
        NOTICE_TO_APPLICATION = 0.45, "per notice", "Others find a home themselves";
        TEMPORARY_CHILDREN = 0.60, "per application of a household with children", "Priority need";
        TEMPORARY_OTHERS = 0.22, "per application of another household", "Fewer have priority need";
        SCHOOL_MOVE = 0.60, "per child at school in temporary accommodation", "Set for the pathway";
        ABSENCE_AFTER_MOVE = 2.50, "times the mean absence in the school year", "Planted effect: persistent absence of a child of ordinary circumstances goes from 1 in 10 to 4 in 10";
        TEMPORARY_DAYS = 260.0, "days, mean beyond 60", "Stays are long and skewed";
    }
    "Falls" {
        FALL_65 = 0.014, "per person of 65 to 74 a year", "Falls that lead to contact, far fewer than all falls";
        FALL_75 = 0.038, "per person of 75 to 84 a year", "The same";
        FALL_85 = 0.090, "per person of 85 or more a year", "The same; admissions after a fall at 80 and over are about 5 in 100";
        FALL_AGAIN = 1.80, "times the rate, after a first fall", "Whoever has fallen falls again";
        CLASS_DRAWN = 0.40, "per person after a first fall", "A lottery for places in a strength and balance class";
        CLASS_EFFECT = 0.70, "rate ratio of further falls", "Planted effect; trials of exercise report about a quarter to a third fewer";
        BEFRIENDING_DRAWN = 0.30, "per person after a first fall", "A lottery for a befriending service";
        BEFRIENDING_EFFECT = 1.00, "rate ratio of further falls", "Planted: no effect at all. A method that finds one is at fault";
        FALL_HOSPITAL = 0.35, "per fall", "Falls with contact that lead to admission";
        HOSPITAL_REABLEMENT = 0.45, "per discharge after a fall", "Set for the pathway";
        REABLED = 0.62, "per reablement", "Share that needs no service after it";
        HOME_CARE_TO_CARE_HOME = 0.16, "per yearly review of home care", "Home care lasts some years";
        CARE_HOME_85 = 0.020, "per person of 85 or more at home a year", "Admissions without a fall before";
    }
    "Domestic abuse" {
        ABUSE = 0.0060, "per couple a year, before neighbourhood", "Set so that new cases known to any service come to about 4 in 1,000 couples a year";
        ABUSE_SURGERY = 0.40, "per case", "A visit to the surgery before anybody else knows: an earlier chance to help";
        ABUSE_POLICE = 0.75, "per case", "Cases that the police come to know";
        ABUSE_REPEAT = 0.50, "per incident", "Another incident within months";
        ABUSE_CHILDREN_REFERRED = 0.70, "per incident with children at home", "The police tell children’s services";
        ABUSE_ASSESSED = 0.45, "per referral", "About half of referrals lead to assessment";
        ABUSE_PLAN = 0.40, "per assessment", "A child in need or child protection plan";
        ABUSE_REFUGE = 0.07, "per incident", "The victim goes to a refuge with the children";
        ABUSE_SEPARATION = 0.20, "per incident", "The couple parts";
    }
    "Family need" {
        FAMILY_NEED = 0.016, "per household with children a year, before circumstances", "Set so that referrals come to about 50 in 1,000 children a year with those after abuse and absence";
        LONE_PARENT = 1.70, "times the rate", "Lone parents have fewer hands";
        NEED_1 = 0.50, "share of assessments", "Level 1, the lightest";
        NEED_2 = 0.33, "share of assessments", "Level 2; the rest are level 3";
        HELP_1 = 0.20, "per family of level 1", "Early help goes to those who need it more: comparing families with and without it misleads";
        HELP_2 = 0.50, "per family of level 2", "The same";
        HELP_3 = 0.80, "per family of level 3", "The same";
        PLAN_1 = 0.10, "per family of level 1 without early help", "Escalation to a child in need plan";
        PLAN_2 = 0.25, "per family of level 2 without early help", "The same";
        PLAN_3 = 0.45, "per family of level 3 without early help", "The same";
        HELP_EFFECT = 0.75, "risk ratio of a plan", "Planted effect: seen only within a level of need";
        PROTECTION_SHARE = 0.20, "share of plans", "Child protection instead of child in need";
    }
    "School and youth" {
        ABSENCE_BASE = 0.018, "share of sessions", "Every child misses some";
        ABSENCE_MEAN = 0.0356, "share of sessions, mean beyond the base", "Makes one pupil in ten persistently absent in ordinary circumstances";
        ABSENCE_DEPRIVED = 1.45, "times the mean, in the two most deprived deciles", "Absence is nearly twice as common among the poorer";
        ABSENCE_TO_NEED = 0.10, "per year of persistent absence", "The school asks children’s services for help";
        ABSENCE_TO_EXCLUSION = 0.05, "per year of persistent absence from age 11", "Suspensions go with absence";
        EXCLUSION_TO_POLICE = 0.20, "per exclusion", "First contact with the police within a year";
    }
    "Other contact" {
        LIBRARY = 0.030, "per person without a card a year", "With those who have one at the beginning about a quarter hold a card";
        LIBRARY_AT_START = 0.16, "share of people of 3 and over", "Active borrowers are 10 to 20 in 100";
        CRIME_VICTIM = 0.012, "per adult a year", "Reported crime with a named victim";
        DISORDER = 0.006, "per person of 14 to 30 a year", "Antisocial behaviour with a name taken";
        ADULT_DISABILITY = 0.0012, "per adult of 18 to 64 a year", "New requests for support of working-age adults";
    }
    "Errors in records" {
        CARELESS_SHARE = 0.30, "share of records", "Records taken in haste: their errors come together";
        CARELESS = 2.20, "times every error rate, in such records", "With the next rate the mean is about 1";
        CAREFUL = 0.50, "times every error rate, in the others", "The same";
        SLIP_GIVEN = 0.020, "per forename", "A letter left out, doubled, put in the wrong order or hit beside; or heard wrongly";
        SLIP_SURNAME = 0.026, "per surname", "The same; surnames are rarer words";
        HEARD = 0.35, "share of slips", "The name sounds the same or nearly so";
        NICKNAME = 0.055, "per forename that has one", "People give the name they go by";
        INITIAL = 0.010, "per forename", "Only an initial was written";
        NAMES_SWAPPED = 0.006, "per record", "Forename and surname in each other’s place; five times as often where the surname comes first by custom";
        MIDDLE_AS_FIRST = 0.008, "per record with a middle name", "People who go by their middle name";
        HALF_OF_DOUBLE = 0.30, "per double surname", "One half is left out";
        DAY_MONTH = 0.007, "per date of birth whose day is 12 or less", "Day and month in each other’s place";
        YEAR_SLIP = 0.004, "per date of birth", "One or ten years off";
        FIRST_JANUARY = 0.004, "per date of birth", "Filled in where it was not known";
        DAY_SLIP = 0.006, "per date of birth", "Another day of the month";
        SEX_WRONG = 0.003, "per record", "The wrong box";
        POSTCODE_SLIP = 0.010, "per postcode", "A digit or letter wrong";
        ADDRESS_SLIP = 0.020, "per address", "A slip in the name of the street";
        NEXT_DOOR = 0.008, "per property number", "The number of the dwelling next door";
        IDENTIFIER_SLIP = 0.006, "per identifier", "A digit wrong: the check digit tells";
        OTHERS_IDENTIFIER = 0.004, "per identifier in a household of two or more", "Another member’s identifier: the check digit does not tell";
        SECOND_RECORD = 0.05, "per later contact with a service", "The service does not find its own record and makes another";
    }
}

/// People of each year of age from 0 to 89, and of 90 or more, in 100,000 people of the 181 non-metropolitan districts of
/// England at mid-2020 (Office for National Statistics, mid-year estimates; Open Government Licence v3.0; worked out from
/// `data/demonstration/people/population_by_single_year_of_age_2020.csv.gz`, rows whose code begins with E07).
pub const PEOPLE_BY_AGE: [u32; 91] = [
    956, 1003, 1053, 1093, 1138, 1142, 1154, 1183, 1224, 1227, 1212, 1193, 1210, 1173, 1153, 1111, 1104, 1076, 1044,
    999, 994, 1040, 1067, 1116, 1111, 1102, 1128, 1110, 1150, 1175, 1166, 1167, 1184, 1155, 1167, 1173, 1160, 1184,
    1200, 1222, 1238, 1201, 1128, 1124, 1157, 1205, 1242, 1306, 1372, 1431, 1394, 1443, 1446, 1477, 1481, 1493, 1476,
    1444, 1409, 1366, 1301, 1277, 1247, 1205, 1163, 1125, 1135, 1124, 1092, 1106, 1131, 1169, 1238, 1350, 1025, 986,
    971, 884, 765, 663, 672, 654, 611, 567, 511, 462, 409, 363, 331, 291, 1120,
];

/// The share of people of an age who are female: 48.7 in 100 of births, half at 30, two thirds at 90.
#[must_use]
pub fn female_share(age: i32) -> f64 {
    match age {
        ..=30 => 0.487 + 0.013 * f64::from(age.max(0)) / 30.0,
        31..=70 => 0.500 + 0.020 * f64::from(age - 30) / 40.0,
        71..=90 => 0.520 + 0.140 * f64::from(age - 70) / 20.0,
        _ => 0.69,
    }
}

/// The chance of dying within a year (round figures after the national life tables for England; men, women).
#[must_use]
pub fn mortality(age: i32, female: bool) -> f64 {
    const MEN: [(i32, f64); 14] = [
        (0, 0.0040),
        (1, 0.00015),
        (15, 0.0004),
        (25, 0.0007),
        (35, 0.0012),
        (45, 0.0027),
        (55, 0.0062),
        (65, 0.0150),
        (70, 0.0230),
        (75, 0.0400),
        (80, 0.0680),
        (85, 0.1180),
        (90, 0.1950),
        (95, 0.3000),
    ];
    let (_, men) = MEN[MEN.partition_point(|&(from, _)| from <= age.max(0)) - 1];
    if female { men * if age < 75 { 0.64 } else { 0.80 } } else { men }
}

/// Births per woman a year by age (round figures after births in England and Wales: 1.55 children a woman).
#[must_use]
pub fn fertility(age: i32) -> f64 {
    match age {
        16..=19 => 0.010,
        20..=24 => 0.042,
        25..=29 => 0.085,
        30..=34 => 0.102,
        35..=39 => 0.060,
        40..=44 => 0.013,
        _ => 0.0,
    }
}

/// How much a neighbourhood's decile of deprivation raises or lowers a need: 1.75 in the most deprived tenth, 0.4 in the
/// least, in even steps.
#[must_use]
pub fn deprivation(decile: i32) -> f64 {
    1.9 - 0.15 * f64::from(decile)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_shares() {
        assert_eq!(PEOPLE_BY_AGE.iter().sum::<u32>() / 1000, 100);
        assert!((0..110).all(|age| (0.4..0.7).contains(&female_share(age))));
        assert!(
            (0..110)
                .all(|age| (0.0..0.5).contains(&mortality(age, true)) && mortality(age, true) < mortality(age, false))
        );
        let children: f64 = (15..50).map(fertility).sum();
        assert!((1.4..1.7).contains(&children), "{children}");
        for rate in RATES.iter().filter(|rate| rate.unit.starts_with("share") || rate.unit.starts_with("per ")) {
            assert!((0.0..=1.0).contains(&rate.value), "{}", rate.name);
        }
    }
}
