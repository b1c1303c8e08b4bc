use equipoise::cli::error::Error;
use equipoise::cli::output::write;
use std::path::Path;

#[test]
fn a_failed_write_leaves_nothing() {
    let dir = tempfile::tempdir().expect("a folder");
    let taken = dir.path().join("taken");
    std::fs::create_dir(&taken).expect("a folder in it");
    assert!(write(&taken, b"x").is_err());
    let left: Vec<_> = std::fs::read_dir(dir.path()).expect("readable").collect();
    assert_eq!(left.len(), 1);
}

#[test]
fn the_message_names_the_file_and_not_the_temporary_one() {
    let Err(Error::Failed(e)) = write(Path::new("/no/such/folder/a.csv"), b"x") else {
        panic!("it was written");
    };
    let text = e.to_string();
    assert!(text.ends_with(": /no/such/folder/a.csv"), "{text}");
    assert!(!text.contains(".equipoise-"), "{text}");
}
