/** Who reacted and who voted: words that all rooms share. */

export const responseKinds = ["reaction", "vote"] as const;
export type ResponseKind = (typeof responseKinds)[number];

/** Why a list cannot be had, or is tried again. */
export const responseReasons = [
  "gone", // the platform knows the message or the reaction no more
  "no_access", // the account may not read the channel; asked again a day later
  "changing", // it changed while it was read
] as const;
export type ResponseReason = (typeof responseReasons)[number];

/** The most people the platform names in one request. */
export const responsePageSize = 100;
