export const account = {
  title: "Choose an account",
  lead: "Strongroom locks the S3 buckets that hold call recordings, so that only Amazon Connect and the people you name can reach them. It shows who would lose access before anything changes, and it can put back every policy that it replaced.",
  loading: "Reading the AWS files of this computer",
  practice: {
    title: "Practice account",
    text: "A simulated AWS account on this computer: Connect instances, buckets, roles and recordings to lock, play and restore. Nothing in it reaches AWS.",
    profiles: "Sign in as",
    open: "Open practice account",
    none: "The practice account has no profiles. Its server on this computer may not have started.",
  },
  aws: {
    title: "AWS profiles",
    text: "From the AWS files of this computer. Strongroom never shows or stores their keys.",
    profile: "Profile",
    kind: "Sign-in",
    region: "Region",
    account: "Account",
    open: "Open",
    openLabel: (name: string) => `Open profile ${name}`,
    filter: "Find a profile",
    none: "No AWS profiles on this computer",
    noneText:
      "The practice account works without one. To use an account of your own, make a profile with the AWS CLI (`aws configure sso`), then look again.",
    again: "Look again",
    files: "Files that were looked at",
    notNamed: "Not named",
  },
} as const;
