//! Tables on the screen are made of a view's [`Numbers`], as its JSON and CSV are: a table chooses
//! which, and gives them words, digits and an order.

use super::{Column, Numbers, Table, wording};
use crate::analysis::significance;
use crate::analysis::statistics::Spread;
use crate::plot::{self, Cell, number_text};
use serde_json::Value as Json;

/// Numbers that are found by their names, as cells.
pub trait NumberSource {
    /// A column and its value.
    fn named(&self, name: &str) -> Option<(&Column, &Json)>;
    /// The 95 % interval that belongs to a value.
    fn interval_of(&self, name: &str) -> Option<[f64; 2]>;

    /// NaN where it is missing.
    fn value(&self, name: &str) -> f64 {
        let value = self.named(name).and_then(|(_, value)| value.as_f64());
        value.unwrap_or(f64::NAN)
    }
    /// Empty where it is missing.
    fn words(&self, name: &str) -> &str {
        let text = self.named(name).and_then(|(_, value)| value.as_str());
        text.unwrap_or_default()
    }
    /// A number in the unit that its name ends in.
    fn cell(&self, name: &str, significant: usize) -> Cell {
        let unit = self.named(name).map_or("", |(column, _)| column.unit());
        self.cell_in(name, significant, unit)
    }
    /// A number in a unit that its name does not tell.
    fn cell_in(&self, name: &str, significant: usize, unit: &str) -> Cell {
        Cell::number(self.value(name), significant, unit)
    }
    /// A time in seconds, in the unit for times up to `most_s`.
    fn time_cell(&self, name: &str, significant: usize, most_s: f64) -> Cell {
        let (by, unit) = wording::time_unit(most_s);
        Cell::number(self.value(name) * by, significant, unit)
    }
    /// The same with the digits that its 95 % interval supports, three at most.
    fn known_time_cell(&self, name: &str, most_s: f64) -> Cell {
        let [low, high] = self.interval_of(name).unwrap_or([f64::NAN; 2]);
        let magnitude = |x: f64| x.abs().log10().floor();
        let digits = magnitude(self.value(name)) - magnitude((high - low) / 2.0) + 1.0;
        let digits = if digits.is_nan() { 3.0 } else { digits };
        self.time_cell(name, digits.clamp(1.0, 3.0) as usize, most_s)
    }
    /// The 95 % interval of a time in seconds, in the unit for times up to `most_s`.
    fn time_interval_cell(&self, name: &str, most_s: f64) -> Cell {
        let (by, unit) = wording::time_unit(most_s);
        let ends = self.interval_of(name).map(|ends| ends.map(|end| end * by));
        let unit = ends.map_or(String::new(), |_| format!(" {unit}"));
        Cell::text(interval_text(ends, 2) + &unit)
    }
    /// A whole number with all its digits; 0 where it is missing.
    fn count_cell(&self, name: &str) -> Cell {
        let count = self.named(name).and_then(|(_, value)| value.as_u64());
        Cell::count(count.unwrap_or(0))
    }
    /// "a to b": a pair of numbers, or the interval of one.
    fn interval_cell(&self, name: &str) -> Cell {
        let number = |end: usize| self.value(&format!("{name}.{end}"));
        let ends = self.interval_of(name).or(Some([number(0), number(1)]));
        Cell::text(interval_text(ends, 3))
    }
}

/// "a to b", or a dash.
pub fn interval_text(ends: Option<[f64; 2]>, significant: usize) -> String {
    match ends.filter(|[low, _]| !low.is_nan()) {
        Some(ends) => ends.map(|end| number_text(end, significant)).join(" to "),
        None => "–".to_owned(),
    }
}

impl Numbers {
    /// A fact, or the place in a table that the label of a row gives: `var_f.k20`.
    fn find(&self, name: &str) -> Option<(&Column, usize)> {
        if let Some(fact) = self.facts.iter().find(|c| c.name == name) {
            return Some((fact, 0));
        }
        let (name, end) = name.rsplit_once('.')?;
        self.tables.iter().find_map(|table| {
            let (label, letter) = table.label?;
            let (wanted, labels) = (end.strip_prefix(letter)?, table.column(label)?);
            let row = (0..table.rows()).find(|&row| labels.text(row) == wanted)?;
            Some((table.column(name)?, row))
        })
    }
    /// The rows of a table, from the first to the last.
    pub fn rows(&self, table: &str) -> impl Iterator<Item = Row<'_>> {
        let table = self.tables.iter().find(|t| t.name == table);
        table.into_iter().flat_map(Table::each_row)
    }
}

