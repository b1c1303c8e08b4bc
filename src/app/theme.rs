//! How egui looks: fonts, sizes, spacing and colours, all of them from [`plot::Theme`](Theme).
//!
//! Two text sizes and one for headings, a grid of 4 points, no boxes in boxes, no shadows but
//! under what floats, the accent for what can be acted on.

use crate::plot::screen::{BODY_PT, SEMIBOLD, SMALL_PT, colour as tint};
use crate::plot::{Rgba, Theme};
use eframe::egui::style::{HandleShape, ScrollStyle, Selection, WidgetVisuals, Widgets};
use eframe::egui::{
    Color32, Context, CornerRadius, FontData, FontDefinitions, FontFamily, FontId, Margin,
    RichText, Shadow, Stroke, Style, TextStyle, Visuals, vec2,
};
use std::sync::Arc;

/// Size of headings, in points.
pub const HEADING_PT: f32 = 17.0;

const REGULAR: &[u8] = include_bytes!("../../assets/fonts/Inter-Regular.otf");
const SEMI_BOLD: &[u8] = include_bytes!("../../assets/fonts/Inter-SemiBold.otf");

/// A colour of the theme as egui's.
pub fn colour(rgba: Rgba) -> Color32 {
    tint(rgba, 1.0)
}

/// Words that head something.
pub fn strong(text: &str) -> RichText {
    RichText::new(text).family(FontFamily::Name(SEMIBOLD.into()))
}

/// Installs Inter: regular as the proportional (and, its figures being tabular, the monospace)
/// family, semi-bold as the family [`SEMIBOLD`]. To be called before the first frame.
pub fn install_fonts(ctx: &Context) {
    let mut fonts = FontDefinitions::empty();
    for (name, data) in [("inter", REGULAR), ("inter-semibold", SEMI_BOLD)] {
        fonts
            .font_data
            .insert(name.to_owned(), Arc::new(FontData::from_static(data)));
    }
    let regular = || vec!["inter".to_owned()];
    fonts.families.insert(FontFamily::Proportional, regular());
    fonts.families.insert(FontFamily::Monospace, regular());
    let bold = vec!["inter-semibold".to_owned(), "inter".to_owned()];
    fonts
        .families
        .insert(FontFamily::Name(SEMIBOLD.into()), bold);
    ctx.set_fonts(fonts);
}

/// Makes egui look like the theme. [`install_fonts`] must have been called before.
pub fn apply(ctx: &Context, theme: &Theme) {
    let which = if theme.dark {
        eframe::egui::Theme::Dark
    } else {
        eframe::egui::Theme::Light
    };
    let style = Arc::new(style(ctx, theme, which));
    // Both of egui's styles, so that no preference of the system brings back its own.
    ctx.set_style_of(eframe::egui::Theme::Dark, Arc::clone(&style));
    ctx.set_style_of(eframe::egui::Theme::Light, style);
    ctx.set_theme(which);
}

fn style(ctx: &Context, theme: &Theme, which: eframe::egui::Theme) -> Style {
    let mut style = (*ctx.style_of(which)).clone();
    style.text_styles = [
        (TextStyle::Small, FontId::proportional(SMALL_PT)),
        (TextStyle::Body, FontId::proportional(BODY_PT)),
        (TextStyle::Button, FontId::proportional(BODY_PT)),
        (TextStyle::Monospace, FontId::monospace(BODY_PT)),
        (
            TextStyle::Heading,
            FontId::new(HEADING_PT, FontFamily::Name(SEMIBOLD.into())),
        ),
    ]
    .into();
    let spacing = &mut style.spacing;
    spacing.item_spacing = vec2(8.0, 4.0);
    spacing.button_padding = vec2(8.0, 4.0);
    spacing.window_margin = Margin::same(12);
    spacing.menu_margin = Margin::same(8);
    spacing.indent = 16.0;
    spacing.interact_size = vec2(32.0, 24.0);
    spacing.icon_width = 16.0;
    spacing.icon_width_inner = 8.0;
    spacing.icon_spacing = 8.0;
    spacing.slider_width = 160.0;
    spacing.slider_rail_height = 4.0;
    spacing.combo_width = 96.0;
    spacing.text_edit_width = 200.0;
    spacing.tooltip_width = 360.0;
    spacing.menu_width = 320.0;
    spacing.indent_ends_with_horizontal_line = false;
    spacing.scroll = ScrollStyle {
        bar_width: 8.0,
        floating_width: 4.0,
        ..ScrollStyle::floating()
    };
    style.interaction.tooltip_delay = 0.4;
    style.animation_time = 0.12;
    style.visuals = visuals(theme);
    style
}

