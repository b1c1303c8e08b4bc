//! A table on the screen shows nothing that is not exported.

use crate::common::{Asked, asked, network_for, night};
use equipoise::analysis::{Scale, SurrogateKind, Task, Value, Values};
use equipoise::plot::{Cell, Table, number_text};
use equipoise::recording::{Interval, Recording};
use equipoise::views::shared::wording;
use equipoise::views::{Export, surrogates};
use serde_json::Value as Json;

const VIEWS: [&str; 20] = [
    "variance",
    "collapse",
    "partition",
    "correlation",
    "cross-correlogram",
    "balance-plane",
    "deviation",
    "mncm",
    "seizure-map",
    "coordination",
    "trajectory",
    "trend",
    "event-raster",
    "coherence",
    "current",
    "waveforms",
    "irregularity",
    "connections",
    "cell-input",
    "rate-units",
];
const K: u64 = 20;

/// What is exported and may stand in a table: the chosen scale and the first offset of those that
/// are listed, and no curves, so that little agrees by chance.
#[derive(Default)]
struct Exported {
    numbers: Vec<f64>,
    words: Vec<String>,
}

impl Exported {
    fn add(&mut self, json: &Json) {
        match json {
            Json::Number(x) => self.numbers.extend(x.as_f64()),
            Json::String(text) => self.words.push(text.clone()),
            Json::Array(all) if all.len() > 2 && all[0].is_number() => {}
            Json::Array(all) => {
                let is_own = |row: &&Json| {
                    let other = |name: &str, own: u64| row.get(name).is_some_and(|x| *x != own);
                    row.get("t_s").is_some() || (!other("k", K) && !other("offset", 1))
                };
                all.iter().filter(is_own).for_each(|row| self.add(row));
            }
            Json::Object(all) => {
                let long = ["frequencies", "bands", "units", "curve"];
                let own = all.iter().filter(|(name, _)| !long.contains(&&name[..]));
                own.for_each(|(_, value)| self.add(value));
            }
            _ => {}
        }
    }
    /// Statistics of realisations under the key of a view, at the chosen scale and offset 1.
    fn add_surrogates(&mut self, all: &Export, key: &str) {
        let own = all.json["statistics"].as_object().expect("statistics");
        for (name, spread) in own {
            let end = name.rsplit('.').next().unwrap_or_default();
            let is_row = end.len() > 1 && end[1..].chars().all(|c| c.is_ascii_digit());
            let is_chosen = !is_row || end == format!("k{K}") || end == "o1";
            if is_chosen && name.starts_with(&format!("{key}.")) {
                self.add(spread);
            }
        }
    }
    /// Whether that is what a number looks like, in s, ms, min or any unit.
    fn has(&self, text: &str, digits: std::ops::RangeInclusive<usize>) -> bool {
        let mut all = self.numbers.iter();
        all.any(|x| {
            let mut factors = [1.0, 1e3, 1.0 / 60.0].into_iter();
            factors.any(|by| digits.clone().any(|d| number_text(x * by, d) == text))
        })
    }
    /// A word, a time on the clock, the width of a bin, or words with numbers among them.
    fn has_words(&self, text: &str) -> bool {
        let is_clock = |t_s: &f64| wording::clock(*t_s) == text;
        if self.words.iter().any(|w| w == text) || self.numbers.iter().any(is_clock) {
            return true;
        }
        if Scale::all().any(|scale| scale.width_text() == text) {
            return true;
        }
        if text == "< 10⁻¹⁵" {
            return self.numbers.iter().any(|p| (0.0..1e-15).contains(p));
        }
        let text = text.replace("95 %", "");
        let mut parts = text.split([' ', '(', ')', ',']);
        parts.all(|part| {
            let is_number = part.contains(|c: char| c.is_ascii_digit());
            !is_number || self.has(part, 1..=4)
        })
    }
}

/// Cells of a table that are exported, and those that are not; names of rows are left out.
fn sorted(tables: &[Table], exported: &Exported, by: f64) -> [Vec<String>; 2] {
    let (mut found, mut strays) = (Vec::new(), Vec::new());
    for table in tables {
        // The first column of a list is a value, too.
        let first = usize::from(table.columns.first().is_none_or(String::is_empty));
        for cell in table.rows.iter().flat_map(|row| &row[first..]) {
            let (is_there, text) = match cell {
                Cell::Number { value, .. } if !value.is_finite() => continue,
                Cell::Number {
                    value, significant, ..
                } => {
                    let text = number_text(*value * by, *significant);
                    (exported.has(&text, *significant..=*significant), text)
                }
                Cell::Text(text) => (exported.has_words(text), text.clone()),
            };
            let to = if is_there { &mut found } else { &mut strays };
            to.push(format!("{}: {text}", table.title));
        }
    }
    [found, strays]
}

