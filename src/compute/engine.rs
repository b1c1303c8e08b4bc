//! The threads that compute what the window shows.
//!
//! A [`Request`] holds all that shows. The next request replaces it: what is being computed goes on
//! where it is still wanted, and stops where it is not. Two threads serve a request. One of them at
//! most computes what is slow or of unknown duration, and what comes in pieces, a piece of each in
//! turn; so quick views never wait for slow ones.

use super::kept::KeptOutcomes;
use super::{Cache, SharedStore};
use crate::analysis::{AnalysisError, Task};
use crate::recording::{Interval, Recording};
use crate::views::{About, AnyView, Input, Picture, Recipe};
use crossbeam_channel::{Receiver, Sender};
use std::collections::{HashMap, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// Outcomes waiting for the window at most; it drains them once a frame.
const WAITING: usize = 256;
/// Bytes of intermediate results kept for other views.
const STORE_BYTES: usize = 96 << 20;
/// One for what is quick, one for what is slow.
const THREADS: usize = 2;
/// A view that took less than this is quick.
const QUICK: Duration = Duration::from_millis(100);

/// A view of a recording that grows rests for so many times as long as it took; where many such views
/// show, for longer: all together take half of one thread at most, so that the window has its share.
const LEAST_RESTS: u32 = 4;
const RESTS_EACH: u32 = 2;

/// One view to be computed, with everything its outcome depends on.
#[derive(Clone)]
pub struct Job {
    pub view: &'static dyn AnyView,
    /// Whom the outcome is for; comes back with it.
    pub tag: (u64, u64),
    pub recording: Arc<Recording>,
    /// What the view depends on and nothing else ([`AnyView::depends`]).
    recipe: Recipe,
    key: Key,
}

/// Identifies an outcome: the recording in memory, and the recipe as far as its view depends on it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    of: Arc<str>,
    /// Where the recording grows: the same for what was asked of it when it was shorter.
    topic: Option<Arc<str>>,
}

impl Key {
    /// Of a recording that grows: whether the other is the same of a shorter or longer one.
    pub fn is_of_same_topic(&self, other: &Self) -> bool {
        self == other || (self.topic.is_some() && self.topic == other.topic)
    }
    /// Whether the recording grows, so that there will be more of the same topic.
    pub fn grows(&self) -> bool {
        self.topic.is_some()
    }
    fn new(
        view: &'static dyn AnyView,
        tag: (u64, u64),
        recording: &Recording,
        recipe: &Recipe,
    ) -> Self {
        let (id, root) = (recording.id(), recording.root());
        let all = recipe.json();
        if view.about() != About::Recording {
            return Self {
                of: all.into(),
                topic: None,
            };
        }
        if id == root {
            return Self {
                of: format!("{id} {all}").into(),
                topic: None,
            };
        }
        // What lies wholly in what was there before is as it was.
        let mut probe = recipe.clone();
        probe.settings.event = Some(recipe.selection.window);
        let uses_event = view.depends(&probe).settings.event.is_some();
        let is_behind = recipe.selection.window.stop_s <= recording.span().stop_s;
        let of = if is_behind && !uses_event {
            format!("grows from {root} {all}")
        } else {
            format!("{id} {all}")
        };
        probe.settings.event = recipe.settings.event;
        probe.selection.window = Interval::new(0.0, 0.0);
        let topic = format!("{root} {tag:?} {}", probe.json());
        Self {
            of: of.into(),
            topic: Some(topic.into()),
        }
    }
}

impl Job {
    /// The job of following a recipe with a recording.
    pub fn new(
        view: &'static dyn AnyView,
        tag: (u64, u64),
        recording: &Arc<Recording>,
        recipe: &Recipe,
    ) -> Self {
        let recipe = view.depends(recipe);
        let key = Key::new(view, tag, recording, &recipe);
        Self {
            view,
            tag,
            recording: Arc::clone(recording),
            recipe,
            key,
        }
    }
    pub fn key(&self) -> &Key {
        &self.key
    }
    fn input(&self) -> Input<'_> {
        Input::new(&self.recording, &self.recipe)
    }
}

/// All that shows, most urgent first.
#[derive(Clone, Default)]
pub struct Request {
    pub jobs: Vec<Job>,
}

/// An outcome, ready to be shown.
#[derive(Clone)]
pub struct PublishedPicture {
    pub view: &'static str,
    /// The tag of its job.
    pub tag: (u64, u64),
    pub key: Key,
    /// Says itself whether it is complete; more pieces follow where it is not.
    pub result: Result<Picture, AnalysisError>,
}

/// Owner of the compute threads. Dropping it stops them.
pub struct Engine {
    shared: Arc<Shared>,
    published: Receiver<PublishedPicture>,
    threads: Vec<JoinHandle<()>>,
}

