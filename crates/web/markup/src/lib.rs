//! Nothing of its own: the tests of every page’s markup stand in `tests`.
