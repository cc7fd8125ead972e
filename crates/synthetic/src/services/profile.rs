//! How well each service writes down: what it leaves out, how old its addresses are, how careful it is.

/// How a service records people. Shares are of its records.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Profile {
    /// The service.
    pub service: &'static str,
    /// Times every error rate.
    pub errors: f64,
    /// Without a date of birth.
    pub no_birth: f64,
    /// Without a sex.
    pub no_sex: f64,
    /// Without its main identifier (NHS number, UPN or the form of a National Insurance number).
    pub no_identifier: f64,
    /// Without a postcode.
    pub no_postcode: f64,
    /// Without a property number.
    pub no_uprn: f64,
    /// Without an address.
    pub no_address: f64,
    /// With what was true some time before: after a move the old address, after a marriage the old name.
    pub stale: f64,
    /// How many days before, at most.
    pub stale_days: i32,
}

/// One for each service, in the order of the list of services.
pub const PROFILES: [Profile; 9] = [
    Profile {
        service: "primary_care",
        errors: 0.6,
        no_birth: 0.0005,
        no_sex: 0.002,
        no_identifier: 0.03,
        no_postcode: 0.01,
        no_uprn: 0.65,
        no_address: 0.005,
        stale: 0.22,
        stale_days: 1_500,
    },
    Profile {
        service: "adult_social_care",
        errors: 1.1,
        no_birth: 0.01,
        no_sex: 0.02,
        no_identifier: 0.18,
        no_postcode: 0.03,
        no_uprn: 0.35,
        no_address: 0.02,
        stale: 0.12,
        stale_days: 700,
    },
    Profile {
        service: "childrens_services",
        errors: 1.3,
        no_birth: 0.02,
        no_sex: 0.03,
        no_identifier: 0.40,
        no_postcode: 0.05,
        no_uprn: 1.0,
        no_address: 0.04,
        stale: 0.15,
        stale_days: 500,
    },
    Profile {
        service: "schools",
        errors: 0.7,
        no_birth: 0.001,
        no_sex: 0.002,
        no_identifier: 0.01,
        no_postcode: 0.02,
        no_uprn: 1.0,
        no_address: 0.01,
        stale: 0.14,
        stale_days: 700,
    },
    Profile {
        service: "library",
        errors: 1.5,
        no_birth: 0.35,
        no_sex: 1.0,
        no_identifier: 1.0,
        no_postcode: 0.06,
        no_uprn: 1.0,
        no_address: 0.05,
        stale: 0.45,
        stale_days: 3_000,
    },
    Profile {
        service: "housing",
        errors: 1.1,
        no_birth: 0.04,
        no_sex: 1.0,
        no_identifier: 0.30,
        no_postcode: 0.02,
        no_uprn: 0.12,
        no_address: 0.01,
        stale: 0.08,
        stale_days: 300,
    },
    Profile {
        service: "council_tax",
        errors: 1.0,
        no_birth: 1.0,
        no_sex: 1.0,
        no_identifier: 1.0,
        no_postcode: 0.005,
        no_uprn: 0.03,
        no_address: 0.0,
        stale: 0.0,
        stale_days: 0,
    },
    Profile {
        service: "benefits",
        errors: 0.8,
        no_birth: 0.005,
        no_sex: 1.0,
        no_identifier: 0.02,
        no_postcode: 0.01,
        no_uprn: 1.0,
        no_address: 0.005,
        stale: 0.08,
        stale_days: 300,
    },
    Profile {
        service: "police",
        errors: 1.9,
        no_birth: 0.28,
        no_sex: 0.06,
        no_identifier: 1.0,
        no_postcode: 0.20,
        no_uprn: 1.0,
        no_address: 0.12,
        stale: 0.10,
        stale_days: 900,
    },
];
