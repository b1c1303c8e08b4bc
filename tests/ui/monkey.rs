//! A monkey at the headless window: actions by chance, each once what the one before set going has
//! come to rest, so that the same seed does the same again. What fails is made short.

#[path = "monkey/actions.rs"]
pub mod actions;
#[path = "../methods/few.rs"]
mod few;
#[path = "monkey/holds.rs"]
mod holds;
#[path = "monkey/shrink.rs"]
mod shrink;

use actions::{Act, Chance, find, next};
use eframe::App;
use eframe::egui::{
    Context, DroppedFile, Event, FullOutput, InputState, Key, Modifiers, MouseWheelUnit,
    PointerButton, Pos2, Rect, TexturesDelta, TouchPhase, vec2,
};
use egui_kittest::{Harness, TestRenderer};
use equipoise::analysis::Values;
use equipoise::app::action::Action;
use equipoise::app::command::Command;
use equipoise::app::session::SessionFile;
use equipoise::app::shell::{Shell, Start};
use equipoise::app::state::{OpenTab, Undoable};
use equipoise::app::workspace::{Look, Source, Workspace};
use equipoise::compute::Turn;
use equipoise::views;
use few::few;
pub use holds::{Fault, record_panics};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

pub type Window = Harness<'static, Shell>;

/// How long something may be under way without saying that it goes on.
const PATIENCE: Duration = Duration::from_mins(2);
/// From one action to the next on the window's own clock: each is a step of undo by itself.
const ACTION_S: f64 = 2.0;
const FRAME_S: f64 = 1.0 / 60.0;
/// Steps that undo keeps, with room for those that come by themselves.
const MOST_UNDONE: usize = 90;
/// Realisations of a surrogate, at most: what is tried is the window.
const FEW: u32 = 4;
/// Frames slower than this are counted.
const SLOW: Duration = Duration::from_millis(100);

/// How long the monkey is at it.
#[derive(Clone, Copy)]
pub struct Plan {
    pub seed: u64,
    pub steps: usize,
    /// Actions from one empty folder to the next: what fails is done again from there.
    pub outing: usize,
    /// Actions from one start of the window to the next.
    pub life: usize,
    /// When it is enough, however few the steps.
    pub time: Duration,
    /// Whether every second outing is on the demonstration, beside the small recording.
    pub demonstration: bool,
    pub shrinking: Duration,
    /// Outings that fail before it is enough.
    pub most_faults: usize,
}

/// What it found.
#[derive(Default)]
pub struct Tally {
    pub steps: usize,
    pub frames: u64,
    pub slow_frames: u64,
    pub slowest: (Duration, String),
    pub restarts: usize,
    pub faults: Vec<Finding>,
}

pub struct Finding {
    pub seed: u64,
    pub fault: Fault,
    /// The last actions before it.
    pub last: Vec<Act>,
    /// As few as still lead to it.
    pub shrunken: Vec<Act>,
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(
            f,
            "seed {}: {}\n{}",
            self.seed, self.fault.kind, self.fault.said
        )?;
        for (what, acts) in [("last", &self.last), ("as few as fail", &self.shrunken)] {
            writeln!(f, "{what}:")?;
            for act in acts {
                writeln!(f, "    {act:?}")?;
            }
        }
        Ok(())
    }
}

/// Does as planned; `each` is told after every action how many there were, `found` of each fault.
pub fn run(plan: Plan, mut each: impl FnMut(usize), mut found: impl FnMut(&Finding)) -> Tally {
    let mut tally = Tally::default();
    let mut outing = 0;
    let began = Instant::now();
    while tally.steps < plan.steps
        && began.elapsed() < plan.time
        && tally.faults.len() < plan.most_faults
    {
        let seed = plan.seed.wrapping_add(outing);
        outing += 1;
        let example = plan.demonstration && outing % 2 == 0;
        let (done, fault) = roam(seed, plan, example, &mut tally, &mut each);
        let Some(fault) = fault else {
            continue;
        };
        let mut again = Tally::default();
        let shrunken = shrink::shrunken(done.clone(), plan.shrinking, |acts| {
            replay(seed, acts, example, &mut again).is_some_and(|f| f.kind == fault.kind)
        });
        let last = done[done.len().saturating_sub(25)..].to_vec();
        let finding = Finding {
            seed,
            fault,
            last,
            shrunken,
        };
        found(&finding);
        tally.faults.push(finding);
    }
    tally
}

