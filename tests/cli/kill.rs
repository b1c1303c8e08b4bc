//! What a program that is killed at any moment leaves behind: all that it had said to be saved, and
//! no file that is half written.

use equipoise::app::journal::JournalFolder;
use equipoise::app::workspace::Edits;
use equipoise::recording::Class;
use equipoise::views::changes;
use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

/// Names the folder of the program that is killed while it edits.
const FOLDER: &str = "EQUIPOISE_TEST_EDITS";
const EDIT_KILLS: u64 = 120;
const CONVERT_KILLS: u64 = 80;

/// Numbers that look random and are the same in each run.
fn moment(n: u64, most_ms: u64) -> Duration {
    let mixed = (n + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mixed = (mixed ^ (mixed >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    Duration::from_micros((mixed >> 20) % (most_ms * 1000))
}

/// Not a test of its own: the program that is killed. It changes one unit after the other and says
/// so once the change is on the disk.
#[test]
fn changes_units_until_it_is_killed() {
    let Some(folder) = std::env::var_os(FOLDER) else {
        return;
    };
    let journals = JournalFolder::in_folder(Path::new(&folder));
    let mut known = journals.load("ab").expect("read").unwrap_or_default();
    let from = known.classes.len();
    let mut out = std::io::stdout();
    for n in from..from + 100_000 {
        let mut next = known.clone();
        let class = [Class::Excitatory, Class::Inhibitory][n % 2];
        next.classes.insert(format!("u{n}"), class);
        let own = changes(&known, &next);
        journals.append("ab", &known, &own).expect("written");
        known = next;
        writeln!(out, "saved {n}").expect("read");
        out.flush().expect("read");
    }
}

#[test]
fn what_was_said_to_be_saved_is_there_after_a_kill_at_any_moment() {
    let folder = tempfile::tempdir().expect("a folder");
    let journals = JournalFolder::in_folder(folder.path());
    let mut edits = Edits::default();
    let mut saved_in_all = 0;
    for kill in 0..EDIT_KILLS {
        let test = "kill::changes_units_until_it_is_killed";
        let mut child = Command::new(std::env::current_exe().expect("this test"))
            .args([test, "--exact", "--nocapture"])
            .env(FOLDER, folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("started");
        let mut lines = BufReader::new(child.stdout.take().expect("piped")).lines();
        // From its first change on, at any moment.
        let is_saved = |line: &str| line.contains("saved ");
        let mut saved: Vec<String> = lines
            .by_ref()
            .map(|line| line.expect("text"))
            .find(|line| is_saved(line))
            .into_iter()
            .collect();
        std::thread::sleep(moment(kill, 25));
        child.kill().expect("killed");
        child.wait().expect("ended");
        saved.extend(lines.map_while(Result::ok).filter(|line| is_saved(line)));
        let found = journals.load("ab").expect("read").unwrap_or_default();
        for line in &saved {
            let number = line.rsplit(' ').next().expect("a number");
            // The last line may be cut.
            let Ok(n) = number.parse::<usize>() else {
                continue;
            };
            let class = [Class::Excitatory, Class::Inhibitory][n % 2];
            assert_eq!(
                found.classes.get(&format!("u{n}")),
                Some(&class),
                "kill {kill}"
            );
            saved_in_all += 1;
        }
        // Nothing that was there before is lost either.
        for (unit, class) in &edits.classes {
            assert_eq!(found.classes.get(unit), Some(class), "kill {kill}");
        }
        edits = found;
    }
    assert!(saved_in_all >= EDIT_KILLS, "each run saved something");
}

#[test]
fn a_conversion_that_is_killed_leaves_the_old_file_or_the_new_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("out.csv");
    let input = folder.path().join("in.csv");
    let mut spikes = String::from("unit,time_s\n");
    for n in 0..60_000_u64 {
        writeln!(spikes, "u{},{:.4}", n % 20, n as f64 * 0.01).expect("text");
    }
    std::fs::write(&input, spikes).expect("written");
    let convert = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_equipoise"));
        command
            .args(["convert"])
            .args([&input, Path::new("--out"), &out])
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command
    };
    let began = std::time::Instant::now();
    assert!(convert().status().expect("started").success());
    let whole_ms = began.elapsed().as_millis() as u64 + 5;
    let new = std::fs::read(&out).expect("written");
    let mut kept = 0;
    for kill in 0..CONVERT_KILLS {
        std::fs::write(&out, "what was there before\n").expect("written");
        let mut child = convert().spawn().expect("started");
        std::thread::sleep(moment(kill, whole_ms));
        child.kill().expect("killed");
        child.wait().expect("ended");
        let found = std::fs::read(&out).expect("never absent");
        let is_old = found == b"what was there before\n";
        assert!(is_old || found == new, "kill {kill}: {} bytes", found.len());
        kept += usize::from(is_old);
    }
    assert!(kept > 0, "some were killed before the end");
    // What the kills left behind is deleted by the next run once it is old.
    let left = folder.path().join(".equipoise-Ab12Cd");
    let other = folder.path().join(".equipoise-notes.txt");
    for path in [&left, &other] {
        std::fs::write(path, "half").expect("written");
        let old = std::time::SystemTime::now() - Duration::from_hours(48);
        let file = std::fs::File::options().write(true).open(path);
        file.and_then(|file| file.set_modified(old)).expect("dated");
    }
    assert!(convert().status().expect("started").success());
    assert!(!left.exists() && other.exists(), "only our own files go");
}
