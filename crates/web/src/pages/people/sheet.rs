//! A page that stands alone in one file: its stylesheet and letters are inside it, and it loads nothing.

use std::fmt::Write;

const STYLES: &str = include_str!("../../../assets/wholeplace.css");
const OWN_STYLES: &str = include_str!("../../../templates/pages/people/sheet.css");
const LETTERS: &[u8] = include_bytes!("../../../assets/fonts/atkinson-hyperlegible-next-latin-wght-normal.woff2");
const LETTERS_ADDRESS: &str = "fonts/atkinson-hyperlegible-next-latin-wght-normal.woff2";

/// The stylesheet with the letters in it.
pub(super) fn styles() -> String {
    let address = format!("data:font/woff2;base64,{}", base64(LETTERS));
    format!("{}\n{OWN_STYLES}", STYLES.replace(LETTERS_ADDRESS, &address))
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let whole = three.iter().chain(&[0, 0]).take(3).fold(0_u32, |sum, byte| (sum << 8) | u32::from(*byte));
        for place in 0..4_usize {
            let index = (whole >> (18 - 6 * place)) & 63;
            text.push(if place <= three.len() { char::from(LETTERS[index as usize]) } else { '=' });
        }
    }
    text
}

/// A whole number with its thousands parted.
pub(super) fn whole(number: u64) -> String {
    let digits = number.to_string();
    let mut parted = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            parted.push(',');
        }
        parted.push(digit);
    }
    parted
}

/// A weight with its sign and one decimal.
pub(super) fn weight(weight: f64) -> String {
    let mut text = String::new();
    let sign = if weight.abs() < 0.05 {
        ""
    } else if weight < 0.0 {
        "−"
    } else {
        "+"
    };
    let _ = write!(text, "{sign}{:.1}", weight.abs());
    text
}

/// A share as a percentage, never rounded to certainty.
pub(super) fn share(share: f64) -> String {
    let percent = share * 100.0;
    if percent > 99.99 && share < 1.0 {
        "more than 99.99%".to_owned()
    } else if percent < 0.01 && share > 0.0 {
        "less than 0.01%".to_owned()
    } else if percent < 1.0 || percent > 99.0 {
        format!("{percent:.2}%")
    } else {
        format!("{percent:.1}%")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_written_in_base64() {
        assert_eq!(["", "M", "Ma", "Man"].map(|text| base64(text.as_bytes())), ["", "TQ==", "TWE=", "TWFu"]);
    }

    #[test]
    fn numbers_are_written_for_reading() {
        assert_eq!(whole(1_234_567), "1,234,567");
        assert_eq!([weight(-2.04), weight(0.01), weight(13.26)], ["−2.0", "0.0", "+13.3"]);
        assert_eq!(
            [share(0.5), share(0.999_999), share(1.0), share(0.0)],
            ["50.0%", "more than 99.99%", "100.00%", "0.00%"]
        );
    }

    #[test]
    fn a_sheet_loads_nothing() {
        assert!(!styles().contains("url(\"fonts"), "the letters are inside");
    }
}
