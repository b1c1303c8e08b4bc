//! The window before all else: where it and what it waits for want the same core, the window gets it.

/// How much the threads that compute give way; 19 is most.
#[cfg(target_os = "linux")]
const NICENESS: i32 = 10;

/// Lets this thread give way to the window. On Linux alone: elsewhere the system puts threads that
/// compute behind those that draw, or knows a niceness of whole programs only.
pub(super) fn give_way() {
    // Where it is not allowed, all threads are alike, as they were.
    #[cfg(target_os = "linux")]
    let _ = rustix::process::nice(NICENESS);
}

/// Starts the pool that computations share, so that its threads give way too; nothing where it has
/// been started already.
pub(super) fn start_pool() {
    let pool = rayon::ThreadPoolBuilder::new()
        .thread_name(|number| format!("equipoise-pool-{number}"))
        .start_handler(|_| give_way());
    let _ = pool.build_global();
}
