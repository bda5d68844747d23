// What is switched on in this build.

export const features = {
  /** The lock's forms: match by ARN, scope, AWS services, trials. */
  forms: true,
} as const;
