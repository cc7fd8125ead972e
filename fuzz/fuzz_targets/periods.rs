#![no_main]
use intake::{notation::{Notation, PeriodReader}, number, recipe::NumberStyle};
libfuzzer_sys::fuzz_target!(|text: &str| {
    for (_, notation) in Notation::ALL {
        if let Some(period) = notation.read(text)
            && let Some(written) = notation.write(&period)
        {
            assert_eq!(notation.read(&written), Some(period));
        }
        let _ = PeriodReader::of(notation).read(text);
    }
    let _ = number::plain(text.as_bytes());
    let _ = number::styled(text, NumberStyle { thousands: true, bracketed_negatives: true });
});
