export const practice = {
  title: "Practice account",
  text: "A simulated AWS account on this computer. Switch troubles on to see what the app does when AWS, the network or a colleague gets in the way.",
  troubles: "Troubles",
  troublesText: "They stay on until they are switched off or the account is reset.",
  loading: "Asking the practice account for its troubles",
  none: "The practice account offers no troubles.",
  on: (name: string) => `Trouble ${name}`,
  calls: "Place a test call",
  callsText: "Connect records one more call for the instance, with its own service role.",
  callLabel: (name: string) => `Place a test call at ${name}`,
  called: (name: string) =>
    `${name} has taken a call. Its recording is the newest one in its bucket, unless a policy kept Connect from writing it.`,
  looking: "Looking for instances",
  noInstances: "No instance was found in the Regions that were read.",
  reset: "Reset the practice account",
  resetText:
    "Puts every bucket, role, policy and recording back as they were at first. The history and its backups stay.",
  resetDone: "The practice account is as it was at first.",
  sure: "Reset the practice account?",
  sureText: "Locks made in it are gone afterwards, and so are test calls. Nothing in AWS is touched.",
  cancel: "Cancel",
  confirm: "Reset",
} as const;
