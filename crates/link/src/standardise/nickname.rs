//! Forms of given names. The list is `data/linkage/nicknames.csv` (the package `nicknames`, Apache-2.0).

use std::collections::HashMap;
use std::sync::OnceLock;

const LIST: &str = include_str!("../../../../data/linkage/nicknames.csv");

/// What the list says of a name.
#[derive(Debug, Default)]
struct Entry {
    /// The names that it may be a form of.
    form_of: Vec<&'static str>,
    /// How many forms it has itself.
    forms: usize,
}

fn entries() -> &'static HashMap<&'static str, Entry> {
    static ENTRIES: OnceLock<HashMap<&'static str, Entry>> = OnceLock::new();
    ENTRIES.get_or_init(|| {
        let mut entries: HashMap<_, Entry> = HashMap::new();
        for (name, form) in LIST.lines().skip(1).filter_map(|line| line.split_once(',')) {
            entries.entry(form).or_default().form_of.push(name);
            entries.entry(name).or_default().forms += 1;
        }
        entries
    })
}

/// Whether two names are forms of one name: the same, one a form of the other (`Bill`, `William`), or both forms of a
/// third (`Bob`, `Rob`). In any case of letters; symmetric. The list also gives full names as forms of short ones
/// (`Bill` for `Robert`): so that this does not make `William` of `Robert`, the third must have more forms than either.
#[must_use]
pub fn related(one: &str, other: &str) -> bool {
    let (one, other) = (one.to_lowercase(), other.to_lowercase());
    if one == other {
        return true;
    }
    let entries = entries();
    let (Some(first), Some(second)) = (entries.get(one.as_str()), entries.get(other.as_str())) else { return false };
    let most = first.forms.max(second.forms);
    let shared = |name: &&&str| second.form_of.contains(name) && entries[**name].forms > most;
    first.form_of.contains(&other.as_str())
        || second.form_of.contains(&one.as_str())
        || first.form_of.iter().any(|name| shared(&name))
}

/// Whether the list knows the name at all.
#[must_use]
pub fn is_known(name: &str) -> bool {
    entries().contains_key(name.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_one_name_are_related() {
        assert!(related("BILL", "william"));
        assert!(related("Bob", "Rob"));
        assert!(related("Zara", "zara"));
        assert!(related("Kate", "Katie"));
        assert!(!related("William", "Robert"));
        assert!(!related("Xyzzy", "Plugh"));
    }
}
