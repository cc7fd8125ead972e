//! Files of records in every form that people send, and people formed in less memory than their links take.

use datafusion::{
    arrow::{
        array::{
            ArrayRef, BooleanArray, Date32Array, DictionaryArray, Float64Array, Int64Array, ListArray, NullArray,
            StringArray, StructArray, TimestampMicrosecondArray,
        },
        datatypes::{DataType, Field, Int32Type},
        record_batch::RecordBatch,
    },
    parquet::arrow::ArrowWriter,
};
use lake::people::{self, Input, PeopleError, Request, WorkFolder};
use link::{
    Model, Records, Silent,
    cluster::{Decisions, Links},
    model::weight_of_probability,
    score::Linkage,
};
use std::{ops::ControlFlow, path::Path, sync::Arc};

fn read(path: &Path, id: &str, columns: &[&str]) -> Result<Records, PeopleError> {
    let columns: Vec<String> = columns.iter().map(ToString::to_string).collect();
    let inputs = [Input::parse(&path.display().to_string())];
    let request = Request { inputs: &inputs, id: Some(id), source_column: None, columns: &columns, limit: None };
    people::read(request, &mut |_, _| ControlFlow::Continue(())).map(|reading| reading.records)
}

fn write(path: &Path, columns: Vec<(&str, ArrayRef)>) {
    let batch =
        RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, array)| (name, array, true))).unwrap();
    let mut writer = ArrowWriter::try_new(std::fs::File::create(path).unwrap(), batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
}

#[test]
fn every_kind_of_column_is_read_as_the_text_that_a_person_would_write() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("kinds.parquet");
    let lists = ListArray::from_iter_primitive::<Int32Type, _, _>(vec![Some(vec![Some(1), Some(2)]), None]);
    let words: DictionaryArray<Int32Type> = vec![Some("Ann"), None].into_iter().collect();
    // 1971-05-24 is the 508th day after 1970-01-01; its beginning and its noon.
    let moments = TimestampMicrosecondArray::from(vec![43_891_200_000_000, 43_934_400_000_000]);
    write(
        &path,
        vec![
            ("id", Arc::new(Int64Array::from(vec![9, 7]))),
            ("text", Arc::new(StringArray::from(vec![Some(" Zoë "), Some("")]))),
            ("word", Arc::new(words)),
            ("whole", Arc::new(Float64Array::from(vec![Some(9_434_765_919.0), None]))),
            ("fraction", Arc::new(Float64Array::from(vec![Some(0.5), Some(f64::NAN)]))),
            ("day", Arc::new(Date32Array::from(vec![508, 0]))),
            ("moment", Arc::new(moments)),
            ("yes", Arc::new(BooleanArray::from(vec![Some(true), None]))),
            ("list", Arc::new(lists)),
            ("nothing", Arc::new(NullArray::new(2))),
        ],
    );
    let names = ["text", "word", "whole", "fraction", "day", "moment", "yes", "list", "nothing"];
    let records = read(&path, "id", &names).unwrap();
    let row = |id: &str| -> Vec<Option<&str>> {
        let record = records.find(0, id).unwrap();
        (0..names.len()).map(|column| records.value(record, column)).collect()
    };
    assert_eq!(
        row("9"),
        [
            Some("Zoë"),
            Some("Ann"),
            Some("9434765919"),
            Some("0.5"),
            Some("1971-05-24"),
            Some("1971-05-24"),
            Some("true"),
            Some("1\u{1f}2"),
            None
        ]
    );
    assert_eq!(row("7"), [None, None, None, None, Some("1970-01-01"), Some("1971-05-24T12:00:00"), None, None, None]);
}

#[test]
fn columns_of_parts_and_missing_names_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("parts.parquet");
    let ids: ArrayRef = Arc::new(StringArray::from(vec![Some("a"), None]));
    let field = Arc::new(Field::new("first", DataType::Utf8, true));
    let parts: ArrayRef = Arc::new(StructArray::from(vec![(field, Arc::clone(&ids))]));
    write(&path, vec![("id", Arc::clone(&ids)), ("name", parts)]);
    let refused = read(&path, "id", &[]).unwrap_err().to_string();
    assert!(refused.contains("record 2 has no name"), "{refused}");
    write(
        &path,
        vec![
            ("id", Arc::new(Int64Array::from(vec![1, 2]))),
            ("name", Arc::new(StructArray::from(vec![(Arc::new(Field::new("first", DataType::Utf8, true)), ids)]))),
        ],
    );
    let refused = read(&path, "id", &["name"]).unwrap_err().to_string();
    assert!(refused.contains("the column `name`") && refused.contains("no texts"), "{refused}");
}

/// The made-up records of the tests, linked by a model of Splink.
fn linked() -> (Linkage, tempfile::TempDir) {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/linkage");
    let model =
        Model::from_splink(&std::fs::read_to_string(data.join("splink/fake_1000_model.json")).unwrap()).unwrap();
    let columns = model.columns_needed().unwrap();
    let names: Vec<&str> = columns.iter().map(String::as_str).collect();
    let records = read(&data.join("fake_1000.csv"), "unique_id", &names).unwrap();
    (Linkage::prepare(model, records, 2, &Silent).unwrap(), tempfile::tempdir().unwrap())
}

