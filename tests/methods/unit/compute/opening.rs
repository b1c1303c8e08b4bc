use equipoise::compute::{LOOK_COLUMNS, Opening, OpeningState};
use equipoise::formats::{self, Progress};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// What is seen first is there no later than the recording, and counts the same spikes.
#[test]
fn a_first_look_comes_before_the_recording() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats/data/nwb_modern.nwb");
    let options = formats::OpenOptions::default();
    let read =
        move |progress: &Progress<'_>| formats::open(&path, &options, progress).map(Arc::new);
    let opening = Opening::start("a file", read, |_| None, || ()).expect("a thread");
    let loaded = loop {
        match opening.poll() {
            OpeningState::Done(loaded) => break loaded,
            OpeningState::Running => std::thread::sleep(Duration::from_millis(1)),
            _ => panic!("the file is readable"),
        }
    };
    let look = opening.first_look().expect("a first look");
    assert_eq!(look.units, loaded.recording.units().len());
    assert_eq!(look.spikes, loaded.recording.trains().spike_count());
    assert_eq!(look.overview.span, loaded.recording.span());
    assert_eq!(look.overview.all_rate.len(), LOOK_COLUMNS);
}
