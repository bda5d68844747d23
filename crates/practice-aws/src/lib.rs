//! The practice account: an AWS account simulated on this computer, behind the real wire protocols.
mod clock;
mod ids;
mod world;
