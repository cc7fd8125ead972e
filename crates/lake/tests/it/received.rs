//! Bytes as they came.

use hub::Lake as _;
use lake::Lake;
use std::io::Read;

use crate::sample::files_under;

#[tokio::test]
async fn the_same_bytes_are_kept_once_and_come_back_as_they_came() {
    let folder = tempfile::tempdir().unwrap();
    let lake = Lake::open(&folder.path().join("lake")).await.unwrap();
    let sent = folder.path().join("sent.csv");
    std::fs::write(&sent, "area,value\nE06000065,1\n").unwrap();
    let first = lake.keep(&sent).await.unwrap();
    let again = lake.keep(&sent).await.unwrap();
    assert_eq!(first, again);
    assert_eq!(files_under(&folder.path().join("lake/received")).len(), 1);
    let mut text = String::new();
    hub::Lake::open(&lake, &first).await.unwrap().read_to_string(&mut text).unwrap();
    assert_eq!(text, "area,value\nE06000065,1\n");
    assert_eq!(first.size_bytes, text.len() as u64);
    lake.verify(&first).await.unwrap();
}

#[tokio::test]
async fn bytes_that_were_changed_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let lake = Lake::open(&folder.path().join("lake")).await.unwrap();
    let sent = folder.path().join("sent.csv");
    std::fs::write(&sent, "one").unwrap();
    let received = lake.keep(&sent).await.unwrap();
    let kept = files_under(&folder.path().join("lake/received")).pop().unwrap();
    std::fs::write(&kept, "two").unwrap();
    let error = lake.verify(&received).await.unwrap_err();
    assert!(error.to_string().contains("have the hash"), "{error}");
    std::fs::write(&kept, "longer").unwrap();
    let error = hub::Lake::open(&lake, &received).await.unwrap_err();
    assert!(error.to_string().contains("should be 3 bytes long and are 6"), "{error}");
    std::fs::remove_file(&kept).unwrap();
    assert!(hub::Lake::open(&lake, &received).await.is_err());
    assert_eq!(lake.keep(&sent).await.unwrap(), received, "what was lost can be kept again");
    lake.verify(&received).await.unwrap();
}
