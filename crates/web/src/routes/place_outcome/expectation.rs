//! An outcome beside what could be expected of the place in its circumstances, and places in like ones.

use super::super::{
    asked::Days,
    data::capital,
    places::href,
    readings::{label, reading, when_all, why_missing},
    round::{Sort, bare, certainty, number, sort},
};
use crate::{
    charts::{
        Notation, Reading, Strip, StripScale,
        expected::{Expected, expected_strip},
    },
    components::Link,
    pages::outcomes::place_outcome::{ExpectationPanel, PeerRow, Peers},
};
use hub::outcomes::{
    Series,
    beside::{Beside, LikePlace},
    round::{OutcomeTold, Phrase, circumstance_pack},
};
use place::Map;
use terms::{Date, Unit};

/// The figure beside what could be expected; it says so where that is not judged, and why.
pub(super) fn panel(outcome: &OutcomeTold, name: &str) -> ExpectationPanel {
    let periods = match when_all(&outcome.periods) {
        told if told.is_empty() => told,
        told => format!(" {told}"),
    };
    let shown = outcome.value.zip(outcome.expected).zip(outcome.range_80).zip(outcome.range_95);
    let withheld = matches!(outcome.says, Phrase::NotAdjusted | Phrase::NotThisBodysJob | Phrase::NoFigure);
    let unit = &outcome.unit;
    let sentence = match (&outcome.says, shown) {
        (Phrase::NotThisBodysJob, _) => {
            format!("This is the work of {}, and is told as its own. It says nothing of the council of {name}.", outcome.subject_name)
        }
        (Phrase::NotAdjusted, _) => {
            "On councils that the model had not seen, circumstances tell too little of this measure, so nothing is taken off \
             for them. The plain figure stands alone."
                .to_owned()
        }
        (_, Some((((value, expected), range), _))) => format!(
            "{}{periods}. In such circumstances {} would be expected, and four of five councils lie between {} and {}.",
            number(value, unit),
            bare(expected, unit),
            bare(range.lower, unit),
            bare(range.upper, unit)
        ),
        _ => format!("No figure of {} could be judged{periods}.", outcome.subject_name),
    };
    let picture = shown.filter(|_| !withheld).and_then(|(((value, expected), range_80), range_95)| {
        expected_strip(&Expected {
            value,
            expected,
            range_80: (range_80.lower, range_80.upper),
            range_95: (range_95.lower, range_95.upper),
        })
    });
    let own_place = outcome.subject_name == name || matches!(outcome.says, Phrase::NotThisBodysJob);
    let of = if own_place { name.to_owned() } else { outcome.subject_name.clone() };
    ExpectationPanel {
        heading: format!("Is this what could be expected of {of}?"),
        phrase: capital(&outcome.phrase),
        look_here: sort(&outcome.says) == Sort::Unexpected,
        sentence,
        picture,
        caption: "The block: four of five councils in such circumstances. The paler block: nineteen of twenty. The line: what \
                  was expected. The dot: what came."
            .to_owned(),
        certainty: certainty(outcome, !withheld),
    }
}

/// Whether a larger place has more of it for its size alone.
pub(super) fn grows_with_size(unit: &Unit) -> bool {
    matches!(unit, Unit::Count { .. } | Unit::ThousandPounds | Unit::MillionPounds)
}

/// Places in like circumstances with their figures for the same period, in the order of likeness. Nothing where likeness
/// is not known.
pub(super) fn peers(
    map: &Map,
    series: &Series,
    beside: &Beside,
    notation: &Notation,
    day: Date,
    days: &Days,
) -> Option<Peers> {
    if beside.like.is_empty() || grows_with_size(&series.indicator.contract().unit) {
        return None;
    }
    let this = series.latest().map(reading)?;
    let name = map.area(series.area).map_or_else(String::new, |area| area.name_at(day).to_owned());
    let missing = Reading::Missing { reason: "not known".to_owned() };
    let others: Vec<(&LikePlace, Reading)> = beside
        .like
        .iter()
        .map(|place| (place, place.point.as_ref().map_or_else(|| missing.clone(), reading)))
        .collect();
    let contract = series.indicator.contract();
    let from_zero = matches!(contract.unit, Unit::Percent | Unit::Rate { .. });
    let all = [&this].into_iter().chain(others.iter().map(|(_, reading)| reading));
    let scale = StripScale::around(all, from_zero, notation)?;
    let row = |place: Link, reading: &Reading, this_place: bool, why: Option<String>| PeerRow {
        place,
        this_place,
        strip: scale.draw(&Strip { reading, this_place }),
        value: reading
            .value()
            .map_or_else(|| why.unwrap_or_else(|| "not known".to_owned()), |value| notation.write(value)),
        interval: reading.interval().map(|limits| notation.range(limits)),
    };
    let mut rows = vec![row(Link::new(&name, ""), &this, true, None)];
    for (place, reading) in &others {
        let Some(area) = map.area(place.area) else { continue };
        let link = Link::new(area.name_at(day), format!("{}/outcomes/{}{}", href(area), contract.id, days.suffix));
        rows.push(row(
            link,
            reading,
            false,
            place.point.as_ref().filter(|point| point.value.is_none()).map(why_missing),
        ));
    }
    let pack = circumstance_pack();
    let differs: Vec<String> = beside
        .like
        .iter()
        .take(2)
        .filter_map(|place| {
            let area = map.area(place.area)?;
            let title = pack.rule(&place.differs_in).map_or(place.differs_in.as_str(), |rule| rule.title.as_str());
            let more = if place.more { "more" } else { "less" };
            Some(format!("{} is most unlike in: {} ({more})", area.name_at(day), title))
        })
        .collect();
    Some(Peers {
        heading: format!("Places most like {name}"),
        note: "By how alike their circumstances are, the most alike first. The figure plays no part in it.".to_owned(),
        rows,
        scale: scale.draw_scale(),
        caption: format!("{}, {}. {}.", contract.title, label(beside.period), differs.join("; ")),
    })
}
