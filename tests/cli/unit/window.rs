use equipoise::cli::window::plainly;

#[test]
fn places_in_the_source_of_others_are_left_out() {
    assert_eq!(
        plainly("winit EventLoopError: os error at /x/mod.rs:788: Failed to load: xlib"),
        "Failed to load: xlib"
    );
    assert_eq!(plainly("index out of bounds"), "index out of bounds");
    assert!(plainly("Found no glutin configs matching { a: b }").starts_with("OpenGL"));
}
