//! Encodings, gzip, and files that are not what they say.

use crate::support::{TIDY, check_bytes, shown};
use flate2::{Compression, write::GzEncoder};
use std::io::Write;

const TEXT: &str = "code,name,period,indicator,value,top,bottom\n\
    E06000001,“Hartlepool” – né,2023-24,Absence,£12.0,,\n\n\
    E06000002,\"Middles\n\"\"brough\"\"\",2023-24,Absence,7,,\n";

#[test]
fn windows_1252_says_what_utf_8_says() {
    let (utf8, rows) = check_bytes(TEXT.as_bytes(), "a.csv", TIDY, None);
    let (bytes, _, lost) = encoding_rs::WINDOWS_1252.encode(TEXT);
    assert!(!lost);
    let (cp1252, same) = check_bytes(&bytes, "a.csv", TIDY, None);
    assert_eq!(rows.rows, same.rows);
    assert_eq!((utf8.encoding, cp1252.encoding), (Some("utf-8"), Some("windows-1252")));
    assert_eq!(shown(&utf8), shown(&cp1252));
    let declared = format!("[file]\nencoding = \"utf-8\"\n{TIDY}");
    let (report, _) = check_bytes(&bytes, "a.csv", &declared, None);
    assert_eq!(report.findings[0].rule, "not-utf-8");
    assert_eq!(report.findings[0].cells[0].name(), "B2");
}

#[test]
fn marks_of_order_gzip_and_utf_16_change_nothing() {
    let (_, rows) = check_bytes(TEXT.as_bytes(), "a.csv", TIDY, None);
    assert_eq!(rows.rows.len(), 2);
    let marked = [b"\xef\xbb\xbf", TEXT.as_bytes()].concat();
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(&marked).unwrap();
    let wide: Vec<u8> =
        "\u{feff}".chars().chain(TEXT.chars()).collect::<String>().encode_utf16().flat_map(u16::to_le_bytes).collect();
    for bytes in [marked, packed.finish().unwrap(), wide] {
        assert_eq!(check_bytes(&bytes, "a.csv", TIDY, None).1.rows, rows.rows);
    }
}

#[test]
fn other_files_are_refused_by_name() {
    for (bytes, name, rule) in [
        (b"%PDF-1.7 ...".as_slice(), "a.xlsx", "file-not-what-it-says"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "a.xls", "file-not-what-it-says"),
        (b"PK\x03\x04 not really a zip", "a.xlsx", "file-unreadable"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 cut short", "a.xls", "file-unreadable"),
        (b"\x1f\x8b\x08 cut short", "a.csv.gz", "file-unreadable"),
        (b"{\"rows\": []}", "a.csv", "file-not-what-it-says"),
    ] {
        let (report, kept) = check_bytes(bytes, name, TIDY, None);
        assert!(report.findings.iter().any(|finding| finding.rule == rule), "{name}: {}", shown(&report));
        assert!(kept.rows.is_empty() && report.has_errors());
    }
}

#[test]
fn a_bomb_does_not_go_off() {
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    let zeros = vec![b'1'; 1 << 20];
    for _ in 0..200 {
        packed.write_all(&zeros).unwrap();
    }
    // 200 MB of one line, in a file of 200 KB.
    let (report, _) = check_bytes(&packed.finish().unwrap(), "a.csv.gz", TIDY, None);
    assert!(report.has_errors());
    assert_eq!(report.findings[0].rule, "line-too-long");
    let unclosed = format!("code,name\n\"{}", "x".repeat(9 << 20));
    let (report, _) = check_bytes(unclosed.as_bytes(), "a.csv", TIDY, None);
    assert!(report.has_errors());
}
