//! Real files, corrupted in thousands of ways that are the same on every run: no panic, and always a report.

use crate::{reference::repository, support::AREAS};
use intake::{Limits, Nowhere, Recipe, check, draft};
use std::{fs, io::Cursor};

/// A plain generator of numbers (xorshift), so that every run is the same.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % end.max(1) as u64).unwrap_or(0)
    }
}

fn corrupted(bytes: &[u8], numbers: &mut Numbers) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for _ in 0..=numbers.below(4) {
        let (at, length) = (numbers.below(bytes.len()), numbers.below(64) + 1);
        match numbers.below(6) {
            0 => bytes.truncate(at),
            1 => {
                bytes.splice(at..at, vec![[0, b'"', b'\n', b',', 0xff, b'9'][numbers.below(6)]; length]).for_each(drop);
            }
            2 => bytes.drain(at..(at + length).min(bytes.len())).for_each(drop),
            3 => {
                let end = (at + length).min(bytes.len());
                let copy = bytes[at..end].to_vec();
                bytes.splice(at..at, copy).for_each(drop);
            }
            _ => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << numbers.below(8);
                }
            }
        }
    }
    bytes
}

#[test]
fn corrupted_files_never_panic() {
    // The guard around the spreadsheet reader may catch a panic; its message would only be noise here.
    std::panic::set_hook(Box::new(|_| {}));
    let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
    let limits = Limits::default();
    let (mut runs, mut refused) = (0, 0);
    for (file, dataset, bytes_kept, times) in [
        ("ks4_la.csv", "key-stage-4-social-care-groups", 6000, 2500),
        ("RA_2023-24_data_Part_1.csv", "revenue-budget-2023", 20_000, 800),
        ("privaterentalmarketstatistics221214.xlsx", "private-rents-2022", usize::MAX, 40),
        ("RSX_LA_Data_2024-25_data_by_LA.ods", "revenue-outturn-rsx-2024", usize::MAX, 30),
    ] {
        let recipe = fs::read_to_string(repository(&format!("recipes/{dataset}/recipe.toml"))).unwrap();
        let recipe = Recipe::parse(&recipe).unwrap();
        let whole = fs::read(repository(&format!("data/raw/{file}"))).unwrap();
        let begin = &whole[..whole.len().min(bytes_kept)];
        for _ in 0..times {
            let bytes = corrupted(begin, &mut numbers);
            let report = check(&mut Cursor::new(&bytes), file, &recipe, None, &*AREAS, &limits, &mut Nowhere).unwrap();
            runs += 1;
            refused += usize::from(report.has_errors());
            if runs % 20 == 0 {
                let drafted = draft(&mut Cursor::new(&bytes), file, &*AREAS, &limits).unwrap();
                Recipe::parse(&drafted.toml).unwrap_or_else(|problems| panic!("{problems}\n{}", drafted.toml));
            }
        }
    }
    assert!(runs > 3000 && refused > runs / 10, "{refused} of {runs}");
}
