/** Files that the archive keeps: their kinds, and the codes of why one is not there. */

/** What a file is to what carries it. */
export const fileKinds = ["attachment", "embed", "sticker", "sound", "emoji", "avatar", "icon"] as const;
export type FileKind = (typeof fileKinds)[number];

/** No repetition is expected to mend these; people may ask for one all the same. */
export const finalFileReasons = [
  "gone", // the platform says that there is no such file (any more)
  "refused", // it does not give it to us
  "too_large", // beyond MEDIA_MAX_FILE_BYTES
  "not_on_platform", // its address leads elsewhere than to the platform
  "not_a_picture", // what came in place of a picture is none
] as const;

/** Tried again after a growing pause, until the attempts are used up. */
export const passingFileReasons = [
  "unavailable", // an error of the platform's, or a pause it asks for
  "unreachable", // no connection, or nothing came over it
  "interrupted", // it broke off, and could not be gone on with
  "wrong_length", // another length than announced
  "unexpected_error",
] as const;

export const fileReasons = [...finalFileReasons, ...passingFileReasons] as const;
export type FinalFileReason = (typeof finalFileReasons)[number];
export type PassingFileReason = (typeof passingFileReasons)[number];
export type FileReason = (typeof fileReasons)[number];

export const fileStatuses = ["pending", "stored", "failed"] as const;
export type FileStatus = (typeof fileStatuses)[number];
