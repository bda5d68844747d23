//! The program: one line on stdout, profiles, a clear refusal of what it can't do.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test may panic")]

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Command, Stdio};

#[test]
fn it_says_ready_and_nothing_more() {
    let folder = tempfile::tempdir().unwrap();
    let mut program = Command::new(env!("CARGO_BIN_EXE_practice-aws"))
        .args([
            "--listen",
            "127.0.0.1:0",
            "--now",
            "2026-11-22T09:00:00Z",
            "--write-profiles",
        ])
        .arg(folder.path().join("aws"))
        .arg("--state")
        .arg(folder.path().join("state.json"))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut out = BufReader::new(program.stdout.take().unwrap());
    let mut line = String::new();
    out.read_line(&mut line).unwrap();
    let url = line
        .strip_prefix("ready ")
        .expect("ready")
        .trim_end()
        .to_owned();
    assert!(url.starts_with("http://127.0.0.1:"), "{url}");
    let config = std::fs::read_to_string(folder.path().join("aws/config")).unwrap();
    assert!(config.contains(&format!("endpoint_url = {url}\n")));
    assert!(folder.path().join("aws/credentials").exists());
    assert!(folder.path().join("state.json").exists());
    // It serves: an anonymous call is refused, not lost.
    let mut socket = std::net::TcpStream::connect(url.trim_start_matches("http://")).unwrap();
    std::io::Write::write_all(
        &mut socket,
        b"GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n",
    )
    .unwrap();
    let mut answer = String::new();
    socket.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 403"), "{answer}");
    assert!(answer.contains("date: Sun, 22 Nov 2026 09:00:"), "{answer}");
    program.kill().unwrap();
    program.wait().unwrap();
    let mut rest = String::new();
    out.read_to_string(&mut rest).unwrap();
    assert_eq!(rest, "");
}

#[test]
fn what_it_can_not_do_it_says() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("world.json");
    std::fs::write(&file, "{}").unwrap();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let file = file.to_str().unwrap();
    for (arguments, words) in [
        (vec!["--listen", address.as_str()], "can't listen on"),
        (vec!["--listen", "0.0.0.0:0"], "is not a loopback address"),
        (
            vec!["--listen", "127.0.0.1:0", "--seed", file],
            "is not a practice world: missing field `format`",
        ),
        (
            vec!["--listen", "127.0.0.1:0", "--seed", "/nowhere.json"],
            "can't read `/nowhere.json`",
        ),
        (vec!["--now", "yesterday"], "invalid value 'yesterday'"),
    ] {
        let run = Command::new(env!("CARGO_BIN_EXE_practice-aws"))
            .args(&arguments)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&run.stderr);
        assert!(
            !run.status.success() && said.contains(words),
            "{arguments:?}: {said}"
        );
        assert!(run.stdout.is_empty());
    }
}
