//! What a view is given, and what the pointer says to it.

use super::{Info, Recipe, Source};
use crate::analysis::{Scale, Selection, Settings, Values};
use crate::plot::{Panel, Plot, Sheet};
use crate::recording::{Interval, Recording};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Size of the panel in physical pixels; views that thin what they draw look at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Canvas {
    pub width_px: u32,
    pub height_px: u32,
}

impl Canvas {
    /// Too low for two plots one above the other to be read.
    pub fn is_low(&self) -> bool {
        self.height_px <= 192
    }
    /// Higher than wide: plots stand one below the other.
    pub fn is_upright(&self) -> bool {
        self.height_px > self.width_px
    }
    /// A sheet of two plots, side by side or one below the other.
    pub fn pair(&self, first: Plot, second: Plot) -> Sheet {
        let (rows, columns) = if self.is_upright() { (2, 1) } else { (1, 2) };
        Sheet {
            columns: vec![1.0; columns],
            rows: vec![1.0; rows],
            panels: vec![
                Panel::new(0, 0, first),
                Panel::new(rows - 1, columns - 1, second),
            ],
            ..Sheet::default()
        }
    }
}

impl Default for Canvas {
    fn default() -> Self {
        Self {
            width_px: 1600,
            height_px: 1000,
        }
    }
}

/// Everything an outcome depends on: a recording, and a recipe taken apart.
#[derive(Clone, Copy, Debug)]
pub struct Input<'a> {
    pub recording: &'a Recording,
    pub selection: &'a Selection,
    pub settings: &'a Settings,
    /// Values of the view's own parameters.
    pub values: &'a Values,
    /// Values of the parameters of other views that it depends on, by their ids.
    pub other_values: Option<&'a BTreeMap<String, Values>>,
    pub canvas: Canvas,
}

impl<'a> Input<'a> {
    /// What a view is given to follow a recipe.
    pub fn new(recording: &'a Recording, recipe: &'a Recipe) -> Self {
        Self {
            recording,
            selection: &recipe.selection,
            settings: &recipe.settings,
            values: &recipe.values,
            other_values: Some(&recipe.other_values),
            canvas: recipe.canvas,
        }
    }
    /// The values of another view's parameters.
    pub fn values_of(&self, view: &Info) -> Values {
        let values = self.other_values.and_then(|all| all.get(view.id));
        values.cloned().unwrap_or_default()
    }
    /// The recipe of a view that is given this.
    pub fn recipe(&self, view: &str, source: Source) -> Recipe {
        Recipe {
            view: view.to_owned(),
            source,
            selection: self.selection.clone(),
            settings: self.settings.clone(),
            values: self.values.clone(),
            other_values: self.other_values.cloned().unwrap_or_default(),
            canvas: self.canvas,
        }
    }
}

/// What is marked across all views: linked by time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Marks {
    /// The bin under the pointer.
    pub bin: Option<Interval>,
    /// The brushed stretch.
    pub brush: Option<Interval>,
    pub playhead_s: Option<f64>,
    /// Selected units, by their place in the file.
    pub units: BTreeSet<usize>,
    /// The chosen scale, for views that show all of them and need not be drawn anew.
    pub scale: Scale,
}

/// What the pointer is on.
#[derive(Clone, Debug, PartialEq)]
pub struct PickedPlace {
    /// Its time, to be marked in other views.
    pub interval: Option<Interval>,
    /// What to say in the tooltip.
    pub text: String,
    /// Its unit, which may be given a class.
    pub unit: Option<usize>,
}

impl PickedPlace {
    /// What stands for a stretch of time, or for none, and for no unit.
    pub fn new(interval: impl Into<Option<Interval>>, text: String) -> Self {
        Self {
            interval: interval.into(),
            text,
            unit: None,
        }
    }
}
