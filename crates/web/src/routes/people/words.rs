//! Weights, bands and shares as people read them.

use crate::charts::people::signed;
use terms::unit::grouped;

/// A band of weights: `−5.0 up to 0.0`.
pub(super) fn band(from: Option<f64>, to: Option<f64>) -> String {
    let plain = |weight: f64| signed(weight).trim_start_matches('+').to_owned();
    match (from, to) {
        (None, None) => "any weight".to_owned(),
        (None, Some(to)) => format!("below {}", plain(to)),
        (Some(from), None) => format!("{} and more", plain(from)),
        (Some(from), Some(to)) => format!("{} up to {}", plain(from), plain(to)),
    }
}

/// A share as a percentage that never rounds to none or to all.
pub(super) fn percent(share: f64) -> String {
    let percent = share * 100.0;
    if share > 0.0 && percent < 0.1 {
        "under 0.1%".to_owned()
    } else if share < 1.0 && percent > 99.9 {
        "over 99.9%".to_owned()
    } else if (percent - percent.round()).abs() < 0.05 {
        format!("{percent:.0}%")
    } else {
        format!("{percent:.1}%")
    }
}

/// A probability as people read it, never rounded to certainty.
pub(super) fn chance(probability: f64) -> String {
    if probability >= 0.9999 {
        "more than 99.99%".to_owned()
    } else if probability <= 0.0001 {
        "less than 0.01%".to_owned()
    } else {
        percent(probability)
    }
}

/// A share with its interval: `90% (74% to 97%)`.
pub(super) fn with_interval(estimate: hub::people::reviews::Estimate) -> String {
    format!("{} ({} to {})", percent(estimate.share), percent(estimate.lower), percent(estimate.upper))
}

/// What a weight means as odds: `9.2 to 1 for one person`.
pub(super) fn odds(weight: f64) -> String {
    let times = weight.abs().exp2();
    let times = if times < 10.0 {
        format!("{times:.1}")
    } else if times < 1e9 {
        grouped(times, 0)
    } else {
        "more than a billion".to_owned()
    };
    if weight.abs() < 0.05 {
        "as likely as not".to_owned()
    } else if weight > 0.0 {
        format!("{times} to 1 for one person")
    } else {
        format!("{times} to 1 against")
    }
}

/// A count with its noun.
pub(super) fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{} {}", grouped(count as f64, 0), if count == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bands_are_read_from_light_to_heavy() {
        assert_eq!(band(Some(-5.0), Some(0.0)), "−5.0 up to 0.0");
        assert_eq!(band(None, Some(4.25)), "below 4.3");
        assert_eq!(band(Some(10.0), None), "10.0 and more");
    }

    #[test]
    fn no_share_rounds_to_none_or_all() {
        let shown: Vec<String> = [0.0, 0.0004, 0.125, 0.5, 0.9995, 1.0].into_iter().map(percent).collect();
        assert_eq!(shown, ["0%", "under 0.1%", "12.5%", "50%", "over 99.9%", "100%"]);
        assert_eq!(chance(1.0), "more than 99.99%");
    }

    #[test]
    fn odds_are_said_with_their_side() {
        assert_eq!(odds(3.2), "9.2 to 1 for one person");
        assert_eq!(odds(-10.0), "1,024 to 1 against");
        assert_eq!(odds(0.0), "as likely as not");
    }
}
