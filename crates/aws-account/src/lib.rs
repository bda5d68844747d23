//! The only crate that knows the AWS SDK: profiles, sign-in, discovery, policy reads and writes.
