//! Declarations, each once, by name.

use std::collections::BTreeMap;

use ts_rs::{Config, TS, TypeVisitor};

/// TypeScript declarations under their names, in the order of the names.
pub(super) struct Declarations {
    config: Config,
    by_name: BTreeMap<String, String>,
}

impl Declarations {
    pub(super) fn new() -> Self {
        Self {
            // What crosses is JSON, where every number arrives as a `number`.
            config: Config::new().with_large_int("number"),
            by_name: BTreeMap::new(),
        }
    }

    /// Adds a type and everything that it is made of.
    pub(super) fn add<T: TS + 'static + ?Sized>(&mut self) {
        self.visit::<T>();
    }

    /// Those of `names` that have not been added.
    pub(super) fn missing(&self, names: &[String]) -> Vec<String> {
        names
            .iter()
            .filter(|name| !self.by_name.contains_key(*name))
            .cloned()
            .collect()
    }

    /// All declarations, an empty line before each, no space at a line's end.
    pub(super) fn text(&self) -> String {
        self.by_name
            .values()
            .flat_map(|declaration| declaration.lines())
            .flat_map(|line| [line.trim_end(), "\n"])
            .collect()
    }
}

impl TypeVisitor for Declarations {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        // A type without a path of its own is a primitive or a container: it is written in place.
        if T::output_path().is_none() {
            T::visit_dependencies(self);
            T::visit_generics(self);
            return;
        }
        let name = T::ident(&self.config);
        if self.by_name.contains_key(&name) {
            return;
        }
        let docs = T::docs().unwrap_or_default();
        let declaration = T::decl(&self.config);
        self.by_name
            .insert(name, format!("\n{docs}export {declaration}\n"));
        T::visit_dependencies(self);
        T::visit_generics(self);
    }
}
