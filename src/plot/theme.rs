//! Which colour an ink is. All colours of the program come from here.

use super::{Ink, Ramp};
use crate::recording::State;

/// Red, green, blue, alpha; not premultiplied, sRGB.
pub type Rgba = [u8; 4];

/// The colours of one look. Light and dark are both designed; neither is an inversion.
#[derive(Clone, Debug, PartialEq)]
pub struct Theme {
    pub dark: bool,
    /// Surface of plots and pages.
    pub page: Rgba,
    /// Surface around them: panels, bars.
    pub surround: Rgba,
    /// Surface of what is raised: buttons, chips.
    pub raised: Rgba,
    pub text: Rgba,
    pub faint: Rgba,
    pub hairline: Rgba,
    pub accent: Rgba,
    excitatory: Rgba,
    inhibitory: Rgba,
    unclassified: Rgba,
    wake: Rgba,
    rem: Rgba,
    light_sleep: Rgba,
    slow_wave_sleep: Rgba,
    seizure: Rgba,
    period: Rgba,
    surrogate: Rgba,
    field: Rgba,
    warning: Rgba,
    fine: Rgba,
    coarse: Rgba,
    weak: Rgba,
    strong: Rgba,
}

const fn rgb(hex: u32) -> Rgba {
    [
        ((hex >> 16) & 255) as u8,
        ((hex >> 8) & 255) as u8,
        (hex & 255) as u8,
        255,
    ]
}

/// Viridis (Smith and van der Walt, CC0) at 17 even places.
const VIRIDIS: [[u8; 3]; 17] = [
    [68, 1, 84],
    [72, 24, 106],
    [71, 45, 123],
    [66, 64, 134],
    [59, 82, 139],
    [51, 99, 141],
    [44, 114, 142],
    [38, 130, 142],
    [33, 145, 140],
    [31, 160, 136],
    [40, 174, 128],
    [63, 188, 115],
    [94, 201, 98],
    [132, 212, 75],
    [173, 220, 48],
    [216, 226, 25],
    [253, 231, 37],
];

const ON_BRIGHT: Rgba = rgb(0x14_12_1C);

