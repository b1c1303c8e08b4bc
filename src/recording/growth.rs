//! Recordings that grow at their end: a network that runs, a file that is still being written.
//!
//! Each step of growth is a recording of its own, immutable like any other, which shares what was
//! there before with the one it has grown from: growing costs what is new.

use super::{
    Epoch, Field, FieldError, FieldSource, Interval, NEXT_ID, Recording, RecordingError,
    SpikeTrains, epochs, epochs::Epochs, unit_names,
};
use crate::recording::Ensembles;
use ndarray::Array2;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError, RwLock};

/// What a recording grows by.
#[derive(Debug)]
pub struct Growth {
    /// The later spikes of each unit, at the end of what was there or after it.
    pub trains: SpikeTrains,
    /// Further epochs.
    pub epochs: Vec<Epoch>,
    /// All fields, each as long as it is now; `None` where they stay as they are.
    pub fields: Option<Vec<Field>>,
    /// The new end of the observed time in seconds.
    pub stop_s: f64,
}

impl Recording {
    /// This recording and what came after it.
    ///
    /// # Errors
    /// When there are other units, or something lies before the end of this recording.
    pub fn grown(&self, mut growth: Growth) -> Result<Self, RecordingError> {
        let units = self.units.len();
        if growth.trains.len() != units {
            return Err(RecordingError::TrainCount {
                units,
                trains: growth.trains.len(),
            });
        }
        growth.trains.mend();
        let stop_s = self.span.stop_s;
        let spikes = growth.trains.extent().map(|all| all.start_s);
        let starts = growth.epochs.iter().map(|e| e.start_s);
        let first = starts.chain(spikes).fold(growth.stop_s, f64::min);
        if first < stop_s {
            let found_s = first;
            return Err(RecordingError::Before { stop_s, found_s });
        }
        let mut warnings = self.warnings.clone();
        warnings.extend(epochs::mend(&mut growth.epochs));
        let epochs = if growth.epochs.is_empty() {
            Arc::clone(&self.epochs)
        } else {
            let all = self.epochs().iter().cloned().chain(growth.epochs);
            Arc::new(Epochs::new(all.collect()))
        };
        let more = Ensembles::pool(&growth.trains, &self.units);
        Ok(Self {
            id: NEXT_ID.fetch_add(1, Ordering::Relaxed),
            root: self.root,
            trains: Arc::new(self.trains.grown(&growth.trains)),
            ensembles: Arc::new(self.ensembles.grown(&more)),
            epochs,
            fields: growth
                .fields
                .map_or_else(|| Arc::clone(&self.fields), Into::into),
            span: Interval::new(self.span.start_s, growth.stop_s),
            warnings,
            ..self.shared()
        })
    }
}

impl Recording {
    /// This recording, read again after `earlier`, as one that has [grown](Self::grown) from it
    /// where it has: where all that lies before the end of the earlier one is as it was.
    #[must_use]
    pub fn as_growth_of(mut self, earlier: &Self) -> Self {
        if self.continues(earlier) {
            self.root = earlier.root;
        }
        self
    }
    fn continues(&self, earlier: &Self) -> bool {
        let end_s = earlier.span.stop_s;
        let is_longer = self.span.start_s == earlier.span.start_s && self.span.stop_s >= end_s;
        let goes_on = |unit: usize| {
            let (now, before) = (self.trains.unit(unit), earlier.trains.unit(unit));
            now.starts_with(before) && now.get(before.len()).is_none_or(|t| *t >= end_s)
        };
        let (now, before) = (self.epochs(), earlier.epochs());
        let same_epochs = now.starts_with(before)
            && now[before.len().min(now.len())..]
                .iter()
                .all(|e| e.start_s >= end_s);
        let is_same_field = |(now, before): (&Field, &Field)| {
            let is_known = |f: &Field| (f.name.clone(), f.channels.clone(), f.unit.clone());
            is_known(now) == is_known(before)
                && (now.rate_hz, now.start_s) == (before.rate_hz, before.start_s)
                && now.samples >= before.samples
                && now.gaps().starts_with(before.gaps())
        };
        let same_fields = self.fields.len() == earlier.fields.len();
        is_longer
            && self.units == earlier.units
            && self.columns == earlier.columns
            && same_epochs
            && same_fields
            && self.fields.iter().zip(&*earlier.fields).all(is_same_field)
            && (0..self.units.len()).all(goes_on)
    }