impl Engine {
    /// Starts the threads. `wake` is called after each outcome (it asks for a repaint);
    /// `cache_bytes` bounds the outcomes kept.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(
        cache_bytes: usize,
        wake: impl Fn() + Send + Sync + 'static,
    ) -> std::io::Result<Self> {
        let (sender, published) = crossbeam_channel::bounded(WAITING);
        let shared = Arc::new(Shared {
            board: Mutex::new(Board {
                waiting: VecDeque::new(),
                discarded: Vec::new(),
                running: Vec::new(),
                took: HashMap::new(),
                rests: HashMap::new(),
                growing: 0,
                cache: Cache::new(cache_bytes),
                stop: false,
            }),
            changed: Condvar::new(),
            store: SharedStore::new(STORE_BYTES),
            kept: OnceLock::new(),
            sender,
            wake: Box::new(wake),
            cache_bytes: AtomicU64::new(0),
        });
        let mut engine = Self {
            shared,
            published,
            threads: Vec::new(),
        };
        for number in 1..=THREADS {
            let shared = Arc::clone(&engine.shared);
            let thread = std::thread::Builder::new()
                .name(format!("equipoise-compute-{number}"))
                .spawn(move || shared.run())?;
            engine.threads.push(thread);
        }
        Ok(engine)
    }

    /// From now on what takes long ([`View::kept`](crate::views::View::kept)) is kept in this folder,
    /// and taken up from there.
    pub fn keep_in(&self, folder: PathBuf) {
        // The first folder stays.
        let _ = self.shared.kept.set(KeptOutcomes::in_folder(folder));
    }

    /// Replaces whatever was asked before; what is being computed and is asked for again goes on.
    pub fn request(&self, request: Request) {
        let mut board = self.shared.board();
        for run in &board.running {
            // A recording that grows is asked about again and again: what has begun is finished first.
            let is_wanted = |job: &Job| job.key.is_of_same_topic(&run.key);
            if !request.jobs.iter().any(is_wanted) {
                run.cancelled.store(true, Ordering::Relaxed);
            }
        }
        let growing = request.jobs.iter().filter(|job| job.key.topic.is_some());
        board.growing = growing.count() as u32;
        let waiting = request.jobs.into_iter().map(Waiting::new).collect();
        let before = std::mem::replace(&mut board.waiting, waiting);
        board.discarded.extend(before);
        drop(board);
        self.shared.changed.notify_all();
    }
    /// Stops what is being computed and forgets what was asked.
    pub fn cancel(&self) {
        self.request(Request::default());
    }
    /// The outcomes that have become ready since the last call.
    pub fn drain(&self) -> impl Iterator<Item = PublishedPicture> + '_ {
        self.published.try_iter()
    }
    /// How far the running computations are; `None` when there is none, none is asked for, and no
    /// outcome waits to be [drained](Self::drain).
    pub fn progress(&self) -> Option<f32> {
        if !self.published.is_empty() {
            return Some(1.0);
        }
        let board = self.shared.board();
        let done = board.running.iter().map(Running::progress);
        let least = done.reduce(f32::min);
        least.or_else(|| (!board.waiting.is_empty()).then_some(0.0))
    }
    /// Bytes of outcomes kept.
    pub fn cache_bytes(&self) -> u64 {
        self.shared.cache_bytes.load(Ordering::Relaxed)
    }
    /// Waits for the next outcome, for tests and for programs without a window.
    pub fn wait(&self, timeout: Duration) -> Option<PublishedPicture> {
        self.published.recv_timeout(timeout).ok()
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        self.cancel();
        self.shared.board().stop = true;
        self.shared.changed.notify_all();
        for thread in self.threads.drain(..) {
            // A full channel must not hold a thread back.
            while !thread.is_finished() {
                self.published.try_iter().for_each(drop);
                std::thread::yield_now();
            }
            // Panics were caught inside; nothing is left to report at the end.
            let _ = thread.join();
        }
    }
}

/// A job that no thread works on.
struct Waiting {
    job: Job,
    /// Its outcome so far, where it comes in pieces.
    so_far: Option<Picture>,
}

impl Waiting {
    fn new(job: Job) -> Self {
        Self { job, so_far: None }
    }
}

/// A job that a thread works on.
#[derive(Clone)]
struct Running {
    key: Key,
    /// It may take long: no other such job starts beside it.
    slow: bool,
    cancelled: Arc<AtomicBool>,
    /// Bits of an f32: how much is done.
    done: Arc<AtomicU32>,
}

impl Running {
    fn progress(&self) -> f32 {
        f32::from_bits(self.done.load(Ordering::Relaxed))
    }
}