impl Theme {
    /// For print, projectors and bright rooms.
    pub fn light() -> Self {
        Self {
            dark: false,
            page: rgb(0xFF_FF_FF),
            surround: rgb(0xF5_F6_F8),
            raised: rgb(0xE9_EB_EF),
            text: rgb(0x1B_1F_27),
            faint: rgb(0x5F_67_75),
            hairline: rgb(0xD5_D9_E0),
            accent: rgb(0x0B_7A_75),
            excitatory: rgb(0x2F_6F_DE),
            inhibitory: rgb(0xD6_45_3D),
            unclassified: rgb(0x7A_82_8F),
            wake: rgb(0xE0_A5_26),
            rem: rgb(0x8E_5B_D0),
            light_sleep: rgb(0x58_A7_D8),
            slow_wave_sleep: rgb(0x2B_4C_8C),
            seizure: rgb(0x11_11_11),
            period: rgb(0xA9_B1_BD),
            surrogate: rgb(0x8A_90_9A),
            field: rgb(0x4A_3F_6B),
            warning: rgb(0xA8_5B_00),
            fine: rgb(0x22_2B_54),
            coarse: rgb(0x8F_C9_B9),
            weak: rgb(0xF2_C4_8D),
            strong: rgb(0x8A_36_00),
        }
    }
    /// For long evenings.
    pub fn dark() -> Self {
        Self {
            dark: true,
            page: rgb(0x16_19_1F),
            surround: rgb(0x1D_21_29),
            raised: rgb(0x2B_31_3C),
            text: rgb(0xE6_E9_EE),
            faint: rgb(0x9A_A3_B2),
            hairline: rgb(0x38_3F_4B),
            accent: rgb(0x4F_C9_BF),
            excitatory: rgb(0x5B_93_F5),
            inhibitory: rgb(0xF0_6A_5F),
            unclassified: rgb(0x97_A0_AE),
            wake: rgb(0xE8_B5_45),
            rem: rgb(0xAB_80_E6),
            light_sleep: rgb(0x6F_BC_E8),
            slow_wave_sleep: rgb(0x5A_7F_C9),
            seizure: rgb(0xF4_F4_F4),
            period: rgb(0x6B_74_82),
            surrogate: rgb(0x8D_95_A3),
            field: rgb(0xB3_A8_DC),
            warning: rgb(0xF0_B4_5B),
            fine: rgb(0x4C_5F_B8),
            coarse: rgb(0xC6_F0_DD),
            weak: rgb(0x7A_42_1C),
            strong: rgb(0xFF_E2_B8),
        }
    }
    /// Colour of warnings.
    pub fn warning(&self) -> Rgba {
        self.warning
    }
    pub fn colour(&self, ink: Ink) -> Rgba {
        match ink {
            Ink::Excitatory => self.excitatory,
            Ink::Inhibitory => self.inhibitory,
            Ink::Unclassified => self.unclassified,
            Ink::State(State::Wake) => self.wake,
            Ink::State(State::Rem) => self.rem,
            Ink::State(State::LightSleep) => self.light_sleep,
            Ink::State(State::SlowWaveSleep) => self.slow_wave_sleep,
            Ink::Seizure => self.seizure,
            Ink::Period => self.period,
            Ink::Surrogate => self.surrogate,
            Ink::Text => self.text,
            Ink::Faint => self.faint,
            Ink::Hairline => self.hairline,
            Ink::Accent => self.accent,
            Ink::Page => self.page,
            Ink::FineToCoarse(f) => mix(self.fine, self.coarse, f),
            Ink::Field => self.field,
            // Without the end that has too little contrast with the page.
            Ink::Along(f) if self.dark => viridis(0.25 + 0.75 * f.clamp(0.0, 1.0)),
            Ink::Along(f) => viridis(0.88 * f.clamp(0.0, 1.0)),
            Ink::OnBright => ON_BRIGHT,
            Ink::Strength(f) => mix(self.weak, self.strong, f),
        }
    }
    /// Colour of a value of an image; transparent for what is not a number.
    #[inline]
    pub fn ramp(&self, ramp: Ramp, value: f32, range: [f32; 2]) -> Rgba {
        let Some(f) = along(value, range) else {
            return [0; 4];
        };
        match ramp {
            Ramp::Sequential => viridis(f),
            Ramp::Diverging => {
                // E - I: positive is excitation, blue; negative is inhibition, red.
                let (end, share) = if f < 0.5 {
                    (self.inhibitory, 1.0 - 2.0 * f)
                } else {
                    (self.excitatory, 2.0 * f - 1.0)
                };
                mix(self.page, end, share)
            }
            Ramp::Ink(ink) => {
                let [r, g, b, _] = self.colour(ink);
                [r, g, b, opacity(f)]
            }
        }
    }
}

/// How far along its range a value is, 0 to 1; `None` for what is no number.
#[inline]
pub(super) fn along(value: f32, range: [f32; 2]) -> Option<f32> {
    let width = range[1] - range[0];
    value.is_finite().then(|| {
        if width == 0.0 {
            0.5
        } else {
            ((value - range[0]) / width).clamp(0.0, 1.0)
        }
    })
}

/// The opacity of an ink so far along its range.
pub(super) fn opacity(along: f32) -> u8 {
    nearest(along * 255.0)
}

/// The nearest level of a colour; `f32::round` is a call, and images ask this of every pixel.
#[inline]
fn nearest(level: f32) -> u8 {
    (level + 0.5) as u8
}

#[inline]
fn viridis(f: f32) -> Rgba {
    let place = f * 16.0;
    let low = (place as usize).min(15);
    let [a, b] = [VIRIDIS[low], VIRIDIS[low + 1]].map(|c| [c[0], c[1], c[2], 255]);
    mix(a, b, place - low as f32)
}

#[inline]
fn mix(a: Rgba, b: Rgba, f: f32) -> Rgba {
    let f = f.clamp(0.0, 1.0);
    std::array::from_fn(|i| nearest(f32::from(a[i]) * (1.0 - f) + f32::from(b[i]) * f))
}
