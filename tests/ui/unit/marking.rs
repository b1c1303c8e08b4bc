use equipoise::app::marking::{self, End, Origin, changed, marked, origin, removed, with_end};
use equipoise::recording::{Epoch, EpochKind, Interval, Parts, Recording};
use equipoise::views::Edits;

const SPAN: Interval = Interval::new(0.0, 100.0);

fn file() -> Recording {
    let mut parts = Parts::new("test");
    parts.span = Some(SPAN);
    parts.epochs = vec![
        Epoch::new("seizure", 40.0, 60.0, EpochKind::Seizure),
        Epoch::new("RUN", 0.0, 30.0, EpochKind::Period),
    ];
    Recording::new(parts).expect("epochs are enough")
}

#[test]
fn an_event_of_the_file_is_moved_without_touching_the_file() {
    let file = file();
    let edits = Edits::default();
    let seizure = &file.epochs()[1];
    let origin = origin(&file, &edits, seizure).expect("of the file");
    assert_eq!(origin, Origin::File(1));
    let later = with_end(seizure, End::Stop, 75.0, SPAN);
    let edits = changed(&edits, origin, seizure, later);
    let all = edits.epochs(&file);
    assert_eq!(all.len(), 2);
    assert!(
        all.iter()
            .any(|e| e.kind == EpochKind::Seizure && e.stop_s == 75.0)
    );
    // And on from there, as a mark.
    let mark = edits.marks[0].clone();
    let origin = marking::origin(&file, &edits, &mark).expect("by hand");
    assert_eq!(origin, Origin::Hand(0));
    assert_eq!(removed(&edits, origin, &mark).epochs(&file).len(), 1);
    assert_eq!(file.epochs().len(), 2, "the file's own stay");
}

#[test]
fn marks_stay_inside_and_are_never_turned_round() {
    let edits = Edits::default();
    let kind = EpochKind::Seizure;
    let outside = Interval::new(120.0, 130.0);
    assert!(marked(&edits, kind, outside, SPAN).is_none());
    let across = Interval::new(90.0, 130.0);
    let edits = marked(&edits, kind, across, SPAN).expect("a part is inside");
    assert_eq!(
        (edits.marks[0].start_s, edits.marks[0].stop_s),
        (90.0, 100.0)
    );
    assert_eq!(edits.marks[0].label, "Seizure 1");
    let mark = &edits.marks[0];
    let late = with_end(mark, End::Start, 150.0, SPAN);
    assert!(late.start_s < late.stop_s);
    let early = with_end(mark, End::Stop, -5.0, SPAN);
    assert!(early.start_s < early.stop_s);
}

#[test]
fn marked_epochs_share_everything_else() {
    let file = file();
    let edits = marked(
        &Edits::default(),
        EpochKind::Event,
        Interval::new(1.0, 2.0),
        SPAN,
    );
    let shown = file.with_epochs(edits.expect("inside").epochs(&file));
    assert_eq!(shown.epochs().len(), 3);
    assert_ne!(
        shown.id(),
        file.id(),
        "what was computed from the file is not taken for it"
    );
    assert!(std::ptr::eq(shown.ensembles(), file.ensembles()));
}
