//! The statistics of all units of a recording, computed once, on a thread of their own.

use crate::analysis::{AnalysisError, Task, UnitStats, unit_stats};
use crate::compute::{Background, Poll};
use crate::recording::Recording;
use eframe::egui;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

/// The statistics of one recording, or how far they are. Dropping it stops the work.
pub struct RecordingStats {
    /// Id of the recording as the file gave it: edits of classes have other ids and the same
    /// spikes.
    original: u64,
    cancel: Arc<AtomicBool>,
    percent: Arc<AtomicU32>,
    work: Work,
}

enum Work {
    Running(Background<Result<Vec<UnitStats>, AnalysisError>>),
    Ready(Vec<UnitStats>),
    Failed(String),
}

/// How far the statistics are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Status<'a> {
    /// So many per cent are done.
    Running(u32),
    Ready(&'a [UnitStats]),
    Failed(&'a str),
}

impl RecordingStats {
    pub fn start(original: &Arc<Recording>, ctx: &egui::Context) -> Self {
        let cancel = Arc::new(AtomicBool::new(false));
        let percent = Arc::new(AtomicU32::new(0));
        let (cancel_there, percent_there) = (Arc::clone(&cancel), Arc::clone(&percent));
        let (wake, wake_there) = (ctx.clone(), ctx.clone());
        let recording = Arc::clone(original);
        let work = Background::start(
            "unit-stats",
            move || wake.request_repaint(),
            move || {
                let cancelled = || cancel_there.load(Ordering::Relaxed);
                let progress = |done: f32| {
                    let now = (done * 100.0) as u32;
                    if percent_there.fetch_max(now, Ordering::Relaxed) < now {
                        wake_there.request_repaint();
                    }
                };
                unit_stats(&recording, &Task::new(&cancelled, &progress))
            },
        );
        Self {
            original: original.id(),
            cancel,
            percent,
            work: work.map_or_else(
                |error| Work::Failed(format!("No thread for the statistics: {error}")),
                Work::Running,
            ),
        }
    }
    /// Whether these are of that recording.
    pub fn is_of(&self, original: &Recording) -> bool {
        self.original == original.id()
    }
    pub fn is_running(&self) -> bool {
        matches!(self.work, Work::Running(_))
    }
    /// Looks without waiting whether they are there.
    pub fn receive(&mut self) {
        if let Work::Running(work) = &self.work {
            self.work = match work.poll() {
                Poll::Running => return,
                Poll::Ready(Ok(stats)) => Work::Ready(stats),
                Poll::Ready(Err(error)) => Work::Failed(error.to_string()),
                Poll::Lost => Work::Failed("The statistics could not be worked out.".to_owned()),
            };
        }
    }
    pub fn status(&self) -> Status<'_> {
        match &self.work {
            Work::Running(_) => Status::Running(self.percent.load(Ordering::Relaxed)),
            Work::Ready(stats) => Status::Ready(stats),
            Work::Failed(text) => Status::Failed(text),
        }
    }
}

impl Drop for RecordingStats {
    fn drop(&mut self) {
        self.cancel.store(true, Ordering::Relaxed);
    }
}
