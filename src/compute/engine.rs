//! The thread that computes what the window shows.

use super::{Cache, Kept};
use crate::analysis::{AnalysisError, Selection, Settings, Task, Values};
use crate::recording::Recording;
use crate::views::{AnyView, Canvas, Drawn, Input};
use crossbeam_channel::{Receiver, Sender};
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// Outcomes waiting for the window at most; it drains them once a frame.
const WAITING: usize = 256;
/// Bytes of intermediate results kept for other views.
const STORE_BYTES: usize = 96 << 20;

/// One view to be computed, with everything its outcome depends on.
#[derive(Clone)]
pub struct Job {
    pub view: &'static dyn AnyView,
    /// Whom the outcome is for; comes back with it.
    pub tag: u64,
    pub recording: Arc<Recording>,
    pub selection: Selection,
    pub settings: Settings,
    pub values: Values,
    pub canvas: Canvas,
}

/// Identifies an outcome: recording, view, selection and parameters. Settings that a view does not
/// depend on are left out, so that they do not make it stale.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Key(String);

impl Job {
    #[must_use]
    pub fn key(&self) -> Key {
        let info = self.view.info();
        let scale = info.uses_scale.then_some(self.settings.scale);
        let normalisation = info
            .uses_normalisation
            .then_some(self.settings.normalisation);
        let canvas = info.uses_canvas.then_some(self.canvas);
        let surrogate = info.uses_surrogate.then_some(self.settings.surrogate);
        let event = info
            .uses_event
            .then_some((self.settings.event, self.settings.baseline));
        Key(format!(
            "{} {} {:?} {scale:?} {normalisation:?} {canvas:?} {surrogate:?} {event:?} {:?}",
            info.id,
            self.recording.id(),
            self.selection,
            self.values,
        ))
    }
    fn input(&self) -> Input<'_> {
        Input {
            recording: &self.recording,
            selection: &self.selection,
            settings: &self.settings,
            values: &self.values,
            canvas: self.canvas,
        }
    }
}

/// All that shows, most urgent first.
#[derive(Clone, Default)]
pub struct Request {
    pub jobs: Vec<Job>,
}

/// An outcome, ready to be shown.
#[derive(Clone)]
pub struct Published {
    pub view: &'static str,
    /// The tag of its job.
    pub tag: u64,
    pub key: Key,
    pub result: Result<Drawn, AnalysisError>,
    /// How long it took; nothing when it was kept from before.
    pub took: Duration,
    /// Nothing more comes; false while pieces of it are still to be worked out.
    pub complete: bool,
}

struct Shared {
    slot: Mutex<Option<Request>>,
    arrived: Condvar,
    generation: AtomicU64,
    stop: AtomicBool,
    busy: AtomicBool,
    /// Bits of an f32: how far the running computation is.
    progress: AtomicU32,
    cache_bytes: AtomicU64,
}

impl Shared {
    /// The slot stays usable whatever happened to a thread that held it: it holds one whole value.
    fn slot(&self) -> MutexGuard<'_, Option<Request>> {
        self.slot.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Owner of the compute thread. Dropping it stops the thread.
pub struct Engine {
    shared: Arc<Shared>,
    published: Receiver<Published>,
    thread: Option<JoinHandle<()>>,
}

impl Engine {
    /// Starts the thread. `wake` is called after each outcome (it asks for a repaint);
    /// `cache_bytes` bounds the outcomes kept.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(cache_bytes: usize, wake: impl Fn() + Send + 'static) -> std::io::Result<Self> {
        let shared = Arc::new(Shared {
            slot: Mutex::new(None),
            arrived: Condvar::new(),
            generation: AtomicU64::new(0),
            stop: AtomicBool::new(false),
            busy: AtomicBool::new(false),
            progress: AtomicU32::new(0),
            cache_bytes: AtomicU64::new(0),
        });
        let (sender, published) = crossbeam_channel::bounded(WAITING);
        let worker = Worker {
            shared: Arc::clone(&shared),
            cache: Cache::new(cache_bytes),
            store: Kept::new(STORE_BYTES),
            sender,
        };
        let thread = std::thread::Builder::new()
            .name("equipoise-compute".into())
            .spawn(move || worker.run(&wake))?;
        Ok(Self {
            shared,
            published,
            thread: Some(thread),
        })
    }

