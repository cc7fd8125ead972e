//! An invented county of six districts: bodies, towns, streets, postcodes and property numbers, none of which exist.
//!
//! Every block of households owns 1,000 dwellings. They lie scattered over the block's own district, one in eight in
//! another: neighbours in a street come from different blocks, and nothing in the order of rows tells who lives together.

use crate::random::{Rearranged, mix};
use std::fmt::Write;

/// The invented county.
pub const COUNTY: &str = "Brackenshire";

/// Who holds a table. Codes begin with X, which no code of a place in the United Kingdom does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Body {
    /// The county council: social care, schools, libraries.
    County,
    /// A district council: housing, council tax, benefits.
    District(u8),
    /// The integrated care board, for its general practices.
    Health,
    /// The police.
    Police,
}

impl Body {
    /// All bodies of the place.
    #[must_use]
    pub fn all() -> Vec<Self> {
        let districts = (0..DISTRICTS.len()).map(|index| Self::District(index as u8));
        [Self::County].into_iter().chain(districts).chain([Self::Health, Self::Police]).collect()
    }

    /// Its code in the files.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::County => "X10000001",
            Self::District(index) => {
                ["X07000001", "X07000002", "X07000003", "X07000004", "X07000005", "X07000006"][usize::from(index)]
            }
            Self::Health => "X54000001",
            Self::Police => "X23000001",
        }
    }

    /// Its name.
    #[must_use]
    pub fn name(self) -> String {
        match self {
            Self::County => format!("{COUNTY} County Council"),
            Self::District(index) => format!("{} District Council", DISTRICTS[usize::from(index)].name),
            Self::Health => format!("NHS {COUNTY} Integrated Care Board"),
            Self::Police => format!("{COUNTY} Police"),
        }
    }

    /// Its tier: county, district, health or police.
    #[must_use]
    pub fn tier(self) -> &'static str {
        match self {
            Self::County => "county",
            Self::District(_) => "district",
            Self::Health => "health",
            Self::Police => "police",
        }
    }
}

/// A district.
#[derive(Debug, Clone, Copy)]
pub struct District {
    /// Its name.
    pub name: &'static str,
    /// Its share of the county's people.
    pub share: f64,
    /// How deprived it is beside the county: added to the decile of its neighbourhoods, negative for more deprived.
    pub fortune: i32,
    towns: [&'static str; 6],
}

/// The districts of the county.
pub const DISTRICTS: [District; 6] = [
    District {
        name: "Calderwick",
        share: 0.26,
        fortune: -2,
        towns: ["Calderwick", "Millgarth", "Ransey", "Coldbeck", "Pitmoor", "Eastgarth"],
    },
    District {
        name: "Thornmere",
        share: 0.20,
        fortune: 0,
        towns: ["Thornmere", "Addlesford", "Wintersby", "Great Hallow", "Pellbridge", "Sandholme"],
    },
    District {
        name: "Oxenholt",
        share: 0.18,
        fortune: 1,
        towns: ["Oxenholt", "Lamborne Regis", "Fairbeck", "Cressing Magna", "Tollbury", "Wychford"],
    },
    District {
        name: "Marrowdale",
        share: 0.15,
        fortune: -1,
        towns: ["Marrowdale", "Staddon", "Ironhulme", "Netherby Cross", "Kelderton", "Scarholt"],
    },
    District {
        name: "Wraymoor",
        share: 0.13,
        fortune: 1,
        towns: ["Wraymoor", "High Dunmoor", "Ellersby", "Thrushgill", "Kirkholt", "Moorcombe"],
    },
    District {
        name: "Hexholme",
        share: 0.08,
        fortune: 2,
        towns: ["Hexholme", "Saltby Staithe", "Penhallow Bay", "Dunsea", "Orrinmouth", "Cley Marton"],
    },
];

/// Dwellings of a block; the last three are a care home, a refuge and a hostel, the twelve before them temporary
/// accommodation.
pub(crate) const DWELLINGS: u16 = 1000;
pub(crate) const CARE_HOME: u16 = DWELLINGS - 3;
pub(crate) const REFUGE: u16 = DWELLINGS - 2;
pub(crate) const HOSTEL: u16 = DWELLINGS - 1;
/// The first of the dwellings kept for temporary accommodation.
pub(crate) const TEMPORARY: u16 = DWELLINGS - 15;

/// What a dwelling is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DwellingKind {
    Home,
    Temporary,
    CareHome,
    Refuge,
    Hostel,
}

