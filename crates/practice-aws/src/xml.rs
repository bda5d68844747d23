//! XML as AWS's query services write it: elements, text, nothing else.

use quick_xml::escape::escape;

/// A document being written. Elements are closed by the caller, in order.
#[derive(Debug, Default)]
pub(crate) struct Xml(String);

impl Xml {
    /// An empty document with its declaration.
    pub(crate) fn document() -> Self {
        Self("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned())
    }

    /// `<name>`
    pub(crate) fn open(&mut self, name: &str) {
        self.0.push('<');
        self.0.push_str(name);
        self.0.push('>');
    }

    /// `<name xmlns="…">`
    pub(crate) fn open_with(&mut self, name: &str, namespace: &str) {
        self.open(&format!("{name} xmlns=\"{}\"", escape(namespace)));
    }

    /// `</name>`
    pub(crate) fn close(&mut self, name: &str) {
        self.open(&format!("/{name}"));
    }

    /// `<name>text</name>`
    pub(crate) fn text(&mut self, name: &str, text: &str) {
        self.open(name);
        self.0.push_str(&escape(text));
        self.close(name);
    }

    /// The same, if there is one.
    pub(crate) fn optional(&mut self, name: &str, text: Option<&str>) {
        if let Some(text) = text {
            self.text(name, text);
        }
    }

    /// An element with others inside.
    pub(crate) fn nested(&mut self, name: &str, inside: impl FnOnce(&mut Self)) {
        self.open(name);
        inside(self);
        self.close(name);
    }

    /// A list: `<name><member>…</member>…</name>`
    pub(crate) fn list<T>(
        &mut self,
        name: &str,
        items: impl IntoIterator<Item = T>,
        each: impl Fn(&mut Self, T),
    ) {
        self.nested(name, |xml| {
            for item in items {
                xml.nested("member", |xml| each(xml, item));
            }
        });
    }

    /// A list of texts.
    pub(crate) fn texts<'a>(&mut self, name: &str, items: impl IntoIterator<Item = &'a str>) {
        self.nested(name, |xml| {
            for item in items {
                xml.text("member", item);
            }
        });
    }

    /// The document.
    pub(crate) fn finish(self) -> String {
        self.0
    }
}
