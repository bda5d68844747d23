export const help = {
  title: "Locked out?",
  text: "The ways back in, the quickest first. None of them needs Strongroom.",
  account: "Choose an account",
  ways: [
    {
      title: "Anyone on the keep list",
      text: "Whoever is on the bucket's keep list can sign in and remove or correct the policy: here with History and Restore, or in the S3 console under Permissions, Bucket policy.",
    },
    {
      title: "Wait for a trial to end",
      text: "A lock on trial ends by itself at its time, whatever happens to this computer. AWS stops applying it; nothing needs to be done.",
    },
    {
      title: "The account's root user",
      text: "Root can always read, replace and delete a bucket policy of its own account, whatever the policy says, unless a VPC endpoint or an Organizations policy blocks it. Sign in as root, open the bucket in the S3 console, choose Permissions, then edit or delete the bucket policy. Where root sign-in of member accounts was removed centrally, this way does not exist: take the next one.",
    },
    {
      title: "A privileged root session from the organization",
      text: "From the management account, or the delegated administrator for IAM, with centralized root access enabled. It lasts at most 15 minutes, needs a Regional endpoint, does not work for the management account itself, and allows reading, replacing and deleting the bucket policy.",
      command:
        "aws sts assume-root \\\n  --region REGION \\\n  --target-principal ACCOUNT-ID \\\n  --task-policy-arn arn=arn:aws:iam::aws:policy/root-task/S3UnlockBucketPolicy \\\n  --duration-seconds 900",
      commandLabel: "Command for a privileged root session",
      after: "With the credentials that it prints, put the backup back, or delete the policy where there was none:",
      second:
        "aws s3api put-bucket-policy --bucket BUCKET --policy file://backup.json --expected-bucket-owner ACCOUNT-ID\naws s3api delete-bucket-policy --bucket BUCKET --expected-bucket-owner ACCOUNT-ID",
      secondLabel: "Commands that put the policy back or delete it",
    },
  ],
  support: "AWS Support can't lift a bucket policy for you.",
  backups: {
    title: "Where the old policy is",
    text: "Before every change Strongroom stores the policy that was there. History shows each one with its digest and saves it as a file. Keep a copy away from this computer.",
    open: "Go to history",
  },
} as const;
