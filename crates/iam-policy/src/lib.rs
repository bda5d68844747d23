//! The IAM policy language: read, write, evaluate, compare, lint. Pure.
