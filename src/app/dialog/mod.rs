//! Dialogs, one at a time; Escape closes them.

mod classes;
pub mod controls;
mod export;
mod files;
mod go_to;
mod keys;
pub mod palette;
pub mod path;
mod propose;
mod save_list;
mod save_nwb;
mod table;
pub mod variables;

use super::action::Action;
use super::layout::PanelId;
use super::state::State;
use super::theme;
use super::units_table::{self, UnitsTable};
use super::workspace::Source;
use crate::analysis::Values;
use crate::formats::MatChoices;
use crate::formats::mat::MatPlan;
use crate::formats::table::Plan;
use crate::plot::Theme;
use crate::recording::Recording;
use controls::Answer;
use eframe::egui;
use std::path::PathBuf;

/// A dialog and what has been typed into it so far.
#[derive(Clone, Debug, PartialEq)]
pub enum Dialog {
    Path(path::PathForm),
    Table(Box<table::TableForm>),
    Variables(Box<variables::VariablesForm>),
    Column(classes::ColumnForm),
    Rate(classes::RateForm),
    GoTo(go_to::GoToForm),
    Propose(propose::ProposeForm),
    Export(export::ExportForm),
    List(save_list::ListForm),
    Files(Box<files::FilesForm>),
    SaveNwb(save_nwb::NwbForm),
    Palette(palette::PaletteForm),
    Units(Box<UnitsTable>),
    Keys,
    About,
}

impl Dialog {
    pub fn path() -> Self {
        Self::Path(path::PathForm::default())
    }
    pub fn table(path: PathBuf, plan: Plan) -> Self {
        Self::Table(Box::new(table::TableForm::new(path, plan)))
    }
    /// `is_known` says that it is read without asking, `remembered` what was said of a file of the
    /// same shape.
    pub fn variables(
        path: PathBuf,
        plan: MatPlan,
        is_known: bool,
        remembered: Option<&MatChoices>,
    ) -> Self {
        let form = variables::VariablesForm::new(path, plan, is_known, remembered);
        Self::Variables(Box::new(form))
    }
    pub fn classes_from_column(recording: &Recording) -> Self {
        Self::Column(classes::ColumnForm::new(recording))
    }
    pub fn classes_by_rate(recording: &Recording) -> Self {
        Self::Rate(classes::RateForm::new(recording))
    }
    pub fn go_to() -> Self {
        Self::GoTo(go_to::GoToForm::default())
    }
    /// With the values of the detector that were last used.
    pub fn propose(values: Values) -> Self {
        Self::Propose(propose::ProposeForm::new(values))
    }
    pub fn export(panel: PanelId) -> Self {
        Self::Export(export::ExportForm::new(panel))
    }
    pub fn epochs() -> Self {
        Self::List(save_list::ListForm::epochs())
    }
    pub fn changes() -> Self {
        Self::List(save_list::ListForm::changes())
    }
    /// `None` for what is no file.
    pub fn files(source: &Source) -> Option<Self> {
        files::FilesForm::new(source).map(|form| Self::Files(Box::new(form)))
    }
    pub fn save_nwb() -> Self {
        Self::SaveNwb(save_nwb::NwbForm::default())
    }
    pub fn palette() -> Self {
        Self::Palette(palette::PaletteForm::default())
    }
    pub fn units() -> Self {
        Self::Units(Box::default())
    }
    fn title(&self) -> &'static str {
        match self {
            Self::Path(_) => "Open path",
            Self::Table(_) => "Open table",
            Self::Variables(_) => "Open variables",
            Self::Column(_) => "Classes from a column",
            Self::Rate(_) => "Classes by rate",
            Self::GoTo(_) => "Go to time",
            Self::Propose(_) => "Propose seizures",
            Self::Export(_) => "Export view",
            Self::List(form) => form.title(),
            Self::Files(_) => "Files of this recording",
            Self::SaveNwb(_) => "Save as NWB",
            Self::Palette(_) => "Find a command",
            Self::Units(_) => "Units",
            Self::Keys => "Keys",
            Self::About => "About Equipoise",
        }
    }
}

/// Draws the dialog; gives it back while it stays open.
pub fn dialog_ui(
    ui: &egui::Ui,
    mut dialog: Dialog,
    state: &State,
    actions: &mut Vec<Action>,
) -> Option<Dialog> {
    let title = dialog.title();
    let mut answer = Answer::Stay;
    let modal = egui::Modal::new(egui::Id::unique("dialog")).show(ui.ctx(), |ui| {
        let window = ui.ctx().content_rect().size();
        if matches!(dialog, Dialog::Units(_)) {
            ui.set_min_size(units_table::size(window));
            ui.set_max_size(units_table::size(window));
        } else {
            ui.set_max_width((window.x - 80.0).min(720.0));
        }
        // On the dialog's own surface a field of that colour would not be seen.
        ui.visuals_mut().text_edit_bg_color = Some(theme::colour(state.theme.surround));
        if !matches!(dialog, Dialog::Palette(_) | Dialog::Units(_)) {
            ui.heading(title);
            ui.add_space(8.0);
        }
        answer = match &mut dialog {
            Dialog::Path(form) => form.ui(ui),
            Dialog::Table(form) => form.ui(ui),
            Dialog::Variables(form) => form.ui(ui),
            Dialog::Column(form) => form.ui(ui, state),
            Dialog::Rate(form) => form.ui(ui, state),
            Dialog::GoTo(form) => form.ui(ui),
            Dialog::Propose(form) => form.ui(ui),
            Dialog::Export(form) => form.ui(ui, state),
            Dialog::List(form) => form.ui(ui, state),
            Dialog::Files(form) => form.ui(ui, actions),
            Dialog::SaveNwb(form) => form.ui(ui, state),
            Dialog::Palette(form) => form.ui(ui, state),
            Dialog::Units(table) => table.ui(ui, state, actions),
            Dialog::Keys => keys::keys_ui(ui),
            Dialog::About => keys::about_ui(ui),
        };
    });
    if matches!(answer, Answer::Stay) && !modal.should_close() {
        return Some(dialog);
    }
    controls::forget_looks(ui.ctx());
    actions.push(Action::CloseDialog);
    if let Answer::Do(action) = answer {
        actions.push(action);
    }
    None
}

/// While a file is held over the window: where it may be dropped.
pub fn drop_hint_ui(ui: &egui::Ui, theme: &Theme, is_added: bool) {
    if ui.input(|i| i.raw.hovered_files.is_empty()) {
        return;
    }
    let painter = ui.ctx().layer_painter(egui::LayerId::new(
        egui::Order::Foreground,
        egui::Id::unique("drop hint"),
    ));
    let rect = ui.ctx().content_rect();
    painter.rect_filled(
        rect,
        0.0,
        theme::colour(theme.surround).gamma_multiply(0.85),
    );
    painter.text(
        rect.center(),
        egui::Align2::CENTER_CENTER,
        if is_added {
            "Drop to add this file to the recording"
        } else {
            "Drop to open this recording beside the others"
        },
        egui::TextStyle::Heading.resolve(ui.style()),
        theme::colour(theme.text),
    );
}
