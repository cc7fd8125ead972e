//! Numbers as publishers write them. The plain ones are read fast and exactly; the rest with care.

use crate::recipe::NumberStyle;

/// Powers of ten that a double holds exactly.
const POWERS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
    1e21, 1e22,
];

/// Reads digits with an optional sign and point: `-12.5`. Nothing for any other text. The result is the double
/// nearest to what is written (Clinger's fast path; the standard library where that does not hold).
#[must_use]
pub fn plain(bytes: &[u8]) -> Option<f64> {
    let (negative, digits) = match bytes {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        all => (false, all),
    };
    if digits.is_empty() {
        return None;
    }
    if digits.len() > 17 {
        return careful(bytes);
    }
    let mut mantissa: u64 = 0;
    let mut point = None;
    for (at, byte) in digits.iter().enumerate() {
        match byte {
            b'0'..=b'9' => mantissa = mantissa * 10 + u64::from(byte - b'0'),
            b'.' if point.is_none() => point = Some(at),
            _ => return careful(bytes),
        }
    }
    let decimals = match point {
        Some(_) if digits.len() == 1 => return None,
        Some(at) => digits.len() - at - 1,
        None => 0,
    };
    if mantissa > 1 << 53 {
        return careful(bytes);
    }
    let value = mantissa as f64 / POWERS[decimals];
    Some(if negative { -value } else { value })
}

/// Long and scientific numbers, `1.5E-3`; never the words that the standard library also reads, such as `inf`.
#[cold]
fn careful(bytes: &[u8]) -> Option<f64> {
    let numeric = |byte: &u8| byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'+' | b'e' | b'E');
    if !bytes.iter().all(numeric) || !bytes.iter().any(u8::is_ascii_digit) || matches!(bytes[0], b'e' | b'E') {
        return None;
    }
    std::str::from_utf8(bytes).ok()?.parse::<f64>().ok().filter(|value| value.is_finite())
}

/// Reads a number with what publishers put around it: `£1,234`, `12.5%`, `(123)`, a true minus sign, inner white space.
#[must_use]
pub fn styled(text: &str, style: NumberStyle) -> Option<f64> {
    let text = text.trim();
    if let Some(inner) = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        return if style.bracketed_negatives { unsigned(inner, style).map(|value| -value) } else { None };
    }
    match text.strip_prefix(['-', '−', '–']) {
        Some(rest) => unsigned(rest.trim_start(), style).map(|value| -value),
        None => unsigned(text.strip_prefix('+').unwrap_or(text), style),
    }
}

fn unsigned(text: &str, style: NumberStyle) -> Option<f64> {
    let text = text.trim().strip_prefix('£').unwrap_or(text.trim()).trim_start();
    let text = text.strip_suffix('%').unwrap_or(text).trim_end();
    if !text.starts_with(|first: char| first.is_ascii_digit() || first == '.') {
        return None;
    }
    if !text.contains([',', ' ', '\u{a0}', '\u{202f}']) {
        return plain(text.as_bytes());
    }
    if !style.thousands {
        return None;
    }
    let (whole, part) = text.split_once('.').map_or((text, ""), |(whole, part)| (whole, part));
    let groups: Vec<&str> = whole.split([',', ' ', '\u{a0}', '\u{202f}']).collect();
    let grouped = (1..=3).contains(&groups[0].len()) && groups[1..].iter().all(|group| group.len() == 3);
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !grouped || !groups.iter().all(|group| digits(group)) || !digits(part) {
        return None;
    }
    let joined = groups.concat();
    plain(if part.is_empty() { joined } else { format!("{joined}.{part}") }.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_are_read_as_publishers_write_them() {
        let style = NumberStyle::default();
        for (text, value) in [
            ("1,234", Some(1234.0)),
            ("-1,234.5", Some(-1234.5)),
            ("£552", Some(552.0)),
            ("-£1,000", Some(-1000.0)),
            ("29.6%", Some(29.6)),
            ("−3", Some(-3.0)),
            ("1 234 567", Some(1_234_567.0)),
            ("1,23", None),
            ("12,3456", None),
            ("(123)", None),
            ("", None),
            (".", None),
            ("-", None),
            ("inf", None),
            ("NaN", None),
            ("1e999", None),
            ("2.5E-3", Some(0.0025)),
            ("1.2.3", None),
        ] {
            assert_eq!(styled(text, style), value, "{text}");
        }
        let brackets = NumberStyle { bracketed_negatives: true, ..style };
        assert_eq!(styled("(1,234)", brackets), Some(-1234.0));
    }

    proptest! {
        #[test]
        fn every_double_reads_back_exactly(value in proptest::num::f64::NORMAL) {
            prop_assert_eq!(plain(value.to_string().as_bytes()), Some(value));
        }

        #[test]
        fn short_decimals_are_those_of_the_standard_library(text in "-?[0-9]{1,12}(\\.[0-9]{0,6})?") {
            prop_assert_eq!(plain(text.as_bytes()), text.parse::<f64>().ok());
        }

        #[test]
        fn no_text_panics(text in ".*") {
            let _ = styled(&text, NumberStyle { bracketed_negatives: true, thousands: true });
        }
    }
}
