//! The kinds of areas, bodies, links and events: closed lists, each with one name in files and replies.

/// A name that is in none of our lists.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{name}” is not {what}")]
pub struct NameError {
    /// What was looked for, such as “a kind of area”.
    pub what: &'static str,
    /// The name as it stood.
    pub name: String,
}

macro_rules! named {
    ($(#[$note:meta])* $list:ident, $what:literal, { $($(#[$variant_note:meta])* $variant:ident = $name:literal,)+ }) => {
        $(#[$note])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $list { $($(#[$variant_note])* $variant,)+ }

        impl $list {
            /// Every member, in the order of the list.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The name in files and replies.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }
        }

        impl ::std::str::FromStr for $list {
            type Err = $crate::NameError;
            fn from_str(text: &str) -> Result<Self, $crate::NameError> {
                match text {
                    $($name => Ok(Self::$variant),)+
                    _ => Err($crate::NameError { what: $what, name: text.to_owned() }),
                }
            }
        }

        impl ::std::fmt::Display for $list {
            fn fmt(&self, formatter: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                formatter.pad(self.name())
            }
        }

        impl ::serde::Serialize for $list {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.name())
            }
        }
    };
}
pub(crate) use named;

named!(
    /// What sort of area it is.
    AreaKind, "a kind of area", {
        /// A county with districts below it.
        County = "county",
        /// A district (borough, city) below a county.
        District = "district",
        /// A single-tier area outside London and the metropolitan counties, with the Isles of Scilly.
        Unitary = "unitary",
        /// A single-tier borough or city of a metropolitan county.
        MetropolitanDistrict = "metropolitan_district",
        /// A London borough, with the City of London.
        LondonBorough = "london_borough",
        /// A combined authority or combined county authority.
        CombinedAuthority = "combined_authority",
        /// Greater London, the area of the Greater London Authority.
        GreaterLondon = "greater_london",
        /// A metropolitan county: without a council since 1986, alive in statistics.
        MetropolitanCounty = "metropolitan_county",
        /// One of the nine regions.
        Region = "region",
        /// Inner or Outer London.
        PartOfLondon = "part_of_london",
        /// England, its neighbours, and the wholes that they make.
        Country = "country",
        /// The area of a police force.
        PoliceForceArea = "police_force_area",
        /// The area of a fire and rescue authority.
        FireArea = "fire_area",
        /// The area of an integrated care board of the NHS.
        IntegratedCareBoard = "integrated_care_board",
        /// The area of a community safety partnership.
        CommunitySafetyPartnership = "community_safety_partnership",
        /// A national park, with the Broads.
        NationalPark = "national_park",
        /// The area of a development corporation.
        DevelopmentCorporationArea = "development_corporation_area",
        /// The area of a joint waste disposal authority.
        WasteDisposalArea = "waste_disposal_area",
    }
);

impl AreaKind {
    /// Whether such an area has a council of its own.
    #[must_use]
    pub fn has_council(self) -> bool {
        self.tier().is_some()
    }

    /// The tier of the area's council, where it has one.
    #[must_use]
    pub fn tier(self) -> Option<Tier> {
        match self {
            Self::County => Some(Tier::Upper),
            Self::District => Some(Tier::Lower),
            Self::Unitary | Self::MetropolitanDistrict | Self::LondonBorough => Some(Tier::Single),
            _ => None,
        }
    }

    /// The kind in plain words, for a reader.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::County => "county",
            Self::District => "district",
            Self::Unitary => "unitary area",
            Self::MetropolitanDistrict => "metropolitan district",
            Self::LondonBorough => "London borough",
            Self::CombinedAuthority => "combined authority area",
            Self::GreaterLondon => "Greater London",
            Self::MetropolitanCounty => "metropolitan county",
            Self::Region => "region",
            Self::PartOfLondon => "part of London",
            Self::Country => "country",
            Self::PoliceForceArea => "police force area",
            Self::FireArea => "fire and rescue area",
            Self::IntegratedCareBoard => "health area",
            Self::CommunitySafetyPartnership => "community safety area",
            Self::NationalPark => "national park",
            Self::DevelopmentCorporationArea => "development corporation area",
            Self::WasteDisposalArea => "waste disposal area",
        }
    }
}

