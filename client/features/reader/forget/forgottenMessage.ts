import type { MessageView } from "../../../../core/api/reading.ts";

/** Kind of what stands in the place of a message that is being forgotten; the next look at the channel no longer has it. */
export const forgottenKind = "forgotten";

/** A message of which nothing but its place is left. Pure. */
export const forgottenMessage = ({
  id,
  createdAt,
  gapBefore,
}: Pick<MessageView, "id" | "createdAt" | "gapBefore">): MessageView => ({
  id,
  createdAt,
  gapBefore,
  kind: forgottenKind,
  authorId: null,
  postedAs: null,
  content: "",
  editedAt: null,
  deletedAt: null,
  isPinned: false,
  versionCount: 0,
  replyTo: null,
  attachments: [],
  reactions: [],
  embeds: [],
  stickers: [],
  sounds: [],
  poll: null,
  forwards: [],
  components: [],
  thread: null,
  entities: [],
  albumId: null,
  topicId: null,
  about: "",
  aboutIds: [],
  forwardedFrom: null,
  signature: null,
  comments: null,
  carried: null,
  views: null,
  bookmark: null,
});
