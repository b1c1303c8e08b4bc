//! Nothing that was changed by hand is lost: what a journal holds, whoever writes to it.

use equipoise::app::journal::{Journal, JournalFolder, News};
use equipoise::app::workspace::Edits;
use equipoise::recording::{Class, Epoch, EpochKind};
use equipoise::views::{apply_changes, changes};
use std::io::Write;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, sync_channel};
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(30);

fn with_class(edits: &Edits, unit: &str, class: Class) -> Edits {
    let mut edits = edits.clone();
    edits.classes.insert(unit.to_owned(), class);
    edits
}

fn mark(start_s: f64) -> Epoch {
    Epoch::new("Seizure", start_s, start_s + 1.0, EpochKind::Seizure)
}

#[test]
fn changes_lead_from_any_edits_to_any_others() {
    let none = Edits::default();
    let some = Edits {
        rate_hz: Some(5.0),
        marks: vec![mark(1.0), mark(5.0)],
        included: [("u1".to_owned(), false)].into(),
        ..with_class(&none, "u1", Class::Excitatory)
    };
    let others = Edits {
        marks: vec![mark(5.0), mark(9.0)],
        ..with_class(&none, "u2", Class::Inhibitory)
    };
    for (before, after) in [
        (&none, &some),
        (&some, &none),
        (&some, &others),
        (&others, &some),
    ] {
        let (found, lost) = apply_changes(before, &changes(before, after));
        assert!(changes(&found, after).is_empty(), "{found:?}");
        assert_eq!((lost, found.classes), (0, after.classes.clone()));
    }
    assert!(changes(&some, &some).is_empty());
}

/// Marks that begin at one time are shown in the order in which they are kept.
#[test]
fn a_mark_that_is_renamed_keeps_its_place() {
    let mark = |label: &str| Epoch::new(label, 7.0, 9.0, EpochKind::Event);
    let with = |labels: &[&str]| Edits {
        marks: labels.iter().map(|label| mark(label)).collect(),
        ..Edits::default()
    };
    for (before, after) in [
        (with(&["a", "b", "c"]), with(&["x", "b", "c"])),
        (with(&["a", "b"]), with(&["a", "x", "b"])),
        (with(&["a", "b", "c"]), with(&["b"])),
    ] {
        let (found, _) = apply_changes(&before, &changes(&before, &after));
        assert_eq!(found, after);
    }
}

#[test]
fn two_that_write_in_turn_keep_each_others_changes_and_the_later_of_two_wins() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = JournalFolder::in_folder(folder.path());
    let none = Edits::default();
    let set = |unit: &str, class| changes(&none, &with_class(&none, unit, class));
    let first = set("u1", Class::Excitatory);
    folder.append("ab12", &none, &first).expect("written");
    // The second knows nothing of the first, and does not contradict.
    let second = set("u2", Class::Inhibitory);
    let (merged, contrary) = folder.append("ab12", &none, &second).expect("written");
    assert_eq!((merged.classes.len(), contrary.len()), (2, 0));
    let third = set("u1", Class::Inhibitory);
    let (merged, contrary) = folder.append("ab12", &none, &third).expect("written");
    assert_eq!(merged.classes["u1"], Class::Inhibitory);
    let words: Vec<String> = contrary.iter().map(|c| c.words()).collect();
    assert_eq!(words, ["u1 is inhibitory"]);
    assert_eq!(folder.load("ab12").expect("read"), Some(merged));
    assert_eq!(folder.load("other").expect("read"), None);
}

#[test]
fn a_line_that_was_cut_or_is_of_a_later_version_costs_itself_only() {
    let folder = tempfile::tempdir().expect("a folder");
    let journals = JournalFolder::in_folder(folder.path());
    let none = Edits::default();
    let one = with_class(&none, "u1", Class::Excitatory);
    journals
        .append("ab", &none, &changes(&none, &one))
        .expect("written");
    let path = folder.path().join("edits/ab.jsonl");
    let mut file = std::fs::OpenOptions::new()
        .append(true)
        .open(path)
        .expect("there");
    let later = r#"{"changes":[{"field":"unit_classes","key":"u9","value":"astrocyte"},{"field":"colour","value":3}]}"#;
    file.write_all(later.as_bytes()).expect("written");
    file.write_all(b"\n{\"changes\":[{\"field\":\"unit_cl")
        .expect("written");
    assert_eq!(journals.load("ab").expect("read"), Some(one.clone()));
    let two = with_class(&one, "u2", Class::Inhibitory);
    journals
        .append("ab", &one, &changes(&one, &two))
        .expect("written");
    assert_eq!(journals.load("ab").expect("read"), Some(two));
}

