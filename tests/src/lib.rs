//! Flows over the practice account, the real window, the oracles, the corpora.
