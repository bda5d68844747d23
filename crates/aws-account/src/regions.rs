//! Which Regions are looked at, and which of them are enabled in every account.

use lockdown::ids::Region;

/// Regions with Amazon Connect (domain: Connect, Regions known). The list is old by nature, and
/// the overview names every Region that was looked at; one that does not answer is unknown, never empty.
const CONNECT_AWS: [&str; 11] = [
    "us-east-1",
    "us-west-2",
    "af-south-1",
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-southeast-1",
    "ap-southeast-2",
    "ca-central-1",
    "eu-central-1",
    "eu-west-2",
];

const CONNECT_GOV: [&str; 1] = ["us-gov-west-1"];

/// Regions that are enabled in every account of the `aws` partition and can't be switched off; all
/// others have to be enabled first (AWS account management guide, "Specify which AWS Regions your
/// account can use").
const ALWAYS_ENABLED: [&str; 17] = [
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-south-1",
    "ap-southeast-1",
    "ap-southeast-2",
    "ca-central-1",
    "eu-central-1",
    "eu-north-1",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "sa-east-1",
    "us-east-1",
    "us-east-2",
    "us-west-1",
    "us-west-2",
];

/// The Regions of a partition (`aws`, `aws-us-gov`) that are known to have Amazon Connect, sorted;
/// none for a partition that is not known to have it.
pub fn connect_regions(partition: &str) -> Vec<Region> {
    let names: &[&str] = match partition {
        "aws" => &CONNECT_AWS,
        "aws-us-gov" => &CONNECT_GOV,
        _ => &[],
    };
    let mut regions: Vec<Region> = names.iter().filter_map(|name| name.parse().ok()).collect();
    regions.sort();
    regions
}

/// Whether a Region belongs to a partition (`aws`, `aws-us-gov`, `aws-cn`).
pub fn is_of_partition(region: &Region, partition: &str) -> bool {
    partition_of(region.as_str()) == partition
}

/// The Region that global questions of a partition are asked in.
pub(crate) fn default_region(partition: &str) -> &'static str {
    match partition {
        "aws-us-gov" => "us-gov-west-1",
        "aws-cn" => "cn-north-1",
        _ => "us-east-1",
    }
}

/// The partition that a Region belongs to.
pub(crate) fn partition_of(region: &str) -> &'static str {
    if region.starts_with("us-gov-") {
        "aws-us-gov"
    } else if region.starts_with("cn-") {
        "aws-cn"
    } else {
        "aws"
    }
}

/// Whether an account may have this Region switched off.
pub(crate) fn has_to_be_enabled(region: &Region) -> bool {
    partition_of(region.as_str()) == "aws" && !ALWAYS_ENABLED.contains(&region.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_a_region() {
        assert_eq!(connect_regions("aws").len(), CONNECT_AWS.len());
        assert_eq!(connect_regions("aws-us-gov").len(), CONNECT_GOV.len());
        assert!(connect_regions("aws-cn").is_empty());
    }

    #[test]
    fn only_some_regions_have_to_be_enabled() {
        let needs: Vec<String> = connect_regions("aws")
            .into_iter()
            .filter(has_to_be_enabled)
            .map(String::from)
            .collect();
        assert_eq!(needs, ["af-south-1"]);
    }
}
