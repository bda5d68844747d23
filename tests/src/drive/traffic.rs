//! What passes between the window and the host: every command with its arguments, every answer, every message of a
//! channel, word for word.
//!
//! Tauri sends commands with `fetch` and hands what comes back, answers and messages of channels alike, to functions in
//! `__TAURI_INTERNALS__.callbacks`; both are listened to in the page. Source: tauri 2.12, `scripts/ipc-protocol.js`,
//! `scripts/core.js`, `src/ipc/channel.rs`.

use serde::Deserialize;

use super::{DriveError, Window};

const LISTEN: &str = r"
    const kept = window.traffic = [];
    const decoded = (bytes) => new TextDecoder().decode(bytes);
    const text = (value) => {
        if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return decoded(value);
        if (typeof value === 'string') return value;
        return JSON.stringify(value, (_, part) => part instanceof ArrayBuffer ? decoded(part) : part) ?? '';
    };
    const lines = (headers) => [...new Headers(headers)].map((pair) => pair.join(': ')).join('\n');
    const send = window.fetch;
    window.fetch = (input, init) => {
        const what = String(input?.url ?? input);
        kept.push({ way: 'asked', what, text: lines(init?.headers) + '\n' + text(init?.body ?? '') });
        return send.call(window, input, init).then((answer) => {
            const copy = answer.clone();
            copy.arrayBuffer().then((body) =>
                kept.push({ way: 'answered', what, text: lines(copy.headers) + '\n' + decoded(body) }));
            return answer;
        });
    };
    const callbacks = window.__TAURI_INTERNALS__.callbacks;
    const find = Map.prototype.get;
    Object.defineProperty(callbacks, 'get', { value: (id) => {
        const callback = find.call(callbacks, id);
        return callback && ((data) => {
            kept.push({ way: 'told', what: String(id), text: text(data) });
            return callback(data);
        });
    } });
    return [...callbacks.keys()].map(String);
";
const TAKE: &str = "return window.traffic?.splice(0) ?? null";

/// Which way a message went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// The window calls a command: its address, then headers and arguments.
    Asked,
    /// The host's answer on the wire: the command's address, then headers and body.
    Answered,
    /// What a function of the window is called with: the function's number, then the answer or message.
    Told,
}

/// A message between window and host.
#[derive(Debug, Clone, Deserialize)]
pub struct Message {
    /// Which way it went.
    pub way: Way,
    /// The command's address or the function's number.
    pub what: String,
    /// All of it.
    pub text: String,
}

impl Message {
    /// The name of the command, of a call or its answer.
    pub fn command(&self) -> Option<&str> {
        self.what.strip_prefix("ipc://localhost/")
    }
}

/// What passes, from a moment on.
#[derive(Debug)]
pub struct Traffic {
    /// Functions that waited for an answer already.
    early: Vec<String>,
    /// Everything that was heard.
    pub messages: Vec<Message>,
}

impl Traffic {
    /// Begins to listen in a page.
    ///
    /// # Errors
    ///
    /// Where the driver refuses, or the page has no host.
    pub async fn listen(window: &Window) -> Result<Self, DriveError> {
        let early = window.run(LISTEN, vec![]).await?;
        let early = early.as_array().into_iter().flatten();
        Ok(Self {
            early: early
                .filter_map(|id| id.as_str().map(str::to_owned))
                .collect(),
            messages: Vec::new(),
        })
    }

    /// Takes over what was heard meanwhile; how many messages that is.
    ///
    /// # Errors
    ///
    /// Where the driver refuses, or the page was loaded anew and nobody listened.
    pub async fn take(&mut self, window: &Window) -> Result<usize, DriveError> {
        let heard = window.run(TAKE, vec![]).await?;
        let heard: Vec<Message> =
            serde_json::from_value(heard).map_err(|_| DriveError::NotHeard)?;
        let count = heard.len();
        self.messages.extend(heard);
        Ok(count)
    }

    /// Messages that belong to no command that was heard: where there is one, something passes another way.
    pub fn unexplained(&self) -> Vec<&Message> {
        let asked: Vec<&Message> = self.of(Way::Asked).collect();
        let explained = |message: &&Message| {
            self.early.contains(&message.what)
                || asked.iter().any(|asked| asked.text.contains(&message.what))
        };
        self.of(Way::Told)
            .filter(|message| !explained(message))
            .collect()
    }

    /// The messages that went one way.
    pub fn of(&self, way: Way) -> impl Iterator<Item = &Message> {
        self.messages
            .iter()
            .filter(move |message| message.way == way)
    }
}
