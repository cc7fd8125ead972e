//! A place, made block by block.

use crate::{
    catalogue::{BODIES, TABLES, TRUTH_EFFECTS},
    geography::Body,
    life::Village,
    needs::{EFFECTS, Service},
    parallel,
    random::Dice,
    services::{Ledger, Numbers, write_services},
    table::{Batch, Table},
    truth,
    world::{NUMBERS, RECORDS, Setting, SyntheticError, World},
};

/// What the dice are thrown for: records, and the order of rows.
const RECORDING: u64 = 2;
const ORDER: u64 = 3;

/// The rows of one block of households: a batch for each of [`TABLES`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// People of the first day.
    pub people: usize,
    /// The rows, in the order of [`TABLES`].
    pub batches: Vec<Batch>,
}

/// A place that is ready to be made.
#[derive(Debug)]
pub struct Place {
    world: World,
}

impl Place {
    /// Prepares a place.
    ///
    /// # Errors
    /// [`SyntheticError::Setting`] if the setting asks for what cannot be made.
    pub fn new(setting: Setting) -> Result<Self, SyntheticError> {
        Ok(Self { world: World::new(setting)? })
    }

    /// What the place is made from.
    #[must_use]
    pub fn setting(&self) -> Setting {
        self.world.setting
    }

    /// Into how many blocks of households it is divided.
    #[must_use]
    pub fn blocks(&self) -> u64 {
        self.world.blocks
    }

    /// Makes one block. The same block of the same setting has the same rows, whenever and wherever it is made.
    ///
    /// # Errors
    /// [`SyntheticError::BlockFull`] if a block outgrows its numbers.
    ///
    /// # Panics
    /// If there is no such block.
    pub fn block(&self, block: u64) -> Result<Block, SyntheticError> {
        assert!(block < self.world.blocks, "block {block} of {}", self.world.blocks);
        let mut village = Village::founded(&self.world, block);
        village.live();
        let mut dice = Dice::new(self.world.setting.seed, block, RECORDING);
        let ledger = Ledger::of(&village, &mut dice);
        let full = |count: usize, limit: u64, what| {
            if count as u64 > limit { Err(SyntheticError::BlockFull { block, what }) } else { Ok(()) }
        };
        full(village.people.len(), NUMBERS, "people")?;
        full(village.households.len(), NUMBERS, "households")?;
        full(ledger.records.len(), RECORDS, "records")?;
        full(village.contacts.len(), RECORDS, "events")?;
        let numbers = Numbers::new(&self.world, block, &ledger);
        let mut batches: Vec<Batch> = TABLES.iter().map(|table| Batch::new(table)).collect();
        write_services(&village, &ledger, &numbers, &mut dice, &mut batches);
        truth::write_truth(&village, &ledger, &numbers, &mut batches);
        let mut dice = Dice::new(self.world.setting.seed, block, ORDER);
        truth::mix_rows(&mut dice, &mut batches);
        Ok(Block { people: self.world.people_of_block(block), batches })
    }

    /// Makes all blocks on several threads and hands them over in their order, so that the files are the same whatever
    /// the number of threads. Memory is bounded: at most a few blocks wait.
    ///
    /// # Errors
    /// What stops a block, or what `take` refuses with.
    pub fn generate<E: Send + From<SyntheticError>>(
        &self,
        threads: usize,
        mut take: impl FnMut(Block) -> Result<(), E> + Send,
    ) -> Result<(), E> {
        let work = |block| self.block(block).map_err(E::from);
        parallel::in_order(threads, self.world.blocks, work, |_, block| take(block))
    }

    /// The tables that are made once for the whole place, with their rows.
    #[must_use]
    pub fn whole_tables(&self) -> Vec<(&'static Table, Batch)> {
        let mut bodies = Batch::new(&BODIES);
        for body in Body::all() {
            let held = Service::ALL.iter().filter(|service| match body {
                Body::District(index) => service.body(index) == body,
                _ => service.body(0) == body,
            });
            let held: Vec<&str> = held.map(|service| service.name()).collect();
            bodies.row().text(body.code()).text(&*body.name()).text(body.tier()).text(&*held.join(", ")).end();
        }
        let mut effects = Batch::new(&TRUTH_EFFECTS);
        for effect in EFFECTS {
            let size = format!("{:.2}", effect.size);
            effects
                .row()
                .text(effect.name)
                .text(effect.cause)
                .text(effect.outcome)
                .text(effect.measure)
                .text(&*size)
                .text(effect.among)
                .text(effect.how)
                .end();
        }
        vec![(&BODIES, bodies), (&TRUTH_EFFECTS, effects)]
    }
}