named!(
    /// The tier of a council. Figures of the upper and the lower tier of one place are never added.
    Tier, "a tier", {
        /// A county: above its districts.
        Upper = "upper",
        /// A district: below its county.
        Lower = "lower",
        /// All services in one council.
        Single = "single",
    }
);

named!(
    /// A set of areas that together cover England once.
    AreaSet, "a set of areas", {
        /// Districts and single-tier areas (296 on 1 April 2023).
        LowerTierAndUnitary = "lower_tier_and_unitary",
        /// Counties and single-tier areas (153 on 1 April 2023).
        UpperTierAndUnitary = "upper_tier_and_unitary",
        /// All councils (317 on 1 April 2023): covers two-tier England twice, so never to be summed.
        Councils = "councils",
        /// Fire and rescue areas.
        FireAreas = "fire_areas",
        /// Police force areas.
        PoliceForceAreas = "police_force_areas",
        /// Combined authorities: covers part of England.
        CombinedAuthorities = "combined_authorities",
        /// Integrated care boards.
        IntegratedCareBoards = "integrated_care_boards",
        /// Regions.
        Regions = "regions",
    }
);

impl AreaSet {
    /// Whether areas of a kind belong to the set.
    #[must_use]
    pub fn holds(self, kind: AreaKind) -> bool {
        match self {
            Self::LowerTierAndUnitary => matches!(kind.tier(), Some(Tier::Lower | Tier::Single)),
            Self::UpperTierAndUnitary => matches!(kind.tier(), Some(Tier::Upper | Tier::Single)),
            Self::Councils => kind.has_council(),
            Self::FireAreas => kind == AreaKind::FireArea,
            Self::PoliceForceAreas => kind == AreaKind::PoliceForceArea,
            Self::CombinedAuthorities => kind == AreaKind::CombinedAuthority,
            Self::IntegratedCareBoards => kind == AreaKind::IntegratedCareBoard,
            Self::Regions => kind == AreaKind::Region,
        }
    }
}

named!(
    /// How a smaller area belongs to a larger one.
    Relation, "a relation between areas", {
        /// A district to its county.
        County = "county",
        /// A metropolitan district to its metropolitan county.
        MetropolitanCounty = "metropolitan_county",
        /// A council that is a full member of a combined authority.
        CombinedAuthority = "combined_authority",
        /// A district inside a combined county authority's area, which is not a full member.
        CombinedAuthorityArea = "combined_authority_area",
        /// A borough to Greater London.
        GreaterLondon = "greater_london",
        /// A borough to Inner or Outer London.
        PartOfLondon = "part_of_london",
        /// To a region.
        Region = "region",
        /// To a country.
        Country = "country",
        /// To a police force area.
        Police = "police",
        /// To a fire and rescue area.
        Fire = "fire",
        /// To an integrated care board: all of it or a part (2% or more of its small areas).
        Health = "health",
        /// To a community safety partnership.
        CommunitySafety = "community_safety",
    }
);

named!(
    /// What happened to areas on a date.
    EventKind, "a kind of event", {
        /// Several areas became one.
        Merge = "merge",
        /// One area became several, or gave up a part.
        Split = "split",
        /// The same land under another code.
        Recode = "recode",
        /// The same code under another name.
        Rename = "rename",
        /// The boundary moved.
        BoundaryChange = "boundary_change",
        /// An area began without a predecessor.
        Create = "create",
        /// An area ended without a successor.
        Abolish = "abolish",
    }
);

named!(
    /// Along which tier a series is carried through an event.
    Route, "a route through an event", {
        /// For series of districts and single-tier areas.
        Lower = "lower",
        /// For series of counties and single-tier areas.
        Upper = "upper",
        /// For both.
        Single = "single",
        /// For series of combined authorities.
        Combined = "combined",
    }
);

named!(
    /// Another scheme of codes.
    Scheme, "a scheme of codes", {
        /// The government's finance returns: `E` and four digits (`E2721`).
        Finance = "finance",
        /// The three- or four-letter register of local authorities (`NYE`).
        Register = "register",
        /// The Department for Education's three digits (`815`).
        Dfe = "dfe",
        /// The codes before GSS, used until 2011 (`36UB`).
        Snac = "snac",
        /// A body's code of ours that stands for an area without an official code.
        Body = "body",
        /// Waste authorities in finance files (`E50000001`), which lead to a body.
        Waste = "waste",
    }
);