impl NumberSource for Numbers {
    fn named(&self, name: &str) -> Option<(&Column, &Json)> {
        if let Some((column, row)) = self.find(name) {
            return Some((column, &column.values[row]));
        }
        // Within a fact that is a list or an object itself.
        self.facts.iter().find_map(|column| {
            let inner = name.strip_prefix(&column.name)?.strip_prefix('.')?;
            let value = column.values[0].pointer(&format!("/{}", inner.replace('.', "/")))?;
            Some((column, value))
        })
    }
    fn interval_of(&self, name: &str) -> Option<[f64; 2]> {
        let (column, row) = self.find(name)?;
        column.interval.as_ref()?[row]
    }
}

/// A row of a [`Table`], in which a number has the name of its column.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    table: &'a Table,
    row: usize,
}

impl Table {
    pub fn each_row(&self) -> impl Iterator<Item = Row<'_>> {
        (0..self.rows()).map(move |row| Row { table: self, row })
    }
}

impl NumberSource for Row<'_> {
    fn named(&self, name: &str) -> Option<(&Column, &Json)> {
        let column = self.table.column(name)?;
        Some((column, &column.values[self.row]))
    }
    fn interval_of(&self, name: &str) -> Option<[f64; 2]> {
        self.table.column(name)?.interval.as_ref()?[self.row]
    }
}

/// Mean and 95 % of a number over realisations; `None` where none has it.
pub fn spread_cells(realisations: &[Numbers], name: &str, unit: &str) -> Option<[Cell; 2]> {
    let spread = Spread::new(realisations.iter().map(|one| one.value(name)))?;
    let ends = interval_text(Some([spread.low, spread.high]), 3);
    Some([Cell::number(spread.mean, 3, unit), Cell::text(ends)])
}

/// Share of the data and its realisations that lies at least as far out as the data: a dash where there
/// is none.
fn p_cell(data: f64, realisations: &[Numbers], name: &str) -> Cell {
    let realised: Vec<f64> = realisations.iter().map(|one| one.value(name)).collect();
    let found = significance(&[(data, &realised[..])])[0];
    found.map_or_else(|| Cell::text("–"), |found| Cell::number(found.p, 2, ""))
}

/// A table with a row for each number and a column for each of several [`NumberSource`] numbers; behind
/// them mean and 95 % over the realisations of a surrogate, where there is one, and beside a single one
/// its p among them.
pub struct ScreenTable<'a> {
    columns: Vec<(String, &'a dyn NumberSource)>,
    surrogate: Option<Vec<Numbers>>,
    rows: Vec<Vec<Cell>>,
}

impl<'a> ScreenTable<'a> {
    pub fn new(
        columns: impl IntoIterator<Item = (String, &'a dyn NumberSource)>,
        surrogate: Option<Vec<Numbers>>,
    ) -> Self {
        Self {
            columns: columns.into_iter().collect(),
            surrogate,
            rows: Vec::new(),
        }
    }
    /// A row of the data alone.
    #[must_use]
    pub fn row(mut self, words: &str, cell: impl Fn(&dyn NumberSource) -> Cell) -> Self {
        let mut row = vec![Cell::text(words)];
        row.extend(self.columns.iter().map(|(_, numbers)| cell(*numbers)));
        let behind = self.of_surrogate().len();
        row.extend((0..behind).map(|_| Cell::text("")));
        self.rows.push(row);
        self
    }
    /// A number with three figures, which is called `of_surrogate` among those of a realisation.
    #[must_use]
    pub fn compared(mut self, words: &str, name: &str, of_surrogate: &str, unit: &str) -> Self {
        let mut row = vec![Cell::text(words)];
        let cells = self.columns.iter();
        row.extend(cells.map(|(_, numbers)| numbers.cell_in(name, 3, unit)));
        if let Some(all) = &self.surrogate {
            if let [(_, numbers)] = &self.columns[..] {
                row.push(p_cell(numbers.value(name), all, of_surrogate));
            }
            let none = || [Cell::text("–"), Cell::text("–")];
            row.extend(spread_cells(all, of_surrogate, unit).unwrap_or_else(none));
        }
        self.rows.push(row);
        self
    }
    /// Numbers in one unit, as (words, name); among those of a realisation `end` is added to the name.
    #[must_use]
    pub fn each_compared(self, rows: &[(&str, &str)], end: &str, unit: &str) -> Self {
        rows.iter().fold(self, |table, (words, name)| {
            table.compared(words, name, &format!("{name}{end}"), unit)
        })
    }
    /// Headings of the columns behind the data.
    fn of_surrogate(&self) -> &'static [&'static str] {
        match (&self.surrogate, self.columns.len()) {
            (None, _) => &[],
            (Some(_), 1) => &["p", "Surrogate", "95 %"],
            (Some(_), _) => &["Surrogate", "95 %"],
        }
    }
    pub fn titled(self, title: &str) -> plot::Table {
        let surrogate = self.of_surrogate().iter().copied().map(str::to_owned);
        let headings = std::iter::once(String::new())
            .chain(self.columns.into_iter().map(|(heading, _)| heading))
            .chain(surrogate);
        plot::Table::new(title, headings, self.rows)
    }
}
