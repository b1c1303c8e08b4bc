//! Commands: one enum from which menus, palette, shortcuts, key sheet and tooltips are made.

use eframe::egui::{self, Key, KeyboardShortcut, Modifiers};
use serde::{Deserialize, Serialize};

/// What a person can ask for without saying more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Command {
    Open,
    OpenPath,
    FilesOfRecording,
    VariablesOfFile,
    Reload,
    CloseTab,
    NextTab,
    PreviousTab,
    ExportView,
    Quit,
    Undo,
    Redo,
    PlayPause,
    Loop,
    Faster,
    Slower,
    QuarterBack,
    QuarterForward,
    WindowBack,
    WindowForward,
    TenthBack,
    TenthForward,
    NextEpoch,
    PreviousEpoch,
    GoToTime,
    ZoomIn,
    ZoomOut,
    WholeRecording,
    Follow,
    Finer,
    Coarser,
    NextNormalisation,
    SwitchSurrogate,
    StopComputing,
    AllStates,
    UnitsTable,
    ClassesFromColumn,
    ClassesByRate,
    ClassesFromWaveforms,
    ClassesFromConnections,
    MarkSeizure,
    MarkEvent,
    SetBaseline,
    ProposeSeizures,
    SaveEpochs,
    SaveChanges,
    SaveNwb,
    SidePanel,
    LayoutBrowse,
    LayoutBalance,
    LayoutStates,
    LayoutSeizure,
    LayoutModels,
    LayoutRateChaos,
    ResetLayout,
    ResetLooks,
    SwitchTheme,
    Palette,
    Keys,
    About,
}

/// Menu that a command stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Menu {
    File,
    Edit,
    Time,
    Scale,
    Units,
    Window,
    Help,
}

impl Menu {
    pub const ALL: [Self; 7] = [
        Self::File,
        Self::Edit,
        Self::Time,
        Self::Scale,
        Self::Units,
        Self::Window,
        Self::Help,
    ];
    pub fn name(self) -> &'static str {
        match self {
            Self::File => "File",
            Self::Edit => "Edit",
            Self::Time => "Time",
            Self::Scale => "Scale",
            Self::Units => "Units",
            Self::Window => "Window",
            Self::Help => "Help",
        }
    }
}

type Shortcuts = &'static [(Modifiers, Key)];
const NONE: Modifiers = Modifiers::NONE;
const CTRL: Modifiers = Modifiers::COMMAND;
const SHIFT: Modifiers = Modifiers::SHIFT;
const ALT: Modifiers = Modifiers::ALT;
const CTRL_SHIFT: Modifiers = Modifiers::COMMAND.plus(Modifiers::SHIFT);

impl Command {
    pub const ALL: [Self; 60] = [
        Self::Open,
        Self::OpenPath,
        Self::FilesOfRecording,
        Self::VariablesOfFile,
        Self::Reload,
        Self::CloseTab,
        Self::NextTab,
        Self::PreviousTab,
        Self::ExportView,
        Self::Undo,
        Self::Redo,
        Self::PlayPause,
        Self::Loop,
        Self::Faster,
        Self::Slower,
        Self::QuarterBack,
        Self::QuarterForward,
        Self::WindowBack,
        Self::WindowForward,
        Self::TenthBack,
        Self::TenthForward,
        Self::NextEpoch,
        Self::PreviousEpoch,
        Self::GoToTime,
        Self::ZoomIn,
        Self::ZoomOut,
        Self::WholeRecording,
        Self::Follow,
        Self::Finer,
        Self::Coarser,
        Self::NextNormalisation,
        Self::SwitchSurrogate,
        Self::StopComputing,
        Self::AllStates,
        Self::UnitsTable,
        Self::ClassesFromColumn,
        Self::ClassesByRate,
        Self::ClassesFromWaveforms,
        Self::ClassesFromConnections,
        Self::MarkSeizure,
        Self::MarkEvent,
        Self::SetBaseline,
        Self::ProposeSeizures,
        Self::SaveEpochs,
        Self::SaveChanges,
        Self::SaveNwb,
        Self::Quit,
        Self::SidePanel,
        Self::LayoutBrowse,
        Self::LayoutBalance,
        Self::LayoutStates,
        Self::LayoutSeizure,
        Self::LayoutModels,
        Self::LayoutRateChaos,
        Self::ResetLayout,
        Self::ResetLooks,
        Self::SwitchTheme,
        Self::Palette,
        Self::Keys,
        Self::About,
    ];