impl DwellingKind {
    pub(crate) fn of(slot: u16) -> Self {
        match slot {
            CARE_HOME => Self::CareHome,
            REFUGE => Self::Refuge,
            HOSTEL => Self::Hostel,
            slot if slot >= TEMPORARY => Self::Temporary,
            _ => Self::Home,
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Home => "home",
            Self::Temporary => "temporary_accommodation",
            Self::CareHome => "care_home",
            Self::Refuge => "refuge",
            Self::Hostel => "hostel",
        }
    }

    /// Whether those who live here are no household.
    pub(crate) fn communal(self) -> bool {
        matches!(self, Self::CareHome | Self::Refuge | Self::Hostel)
    }
}

const STREET_NAMES: [&str; 96] = [
    "Church",
    "High",
    "Station",
    "Mill",
    "Park",
    "Manor",
    "Victoria",
    "Chapel",
    "Meadow",
    "Orchard",
    "School",
    "Albert",
    "Windsor",
    "York",
    "Green",
    "Alexandra",
    "Castle",
    "Bridge",
    "Elm",
    "Oak",
    "Ash",
    "Beech",
    "Birch",
    "Cedar",
    "Chestnut",
    "Hawthorn",
    "Hazel",
    "Holly",
    "Larch",
    "Laurel",
    "Lime",
    "Maple",
    "Poplar",
    "Rowan",
    "Sycamore",
    "Willow",
    "Bramble",
    "Fern",
    "Heather",
    "Primrose",
    "Rose",
    "Tudor",
    "Hanover",
    "Nelson",
    "Wellington",
    "Gladstone",
    "Milton",
    "Byron",
    "Shelley",
    "Keats",
    "Tennyson",
    "Wordsworth",
    "Priory",
    "Abbey",
    "Rectory",
    "Glebe",
    "Canal",
    "Quarry",
    "Foundry",
    "Weaver",
    "Market",
    "Spring",
    "Brook",
    "Hill",
    "Lark",
    "Linnet",
    "Plover",
    "Heron",
    "Swallow",
    "Kestrel",
    "Skylark",
    "Curlew",
    "Limekiln",
    "Brickyard",
    "Ropewalk",
    "Tanner",
    "Cooper",
    "Saddler",
    "Malthouse",
    "Granary",
    "Coronation",
    "Jubilee",
    "Festival",
    "Queen",
    "King",
    "Prince",
    "Duke",
    "Earl",
    "Bishop",
    "Abbot",
    "Friar",
    "Mount",
    "Clifton",
    "Belmont",
    "Eldon",
    "Selby",
];
const STREET_KINDS: [&str; 14] = [
    "Street", "Road", "Lane", "Avenue", "Close", "Drive", "Way", "Court", "Place", "Crescent", "Terrace", "Gardens",
    "Grove", "Rise",
];
const STREET_PREFIXES: [&str; 9] = ["", "Upper ", "Lower ", "Old ", "New ", "North ", "South ", "East ", "West "];
const HOUSE_NAMES: [&str; 16] = [
    "Rowan House",
    "The Beeches",
    "Priory Lodge",
    "Fairview",
    "The Willows",
    "Larkfield",
    "Abbey Court",
    "Highfield",
    "Meadow View",
    "Oaklands",
    "The Limes",
    "St Hilda’s",
    "Brookside",
    "Elm Tree House",
    "Greenacres",
    "Moorland House",
];

/// Dwellings in a street, and in a postcode.
const STREET: u64 = 32;
const POSTCODE: u64 = 16;

/// Where a dwelling lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Spot {
    pub(crate) district: u8,
    /// The dwelling's number in its district.
    index: u64,
    /// The dwelling's slot in its block.
    slot: u16,
}

