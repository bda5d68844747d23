//! Decides requests: `cargo run --release -p iam-policy --example evaluate < cases.jsonl > decisions.jsonl`.
//!
//! One JSON object a line goes in, one comes out; what a line may hold is in `cases/mod.rs`. A line that
//! can't be read is answered with `invalid` and the reason, and the run goes on.

mod cases;

use cases::Case;
use std::io::{BufRead as _, BufWriter, Write as _};

fn main() -> std::io::Result<()> {
    let mut out = BufWriter::new(std::io::stdout().lock());
    for line in std::io::stdin().lock().split(b'\n') {
        let line = line?;
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        let answer = match Case::read(&line) {
            Ok(case) => case.decide(),
            Err(refused) => refused,
        };
        serde_json::to_writer(&mut out, &answer)?;
        out.write_all(b"\n")?;
    }
    out.flush()
}
