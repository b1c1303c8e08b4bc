//! A network that runs on a thread of its own while the window shows what it gives.
//!
//! The thread advances the network in short pieces of model time, hears what is to be turned between
//! two of them, and keeps the newest recording ready; the window takes it when it draws. What is not
//! taken is replaced, so that nothing piles up however fast the network is.

use super::LoadedRecording;
use crate::analysis::{Overview, Task, Value, Values, overview};
use crate::models::{Change, Model, ModelError, Run};
use crate::recording::Recording;
use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, TryRecvError, TrySendError};
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Model time from one look at what is to be turned to the next.
const PIECE_S: f64 = 0.01;
/// A recording is made ready this often at most; sooner where something was turned.
const FRAME: Duration = Duration::from_millis(60);
const TURNED_FRAME: Duration = Duration::from_millis(16);
/// The overview is worked out anew this often at most, and then five times as long as it took.
const OVERVIEW_EVERY: Duration = Duration::from_millis(500);
const OVERVIEW_COLUMNS: usize = 2400;
/// Over this time the speed is measured.
const MEASURED: Duration = Duration::from_millis(500);
/// A run pauses when its recording takes this much.
const MOST_BYTES: usize = 1 << 30;
/// How long one that does not show waits before it looks whether it does again.
const HIDDEN: Duration = Duration::from_millis(50);
/// What is asked and not heard yet, at most: some seconds of a slider that is dragged.
const WAITING: usize = 512;
/// Model time of the first recording: a window must have some length.
const FIRST_S: f64 = 0.05;

/// Changes that a person made to the units, worked into a recording; `None` where there are none.
pub type Edit = Arc<dyn Fn(&Recording) -> Option<Recording> + Send + Sync>;

/// What is asked of a network that runs.
pub enum Turn {
    Run(bool),
    /// A short piece of model time.
    Step,
    Set {
        name: String,
        value: Value,
    },
    Kick,
    /// Model seconds a second; infinite for as fast as it goes.
    Speed(f64),
    Edit(Edit),
}

/// How a run stands.
#[derive(Clone, Debug)]
pub struct LiveStatus {
    pub time_s: f64,
    /// Whether it is still on its way to where it is to begin.
    pub starting: bool,
    pub running: bool,
    /// Model seconds a second that are wanted; infinite for as fast as it goes.
    pub speed: f64,
    /// Those reached, while it runs.
    pub reached: Option<f64>,
    pub last_spike_s: Option<f64>,
    /// The values of all parameters now.
    pub values: Arc<Values>,
    /// What was turned so far.
    pub changes: Arc<[Change]>,
    /// Why it cannot go on, or why something could not be turned.
    pub problem: Option<String>,
}

/// How a run begins.
pub struct LiveStart {
    pub model: &'static dyn Model,
    pub values: Values,
    pub seed: u64,
    /// What was turned in an earlier run, which is made again up to `until_s`.
    pub changes: Vec<Change>,
    pub until_s: f64,
    pub running: bool,
    pub speed: f64,
    pub edit: Edit,
}

/// A network that runs. Dropping it stops it: its thread ends when it next listens.
pub struct Live {
    shared: Arc<Shared>,
    turns: Sender<Turn>,
}

