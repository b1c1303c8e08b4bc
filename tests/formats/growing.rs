//! Files that are still being written, cut at any byte: what is whole is read as it will be, and the
//! rest is left out without a word.

use crate::files::{Files, folder, open};
use equipoise::formats::{self, OpenOptions, Progress};
use equipoise::recording::Recording;
use std::path::Path;

fn open_growing(path: &Path) -> Recording {
    let options = OpenOptions {
        is_growing: true,
        ..OpenOptions::default()
    };
    formats::open(path, &options, &Progress::silent()).expect("a recording")
}

/// Cuts one of the files at each byte from `from` on. Each recording must be a beginning of the whole
/// one, which is long since; how many different ones there were.
fn cut_anywhere(files: &Files, opened: &str, cut: &str, from: usize) -> usize {
    let dir = folder(files);
    let path = dir.path().join(opened);
    let whole = open_growing(&path);
    let contents = &files
        .iter()
        .find(|(name, _)| *name == cut)
        .expect("a file")
        .1;
    let mut counts = Vec::new();
    for end in from..contents.len() {
        std::fs::write(dir.path().join(cut), &contents[..end]).expect("written");
        let part = open_growing(&path);
        assert_eq!(part.warnings(), whole.warnings(), "cut at {end}");
        for unit in 0..part.units().len() {
            let id = &part.units()[unit].id;
            let same = whole.units().iter().position(|u| u.id == *id);
            let of_whole = whole.trains().unit(same.expect("a unit of the whole"));
            assert!(
                of_whole.starts_with(part.trains().unit(unit)),
                "cut at {end}"
            );
        }
        assert_eq!(whole.lost_since(&part), None, "cut at {end}");
        let samples = part.fields().iter().map(|f| f.samples).sum::<u64>();
        counts.push((part.trains().spike_count(), samples));
    }
    std::fs::write(dir.path().join(cut), contents).expect("written");
    counts.dedup();
    assert!(counts.is_sorted());
    // The whole one holds more, so the part is not taken for it.
    assert!(open_growing(&path).lost_since(&whole).is_none());
    counts.len()
}

#[test]
fn tables() {
    let rows = |from: usize, to: usize| -> String {
        let row = |j: usize| format!("{},{:.3}\n", 10 + j % 3, j as f64 * 1.37 + 0.005);
        (from..to).map(row).collect()
    };
    let text = format!("unit,time_s\n{}", rows(0, 60));
    let from = format!("unit,time_s\n{}", rows(0, 50)).len();
    let files: Files = vec![("a.csv", text.into_bytes())];
    assert_eq!(cut_anywhere(&files, "a.csv", "a.csv", from), 10);
    // A file that is done may end without a line end: its last row counts.
    let dir = folder(&files);
    let path = dir.path().join("a.csv");
    std::fs::write(&path, "unit,time_s\n1,0.5\n1,1.5\n2,2.5").expect("written");
    assert_eq!(open(&path).expect("a table").trains().spike_count(), 3);
    assert_eq!(open_growing(&path).trains().spike_count(), 2);
}

#[test]
fn epochs_beside_a_table() {
    let epochs = "start,stop,state\n0,10,REM\n10,20,WAKE\n20,30,REM\n";
    let files: Files = vec![
        ("a.csv", b"unit,time_s\n1,0.5\n1,1.5\n2,30.5\n".to_vec()),
        ("a_epochs.csv", epochs.into()),
    ];
    let from = epochs.len() - "20,30,REM\n".len();
    cut_anywhere(&files, "a.csv", "a_epochs.csv", from);
    let dir = folder(&files);
    let cut = &epochs[..epochs.len() - 3];
    std::fs::write(dir.path().join("a_epochs.csv"), cut).expect("written");
    assert_eq!(open_growing(&dir.path().join("a.csv")).epochs().len(), 2);
}

#[test]
fn sessions() {
    let xml = "<parameters><acquisitionSystem><nBits>16</nBits><nChannels>2</nChannels>\
        <samplingRate>20000</samplingRate></acquisitionSystem></parameters>";
    let lines = |line: &dyn Fn(usize) -> usize| -> Vec<u8> {
        let lines = (0..40).map(|n| format!("{}\n", line(n)));
        lines.collect::<String>().into_bytes()
    };
    let mut clusters = b"3\n".to_vec();
    clusters.extend(lines(&|n| 2 + n % 3));
    let files: Files = vec![
        ("rat.xml", xml.into()),
        ("rat.res.1", lines(&|n| 1000 + 1370 * n)),
        ("rat.clu.1", clusters),
        (
            "rat.dat",
            (0..400_u32)
                .flat_map(|n| (n as u16).to_le_bytes())
                .collect(),
        ),
    ];
    for (cut, from, steps) in [
        ("rat.res.1", 150, 15),
        ("rat.clu.1", 42, 21),
        ("rat.dat", 700, 25),
    ] {
        let found = cut_anywhere(&files, "rat.xml", cut, from);
        assert!(found >= steps - 2, "{found} steps of {cut}");
    }
}

/// What has grown keeps the key by which the window knows what is computed; what has not does not.
#[test]
fn growth_is_told_from_change() {
    let dir = folder(&vec![("a.csv", Vec::new())]);
    let path = dir.path().join("a.csv");
    let read = |rows: &str| {
        std::fs::write(&path, format!("unit,time_s\n{rows}")).expect("written");
        open(&path).expect("a table")
    };
    let first = "1,0.5\n2,1.25\n1,2.5\n";
    let before = read(first);
    let root = |rows: &str| read(rows).as_growth_of(&before).root();
    assert_eq!(root(&format!("{first}2,2.75\n1,3.5\n")), before.root());
    // A time before the old end, another unit, and a change within what was there.
    assert_ne!(root(&format!("{first}2,2.25\n")), before.root());
    assert_ne!(root(&format!("{first}3,4.5\n")), before.root());
    assert_ne!(root("1,0.5\n2,1.75\n1,2.5\n1,3.5\n"), before.root());
    let lost = |rows: &str| read(rows).lost_since(&before);
    assert_eq!(lost(&format!("{first}3,0.75\n")), None);
    assert!(lost("1,0.5\n2,1.25\n").is_some_and(|why| why.contains("it ends at")));
    assert!(lost("1,0.625\n2,1.25\n1,2.625\n").is_some_and(|why| why.contains("unit 1")));
}
