//! What was changed by hand in a recording, on the disk within a moment: a file a recording, to which
//! each change is appended. Several windows, and several programs, write to the same file in turn
//! and see what the others wrote.

use super::workspace::Edits;
use crate::formats::atomic_write;
use crate::views::{Change, apply_changes, changes, contradictions};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant, SystemTime};

/// One line of a journal.
#[derive(Serialize, Deserialize)]
struct Line {
    changes: Vec<Change>,
}

/// The folder of the journals, one file a recording, named by its fingerprint.
#[derive(Clone, Debug)]
pub struct JournalFolder {
    path: PathBuf,
}

/// How long to wait for another program that writes the same file.
const LOCK_PATIENCE: Duration = Duration::from_secs(5);
/// A journal beyond this size is written anew, shorter, where that helps.
const COMPACT_BYTES: u64 = 1 << 20;
/// No more of a journal is read: nobody changes so much by hand.
const MOST_BYTES: u64 = 256 << 20;

impl JournalFolder {
    /// `edits` in the folder of the session. It is made when something is written.
    pub fn in_folder(folder: &Path) -> Self {
        Self {
            path: folder.join("edits"),
        }
    }
    fn file(&self, fingerprint: &str) -> PathBuf {
        // Fingerprints are hexadecimal; anything else must not leave the folder.
        let safe = |c: char| {
            if c.is_ascii_alphanumeric() || c == '-' {
                c
            } else {
                '_'
            }
        };
        let name: String = fingerprint.chars().map(safe).collect();
        self.path.join(format!("{name}.jsonl"))
    }
    /// What was changed by hand in the recording with that fingerprint; `None` where nothing was
    /// ever.
    ///
    /// # Errors
    /// When the file is there and cannot be read.
    pub fn load(&self, fingerprint: &str) -> io::Result<Option<Edits>> {
        match File::open(self.file(fingerprint)) {
            Ok(file) => Ok(Some(read(&file)?)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }
    /// Appends changes, made by somebody who knew `known`; they are on the disk when this returns.
    /// Gives what all have changed, and which of these changes others had made otherwise meanwhile.
    ///
    /// # Errors
    /// When the file cannot be written, or another program does not let go of it.
    pub fn append<'a>(
        &self,
        fingerprint: &str,
        known: &Edits,
        own: &'a [Change],
    ) -> io::Result<(Edits, Vec<&'a Change>)> {
        std::fs::create_dir_all(&self.path)?;
        let path = self.file(fingerprint);
        let _lock = lock(&path.with_extension("lock"))?;
        let is_new = !path.exists();
        let mut file = OpenOptions::new()
            .read(true)
            .append(true)
            .create(true)
            .open(&path)?;
        let found = read(&file)?;
        let contrary = contradictions(known, &found, own);
        let (merged, _) = apply_changes(&found, own);
        let mut bytes = serde_json::to_vec(&Line {
            changes: own.to_vec(),
        })?;
        bytes.push(b'\n');
        let length = file.metadata()?.len();
        let whole = || -> io::Result<Vec<u8>> {
            let changes = changes(&Edits::default(), &merged);
            let mut bytes = serde_json::to_vec(&Line { changes })?;
            bytes.push(b'\n');
            Ok(bytes)
        };
        if length > COMPACT_BYTES
            && let whole = whole()?
            && whole.len() as u64 * 4 < length
        {
            atomic_write::write(&path, &whole)?;
            return Ok((merged, contrary));
        }
        // A line that a power cut left half written is ended, so that it costs itself only.
        if length > 0 && last_byte(&mut file)? != b'\n' {
            bytes.insert(0, b'\n');
        }
        file.write_all(&bytes)?;
        file.sync_data()?;
        if is_new {
            atomic_write::sync_folder(&self.path);
        }
        Ok((merged, contrary))
    }
    /// Changes whenever a journal does.
    fn stamp(&self, fingerprint: &str) -> Option<(u64, SystemTime)> {
        let metadata = std::fs::metadata(self.file(fingerprint)).ok()?;
        Some((metadata.len(), metadata.modified().ok()?))
    }
}

fn last_byte(file: &mut File) -> io::Result<u8> {
    let mut last = [0];
    file.seek(SeekFrom::End(-1))?;
    file.read_exact(&mut last)?;
    Ok(last[0])
}

/// All lines of a journal together. A line that cannot be read is passed over.
fn read(mut file: &File) -> io::Result<Edits> {
    let mut text = Vec::new();
    file.seek(SeekFrom::Start(0))?;
    file.take(MOST_BYTES).read_to_end(&mut text)?;
    let lines: Vec<Line> = text
        .split(|byte| *byte == b'\n')
        .filter_map(|line| serde_json::from_slice(line).ok())
        .collect();
    let changes = lines.iter().flat_map(|line| &line.changes);
    let (edits, lost) = apply_changes(&Edits::default(), changes);
    if lost > 0 {
        log::warn!("{lost} changes by hand could not be understood and are passed over");
    }
    Ok(edits)
}

/// Waits until nobody else writes. The lock ends with the file that is returned.
fn lock(path: &Path) -> io::Result<File> {
    let file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(false)
        .open(path)?;
    let began = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) if began.elapsed() < LOCK_PATIENCE => {
                std::thread::sleep(Duration::from_millis(5));
            }
            Err(TryLockError::WouldBlock) => {
                let text = format!("another program does not let go of {}", path.display());
                return Err(io::Error::new(io::ErrorKind::TimedOut, text));
            }
            // Some network drives know no locks.
            Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => {
                return Ok(file);
            }
            Err(TryLockError::Error(error)) => return Err(error),
        }
    }
}