    /// What was in `earlier` and is no longer in this recording, which was read later from the same
    /// files, in words; `None` where it has only become more.
    pub fn lost_since(&self, earlier: &Self) -> Option<String> {
        if self.span.stop_s < earlier.span.stop_s {
            let (now, before) = (self.span.stop_s, earlier.span.stop_s);
            return Some(format!("it ends at {now:.3} s, and ended at {before:.3} s"));
        }
        let names = unit_names(&self.units).into_iter();
        let places: HashMap<String, usize> = names.zip(0..).collect();
        for (unit, name) in unit_names(&earlier.units).iter().enumerate() {
            let before = earlier.trains.unit(unit);
            let now = places.get(name).map_or(&[][..], |at| self.trains.unit(*at));
            let mut now = now.iter().peekable();
            let is_missing = |t: &&f64| {
                while now.next_if(|other| *other < *t).is_some() {}
                now.next_if_eq(t).is_none()
            };
            // One may be: the last line was perhaps half written when it was read.
            if before.iter().filter(is_missing).take(2).count() > 1 {
                return Some(format!("unit {name} has lost spikes"));
            }
        }
        let samples = |of: &Self| of.fields.iter().map(|f| f.samples).sum::<u64>();
        if self.fields.len() < earlier.fields.len() || samples(self) < samples(earlier) {
            return Some("fields are shorter".to_owned());
        }
        (self.epochs().len() < earlier.epochs().len()).then(|| "epochs are missing".to_owned())
    }
}

/// Samples that are appended to while others read: those of all channels of a moment side by side.
#[derive(Debug)]
pub struct GrowingSamples {
    channels: usize,
    samples: RwLock<Vec<f32>>,
}

impl GrowingSamples {
    pub fn new(channels: usize) -> Self {
        Self {
            channels,
            samples: RwLock::default(),
        }
    }
    /// Appends samples of all channels, moment after moment, and leaves none behind.
    pub fn append(&self, samples: &mut Vec<f32>) {
        let mut all = self.samples.write().unwrap_or_else(PoisonError::into_inner);
        if all.is_empty() {
            std::mem::swap(&mut *all, samples);
        } else {
            all.append(samples);
        }
    }
    /// Whole moments so far.
    pub fn moments(&self) -> u64 {
        let all = self.samples.read().unwrap_or_else(PoisonError::into_inner);
        all.len().checked_div(self.channels).unwrap_or(0) as u64
    }
    /// The channels from `first` on as a source for a field that is as long as they are now or
    /// shorter.
    pub fn source(self: &Arc<Self>, first: usize) -> Arc<dyn FieldSource> {
        let samples = Arc::clone(self);
        Arc::new(GrowingField { first, samples })
    }
}

/// Some neighbouring channels of [`GrowingSamples`].
#[derive(Debug)]
struct GrowingField {
    first: usize,
    samples: Arc<GrowingSamples>,
}

impl FieldSource for GrowingField {
    fn read(&self, channels: &[usize], samples: Range<u64>) -> Result<Array2<f32>, FieldError> {
        let all = &self.samples;
        let width = all.channels;
        let values = all.samples.read().unwrap_or_else(PoisonError::into_inner);
        let (from, to) = (samples.start as usize, samples.end as usize);
        let is_inside = to.checked_mul(width).is_some_and(|end| end <= values.len());
        let last = channels.iter().max().map_or(0, |c| c + self.first + 1);
        if !is_inside || from > to || last > width {
            return Err(FieldError {
                field: "that grows".into(),
                message: "asked for samples or a channel past its end".to_owned(),
            });
        }
        Ok(Array2::from_shape_fn(
            (channels.len(), to - from),
            |(row, at)| values[(from + at) * width + self.first + channels[row]],
        ))
    }
    fn bytes(&self) -> usize {
        // Counted once, by the field of the first channels.
        let values = || self.samples.samples.read();
        let is_first = self.first == 0;
        let held = is_first.then(|| values().unwrap_or_else(PoisonError::into_inner).len());
        held.map_or(0, |held| held * size_of::<f32>())
    }
}
