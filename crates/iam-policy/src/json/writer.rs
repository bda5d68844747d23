//! Writes [`Node`]s back: compact as S3 returns a policy, or indented for people.

use super::{Json, Node};
use std::fmt::Write as _;

/// Without any white space between the tokens.
pub(crate) fn compact(node: &Node) -> String {
    let mut out = String::new();
    write(node, None, 0, &mut out);
    out
}

/// With two spaces for each level.
pub(crate) fn pretty(node: &Node) -> String {
    let mut out = String::new();
    write(node, Some(2), 0, &mut out);
    out
}

fn write(node: &Node, indent: Option<usize>, level: usize, out: &mut String) {
    match &node.value {
        Json::Null => out.push_str("null"),
        Json::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Json::Number(text) => out.push_str(text),
        Json::String(text) => string(text, out),
        Json::Array(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                separate(index, indent, level + 1, out);
                write(item, indent, level + 1, out);
            }
            close(items.is_empty(), indent, level, out);
            out.push(']');
        }
        Json::Object(members) => {
            out.push('{');
            for (index, member) in members.iter().enumerate() {
                separate(index, indent, level + 1, out);
                string(&member.name, out);
                out.push(':');
                if indent.is_some() {
                    out.push(' ');
                }
                write(&member.node, indent, level + 1, out);
            }
            close(members.is_empty(), indent, level, out);
            out.push('}');
        }
    }
}

fn separate(index: usize, indent: Option<usize>, level: usize, out: &mut String) {
    if index > 0 {
        out.push(',');
    }
    line(indent, level, out);
}

fn close(empty: bool, indent: Option<usize>, level: usize, out: &mut String) {
    if !empty {
        line(indent, level, out);
    }
}

fn line(indent: Option<usize>, level: usize, out: &mut String) {
    if let Some(width) = indent {
        out.push('\n');
        out.extend(std::iter::repeat_n(' ', width * level));
    }
}

fn string(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c < ' ' => {
                // Writing to a String can't fail.
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
}
