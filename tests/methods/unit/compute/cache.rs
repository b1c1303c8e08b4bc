use equipoise::compute::Cache;

#[test]
fn the_least_recently_used_leave_first() {
    let mut cache = Cache::new(100);
    cache.insert("a", 1, 40);
    cache.insert("b", 2, 40);
    assert_eq!(cache.get(&"a"), Some(1));
    cache.insert("c", 3, 40);
    assert_eq!(cache.get(&"b"), None, "b was used longest ago");
    assert_eq!((cache.get(&"a"), cache.get(&"c")), (Some(1), Some(3)));
    assert_eq!(cache.bytes(), 80);
}

#[test]
fn bytes_are_counted_once_a_key_and_never_pass_the_limit() {
    let mut cache = Cache::new(100);
    cache.insert("a", 1, 60);
    cache.insert("a", 2, 50);
    assert_eq!((cache.bytes(), cache.len()), (50, 1));
    cache.insert("big", 3, 101);
    assert_eq!(cache.get(&"big"), None);
    assert_eq!(cache.get(&"a"), Some(2));
}