/// What is asked for, and what is under way. No lock on it is held while something is computed.
struct Board {
    waiting: VecDeque<Waiting>,
    /// Asked for before and no longer: with the last job goes a whole recording, which takes a while
    /// to be freed, and not while the window waits.
    discarded: Vec<Waiting>,
    running: Vec<Running>,
    /// How long each view took when it was last computed.
    took: HashMap<&'static str, Duration>,
    /// Until when topics of recordings that grow rest.
    rests: HashMap<Arc<str>, Instant>,
    /// How many views of recordings that grow are asked for.
    growing: u32,
    cache: Cache<Key, Picture>,
    stop: bool,
}

impl Board {
    /// Whether a job may take long, as far as is known. What was kept from before is only shown.
    fn is_slow(&self, waiting: &Waiting) -> bool {
        let took = self.took.get(waiting.job.view.info().id);
        let is_quick = || took.is_some_and(|took| *took <= QUICK);
        waiting.so_far.is_some() || !(self.cache.contains(&waiting.job.key) || is_quick())
    }

    /// Until when a view of a recording that grows is not worked out again.
    fn rests_until(&self, waiting: &Waiting) -> Option<Instant> {
        let topic = waiting.job.key.topic.as_ref();
        let topic = topic.filter(|_| waiting.so_far.is_none());
        self.rests.get(topic?).copied()
    }

    /// The job to be worked on next, the quickest first: one that is quick, or else one that is not
    /// begun, or else a piece of one that is.
    fn next(&mut self) -> Option<(Waiting, Running)> {
        let is_busy = self.running.iter().any(|run| run.slow);
        let rank = |waiting: &Waiting| match (self.is_slow(waiting), waiting.so_far.is_some()) {
            (false, _) => Some(0),
            (true, _) if is_busy => None,
            (true, false) => Some(1),
            (true, true) => Some(2),
        };
        let ranked = self.waiting.iter().enumerate();
        // A job that runs already is taken up again when its thread is done with it.
        let is_free = |w: &Waiting| {
            let mut running = self.running.iter();
            running.all(|run| !run.key.is_of_same_topic(&w.job.key))
        };
        let now = Instant::now();
        let free = ranked.filter(|(_, w)| is_free(w) && self.rests_until(w) <= Some(now));
        let (place, _) = free
            .filter_map(|(place, waiting)| {
                let took = self.took.get(waiting.job.view.info().id).copied();
                let took = took.filter(|_| waiting.so_far.is_none());
                Some((place, (rank(waiting)?, took.unwrap_or(Duration::MAX))))
            })
            .min_by_key(|(_, order)| *order)?;
        let waiting = self.waiting.remove(place)?;
        let run = Running {
            key: waiting.job.key.clone(),
            slow: self.is_slow(&waiting),
            cancelled: Arc::default(),
            done: Arc::default(),
        };
        self.running.push(run.clone());
        Some((waiting, run))
    }
}

struct Shared {
    board: Mutex<Board>,
    changed: Condvar,
    store: SharedStore,
    /// What takes long is kept there until another day.
    kept: OnceLock<KeptOutcomes>,
    sender: Sender<PublishedPicture>,
    wake: Box<dyn Fn() + Send + Sync>,
    cache_bytes: AtomicU64,
}

impl Shared {
    /// The board stays usable whatever happened to a thread that held it: it is whole after each
    /// statement.
    fn board(&self) -> MutexGuard<'_, Board> {
        self.board.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn run(&self) {
        while let Some((waiting, run)) = self.next() {
            let job = waiting.job;
            let began = Instant::now();
            let kept = match waiting.so_far {
                Some(so_far) => Some((so_far, true)),
                None => self.board().cache.get(&run.key).map(|kept| (kept, false)),
            };
            let result = match &kept {
                // What was kept is shown first, and then refined.
                Some((kept, false)) => Ok(kept.clone()),
                Some((so_far, true)) => self.guarded(&run, |task| {
                    let more = job.view.refine(&job.input(), so_far, task)?;
                    Ok(more.unwrap_or_else(|| {
                        // A view that has nothing to add is complete, whatever it said before.
                        let mut complete = so_far.clone();
                        complete.complete = true;
                        complete
                    }))
                }),
                None => self.guarded(&run, |task| match self.taken_up(&job) {
                    Some(picture) => Ok(picture),
                    None => job.view.compute(&job.input(), task),
                }),
            };
            match (&result, &kept) {
                (Ok(picture), Some((_, true))) => self.keep(&job, picture, false),
                // Stopped in the middle of a piece: what was there before it.
                (Err(_), Some((so_far, true))) => self.keep(&job, so_far, true),
                _ => {}
            }
            let took = kept.is_none().then(|| began.elapsed());
            if self.finish(job, &run, result, took).is_none() {
                return;
            }
        }
    }