fn visuals(theme: &Theme) -> Visuals {
    let ink = colour;
    let (faint, accent) = (ink(theme.faint), ink(theme.accent));
    let shadow = Shadow {
        offset: [0, 4],
        blur: 16,
        spread: 0,
        color: Color32::from_black_alpha(if theme.dark { 120 } else { 40 }),
    };
    let base = if theme.dark {
        Visuals::dark()
    } else {
        Visuals::light()
    };
    Visuals {
        dark_mode: theme.dark,
        override_text_color: None,
        weak_text_color: Some(faint),
        widgets: widgets(theme),
        selection: Selection {
            bg_fill: tint(theme.accent, if theme.dark { 0.32 } else { 0.22 }),
            // Also the ring of what has the keyboard's focus.
            stroke: Stroke::new(1.5, accent),
        },
        hyperlink_color: accent,
        faint_bg_color: tint(theme.raised, 0.45),
        extreme_bg_color: ink(theme.page),
        text_edit_bg_color: Some(ink(theme.page)),
        code_bg_color: ink(theme.raised),
        warn_fg_color: ink(theme.warning()),
        error_fg_color: ink(theme.warning()),
        window_corner_radius: CornerRadius::same(8),
        window_shadow: shadow,
        window_fill: ink(theme.page),
        window_stroke: Stroke::new(1.0, ink(theme.hairline)),
        window_highlight_topmost: false,
        menu_corner_radius: CornerRadius::same(6),
        panel_fill: ink(theme.surround),
        popup_shadow: shadow,
        button_frame: true,
        collapsing_header_frame: false,
        indent_has_left_vline: false,
        striped: false,
        slider_trailing_fill: true,
        handle_shape: HandleShape::Circle,
        ..base
    }
}

fn widgets(theme: &Theme) -> Widgets {
    let ink = colour;
    let (text, raised, hairline) = (ink(theme.text), ink(theme.raised), ink(theme.hairline));
    let still = WidgetVisuals {
        bg_fill: raised,
        weak_bg_fill: raised,
        bg_stroke: Stroke::NONE,
        corner_radius: CornerRadius::same(4),
        fg_stroke: Stroke::new(1.0, text),
        expansion: 0.0,
    };
    Widgets {
        noninteractive: WidgetVisuals {
            bg_fill: ink(theme.surround),
            weak_bg_fill: ink(theme.surround),
            bg_stroke: Stroke::new(1.0, hairline),
            ..still
        },
        // The fill of buttons is `weak_bg_fill`; boxes, rails and discs stand out a little more.
        inactive: WidgetVisuals {
            bg_fill: hairline,
            ..still
        },
        hovered: WidgetVisuals {
            bg_fill: hairline,
            weak_bg_fill: hairline,
            ..still
        },
        // Pressed, or holding the keyboard's focus: the ring shows where one is.
        active: WidgetVisuals {
            bg_fill: hairline,
            weak_bg_fill: hairline,
            bg_stroke: Stroke::new(1.5, ink(theme.accent)),
            ..still
        },
        open: WidgetVisuals {
            bg_fill: hairline,
            weak_bg_fill: hairline,
            ..still
        },
    }
}