named!(
    /// What sort of body it is: the rules of who does what are written for these.
    BodyType, "a type of body", {
        /// County council.
        County = "county",
        /// District, borough or city council below a county.
        District = "district",
        /// Unitary council.
        Unitary = "unitary",
        /// Metropolitan borough or city council.
        MetropolitanDistrict = "metropolitan_district",
        /// London borough council.
        LondonBorough = "london_borough",
        /// The City of London Corporation.
        CityOfLondon = "city_of_london",
        /// The Council of the Isles of Scilly.
        IslesOfScilly = "isles_of_scilly",
        /// Metropolitan county council (1974 to 1986).
        MetropolitanCounty = "metropolitan_county",
        /// Combined authority.
        CombinedAuthority = "combined_authority",
        /// Combined county authority.
        CombinedCountyAuthority = "combined_county_authority",
        /// Greater London Authority.
        Gla = "gla",
        /// Transport for London.
        Tfl = "tfl",
        /// London Fire Commissioner.
        Lfc = "lfc",
        /// London Fire and Emergency Planning Authority.
        Lfepa = "lfepa",
        /// Mayor's Office for Policing and Crime.
        Mopac = "mopac",
        /// Fire and rescue authority.
        FireAuthority = "fire_authority",
        /// Police force.
        PoliceForce = "police_force",
        /// Police and crime commissioner.
        Pcc = "pcc",
        /// Police authority (before commissioners).
        PoliceAuthority = "police_authority",
        /// Integrated care board.
        Icb = "icb",
        /// Clinical commissioning group: not named one by one here.
        Ccg = "ccg",
        /// Primary care trust: not named one by one here.
        PrimaryCareTrust = "primary_care_trust",
        /// Parish or town council: not named one by one here.
        Parish = "parish",
        /// Joint waste disposal authority.
        WasteDisposalAuthority = "waste_disposal_authority",
        /// Passenger transport or integrated transport authority.
        IntegratedTransportAuthority = "integrated_transport_authority",
        /// National park authority.
        NationalParkAuthority = "national_park_authority",
        /// Broads Authority.
        BroadsAuthority = "broads_authority",
        /// Development corporation.
        DevelopmentCorporation = "development_corporation",
        /// A minister's department.
        SecretaryOfState = "secretary_of_state",
        /// A national agency.
        Agency = "agency",
    }
);

impl BodyType {
    /// The type in plain words, with its article.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::County => "the county council",
            Self::District => "the district council",
            Self::Unitary => "the one council here (a unitary)",
            Self::MetropolitanDistrict => "the one council here (a metropolitan district)",
            Self::LondonBorough => "the London borough",
            Self::CityOfLondon => "the City’s own corporation",
            Self::IslesOfScilly => "the islands’ own council",
            Self::MetropolitanCounty => "the metropolitan county council",
            Self::CombinedAuthority | Self::CombinedCountyAuthority => "the combined authority",
            Self::Gla => "the Mayor of London and the London Assembly",
            Self::Tfl => "the transport body for all of London",
            Self::Lfc => "the fire authority for London",
            Self::Lfepa => "the fire authority for London until 2018",
            Self::Mopac => "the Mayor’s office for policing in London",
            Self::FireAuthority => "the fire and rescue authority",
            Self::PoliceForce => "the police force",
            Self::Pcc => "the elected commissioner for the police",
            Self::PoliceAuthority => "the police authority before commissioners",
            Self::Icb => "the local board of the NHS",
            Self::Ccg => "the clinical commissioning group",
            Self::PrimaryCareTrust => "the primary care trust",
            Self::Parish => "the parish or town council, where there is one",
            Self::WasteDisposalAuthority => "the joint waste authority",
            Self::IntegratedTransportAuthority => "the joint transport authority",
            Self::NationalParkAuthority => "the national park authority",
            Self::BroadsAuthority => "the authority for the Broads",
            Self::DevelopmentCorporation => "the development corporation",
            Self::SecretaryOfState => "a department of national government",
            Self::Agency => "a national agency",
        }
    }

    /// Whether it is a council that people elect for an area of the map.
    #[must_use]
    pub fn is_council(self) -> bool {
        matches!(
            self,
            Self::County
                | Self::District
                | Self::Unitary
                | Self::MetropolitanDistrict
                | Self::LondonBorough
                | Self::CityOfLondon
                | Self::IslesOfScilly
        )
    }
}
