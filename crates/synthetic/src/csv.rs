//! A batch as lines of CSV (RFC 4180): an absent value is blank, text that needs quotes has them.

use crate::table::{Batch, Table, Value};
use std::io::Write;

/// Adds the line of headings.
pub fn heading(table: &Table, out: &mut Vec<u8>) {
    for (index, column) in table.columns.iter().enumerate() {
        if index > 0 {
            out.push(b',');
        }
        out.extend_from_slice(column.name.as_bytes());
    }
    out.extend_from_slice(b"\r\n");
}

/// Adds a line for each row.
pub fn lines(batch: &Batch, out: &mut Vec<u8>) {
    for row in 0..batch.rows() {
        for column in 0..batch.cells().len() {
            if column > 0 {
                out.push(b',');
            }
            match batch.value(row, column) {
                Value::Absent => {}
                Value::Text(text) => quoted(text, out),
                // Writing to memory cannot fail.
                Value::Whole(number) => drop(write!(out, "{number}")),
                Value::Day(day) => drop(write!(out, "{day}")),
                Value::Flag(flag) => out.extend_from_slice(if flag { b"true" } else { b"false" }),
            }
        }
        out.extend_from_slice(b"\r\n");
    }
}

fn quoted(text: &str, out: &mut Vec<u8>) {
    // A blank text in quotes is told from an absent one.
    if !text.is_empty() && !text.bytes().any(|byte| matches!(byte, b',' | b'"' | b'\r' | b'\n')) {
        out.extend_from_slice(text.as_bytes());
        return;
    }
    out.push(b'"');
    for byte in text.bytes() {
        if byte == b'"' {
            out.push(b'"');
        }
        out.push(byte);
    }
    out.push(b'"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        day::Day,
        table::{Column, Kind},
    };

    #[test]
    fn absent_is_blank_and_commas_are_quoted() {
        const COLUMNS: [Column; 3] = [
            Column { name: "name", kind: Kind::Text, meaning: "" },
            Column { name: "born", kind: Kind::Day, meaning: "" },
            Column { name: "count", kind: Kind::Whole, meaning: "" },
        ];
        let table = Table { name: "t", holder: "", row: "", columns: &COLUMNS };
        let mut batch = Batch::new(&table);
        batch.row().text("O\"Hara, Ann").day(Day::of(1999, 12, 31)).whole(None).end();
        batch.row().text(None).day(None).whole(0).end();
        let mut out = Vec::new();
        heading(&table, &mut out);
        lines(&batch, &mut out);
        assert_eq!(String::from_utf8(out).unwrap(), "name,born,count\r\n\"O\"\"Hara, Ann\",1999-12-31,\r\n,,0\r\n");
    }
}