struct Shared {
    status: Mutex<LiveStatus>,
    newest: Mutex<Option<LoadedRecording>>,
    /// It stands still while nobody looks.
    shown: AtomicBool,
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Whole after each statement.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Live {
    /// Starts a named thread; `wake` is called when there is something new to take.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(start: LiveStart, wake: impl Fn() + Send + 'static) -> std::io::Result<Self> {
        let shared = Arc::new(Shared {
            status: Mutex::new(LiveStatus {
                time_s: 0.0,
                starting: true,
                running: start.running,
                speed: start.speed,
                reached: None,
                last_spike_s: None,
                values: Arc::new(start.values.clone()),
                changes: start.changes.clone().into(),
                problem: None,
            }),
            newest: Mutex::new(None),
            shown: AtomicBool::new(true),
        });
        let (sender, turns) = crossbeam_channel::bounded(WAITING);
        let there = Arc::clone(&shared);
        std::thread::Builder::new()
            .name("equipoise-network".to_owned())
            .spawn(move || {
                let work = AssertUnwindSafe(|| run(start, &there, &turns, &wake));
                let problem = match catch_unwind(work) {
                    Ok(Ok(())) => None,
                    Ok(Err(error)) => Some(error.to_string()),
                    Err(_) => Some("the simulation stopped without an answer".to_owned()),
                };
                if let Some(problem) = problem {
                    let mut status = held(&there.status);
                    (status.starting, status.running) = (false, false);
                    status.problem = Some(problem);
                }
                wake();
            })?;
        Ok(Self {
            shared,
            turns: sender,
        })
    }
    /// Asks for something; it acts before the next piece of model time.
    pub fn turn(&self, turn: Turn) {
        // A thread that has ended says why in its status.
        if let Err(TrySendError::Full(_)) = self.turns.try_send(turn) {
            log::warn!("the network is far behind what is asked of it");
        }
    }
    /// Whether anybody looks at it: otherwise it stands still.
    pub fn set_shown(&self, shown: bool) {
        self.shared.shown.store(shown, Ordering::Relaxed);
    }
    pub fn status(&self) -> LiveStatus {
        held(&self.shared.status).clone()
    }
    /// The newest recording, where there is one that was not taken yet.
    pub fn take(&self) -> Option<LoadedRecording> {
        held(&self.shared.newest).take()
    }
}

/// Model time against the clock.
struct Pace {
    since: Instant,
    from_s: f64,
}

impl Pace {
    fn new(time_s: f64) -> Self {
        Self {
            since: Instant::now(),
            from_s: time_s,
        }
    }
    /// How long to wait until a model time is due.
    fn ahead(&self, time_s: f64, speed: f64) -> Duration {
        let due_s = (time_s - self.from_s) / speed;
        let ahead_s = due_s - self.since.elapsed().as_secs_f64();
        Duration::try_from_secs_f64(ahead_s).unwrap_or_default()
    }
}

struct Publisher<'a> {
    shared: &'a Shared,
    wake: &'a dyn Fn(),
    edit: Edit,
    last: Option<Instant>,
    /// Whether something was turned that no recording shows yet.
    turned: bool,
    overview: Option<(Arc<Overview>, Instant, Duration)>,
}

impl<'a> Publisher<'a> {
    fn new(shared: &'a Shared, wake: &'a dyn Fn(), edit: Edit) -> Self {
        Self {
            shared,
            wake,
            edit,
            last: None,
            turned: false,
            overview: None,
        }
    }
    /// Makes the recording ready, unless the one before has not been taken and this is not the last
    /// for a while.
    fn publish(&mut self, run: &mut Run<'_>, is_last: bool) -> Result<usize, ModelError> {
        let frame = if self.turned { TURNED_FRAME } else { FRAME };
        let is_early = self.last.is_some_and(|last| last.elapsed() < frame);
        let waits = !self.turned && held(&self.shared.newest).is_some();
        if !is_last && (is_early || waits) {
            return Ok(0);
        }
        self.turned = false;
        let original = run.recording()?;
        let recording = (self.edit)(&original).map_or_else(|| Arc::clone(&original), Arc::new);
        let bytes = original.bytes();
        let is_due = |(_, at, took): &(Arc<Overview>, Instant, Duration)| {
            is_last || at.elapsed() >= OVERVIEW_EVERY.max(5 * *took)
        };
        if self.overview.as_ref().is_none_or(is_due) {
            let began = Instant::now();
            let made = overview(&recording, OVERVIEW_COLUMNS, &Task::alone())?;
            self.overview = Some((Arc::new(made), Instant::now(), began.elapsed()));
        }
        if let Some((overview, ..)) = &self.overview {
            let overview = Arc::clone(overview);
            *held(&self.shared.newest) = Some(LoadedRecording {
                recording,
                original,
                overview,
            });
        }
        self.last = Some(Instant::now());
        (self.wake)();
        Ok(bytes)
    }
}

