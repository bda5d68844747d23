//! How fast the look is, and what it costs: measured, printed, and never a test.
//!
//! - [`look`]: against the limits that AWS's budgets set, on a throttled practice account
//! - [`cli`]: beside a script that does the same with the AWS CLI, on the same server
//! - [`window`]: frames and memory of the real window with hundreds of buckets and thousands of roles

pub mod cli;
pub mod look;
pub mod window;

use std::fmt;

/// One figure, and the most that it may be.
#[derive(Debug, Clone)]
pub struct Measured {
    /// What was measured.
    pub what: String,
    /// The figure with its unit.
    pub figure: String,
    /// The figure as a share of its limit, and the most that this may be; none where it is only told.
    pub share: Option<(f64, f64)>,
}

impl Measured {
    /// Whether it is within its limit; what has none always is.
    pub fn passes(&self) -> bool {
        self.share.is_none_or(|(share, most)| share <= most)
    }
}

impl fmt::Display for Measured {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.what, self.figure)?;
        if let Some((share, most)) = self.share {
            let verdict = if self.passes() { "pass" } else { "FAIL" };
            write!(
                f,
                ", {share:.2} of its limit (at most {most:.2}): {verdict}"
            )?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::Measured;

    #[test]
    fn what_is_over_its_limit_fails_and_says_so() {
        let measured = |share| Measured {
            what: "the look".to_owned(),
            figure: "40.1 s".to_owned(),
            share,
        };
        assert!(measured(None).passes() && measured(Some((1.1, 1.1))).passes());
        let late = measured(Some((1.2, 1.1)));
        assert!(!late.passes());
        assert_eq!(
            late.to_string(),
            "the look: 40.1 s, 1.20 of its limit (at most 1.10): FAIL"
        );
    }
}
