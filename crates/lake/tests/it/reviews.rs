//! Review files: kept whole, kept for us alone, held to their hash.

use crate::sample::files_under;
use hub::ports::ReviewFiles as _;
use lake::Lake;

#[tokio::test]
async fn a_review_file_comes_back_and_is_kept_once() {
    let folder = tempfile::tempdir().unwrap();
    let lake = Lake::open(&folder.path().join("lake")).await.unwrap();
    let bytes = b"{\"title\": \"a review\"}".to_vec();
    let (kept, is_new) = lake.keep_review(bytes.clone()).await.unwrap();
    assert!(is_new);
    assert_eq!(lake.keep_review(bytes.clone()).await.unwrap(), (kept.clone(), false));
    assert_eq!(lake.review_bytes(&kept).await.unwrap(), Some(bytes));
    let files = files_under(&folder.path().join("lake/people/reviews"));
    assert_eq!(files.len(), 1);
    assert!(files_under(&folder.path().join("lake/received")).is_empty(), "apart from all open data");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&files[0]), 0o600);
        assert_eq!(mode(files[0].parent().unwrap()), 0o700);
    }
}

#[tokio::test]
async fn a_review_file_that_was_changed_or_lost_is_refused_and_can_be_kept_again() {
    let folder = tempfile::tempdir().unwrap();
    let lake = Lake::open(&folder.path().join("lake")).await.unwrap();
    let (kept, _) = lake.keep_review(b"whole".to_vec()).await.unwrap();
    let path = files_under(&folder.path().join("lake/people/reviews")).pop().unwrap();
    std::fs::write(&path, "other").unwrap();
    let error = lake.review_bytes(&kept).await.unwrap_err();
    assert!(error.to_string().contains("has the hash"), "{error}");
    assert_eq!(lake.keep_review(b"whole".to_vec()).await.unwrap(), (kept.clone(), true), "mended");
    assert_eq!(lake.review_bytes(&kept).await.unwrap().as_deref(), Some(&b"whole"[..]));
    assert!(lake.remove_review(&kept).await.unwrap());
    assert!(!path.exists() && !lake.remove_review(&kept).await.unwrap());
    assert_eq!(lake.review_bytes(&kept).await.unwrap(), None);
    assert_eq!(lake.keep_review(b"whole".to_vec()).await.unwrap(), (kept.clone(), true));
    assert_eq!(lake.review_bytes(&kept).await.unwrap().as_deref(), Some(&b"whole"[..]));
}