/// What the thread of the journals has to tell.
#[derive(Debug)]
pub enum News {
    /// All changes of a recording, those of others too, with this window's up to number `upto`.
    Merged {
        fingerprint: String,
        edits: Arc<Edits>,
        upto: u64,
        /// What to say about changes of others.
        said: Option<String>,
    },
    /// Changes could not be written; it is tried again.
    Failed(String),
    /// They could be written after all.
    Saved,
}

/// Changes on their way to the disk.
struct Written {
    fingerprint: String,
    number: u64,
    changes: Vec<Change>,
}

enum Order {
    Watch(String, Arc<Edits>),
    Write(Written),
}

/// Orders that wait, at most.
const WAITING: usize = 4096;
/// How often files are looked at for changes of others, and a write that failed is tried again.
const LOOK_EVERY: Duration = Duration::from_millis(700);
/// Changes of others that are named; of more the number is said.
const NAMED: usize = 3;

/// Writes changes on a thread of its own, and looks for those of others.
pub struct Journal {
    pub folder: JournalFolder,
    orders: SyncSender<Order>,
    news: Receiver<News>,
    thread: JoinHandle<()>,
    number: u64,
    /// Changes that were sent and are not yet in what came back.
    in_flight: Vec<Written>,
}

impl Journal {
    /// Starts the thread; it calls `wake` whenever it has news.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(folder: JournalFolder, wake: impl Fn() + Send + 'static) -> io::Result<Self> {
        let (orders, waiting) = sync_channel(WAITING);
        let (send, news) = sync_channel(WAITING);
        let mut keeper = Keeper {
            folder: folder.clone(),
            watched: BTreeMap::new(),
            waiting: Vec::new(),
            has_failed: false,
        };
        let tell = move |news: News| {
            // Nobody listens any more when the window has gone.
            let _ = send.try_send(news);
            wake();
        };
        let thread = std::thread::Builder::new()
            .name("equipoise-edits".to_owned())
            .spawn(move || keeper.run(&waiting, &tell))?;
        Ok(Self {
            folder,
            orders,
            news,
            thread,
            number: 0,
            in_flight: Vec::new(),
        })
    }
    /// Looks from now on for what others change in a recording whose edits are known to be these.
    pub fn watch(&self, fingerprint: &str, known: &Arc<Edits>) {
        let order = Order::Watch(fingerprint.to_owned(), Arc::clone(known));
        let _ = self.orders.send(order);
    }
    /// Writes what makes `after` of `before`.
    pub fn record(&mut self, fingerprint: &str, before: &Edits, after: &Edits) {
        let changes = changes(before, after);
        if changes.is_empty() {
            return;
        }
        self.number += 1;
        let written = || Written {
            fingerprint: fingerprint.to_owned(),
            number: self.number,
            changes: changes.clone(),
        };
        // Waits only where thousands of changes do.
        let _ = self.orders.send(Order::Write(written()));
        self.in_flight.push(written());
    }
    /// What there is to tell. Edits come with what this window has changed since.
    pub fn news(&mut self) -> Vec<News> {
        let mut all: Vec<News> = self.news.try_iter().collect();
        for news in &mut all {
            if let News::Merged {
                fingerprint,
                edits,
                upto,
                ..
            } = news
            {
                self.in_flight
                    .retain(|w| w.fingerprint != *fingerprint || w.number > *upto);
                let later = self.in_flight.iter();
                let mut later = later
                    .filter(|w| w.fingerprint == *fingerprint)
                    .flat_map(|w| &w.changes)
                    .peekable();
                if later.peek().is_some() {
                    *edits = Arc::new(apply_changes(edits, later).0);
                }
            }
        }
        all
    }
    /// Ends the thread once everything is written, or could not be.
    pub fn finish(self) {
        drop(self.orders);
        if self.thread.join().is_err() {
            log::warn!("the thread that saves what was changed by hand failed");
        }
    }
}