/// One outing: what was done, and what failed at last.
fn roam(
    seed: u64,
    plan: Plan,
    example: bool,
    tally: &mut Tally,
    each: &mut impl FnMut(usize),
) -> (Vec<Act>, Option<Fault>) {
    let mut chance = Chance(seed);
    let mut done = Vec::new();
    let mut player = match Player::start(seed, example, tally) {
        Ok(player) => player,
        Err(fault) => return (done, Some(fault)),
    };
    while done.len() < plan.outing && player.tally.steps < plan.steps {
        let act = if player.since_start >= plan.life || done.len() + 1 == plan.outing {
            Act::Restart
        } else {
            next(&mut chance, &player.window, player.files.len())
        };
        done.push(act.clone());
        if let Err(fault) = player.act(&act) {
            return (done, Some(fault));
        }
        each(player.tally.steps);
    }
    (done, None)
}

/// Does the same again; what failed.
pub fn replay(seed: u64, acts: &[Act], example: bool, tally: &mut Tally) -> Option<Fault> {
    let mut player = match Player::start(seed, example, tally) {
        Ok(player) => player,
        Err(fault) => return Some(fault),
    };
    acts.iter().find_map(|act| player.act(act).err())
}

/// Looks at nothing: the shapes are looked at instead.
struct Blind;

impl TestRenderer for Blind {
    fn handle_delta(&mut self, delta: &mut TexturesDelta) {
        delta.set.clear();
        delta.free.clear();
    }
    fn render(&mut self, _: &Context, _: &FullOutput) -> Result<image::RgbaImage, String> {
        Err("nothing is painted".to_owned())
    }
}

#[derive(Debug)]
struct Dropped(PathBuf);

impl DroppedFile for Dropped {
    fn path(&self) -> &Path {
        &self.0
    }
    fn bytes(&self) -> Result<Vec<u8>, String> {
        std::fs::read(&self.0).map_err(|e| e.to_string())
    }
}

/// Files to be dropped on the window, good ones and broken ones.
fn files(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats/data");
    let mut files = Vec::new();
    for (name, from) in [
        ("modern.nwb", "nwb_modern.nwb"),
        ("clocks.nwb", "nwb_clocks.nwb"),
        ("broken.nwb", "nwb_broken.nwb"),
        ("wmaze.csv", "tables/wmaze.csv"),
        ("v4.mat", "mat/scipy_v4.mat"),
        ("mixed.spikes.cellinfo.mat", "mat/mixed.spikes.cellinfo.mat"),
        ("subsecond.edf", "edf/subsecond.edf"),
        ("pynapple.npz", "npy/pynapple.npz"),
        ("wmaze.nex5", "nex/wmaze.nex5"),
    ] {
        std::fs::copy(data.join(from), folder.join(name))?;
        files.push(folder.join(name));
    }
    let whole = std::fs::read(data.join("nwb_modern.nwb"))?;
    for (name, bytes) in [
        ("cut.nwb", &whole[..whole.len() / 2]),
        ("empty.csv", b""),
        ("words.csv", b"one,two\nthree,four\n"),
        ("single.csv", b"unit,time_s\na,0.5\n"),
        ("noise.bin", b"\x00\xff\x13\x37"),
    ] {
        std::fs::write(folder.join(name), bytes)?;
        files.push(folder.join(name));
    }
    files.extend([folder.to_owned(), folder.join("not there.nwb")]);
    Ok(files)
}

/// A small recording with all that a view can ask for: eight units for a minute, states, a seizure.
fn recording(folder: &Path) -> std::io::Result<PathBuf> {
    use std::fmt::Write;
    let mut chance = Chance(8);
    let mut rows = "unit,time_s,class\n".to_owned();
    for unit in 0..8 {
        let (class, spikes) = [("E", 120), ("I", 400)][usize::from(unit >= 5)];
        for _ in 0..spikes {
            let time_s = chance.below(1_800_000) as f64 / 30_000.0;
            let _ = writeln!(rows, "u{unit},{time_s:.5},{class}");
        }
    }
    let path = folder.join("small.csv");
    std::fs::write(&path, rows)?;
    let epochs = "start_s,stop_s,label,kind\n0,25,Wake,state\n25,60,REM,state\n30,36,sz,seizure\n";
    std::fs::write(folder.join("small_epochs.csv"), epochs)?;
    Ok(path)
}