/// An address in its parts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Address {
    /// The flat or the name of the house.
    pub(crate) unit: String,
    pub(crate) number: String,
    pub(crate) street: String,
    pub(crate) street_kind: &'static str,
    pub(crate) town: &'static str,
    pub(crate) postcode: String,
    pub(crate) uprn: i64,
}

/// The whole county of a place of so many blocks.
#[derive(Debug, Clone)]
pub(crate) struct Geography {
    seed: u64,
    blocks: u64,
    /// The first block of each district, and the end of the last.
    first: [u64; 7],
    within: [Rearranged; 6],
    uprn: Rearranged,
}

impl Geography {
    pub(crate) fn new(seed: u64, blocks: u64) -> Self {
        let mut first = [0; 7];
        let mut total = 0.0;
        for (index, district) in DISTRICTS.iter().enumerate() {
            total += district.share;
            first[index + 1] = (total * blocks as f64 + 0.5) as u64;
        }
        first[6] = blocks;
        let size = |index: usize| (first[index + 1] - first[index]) * u64::from(DWELLINGS);
        let within = std::array::from_fn(|index| Rearranged::new(size(index), seed ^ (index as u64 + 11)));
        Self { seed, blocks, first, within, uprn: Rearranged::new(1_000_000_000, seed ^ 0x5550_524E) }
    }

    /// The district in which most dwellings of a block lie.
    pub(crate) fn district_of_block(&self, block: u64) -> u8 {
        (self.first[1..].partition_point(|&end| end <= block)).min(5) as u8
    }

    /// Where a dwelling lies.
    pub(crate) fn spot(&self, block: u64, slot: u16) -> Spot {
        // One dwelling in eight changes places with that of a block far away.
        let far = slot % 8 == 3;
        let block = if far { (block + self.blocks / 2 + u64::from(slot)) % self.blocks } else { block };
        let district = self.district_of_block(block);
        let local = (block - self.first[usize::from(district)]) * u64::from(DWELLINGS) + u64::from(slot);
        Spot { district, index: self.within[usize::from(district)].of(local), slot }
    }

    /// The dwelling next door, unless it is a refuge.
    pub(crate) fn next_door(&self, spot: Spot) -> Option<Spot> {
        let index = spot.index ^ 1;
        let slot = (self.within[usize::from(spot.district)].back(index) % u64::from(DWELLINGS)) as u16;
        (DwellingKind::of(slot) != DwellingKind::Refuge).then_some(Spot { index, slot, ..spot })
    }

    fn hash(&self, what: u64, spot: Spot, number: u64) -> u64 {
        mix(self.seed ^ mix(what ^ (u64::from(spot.district) << 56) ^ mix(number)))
    }

    fn streets(&self, district: u8) -> u64 {
        let index = usize::from(district);
        ((self.first[index + 1] - self.first[index]) * u64::from(DWELLINGS)).div_ceil(STREET).max(1)
    }

    /// The town, from 0 to 5; towns are of different sizes.
    pub(crate) fn town(&self, spot: Spot) -> u8 {
        let share = (spot.index / STREET) as f64 / self.streets(spot.district) as f64;
        [0.40, 0.58, 0.72, 0.84, 0.93].partition_point(|&end| end <= share) as u8
    }

    /// The neighbourhood: about a dozen streets. Numbered in its district.
    pub(crate) fn neighbourhood(spot: Spot) -> u64 {
        spot.index / STREET / 12
    }

    /// The neighbourhood's decile of deprivation: 1 is the most deprived tenth, 10 the least.
    pub(crate) fn decile(&self, spot: Spot) -> i32 {
        let drawn = (self.hash(1, spot, Self::neighbourhood(spot)) % 10) as i32 + 1;
        (drawn + DISTRICTS[usize::from(spot.district)].fortune).clamp(1, 10)
    }

    /// A property number of twelve digits that begins with 999: none that is allotted does.
    pub(crate) fn uprn(&self, spot: Spot) -> i64 {
        let all = self.first[usize::from(spot.district)] * u64::from(DWELLINGS) + spot.index;
        999_000_000_000 + self.uprn.of(all) as i64
    }

