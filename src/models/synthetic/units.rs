//! The units' table: names, places on the array, waveforms. Invented, and said to be.

use super::Night;
use crate::analysis::connections::Sign;
use crate::models::random::{Purpose, Stream};
use crate::recording::{Class, ClassSource, Column, ColumnValues, Unit, Waveform};

const SAMPLES: usize = 64;
/// Samples a second of the waveforms.
pub const SAMPLE_RATE_HZ: f64 = 30_000.0;
/// Sample of the trough.
const TROUGH: f64 = 16.0;
/// Electrodes of the array.
pub(super) const ELECTRODES: usize = 96;

/// A trough and the hump after it: two Gaussians, times in ms.
pub struct Template {
    trough_width_ms: f64,
    hump_delay_ms: f64,
    hump_width_ms: f64,
    hump_share: f64,
}

/// Regular-spiking: broad, 0.7 ms from trough to peak.
pub const BROAD: Template = Template {
    trough_width_ms: 0.13,
    hump_delay_ms: 0.7,
    hump_width_ms: 0.28,
    hump_share: 0.35,
};
/// Fast-spiking: narrow, 0.3 ms from trough to peak.
pub const NARROW: Template = Template {
    trough_width_ms: 0.08,
    hump_delay_ms: 0.3,
    hump_width_ms: 0.14,
    hump_share: 0.45,
};

impl Template {
    /// Microvolts; time about the trough is scaled by the first factor, the hump by the second too.
    pub fn waveform(&self, amplitude_uv: f64, [stretch, widen]: [f64; 2]) -> Waveform {
        let bump = |t: f64, at: f64, width: f64| (-0.5 * ((t - at) / width).powi(2)).exp();
        Waveform {
            samples: (0..SAMPLES)
                .map(|k| {
                    let ms = (k as f64 - TROUGH) / SAMPLE_RATE_HZ * 1e3 / stretch;
                    let hump = bump(ms, self.hump_delay_ms, widen * self.hump_width_ms);
                    let hump = self.hump_share * hump;
                    (amplitude_uv * (hump - bump(ms, 0.0, self.trough_width_ms))) as f32
                })
                .collect(),
            rate_hz: Some(SAMPLE_RATE_HZ),
            is_whitened: false,
        }
    }
}

impl Night {
    /// "E01".. then "I01"..
    pub(super) fn units(&self) -> Vec<Unit> {
        let mut stream = Stream::new(self.seed, Purpose::Array, 0);
        // The electrodes come first from this stream.
        stream.order(ELECTRODES);
        let electrodes = self.electrodes();
        let mut unit = |index: usize, class: Class, template: &Template, number: usize| {
            let digits = if self.excitatory.max(self.inhibitory) > 99 {
                3
            } else {
                2
            };
            let mut unit = Unit::new(format!("{}{number:0digits$}", class.letter()))
                .with_class(class, ClassSource::Model);
            unit.electrode = Some(format!("elec{:02}", electrodes[index] + 1));
            let amplitude_uv = 60.0 * (0.4 * stream.normal()).exp();
            let stretch = 1.0 + 0.05 * stream.normal().clamp(-2.5, 2.5);
            let widen = 1.0 + 0.08 * stream.normal().clamp(-2.5, 2.5);
            unit.waveform = Some(template.waveform(amplitude_uv, [stretch, widen]));
            unit
        };
        let excitatory = self.excitatory;
        let mut units: Vec<Unit> = (0..excitatory)
            .map(|n| (n, Class::Excitatory, &BROAD, n + 1))
            .chain(
                (0..self.inhibitory).map(|n| (excitatory + n, Class::Inhibitory, &NARROW, n + 1)),
            )
            .map(|(index, class, template, number)| unit(index, class, template, number))
            .collect();
        for region in self.regions() {
            for place in region.units {
                units[place].group = Some(region.name.clone());
            }
        }
        units
    }

    /// What is true of each unit, for whoever looks at the table.
    pub(super) fn columns(&self, units: &[Unit]) -> Vec<Column> {
        let waveform_class = (0..units.len()).map(|unit| {
            if unit < self.excitatory {
                "broad"
            } else {
                "narrow"
            }
            .to_owned()
        });
        let mut columns = vec![
            Column {
                name: "waveform_class".into(),
                values: ColumnValues::Text(waveform_class.collect()),
            },
            Column {
                name: "wake_rate_hz".into(),
                values: ColumnValues::Number(self.unit_rates_hz()),
            },
        ];
        let mut planted = vec![String::new(); units.len()];
        for connection in self.planted() {
            let said = &mut planted[connection.pre];
            if said.is_empty() {
                said.push_str(match connection.sign {
                    Sign::Excitatory => "excites",
                    Sign::Inhibitory => "inhibits",
                });
            }
            said.push(' ');
            said.push_str(&units[connection.post].id);
        }
        if planted.iter().any(|said| !said.is_empty()) {
            columns.push(Column {
                name: "planted_connections".into(),
                values: ColumnValues::Text(planted),
            });
        }
        let regions = self.regions();
        if regions.len() > 1 {
            let mut return_s = vec![0.0; units.len()];
            for region in regions {
                for unit in region.units {
                    return_s[unit] = region.return_time_constant_s;
                }
            }
            columns.push(Column {
                name: "return_time_constant_s".into(),
                values: ColumnValues::Number(return_s),
            });
        }
        columns
    }
}