/// Opens the window as its session says.
fn open(session: &SessionFile) -> Window {
    let start = Start {
        session: Some(session.clone()),
        ..Start::default()
    };
    Harness::builder()
        .with_size([1280.0, 800.0])
        .with_step_dt(FRAME_S as f32)
        .allow_missing_glyphs()
        .renderer(Blind)
        .build_eframe(|creation| Shell::new(&creation.egui_ctx, start).expect("a window"))
}

struct Player<'a> {
    window: Window,
    session: SessionFile,
    files: Vec<PathBuf>,
    /// The window's own clock.
    now_s: f64,
    /// Actions since the window was opened.
    since_start: usize,
    /// What undo leads back to.
    start: Option<Undoable>,
    doing: String,
    tally: &'a mut Tally,
    _folder: tempfile::TempDir,
}

impl<'a> Player<'a> {
    fn start(seed: u64, example: bool, tally: &'a mut Tally) -> Result<Self, Fault> {
        let folder = tempfile::tempdir().expect("a folder");
        let session = SessionFile::in_folder(&folder.path().join("config"));
        let mut workspace = Workspace::default();
        if example {
            workspace.open(Source::Example { id: "night".into() });
        } else {
            workspace.open(Source::file(recording(folder.path()).expect("written")));
        }
        let all = views::all()
            .iter()
            .map(|view| (view.info(), few(*view, 10, 50)));
        let known = all.map(|(info, values)| (info.id.to_owned(), values));
        workspace.values = known.filter(|(_, v)| *v != Values::default()).collect();
        workspace.look = [Look::Light, Look::Dark][seed as usize % 2];
        session.save(&workspace).expect("saved");
        holds::watch(true);
        let mut player = Self {
            window: open(&session),
            session,
            files: files(folder.path()).expect("copied"),
            now_s: 0.0,
            since_start: 0,
            start: None,
            doing: "start".to_owned(),
            tally,
            _folder: folder,
        };
        player.begin()?;
        Ok(player)
    }

    /// Waits until the window has opened; remembers what undo is to lead back to.
    fn begin(&mut self) -> Result<(), Fault> {
        self.settle()?;
        for _ in 0..2 {
            self.now_s += ACTION_S;
            self.frame()?;
        }
        self.since_start = 0;
        self.start = self.undoable();
        Ok(())
    }

    fn undoable(&self) -> Option<Undoable> {
        let point = self.window.state().state.undo_point(None)?;
        Some(Undoable::clone(&point.0))
    }

    /// One frame, and what must hold after each.
    fn frame(&mut self) -> Result<(), Fault> {
        for tab in &mut self.window.state_mut().state.workspace.tabs {
            let realisations = &mut tab.last_surrogate.realisations;
            *realisations = (*realisations).min(FEW);
        }
        self.window.input_mut().time = Some(self.now_s);
        let began = Instant::now();
        let stepped = catch_unwind(AssertUnwindSafe(|| self.window.step()));
        let took = began.elapsed();
        self.tally.frames += 1;
        self.tally.slow_frames += u64::from(took >= SLOW);
        if took > self.tally.slowest.0 {
            self.tally.slowest = (took, self.doing.clone());
        }
        if let Some(fault) = holds::panicked() {
            return Err(fault);
        }
        if stepped.is_err() {
            return Err(Fault::new("panic", "the window's thread"));
        }
        holds::broken_shape(&self.window).map_or(Ok(()), Err)
    }