fn run(
    start: LiveStart,
    shared: &Shared,
    turns: &Receiver<Turn>,
    wake: &dyn Fn(),
) -> Result<(), ModelError> {
    let mut run = Run::new(start.model, &start.values, start.seed)?;
    let piece = ((PIECE_S / run.step_s()).round() as u64).max(1);
    let mut publisher = Publisher::new(shared, wake, start.edit);
    let (mut running, mut speed) = (start.running, start.speed);
    let mut to_come = &start.changes[..];
    let until_s = start.until_s.max(FIRST_S);
    let mut heard = VecDeque::new();
    let until = ((until_s / run.step_s()).round() as u64).max(1);
    let mut made = 0;
    while made < until {
        match turns.try_recv() {
            Err(TryRecvError::Disconnected) => return Ok(()),
            Err(TryRecvError::Empty) => {}
            // Heard once it is where it was.
            Ok(turn) => heard.push_back(turn),
        }
        made = (made + piece).min(until);
        run.replay(&mut to_come, made)?;
        let due = run.time_s() >= FIRST_S;
        if due {
            publisher.publish(&mut run, false)?;
        }
        held(&shared.status).time_s = run.time_s();
    }
    // What was turned at the last moment would act with the next step.
    run.replay_here(to_come)?;
    publisher.publish(&mut run, true)?;
    say(shared, &run, running, speed, None);
    let mut pace = Pace::new(run.time_s());
    let mut measured = Pace::new(run.time_s());
    loop {
        let next = if let Some(turn) = heard.pop_front() {
            Ok(turn)
        } else if !running {
            turns.recv().map_err(|_| TryRecvError::Disconnected)
        } else if shared.shown.load(Ordering::Relaxed) {
            turns.try_recv()
        } else {
            (pace, measured) = (Pace::new(run.time_s()), Pace::new(run.time_s()));
            match turns.recv_timeout(HIDDEN) {
                Err(RecvTimeoutError::Timeout) => continue,
                Err(RecvTimeoutError::Disconnected) => Err(TryRecvError::Disconnected),
                Ok(turn) => Ok(turn),
            }
        };
        let mut problem = None;
        publisher.turned |= matches!(next, Ok(Turn::Set { .. } | Turn::Kick));
        match next {
            Err(TryRecvError::Disconnected) => return Ok(()),
            Err(TryRecvError::Empty) => {
                run.advance_steps(piece);
                let bytes = publisher.publish(&mut run, false)?;
                if bytes > MOST_BYTES {
                    running = false;
                    problem = Some(format!(
                        "The run takes {} MB and is paused: save it, or start it again.",
                        bytes >> 20
                    ));
                }
                let ahead = pace.ahead(run.time_s(), speed);
                if ahead.is_zero() {
                    // What was missed is not made up for.
                    pace = Pace::new(run.time_s());
                }
                wait(ahead, turns);
            }
            Ok(Turn::Run(on)) => {
                running = on;
                (pace, measured) = (Pace::new(run.time_s()), Pace::new(run.time_s()));
            }
            Ok(Turn::Step) => {
                running = false;
                run.advance_steps(piece);
            }
            Ok(Turn::Set { name, value }) => {
                problem = run.set(&name, &value).err().map(|e| e.to_string());
            }
            Ok(Turn::Kick) => run.kick(),
            Ok(Turn::Speed(wanted)) => {
                speed = wanted;
                pace = Pace::new(run.time_s());
            }
            Ok(Turn::Edit(edit)) => publisher.edit = edit,
        }
        if !running {
            publisher.publish(&mut run, true)?;
        }
        let since = measured.since.elapsed();
        let reached = (running && since >= MEASURED).then(|| {
            let made_s = run.time_s() - measured.from_s;
            measured = Pace::new(run.time_s());
            made_s / since.as_secs_f64()
        });
        say(shared, &run, running, speed, reached);
        if problem.is_some() {
            held(&shared.status).problem = problem;
            wake();
        }
    }
}

/// Sleeps, but not longer than it takes to hear something.
fn wait(ahead: Duration, turns: &Receiver<Turn>) {
    const LONGEST: Duration = Duration::from_millis(5);
    let until = Instant::now() + ahead;
    while turns.is_empty() {
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return;
        }
        std::thread::sleep(left.min(LONGEST));
    }
}

fn say(shared: &Shared, run: &Run<'_>, running: bool, speed: f64, reached: Option<f64>) {
    let mut status = held(&shared.status);
    (status.time_s, status.starting) = (run.time_s(), false);
    (status.running, status.speed) = (running, speed);
    status.last_spike_s = run.last_spike_s();
    status.reached = reached.or(status.reached.filter(|_| running));
    if status.changes.len() != run.changes().len() {
        status.changes = run.changes().into();
        status.values = Arc::new(run.values().clone());
        status.problem = None;
    }
}
