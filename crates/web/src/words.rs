//! Numbers as people say them.

/// A share in words, for a sentence that is read before the number: `about 3 in 10` for 29.6.
///
/// `percent` is a share of a hundred. Nothing outside 0 to 100, and nothing for a value that is not finite.
#[must_use]
pub fn share_in_words(percent: f64) -> Option<String> {
    if !(0.0..=100.0).contains(&percent) {
        return None;
    }
    if percent == 0.0 {
        return Some("none".to_owned());
    }
    if percent >= 99.5 {
        return Some(if percent >= 100.0 { "all" } else { "nearly all" }.to_owned());
    }
    if percent < 0.5 {
        return Some("fewer than 1 in 200".to_owned());
    }
    // The plainest fraction within two points, or within a tenth of a small share.
    let fractions = [
        (1, 100),
        (1, 50),
        (1, 20),
        (1, 10),
        (1, 5),
        (1, 4),
        (3, 10),
        (1, 3),
        (2, 5),
        (1, 2),
        (3, 5),
        (2, 3),
        (7, 10),
        (3, 4),
        (4, 5),
        (9, 10),
        (19, 20),
    ];
    let (above, below) =
        fractions.into_iter().min_by(|left, right| distance(percent, *left).total_cmp(&distance(percent, *right)))?;
    let (above, below) = if distance(percent, (above, below)) <= (percent / 10.0).clamp(0.2, 2.0) {
        (above, below)
    } else {
        return Some(format!("about {percent:.0} in 100"));
    };
    Some(match (above, below) {
        (1, 2) => "about half".to_owned(),
        (2, 5) => "about 4 in 10".to_owned(),
        (3, 5) => "about 6 in 10".to_owned(),
        (4, 5) => "about 8 in 10".to_owned(),
        _ => format!("about {above} in {below}"),
    })
}

fn distance(percent: f64, (above, below): (i32, i32)) -> f64 {
    (percent - 100.0 * f64::from(above) / f64::from(below)).abs()
}

/// A list as people say it: `Allerdale, Carlisle and Copeland`.
#[must_use]
pub fn list_in_words(items: &[impl AsRef<str>]) -> String {
    match items {
        [] => String::new(),
        [only] => only.as_ref().to_owned(),
        [first @ .., last] => {
            let first: Vec<&str> = first.iter().map(AsRef::as_ref).collect();
            format!("{} and {}", first.join(", "), last.as_ref())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_said_plainly() {
        for (percent, words) in [
            (29.6, "about 3 in 10"),
            (53.0, "about 53 in 100"),
            (51.2, "about half"),
            (40.6, "about 4 in 10"),
            (17.6, "about 18 in 100"),
            (0.2, "fewer than 1 in 200"),
            (0.0, "none"),
            (99.7, "nearly all"),
            (100.0, "all"),
        ] {
            assert_eq!(share_in_words(percent).as_deref(), Some(words), "{percent}");
        }
        assert_eq!(share_in_words(-1.0), None);
        assert_eq!(share_in_words(f64::NAN), None);
    }

    #[test]
    fn lists_end_with_and() {
        assert_eq!(list_in_words(&["Allerdale", "Carlisle", "Copeland"]), "Allerdale, Carlisle and Copeland");
        assert_eq!(list_in_words(&[] as &[&str]), "");
    }
}
