//! What the dialogs share: their answer, their buttons and their fields.

use crate::app::action::Action;
use crate::compute::Background;
use eframe::egui;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// The answer of a dialog after a frame.
#[expect(clippy::large_enum_variant, reason = "there is one a frame")]
pub enum Answer {
    Stay,
    Close,
    Do(Action),
}

/// A path, and whether there is a file.
type PathCheck = Arc<(PathBuf, AtomicBool)>;

fn looked_id() -> egui::Id {
    egui::Id::unique("file to be replaced")
}

/// Forgets what [`replaced_ui`] has found: it is looked up anew in the next dialog.
pub fn forget_looks(ctx: &egui::Context) {
    ctx.data_mut(|d| d.remove_temp::<PathCheck>(looked_id()));
}

/// Says where a file would be replaced. Whether there is one is looked up on a thread of its own: a
/// disk may be slow to say.
pub fn replaced_ui(ui: &mut egui::Ui, path: &Path) {
    let before: Option<PathCheck> = ui.data(|d| d.get_temp(looked_id()));
    let looked = before.filter(|l| l.0 == path).unwrap_or_else(|| {
        let looked = Arc::new((path.to_owned(), AtomicBool::new(false)));
        let (there, wake) = (Arc::clone(&looked), ui.ctx().clone());
        let look = move || there.1.store(there.0.exists(), Ordering::Relaxed);
        // Without a thread nothing is said.
        let _ = Background::start("look", move || wake.request_repaint(), look);
        ui.data_mut(|d| d.insert_temp(looked_id(), Arc::clone(&looked)));
        looked
    });
    if looked.1.load(Ordering::Relaxed) {
        ui.weak("This file exists and will be replaced.");
    }
}

/// The two buttons at the foot of a dialog: its action, and Cancel.
pub fn buttons_ui(
    ui: &mut egui::Ui,
    go: &str,
    ready: bool,
    action: impl FnOnce() -> Action,
) -> Answer {
    ui.add_space(12.0);
    ui.horizontal(|ui| {
        let accent = ui.visuals().selection.bg_fill;
        let primary = egui::Button::new(egui::RichText::new(go).strong()).fill(accent);
        // Enter does it where nothing else has the focus that would take it.
        let free = ui.memory(|m| m.focused().is_none());
        let entered = ready && free && ui.input(|i| i.key_pressed(egui::Key::Enter));
        if ui.add_enabled(ready, primary).clicked() || entered {
            return Answer::Do(action());
        }
        if ui.button("Cancel").clicked() {
            return Answer::Close;
        }
        Answer::Stay
    })
    .inner
}

/// A field that has the focus when the dialog opens; true when Enter was pressed in it.
pub fn text_ui(ui: &mut egui::Ui, text: &mut String, label: &str, hint: &str) -> bool {
    let response = ui.add(
        egui::TextEdit::singleline(text)
            .hint_text(hint)
            .desired_width(f32::INFINITY),
    );
    response.widget_info(|| {
        let mut info = egui::WidgetInfo::labeled(egui::Role::TextInput, true, label);
        info.current_text_value = Some(text.clone());
        info
    });
    let first = response.id.with("had focus");
    if !ui.data(|d| d.get_temp::<bool>(first).unwrap_or_default()) {
        response.request_focus();
        ui.data_mut(|d| d.insert_temp(first, true));
    }
    let entered = response.lost_focus() && ui.input(|i| i.key_pressed(egui::Key::Enter));
    if entered || ui.input(|i| i.key_pressed(egui::Key::Escape)) {
        ui.data_mut(|d| d.remove_temp::<bool>(first));
    }
    entered
}

/// Samples a second, to be dragged or typed.
pub fn rate_field(rate_hz: &mut f64) -> egui::DragValue<'_> {
    egui::DragValue::new(rate_hz)
        .range(1.0..=1e7)
        .max_decimals(4)
        .suffix(" Hz")
}
