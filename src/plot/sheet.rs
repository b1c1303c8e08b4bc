//! What a view makes: plots on a grid, tables, notes.

use super::{Plot, Ticks};

/// Plots on a grid whose columns and rows have relative sizes, with tables and notes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sheet {
    /// Relative widths.
    pub columns: Vec<f32>,
    /// Relative heights.
    pub rows: Vec<f32>,
    pub panels: Vec<Panel>,
    /// All panels of a column share x, and are panned and zoomed together.
    pub link_x: bool,
    /// All panels of a row share y.
    pub link_y: bool,
    pub tables: Vec<Table>,
    /// What the drawing leaves out, thins or assumes: one sentence each.
    pub notes: Vec<String>,
}

/// A plot in its place on the grid.
#[derive(Clone, Debug, PartialEq)]
pub struct Panel {
    pub row: usize,
    pub column: usize,
    pub plot: Plot,
}

impl Panel {
    pub fn new(row: usize, column: usize, plot: Plot) -> Self {
        Self { row, column, plot }
    }
}

impl Sheet {
    /// Plots one above the other with relative heights, sharing x.
    pub fn column(plots: Vec<(f32, Plot)>) -> Self {
        Self {
            columns: vec![1.0],
            rows: plots.iter().map(|p| p.0).collect(),
            panels: plots
                .into_iter()
                .enumerate()
                .map(|(row, (_, plot))| Panel::new(row, 0, plot))
                .collect(),
            link_x: true,
            ..Self::default()
        }
    }
    /// Plots side by side with relative widths, each with axes of its own.
    pub fn row(plots: impl IntoIterator<Item = (f32, Plot)>) -> Self {
        let mut sheet = Self {
            rows: vec![1.0],
            ..Self::default()
        };
        for (column, (width, plot)) in plots.into_iter().enumerate() {
            sheet.columns.push(width);
            sheet.panels.push(Panel::new(0, column, plot));
        }
        sheet
    }
    /// Whether the plot with that id has time on its x axis: it says so itself, or a plot that
    /// shares its x axis does.
    pub fn is_time(&self, id: &str) -> bool {
        let Some(panel) = self.panels.iter().find(|p| p.plot.id == id) else {
            return false;
        };
        self.panels.iter().any(|p| {
            p.plot.x.ticks == Ticks::Time
                && (p.plot.id == id || (self.link_x && p.column == panel.column))
        })
    }
    /// Shows other ranges (x and y of each panel in data coordinates, in the order of the panels),
    /// and says which, as names and values for the metadata of a file.
    pub fn zoom(&mut self, shown: &[[[f64; 2]; 2]]) -> Vec<(String, String)> {
        let mut said = Vec::new();
        for (panel, &[x, y]) in self.panels.iter_mut().zip(shown) {
            let plot = &mut panel.plot;
            for (axis, range, letter) in [(&mut plot.x, x, 'x'), (&mut plot.y, y, 'y')] {
                if axis.range != range {
                    said.push((
                        format!("shown_{}_{letter}", plot.id),
                        format!("{} to {}", range[0], range[1]),
                    ));
                }
                axis.range = range;
            }
        }
        said
    }
    /// Bytes of the marks.
    pub fn bytes(&self) -> usize {
        self.panels
            .iter()
            .flat_map(|p| &p.plot.layers)
            .map(|l| l.mark.bytes())
            .sum::<usize>()
            + size_of::<Self>()
    }
    /// The plot with that id.
    pub fn plot(&self, id: &str) -> Option<&Plot> {
        self.panels.iter().map(|p| &p.plot).find(|p| p.id == id)
    }
}

/// Numbers beside a drawing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    pub title: String,
    pub columns: Vec<String>,
    pub rows: Vec<Vec<Cell>>,
}

impl Table {
    pub fn new<C: Into<String>>(
        title: impl Into<String>,
        columns: impl IntoIterator<Item = C>,
        rows: impl IntoIterator<Item = Vec<Cell>>,
    ) -> Self {
        Self {
            title: title.into(),
            columns: columns.into_iter().map(Into::into).collect(),
            rows: rows.into_iter().collect(),
        }
    }
}

/// One cell of a table.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    Text(String),
    /// A number with the digits it is shown with and its unit; NaN shows as a dash.
    Number {
        value: f64,
        significant: usize,
        unit: String,
    },
}

impl Cell {
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }
    /// A whole number, with all its digits.
    pub fn count(n: u64) -> Self {
        let digits = n.checked_ilog10().unwrap_or(0) as usize + 1;
        Self::number(n as f64, digits, "")
    }
    pub fn number(value: f64, significant: usize, unit: impl Into<String>) -> Self {
        Self::Number {
            value,
            significant,
            unit: unit.into(),
        }
    }
}
