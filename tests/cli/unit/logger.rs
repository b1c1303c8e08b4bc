use equipoise::cli::logger::Logger;
use log::LevelFilter;

#[test]
fn the_longest_module_decides() {
    let logger = Logger::parse("warn,equipoise=debug,equipoise::app=off,nonsense=loud");
    assert_eq!(logger.level("winit::event"), LevelFilter::Warn);
    assert_eq!(logger.level("equipoise::cli"), LevelFilter::Debug);
    assert_eq!(logger.level("equipoise::app::shell"), LevelFilter::Off);
    assert_eq!(Logger::parse("").level("equipoise"), LevelFilter::Off);
}
