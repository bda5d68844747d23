//! History and backups in SQLite; durable before anything is written.
