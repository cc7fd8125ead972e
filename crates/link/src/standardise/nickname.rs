//! Forms of given names. The list is `data/linkage/nicknames.csv` (the package `nicknames`, Apache-2.0).

use std::collections::HashMap;
use std::sync::OnceLock;

const LIST: &str = include_str!("../../../../data/linkage/nicknames.csv");

/// For each form, the full names that it may stand for.
fn full_names() -> &'static HashMap<&'static str, Vec<&'static str>> {
    static FULL_NAMES: OnceLock<HashMap<&'static str, Vec<&'static str>>> = OnceLock::new();
    FULL_NAMES.get_or_init(|| {
        let mut names: HashMap<_, Vec<_>> = HashMap::new();
        for (full, form) in LIST.lines().skip(1).filter_map(|line| line.split_once(',')) {
            names.entry(form).or_default().push(full);
            names.entry(full).or_default();
        }
        names
    })
}

/// Whether two names are forms of one name: the same, one a form of the other (`Bill`, `William`), or both forms of a
/// third (`Bob`, `Rob`). In any case of letters; symmetric.
#[must_use]
pub fn related(one: &str, other: &str) -> bool {
    let (one, other) = (one.to_lowercase(), other.to_lowercase());
    if one == other {
        return true;
    }
    let names = full_names();
    let (Some(first), Some(second)) = (names.get(one.as_str()), names.get(other.as_str())) else { return false };
    first.contains(&other.as_str()) || second.contains(&one.as_str()) || first.iter().any(|full| second.contains(full))
}

/// Whether the list knows the name at all.
#[must_use]
pub fn is_known(name: &str) -> bool {
    full_names().contains_key(name.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_one_name_are_related() {
        assert!(related("BILL", "william"));
        assert!(related("Bob", "Rob"));
        assert!(related("Zara", "zara"));
        assert!(!related("William", "Robert"));
        assert!(!related("Xyzzy", "Plugh"));
    }
}
