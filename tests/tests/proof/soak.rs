//! A few of the random runs that `make bench` counts a thousand of.

use strongroom_tests::headless::soak::soak;

#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_must_never_happen_happens() {
    let count = soak(7_000, 20, 2).await.unwrap();
    assert_eq!(count.runs, 20);
    assert!(count.steps > 40 && count.troubled > 10, "{count}");
    let wrong: Vec<&String> = count.wrong().collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}
