//! What a person may do to the window, by chance.

use eframe::egui::accesskit::Role;
use eframe::egui::{Key, Modifiers, PointerButton, Pos2, Rect, pos2};
use egui_kittest::kittest::{By, NodeT, Queryable};
use equipoise::app::command::Command;
use std::ops::Range;

use super::Window;

/// A generator of numbers by chance (SplitMix64): the same ones for the same seed, for ever.
pub struct Chance(pub u64);

impl Chance {
    pub fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
    pub fn below(&mut self, count: usize) -> usize {
        (self.number() % count.max(1) as u64) as usize
    }
    fn between(&mut self, range: Range<f32>) -> f32 {
        let share = (self.number() >> 40) as f32 / (1u64 << 24) as f32;
        range.start + share * (range.end - range.start)
    }
    fn one_of<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }
    fn place(&mut self, within: Rect) -> Pos2 {
        pos2(
            self.between(within.left()..within.right()),
            self.between(within.top()..within.bottom()),
        )
    }
}

/// A control as a screen reader tells of it: what it is, its name, and which of those of that name.
#[derive(Clone, Debug, PartialEq)]
pub struct Control {
    pub role: String,
    pub name: String,
    pub nth: usize,
}

/// One thing that a person does. It means the same when others before it are left out.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    Click {
        control: Control,
        button: PointerButton,
        times: usize,
        modifiers: Modifiers,
    },
    /// Types a text in place of what a field holds, and Enter.
    Fill(Control, &'static str),
    Drag {
        from: Pos2,
        to: Pos2,
        button: PointerButton,
        modifiers: Modifiers,
    },
    Wheel {
        at: Pos2,
        lines: [f32; 2],
        modifiers: Modifiers,
    },
    Press(Modifiers, Key),
    Type(&'static str),
    Paste(&'static str),
    /// One of the files beside the session, by its place.
    Drop(usize),
    Resize([f32; 2]),
    /// Closes the window and opens it from its session.
    Restart,
}

const MODIFIERS: [Modifiers; 8] = [
    Modifiers::NONE,
    Modifiers::NONE,
    Modifiers::NONE,
    Modifiers::NONE,
    Modifiers::NONE,
    Modifiers::SHIFT,
    Modifiers::COMMAND,
    Modifiers::ALT,
];
const BUTTONS: [PointerButton; 7] = [
    PointerButton::Primary,
    PointerButton::Primary,
    PointerButton::Primary,
    PointerButton::Primary,
    PointerButton::Primary,
    PointerButton::Secondary,
    PointerButton::Middle,
];
const KEYS: [Key; 14] = [
    Key::Enter,
    Key::Escape,
    Key::Escape,
    Key::Tab,
    Key::Space,
    Key::Backspace,
    Key::Delete,
    Key::ArrowUp,
    Key::ArrowDown,
    Key::ArrowLeft,
    Key::ArrowRight,
    Key::Home,
    Key::End,
    Key::PageDown,
];
const TEXTS: [&str; 18] = [
    "0",
    "1",
    "-5",
    "12.5",
    "1e308",
    "-1e308",
    "1e-300",
    "nan",
    "inf",
    "0:30",
    "00:00:59.999",
    "E1",
    "seizure",
    "picture.svg",
    "out.csv",
    "Ω 猫 \u{202e}b\u{0}",
    "  ",
    "a very long word of no meaning whatever, again and again",
];
/// What the palette is asked for: never for the system's own dialog of files.
pub const WISHES: [&str; 12] = [
    "collapse",
    "surrogate",
    "classes",
    "layout states",
    "show connections",
    "trajectory",
    "coherence",
    "layout balance",
    "reset",
    "table",
    "waveform",
    "variance",
];

/// Controls that can be seen, and where they are.
pub fn controls(window: &Window) -> Vec<(Control, Rect)> {
    let size = window.ctx.content_rect();
    let mut seen: Vec<(Control, Rect)> = Vec::new();
    for node in window.query_all(By::new()) {
        let inner = node.accesskit_node();
        let name = inner.label().or_else(|| inner.value()).unwrap_or_default();
        // The runs of a text are within what is said or pressed.
        let role = inner.role();
        if role == Role::TextRun
            || name.is_empty()
            || inner.bounding_box().is_none()
            || !size.contains(node.rect().center())
        {
            continue;
        }
        let role = format!("{role:?}");
        let alike = seen
            .iter()
            .filter(|(c, _)| c.role == role && c.name == name);
        let nth = alike.count();
        seen.push((Control { role, name, nth }, node.rect()));
    }
    seen
}

/// Where a control is now, if it is there.
pub fn find(window: &Window, control: &Control) -> Option<Rect> {
    let there = controls(window).into_iter();
    there
        .filter(|(c, _)| c == control)
        .map(|(_, rect)| rect)
        .next()
}

/// What is left alone: nobody would answer the system's dialog of files; a thousand realisations and
/// large examples only take time.
fn is_left_alone(control: &Control) -> bool {
    let left = [
        "Open…",
        "Choose…",
        "Realisations",
        "cortical night",
        "Rat hippocampus",
    ];
    left.iter().any(|name| control.name.contains(name))
}

/// What is done next in this window.
pub fn next(chance: &mut Chance, window: &Window, files: usize) -> Act {
    let size = window.ctx.content_rect();
    let mut there = controls(window);
    there.retain(|(control, _)| !is_left_alone(control));
    let modifiers = chance.one_of(&MODIFIERS);
    match chance.below(100) {
        0..42 if !there.is_empty() => {
            // What can be pressed rather than what is only said.
            let pressed: Vec<_> = there.iter().filter(|(c, _)| c.role != "Label").collect();
            let control = if pressed.is_empty() || chance.below(8) == 0 {
                there[chance.below(there.len())].0.clone()
            } else {
                pressed[chance.below(pressed.len())].0.clone()
            };
            Act::Click {
                control,
                button: chance.one_of(&BUTTONS),
                times: 1 + usize::from(chance.below(10) == 0),
                modifiers,
            }
        }
        42..50 => {
            let is_field = |c: &Control| matches!(c.role.as_str(), "TextInput" | "SpinButton");
            let fields: Vec<_> = there.iter().filter(|(c, _)| is_field(c)).collect();
            if fields.is_empty() {
                return Act::Press(Modifiers::COMMAND, chance.one_of(&[Key::K, Key::U]));
            }
            let control = fields[chance.below(fields.len())].0.clone();
            let texts: &[&str] = if control.name == "Find" {
                &WISHES
            } else {
                &TEXTS
            };
            Act::Fill(control, chance.one_of(texts))
        }
        50..64 => {
            let within = if there.is_empty() || chance.below(3) == 0 {
                size
            } else {
                there[chance.below(there.len())].1
            };
            let from = chance.place(within);
            let near = Rect::from_center_size(from, size.size() * 0.2);
            let within = [near, size][chance.below(2)];
            let to = chance.place(within);
            Act::Drag {
                from,
                to,
                button: chance.one_of(&BUTTONS),
                modifiers,
            }
        }
        64..72 => Act::Wheel {
            at: chance.place(size),
            lines: [chance.between(-2.0..2.0), chance.between(-20.0..20.0)],
            modifiers,
        },
        72..88 => {
            let command = chance.one_of(&Command::ALL);
            let keys: Vec<_> = command.shortcuts().collect();
            match command {
                Command::Open | Command::Quit => Act::Press(Modifiers::NONE, Key::Escape),
                _ if keys.is_empty() => Act::Press(Modifiers::NONE, Key::Escape),
                _ => {
                    let keys = keys[chance.below(keys.len())];
                    Act::Press(keys.modifiers, keys.logical_key)
                }
            }
        }
        88..93 => Act::Press(modifiers, chance.one_of(&KEYS)),
        93..95 => Act::Type(chance.one_of(&TEXTS)),
        95..96 => Act::Paste(chance.one_of(&TEXTS)),
        96..98 => Act::Drop(chance.below(files)),
        _ => Act::Resize([chance.between(200.0..1600.0), chance.between(150.0..1000.0)]),
    }
}
