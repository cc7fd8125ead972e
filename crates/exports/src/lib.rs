//! The door through which files go out. Every function that writes numbers takes [`protect::Protected`] and nothing
//! else, so that no file can hold what has not passed the `protect` room.
//!
//! A file carries what a stranger needs to trust it: codes with names, counts with rates, marks with their meaning,
//! the source, the licence, what the figures must not be used for, and the cell that each figure came from.

pub mod csvw;
mod labels;
mod object;
pub mod table;

pub use csvw::{Described, FileDescription, metadata};
pub use labels::{LABEL_COLUMNS, LabelRow, label_table};
pub use object::{FigureObject, objects};
pub use table::{Beside, COLUMNS, ExportError, TableWriter, line};