    /// Frames until nothing is being read or computed.
    fn settle(&mut self) -> Result<(), Fault> {
        let mut began = Instant::now();
        let mut said = String::new();
        let (mut quiet, mut frames) = (0, 0);
        while quiet < 3 {
            // However long it takes, little time passes in the window.
            self.now_s += if frames < 20 { FRAME_S } else { 1e-5 };
            frames += 1;
            self.frame()?;
            let running = self.pause_networks();
            // A turn of the wheel goes on for some frames.
            let gliding = self.window.ctx.input(InputState::is_scrolling);
            if gliding && frames < 20 {
                quiet = 0;
            } else if running || self.window.state().is_busy() {
                quiet = 0;
                // A frame costs more than most of what is waited for, and takes a core from it.
                std::thread::sleep(Duration::from_millis((5 * frames).min(40)));
            } else {
                quiet += 1;
            }
            let now = self.window.state().work_said();
            if now != said {
                (began, said) = (Instant::now(), now);
            }
            if began.elapsed() > PATIENCE {
                let text = format!("the window never came to rest: {said}");
                return Err(Fault::new("no rest", text));
            }
        }
        holds::broken_triangles(&self.window).map_or(Ok(()), Err)
    }

    /// A network that runs never comes to rest by itself; true where one does.
    fn pause_networks(&self) -> bool {
        let tabs = self.window.state().state.tabs.values();
        let runs = |tab: &&OpenTab| tab.live_status.as_ref().is_some_and(|s| s.running);
        let running = tabs.filter(runs).filter_map(|tab| tab.live.as_ref());
        running.map(|live| live.turn(Turn::Run(false))).count() > 0
    }

    /// An event, in a frame of its own.
    fn event(&mut self, event: Event) -> Result<(), Fault> {
        self.window.input_mut().events.push(event);
        self.now_s += FRAME_S;
        self.frame()
    }

    /// An event, in the frame of the next.
    fn before(&mut self, event: Event) {
        self.window.input_mut().events.push(event);
    }

    fn press(&mut self, modifiers: Modifiers, key: Key) -> Result<(), Fault> {
        self.before(Event::ModifiersChanged(modifiers));
        for pressed in [true, false] {
            self.event(Event::Key {
                key,
                physical_key: None,
                pressed,
                repeat: false,
                modifiers,
            })?;
        }
        self.before(Event::ModifiersChanged(Modifiers::NONE));
        Ok(())
    }

    fn button(
        &mut self,
        pos: Pos2,
        button: PointerButton,
        pressed: bool,
        modifiers: Modifiers,
    ) -> Result<(), Fault> {
        self.event(Event::PointerButton {
            pos,
            button,
            pressed,
            modifiers,
        })
    }

    /// Does one thing and waits until it is done.
    fn act(&mut self, act: &Act) -> Result<(), Fault> {
        self.tally.steps += 1;
        self.since_start += 1;
        self.doing = format!("{act:?}");
        self.now_s += ACTION_S;
        self.frame()?;
        self.perform(act)?;
        if self.window.state().state.time.playing {
            for _ in 0..10 {
                self.now_s += FRAME_S;
                self.frame()?;
            }
            self.window.state_mut().state.time.playing = false;
        }
        self.settle()
    }

    fn perform(&mut self, act: &Act) -> Result<(), Fault> {
        match act {
            Act::Click {
                control,
                button,
                times,
                modifiers,
            } => {
                if let Some(rect) = find(&self.window, control) {
                    self.event(Event::PointerMoved(rect.center()))?;
                    self.before(Event::ModifiersChanged(*modifiers));
                    for pressed in [true, false].repeat(*times) {
                        self.button(rect.center(), *button, pressed, *modifiers)?;
                    }
                    self.before(Event::ModifiersChanged(Modifiers::NONE));
                }
            }
            Act::Fill(control, text) => {
                if let Some(rect) = find(&self.window, control) {
                    self.fill(rect, text)?;
                }
            }
            Act::Drag {
                from,
                to,
                button,
                modifiers,
            } => {
                self.event(Event::PointerMoved(*from))?;
                self.before(Event::ModifiersChanged(*modifiers));
                self.button(*from, *button, true, *modifiers)?;
                for share in [0.3, 0.7, 1.0] {
                    self.event(Event::PointerMoved(*from + (*to - *from) * share))?;
                }
                self.button(*to, *button, false, *modifiers)?;
                self.before(Event::ModifiersChanged(Modifiers::NONE));
            }
            Act::Wheel {
                at,
                lines,
                modifiers,
            } => {
                self.event(Event::PointerMoved(*at))?;
                self.before(Event::ModifiersChanged(*modifiers));
                self.event(Event::MouseWheel {
                    unit: MouseWheelUnit::Line,
                    delta: vec2(lines[0], lines[1]),
                    phase: TouchPhase::Move,
                    modifiers: *modifiers,
                    source: eframe::egui::MouseWheelSource::Wheel,
                })?;
                self.before(Event::ModifiersChanged(Modifiers::NONE));
            }
            Act::Press(_, Key::Enter) => self.enter()?,
            Act::Press(modifiers, key) => self.press(*modifiers, *key)?,
            Act::Type(text) => self.event(Event::Text((*text).to_owned()))?,
            Act::Paste(text) => self.event(Event::Paste((*text).to_owned()))?,
            Act::Drop(at) => {
                let file = Dropped(self.files[*at].clone());
                self.window.input_mut().dropped_files.push(Arc::new(file));
                self.frame()?;
            }
            Act::Resize(size) => {
                self.window.set_size((*size).into());
                self.frame()?;
            }
            Act::Restart => self.restart()?,
        }
        Ok(())
    }

