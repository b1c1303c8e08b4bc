use eframe::egui::Context;
use equipoise::app::theme::{apply, colour, install_fonts};
use equipoise::plot::Theme;

fn luminance([r, g, b, _]: [u8; 4]) -> f64 {
    let linear = |c: u8| {
        let c = f64::from(c) / 255.0;
        if c <= 0.040_45 {
            c / 12.92
        } else {
            ((c + 0.055) / 1.055).powf(2.4)
        }
    };
    0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b)
}

fn contrast(a: [u8; 4], b: [u8; 4]) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// WCAG 2.1 level AA: 4.5 for text, 3 for what must be seen to be acted on.
#[test]
fn words_and_rings_can_be_seen() {
    for theme in [Theme::light(), Theme::dark()] {
        for surface in [theme.page, theme.surround, theme.raised] {
            assert!(contrast(theme.text, surface) >= 7.0);
            assert!(
                contrast(theme.faint, surface) >= 4.5,
                "faint on {surface:?}"
            );
            assert!(
                contrast(theme.accent, surface) >= 3.0,
                "accent on {surface:?}"
            );
            assert!(contrast(theme.warning(), surface) >= 3.0);
        }
    }
}

#[test]
fn both_of_egui_s_styles_are_ours() {
    let ctx = Context::default();
    install_fonts(&ctx);
    let theme = Theme::dark();
    apply(&ctx, &theme);
    for which in [eframe::egui::Theme::Dark, eframe::egui::Theme::Light] {
        let visuals = &ctx.style_of(which).visuals;
        assert_eq!(visuals.panel_fill, colour(theme.surround));
        assert!(visuals.dark_mode);
    }
}
