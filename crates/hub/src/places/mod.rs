//! Places: who is where, who serves whom, who does what; and the map as the check of files asks it.

mod reference;

pub use reference::MapReference;

use crate::{Action, Actor, Error, Hub};
use place::{Answer, Area, Responsibilities};
use terms::{AreaCode, Date};

/// A place as at a day, with those who serve it.
#[derive(Debug, Clone)]
pub struct Place {
    /// The area.
    pub area: &'static Area,
    /// The day.
    pub as_at: Date,
    /// Whether it existed on that day under its code.
    pub exists: bool,
    /// The code under which the place went on that day, where another.
    pub now: Option<&'static Area>,
    /// The councils and authorities that serve its people, from the smallest area to the largest.
    pub serving: Vec<&'static Area>,
    /// What led to it and what followed.
    pub lineage: place::Lineage,
}

impl Hub {
    /// A place as at a day.
    ///
    /// # Errors
    /// When the actor may not read what is published, or there is no such area.
    pub fn place(&self, actor: &Actor, code: AreaCode, as_at: Date) -> Result<Place, Error> {
        actor.may(&Action::ReadPublished)?;
        let area = self.map.area(code).ok_or_else(|| Error::not_found(format!("area {code}")))?;
        let now = self.map.canonical(code, as_at);
        Ok(Place {
            area,
            as_at,
            exists: area.span.contains(as_at),
            now: (now != code).then(|| self.map.area(now)).flatten(),
            serving: self.map.councils_serving(code, as_at),
            lineage: self.map.lineage(code),
        })
    }

    /// Who is responsible for a function in an area on a day, with the reason and the law.
    ///
    /// # Errors
    /// When the actor may not read what is published, when there is no such function or area.
    pub fn who(&self, actor: &Actor, function: &str, area: AreaCode, date: Date) -> Result<Answer, Error> {
        actor.may(&Action::ReadPublished)?;
        Responsibilities::england().who(self.map, function, area, date).map_err(|error| {
            Error::refused(
                error.to_string(),
                "Choose a function from the list on the page “Who does what”, or run: wholeplace who --list",
            )
        })
    }
}