    /// Types into a field and presses Enter.
    fn fill(&mut self, rect: Rect, text: &str) -> Result<(), Fault> {
        self.event(Event::PointerMoved(rect.center()))?;
        for pressed in [true, false] {
            let primary = PointerButton::Primary;
            self.button(rect.center(), primary, pressed, Modifiers::NONE)?;
        }
        self.press(Modifiers::COMMAND, Key::A)?;
        self.event(Event::Text(text.to_owned()))?;
        self.enter()
    }

    /// Enter, but where the palette would ask the system for files.
    fn enter(&mut self) -> Result<(), Fault> {
        let there = actions::controls(&self.window);
        let is_asked = there.iter().any(|(c, _)| c.name == "Find");
        let is_harmless =
            |(c, _): &(actions::Control, _)| actions::WISHES.contains(&c.name.as_str());
        if is_asked && !there.iter().any(is_harmless) {
            return Ok(());
        }
        self.press(Modifiers::NONE, Key::Enter)
    }

    fn ask(&mut self, command: Command) -> Result<(), Fault> {
        self.window.state_mut().ask(Action::Run(command));
        self.frame()
    }

    /// Undoes all that was done since the window was opened, and does it again.
    fn undo_and_redo(&mut self) -> Result<(), Fault> {
        let Some(start) = self.start.take() else {
            return Ok(());
        };
        let tabs = &self.window.state().state.workspace.tabs;
        if self.since_start > MOST_UNDONE || !tabs.iter().any(|t| t.id == start.tab) {
            return Ok(());
        }
        // From a tab without a recording, the first step only leads to one that has something to undo.
        if self.undoable().is_none() {
            self.ask(Command::Undo)?;
        }
        // Where each step led from, the last first.
        let mut undone = Vec::new();
        while self.undoable().as_ref() != Some(&start) {
            if undone.len() > MOST_UNDONE + 20 {
                let kind = "undo does not lead to the start";
                return Err(Fault::new(
                    kind,
                    holds::differences(&start, &self.undoable()),
                ));
            }
            undone.push(self.undoable());
            self.ask(Command::Undo)?;
        }
        let steps = undone.len();
        for (step, before) in undone.into_iter().rev().enumerate() {
            self.ask(Command::Redo)?;
            let after = self.undoable();
            if after != before {
                let said = holds::differences(&before, &after);
                return Err(Fault::new(
                    "redo does not lead to the end",
                    format!("step {} of {steps}:\n{said}", step + 1),
                ));
            }
        }
        Ok(())
    }

    /// Closes the window and opens it again: what shows is what was there.
    fn restart(&mut self) -> Result<(), Fault> {
        self.undo_and_redo()?;
        self.settle()?;
        self.tally.restarts += 1;
        self.window.state_mut().on_exit(None);
        let mut before = self.window.state().state.workspace.clone();
        before.mend();
        self.window = open(&self.session);
        self.begin()?;
        let after = &self.window.state().state.workspace;
        let differences = holds::differences(&before, after);
        if differences.is_empty() {
            Ok(())
        } else {
            Err(Fault::new("restored is not what was saved", differences))
        }
    }
}

impl Drop for Player<'_> {
    fn drop(&mut self) {
        holds::watch(false);
    }
}