fn whole<'a>(view: &str, network: Option<&'a Recording>) -> Asked<'a> {
    let mut asked = asked(network.unwrap_or_else(|| night()), K as f64);
    if network.is_none() {
        asked.selection.window = Interval::new(600.0, 1200.0);
    }
    match view {
        // So many that some are found where there are none.
        "connections" => asked.set(view, "alpha", &Value::Number(0.01)),
        // The level of red noise is in no table.
        "coherence" => asked.set(view, "surrogates", &Value::Integer(0)),
        _ => {}
    }
    asked.with_surrogate(SurrogateKind::IsiPermutation, 3)
}

fn exported(asked: &Asked<'_>, view: &str, all: &Export) -> Exported {
    let mut exported = Exported::default();
    for export in asked.export(view) {
        exported.add(&export.json);
        exported.add_surrogates(all, export.key);
    }
    exported
}

#[test]
fn every_number_in_a_table_on_the_screen_is_exported() {
    let task = Task::alone();
    let all =
        surrogates(&whole("", None).input(), &|_| Values::default(), &task).expect("realisations");
    let all = Export::from(all.expect("a surrogate is chosen"));
    let (mut close, mut count) = (Vec::new(), 0);
    for view in VIEWS {
        let network = network_for(view);
        let asked = whole(view, network.as_ref());
        let (drawn, _) = asked.draw_all(view);
        let exported = exported(&asked, view, &all);
        let tables = &drawn.sheet.tables;
        assert!(!tables.is_empty(), "{view} has a table");
        let [found, strays] = sorted(tables, &exported, 1.0);
        assert!(strays.is_empty(), "{view} does not export {strays:#?}");
        assert!(!found.is_empty(), "{view} shows something");
        // Long lists hold numbers of every size.
        if ["coherence", "connections"].contains(&view) {
            continue;
        }
        // Numbers that are somewhat off are found out: what agrees does not by chance.
        let numbers = |tables: &[Table]| {
            let mut tables = tables.to_vec();
            for row in tables.iter_mut().flat_map(|t| &mut t.rows) {
                row.retain(|c| {
                    let number = |v: &f64, digits: usize| digits >= 3 && v.fract() != 0.0;
                    matches!(c, Cell::Number { value, significant, .. } if number(value, *significant))
                });
                row.insert(0, Cell::text(""));
            }
            tables
        };
        let [by_chance, told] = sorted(&numbers(tables), &exported, 1.013);
        count += by_chance.len() + told.len();
        close.extend(by_chance.into_iter().map(|text| format!("{view}, {text}")));
    }
    assert!(5 * close.len() < count, "of {count} by chance: {close:#?}");
}

#[test]
fn the_table_of_all_states_is_exported() {
    for view in ["collapse", "variance", "partition", "correlation"] {
        let mut asked = asked(night(), K as f64);
        asked.selection.states = vec!["Wake".to_owned(), "REM".to_owned()];
        asked.set(view, "split", &Value::Choice("columns".to_owned()));
        let drawn = asked.draw(view).expect("drawn");
        let mut exported = Exported::default();
        asked
            .export(view)
            .iter()
            .for_each(|e| exported.add(&e.json));
        let [found, strays] = sorted(&drawn.sheet.tables, &exported, 1.0);
        assert!(strays.is_empty(), "{view} does not export {strays:#?}");
        assert!(found.len() > 6, "{view}: {found:?}");
    }
}

/// Between two of the 32 scales, and with several clouds.
#[test]
fn the_table_of_any_scale_is_exported() {
    for view in ["balance-plane", "correlation", "deviation", "coordination"] {
        let mut asked = asked(night(), 20.5);
        if view == "balance-plane" {
            asked.set(view, "scales", &Value::Choice("four".to_owned()));
        }
        let drawn = asked.draw(view).expect("drawn");
        let mut exported = Exported::default();
        for export in asked.export(view) {
            // Those of whole scales are no help.
            let own = ["shown", "chosen"].map(|name| &export.json[name]);
            for row in own
                .iter()
                .flat_map(|v| v.as_array().cloned().unwrap_or(vec![(*v).clone()]))
            {
                exported.add(&row);
            }
        }
        let [found, strays] = sorted(&drawn.sheet.tables, &exported, 1.0);
        assert!(strays.is_empty(), "{view} does not export {strays:#?}");
        assert!(found.len() > 5, "{view}: {found:?}");
    }
}
