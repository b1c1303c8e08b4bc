use equipoise::compute::{Background, Poll};

fn settled<T: Send + 'static>(work: &Background<T>) -> Poll<T> {
    loop {
        match work.poll() {
            Poll::Running => std::thread::yield_now(),
            done => return done,
        }
    }
}

#[test]
fn a_result_comes_once_and_a_panic_is_not_waited_for() {
    let work = Background::start("test", || (), || 7).expect("a thread");
    assert_eq!(settled(&work), Poll::Ready(7));
    assert_eq!(settled(&work), Poll::Lost);
    let fails = Background::start("test", || (), || -> i32 { panic!("on purpose") });
    assert_eq!(settled(&fails.expect("a thread")), Poll::Lost);
}
