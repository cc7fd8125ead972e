//! Values parted by commas or tabs, plain or compressed.

use super::{Form, PeopleError, input::places};
use flate2::read::MultiGzDecoder;
use std::{
    cell::Cell,
    fs::File,
    io::{self, BufReader, Read},
    path::Path,
    rc::Rc,
};

/// Counts the bytes that were read of a file, before they are decompressed.
struct Counted {
    file: File,
    read: Rc<Cell<u64>>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(buffer)?;
        self.read.set(self.read.get() + read as u64);
        Ok(read)
    }
}

type Reader = csv::Reader<Box<dyn Read>>;

fn open(path: &Path, form: Form) -> Result<(Reader, Rc<Cell<u64>>), PeopleError> {
    let file = File::open(path).map_err(PeopleError::file("read", path))?;
    let read = Rc::new(Cell::new(0));
    let counted = BufReader::with_capacity(1 << 18, Counted { file, read: Rc::clone(&read) });
    let plain: Box<dyn Read> =
        if form == Form::CsvGz { Box::new(MultiGzDecoder::new(counted)) } else { Box::new(counted) };
    let reader = csv::ReaderBuilder::new().delimiter(form.delimiter()).buffer_capacity(1 << 18).from_reader(plain);
    Ok((reader, read))
}

/// The names in the first line.
pub(super) fn header(path: &Path, form: Form) -> Result<Vec<String>, PeopleError> {
    let (mut reader, _) = open(path, form)?;
    header_of(&mut reader, path)
}

fn header_of(reader: &mut Reader, path: &Path) -> Result<Vec<String>, PeopleError> {
    let names = reader.byte_headers().map_err(|error| refused(path, &error))?;
    let names: Vec<String> = names
        .iter()
        .map(|name| {
            let text = std::str::from_utf8(name).map_err(|_| not_utf8(path, 1))?;
            Ok(text.trim_start_matches('\u{feff}').trim().to_owned())
        })
        .collect::<Result<_, PeopleError>>()?;
    if names.is_empty() || names.iter().all(String::is_empty) {
        return Err(PeopleError::refused(
            format!("{} is empty: it has not even a line with the names of its columns", path.display()),
            "Check that the right file was given, and that it was written to its end.",
        ));
    }
    Ok(names)
}

/// Calls `take` with the wanted values of every row, and the bytes of the file read so far. An empty value is `None`.
pub(super) fn each_row(
    path: &Path,
    form: Form,
    wanted: &[String],
    take: &mut dyn FnMut(u64, &[Option<&str>]) -> Result<(), PeopleError>,
) -> Result<(), PeopleError> {
    let (mut reader, read) = open(path, form)?;
    let places = places(path, &header_of(&mut reader, path)?, wanted)?;
    let mut record = csv::ByteRecord::new();
    while reader.read_byte_record(&mut record).map_err(|error| refused(path, &error))? {
        let value = |&place: &usize| match record.get(place).filter(|bytes| !bytes.is_empty()) {
            Some(bytes) => std::str::from_utf8(bytes)
                .map(Some)
                .map_err(|_| not_utf8(path, record.position().map_or(0, csv::Position::line))),
            None => Ok(None),
        };
        let values: Vec<Option<&str>> = places.iter().map(value).collect::<Result<_, _>>()?;
        take(read.get(), &values)?;
    }
    Ok(())
}

fn not_utf8(path: &Path, line: u64) -> PeopleError {
    PeopleError::refused(
        format!("{} is not text in UTF-8: line {line} has bytes that are no letters", path.display()),
        "Save it again as “CSV UTF-8”.",
    )
}

fn refused(path: &Path, error: &csv::Error) -> PeopleError {
    match error.kind() {
        csv::ErrorKind::UnequalLengths { pos, expected_len, len } => PeopleError::refused(
            format!(
                "{}: line {} has {len} values and the first line names {expected_len} columns",
                path.display(),
                pos.as_ref().map_or(0, csv::Position::line)
            ),
            "Put values that hold a comma or a line break in double quotes, and mend the line.",
        ),
        csv::ErrorKind::Io(cause) => PeopleError::File {
            doing: "read",
            path: path.display().to_string(),
            cause: io::Error::new(cause.kind(), cause.to_string()),
        },
        _ => PeopleError::refused(
            format!("{} cannot be read as CSV: {error}", path.display()),
            "Mend the line that is named.",
        ),
    }
}