    /// Waits for a job; `None` when the program ends.
    fn next(&self) -> Option<(Waiting, Running)> {
        let mut board = self.board();
        loop {
            let discarded = std::mem::take(&mut board.discarded);
            if !discarded.is_empty() {
                drop(board);
                for Waiting { job, so_far } in discarded {
                    if let Some(picture) = so_far {
                        self.keep(&job, &picture, true);
                    }
                }
                board = self.board();
                continue;
            }
            if board.stop {
                return None;
            }
            if let Some(next) = board.next() {
                return Some(next);
            }
            let rests = board.waiting.iter().filter_map(|w| board.rests_until(w));
            let now = Instant::now();
            board = if let Some(until) = rests.filter(|until| *until > now).min() {
                let waited = self.changed.wait_timeout(board, until - now);
                waited.unwrap_or_else(PoisonError::into_inner).0
            } else {
                let waited = self.changed.wait(board);
                waited.unwrap_or_else(PoisonError::into_inner)
            };
        }
    }

    /// Publishes what came of a job and puts it back where more is to come; `None` when nobody
    /// listens any more.
    fn finish(
        &self,
        job: Job,
        run: &Running,
        result: Result<Picture, AnalysisError>,
        took: Option<Duration>,
    ) -> Option<()> {
        let is_cancelled = matches!(result, Err(AnalysisError::Cancelled));
        let published = PublishedPicture {
            view: job.view.info().id,
            tag: job.tag,
            key: run.key.clone(),
            result: result.clone(),
        };
        // Published before it is put back: pieces arrive in their order.
        let sent = is_cancelled || self.sender.send(published).is_ok();
        let mut board = self.board();
        board.running.retain(|other| other.key != run.key);
        // A later request may have asked for the same again; it goes on from here then.
        let is_same = |w: &Waiting| w.job.key == run.key && w.job.tag == job.tag;
        let again = board.waiting.iter().position(is_same);
        let again = again.filter(|_| !is_cancelled);
        let again = again.and_then(|place| board.waiting.remove(place));
        let is_newer = |w: &Waiting| w.job.key.is_of_same_topic(&run.key);
        let is_newest = !board.waiting.iter().any(is_newer);
        let is_kept = is_newest && !run.cancelled.load(Ordering::Relaxed);
        let is_wanted = again.is_some() || is_kept;
        if let Ok(picture) = result {
            let bytes = picture.bytes();
            board.cache.insert(run.key.clone(), picture.clone(), bytes);
            let bytes = board.cache.bytes() as u64;
            self.cache_bytes.store(bytes, Ordering::Relaxed);
            if let Some(took) = took {
                if let Some(topic) = &run.key.topic {
                    let rests = LEAST_RESTS.max(RESTS_EACH * board.growing);
                    let now = Instant::now();
                    board.rests.retain(|_, until| *until > now);
                    board.rests.insert(Arc::clone(topic), now + rests * took);
                }
                board.took.insert(job.view.info().id, took);
            }
            if is_wanted && !picture.complete {
                let so_far = Some(picture);
                board.waiting.push_back(Waiting { job, so_far });
            }
        }
        drop(board);
        self.changed.notify_all();
        (self.wake)();
        sent.then_some(())
    }

    /// What was kept of a job on another day.
    fn taken_up(&self, job: &Job) -> Option<Picture> {
        let kept = self.kept.get()?.read(&job.key.of)?;
        job.view.take_up(&job.input(), &kept)
    }

    /// Keeps what a job has come to, if it is of a kind that is kept.
    fn keep(&self, job: &Job, picture: &Picture, stops: bool) {
        if let Some(folder) = self.kept.get()
            && folder.is_due(&job.key.of, picture.complete, stops)
            && let Some(kept) = job.view.kept(picture)
            && let Err(error) = folder.write(&job.key.of, &kept)
        {
            log::warn!("what was worked out cannot be kept: {error}");
        }
    }

    /// Runs work that can be cancelled; a panic becomes an error of its view.
    fn guarded<T>(
        &self,
        run: &Running,
        work: impl FnOnce(&Task<'_>) -> Result<T, AnalysisError>,
    ) -> Result<T, AnalysisError> {
        let cancelled = || run.cancelled.load(Ordering::Relaxed);
        let progress = |done: f32| run.done.store(done.to_bits(), Ordering::Relaxed);
        let task = Task::new(&cancelled, &progress).with_store(&self.store);
        task.check()?;
        catch_unwind(AssertUnwindSafe(|| work(&task)))
            .unwrap_or_else(|panic| Err(AnalysisError::Failed(panic_text(panic.as_ref()))))
    }
}

fn panic_text(panic: &(dyn std::any::Any + Send)) -> String {
    panic
        .downcast_ref::<&str>()
        .map(|s| (*s).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "no reason was given".to_owned())
}
