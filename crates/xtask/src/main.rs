//! Types, generated tables and checks that need a program.
fn main() {}