    /// Replaces whatever was asked before, and overtakes what is being computed.
    pub fn request(&self, request: Request) {
        self.shared.generation.fetch_add(1, Ordering::SeqCst);
        let mut slot = self.shared.slot();
        *slot = Some(request);
        self.shared.busy.store(true, Ordering::SeqCst);
        drop(slot);
        self.shared.arrived.notify_one();
    }
    /// Stops what is being computed and forgets what was asked.
    pub fn cancel(&self) {
        self.shared.generation.fetch_add(1, Ordering::SeqCst);
        *self.shared.slot() = None;
        self.shared.arrived.notify_one();
    }
    /// The outcomes that have become ready since the last call.
    pub fn drain(&self) -> impl Iterator<Item = Published> + '_ {
        self.published.try_iter()
    }
    /// How far the running computation is; `None` when there is none and none is asked for.
    #[must_use]
    pub fn progress(&self) -> Option<f32> {
        self.shared
            .busy
            .load(Ordering::SeqCst)
            .then(|| f32::from_bits(self.shared.progress.load(Ordering::Relaxed)))
    }
    /// Bytes of outcomes kept.
    #[must_use]
    pub fn cache_bytes(&self) -> u64 {
        self.shared.cache_bytes.load(Ordering::Relaxed)
    }
    /// Waits for the next outcome, for tests and for programs without a window.
    #[must_use]
    pub fn wait(&self, timeout: Duration) -> Option<Published> {
        self.published.recv_timeout(timeout).ok()
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        self.shared.stop.store(true, Ordering::SeqCst);
        self.cancel();
        self.shared.arrived.notify_all();
        // A full channel must not hold the thread back.
        while let Some(thread) = self.thread.take() {
            while !thread.is_finished() {
                self.published.try_iter().for_each(drop);
                std::thread::yield_now();
            }
            // Panics were caught inside; nothing is left to report at the end.
            let _ = thread.join();
        }
    }
}

struct Worker {
    shared: Arc<Shared>,
    cache: Cache<Key, Drawn>,
    store: Kept,
    sender: Sender<Published>,
}

impl Worker {
    fn run(mut self, wake: &dyn Fn()) {
        while let Some((generation, request)) = self.next(wake) {
            if self.serve(&request, generation, wake).is_none() {
                return;
            }
        }
    }

    /// Computes and publishes all jobs, then what comes in pieces, a piece of each in turn. `None`
    /// when nobody listens any more.
    fn serve(&mut self, request: &Request, generation: u64, wake: &dyn Fn()) -> Option<()> {
        let mut pending: VecDeque<(&Job, Key, Drawn)> = VecDeque::new();
        for job in &request.jobs {
            let key = job.key();
            let began = Instant::now();
            let result = match self.cache.get(&key) {
                Some(drawn) => Ok(drawn),
                None => self.compute(job, &key, generation),
            };
            if matches!(result, Err(AnalysisError::Cancelled)) {
                return Some(());
            }
            let in_pieces = job.view.info().uses_surrogate && job.settings.surrogate.is_some();
            if let Some(drawn) = result.as_ref().ok().filter(|_| in_pieces) {
                pending.push_back((job, key.clone(), drawn.clone()));
            }
            let complete = !in_pieces || result.is_err();
            self.publish(job, key, result, began.elapsed(), complete)?;
            wake();
        }
        while let Some((job, key, before)) = pending.pop_front() {
            let result = self.refine(job, &key, &before, generation);
            if matches!(result, Err(AnalysisError::Cancelled)) {
                return Some(());
            }
            let result = result.transpose();
            if let Some(Ok(drawn)) = &result {
                pending.push_back((job, key.clone(), drawn.clone()));
            }
            let complete = !matches!(result, Some(Ok(_)));
            let result = result.unwrap_or(Ok(before));
            self.publish(job, key, result, Duration::ZERO, complete)?;
            wake();
        }
        Some(())
    }

    fn publish(
        &self,
        job: &Job,
        key: Key,
        result: Result<Drawn, AnalysisError>,
        took: Duration,
        complete: bool,
    ) -> Option<()> {
        let published = Published {
            view: job.view.info().id,
            tag: job.tag,
            key,
            result,
            took,
            complete,
        };
        self.sender.send(published).ok()
    }