#[test]
fn people_are_the_same_however_little_memory_their_links_may_take() {
    let (linkage, folder) = linked();
    let threshold = weight_of_probability(linkage.model().people.threshold);
    let mut links = Links::default();
    linkage.score(threshold, &mut links, &Silent).unwrap();
    let give = |take: &mut dyn FnMut(link::cluster::Link) -> Result<(), PeopleError>| {
        links.links.iter().copied().try_for_each(take)
    };
    let decisions = Decisions { together: vec![(0, 900)], apart: vec![(links.links[0].left, links.links[0].right)] };
    let form = |room| people::cluster_within(&linkage, &give, &decisions, room, folder.path(), &Silent).unwrap();
    let whole = form(u64::MAX);
    assert_eq!(whole.rounds, 1);
    for room in [1, 4_000, 20_000] {
        let parted = form(room);
        assert!(parted.rounds > 1, "{room}");
        assert_eq!(parted.clusters, whole.clusters, "{room}");
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "what was spilled is gone");
}

#[test]
fn one_run_at_a_time_has_a_work_folder() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("out.work");
    let begin = |settings| WorkFolder::begin(&path, &[], "model", settings);
    let first = begin("settings").unwrap();
    std::fs::write(path.join("part-1.pairs"), "of the first").unwrap();
    let resume = WorkFolder::resume(&path, &[], "model", "settings").map(|work| work.is_some());
    for refused in [begin("settings").map(|_| true), begin("others").map(|_| true), resume] {
        let error = refused.unwrap_err();
        assert!(error.to_string().contains(&format!("process {} (", std::process::id())), "{error}");
        assert!(error.mend().unwrap().contains("--work"));
    }
    assert!(path.join("part-1.pairs").exists(), "nobody touched what the first has done");
    drop(first);
    let again = begin("others").unwrap();
    assert!(!path.join("part-1.pairs").exists(), "a run that begins anew takes nothing over");
    drop(again);
    assert!(!path.exists(), "a run without a finished part leaves nothing");
    std::fs::create_dir(&path).unwrap();
    std::fs::write(path.join("letter.txt"), "somebody’s").unwrap();
    assert!(begin("settings").unwrap_err().to_string().contains("is not the work of a linkage"));
    assert_eq!(std::fs::read_dir(&path).unwrap().count(), 1, "a folder that is not ours is left as it is");
}

#[test]
fn parts_are_taken_up_only_when_they_are_whole() {
    let (linkage, folder) = linked();
    let path = folder.path().join("out.work");
    let pairs = |predicted: &people::Predicted| {
        let mut all = Vec::new();
        predicted
            .each(&mut |some| {
                all.extend_from_slice(some);
                Ok(())
            })
            .unwrap();
        all
    };
    let work = WorkFolder::begin(&path, &[], "model", "settings").unwrap();
    let first = work.predict(&linkage, -5.0, &Silent).unwrap();
    let expected = pairs(&first);
    assert!(expected.len() > 1000 && first.taken_up == 0);
    drop(work);
    let parts: Vec<_> = std::fs::read_dir(&path)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "pairs"))
        .collect();
    // One byte is changed in the first part: it is made again, and the pairs are the same.
    let mut bytes = std::fs::read(&parts[0]).unwrap();
    bytes[100] ^= 1;
    std::fs::write(&parts[0], bytes).unwrap();
    let work = WorkFolder::resume(&path, &[], "model", "settings").unwrap().unwrap();
    let again = work.predict(&linkage, -5.0, &Silent).unwrap();
    assert_eq!((again.taken_up, pairs(&again)), (parts.len() - 1, expected));
    assert!(WorkFolder::resume(&path, &[], "another model", "settings").is_err());
    work.remove().unwrap();
    assert!(!path.exists());
}

#[test]
fn pairs_say_the_same_in_every_form_of_file() {
    let (linkage, folder) = linked();
    let work = WorkFolder::begin(&folder.path().join("out.work"), &[], "model", "settings").unwrap();
    let predicted = work.predict(&linkage, -5.0, &Silent).unwrap();
    let mut expected: Vec<Vec<Option<String>>> = Vec::new();
    let label = |(comparison, level): (&link::model::Comparison, usize)| {
        comparison.levels.get(level).map(|level| level.label.clone())
    };
    predicted
        .each(&mut |pairs| {
            expected.extend(pairs.iter().map(|pair| {
                let names = [pair.left, pair.right].map(|record| Some(linkage.records().id(record).to_string()));
                let levels = linkage.model().comparisons.iter().zip(linkage.levels_of(pair.pattern)).map(label);
                names.into_iter().chain([Some(pair.weight.to_string())]).chain(levels).collect()
            }));
            Ok(())
        })
        .unwrap();
    for form in ["pairs.parquet", "pairs.csv"] {
        let path = folder.path().join(form);
        let mut go_on = |_, _| ControlFlow::Continue(());
        let written = people::write_pairs(&path, &linkage, &predicted, -5.0, &mut go_on).unwrap();
        let columns = people::column_names(&path).unwrap();
        let wanted: Vec<String> = columns.into_iter().filter(|name| name != "match_probability").collect();
        let mut rows: Vec<Vec<Option<String>>> = Vec::new();
        people::each_row(&path, &wanted, &mut |row| {
            rows.push(row.iter().map(|text| text.map(str::to_owned)).collect());
            Ok(())
        })
        .unwrap();
        assert_eq!(written, rows.len() as u64);
        assert!(rows == expected, "{form}");
    }
    work.remove().unwrap();
}