    /// Menu, name, what it does, keys.
    #[rustfmt::skip]
    const fn entry(self) -> (Menu, &'static str, &'static str, Shortcuts) {
        match self {
            Self::Open => (Menu::File, "Open…", "Choose a recording to open beside the others", &[(CTRL, Key::O)]),
            Self::OpenPath => (Menu::File, "Open path…", "Type or paste the path of a recording", &[(CTRL_SHIFT, Key::O)]),
            Self::FilesOfRecording => (Menu::File, "Files of this recording…", "Add the field, states or spikes of another file, with an offset; give a sampling rate, or the length of a stage", &[]),
            Self::VariablesOfFile => (Menu::File, "Variables of this file…", "Say which variables of a MATLAB file are spike times, units, classes, fields and rate", &[]),
            Self::Reload => (Menu::File, "Reload", "Read the recording again; window, scale and what was set by hand stay. A network starts again", &[(CTRL, Key::R)]),
            Self::CloseTab => (Menu::File, "Close recording", "Close the recording that shows", &[(CTRL, Key::W)]),
            Self::NextTab => (Menu::Window, "Next recording", "Show the recording in the next tab", &[(CTRL, Key::PageDown)]),
            Self::PreviousTab => (Menu::Window, "Previous recording", "Show the recording in the tab before", &[(CTRL, Key::PageUp)]),
            Self::ExportView => (Menu::File, "Export view…", "Save a view as SVG, PDF, PNG or CSV, to the millimetre", &[(CTRL, Key::E)]),
            Self::Quit => (Menu::File, "Quit", "Close the program; what is open is kept for the next start", &[(CTRL, Key::Q)]),
            Self::Undo => (Menu::Edit, "Undo", "Take back the last change of window, scale, states, units or parameters", &[(CTRL, Key::Z)]),
            Self::Redo => (Menu::Edit, "Redo", "Do again what was taken back", &[(CTRL_SHIFT, Key::Z), (CTRL, Key::Y)]),
            Self::PlayPause => (Menu::Time, "Play or pause", "Let time run from the playhead", &[(NONE, Key::Space)]),
            Self::Loop => (Menu::Time, "Loop the window", "At the end of the window, start again at its beginning", &[(NONE, Key::L)]),
            Self::Faster => (Menu::Time, "Play faster", "Next higher speed, up to 100×", &[(SHIFT, Key::Period)]),
            Self::Slower => (Menu::Time, "Play slower", "Next lower speed, down to 0.1×", &[(SHIFT, Key::Comma)]),
            Self::QuarterBack => (Menu::Time, "Quarter window back", "Move the window back by a quarter of its width", &[(NONE, Key::ArrowLeft)]),
            Self::QuarterForward => (Menu::Time, "Quarter window forward", "Move the window on by a quarter of its width", &[(NONE, Key::ArrowRight)]),
            Self::WindowBack => (Menu::Time, "Whole window back", "Move the window back by its width", &[(SHIFT, Key::ArrowLeft)]),
            Self::WindowForward => (Menu::Time, "Whole window forward", "Move the window on by its width", &[(SHIFT, Key::ArrowRight)]),
            Self::TenthBack => (Menu::Time, "Tenth of a window back", "Move the window back by a tenth of its width", &[(ALT, Key::ArrowLeft)]),
            Self::TenthForward => (Menu::Time, "Tenth of a window forward", "Move the window on by a tenth of its width", &[(ALT, Key::ArrowRight)]),
            Self::NextEpoch => (Menu::Time, "Next epoch", "Go to the start of the next epoch", &[(NONE, Key::Period)]),
            Self::PreviousEpoch => (Menu::Time, "Previous epoch", "Go to the start of the epoch before", &[(NONE, Key::Comma)]),
            Self::GoToTime => (Menu::Time, "Go to time…", "Type a time to centre the window on", &[(NONE, Key::G)]),
            Self::ZoomIn => (Menu::Time, "Zoom in", "Halve the window about the playhead", &[(NONE, Key::ArrowUp), (CTRL, Key::Plus), (CTRL, Key::Equals)]),
            Self::ZoomOut => (Menu::Time, "Zoom out", "Double the window about the playhead", &[(NONE, Key::ArrowDown), (CTRL, Key::Minus)]),
            Self::WholeRecording => (Menu::Time, "Whole recording", "Make the window as long as the recording", &[(NONE, Key::Home), (CTRL, Key::Num0)]),
            Self::Follow => (Menu::Time, "Follow the end", "Keep the window at the end of the recording while it grows; any move in time leaves it", &[(NONE, Key::End)]),
            Self::Finer => (Menu::Scale, "Finer scale", "One of the 32 scales finer", &[(NONE, Key::OpenBracket)]),
            Self::Coarser => (Menu::Scale, "Coarser scale", "One of the 32 scales coarser", &[(NONE, Key::CloseBracket)]),
            Self::NextNormalisation => (Menu::Scale, "Next normalisation", "Rate, count, share, z-score, maximum in turn", &[(NONE, Key::N)]),
            Self::SwitchSurrogate => (Menu::Scale, "Surrogate", "Show the surrogate beside the data in every view that has one, or hide it", &[(NONE, Key::S)]),
            Self::StopComputing => (Menu::Scale, "Stop computing", "Stop what is being worked out; what is there stays", &[(CTRL, Key::Period)]),
            Self::AllStates => (Menu::Scale, "All states", "Include all time, whatever its state", &[(NONE, Key::A)]),
            Self::UnitsTable => (Menu::Units, "Units table…", "All units with their statistics: sort, compare, set classes, leave out", &[(CTRL, Key::U)]),
            Self::ClassesFromColumn => (Menu::Units, "Classes from a column…", "Choose the units column that says excitatory or inhibitory", &[]),
            Self::ClassesByRate => (Menu::Units, "Classes by rate…", "Guess classes from mean rate: a heuristic, said in every view that rests on it", &[]),
            Self::ClassesFromWaveforms => (Menu::Units, "Classes from waveforms", "Part units into regular and fast spiking by their waveforms, as the view Waveform classes shows it", &[]),
            Self::ClassesFromConnections => (Menu::Units, "Classes from connections", "Units that only excite, or only inhibit, as the view Connections finds them", &[]),
            Self::MarkSeizure => (Menu::Edit, "Mark seizure", "Mark the brushed stretch as a seizure, or 10 s from the playhead", &[(NONE, Key::M)]),
            Self::MarkEvent => (Menu::Edit, "Mark event", "Mark the brushed stretch as an event, or 10 s from the playhead", &[(SHIFT, Key::M)]),
            Self::SetBaseline => (Menu::Edit, "Set baseline", "Measure events against the brushed stretch; with nothing brushed, against the time before each", &[(NONE, Key::B)]),
            Self::ProposeSeizures => (Menu::Edit, "Propose seizures…", "Look for stretches that leave what is usual; dotted on the timeline until you take them", &[]),
            Self::SaveEpochs => (Menu::File, "Save epochs…", "Save all epochs, with what was marked by hand, as CSV", &[]),
            Self::SaveChanges => (Menu::File, "Save changes…", "Save what was turned on the network, as lines that \"equipoise simulate --changes\" replays", &[]),
            Self::SaveNwb => (Menu::File, "Save as NWB…", "Save units with their classes, epochs, marks and fields as an NWB file", &[]),
            Self::SidePanel => (Menu::Window, "Units, epochs and fields", "Show or hide the panel on the left", &[(CTRL, Key::B)]),
            Self::LayoutBrowse => (Menu::Window, "Layout Browse", "Raster, fields and ensembles, with the balance plane beside", &[(CTRL, Key::Num1)]),
            Self::LayoutBalance => (Menu::Window, "Layout Balance", "The balance plane with collapse, variance and partition", &[(CTRL, Key::Num2)]),
            Self::LayoutStates => (Menu::Window, "Layout States", "What tells states apart", &[(CTRL, Key::Num3)]),
            Self::LayoutSeizure => (Menu::Window, "Layout Seizure", "Field, seizure map, raster of the event, trend and trajectory", &[(CTRL, Key::Num4)]),
            Self::LayoutModels => (Menu::Window, "Layout Models", "A simulated network that runs: raster, matrix, balance plane and correlograms beside its controls", &[(CTRL, Key::Num5)]),
            Self::LayoutRateChaos => (Menu::Window, "Layout Rate chaos", "A rate network that runs, with its theory: eigenvalues, exponents, limit and mean modes at the same J0", &[(CTRL, Key::Num6)]),
            Self::ResetLayout => (Menu::Window, "Reset layout", "Put the panels back where they were at first", &[]),
            Self::ResetLooks => (Menu::Window, "Reset looks", "Theme, sizes and layout as at the first start", &[]),
            Self::SwitchTheme => (Menu::Window, "Light or dark", "Switch between the light and the dark theme", &[(CTRL, Key::T)]),
            Self::Palette => (Menu::Help, "Command palette", "Find any command, view, example or recent file", &[(CTRL, Key::K), (CTRL, Key::P)]),
            Self::Keys => (Menu::Help, "Keys", "All keys on one sheet", &[(NONE, Key::H), (SHIFT, Key::Slash), (NONE, Key::Questionmark), (SHIFT, Key::Questionmark)]),
            Self::About => (Menu::Help, "About Equipoise", "Version, licences and papers", &[]),
        }
    }
    pub fn menu(self) -> Menu {
        self.entry().0
    }
    pub fn text(self) -> &'static str {
        self.entry().1
    }
    pub fn tooltip(self) -> &'static str {
        self.entry().2
    }
    /// Keys that ask for it; the first is shown.
    pub fn shortcuts(self) -> impl Iterator<Item = KeyboardShortcut> {
        self.entry()
            .3
            .iter()
            .map(|(modifiers, key)| KeyboardShortcut::new(*modifiers, *key))
    }
    /// The keys as text: "Ctrl+Z".
    pub fn keys_text(self) -> String {
        let Some((modifiers, key)) = self.entry().3.first() else {
            return String::new();
        };
        let mut text = String::new();
        for (held, name) in [
            (modifiers.command, "Ctrl+"),
            (modifiers.alt, "Alt+"),
            (modifiers.shift, "Shift+"),
        ] {
            if held {
                text.push_str(name);
            }
        }
        text.push_str(match key {
            Key::ArrowLeft => "Left",
            Key::ArrowRight => "Right",
            Key::ArrowUp => "Up",
            Key::ArrowDown => "Down",
            Key::OpenBracket => "[",
            Key::CloseBracket => "]",
            Key::Period => ".",
            Key::Comma => ",",
            Key::Slash => "/",
            Key::Plus => "+",
            Key::Minus => "−",
            Key::Num0 => "0",
            Key::Num1 => "1",
            Key::Num2 => "2",
            Key::Num3 => "3",
            Key::Num4 => "4",
            other => other.name(),
        });
        text
    }
    /// Name and keys, for a tooltip.
    pub fn hover_text(self) -> String {
        let keys = self.keys_text();
        if keys.is_empty() {
            self.tooltip().to_owned()
        } else {
            format!("{} ({keys})", self.tooltip())
        }
    }
}

/// Whether exactly this shortcut was pressed; takes the key from the input.
pub fn is_pressed(ctx: &egui::Context, shortcut: egui::KeyboardShortcut) -> bool {
    ctx.input_mut(|input| {
        let mut found = false;
        input.events.retain(|event| {
            let hit = matches!(event, egui::Event::Key { key, pressed: true, modifiers, .. }
                if *key == shortcut.logical_key
                    && modifiers.command == shortcut.modifiers.command
                    && modifiers.alt == shortcut.modifiers.alt
                    && modifiers.shift == shortcut.modifiers.shift);
            found |= hit;
            !hit
        });
        found
    })
}