/// What the thread knows of a recording.
struct Watched {
    known: Arc<Edits>,
    upto: u64,
    stamp: Option<(u64, SystemTime)>,
}

struct Keeper {
    folder: JournalFolder,
    watched: BTreeMap<String, Watched>,
    /// What could not be written yet.
    waiting: Vec<Written>,
    has_failed: bool,
}

impl Keeper {
    fn run(&mut self, orders: &Receiver<Order>, tell: &dyn Fn(News)) {
        let mut next = Instant::now() + LOOK_EVERY;
        loop {
            match orders.recv_timeout(next.saturating_duration_since(Instant::now())) {
                Ok(Order::Watch(fingerprint, known)) => {
                    let watched = Watched {
                        known,
                        upto: 0,
                        stamp: None,
                    };
                    self.watched.entry(fingerprint).or_insert(watched);
                }
                Ok(Order::Write(written)) => {
                    self.waiting.push(written);
                    if !self.has_failed {
                        self.write(tell);
                    }
                }
                Err(RecvTimeoutError::Timeout) => {
                    self.write(tell);
                    self.look(tell);
                    next = Instant::now() + LOOK_EVERY;
                }
                Err(RecvTimeoutError::Disconnected) => {
                    self.write(tell);
                    return;
                }
            }
        }
    }
    fn write(&mut self, tell: &dyn Fn(News)) {
        let mut waiting = std::mem::take(&mut self.waiting).into_iter();
        while let Some(written) = waiting.next() {
            let entry = self.watched.entry(written.fingerprint.clone());
            let watched = entry.or_insert_with(|| Watched {
                known: Arc::default(),
                upto: 0,
                stamp: None,
            });
            let fingerprint = &written.fingerprint;
            match self
                .folder
                .append(fingerprint, &watched.known, &written.changes)
            {
                Ok((merged, contrary)) => {
                    let (expected, _) = apply_changes(&watched.known, &written.changes);
                    let others = changes(&expected, &merged);
                    let mut said = (!others.is_empty()).then(|| changed_elsewhere(&others));
                    if !contrary.is_empty() {
                        said = Some(format!(
                            "Another window changed the same: {}. What was set here, later, holds.",
                            named(&contrary)
                        ));
                    }
                    watched.known = Arc::new(merged);
                    watched.upto = written.number;
                    watched.stamp = self.folder.stamp(fingerprint);
                    tell(News::Merged {
                        fingerprint: fingerprint.clone(),
                        edits: Arc::clone(&watched.known),
                        upto: written.number,
                        said,
                    });
                    if std::mem::take(&mut self.has_failed) {
                        tell(News::Saved);
                    }
                }
                Err(error) => {
                    let path = self.folder.path.display();
                    log::warn!("changes by hand could not be saved: {error}: {path}");
                    self.has_failed = true;
                    tell(News::Failed(format!(
                        "What you change by hand cannot be saved at the moment; it is tried again every second. Make room, or let the folder be written to ({error}): {path}"
                    )));
                    self.waiting = std::iter::once(written).chain(waiting).collect();
                    return;
                }
            }
        }
    }
    /// What others have written since the last look.
    fn look(&mut self, tell: &dyn Fn(News)) {
        for (fingerprint, watched) in &mut self.watched {
            let stamp = self.folder.stamp(fingerprint);
            if stamp.is_none() || stamp == watched.stamp {
                continue;
            }
            // A file that cannot be read now may be readable at the next look.
            let Ok(Some(found)) = self.folder.load(fingerprint) else {
                continue;
            };
            watched.stamp = stamp;
            let others = changes(&watched.known, &found);
            if others.is_empty() {
                continue;
            }
            watched.known = Arc::new(found);
            tell(News::Merged {
                fingerprint: fingerprint.clone(),
                edits: Arc::clone(&watched.known),
                upto: watched.upto,
                said: Some(changed_elsewhere(&others)),
            });
        }
    }
}

fn changed_elsewhere(others: &[Change]) -> String {
    let others: Vec<&Change> = others.iter().collect();
    format!(
        "Changed in another window, and so here: {}.",
        named(&others)
    )
}

fn named(changes: &[&Change]) -> String {
    let mut words: Vec<String> = changes.iter().take(NAMED).map(|c| c.words()).collect();
    if changes.len() > NAMED {
        words.push(format!("and {} more", changes.len() - NAMED));
    }
    words.join(", ")
}
