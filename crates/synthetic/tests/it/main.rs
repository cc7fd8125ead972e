//! The synthetic place: the same everywhere, lawful, plausible, and what was planted can be found.