    /// A postcode of an area that begins with X, which is not used as a first letter.
    pub(crate) fn postcode(spot: Spot) -> String {
        const AREAS: &[u8; 18] = b"ABDEFGHKLMNPRSTUWY";
        const INWARD: &[u8; 20] = b"ABDEFGHJLNPQRSTUWXYZ";
        let unit = spot.index / POSTCODE;
        // 10 sectors of 400 postcodes in each of 20 districts of an area, then the next area.
        let (area, rest) = (unit / 80_000, unit % 80_000);
        let (outward, rest) = (rest / 4_000, rest % 4_000);
        let (sector, inward) = ((rest / 400) as u8, (rest % 400) as usize);
        let area = char::from(AREAS[((u64::from(spot.district) + area * 6) % 18) as usize]);
        let (one, two) = (char::from(INWARD[inward / 20]), char::from(INWARD[inward % 20]));
        format!("X{area}{} {sector}{one}{two}", outward + 1)
    }

    /// The address of a dwelling.
    pub(crate) fn address(&self, spot: Spot) -> Address {
        let street = spot.index / STREET;
        let place = spot.index % STREET;
        let town = self.town(spot);
        // The step is coprime to the number of names, so a name comes back in a town only with another prefix.
        let names = (STREET_NAMES.len() * STREET_KINDS.len()) as u64;
        let start = self.hash(2, spot, u64::from(town));
        let which = (start % names + street * 605) % names;
        let prefix = STREET_PREFIXES[((street / names) % 9) as usize];
        let mut address = Address {
            street: format!("{prefix}{}", STREET_NAMES[(which as usize) % STREET_NAMES.len()]),
            street_kind: STREET_KINDS[(which as usize) / STREET_NAMES.len()],
            town: DISTRICTS[usize::from(spot.district)].towns[usize::from(town)],
            postcode: Self::postcode(spot),
            uprn: self.uprn(spot),
            ..Address::default()
        };
        let kind = DwellingKind::of(spot.slot);
        let building = spot.index / POSTCODE;
        let flats = self.hash(3, spot, building) % 100 < 16;
        if flats && !kind.communal() {
            let _ = write!(address.unit, "Flat {}", spot.index % POSTCODE + 1);
            let _ = write!(address.number, "{}", 1 + place / POSTCODE * POSTCODE);
        } else {
            let _ = write!(address.number, "{}", place + 1);
            let named = self.hash(4, spot, spot.index);
            if kind.communal() || named % 100 < 3 {
                HOUSE_NAMES[(named / 100 % 16) as usize].clone_into(&mut address.unit);
            }
        }
        address
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_dwelling_has_an_address_and_a_number_of_its_own() {
        for blocks in [1, 3, 40] {
            let county = Geography::new(7, blocks);
            let (mut numbers, mut addresses) = (HashSet::new(), HashSet::new());
            for block in 0..blocks {
                for slot in 0..DWELLINGS {
                    let spot = county.spot(block, slot);
                    let address = county.address(spot);
                    assert!((999_000_000_000..1_000_000_000_000).contains(&address.uprn));
                    assert!(address.postcode.starts_with('X') && address.postcode.len() <= 8, "{}", address.postcode);
                    numbers.insert(address.uprn);
                    let line =
                        format!("{} {} {} {}", address.unit, address.number, address.street, address.street_kind);
                    addresses.insert((line, address.postcode));
                }
            }
            let all = (blocks * u64::from(DWELLINGS)) as usize;
            assert_eq!((numbers.len(), addresses.len()), (all, all));
        }
    }

    #[test]
    fn districts_have_about_their_share() {
        let county = Geography::new(1, 500);
        for (index, district) in DISTRICTS.iter().enumerate() {
            let share = (county.first[index + 1] - county.first[index]) as f64 / 500.0;
            assert!((share - district.share).abs() < 0.01, "{}", district.name);
        }
        assert!((DISTRICTS.iter().map(|district| district.share).sum::<f64>() - 1.0).abs() < 1e-9);
    }
}