#[test]
fn a_long_journal_is_written_anew_and_says_the_same() {
    let folder = tempfile::tempdir().expect("a folder");
    let journals = JournalFolder::in_folder(folder.path());
    let mut known = Edits::default();
    let name = "u".repeat(200_000);
    for n in 0..12 {
        let class = [Class::Excitatory, Class::Inhibitory][n % 2];
        let next = with_class(&known, &name, class);
        let (merged, _) = journals
            .append("ab", &known, &changes(&known, &next))
            .expect("written");
        assert_eq!(merged, next);
        known = next;
    }
    let size = std::fs::metadata(folder.path().join("edits/ab.jsonl")).expect("there");
    assert!(size.len() < 1_500_000, "{} bytes", size.len());
    assert_eq!(journals.load("ab").expect("read"), Some(known));
}

fn started(folder: &JournalFolder) -> (Journal, Receiver<()>) {
    let (wake, woken) = sync_channel(64);
    let journal = Journal::start(folder.clone(), move || {
        let _ = wake.try_send(());
    });
    (journal.expect("a thread"), woken)
}

/// The next merged edits that differ from `known`, and what was said.
fn merged(journal: &mut Journal, woken: &Receiver<()>, known: &Edits) -> (Edits, Option<String>) {
    loop {
        woken.recv_timeout(PATIENCE).expect("woken");
        for news in journal.news() {
            if let News::Merged { edits, said, .. } = news
                && *edits != *known
            {
                return (Edits::clone(&edits), said);
            }
        }
    }
}

#[test]
fn what_one_window_changes_comes_to_the_other_and_what_that_has_changed_meanwhile_stays() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = JournalFolder::in_folder(folder.path());
    let [(mut here, woken_here), (mut there, _woken)] = [started(&folder), started(&folder)];
    let none = Edits::default();
    here.watch("ab", &Arc::default());
    there.watch("ab", &Arc::default());
    let of_there = with_class(&none, "u1", Class::Excitatory);
    there.record("ab", &none, &of_there);
    let (found, said) = merged(&mut here, &woken_here, &none);
    assert_eq!(found, of_there);
    assert!(said.expect("said").contains("u1 is excitatory"));
    // Both at once: neither knows of the other.
    let own = with_class(&found, "u2", Class::Inhibitory);
    here.record("ab", &found, &own);
    there.record(
        "ab",
        &of_there,
        &with_class(&of_there, "u3", Class::Excitatory),
    );
    there.finish();
    here.finish();
    let all = folder.load("ab").expect("read").expect("there");
    assert_eq!(all.classes.len(), 3);
}

#[test]
fn changes_that_cannot_be_written_are_kept_and_written_once_they_can() {
    let folder = tempfile::tempdir().expect("a folder");
    let blocked = folder.path().join("config");
    std::fs::write(&blocked, "a file where the folder should be").expect("written");
    let journals = JournalFolder::in_folder(&blocked);
    let (mut journal, woken) = started(&journals);
    let none = Edits::default();
    let one = with_class(&none, "u1", Class::Excitatory);
    journal.record("ab", &none, &one);
    woken.recv_timeout(PATIENCE).expect("woken");
    let news = journal.news();
    assert!(matches!(&news[..], [News::Failed(said)] if said.contains("cannot be saved")));
    std::fs::remove_file(&blocked).expect("removed");
    let mut saved = false;
    while !saved {
        woken.recv_timeout(PATIENCE).expect("woken");
        saved = journal.news().iter().any(|n| matches!(n, News::Saved));
    }
    assert_eq!(journals.load("ab").expect("read"), Some(one));
}
