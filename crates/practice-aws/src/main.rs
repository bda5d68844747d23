//! practice-aws.
fn main() {}