    /// Waits for a request; `None` when the program ends.
    fn next(&self, wake: &dyn Fn()) -> Option<(u64, Request)> {
        let mut slot = self.shared.slot();
        loop {
            if self.shared.stop.load(Ordering::SeqCst) {
                return None;
            }
            if let Some(request) = slot.take() {
                return Some((self.shared.generation.load(Ordering::SeqCst), request));
            }
            // Under the lock, so that a request that comes now is not taken for done.
            if self.shared.busy.swap(false, Ordering::SeqCst) {
                wake();
            }
            slot = self
                .shared
                .arrived
                .wait(slot)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Computes one job and keeps the outcome.
    fn compute(&mut self, job: &Job, key: &Key, generation: u64) -> Result<Drawn, AnalysisError> {
        self.shared
            .progress
            .store(0f32.to_bits(), Ordering::Relaxed);
        let drawn = self.guarded(generation, |task| job.view.compute(&job.input(), task))?;
        self.keep(key, &drawn);
        Ok(drawn)
    }

    /// A piece more of one job.
    fn refine(
        &mut self,
        job: &Job,
        key: &Key,
        before: &Drawn,
        generation: u64,
    ) -> Result<Option<Drawn>, AnalysisError> {
        let more = self.guarded(generation, |task| {
            job.view.refine(&job.input(), before, task)
        })?;
        if let Some(drawn) = &more {
            self.keep(key, drawn);
        }
        Ok(more)
    }

    fn keep(&mut self, key: &Key, drawn: &Drawn) {
        self.cache.insert(key.clone(), drawn.clone(), drawn.bytes());
        self.shared
            .cache_bytes
            .store(self.cache.bytes() as u64, Ordering::Relaxed);
    }

    /// Runs work that can be overtaken; a panic becomes an error of its view.
    fn guarded<T>(
        &self,
        generation: u64,
        work: impl FnOnce(&Task<'_>) -> Result<T, AnalysisError>,
    ) -> Result<T, AnalysisError> {
        let shared = &self.shared;
        let cancelled = || shared.generation.load(Ordering::Relaxed) != generation;
        let progress = |done: f32| shared.progress.store(done.to_bits(), Ordering::Relaxed);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plot::Sheet;
    use crate::recording::{Class, ClassSource, Interval, Parts, SpikeTrains, Unit};
    use crate::views::{Help, Info, View};
    const PATIENCE: Duration = Duration::from_secs(20);

    macro_rules! test_view {
        ($name:ident, $id:literal, $analyse:expr) => {
            struct $name;
            impl View for $name {
                type Outcome = f64;
                fn info(&self) -> &'static Info {
                    static INFO: Info = Info {
                        id: $id,
                        title: $id,
                        summary: "",
                        help: Help {
                            shows: "",
                            computed: "",
                            look_for: "",
                            fooled_by: "",
                            reconstructed: "",
                            source: "",
                        },
                        parameters: &[],
                        uses_scale: true,
                        uses_normalisation: false,
                        uses_canvas: false,
                        uses_surrogate: false,
                        uses_event: false,
                    };
                    &INFO
                }
                fn analyse(
                    &self,
                    input: &Input<'_>,
                    task: &Task<'_>,
                ) -> Result<f64, AnalysisError> {
                    let analyse: fn(&Input<'_>, &Task<'_>) -> Result<f64, AnalysisError> = $analyse;
                    analyse(input, task)
                }
                fn draw(&self, _: &Input<'_>, _: &f64) -> Sheet {
                    Sheet::default()
                }
            }
        };
    }

    test_view!(Quick, "quick", |input, _| Ok(input.settings.scale.k()));
    test_view!(Panics, "panics", |_, _| panic!("on purpose"));
    test_view!(Endless, "endless", |_, task| loop {
        task.check()?;
        std::thread::sleep(Duration::from_millis(1));
    });

    fn job(view: &'static dyn AnyView, k: f64) -> Job {
        let mut parts = Parts::new("test");
        parts.units = vec![Unit::new("a").with_class(Class::Excitatory, ClassSource::Hand)];
        parts.trains = SpikeTrains::from_units(vec![vec![0.0, 1.0]]);
        let recording = Arc::new(Recording::new(parts).expect("valid parts"));
        Job {
            view,
            tag: 0,
            selection: Selection::whole(&recording),
            recording,
            settings: Settings {
                scale: crate::analysis::Scale::new(k),
                ..Settings::default()
            },
            values: Values::default(),
            canvas: Canvas::default(),
        }
    }

    fn outcome(published: &Published) -> f64 {
        *published
            .result
            .as_ref()
            .expect("an outcome")
            .outcome
            .downcast_ref()
            .expect("a number")
    }

    #[test]
    fn the_latest_request_wins_and_the_endless_one_stops() {
        let engine = Engine::start(1 << 20, || ()).expect("a thread");
        engine.request(Request {
            jobs: vec![job(&Endless, 1.0)],
        });
        std::thread::sleep(Duration::from_millis(20));
        let asked = Instant::now();
        engine.request(Request {
            jobs: vec![job(&Quick, 7.0)],
        });
        let published = engine.wait(PATIENCE).expect("the later outcome");
        assert_eq!((published.view, outcome(&published)), ("quick", 7.0));
        assert!(asked.elapsed() < PATIENCE);
    }

    #[test]
    fn a_panic_is_an_error_of_its_view_and_the_others_go_on() {
        let engine = Engine::start(1 << 20, || ()).expect("a thread");
        engine.request(Request {
            jobs: vec![job(&Panics, 1.0), job(&Quick, 2.0)],
        });
        let first = engine.wait(PATIENCE).expect("the error");
        assert_eq!(
            first.result.err(),
            Some(AnalysisError::Failed("on purpose".into()))
        );
        assert_eq!(outcome(&engine.wait(PATIENCE).expect("the other")), 2.0);
    }

    #[test]
    fn keys_tell_apart_what_an_outcome_depends_on_and_nothing_else() {
        let a = job(&Quick, 3.0);
        let mut b = a.clone();
        assert_eq!(a.key(), b.key());
        b.settings.normalisation = crate::analysis::Normalisation::Max;
        assert_eq!(a.key(), b.key(), "this view does not use the normalisation");
        b.settings.event = Some(Interval::new(0.25, 0.5));
        b.settings.baseline = Some(Interval::new(0.0, 0.25));
        assert_eq!(a.key(), b.key(), "nor the event");
        b.settings.scale = crate::analysis::Scale::new(3.5);
        assert_ne!(a.key(), b.key());
    }

    #[test]
    fn dropping_the_engine_ends_its_thread() {
        let engine = Engine::start(1 << 20, || ()).expect("a thread");
        engine.request(Request {
            jobs: vec![job(&Endless, 1.0)],
        });
        drop(engine);
    }
}
