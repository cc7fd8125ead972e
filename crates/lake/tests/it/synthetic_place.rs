//! A synthetic place as files: whole or not there, and read back as it was made.

use datafusion::{
    arrow::{
        array::{Array, AsArray},
        datatypes::{DataType, Date32Type, Int64Type},
    },
    parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder,
};
use lake::{LakeError, SyntheticFormat, write_synthetic_place};
use std::{fs, fs::File, ops::ControlFlow};
use synthetic::{
    Place, Setting, SyntheticError,
    catalogue::TABLES,
    table::{Batch, Kind, Value},
};

fn place() -> Place {
    Place::new(Setting { people: 4_100, seed: 5, first_year: 2020, last_year: 2021 }).unwrap()
}

#[test]
fn parquet_holds_what_was_made() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("deep/place");
    let mut told = Vec::new();
    let files = write_synthetic_place(&place(), &out, SyntheticFormat::Parquet, 2, |done| {
        told.push(done);
        ControlFlow::Continue(())
    })
    .unwrap();
    assert!(told.is_sorted() && told.last() == Some(&4_100), "progress ends with everybody: {told:?}");
    let mut made: Vec<Vec<Batch>> = TABLES.iter().map(|_| Vec::new()).collect();
    place()
        .generate(1, |block| {
            for (made, batch) in made.iter_mut().zip(block.batches) {
                made.push(batch);
            }
            Ok::<(), SyntheticError>(())
        })
        .unwrap();
    for (table, batches) in TABLES.iter().zip(&made) {
        let name = format!("{}.parquet", table.name);
        let path = out.join(&name);
        let listed = files.iter().find(|file| file.name == name).unwrap();
        assert_eq!(listed.rows, batches.iter().map(|batch| batch.rows() as u64).sum::<u64>(), "{name}");
        assert_eq!(listed.bytes, fs::metadata(&path).unwrap().len());
        let builder = ParquetRecordBatchReaderBuilder::try_new(File::open(&path).unwrap()).unwrap();
        let mut wanted = batches.iter().flat_map(|batch| (0..batch.rows()).map(move |row| (batch, row)));
        for read in builder.build().unwrap() {
            let read = read.unwrap();
            for row in 0..read.num_rows() {
                let (batch, place) = wanted.next().unwrap();
                for (index, column) in table.columns.iter().enumerate() {
                    let array = read.column_by_name(column.name).unwrap();
                    let found = match column.kind {
                        _ if array.is_null(row) => Value::Absent,
                        Kind::Text => Value::Text(array.as_string::<i32>().value(row)),
                        Kind::Whole => Value::Whole(array.as_primitive::<Int64Type>().value(row)),
                        Kind::Day => {
                            assert_eq!(array.data_type(), &DataType::Date32, "other programs see a date");
                            Value::Day(synthetic::Day(array.as_primitive::<Date32Type>().value(row)))
                        }
                        Kind::Flag => Value::Flag(array.as_boolean().value(row)),
                    };
                    assert_eq!(found, batch.value(place, index), "{name}, row {row}, {}", column.name);
                }
            }
        }
        assert!(wanted.next().is_none(), "{name} is short of rows");
    }
}

#[test]
fn what_is_stopped_leaves_nothing_and_what_is_there_is_not_touched() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("place");
    let stopped = write_synthetic_place(&place(), &out, SyntheticFormat::Csv, 2, |_| ControlFlow::Break(()));
    assert!(matches!(stopped, Err(LakeError::Stopped)));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "nothing is left behind");
    // An empty folder may be there already; a full one may not, nor a file.
    fs::create_dir(&out).unwrap();
    write_synthetic_place(&place(), &out, SyntheticFormat::Csv, 2, |_| ControlFlow::Continue(())).unwrap();
    let again = write_synthetic_place(&place(), &out, SyntheticFormat::Csv, 2, |_| ControlFlow::Continue(()));
    assert!(matches!(again, Err(LakeError::Exists(_))));
    let file = folder.path().join("file");
    fs::write(&file, "mine").unwrap();
    let refused = write_synthetic_place(&place(), &file, SyntheticFormat::Csv, 2, |_| ControlFlow::Continue(()));
    assert!(matches!(refused, Err(LakeError::Exists(_))));
    assert_eq!(fs::read_to_string(&file).unwrap(), "mine");
}
